"""A ledger before anybody knows its columns: rows of cells, and what is odd about some of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

__all__ = ["Area", "Odd", "OddKind", "Table", "cell_name", "letter_of"]

OddKind: TypeAlias = Literal["uncached", "error", "external", "total", "percent"]
_LETTERS = 26


class Area(NamedTuple):
    """A rectangle of cells: rows from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        """Return it as a spreadsheet does: ``C5:C7``."""
        return f"{cell_name(self.left, self.top)}:{cell_name(self.right, self.bottom)}"


class Odd(NamedTuple):
    """What is odd about one cell.

    Attributes:
        kind: A formula without a value, an error value, a formula that reaches into another
            workbook, one that sums up what stands above, a number shown as a percentage.
        text: The error value or the formula.
    """

    kind: OddKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of one sheet or text file.

    Attributes:
        name: File name.
        sheet: Name of the sheet; empty for a text file.
        rows: Begins a new pass: number (from 1) and cells of every row with any, in order.
        odd: Row → column → what is odd there.
        hidden_rows: Numbers of the rows that are not shown.
        hidden_columns: Places (from 0) of the columns that are not shown.
        filtered: Whether a filter is set, so that hidden rows may be those it leaves out.
        merged: Cells shown as one.
        from_1904: Whether the workbook counts days from 1904.
    """

    name: str
    sheet: str
    rows: Callable[[], Iterator[tuple[int, list[object]]]]
    odd: Mapping[int, Mapping[int, Odd]] = field(default_factory=lambda: MappingProxyType({}))
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filtered: bool = False
    merged: tuple[Area, ...] = ()
    from_1904: bool = False

    @property
    def place(self) -> str:
        """What stands before a cell in a message: ``台账.xlsx 公示!``."""
        return f"{self.name} {self.sheet}!" if self.sheet else f"{self.name} "

    def row_place(self, number: int) -> str:
        """Return where a row stands: ``台账.xlsx 公示 第5行``."""
        return " ".join(part for part in (self.name, self.sheet, f"第{number}行") if part)


def letter_of(place: int) -> str:
    """Return the letter of a column from its place: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, last = divmod(place - 1, _LETTERS)
        letters = chr(ord("A") + last) + letters
    return letters


def cell_name(place: int, row: int) -> str:
    """Return the name of a cell: ``C5`` for column 2, row 5."""
    return f"{letter_of(place)}{row}"
