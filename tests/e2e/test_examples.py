"""Every case under ``examples/`` comes out audited, in both formats, the same every time.

The quick ones run always; the whole folder, a fresh process and LibreOffice only in ``make test``.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import docx
import pypdfium2
import pytest
import yaml
from lxml import etree

from docgen import pipeline
from docgen.model import Case
from docgen.pipeline import Document
from docgen.reading import read_ordinal
from tests.structure import problems

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples"
EXAMPLES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.yaml"))
QUICK = ("yanshi.yaml", "real/deal-5.yaml")
#: Held against LibreOffice: everything filled in, and a draft whose clauses partly drop out.
FOR_OFFICE = ("yanshi/yanshi-joint.yaml", "real/deal-3.yaml")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CLAUSE = re.compile("第[一二三四五六七八九十百]+条")

every_example = pytest.mark.parametrize(
    "name",
    [pytest.param(one, marks=() if one in QUICK else pytest.mark.e2e) for one in EXAMPLES],
)


@cache
def case_of(name: str) -> Case:
    return pipeline.load_case(FOLDER / name)


def make(name: str) -> Document:
    (document,) = pipeline.generate(case_of(name), ["land_grant_contract"], file=name)
    return document


@cache
def made(name: str) -> Document:
    return make(name)


def word_text(document: Document) -> str:
    opened = docx.Document(io.BytesIO(document.docx))
    return "".join(node.text or "" for node in opened.element.iter(f"{W}t"))


def pdf_text(pdf: bytes) -> str:
    """Return the letters of a PDF without white space."""
    opened = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in opened]
    finally:
        opened.close()
    return "".join("".join(pages).split())


# --- every example ------------------------------------------------------------------------------


@every_example
def test_an_example_is_delivered_as_word_and_pdf_with_its_receipt(
    name: str, tmp_path: Path
) -> None:
    document = made(name)
    written = pipeline.deliver([document], tmp_path / "out")
    assert sorted(path.name for path in written) == sorted(
        f"{document.stem}{ending}" for ending in (".docx", ".pdf", ".receipt.json")
    )
    outputs = document.receipt["outputs"]
    for path in written:
        if (kind := path.suffix[1:]) in outputs:
            assert hashlib.sha256(path.read_bytes()).hexdigest() == outputs[kind]["sha256"]
    assert document.page_count is not None
    assert document.receipt["figures"]


@every_example
def test_an_example_has_no_errors_and_all_but_the_drafts_no_open_warnings(name: str) -> None:
    report = pipeline.check(case_of(name))
    assert report.ok
    if not name.startswith("real/"):
        assert report.unconfirmed == ()


@every_example
def test_word_finds_nothing_to_repair_in_an_example(name: str) -> None:
    assert problems(made(name).docx) == []


@every_example
def test_python_docx_reads_an_example_and_no_tag_or_empty_value_is_left(name: str) -> None:
    document = made(name)
    text = word_text(document)
    assert document.receipt["document"]["title"] in text
    for trace in ("{{", "{%", "}}", "None", "True", "False"):
        assert trace not in text


@every_example
def test_two_runs_of_an_example_give_the_same_bytes(name: str) -> None:
    first, second = made(name), make(name)
    assert first.files() == second.files()


@pytest.mark.e2e
def test_another_process_with_other_hashes_gives_the_same_bytes() -> None:
    name = QUICK[0]
    program = (
        "import sys\n"
        "from docgen import pipeline\n"
        "case = pipeline.load_case(sys.argv[1])\n"
        "(made,) = pipeline.generate(case, ['land_grant_contract'], file=sys.argv[2])\n"
        "print(made.receipt['outputs']['docx']['sha256'], made.receipt['outputs']['pdf']['sha256'])"
    )
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", program, str(FOLDER / name), name],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            text=True,
        )
        outputs = made(name).receipt["outputs"]
        assert run.stdout.split() == [outputs["docx"]["sha256"], outputs["pdf"]["sha256"]]


@pytest.mark.e2e
def test_no_two_examples_are_written_under_the_same_name() -> None:
    stems = Counter(made(name).stem for name in EXAMPLES)
    assert max(stems.values()) == 1


# --- what each variant is there to show ---------------------------------------------------------


def variant(name: str) -> tuple[Case, str, str]:
    """Return a variant's case and the texts of its Word file and its PDF."""
    path = f"yanshi/yanshi-{name}.yaml"
    document = made(path)
    assert document.pdf is not None
    return case_of(path), word_text(document), pdf_text(document.pdf)


@pytest.mark.e2e
def test_the_joint_variant_prints_three_grantees_whose_shares_make_the_whole() -> None:
    case, *texts = variant("joint")
    assert case.parties is not None
    shares = [one.share_pct for one in case.parties.grantees]
    assert shares == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    for text in texts:
        for one in case.parties.grantees:
            assert one.name is not None
            assert text.count(f"{one.name}{one.share_pct}") == 1


@pytest.mark.e2e
def test_the_instalments_variant_prints_three_parts_that_make_the_price() -> None:
    case, *texts = variant("instalments")
    assert case.grant is not None
    amounts = [one.amount_yuan for one in case.grant.instalments]
    assert len(amounts) == 3
    assert sum(amount for amount in amounts if amount is not None) == case.grant.price_yuan
    for text in texts:
        positions = [text.index(f"{amount}{due:%Y}年") for amount, due in dues(case)]
        assert positions == sorted(positions)


def dues(case: Case) -> Iterator[tuple[object, object]]:
    assert case.grant is not None
    for one in case.grant.instalments:
        yield one.amount_yuan, one.due_date


@pytest.mark.e2e
def test_the_50_years_variant_prints_the_term_and_its_recognition() -> None:
    case, *texts = variant("50-years")
    assert case.grant is not None
    assert case.grant.term_recognition_no is not None
    for text in texts:
        assert "50年" in text
        assert case.grant.term_recognition_no in text


@pytest.mark.e2e
def test_the_rare_characters_variant_prints_letters_beyond_the_basic_plane() -> None:
    case, *texts = variant("rare-characters")
    assert case.parties is not None
    (grantee,) = case.parties.grantees
    assert grantee.name is not None
    assert grantee.legal_representative is not None
    assert "\U00020bb7" in grantee.name
    assert "䶮" in grantee.legal_representative
    assert len({text.count(grantee.name) for text in texts}) == 1
    for text in texts:
        assert text.count(grantee.name) >= 2
        assert grantee.legal_representative in text


@pytest.mark.e2e
def test_the_long_address_variant_prints_two_texts_of_120_characters_whole() -> None:
    case, *texts = variant("long-address")
    assert case.parcel is not None
    assert case.parties is not None
    for value in (case.parcel.location, case.parties.grantees[0].address):
        assert value is not None
        assert len(value) == 120
        for text in texts:
            assert text.count(value) >= 2


@pytest.mark.e2e
def test_the_announcement_variant_leaves_grantee_price_and_days_blank() -> None:
    receipt = made("yanshi/yanshi-announcement.yaml").receipt
    blanks = {one["path"] for one in receipt["blanks"]}
    assert receipt["stage"] == "announcement"
    assert blanks >= {
        "parties.grantees[0].name",
        "grant.price_yuan",
        "grant.deposit_yuan",
        "grant.instalments[0].amount_yuan",
        "grant.instalments[1].due_date",
        "grant.delivery_date",
        "grant.commencement_date",
        "grant.completion_date",
    }


@pytest.mark.e2e
def test_the_chinese_keys_variant_has_no_english_key() -> None:
    path = "yanshi/yanshi-chinese-keys.yaml"
    data = yaml.load((FOLDER / path).read_text("utf-8"), yaml.BaseLoader)
    assert [key for key in keys(data) if key.isascii()] == []
    assert made(path).receipt["jurisdiction"] == made("yanshi.yaml").receipt["jurisdiction"]


def keys(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from keys(value)
    elif isinstance(data, list):
        for item in data:
            yield from keys(item)


@every_example
def test_every_made_up_credit_code_has_its_check_digit(name: str) -> None:
    """GB 32100-2015: weights 3^i mod 31 over 31 signs, the sum with the check a multiple of 31."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    text = (FOLDER / name).read_text("utf-8")
    for code in re.findall(
        r"(?:credit_code|统一社会信用代码): ([0-9A-Z]{18})$", text, re.MULTILINE
    ):
        weighted = sum(signs.index(sign) * pow(3, i, 31) for i, sign in enumerate(code[:17]))
        assert (weighted + signs.index(code[17])) % 31 == 0, code


# --- LibreOffice, which computes every number and reference itself ------------------------------


@pytest.fixture(scope="module")
def office_text(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what LibreOffice prints of the Word files, without white space."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("没有安装 LibreOffice（soffice），无从比对它自己算出的条号。")
    folder = tmp_path_factory.mktemp("office")
    files = {name: folder / f"{place}.docx" for place, name in enumerate(FOR_OFFICE)}
    for name, path in files.items():
        path.write_bytes(made(name).docx)
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            *("--convert-to", "pdf", "--outdir", str(folder)),
            *(str(path) for path in files.values()),
        ],
        capture_output=True,
        check=True,
        env={**os.environ, "FONTCONFIG_FILE": str(ROOT / "tests" / "fonts.conf")},
        timeout=120,
    )
    return {name: pdf_text(path.with_suffix(".pdf").read_bytes()) for name, path in files.items()}


@pytest.mark.e2e
@pytest.mark.parametrize("name", FOR_OFFICE)
def test_libreoffice_counts_the_clauses_and_references_as_we_do(
    name: str, office_text: dict[str, str]
) -> None:
    theirs = CLAUSE.findall(office_text[name])
    pdf = made(name).pdf
    assert pdf is not None
    assert theirs == CLAUSE.findall(pdf_text(pdf))
    references = Counter(one for one in cached_references(name) if CLAUSE.fullmatch(one))
    assert references
    headings = sorted(
        (Counter(theirs) - references).elements(), key=lambda one: read_ordinal(one[1:-1])
    )
    assert [read_ordinal(one[1:-1]) for one in headings] == list(range(1, len(headings) + 1))


def cached_references(name: str) -> list[str]:
    """Return the texts that the Word file itself shows for its REF fields."""
    body = docx.Document(io.BytesIO(made(name).docx)).element
    found: list[str] = []
    shown: list[str] | None = None
    is_reference = False
    for node in body.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
        kind = node.get(f"{W}fldCharType")
        if node.tag == f"{W}instrText":
            is_reference = (node.text or "").split()[:1] == ["REF"]
        elif kind == "separate" and is_reference:
            shown = []
        elif kind == "end" and shown is not None:
            found.append("".join(shown))
            shown, is_reference = None, False
        elif node.tag == f"{W}t" and shown is not None:
            shown.append(node.text or "")
    return found + simple_references(body)


def simple_references(body: etree._Element) -> list[str]:
    return [
        "".join(text.text or "" for text in node.iter(f"{W}t"))
        for node in body.iter(f"{W}fldSimple")
        if node.get(f"{W}instr", "").split()[:1] == ["REF"]
    ]
