"""Sums of a pass over a ledger, and what its own rows of totals say of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from docgen.intake.ledger_fields import field_at
from docgen.intake.ledger_figures import ABSENT
from docgen.intake.ledger_notes import Column, ColumnSum, LedgerNote
from docgen.intake.ledger_table import Odd, Table, cell_name
from docgen.intake.ledger_words import ledger_words, plain_label

__all__ = ["Totals", "is_total"]

#: Among how many cells at the left of a row the word for a total stands.
_LEFT = 6
#: Letters before the word: 示例镇小计.
_AT_MOST = 12
#: Notes of one kind about single rows; more are counted.
_MOST = 50


def is_total(cells: Sequence[object], odd: Mapping[int, Odd] | None) -> bool:
    """Return whether a row sums up others: a word says so at its left, or a formula does."""
    if odd and any(one.kind == "total" for one in odd.values()):
        return True
    initials, finals = _ends()
    for cell in cells[:_LEFT]:
        if type(cell) is not str or not cell:
            continue
        # Most cells begin and end otherwise, and need no pattern.
        maybe = cell[0] in initials or cell[-1] in finals or not cell[0].isprintable()
        if maybe and _words().fullmatch(plain_label(cell)):
            return True
    return False


class Totals:
    """Adds up the columns of money and area, and remembers what was no row of data."""

    def __init__(self, table: Table, columns: Sequence[tuple[int, Column]]) -> None:
        self._table = table
        self._columns = columns
        self._all = [Decimal(0) for _ in columns]
        self._part = [Decimal(0) for _ in columns]
        self._cells = [0] * len(columns)
        self._unread = [0] * len(columns)
        self._rows = 0
        self._blank: list[int] = []
        self.notes: list[LedgerNote] = []
        self.finished = False

    def row(self, values: Sequence[Any], cells: Sequence[object]) -> None:
        """Add a row of data."""
        if self._blank and self._rows:
            self._tell_blank()
        self._blank.clear()
        self._rows += 1
        for at, (place, column) in enumerate(self._columns):
            value = values[place]
            if value is not ABSENT:
                self._all[at] += value
                self._part[at] += value
                self._cells[at] += 1
            elif column.index < len(cells) and cells[column.index] not in _EMPTY:
                self._unread[at] += 1

    def blank(self, number: int) -> None:
        """Take note of a row without any content."""
        if self._rows and len(self._blank) < _MOST:
            self._blank.append(number)

    def total(self, number: int, cells: Sequence[object], values: Sequence[Any]) -> None:
        """Hold a row of totals against the sums; it is no data."""
        cell = next((at for at, one in enumerate(cells) if one not in _EMPTY), 0)
        name = cell_name(cell, number)
        message, fix = (
            f"第{number}行是合计行，没有当作数据。",
            "核对无误即可；不是合计行的，补上名称。",
        )
        self._tell("L018", "info", message, fix, name)
        for at, (place, column) in enumerate(self._columns):
            stated = values[place]
            if stated is ABSENT or stated in (self._all[at], self._part[at]):
                continue
            of = field_at(column.path)
            unit = of.unit if of else ""
            message = f"合计写的是 {stated:f}{unit}，以上各行之和是 {self._all[at]:f}{unit}。"
            fix = "核对各行与合计；没有读的行（隐藏、出错）不在和里。"
            self._tell(
                "L019", "warning", message, fix, cell_name(column.index, number), column.path
            )
        self._part = [Decimal(0) for _ in self._columns]

    def finish(self) -> None:
        """Say what only the whole table shows."""
        if not self._rows:
            message, fix = "表头之下没有数据行。", "核对工作表，或者取消隐藏和筛选。"
            self._tell("L029", "error", message, fix, "")
        self.finished = True

    def sums(self) -> tuple[ColumnSum, ...]:
        """Return the sums so far."""
        return tuple(
            ColumnSum(column, self._all[at], self._cells[at], self._unread[at])
            for at, (_, column) in enumerate(self._columns)
        )

    def _tell_blank(self) -> None:
        first, last = self._blank[0], self._blank[-1]
        rows = f"第{first}行" if first == last else f"第{first}至{last}行"
        self._tell("L025", "info", f"{rows}是空行，已跳过。", "删去空行。", cell_name(0, first))

    def _tell(
        self, code: str, severity: Any, message: str, fix: str, cell: str, path: str = ""
    ) -> None:
        if sum(1 for note in self.notes if note.code == code) < _MOST:
            place = self._table.place
            where = f"{place}{cell}" if cell else place.strip(" !")
            self.notes.append(
                LedgerNote(code, severity, message, fix, where, cell, self._table.sheet, path)
            )


_EMPTY = ("", None)


@cache
def _words() -> re.Pattern[str]:
    words = "|".join(re.escape(plain_label(one)) for one in ledger_words().totals)
    return re.compile(rf"(?:{words})(?:[:(].*)?|.{{0,{_AT_MOST}}}(?:{words})")


@cache
def _ends() -> tuple[frozenset[str], frozenset[str]]:
    """Return the letters that such a text may begin and end with."""
    totals = ledger_words().totals
    return frozenset([" ", *(one[0] for one in totals)]), frozenset(
        [" ", *(one[-1] for one in totals)]
    )
