"""From the cells of a row to the values of its fields, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docgen.intake.ledger_fields import model_at
from docgen.intake.ledger_figures import ABSENT
from docgen.intake.ledger_heading import cell_text
from docgen.intake.ledger_notes import Column, Common, LedgerNote
from docgen.intake.ledger_odd import merged_cells, odd_note
from docgen.intake.ledger_plan import Plan
from docgen.intake.ledger_row import LedgerRow
from docgen.intake.ledger_table import Area, Odd, Table
from docgen.intake.ledger_totals import Totals, is_total
from docgen.intake.ledger_twice import agree, columns_twice
from docgen.intake.ledger_uses import has_several, uses_with_terms
from docgen.intake.ledger_values import ColumnReader
from docgen.intake.ledger_words import ledger_words
from docgen.model.proven import proven

__all__ = ["RowReader"]


class RowReader:
    """Reads the rows of one table; knows its columns once.

    Args:
        table: The sheet.
        readers: The columns that feed a field.
        headings: Place and heading of every column.
        last_heading: Number of the last row above the data.
        common: What is common to the run; ``given`` are its values as their readers gave them.
        given: Key path → value.
        include_hidden: Whether hidden rows are data too.
    """

    def __init__(
        self,
        table: Table,
        readers: list[ColumnReader],
        *,
        headings: tuple[tuple[int, str], ...],
        last_heading: int,
        common: Common,
        given: Mapping[str, Any],
        include_hidden: bool,
    ) -> None:
        self.table, self.headings = table, headings
        self._first = last_heading + 1
        self._common = common
        self._left_out = frozenset() if include_hidden else table.hidden_rows
        self._readers = readers
        self._twice = columns_twice(readers)
        columns = [one.column for one in readers]
        self.summed = tuple(
            (place, one)
            for place, one in enumerate(columns)
            if one.kind in ("money", "area") and place not in self._twice
        )
        self._identity = [p for p, one in enumerate(columns) if one.kind in _NAMES]
        self._kept = {
            place: one.facts.keeps for place, one in enumerate(readers) if one.facts.keeps
        }
        words = ledger_words().uses
        self._use = _place_of(columns, words.use)
        self._term = _place_of(columns, words.term)
        self._extra = len(readers)
        extra = [*self._kept.values(), words.path]
        self._kept_at = {place: self._extra + at for at, place in enumerate(self._kept)}
        self._terms_at = self._extra + len(self._kept)
        self._width = self._terms_at + 1
        firsts = [one.path if p not in self._twice else "" for p, one in enumerate(columns)]
        self.plan = Plan([*firsts, *extra], given)
        self._merged = merged_cells(table, self._first, {one.index: one for one in columns})
        self._steps = [(p, one.column.index, one.plain) for p, one in enumerate(readers)]
        self._last = max((index for _, index, _ in self._steps), default=0)
        self.totals = Totals(table, self.summed)

    def rows(self) -> Iterator[LedgerRow]:
        """Yield the rows of data; a new pass each time."""
        totals = Totals(self.table, self.summed)
        for number, cells in self.table.rows():
            if number < self._first or number in self._left_out:
                continue
            if cells.count("") == len(cells):
                totals.blank(number)
                continue
            odd = self.table.odd.get(number)
            if is_total(cells, odd):
                totals.total(number, cells, self._read(number, cells, odd)[0])
                continue
            values, faults = self._read(number, cells, odd)
            if self._has_no_name(values):
                totals.total(number, cells, values)
                continue
            totals.row(values, cells)
            yield LedgerRow(self, number, values, cells, tuple(faults))
        totals.finish()
        self.totals = totals

    def path_of(self, column: Column, values: list[Any]) -> str:
        """Return the path that a row's value went to, its place in a numbered list put in."""
        for below, key in ledger_words().numbered.items():
            head = f"{below}[0]."
            if column.path.startswith(head):
                place = next(
                    (p for p, one in enumerate(self._readers) if one.column.path == head + key),
                    None,
                )
                number = values[place] if place is not None else ABSENT
                if number is not ABSENT:
                    return f"{below}[{number - 1}].{column.path.removeprefix(head)}"
        return column.path

    def origins(self, number: int, values: list[Any], cells: list[object]) -> Mapping[str, str]:
        """Return where the values of a row stand."""
        found = dict(self._common.origins)
        for place, reader in enumerate(self._readers):
            column = reader.column
            where = f"{self.table.place}{column.letter}{number}"
            if place in self._kept_at and values[self._kept_at[place]] is not ABSENT:
                found[self._kept[place]] = where
            if values[place] is ABSENT:
                continue
            if reader.facts.factor is not None:
                where += f"（原文 {cell_text(cells[column.index]).strip()}{column.unit}）"
            found[self.path_of(column, values)] = where
        if (terms := values[self._terms_at]) is not ABSENT:
            words = ledger_words().uses
            where = " ".join(
                f"{self.table.place}{self._readers[p].column.letter}{number}"
                for p in (self._use, self._term)
                if p is not None
            )
            found |= {f"{words.path}[{i}].{key}": where for i in range(len(terms)) for key in _PAIR}
        return found

    # --- one row ---------------------------------------------------------------------------------

    def _read(
        self, number: int, cells: list[object], odd: Mapping[int, Odd] | None
    ) -> tuple[list[Any], list[LedgerNote]]:
        values: list[Any] = [ABSENT] * self._width
        faults: list[LedgerNote] = []
        merged = self._merged.get(number)
        if odd or merged or len(cells) <= self._last:
            self._mind(number, cells, odd or {}, merged or {}, values, faults)
        else:
            for place, index, plain in self._steps:
                cell = cells[index]
                if cell == "":
                    continue
                value = plain(cell)
                if value is None:
                    value = self._look(place, cell, number, values, faults)
                values[place] = value
        for place, first in self._twice.items():
            note = agree((first, place), self._readers, number, cells, values)
            if note is not None:
                faults.append(note)
        if self._use is not None or self._term is not None:
            self._uses(number, cells, values, faults)
        return values, faults

    def _look(
        self,
        place: int,
        cell: object,
        number: int,
        values: list[Any],
        faults: list[LedgerNote],
        *,
        percent: bool = False,
    ) -> Any:
        if place == self._term and isinstance(cell, str) and has_several(cell):
            return ABSENT
        looked = self._readers[place].look(cell, number, percent=percent)
        faults += looked.notes
        if looked.instead is not ABSENT:
            values[self._kept_at[place]] = looked.instead
        return looked.value

    def _mind(
        self,
        number: int,
        cells: list[object],
        odd: Mapping[int, Odd],
        merged: Mapping[int, Area],
        values: list[Any],
        faults: list[LedgerNote],
    ) -> None:
        """Read a row in which some cells are odd."""
        for place, index, plain in self._steps:
            cell = cells[index] if index < len(cells) else ""
            what, facts = odd.get(index), self._readers[place].facts
            note = odd_note(facts, what, merged.get(index), row=number, value=cell)
            if note is not None:
                faults.append(note)
            elif cell != "":
                percent = what is not None and what.kind == "percent"
                value = None if percent else plain(cell)
                if value is None:
                    value = self._look(place, cell, number, values, faults, percent=percent)
                values[place] = value

    def _uses(
        self, number: int, cells: list[object], values: list[Any], faults: list[LedgerNote]
    ) -> None:
        """Take apart a cell of several uses; one use with one term is as it should be."""
        use = values[self._use] if self._use is not None else ABSENT
        terms = self._term_text(cells)
        if (use is ABSENT or not has_several(use)) and not has_several(terms):
            return
        found = uses_with_terms("" if use is ABSENT else use, terms)
        if found.fault:
            at = self._readers[self._term if self._term is not None else self._use or 0]
            message, fix = f"{found.fault}。", "用途和年限逐一对应，如“工业用地:50;商服用地:40”。"
            faults.append(
                at.facts.note("L027", "error", message, fix, row=number, value=terms or use)
            )
        elif found.pairs:
            model = model_at(ledger_words().uses.path)
            pairs = [dict(zip(_PAIR, pair, strict=True)) for pair in found.pairs]
            values[self._terms_at] = tuple(proven(model, pair) for pair in pairs)
            years = {one for _, one in found.pairs}
            if self._term is not None:
                values[self._term] = years.pop() if len(years) == 1 else ABSENT
            if self._use is not None and not terms:
                values[self._use] = "、".join(name for name, _ in found.pairs)

    def _term_text(self, cells: list[object]) -> str:
        if self._term is None:
            return ""
        index = self._readers[self._term].column.index
        return cell_text(cells[index]).strip() if index < len(cells) else ""

    def _has_no_name(self, values: list[Any]) -> bool:
        """Return whether only sums stand in a row, though the ledger has columns of names."""
        if not self._identity or not self.summed:
            return False
        for place in self._identity:
            if values[place] is not ABSENT:
                return False
        return any(values[place] is not ABSENT for place, _ in self.summed)


#: What names a parcel, a party or a deal.
_NAMES = frozenset({"text", "code", "day", "choice"})
_PAIR = ("use", "term_years")


def _place_of(columns: list[Column], path: str) -> int | None:
    return next((place for place, one in enumerate(columns) if one.path == path), None)
