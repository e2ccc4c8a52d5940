"""One cell of a ledger → the value of its field.

Most cells are what they ought to be; :attr:`ColumnReader.plain` takes them without more ado. All
others are looked at by :meth:`ColumnReader.look`, which says what it found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from docgen.intake.ledger_cell import AS_TEXT, Cell, Facts, Looked, cleaned
from docgen.intake.ledger_fields import Field
from docgen.intake.ledger_figures import ABSENT, exact, factor_between, scaled
from docgen.intake.ledger_looking import FIGURES, day_from_text, figure_from_text, in_bounds, other
from docgen.intake.ledger_notes import Column, Kind
from docgen.intake.ledger_words import ledger_words
from docgen.model.types import shown

__all__ = ["ColumnReader"]

_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")
_LISTED = re.compile("[；;]+")
_FIRST_DAY: Mapping[bool, date] = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
#: Columns that say the same few things in many rows, and how many of them are kept.
_REPEATED = frozenset({"day", "choice", "flag", "count"})
_MOST_KNOWN = 4096
_MOST_PLAIN = 10**15
#: ``-`` and ``——`` stand for nothing; whatever is longer says something.
_SHORT = 2


class ColumnReader:
    """Reads the cells of one column.

    Args:
        column: The column.
        of: Its field.
        place: ``台账.xlsx 公示!``; the cell comes behind it.
        sheet: Name of the sheet.
        from_1904: Whether the workbook counts its days from 1904.
    """

    def __init__(
        self, column: Column, of: Field, *, place: str, sheet: str, from_1904: bool = False
    ) -> None:
        factor = factor_between(column.unit, of.unit)
        keeps = ledger_words().kept.get((of.path, column.unit), "")
        self.facts = Facts(column, of, factor, keeps, place, sheet, _FIRST_DAY[from_1904])
        self.column = column
        self._factor = factor
        # A unit that is a broken part of the field's may come to no exact figure.
        self._is_whole = factor is None or factor.denominator == 1 or of.kind != "area"
        self._nothing = ledger_words().nothing
        self._first_year = ledger_words().day_years[0]
        self._known: dict[str, Any] = {}
        #: The column gives places in a list: no higher number than that.
        self._highest = ledger_words().most_in_a_list if _is_numbering(of.path) else None
        known = "known" if self._highest is not None else _PLAIN[of.kind]
        #: Takes a cell that is what it ought to be; None for one that needs a closer look.
        self.plain: Callable[[object], Any] = getattr(self, f"_plain_{known}")

    # --- what needs no second look ---------------------------------------------------------------

    def _plain_text(self, value: object) -> Any:
        if type(value) is str and value.isprintable() and value[0] != " " and value[-1] != " ":
            # A name may be as short as the marks that stand for nothing.
            return value if len(value) > _SHORT or value not in self._nothing else None
        return None

    def _plain_code(self, value: object) -> Any:
        if type(value) is str and len(value) > _SHORT and value.isascii() and value.isprintable():
            return value if " " not in value and "+" not in value else None
        return None

    def _plain_number(self, value: object) -> Any:
        if type(value) is float:
            if not 1 <= value < _MOST_PLAIN:
                return None
            number = exact(value)
        elif type(value) is str and _is_figure(value):
            number = Decimal(value)
        else:
            return None
        if not number or not self._is_whole:
            return None
        return number if self._factor is None else scaled(number, self._factor)

    def _plain_count(self, value: object) -> Any:
        if type(value) is float and value.is_integer() and 0 < value < _MOST_PLAIN:
            return int(value) if self._factor is None else None
        return self._known.get(value) if type(value) is str else None

    def _plain_known(self, value: object) -> Any:
        """Take a text that was read before: a column says the same few words in every row."""
        return self._known.get(value) if type(value) is str else None

    def _plain_day(self, value: object) -> Any:
        if type(value) is date:
            return value if value.year > self._first_year else None
        return self._known.get(value) if type(value) is str else None

    def _plain_never(self, value: object) -> Any:
        return None

    # --- what does -------------------------------------------------------------------------------

    def look(self, value: object, row: int, *, percent: bool = False) -> Looked:
        """Return the value of a cell and what is to be said of it.

        Args:
            value: What the cell holds: text, number, day, truth.
            row: Its row.
            percent: Whether it is shown as a percentage.
        """
        cell = Cell(self.facts, row, value)
        if isinstance(value, str):
            text = cleaned(value, cell)
            if not text or text in ledger_words().nothing:
                cell.looked.notes.clear()
                return cell.looked
            found = _from_text(text, cell)
        else:
            found = other(value, cell, percent=percent)
        cell.looked.value = in_bounds(found, cell, highest=self._highest)
        if isinstance(value, str) and not cell.looked.notes and found is not ABSENT:
            self._remember(value, found)
        return cell.looked

    def _remember(self, text: str, value: Any) -> None:
        # A column in which nothing repeats must not fill the memory.
        if self.facts.field.kind in _REPEATED and len(self._known) < _MOST_KNOWN:
            self._known[text] = value


def _from_text(text: str, cell: Cell) -> Any:
    kind = cell.facts.field.kind
    if kind == "code" and _EXPONENT.fullmatch(text):
        message = f"「{shown(text)}」是科学计数法，号码的末几位已经丢失。"
        return cell.fail("L010", message, AS_TEXT)
    if kind == "texts":
        # Who writes a line for each means the lines; else the mark between them does.
        parts = text.split("\n") if "\n" in text else _LISTED.split(text)
        read = [cell.read(part.strip()) for part in parts if part.strip()]
        return ABSENT if any(one is ABSENT for one in read) else tuple(read)
    if kind == "day":
        return day_from_text(text, cell)
    return figure_from_text(text, cell) if kind in FIGURES else cell.read(text)


def _is_numbering(path: str) -> bool:
    return any(path == f"{below}[0].{key}" for below, key in ledger_words().numbered.items())


def _is_figure(text: str) -> bool:
    """Return whether a text is nothing but digits, perhaps with a point between them."""
    if not text.isascii() or len(text) > len(str(_MOST_PLAIN)):
        return False
    return text.isdigit() or (text.replace(".", "", 1).isdigit() and "." not in text[0] + text[-1])


#: Which cells of each kind need no closer look.
_PLAIN: Mapping[Kind, str] = {
    "money": "number",
    "area": "number",
    "number": "number",
    "count": "count",
    "day": "day",
    "flag": "known",
    "choice": "known",
    "text": "text",
    "texts": "never",
    "code": "code",
}
