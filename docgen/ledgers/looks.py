"""How the sheets of a ledger look: formats of cells, widths, heights, what is printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from docgen.intake.ledger_words import ledger_words as reading_words
from docgen.ledgers.made import Value
from docgen.ledgers.words import LedgerWords

__all__ = ["dressed", "dressed_aside", "fill"]

# Rows of the heading: title, line below it, headings over columns, titles of columns, units.
_TITLE, _BELOW, _HEADS, _NAMES, _UNITS = 1, 2, 3, 4, 5
#: Height of a line in points.
_LINE_PT = 17
_TEXT, _DAY = "@", "yyyy-mm-dd"
_FONT, _FONT_PT = "宋体", 11


def dressed(sheet: Any, words: LedgerWords, last_row: int, totals: frozenset[int]) -> None:
    """Make a sheet whose cells are filled fit to be read and printed (A4, across).

    Args:
        sheet: The sheet.
        words: The ledger's words.
        last_row: Number of its last row.
        totals: Numbers of its rows of sums.
    """
    columns = words.columns
    last = _column_letter(len(columns))
    for row in (_TITLE, _BELOW):
        sheet.merge_cells(f"A{row}:{last}{row}")
    _merged_heads(sheet, words)
    _cells(sheet, words, last_row, totals)
    for place, column in enumerate(columns, start=1):
        longest = max(_figure_length(sheet.cell(row, place)) for row in range(1, last_row + 1))
        sheet.column_dimensions[_column_letter(place)].width = max(column.width, longest + 2)
    _heights(sheet, words, last_row)
    sheet.freeze_panes = f"D{_UNITS + 1}"
    sheet.print_title_rows = f"{_HEADS}:{_UNITS}"
    _on_a4(sheet)
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = margins.bottom = 0.5
    sheet.oddHeader.center.text = words.title.replace("&", "&&")
    sheet.oddFooter.center.text = "第&P页 共&N页"


def _figure_length(cell: Any) -> int:
    """Return how many letters a figure takes: one too wide for its column shows as ####."""
    if not isinstance(cell.value, Decimal):
        return 0
    return len(f"{cell.value:,f}")


def _merged_heads(sheet: Any, words: LedgerWords) -> None:
    columns, place = words.columns, 1
    for head, some in groupby(columns, key=lambda one: one.head):
        wide = len(list(some))
        if head:
            _merge(sheet, (_HEADS, place), (_HEADS, place + wide - 1))
        else:
            for one in range(place, place + wide):
                _merge(sheet, (_HEADS, one), (_NAMES, one))
        place += wide


def _merge(sheet: Any, first: tuple[int, int], last: tuple[int, int]) -> None:
    if first != last:
        sheet.merge_cells(
            start_row=first[0], start_column=first[1], end_row=last[0], end_column=last[1]
        )


def _cells(sheet: Any, words: LedgerWords, last_row: int, totals: frozenset[int]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    line = Side(style="thin", color="808080")
    border = Border(left=line, right=line, top=line, bottom=line)
    fill = PatternFill("solid", fgColor="E7E6E6")
    plain = Font(name=_FONT, size=_FONT_PT)
    bold = Font(name=_FONT, size=_FONT_PT, bold=True)
    for row in range(_HEADS, last_row + 1):
        head, total = row <= _UNITS, row in totals
        for place in range(1, len(words.columns) + 1):
            cell = sheet.cell(row, place)
            number = isinstance(cell.value, Decimal)
            told = isinstance(cell.value, str) and not head
            cell.alignment = Alignment(
                horizontal="right" if number and not head else "left" if told else "center",
                vertical="center" if head else "top",
                wrap_text=not number,
            )
            cell.border, cell.font = border, bold if head or total else plain
            if head or total:
                cell.fill = fill
    title, below = sheet.cell(_TITLE, 1), sheet.cell(_BELOW, 1)
    title.font, title.alignment = (
        Font(name=_FONT, size=16, bold=True),
        Alignment(horizontal="center"),
    )
    below.font, below.alignment = plain, Alignment(wrap_text=True, vertical="top")


def _heights(sheet: Any, words: LedgerWords, last_row: int) -> None:
    """Set heights by what cells hold: not every program works them out when it opens a file."""
    columns = words.columns
    sheet.row_dimensions[_TITLE].height = 26
    wide = sum(one.width for one in columns)
    sheet.row_dimensions[_BELOW].height = (
        _LINE_PT * _lines(str(sheet.cell(_BELOW, 1).value or ""), wide) + 2
    )
    sheet.row_dimensions[_HEADS].height = _LINE_PT + 6
    for row in range(_NAMES, last_row + 1):
        most = 1
        for place, column in enumerate(columns, start=1):
            held = sheet.cell(row, place).value
            if isinstance(held, str):
                most = max(most, _lines(held, column.width))
        sheet.row_dimensions[row].height = _LINE_PT * most + 4


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of so many letters.

    Args:
        text: The text.
        width: Width of the column.
    """
    room = max(1, width - 1)
    return sum(max(1, -(-_breadth(line) // room)) for line in text.split("\n"))


def _breadth(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _column_letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place))


def _on_a4(sheet: Any) -> None:
    """Print a sheet on A4 across, as wide as the paper."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def dressed_aside(sheet: Any, widths: Sequence[int], last_row: int, heading: int) -> None:
    """Make a sheet of plain texts fit to be read, filled in and printed.

    Args:
        sheet: The sheet, its cells filled.
        widths: Width of each column in letters.
        last_row: Number of its last row.
        heading: Number of the row that heads its columns.
    """
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    line = Side(style="thin", color="808080")
    border = Border(left=line, right=line, top=line, bottom=line)
    for row in range(1, last_row + 1):
        most = 1
        for place, width in enumerate(widths, start=1):
            cell = sheet.cell(row, place)
            cell.number_format = _TEXT
            cell.font = Font(name=_FONT, size=_FONT_PT, bold=row <= heading)
            if row >= heading:
                cell.border = border
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                most = max(most, _lines(str(cell.value or ""), width))
            if row == heading:
                cell.fill = PatternFill("solid", fgColor="E7E6E6")
        sheet.row_dimensions[row].height = _LINE_PT * most + 5
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[_column_letter(place)].width = width
    sheet.freeze_panes = f"A{heading + 1}"
    _on_a4(sheet)


def fill(cell: Any, value: Value) -> None:
    """Write a value: figures and days as such and in full, all else as text.

    Args:
        cell: The cell.
        value: The value; None and "" leave it empty.
    """
    if value is None or value == "":
        return
    if isinstance(value, Decimal | int) and (form := _form(Decimal(value))):
        cell.value, cell.number_format = value, form
    elif isinstance(value, date):
        cell.value, cell.number_format = value, _DAY
    else:
        # A text stays one, whatever it begins with.
        cell.value, cell.data_type, cell.number_format = str(value), "s", _TEXT


def _form(number: Decimal) -> str:
    """Return the format that shows a figure in full; "" for one that no spreadsheet keeps."""
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or len(digits) > reading_words().most_digits:
        return ""
    places = max(0, -exponent)
    return "#,##0." + "0" * places if places else "0"
