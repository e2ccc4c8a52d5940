"""How the sheets of a form look: colours of what is needed, widths, what is printed."""

from __future__ import annotations

from copy import copy
from typing import Any

from docgen.intake.form_layout import FormSheet
from docgen.intake.form_plan import FormField

__all__ = ["Looks", "colour_of", "dress_fields", "dress_table", "dress_text"]

#: Colours that also tell apart in grey: the stronger the need, the darker.
_COLOURS = {"required": "FFE699", "conditional": "FFF8E1", "blank": "E2EFDA"}
_HEADING, _LINE, _GREY = "D9E1F2", "A6A6A6", "595959"
_WIDTHS = (28, 36, 11, 12, 34, 38)
_NARROW, _WIDE, _LONG = 14, 24, 48
_NARROW_KINDS = ("number", "count", "day", "month", "yesno")
_STYLE = "TableStyleLight1"
_WIDE_PAGE = 6
#: What the arrow of a table's heading takes of it.
_ARROW = 3
#: What fits across a page and can still be read (characters).
_PAGE_WIDTH = 200
#: Lines that a long text is given from the start; points of a line, and of the highest row.
_LONG_LINES, _LINE_POINTS, _HIGHEST = 3, 14, 400
#: From which column on a topic's sheet only explains, and how much more fits into it.
_SMALL_FROM, _SMALL_MORE = 5, 1.2


def colour_of(field: FormField) -> str:
    """Return the colour of a field's cells, empty for none."""
    kind = "conditional" if field.conditional and field.need == "required" else field.need
    return _COLOURS.get(kind, "")


class Looks:
    """How the cells of one workbook look: each look is made once and then only referred to."""

    def __init__(self) -> None:
        self._held: dict[tuple[object, ...], Any] = {}

    def put(
        self,
        cell: Any,
        *,
        colour: str = "",
        heading: bool = False,
        small: bool = False,
        across: str = "left",
    ) -> None:
        """Give a cell its look; its number format stays.

        Args:
            cell: The cell.
            colour: Colour behind it, empty for none.
            heading: Whether it heads a column.
            small: Whether it only explains.
            across: Where its text stands: left, center or right.
        """
        key = (colour, heading, small, across, cell.number_format)
        if key not in self._held:
            self._dress(cell, colour or (_HEADING if heading else ""), heading, small, across)
            self._held[key] = copy(cell._style)
        # Setting six properties of a cell takes a thousand times as long.
        cell._style = copy(self._held[key])

    def _dress(self, cell: Any, colour: str, heading: bool, small: bool, across: str) -> None:  # noqa: FBT001
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        line = Side(style="thin", color=_LINE)
        cell.border = Border(left=line, right=line, top=line, bottom=line)
        cell.alignment = Alignment(vertical="center", horizontal=across, wrap_text=True)
        if colour:
            cell.fill = PatternFill("solid", fgColor=colour)
        if heading:
            cell.font = Font(bold=True)
        elif small:
            cell.font = Font(size=9, color=_GREY)


def dress_fields(sheet: Any, plan: FormSheet, head: int, looks: Looks) -> None:
    """Set up the sheet of a topic's fields.

    Args:
        sheet: The sheet, its cells filled.
        plan: What stands on it.
        head: Row of the headings.
        looks: Those of the workbook.
    """
    for place in range(1, len(_WIDTHS) + 1):
        looks.put(sheet.cell(head, place), heading=True)
    for row, field in enumerate(plan.fields, start=head + 1):
        colour = colour_of(field)
        looks.put(sheet.cell(row, 1), colour=colour)
        looks.put(sheet.cell(row, 2), colour=colour, across=_across(field))
        looks.put(sheet.cell(row, 3), across="center")
        looks.put(sheet.cell(row, 4), colour=colour)
        looks.put(sheet.cell(row, 5), small=True)
        looks.put(sheet.cell(row, 6), small=True)
        sheet.row_dimensions[row].height = _height(field, sheet, row)
    _page(sheet, _WIDTHS, head, plan.name)


def _height(field: FormField, sheet: Any, row: int) -> float:
    """Return how high a row is, so that nothing of it is cut off (points)."""
    lines = _LONG_LINES if field.kind == "longtext" else 1
    for place, width in enumerate(_WIDTHS, start=1):
        across = width * _SMALL_MORE if place >= _SMALL_FROM else width
        lines = max(lines, _lines(sheet.cell(row, place).value, across))
    return _points(lines)


def _lines(value: object, width: float) -> int:
    """Return how many lines a text takes in a column: a Chinese letter is two characters wide."""
    text = value if isinstance(value, str) else ""
    wide = (sum(1 if letter.isascii() else 2 for letter in part) for part in text.split("\n"))
    return sum(max(1, -(-one // max(1, int(width) - 1))) for one in wide)


def _points(lines: int) -> float:
    return min(lines * _LINE_POINTS + 6, _HIGHEST)


def dress_table(
    sheet: Any, plan: FormSheet, head: int, last: int, number: int, looks: Looks
) -> None:
    """Make a table that grows of a sheet's cells.

    Args:
        sheet: The sheet, its cells filled.
        plan: What stands on it.
        head: Row of the headings.
        last: Last row of the table.
        number: Number of the table in the workbook: Excel wants names that differ.
        looks: Those of the workbook.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    letter = get_column_letter(len(plan.columns))
    for place, column in enumerate(plan.columns, start=1):
        field = column.field
        colour = colour_of(field) if field else ""
        looks.put(sheet.cell(head, place), colour=colour, heading=True)
        for row in range(head + 1, last + 1):
            looks.put(sheet.cell(row, place), across=_across(field) if field else "center")
    table = Table(displayName=f"form_{number:02d}", ref=f"A{head}:{letter}{last}")
    table.tableStyleInfo = TableStyleInfo(name=_STYLE, showRowStripes=False)
    sheet.add_table(table)
    widths = [_width(column.field, column.label) for column in plan.columns]
    _page(sheet, widths, head, plan.name)
    for row in range(head, last + 1):
        lines = max(
            _lines(sheet.cell(row, place).value, width - (_ARROW if row == head else 0))
            for place, width in enumerate(widths, start=1)
        )
        sheet.row_dimensions[row].height = _points(lines)


def _width(field: FormField | None, label: str) -> int:
    if field is None:
        return max(_NARROW, min(len(label) * 2 + 4, _WIDE))
    if field.kind == "longtext":
        return _LONG
    return _NARROW if field.kind in _NARROW_KINDS else _WIDE


def _across(field: FormField) -> str:
    return "right" if field.kind in ("number", "count") else "left"


def _page(sheet: Any, widths: Any, head: int, title: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.cell(2, 1).font = Font(size=9, color=_GREY)
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
