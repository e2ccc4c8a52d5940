"""The rows of a ledger: each as the values of its fields, its case, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from docgen.intake.ledger_fields import model_at
from docgen.intake.ledger_figures import ABSENT
from docgen.intake.ledger_heading import cell_text
from docgen.intake.ledger_notes import Column, Common, LedgerNote
from docgen.intake.ledger_plan import Plan, nested
from docgen.intake.ledger_table import Area, Odd, Table
from docgen.intake.ledger_totals import Totals, is_total
from docgen.intake.ledger_uses import has_several, uses_with_terms
from docgen.intake.ledger_values import ColumnReader
from docgen.intake.ledger_words import ledger_words
from docgen.model.case import Case
from docgen.model.proven import proven

__all__ = ["LedgerRow", "RowReader"]


class LedgerRow:
    """One row of a ledger.

    Attributes:
        number: Number of the row in the sheet, or of the record in a text file.
        faults: What is to be told of it; a row with an error among them is not to be printed.
    """

    __slots__ = ("_cells", "_reader", "_values", "faults", "number")

    def __init__(
        self,
        reader: RowReader,
        number: int,
        values: list[Any],
        cells: list[object],
        faults: tuple[LedgerNote, ...],
    ) -> None:
        self.number, self.faults = number, faults
        self._reader, self._values, self._cells = reader, values, cells

    @property
    def ok(self) -> bool:
        """Whether nothing in the row is an error."""
        return all(note.severity != "error" for note in self.faults)

    @property
    def place(self) -> str:
        """Where the row stands: ``台账.xlsx 公示 第5行``."""
        return self._reader.table.row_place(self.number)

    @property
    def case(self) -> Case:
        """What could be read of the row, with what is common to the run, as a case.

        It equals ``Case.model_validate(row.data)``; nothing is read a second time, and no origins
        are kept in it (``case.read_from(row.origins)`` adds them).
        """
        return self._reader.plan.case(self._values)

    @property
    def data(self) -> Mapping[str, object]:
        """The same as nested texts under English keys, ready for ``Case.model_validate``."""
        return nested(self.case)

    @property
    def origins(self) -> Mapping[str, str]:
        """Key path of every value → its cell, with the words of the cell where they were converted.

        ``台账.xlsx 公示!E5（原文 2.61142公顷）``.
        """
        return self._reader.origins(self.number, self._values, self._cells)

    @property
    def raw(self) -> Mapping[str, str]:
        """What the row's cells say, by the headings of all its columns, ignored ones too."""
        cells = self._cells
        return {
            heading: cell_text(cells[place]) if place < len(cells) else ""
            for place, heading in self._reader.headings
        }

    @property
    def amounts(self) -> Mapping[str, Decimal]:
        """The figures of the row's columns of money and area by key path, in 元 and ㎡."""
        found = {}
        for place, column in self._reader.summed:
            if (value := self._values[place]) is not ABSENT:
                found[self._reader.path_of(column, self._values)] = value
        return found


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
        self._twice = _twice(readers)
        columns = [one.column for one in readers]
        self.summed = tuple(
            (place, one) for place, one in enumerate(columns) if one.kind in ("money", "area")
        )
        self._identity = [p for p, one in enumerate(columns) if one.kind in _NAMES]
        self._kept = {place: one.keeps for place, one in enumerate(readers) if one.keeps}
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
        self._merged = _merged_cells(table, self._first, {one.index: one for one in columns})
        self._steps = [(p, one.column.index, one.plain) for p, one in enumerate(readers)]
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
            if reader.factor is not None:
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
        if odd or merged or len(cells) <= self._last_index():
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
        if self._twice:
            self._agree(number, values, faults)
        if self._use is not None or self._term is not None:
            self._uses(number, cells, values, faults)
        return values, faults

    def _last_index(self) -> int:
        return max((index for _, index, _ in self._steps), default=0)

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
            reader, what = self._readers[place], odd.get(index)
            said = _ODD.get(what.kind) if what else None
            if index in merged:
                said = ("L017", f"合并单元格 {merged[index]} 只有左上角有值。", _UNMERGE)
            if said and what and "{text}" in said[1]:
                said = (said[0], said[1].format(text=what.text), said[2])
            if said:
                faults.append(
                    reader.note(said[0], "error", said[1], said[2], row=number, value=cell)
                )
            elif cell != "":
                percent = what is not None and what.kind == "percent"
                value = None if percent else plain(cell)
                if value is None:
                    value = self._look(place, cell, number, values, faults, percent=percent)
                values[place] = value

    def _agree(self, number: int, values: list[Any], faults: list[LedgerNote]) -> None:
        """Hold a second column of one field against the first."""
        for place, first in self._twice.items():
            if values[place] is ABSENT:
                continue
            if values[first] is ABSENT:
                values[first] = values[place]
            elif values[first] != values[place]:
                one, other = self._readers[first], self._readers[place]
                message = f"与 {one.column.letter}{number} 是同一字段，两处不同。"
                fix = "只留对的一列，或者用对照文件写明不读哪一列。"
                note = other.note("L003", "error", message, fix, row=number, value=values[place])
                faults.append(note)

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
            faults.append(at.note("L027", "error", message, fix, row=number, value=terms or use))
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
_UNMERGE = "取消合并，每行各填一格。"
_VALUE = "重新计算后保存，或者把公式改成数值。"
_ODD: Mapping[str, tuple[str, str, str]] = {
    "uncached": ("L013", "公式「{text}」没有保存计算结果。", _VALUE),
    "error": ("L014", "单元格是错误值「{text}」。", "改正公式，或者直接填写数值。"),
    "external": ("L031", "公式「{text}」引用了别的工作簿，值可能已经过时。", "把公式改成数值。"),
}


def _place_of(columns: list[Column], path: str) -> int | None:
    return next((place for place, one in enumerate(columns) if one.path == path), None)


def _twice(readers: list[ColumnReader]) -> Mapping[int, int]:
    """Return the place of every further column of a field → that of its first."""
    firsts: dict[str, int] = {}
    twice = {}
    for place, one in enumerate(readers):
        first = firsts.setdefault(one.column.path, place)
        if first != place:
            twice[place] = first
    return twice


def _merged_cells(
    table: Table, first: int, columns: Mapping[int, Column]
) -> Mapping[int, Mapping[int, Area]]:
    """Return row → column → area of every cell of data that does not say what it seems to.

    The first cell of an area holds its value, but an amount that stands for several rows is that
    of none of them.
    """
    found: dict[int, dict[int, Area]] = {}
    for area in table.merged:
        for place in range(area.left, area.right + 1):
            column = columns.get(place)
            if column is None:
                continue
            summed = column.kind in ("money", "area") and area.bottom > area.top
            for row in range(max(area.top, first), area.bottom + 1):
                if summed or (row, place) != (area.top, area.left):
                    found.setdefault(row, {})[place] = area
    return found
