"""The pages of GB/T 9704: twenty-two lines of twenty-eight characters, head, foot, page numbers."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from docgen import resources
from docgen.audit.pdf import audit_pdf
from docgen.errors import AuditError, TemplateError
from docgen.page import typst, weasy
from docgen.page.read import read
from docgen.proof import Figure, Group, LayoutPromises
from docgen.render.docx import render
from docgen.templating.build import build, read_layout
from docgen.templating.compiled import compile_template

ENGINES = {"typst": typst.typeset, "weasyprint": weasy.typeset}
LAYOUTS = ("letter", "official")
LINES, CHARACTERS = 22, 28
DIGITS = "零壹贰叁肆伍陆柒捌玖"
MM = 72 / 25.4
_APART = 6.0  # points between the feet of letters on different lines
SIZE = 16.0
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 184 * MM, 37 * MM, 262 * MM
ISSUER, NUMBER, DAY = "示例县自然资源局", "示自然资函〔2026〕1号", "2026年3月2日"
TEXT = f"""
:::版头
{ISSUER}
{NUMBER}
:::
# {ISSUER}
# 关于示例事项的通知书
@主送 示例甲公司：
现将有关事项通知如下。
@附件说明 附件：示例清单
:::落款
{ISSUER}
{DAY}
:::
@附注 （联系人：示例经办，联系电话：0379-00000001）
:::版记
抄送：示例税务局。
示例县自然资源局办公室
:::
"""
PAGES = """
:::版头
示例县自然资源局
:::
# 关于示例事项的通知书
第一面。
@分页
第二面。
@分页
第三面。
"""

WHOLE = LayoutPromises(signature_block_whole=True)
every_engine = pytest.mark.parametrize(
    "engine", ["typst", pytest.param("weasyprint", marks=pytest.mark.slow)]
)
every_layout = pytest.mark.parametrize("layout", LAYOUTS)


def word(text: str, layout: str, shown: str = "") -> bytes:
    """Return a printed text; ``shown`` is how its head is to be printed."""
    look = read_layout(resources.schema_bytes(f"layouts/{layout}.yaml"), name=layout)
    figure = Figure("notice.letterhead", "通知.版头", "text", shown or None, printed=shown)
    compiled = compile_template(build(text, look, name="示例"), name="示例")
    return render(compiled, Group({"通知": Group({"版头": figure})}))


@cache
def pdf(text: str, layout: str, engine: str, shown: str = "") -> bytes:
    return ENGINES[engine](read(word(text, layout, shown)), document_date=None).pdf


@dataclass(frozen=True)
class Line:
    """A line as a ruler finds it, in points from the upper left corner of the sheet."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


def lines(data: bytes) -> list[list[Line]]:
    """Return the lines of every page from top to bottom, by what pdfium sees."""
    pages = []
    document = pypdfium2.PdfDocument(data)
    for page in document:
        letters, height = page.get_textpage(), page.get_height()
        found = []
        for index in range(letters.count_chars()):
            letter = letters.get_text_range(index, 1)
            if letter.strip():
                base = letters.get_charbox(index, loose=True)[1]
                found.append((height - base, letter, letters.get_charbox(index)))
        pages.append([_line(height, row) for row in _rows(sorted(found, key=lambda one: one[0]))])
    document.close()
    return pages


_Letter = tuple[float, str, tuple[float, ...]]


def _rows(letters: list[_Letter]) -> Iterator[list[_Letter]]:
    """Yield letters whose feet stand on one line, whatever their fonts."""
    row: list[_Letter] = []
    for one in letters:
        if row and one[0] - row[-1][0] > _APART:
            yield row
            row = []
        row.append(one)
    if row:
        yield row


def _line(height: float, row: list[_Letter]) -> Line:
    boxes = sorted(box for _, _, box in row)
    return Line(
        "".join(letter for _, letter, _ in sorted(row, key=lambda one: one[2])),
        min(box[0] for box in boxes),
        max(box[2] for box in boxes),
        height - max(box[3] for box in boxes),
        height - min(box[1] for box in boxes),
    )


def named(page: list[Line], text: str) -> list[Line]:
    return [one for one in page if one.text == "".join(text.split())]


# --- twenty-two lines of twenty-eight characters ------------------------------------------------


def full(pages: int) -> str:
    """Return one paragraph, two characters in, that fills so many pages to the last character."""
    return "".join(DIGITS[at % 10] for at in range(LINES * CHARACTERS * pages - 2))


def counted(data: bytes) -> list[list[int]]:
    return [[len(one.text) for one in page if set(one.text) <= set(DIGITS)] for page in lines(data)]


FULL = [[CHARACTERS - 2, *[CHARACTERS] * (LINES - 1)], [CHARACTERS] * LINES]


@every_engine
@every_layout
def test_a_page_holds_twenty_two_lines_of_twenty_eight_characters(layout: str, engine: str) -> None:
    assert counted(pdf(full(2), layout, engine)) == FULL


@every_engine
@every_layout
def test_one_character_more_begins_another_page(layout: str, engine: str) -> None:
    # Two whole lines with it: a paragraph leaves no single line on a page.
    found = counted(pdf(full(2) + "零" * (2 * CHARACTERS + 1), layout, engine))
    assert found[:2] == FULL
    assert sum(found[2]) == 2 * CHARACTERS + 1


@pytest.mark.e2e
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice 未安装")
@every_layout
def test_libreoffice_holds_as_much_on_a_page(layout: str, tmp_path: Path) -> None:
    assert counted(office(word(full(2), layout), tmp_path)) == FULL


def office(docx: bytes, folder: Path) -> bytes:
    """Return a Word file as LibreOffice sets it."""
    (folder / "x.docx").write_bytes(docx)
    subprocess.run(
        ["nice", "soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
         "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "x.docx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return (folder / "x.pdf").read_bytes()


# --- page numbers -------------------------------------------------------------------------------


def numbers(data: bytes) -> list[list[Line]]:
    return [[one for one in page if one.top > BOTTOM] for page in lines(data)]


@every_engine
@every_layout
def test_page_numbers_stand_one_character_in_right_on_odd_and_left_on_even_pages(
    layout: str, engine: str
) -> None:
    first, second, third = numbers(pdf(PAGES, layout, engine))
    assert [one.text for one in first] == ([] if layout == "letter" else ["—1—"])
    for [line], shown, side, place in (
        (second, "—2—", "left", LEFT + 14),
        (third, "—3—", "right", RIGHT - 14),
    ):
        assert line.text == shown
        # The dash is as wide as its place in half-width figures leaves it.
        assert getattr(line, side) == pytest.approx(place, abs=2.5)
        # The figure's foot is some 5 points below the dash's middle, which is to be 7 mm down.
        dash = line.bottom - 5 - BOTTOM
        assert dash == pytest.approx(7 * MM, abs=0.7 * MM)


@pytest.mark.e2e
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice 未安装")
@every_layout
def test_libreoffice_puts_page_numbers_there_too(layout: str, tmp_path: Path) -> None:
    first, second, third = numbers(office(word(PAGES, layout), tmp_path))
    assert [one.text for one in first] == ([] if layout == "letter" else ["—1—"])
    assert second[0].left == pytest.approx(LEFT + 14, abs=3)
    assert third[0].right == pytest.approx(RIGHT - 14, abs=3)


@every_engine
def test_a_page_number_on_the_wrong_side_is_the_wrong_page_number(engine: str) -> None:
    docx = word(PAGES, "letter")
    other = replaced(docx, "word/footer3.xml", "— ", "－ ")
    made = ENGINES[engine](read(other), document_date=None).pdf
    with pytest.raises(AuditError) as caught:
        audit_pdf(made, docx)
    assert "PDF 第2页" in str(caught.value)
    audit_pdf(made, other)


def replaced(docx: bytes, member: str, old: str, new: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == member:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            target.writestr(name, data)
    return made.getvalue()


# --- head and closing ---------------------------------------------------------------------------


@every_engine
def test_the_head_of_a_letter_stands_thirty_millimetres_from_the_edge(engine: str) -> None:
    [page, *_] = lines(pdf(TEXT, "letter", engine))
    name, number = named(page, ISSUER)[0], named(page, NUMBER)[0]
    assert name.top == pytest.approx(30 * MM, abs=1 * MM)
    assert (name.left + name.right) / 2 == pytest.approx(105 * MM, abs=1)
    assert number.right == pytest.approx(RIGHT, abs=1)


@every_engine
def test_the_head_of_an_official_paper_stands_thirty_five_millimetres_down_the_text(
    engine: str,
) -> None:
    [page, *_] = lines(pdf(TEXT, "official", engine))
    name, number = named(page, ISSUER)[0], named(page, NUMBER)[0]
    assert name.top - TOP == pytest.approx(35 * MM, abs=1 * MM)
    assert (number.left + number.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)


@every_engine
@every_layout
@pytest.mark.parametrize("shown", ["预印", "不印"])
def test_paper_that_bears_its_head_is_left_room_for_it(
    layout: str, engine: str, shown: str
) -> None:
    [full_head, *more_of_full] = lines(pdf(TEXT, layout, engine, "套红"))
    [page, *more] = lines(pdf(TEXT, layout, engine, shown))
    with_head = sum(len(named(one, ISSUER)) for one in (full_head, *more_of_full))
    without = sum(len(named(one, ISSUER)) for one in (page, *more))
    assert with_head - without == 1
    down = named(full_head, NUMBER)[0].bottom - named(page, NUMBER)[0].bottom
    if shown == "预印":
        assert down == pytest.approx(0, abs=1)
    else:
        assert down > 5 * MM


@every_layout
@pytest.mark.parametrize(
    ("shown", "red"), [("", True), ("套红", True), ("预印", False), ("不印", False)]
)
def test_red_is_printed_with_the_head_and_never_without(layout: str, shown: str, red: bool) -> None:
    source, _ = typst.source(
        read(word(TEXT, layout, shown)), document_date=None, fonts=typst.system_fonts()
    )
    assert ('rgb("FF0000")' in source) is red


@every_engine
@every_layout
def test_the_day_ends_four_characters_in_and_the_issuer_stands_over_its_middle(
    layout: str, engine: str
) -> None:
    # The closing goes to the next page whole where it finds no room.
    page = next(one for one in lines(pdf(TEXT, layout, engine)) if named(one, DAY))
    issuer, day = named(page, ISSUER)[-1], named(page, DAY)[0]
    assert day.right == pytest.approx(RIGHT - 4 * SIZE, abs=3)
    assert (issuer.left + issuer.right) / 2 == pytest.approx((day.left + day.right) / 2, abs=8)
    assert issuer.bottom < day.top + SIZE


@every_engine
@every_layout
def test_what_was_set_is_what_the_word_file_says(layout: str, engine: str) -> None:
    for shown in ("", "套红", "预印", "不印"):
        audit_pdf(pdf(TEXT, layout, engine, shown), word(TEXT, layout, shown))


@every_engine
@every_layout
def test_the_closing_never_stands_alone_wherever_the_page_ends(layout: str, engine: str) -> None:
    head, closing = TEXT.split("现将有关事项通知如下。\n@附件说明 附件：示例清单\n")
    for count in range(1, 14):
        text = head + f"{'文' * 40}。\n" * count + closing
        audit_pdf(pdf(text, layout, engine), word(text, layout), promises=WHOLE)


@every_layout
def test_a_closing_on_a_page_of_its_own_stops_the_paper(layout: str) -> None:
    docx = word(TEXT, layout)
    style = '<w:pStyle w:val="Issuer"/>'
    parted = replaced(docx, "word/document.xml", style, f"{style}<w:pageBreakBefore/>")
    made = typst.typeset(read(parted), document_date=None).pdf
    with pytest.raises(AuditError) as caught:
        audit_pdf(made, docx, promises=WHOLE)
    assert {one.code for one in caught.value.problems} == {"A015"}


# --- what has no place on the page --------------------------------------------------------------


def test_a_frame_anywhere_but_at_the_head_is_refused_by_name() -> None:
    docx = word(TEXT, "letter")
    frame = (
        '<w:framePr w:w="9638" w:wrap="notBeside" w:vAnchor="page" w:hAnchor="page"'
        ' w:xAlign="center" w:y="1644"/>'
    )
    style = '<w:pStyle w:val="Addressee"/>'
    with pytest.raises(TemplateError) as caught:
        read(replaced(docx, "word/document.xml", style, style + frame))
    assert "图文框" in str(caught.value)


def test_a_frame_of_another_place_is_refused_by_name() -> None:
    with pytest.raises(TemplateError) as caught:
        read(replaced(word(TEXT, "letter"), "word/document.xml", '"notBeside"', '"around"'))
    assert "图文框" in str(caught.value)


def test_page_numbers_that_begin_on_an_even_one_are_refused_where_even_pages_differ() -> None:
    docx, end = word(PAGES, "letter"), "<w:cols "
    read(replaced(docx, "word/document.xml", end, '<w:pgNumType w:start="3"/>' + end))
    with pytest.raises(TemplateError) as caught:
        read(replaced(docx, "word/document.xml", end, '<w:pgNumType w:start="4"/>' + end))
    assert "奇偶页不同" in str(caught.value)


@pytest.mark.parametrize("block", ["版头", "落款", "版记"])
def test_a_layout_without_heads_refuses_them(block: str) -> None:
    text = f":::{block}\n示例县自然资源局\n2026年3月2日\n:::\n正文。\n"
    look = read_layout(resources.schema_bytes("layouts/contract.yaml"), name="contract")
    with pytest.raises(TemplateError) as caught:
        build(text, look, name="示例")
    assert "第1行" in str(caught.value)
