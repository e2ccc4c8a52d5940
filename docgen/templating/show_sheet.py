"""The fields of a template as an Excel workbook; the same fields give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docgen.templating.show_fields import FieldRow
from docgen.workbooks import settled

__all__ = ["fields_sheet"]

_HEADINGS = (
    ("字段", 34), ("单位", 10), ("种类", 20), ("没有值时", 12), ("印在何处（条款）", 44),
    ("依据或来源", 44), ("写法", 16), ("可用的写法", 22),
)  # fmt: skip
_LINE_PT = 15
#: What Excel would take for a formula.
_FORMULA = ("=", "+", "-", "@")


def fields_sheet(rows: Sequence[FieldRow], *, title: str) -> bytes:
    """Return the fields as an ``.xlsx`` file: one sheet, head row kept in view, ready to print.

    Args:
        rows: The fields.
        title: Name of the template, printed at the head of each page.
    """
    from openpyxl import Workbook  # only needed here

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "字段"
    sheet.append([heading for heading, _ in _HEADINGS])
    for one in rows:
        known = "、".join(one.known)
        sheet.append(
            (one.title, one.unit, one.kind, one.absent, one.where, one.source, one.written, known)
        )
    _format_cells(sheet)
    _set_up_pages(sheet, title)
    buffer = io.BytesIO()
    book.save(buffer)
    return settled(buffer.getvalue())


def _format_cells(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    line = Side(style="thin", color="999999")
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.border = Border(left=line, right=line, top=line, bottom=line)
            if isinstance(cell.value, str) and cell.value.startswith(_FORMULA):
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E7E6E6")
    for index, (_, width) in enumerate(_HEADINGS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        lines = max(map(_lines, cells, (width for _, width in _HEADINGS)))
        sheet.row_dimensions[number].height = _LINE_PT * lines
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _lines(text: str | None, width: int) -> int:
    """Return how many lines a text takes in a column; a Chinese character is two wide."""
    wide = sum(1 if letter.isascii() else 2 for letter in text or "")
    return max(1, -(-wide // (width - 2)))


def _set_up_pages(sheet: Any, title: str) -> None:
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    # In a header & begins a code.
    sheet.oddHeader.center.text = f"{title.replace('&', '&&')}：字段"
    sheet.oddFooter.center.text = "第&P页 共&N页"
