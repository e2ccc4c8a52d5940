"""What is read of a form, sheet by sheet: values by their flat names, cells, notes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docgen.intake.form_cell import CellReader
from docgen.intake.form_layout import FormSheet
from docgen.intake.form_plan import FormField
from docgen.intake.ledger_heading import cell_text
from docgen.intake.ledger_notes import LedgerNote
from docgen.intake.ledger_table import Area, Table, cell_name
from docgen.intake.ledger_words import plain_label

__all__ = ["Reading", "SheetReading", "at", "labels_of", "nearest_label"]

#: Within how many rows the headings are looked for.
_HEAD_ROWS = 30
_CUTOFF = 0.5


@dataclass(slots=True)
class Reading:
    """What was read so far.

    Attributes:
        values: Flat name → text.
        cells: Flat name → sheet and cell, of every place that is there to be filled in.
        heads: General name of a column → sheet and cell of its heading.
        read_as: Flat name → what is to be said of how it was read, behind its cell.
        notes: What is wrong and what was put right.
        numbers: Path of a table → number of an item → its place.
    """

    values: dict[str, str] = field(default_factory=dict)
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    heads: dict[str, tuple[str, str]] = field(default_factory=dict)
    read_as: dict[str, str] = field(default_factory=dict)
    notes: list[LedgerNote] = field(default_factory=list)
    numbers: dict[str, dict[int, int]] = field(default_factory=dict)


class SheetReading:
    """One sheet that is being read.

    Args:
        table: Its cells.
        sheet: What stands on it.
        into: Where it goes.
    """

    def __init__(self, table: Table, sheet: FormSheet | None, into: Reading) -> None:
        self.table, self.into = table, into
        self._sheet = sheet

    @property
    def sheet(self) -> FormSheet:
        """What stands on it."""
        if self._sheet is None:
            raise LookupError(self.table.sheet)
        return self._sheet

    def fail(self, place: int, row: int, code: str, message: str, fix: str) -> None:
        """Note a fault at a cell."""
        cell = cell_name(place, row)
        where = f"{self.table.place}{cell}"
        note = LedgerNote(code, "error", message, fix, where, cell, self.table.sheet)
        self.into.notes.append(note)

    def fail_hidden(self, place: int, row: int) -> None:
        """Note that a row holds something that nobody sees."""
        message = f"第{row}行隐藏着，里面却填了内容。"
        self.fail(place, row, "L015", message, "取消隐藏核对后再用，或删去这一行。")

    def take(
        self, name: str, reader: CellReader, row: int, cells: list[Any], area: Area | None
    ) -> None:
        """Read a cell for a flat name.

        Args:
            name: The flat name.
            reader: Reads cells of its field.
            row: Number of the row.
            cells: Its cells.
            area: The merged cells that it is one of, where it does not say what it seems to.
        """
        place = reader.facts.column.index
        self.into.cells[name] = self.table.sheet, cell_name(place, row)
        value, odd = at(cells, place), self.table.odd.get(row, {}).get(place)
        if value == "" and odd is None and area is None:
            return
        text, notes = reader.read(value, row, odd=odd, area=area)
        self.into.notes += notes
        if text:
            self.into.values[name] = text
            if reader.facts.factor is not None:
                said = f"{cell_text(value).strip()}{reader.facts.column.unit}"
                self.into.read_as[name] = f"（原文 {said}）"

    def is_filled(self, row: int, cells: list[Any], place: int) -> bool:
        """Return whether a cell holds anything, be it a formula without a value."""
        return at(cells, place) != "" or place in self.table.odd.get(row, {})

    def headings(self, known: Mapping[str, object]) -> tuple[int, list[Any]]:
        """Return number and cells of the row in which most headings stand; 0 where none does.

        Args:
            known: Plain labels that are looked for.
        """
        best: tuple[int, int, list[Any]] = 0, 0, []
        for row, cells in self.table.rows():
            if row > _HEAD_ROWS:
                break
            said = [cell_text(cell) for cell in cells if cell != ""]
            found = sum(plain_label(one) in known or _bare(one) in known for one in said)
            if found > best[1]:
                best = row, found, cells
        return best[0], best[2]

    def below(self, head: int) -> Iterator[tuple[int, list[Any]]]:
        """Yield the rows below a row."""
        for row, cells in self.table.rows():
            if row > head:
                yield row, cells


def _bare(text: str) -> str:
    """Return a heading without the unit in its brackets."""
    plain = plain_label(text)
    head, bracket, _ = plain.rpartition("(")
    return head if bracket and plain.endswith(")") and head else plain


def at(cells: list[Any], place: int | None) -> Any:
    """Return what stands in a row at a place, ``""`` for nothing."""
    return cells[place] if place is not None and place < len(cells) else ""


def nearest_label(label: str, labels: Iterable[str]) -> str:
    """Return the label that an unknown one is most like, ``""`` for none.

    Args:
        label: What was written.
        labels: What there is.
    """
    plain = {plain_label(one): one for one in labels}
    close = difflib.get_close_matches(plain_label(label[:80]), plain, n=1, cutoff=_CUTOFF)
    return plain[close[0]] if close else ""


def labels_of(fields: Iterable[FormField]) -> Mapping[str, FormField]:
    """Return fields by their labels as labels are compared."""
    return {plain_label(one.label): one for one in fields}
