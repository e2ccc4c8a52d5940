"""The audit's reader of papers: every paragraph with its place, its look and what data print."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from random import Random

import pytest

from docgen.audit.docx import audit_paper
from docgen.audit.linebreaks import broken_amounts
from docgen.audit.papertext import paper_text
from docgen.audit.sheet import read_sheet, with_clauses
from docgen.audit.word import Found, read_part, read_word
from docgen.errors import AuditError
from docgen.page.read import read as read_page
from docgen.page.typst import typeset
from docgen.paper import Cell, PaperText
from docgen.proof import Group
from docgen.render.docx import render
from docgen.resources import schema_bytes
from docgen.templating.build import build, read_layout
from docgen.templating.compiled import compile_template
from docgen.templating.library import Library
from tests import records, tagged

LAYOUT = read_layout(schema_bytes("layouts/contract.yaml"), name="contract")
TEXT = """# 示例合同

### 价款 {价款}

价款为{{ 出让.出让价款|大写 }}（小写{{ 出让.出让价款 }}元）。

:::table 宽=50,100 表头=1 对齐=中,右
| 期次 | 金额（元） |
| 1 | 100.00 |
:::

### 其他

见{{ 条('价款') }}。
"""


def sheet(text: str = TEXT) -> tuple[PaperText, bytes]:
    docx = build(text, LAYOUT, name="示例")
    return read_sheet(docx, document="示例", layout="contract", template=True), docx


def test_every_paragraph_is_numbered_as_the_audit_numbers_it() -> None:
    for shelf in Library().all():
        docx = shelf.folder.read("template.docx")
        assert docx is not None
        paper = read_sheet(docx, document=shelf.manifest.id, layout=shelf.manifest.layout)
        file = read_word(docx)
        for part in {line.part for line in paper.lines}:
            found = [one for one in read_part(file, part) if isinstance(one, Found)]
            mine = [line for line in paper.lines if line.part == part]
            assert [one.number for one in found] == [line.paragraph for line in mine]


def test_a_tag_of_a_template_stands_for_data_with_its_form() -> None:
    paper, _ = sheet()
    line = next(one for one in paper.lines if "价款为" in one.text)
    assert [(one.title, one.form) for one in line.slots] == [
        ("出让.出让价款", "大写"),
        ("出让.出让价款", ""),
    ]
    assert line.text[line.slots[0].start : line.slots[0].end] == "{{ 出让.出让价款|大写 }}"


def test_a_cell_knows_its_table_row_and_column_and_how_it_is_aligned() -> None:
    paper, _ = sheet()
    cell = next(one for one in paper.lines if one.text == "100.00").cell
    head = next(one for one in paper.lines if one.text == "金额（元）").cell
    assert cell and head
    assert (cell.table, cell.row, cell.column, cell.header) == (1, 2, 2, False)
    assert (head.table, head.row, head.column, head.header) == (1, 1, 2, True)
    assert next(one for one in paper.lines if one.text == "100.00").align == "right"


def test_clauses_are_counted_when_somebody_asks() -> None:
    paper, docx = sheet()
    assert {line.clause for line in paper.lines} == {""}
    told = with_clauses(paper, paper_text(docx))
    assert next(line for line in told.lines if line.text.startswith("价款为")).clause == "第一条"
    assert next(line for line in told.lines if line.text.startswith("见")).clause == "第二条"


@pytest.mark.parametrize("name", ["contract", "notice"])
def test_what_the_audit_has_read_gives_the_same_lines_as_the_elements(name: str) -> None:
    if name == "contract":
        compiled, _ = records.contract()
        figures = records.settled(records.contract_case(Random(7)))
    else:
        made = records.notice(Random(7))
        compiled, figures = made.compiled, made.figures
    docx = render(compiled, figures)
    audited = audit_paper(docx, compiled.plan, figures)
    quick = read_sheet(docx, document="", layout="", placed=audited.placed, audited=audited)
    slow = read_sheet(docx, document="", layout="", placed=audited.placed)
    assert with_clauses(quick, audited.lines()) is quick
    assert any(line.slots for line in quick.lines) and quick.page
    assert quick == with_clauses(slow, audited.lines())


def test_the_look_of_a_paragraph_is_its_styles() -> None:
    paper, _ = sheet()
    line = next(one for one in paper.lines if one.text.startswith("价款为"))
    assert (line.font, line.size_pt, line.line_pt) == ("宋体", Decimal(12), Decimal(20))
    assert (line.align, line.heading) == ("both", False)
    assert next(one for one in paper.lines if one.text == "价款").heading


def test_the_page_is_read_in_millimetres() -> None:
    paper, _ = sheet()
    page = paper.page
    assert page
    sides = (page.width_mm, page.height_mm, page.top_mm, page.right_mm, page.bottom_mm)
    assert [round(one) for one in sides] == [210, 297, 26, 26, 25]


def test_what_is_no_word_file_is_refused() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("word/document.xml", "<w:document")
    for data in (b"", b"PK", held.getvalue()):
        with pytest.raises(AuditError):
            read_sheet(data, document="", layout="")


@pytest.mark.parametrize(("letters", "broken"), [(25, True), (0, False)])
def test_an_amount_that_the_pdf_parts_over_two_lines_is_told(letters: int, *, broken: bool) -> None:
    amount = "人民币壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角"
    docx = build(f"# 示例\n\n### 价款\n\n{'前' * letters}{amount}。\n", LAYOUT, name="示例")
    paper = read_sheet(docx, document="", layout="contract")
    pdf = typeset(read_page(docx, name="示例"), document_date=None).pdf
    found = broken_amounts(pdf, paper)
    assert [(one.text, one.page) for one in found] == ([(amount, 1)] if broken else [])


def test_a_pdf_that_cannot_be_read_is_told() -> None:
    docx = build("# 示例\n\n### 价款\n\n人民币壹佰元整。\n", LAYOUT, name="示例")
    with pytest.raises(AuditError):
        broken_amounts(b"%PDF-", read_sheet(docx, document="", layout="contract"))


def test_cells_are_counted_the_same_by_letters_and_by_elements() -> None:
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>内</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:pPr><w:jc w:val="end"/></w:pPr>'
    cells = (
        f"<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{wide}<w:r><w:t>宽</w:t></w:r></w:p></w:tc>"
        f"<w:tc>{inner}<w:p><w:r><w:t>后</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:tc><w:p><w:r><w:t>末</w:t><w:br/></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    made = tagged.docx(cells, "<w:p/>")
    compiled = compile_template(made, name="示例")
    audited = audit_paper(made, compiled.plan, Group({}))
    quick = read_sheet(made, document="", layout="", audited=audited)
    assert quick == read_sheet(made, document="", layout="")
    told = {line.text: (line.cell, line.align) for line in quick.lines if line.cell}
    assert told == {
        "宽": (Cell(1, 1, 1, header=True), "right"),
        "内": (Cell(2, 1, 1), "left"),
        "后": (Cell(1, 1, 3, header=True), "left"),
        "末\n": (Cell(1, 2, 1), "left"),
    }
