"""How the sheets of a form look: colours of what is needed, widths, what is printed."""

from __future__ import annotations

from typing import Any

from docgen.intake.form_layout import FormSheet
from docgen.intake.form_plan import FormField

__all__ = ["colour_of", "dress_fields", "dress_table", "dress_text", "shade"]

#: Colours that also tell apart in grey: the stronger the need, the darker.
_COLOURS = {"required": "FFE699", "conditional": "FFF8E1", "blank": "E2EFDA"}
_HEADING, _LINE = "D9E1F2", "A6A6A6"
_WIDTHS = (28, 36, 11, 12, 34, 38)
_NARROW, _WIDE, _LONG = 14, 24, 48
_NARROW_KINDS = ("number", "count", "day", "month", "yesno")
_STYLE = "TableStyleLight1"
_WIDE_PAGE = 6
#: What fits across a page and can still be read (characters).
_PAGE_WIDTH = 200


def colour_of(field: FormField) -> str:
    """Return the colour of a field's cells, empty for none."""
    kind = "conditional" if field.conditional and field.need == "required" else field.need
    return _COLOURS.get(kind, "")


def shade(cell: Any, field: FormField) -> None:
    """Give a cell the colour of its field's need."""
    from openpyxl.styles import PatternFill

    if colour := colour_of(field):
        cell.fill = PatternFill("solid", fgColor=colour)


def dress_fields(sheet: Any, plan: FormSheet, head: int) -> None:
    """Set up the sheet of a topic's fields.

    Args:
        sheet: The sheet, its cells filled.
        plan: What stands on it.
        head: Row of the headings.
    """
    from openpyxl.styles import Alignment, Font

    last = head + len(plan.fields)
    for row in range(head, last + 1):
        for place in range(1, len(_WIDTHS) + 1):
            _box(sheet.cell(row, place), heading=row == head)
    for row, field in enumerate(plan.fields, start=head + 1):
        for place in (1, 2, 4):
            shade(sheet.cell(row, place), field)
        _aligned(sheet.cell(row, 2), field)
        sheet.cell(row, 5).font = sheet.cell(row, 6).font = Font(size=9, color="595959")
        sheet.cell(row, 3).alignment = Alignment(vertical="center", horizontal="center")
        sheet.row_dimensions[row].height = _height(field, sheet, row)
    _page(sheet, _WIDTHS, head, plan.name)


def _height(field: FormField, sheet: Any, row: int) -> float:
    """Return how high a row is, so that nothing of it is cut off (points)."""
    lines = [1]
    for place, width in enumerate(_WIDTHS, start=1):
        text = str(sheet.cell(row, place).value or "")
        small = place > 4
        each = width * (1.15 if small else 1) / 2
        lines.append(sum(1 + int(max(len(part) - 1, 0) / each) for part in text.split("\n")))
    least = 3 if field.kind == "longtext" else 1
    return min(max(least, *lines) * 14 + 6, 400)


def dress_table(sheet: Any, plan: FormSheet, head: int, last: int, number: int) -> None:
    """Make a table that grows of a sheet's cells.

    Args:
        sheet: The sheet, its cells filled.
        plan: What stands on it.
        head: Row of the headings.
        last: Last row of the table.
        number: Number of the table in the workbook: Excel wants names that differ.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    letter = get_column_letter(len(plan.columns))
    for row in range(head, last + 1):
        for place, column in enumerate(plan.columns, start=1):
            cell = sheet.cell(row, place)
            _box(cell, heading=row == head)
            if column.field is not None and row == head:
                shade(cell, column.field)
            elif column.field is not None:
                _aligned(cell, column.field)
    table = Table(displayName=f"T{number:02d}", ref=f"A{head}:{letter}{last}")
    table.tableStyleInfo = TableStyleInfo(name=_STYLE, showRowStripes=False)
    sheet.add_table(table)
    widths = [_width(column.field, column.label) for column in plan.columns]
    _page(sheet, widths, head, plan.name)
    for place, column in enumerate(plan.columns, start=1):
        label = max(len(column.label) * 2 + 4, 1)
        lines = -(-label // widths[place - 1])
        now = sheet.row_dimensions[head].height or 0
        sheet.row_dimensions[head].height = max(now, lines * 15 + 6)


def _width(field: FormField | None, label: str) -> int:
    if field is None:
        return max(_NARROW, min(len(label) * 2 + 4, _WIDE))
    if field.kind == "longtext":
        return _LONG
    return _NARROW if field.kind in _NARROW_KINDS else _WIDE


def _aligned(cell: Any, field: FormField) -> None:
    from openpyxl.styles import Alignment

    right = "right" if field.kind in ("number", "count") else "left"
    cell.alignment = Alignment(vertical="center", horizontal=right, wrap_text=True)


def _box(cell: Any, *, heading: bool) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    line = Side(style="thin", color=_LINE)
    cell.border = Border(left=line, right=line, top=line, bottom=line)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    if heading:
        cell.fill = PatternFill("solid", fgColor=_HEADING)
        cell.font = Font(bold=True)


def _page(sheet: Any, widths: Any, head: int, title: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.cell(2, 1).font = Font(size=9, color="595959")
    sheet.freeze_panes = sheet.cell(head + 1, 2)
    sheet.print_title_rows = f"{head}:{head}"
    dress_text(sheet, title, landscape=len(widths) >= _WIDE_PAGE)
    sheet.page_setup.fitToWidth = -(-sum(widths) // _PAGE_WIDTH)
    sheet.print_title_cols = "A:A"


def dress_text(sheet: Any, title: str, *, landscape: bool) -> None:
    """Set up what is printed of a sheet: A4, its whole width on a page, its name and page numbers.

    Args:
        sheet: The sheet.
        title: What stands at the head of each page.
        landscape: Whether the page lies on its side.
    """
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    # In a header & begins a code.
    sheet.oddHeader.center.text = title.replace("&", "&&")
    sheet.oddFooter.center.text = "第&P页 共&N页"
