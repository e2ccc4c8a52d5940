"""Both PDF engines set every paper alike: the same words in the same order, both audited."""

from __future__ import annotations

import ctypes
import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
import pytest
from PIL import Image

from docgen import pipeline
from docgen.audit.pdf import audit_pdf
from docgen.audit.pdftext import read_pdf
from docgen.errors import EngineError, UsageError
from docgen.page import typst, weasy
from docgen.page.model import (
    Block,
    Geometry,
    PageField,
    PageModel,
    Paragraph,
    Picture,
    Row,
    Run,
    RunStyle,
    Section,
    Table,
)
from docgen.page.read import read
from tests.counts import count

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
FIRST = "examples/yanshi.yaml"
#: Every template always; every example, which the second engine takes minutes for, at full counts.
EXAMPLES = count("examples/**/*.yaml", FIRST)
CASES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in (EXAMPLES, "templates/*/*/sample.yaml")
    for path in ROOT.glob(pattern)
)
SONG = RunStyle("Times New Roman", "宋体", 12.0)
PAGE = Geometry(595.3, 841.9, 72, 72, 72, 72, 36, 36)
NEVER_FIRST = "，。、；：！？）》〉」』】〕”’%‰"
NEVER_LAST = "（《〈「『【〔“‘"


@pytest.fixture(scope="module", autouse=True)
def weasyprint_is_here() -> None:
    try:
        weasy.typeset(model_of(Paragraph((), 12.0, 16.0, 4.0)), document_date=None)
    except EngineError as error:
        if "不可用" not in str(error):
            raise
        pytest.skip(f"没有 WeasyPrint 或 Pango，无从比对两个引擎：{error}")


def model_of(*blocks: Block) -> PageModel:
    return PageModel((Section(PAGE, blocks),))


def plain(model: PageModel) -> PageModel:
    """Return a model whose letters do not hang on where its pages end.

    Repeated header rows and page numbers differ where two engines break pages elsewhere.
    """
    return replace(
        model,
        sections=tuple(
            replace(section, blocks=tuple(map(_plain_block, section.blocks)))
            for section in model.sections
        ),
    )


def _plain_block(block: Block) -> Block:
    if isinstance(block, Table):
        return replace(block, rows=tuple(map(_plain_row, block.rows)))
    if isinstance(block, Paragraph):
        kept = tuple(one for one in block.inlines if not isinstance(one, PageField))
        return replace(block, inlines=kept)
    return block


def _plain_row(row: Row) -> Row:
    cells = tuple(replace(c, blocks=tuple(map(_plain_block, c.blocks))) for c in row.cells)
    return replace(row, header=False, cells=cells)


def words(blocks: tuple[Block, ...]) -> str:
    """Return the letters that a model says, without white space."""
    made = ""
    for block in blocks:
        if isinstance(block, Paragraph):
            made += "".join(block.text.split())
        elif isinstance(block, Table):
            made += "".join(words(cell.blocks) for row in block.rows for cell in row.cells)
    return made


def letters(pdf: bytes, page: Geometry, *, above: float = 0.0) -> str:
    """Return the letters of the body; its first line begins so far above the text block."""
    top, bottom = Decimal(str(page.top)), Decimal(str(page.bottom))
    first = Decimal(str(page.top - above))
    pages = read_pdf(pdf, top_pt=top, bottom_pt=bottom, first_top_pt=first)
    return "".join(one.letters for page in pages for one in page.body)


def head_room(blocks: tuple[Block, ...]) -> float:
    """Return how far the head of a letter reaches into the top margin, 0 for any other paper."""
    first = blocks[0]
    return max(-first.before, 0.0) if isinstance(first, Paragraph) else 0.0


@pytest.mark.parametrize("name", CASES)
def test_both_engines_say_the_same_words_in_the_same_order(name: str) -> None:
    path = ROOT / name
    case = pipeline.load_case(path)
    wanted = [path.parent.name] if path.name == "sample.yaml" else None
    for document in pipeline.generate(case, wanted, pdf_engine="weasyprint"):
        assert set(document.receipt["made_by"]) == {"docgen", "deflate", "weasyprint", "pango"}
        model = read(document.docx)
        audit_pdf(typst.typeset(model, document_date=None).pdf, document.docx)
        bare = plain(model)
        first = weasy.typeset(bare, document_date=None).pdf
        second = typst.typeset(bare, document_date=None).pdf
        (section,) = bare.sections
        above = head_room(section.blocks)
        said = letters(first, section.geometry, above=above)
        assert said == letters(second, section.geometry, above=above)
        assert said == words(section.blocks)
        assert document.pdf is not None
        assert [line for line in lines(document.pdf) if _badly_broken(line)] == []


def _badly_broken(line: str) -> bool:
    return line[0] in NEVER_FIRST or line[-1] in NEVER_LAST


def lines(pdf: bytes) -> Iterator[str]:
    """Yield the lines of a PDF, told apart by where their letters begin."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            line, before = "", (0.0, 0.0)
            for character, x, y in origins(page.get_textpage()):
                if line and (abs(y - before[1]) > 4 or x < before[0] - 1):
                    yield line
                    line = ""
                line += character
                before = (x, y)
            if line:
                yield line


def origins(text: pypdfium2.PdfTextPage) -> Iterator[tuple[str, float, float]]:
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        if character.strip():
            raw.FPDFText_GetCharOrigin(text.raw, index, x, y)
            yield character, x.value, y.value


def baselines(pdf: bytes) -> list[tuple[str, float, float]]:
    with pypdfium2.PdfDocument(pdf) as document:
        return list(origins(document[0].get_textpage()))


def test_both_engines_set_every_letter_of_a_title_page_on_the_same_spot() -> None:
    (document,) = pipeline.generate(pipeline.load_case(ROOT / FIRST), ["land_grant_contract"])
    model = read(document.docx)
    ours = baselines(weasy.typeset(model, document_date=None).pdf)
    theirs = baselines(typst.typeset(model, document_date=None).pdf)
    assert len(ours) > 50
    for one, other in zip(ours, theirs, strict=True):
        assert one == (other[0], pytest.approx(other[1], abs=4), pytest.approx(other[2], abs=0.1))


def test_an_engine_that_does_not_exist_is_a_wrong_usage_that_names_those_that_do() -> None:
    case = pipeline.load_case(ROOT / FIRST)
    with pytest.raises(UsageError, match="typst、weasyprint"):
        next(pipeline.generate(case, pdf_engine="word"))  # type: ignore[arg-type]


def test_weasyprint_gives_the_same_bytes_twice_and_in_another_process() -> None:
    (document,) = pipeline.generate(
        pipeline.load_case(ROOT / FIRST), ["land_grant_contract"], formats=["docx"]
    )
    day = date(2021, 11, 5)
    here = [
        hashlib.sha256(weasy.typeset(read(document.docx), document_date=day).pdf).hexdigest()
        for _ in range(2)
    ]
    code = (
        "import sys,hashlib,datetime;from docgen.page.read import read;"
        "from docgen.page.weasy import typeset;"
        "m=read(sys.stdin.buffer.read());d=datetime.date(2021,11,5);"
        "print(hashlib.sha256(typeset(m,document_date=d).pdf).hexdigest())"
    )
    there = subprocess.run(
        [sys.executable, "-c", code], input=document.docx, capture_output=True, check=True,
        cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "77"},
    ).stdout.decode().strip()  # fmt: skip
    assert here == [there, there]


def test_the_day_is_written_when_there_is_one() -> None:
    model = model_of(Paragraph((Run("甲", SONG),), 12.0, 16.0, 4.0))
    for day, wanted in ((None, ""), (date(2021, 11, 5), "D:20211105")):
        with pypdfium2.PdfDocument(weasy.typeset(model, document_date=day).pdf) as document:
            written = document.get_metadata_value("CreationDate")
        assert written.startswith(wanted)
        assert bool(written) == (day is not None)


def test_a_text_that_names_its_page_count_names_the_right_one() -> None:
    last = Paragraph((Run("共", SONG), PageField("NUMPAGES", SONG), Run("页", SONG)), 12.0, 16.0, 4)
    filler = [Paragraph((Run("行", SONG),), 12.0, 16.0, 4.0)] * 100
    made = weasy.typeset(model_of(*filler, last), document_date=None)
    assert made.page_count == 3
    assert letters(made.pdf, PAGE).endswith("共3页")


def test_page_numbers_begin_where_the_section_says_and_its_first_page_is_its_own() -> None:
    def words_of(text: str, *fields: str) -> Paragraph:
        numbers = tuple(PageField(name, SONG) for name in fields)  # type: ignore[arg-type]
        return Paragraph((Run(text, SONG), *numbers), 12.0, 16.0, 4.0)

    body = tuple(words_of("行") for _ in range(50))
    first = Section(PAGE, body, footer=(words_of("前", "PAGE"),), first_number=5, dashed=True)
    wide = replace(PAGE, width=841.9, height=595.3)
    second = Section(
        wide, body, footer=(words_of("后", "PAGE", "NUMPAGES"),), title_page=True,
        first_footer=(words_of("首"),),
    )  # fmt: skip
    made = weasy.typeset(PageModel((first, second)), document_date=None)
    pages = read_pdf(made.pdf, top_pt=Decimal(72), bottom_pt=Decimal(72))
    assert [page.footer for page in pages] == ["前-5-", "前-6-", "首", "后85", "后95"]


def test_a_picture_is_drawn_and_a_broken_one_is_an_error() -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 4), (200, 30, 30)).save(out, "PNG")
    good = Picture(out.getvalue(), "png", 100.0, 50.0)
    made = weasy.typeset(model_of(Paragraph((good,), 12.0, 16.0, 4.0)), document_date=None)
    with pypdfium2.PdfDocument(made.pdf) as document:
        (picture,) = document[0].get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
        left, bottom, right, top = picture.get_bounds()
    assert (right - left, top - bottom) == (pytest.approx(100, abs=1), pytest.approx(50, abs=1))
    broken = replace(good, data=b"no picture")
    with pytest.raises(EngineError, match="WeasyPrint"):
        weasy.typeset(model_of(Paragraph((broken,), 12.0, 16.0, 4.0)), document_date=None)


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "http://127.0.0.1/", "data:text/plain;base64,eA==", "x.png"]
)
def test_nothing_is_fetched_but_the_pictures_of_the_document(url: str) -> None:
    from docgen.page.weasy_press import Pictures

    with pytest.raises(ValueError, match="not a picture"):
        Pictures().fetch(url)
