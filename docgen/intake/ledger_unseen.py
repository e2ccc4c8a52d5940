"""What is to be told of a whole table: rows nobody sees, titles above it, what options repeat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from docgen.intake.ledger_fields import title_of
from docgen.intake.ledger_heading import Head
from docgen.intake.ledger_notes import Common, LedgerNote
from docgen.intake.ledger_table import Table, cell_name
from docgen.intake.ledger_values import ColumnReader

__all__ = ["notes_of_hidden", "notes_of_whole"]

#: Runs of rows that are named one by one; more are counted.
_MOST = 50


def notes_of_hidden(table: Table, last_heading: int) -> list[LedgerNote]:
    """Return what was left out because it is not shown, run by run.

    Args:
        table: The sheet.
        last_heading: Number of the last row above the data.
    """
    filled = [
        number
        for number, cells in (table.rows() if table.hidden_rows else ())
        if number > last_heading and number in table.hidden_rows and cells.count("") < len(cells)
    ]
    runs = list(_runs(filled))
    told = [_left_out(table, first, last) for first, last in runs[:_MOST]]
    if len(runs) > _MOST:
        rows = sum(last - first + 1 for first, last in runs[_MOST:])
        message = f"另有 {rows} 行隐藏着，没有读。"
        told.append(_note(table, "L015", message, _SHOW, runs[_MOST][0]))
    return told


_SHOW = "取消隐藏或者筛选后再用，或者用 --include-hidden 一并读。"


def _left_out(table: Table, first: int, last: int) -> LedgerNote:
    rows = f"第{first}行" if first == last else f"第{first}至{last}行（{last - first + 1}行）"
    if table.filtered:
        return _note(table, "L016", f"{rows}被筛选隐藏，没有读。", _SHOW, first)
    return _note(table, "L015", f"{rows}隐藏着，没有读。", _SHOW, first)


def _note(table: Table, code: str, message: str, fix: str, row: int) -> LedgerNote:
    cell = cell_name(0, row)
    return LedgerNote(code, "warning", message, fix, f"{table.place}{cell}", cell, table.sheet)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of every unbroken run of numbers."""
    first = last = 0
    for number in numbers:
        if number != last + 1:
            if first:
                yield first, last
            first = number
        last = number
    if first:
        yield first, last


def notes_of_whole(
    table: Table, head: Head, readers: Sequence[ColumnReader], common: Common
) -> list[LedgerNote]:
    """Return what is to be told of headings and of columns that repeat others.

    Args:
        table: The sheet.
        head: Its headings.
        readers: The columns that feed a field.
        common: What is common to the run.
    """
    told = []
    if head.first > 1:
        cell = cell_name(0, head.first)
        message = f"表头在第{head.first}行，以上各行没有读。"
        where = f"{table.place}{cell}"
        told.append(LedgerNote("L026", "info", message, "", where, cell, table.sheet))
    seen: dict[str, ColumnReader] = {}
    for reader in readers:
        path = reader.column.path
        first = seen.setdefault(path, reader)
        if first is not reader:
            one = first.column
            message = f"与 {one.letter} 列「{one.header}」写同一字段「{title_of(path)}」。"
            fix = "只留一列；两列相同的行照常读，不同的行不读。"
            told.append(reader.facts.note("L003", "warning", message, fix, row=head.last, value=""))
        elif path in common.origins:
            message = (
                f"「{title_of(path)}」既有这一列，又有 {common.origins[path]}；有值的行以本列为准。"
            )
            told.append(reader.facts.note("L007", "info", message, "", row=head.last, value=""))
    return told
