"""Every case under ``examples/`` gives its papers audited, in both formats, the same every time.

The quick ones run always; the whole folder, a fresh process and LibreOffice only in ``make test``.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import docx
import jsonschema
import pypdfium2
import pytest
import yaml
from lxml import etree

from docgen import pipeline
from docgen.cli.app import run
from docgen.delivery.filed import Filed
from docgen.delivery.shape import read_receipt
from docgen.model import Case
from docgen.model.enums import LandCategory, RedevelopmentWay
from docgen.packs import load_pack
from docgen.pipeline import Document
from docgen.pipeline.parcel import hold
from docgen.reading import read_ordinal
from docgen.resources import schema_bytes
from tests.structure import problems

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples"
COUNTIES = ("yanshi", "xuchang", "fanxian", "baofeng", "jindong")
#: 偃师's six classes of inefficient land, by the ending of the example's name.
CLASSES = {
    "transition": "产业转型类",
    "stalled": "停建缓建类",
    "underbuilt": "开发未达标类",
    "stopped": "停产半停产类",
    "underperforming": "产出未达标类",
    "other": "其他低效用地",
}
EXAMPLES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.yaml"))
QUICK = ("yanshi.yaml", "real/deal-5.yaml")

CONTRACT = "land_grant_contract"
AGREEMENT = "supervision_agreement"
PLAN = "disposal_plan"
REDEVELOPMENT = "redevelopment_agreement"
OF_A_GRANT = {CONTRACT, AGREEMENT, "credit_commitment"}
#: What ``generate`` makes of a case by itself; of the cases not named here, the contract alone.
MADE = {
    **{f"{county}.yaml": OF_A_GRANT for county in COUNTIES},
    **{f"xuchang/xuchang-{zone}.yaml": OF_A_GRANT for zone in ("changge", "yuzhou", "yanling")},
    **{f"yanshi/yanshi-{name}.yaml": {PLAN, REDEVELOPMENT} for name in CLASSES},
    "yanshi/yanshi-announcement.yaml": OF_A_GRANT,
    "baofeng/baofeng-inefficient.yaml": {PLAN, REDEVELOPMENT},
    "baofeng/baofeng-unsupplied.yaml": {PLAN},
    "fanxian/fanxian-extensive.yaml": {PLAN, REDEVELOPMENT},
    "fanxian/fanxian-occupied.yaml": {PLAN},
    "jindong/jindong-enterprise.yaml": {PLAN},
    "jindong/jindong-idle.yaml": {PLAN},
    "jindong/jindong-inefficient.yaml": {PLAN, REDEVELOPMENT},
    "xuchang/xuchang-idle.yaml": {PLAN},
    "xuchang/xuchang-unsupplied.yaml": {PLAN},
    "xuchang/xuchang-inefficient.yaml": {PLAN, REDEVELOPMENT},
}
#: Held against LibreOffice: everything filled in, a draft whose clauses partly drop out, and
#: every other document with clauses that refer to each other.
FOR_OFFICE = (
    ("yanshi/yanshi-joint.yaml", CONTRACT),
    ("real/deal-3.yaml", CONTRACT),
    ("fanxian.yaml", AGREEMENT),
    ("yanshi/yanshi-stalled.yaml", REDEVELOPMENT),
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CLAUSE = re.compile("第[一二三四五六七八九十百]+条")

every_example = pytest.mark.parametrize(
    "name",
    [pytest.param(one, marks=() if one in QUICK else pytest.mark.e2e) for one in EXAMPLES],
)


@cache
def case_of(name: str) -> Case:
    return pipeline.load_case(FOLDER / name)


def make(name: str) -> dict[str, Document]:
    """Return the papers that a case gives by itself, by their ids."""
    documents = pipeline.generate(case_of(name), file=name)
    return {document.receipt["document"]["id"]: document for document in documents}


@cache
def papers(name: str) -> dict[str, Document]:
    return make(name)


def made(name: str, document: str = CONTRACT) -> Document:
    return papers(name)[document]


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
@pytest.mark.slow
def test_an_example_gives_the_documents_it_has_data_for(name: str) -> None:
    assert set(papers(name)) == MADE.get(name, {CONTRACT})


@every_example
def test_an_example_is_delivered_as_word_and_pdf_with_its_receipts(
    name: str, tmp_path: Path
) -> None:
    documents = list(papers(name).values())
    written = pipeline.deliver(documents, tmp_path / "out")
    assert sorted(path.name for path in written) == sorted(
        f"{document.stem}{ending}"
        for document in documents
        for ending in (".docx", ".pdf", ".receipt.json")
    )
    outputs = {
        f"{document.stem}.{kind}": output["sha256"]
        for document in documents
        for kind, output in document.receipt["outputs"].items()
    }
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in written}
    assert outputs == {one: found for one, found in hashes.items() if not one.endswith(".json")}
    schema = jsonschema.Draft202012Validator(json.loads(schema_bytes("json/receipt.schema.json")))
    for document in documents:
        assert document.page_count is not None
        assert document.receipt["figures"]
        schema.validate(
            json.loads((tmp_path / "out" / f"{document.stem}.receipt.json").read_bytes())
        )


@every_example
@pytest.mark.slow
def test_the_papers_of_an_example_agree_with_each_other(name: str) -> None:
    read = [
        Filed(one.stem, read_receipt(one.receipt_json, name=one.stem), one.stem, False, "", ())
        for one in papers(name).values()
    ]
    [parcel] = hold(read)
    assert parcel.partings == ()
    assert parcel.undated == ()


@every_example
def test_an_example_has_no_errors_and_all_but_the_drafts_no_open_warnings(name: str) -> None:
    report = pipeline.check(case_of(name))
    assert report.ok
    if not name.startswith("real/"):
        assert report.unconfirmed == ()


@every_example
@pytest.mark.slow
def test_word_finds_nothing_to_repair_in_an_example(name: str) -> None:
    assert {one: problems(document.docx) for one, document in papers(name).items()} == {
        one: [] for one in papers(name)
    }


@every_example
def test_python_docx_reads_an_example_and_no_tag_or_empty_value_is_left(name: str) -> None:
    for document in papers(name).values():
        text = word_text(document)
        assert len(text) > 1000
        for trace in ("{{", "{%", "}}", "None", "True", "False"):
            assert trace not in text


@every_example
def test_two_runs_of_an_example_give_the_same_bytes(name: str) -> None:
    again = make(name)
    assert {one: document.files() for one, document in again.items()} == {
        one: document.files() for one, document in papers(name).items()
    }


@every_example
def test_the_papers_of_a_case_print_a_field_alike(name: str) -> None:
    """One value a field; one printed text a field and form, unless the field is absent."""
    values: dict[str, set[str]] = {}
    texts: dict[tuple[str, str], set[str]] = {}
    for document in papers(name).values():
        for figure in document.receipt["figures"]:
            values.setdefault(figure["path"], set()).add(f"{figure['value']} {figure['unit']}")
            if not figure["absent"]:
                place = figure["path"], figure["form"]
                texts.setdefault(place, set()).add(figure["printed"])
    assert [one for one in (*values.items(), *texts.items()) if len(one[1]) > 1] == []
    assert values


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
        done = subprocess.run(
            [sys.executable, "-c", program, str(FOLDER / name), name],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            text=True,
        )
        outputs = made(name).receipt["outputs"]
        assert done.stdout.split() == [outputs["docx"]["sha256"], outputs["pdf"]["sha256"]]


@pytest.mark.e2e
def test_no_two_examples_are_written_under_the_same_name() -> None:
    stems = Counter(document.stem for name in EXAMPLES for document in papers(name).values())
    assert max(stems.values()) == 1


@pytest.mark.e2e
def test_the_examples_of_the_five_counties_are_made_in_one_go(tmp_path: Path) -> None:
    cases = sorted(str(path) for path in FOLDER.glob("*.yaml"))
    assert len(cases) == len(COUNTIES)
    assert run(["generate", *cases, "-o", str(tmp_path / "out")]) == 0
    endings = Counter(path.name.split(".", 1)[1] for path in (tmp_path / "out").iterdir())
    assert endings == dict.fromkeys(("docx", "pdf", "receipt.json"), 15)


# --- what is each county's own ------------------------------------------------------------------


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("county", "title"),
    [
        ("yanshi", "工业用地“标准地”履约监管协议"),
        ("xuchang", "工业用地“标准地”履约监管协议"),
        ("fanxian", "工业用地“标准地”监管协议"),
        ("baofeng", "工业用地“标准地”履约监管协议"),
        ("jindong", "工业用地“标准地”投资建设合同"),
    ],
)
def test_the_agreement_bears_the_countys_title_and_the_commitment_names_it(
    county: str, title: str
) -> None:
    for document in (AGREEMENT, "credit_commitment"):
        assert title in word_text(made(f"{county}.yaml", document))


@pytest.mark.e2e
@pytest.mark.parametrize("county", COUNTIES)
def test_the_commitment_promises_the_indicators_of_the_agreement(county: str) -> None:
    name = f"{county}.yaml"
    agreed = rows(name, AGREEMENT, "agreement_table")
    assert agreed
    assert rows(name, "credit_commitment", "agreement_table") == agreed
    in_contract = rows(name, CONTRACT, "contract_table")
    known = dict(agreed)
    assert [one for one in in_contract if one[0] in known and one not in agreed] == []


def rows(name: str, document: str, table: str) -> list[tuple[str, str]]:
    """Return name and agreed value of each row of an indicator table, as printed."""
    found: dict[str, dict[str, str]] = {}
    for figure in made(name, document).receipt["figures"]:
        row, _, column = figure["path"].removeprefix(f"indicators.{table}[").partition("].")
        if figure["path"].startswith(f"indicators.{table}[") and column in ("name", "value"):
            found.setdefault(row, {})[column] = figure["printed"]
    return [(one["name"], one["value"]) for one in found.values()]


@pytest.mark.e2e
def test_fanxian_has_five_indicators_in_the_contract_and_eight_in_the_agreement() -> None:
    """范县制度（试行）第六条、第七条。"""
    contract = [name for name, _ in rows("fanxian.yaml", CONTRACT, "contract_table")]
    agreement = [name for name, _ in rows("fanxian.yaml", AGREEMENT, "agreement_table")]
    assert contract == ["亩均投资强度", "容积率", "建筑系数", "绿地率", "非生产设施占地比例"]
    in_agreement = {"产业准入", "亩均投资强度", "亩均税收", "亩均产出"}
    in_agreement |= {"容积率", "建筑密度", "能耗标准", "环境标准"}
    assert len(agreement) == len(in_agreement)
    assert set(agreement) == in_agreement


@pytest.mark.e2e
@pytest.mark.parametrize("name", [one for one in EXAMPLES if one.startswith("jindong")])
def test_a_draft_policy_is_told_and_acknowledged(name: str) -> None:
    (told,) = [one for one in pipeline.check(case_of(name)).findings if one.code == "R053"]
    assert told.confirmed is not None


@pytest.mark.parametrize(
    "name", [one for one in EXAMPLES if not one.startswith(("jindong", "real/"))]
)
def test_every_other_example_is_dated_while_its_policy_is_in_force(name: str) -> None:
    assert [one for one in pipeline.check(case_of(name)).findings if one.code == "R053"] == []


@pytest.mark.parametrize(("zone", "least"), [("changge", 20), ("yuzhou", 18), ("yanling", 15)])
def test_xuchang_has_a_zone_of_each_band(zone: str, least: int) -> None:
    case = case_of(f"xuchang/xuchang-{zone}.yaml")
    assert case.zone == zone
    target = load_pack("xuchang").threshold("tax_target_wan_per_mu", date(2022, 3, 18), zone)
    assert target is not None
    assert target.number == least
    assert case.indicators is not None
    assert case.indicators.tax_wan_per_mu is not None
    assert case.indicators.tax_wan_per_mu >= least


def test_yanshis_six_classes_are_redeveloped_in_all_five_ways() -> None:
    ways = set()
    for name, label in CLASSES.items():
        redevelopment = case_of(f"yanshi/yanshi-{name}.yaml").redevelopment
        assert redevelopment is not None
        assert redevelopment.classification == label
        ways.add(redevelopment.way)
    assert ways == set(RedevelopmentWay)


def test_the_disposal_plans_cover_the_four_categories() -> None:
    plans = [name for name, documents in MADE.items() if PLAN in documents]
    seen = {one.category for name in plans if (one := case_of(name).redevelopment)}
    assert seen == set(LandCategory)


def test_the_enterprise_plan_has_a_step_for_every_month_of_its_term() -> None:
    redevelopment = case_of("jindong/jindong-enterprise.yaml").redevelopment
    assert redevelopment is not None
    months = [f"2021年{month}月" for month in range(6, 13)]
    months += [f"2022年{month}月" for month in range(1, 7)]
    assert [str(step.month) for step in redevelopment.steps] == months


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
def office_text(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    """Return what LibreOffice prints of the Word files, without white space."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("没有安装 LibreOffice（soffice），无从比对它自己算出的条号。")
    folder = tmp_path_factory.mktemp("office")
    files = {one: folder / f"{place}.docx" for place, one in enumerate(FOR_OFFICE)}
    for (name, document), path in files.items():
        path.write_bytes(made(name, document).docx)
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
    return {one: pdf_text(path.with_suffix(".pdf").read_bytes()) for one, path in files.items()}


@pytest.mark.e2e
@pytest.mark.parametrize(("name", "document"), FOR_OFFICE)
def test_libreoffice_counts_the_clauses_and_references_as_we_do(
    name: str, document: str, office_text: dict[tuple[str, str], str]
) -> None:
    theirs = CLAUSE.findall(office_text[name, document])
    paper = made(name, document)
    assert paper.pdf is not None
    assert theirs == CLAUSE.findall(pdf_text(paper.pdf))
    references = Counter(one for one in cached_references(paper) if CLAUSE.fullmatch(one))
    assert references
    headings = sorted(
        (Counter(theirs) - references).elements(), key=lambda one: read_ordinal(one[1:-1])
    )
    assert [read_ordinal(one[1:-1]) for one in headings] == list(range(1, len(headings) + 1))


def cached_references(paper: Document) -> list[str]:
    """Return the texts that the Word file itself shows for its REF fields."""
    body = docx.Document(io.BytesIO(paper.docx)).element
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
