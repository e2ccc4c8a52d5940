"""The sheets of a form that grow: an item a row, or a list in each column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from docgen.intake.form_cell import CellReader, cell_reader
from docgen.intake.form_layout import FormColumn, FormSheet, has_rows_below
from docgen.intake.form_names import of_path
from docgen.intake.form_reading import Reading, SheetReading, at, nearest_label
from docgen.intake.ledger_heading import cell_text
from docgen.intake.ledger_odd import merged_cells
from docgen.intake.ledger_table import Area, Table, cell_name
from docgen.intake.ledger_words import plain_label
from docgen.model.types import shown

__all__ = ["read_items"]

_UNIT = re.compile(r"(.*)\(([^()]*)\)")
_MOST_DIGITS = 6
_Row: TypeAlias = tuple[int, list[Any]]


def read_items(table: Table, sheet: FormSheet, into: Reading) -> None:
    """Read a sheet that has one item a row, or a list in each column.

    Args:
        table: Its cells.
        sheet: What stands on it.
        into: Where it goes. Tables are to be read after those to whose items theirs belong.
    """
    reader = _Items(table, sheet, into)
    reader.read()


class _Items(SheetReading):
    def __init__(self, table: Table, sheet: FormSheet, into: Reading) -> None:
        super().__init__(table, sheet, into)
        self._readers: list[tuple[FormColumn, CellReader]] = []
        #: Place of the items' own numbers, or of those of the items that they belong to.
        self._own: int | None = None
        self._strange: list[tuple[int, str]] = []
        self._merged: Mapping[int, Mapping[int, Area]] = {}

    def read(self) -> None:
        labels = {plain_label(one.label): one for one in self.sheet.columns}
        labels |= {plain_label(one.field.label): one for one in self.sheet.columns if one.field}
        head, cells = self.headings(labels)
        if not head:
            self.fail(0, 1, "L001", "找不到表格的表头。", "照原样补上表头。")
            return
        self._columns(head, cells, labels)
        of = {one.facts.column.index: one.facts.column for _, one in self._readers}
        self._merged = merged_cells(self.table, head + 1, of)
        rows = [(row, cells) for row, cells in self.below(head) if self._says(row, cells)]
        for place, text in self._strange:
            if any(at(cells, place) != "" for _, cells in rows):
                self._unknown(place, head, text)
        for row, cells in rows:
            if row in self.table.hidden_rows:
                self.fail_hidden(0, row)
            elif self.sheet.table is None:
                self._take(row, cells, (row,))
            elif (places := self._places(row, cells)) is not None:
                self._take(row, cells, places)

    def _columns(self, head: int, cells: list[Any], labels: Mapping[str, FormColumn]) -> None:
        seen: set[str] = set()
        for place, value in enumerate(cells):
            text = cell_text(value).strip()
            found, unit = _column(text, labels)
            if found is None or found.label in seen:
                self._strange.append((place, text))
                continue
            seen.add(found.label)
            if found.field is None:
                self._own = place
                continue
            reader, wrong = cell_reader(found.field, self.table, place, unit)
            self.into.heads[of_path(found.field.path)] = self.table.sheet, cell_name(place, head)
            if wrong is not None:
                self.fail(place, head, wrong.code, wrong.message, wrong.fix)
            else:
                self._readers.append((found, reader))
        # Cells beyond the headings have none.
        width = max((len(cells) for _, cells in self.below(head)), default=0)
        self._strange += [(place, "") for place in range(len(cells), width)]

    def _says(self, row: int, cells: list[Any]) -> bool:
        """Whether a row says anything beyond its own number."""
        odd = self.table.odd.get(row, {})
        said = any(cell != "" for place, cell in enumerate(cells) if place != self._own)
        return said or any(place != self._own for place in odd) or self._is_numbered(cells)

    def _is_numbered(self, cells: list[Any]) -> bool:
        """Whether items of other tables may belong to a row that says nothing itself."""
        of = self.sheet.table
        return of is not None and has_rows_below(of.path) and at(cells, self._own) != ""

    def _take(self, row: int, cells: list[Any], places: tuple[int, ...]) -> None:
        merged = self._merged.get(row, {})
        for column, reader in self._readers:
            if column.field is not None:
                area = merged.get(reader.facts.column.index)
                self.take(column.field.name(*places), reader, row, cells, area)

    def _places(self, row: int, cells: list[Any]) -> tuple[int, ...] | None:
        """Return the places of a row's item in the lists on its way; None where it has none."""
        of = self.sheet.table
        if of is None or not (of.above or has_rows_below(of.path)):
            return (row,)
        text = cell_text(at(cells, self._own)).strip()
        is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
        number = int(text) if is_number else 0
        if not of.above:
            held = self.into.numbers.setdefault(of.path, {})
            if number in held and any(
                at(cells, one.facts.column.index) != "" for _, one in self._readers
            ):
                message = f"序号「{number}」写了两次。"
                self.fail(self._own or 0, row, "S004", message, "每行的序号各不相同。")
            held.setdefault(number, row)
            return (row,)
        above = self.into.numbers.get(of.above, {}).get(number)
        if above is None:
            message = f"不知道这一行属于哪一项：「{shown(text)}」不是上一级表格里的序号。"
            self.fail(self._own or 0, row, "S005", message, "填上一级表格里那一行的序号。")
            return None
        return above, row

    def _unknown(self, place: int, head: int, text: str) -> None:
        if not text:
            message, near = "这一列填了内容，却没有表头。", ""
        else:
            message = f"表格「{self.sheet.name}」没有「{shown(text)}」这一列，或者这一列重复。"
            near = nearest_label(text, [one.label for one in self.sheet.columns])
        fix = (
            f"可能是「{near}」，照原样改回；否则删去这一列。"
            if near
            else "补上表头，或删去这一列。"
        )
        self.fail(place, head, "S003", message, fix)


def _column(text: str, labels: Mapping[str, FormColumn]) -> tuple[FormColumn | None, str]:
    """Return the column that a heading means, and the unit written in it where it is another."""
    plain = plain_label(text)
    if plain in labels:
        return labels[plain], ""
    found = _UNIT.fullmatch(plain)
    if found and found[1] in labels:
        return labels[found[1]], found[2]
    return None, ""
