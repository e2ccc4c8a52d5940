"""A ledger read back from its bytes and held against the cases, before anybody gets it.

What stands in a field of a case is taken from the case itself and not from what was written; sums
are added up again from the rows as they were read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext

from docgen.errors import AuditError, Problem
from docgen.glossary import derived
from docgen.intake.inventory_check import canonical
from docgen.intake.inventory_sheet import ReadLedger, ReadRow, read_ledger_sheet
from docgen.ledgers.entries import Entry
from docgen.ledgers.made import MadeRow, Total
from docgen.ledgers.words import Column, LedgerWords
from docgen.model.enums import Listed
from docgen.rules.papers import is_given, value_at
from docgen.rules.run import EXACT_DIGITS
from docgen.units import mu_from_m2, round_half_up

__all__ = ["audit_ledger"]

_MU_PLACES = 4
_ANEW = "请把命令和案卷交给维护者；没有交付任何台账。"


def audit_ledger(
    data: bytes,
    words: LedgerWords,
    pairs: Sequence[tuple[MadeRow, Entry]],
    totals: Sequence[Total],
) -> None:
    """Hold a written ledger against what it was made of.

    Args:
        data: The workbook.
        words: The ledger's words.
        pairs: Every row with the case it is of, in their order.
        totals: The sums by group in the order of the rows, then of all.

    Raises:
        AuditError: It says anything else than the cases; it is not to be handed over.
    """
    read, _ = read_ledger_sheet(data, words.title)
    with localcontext(prec=EXACT_DIGITS):
        problems = [
            *_rows(read, words, pairs),
            *_totals(read, words, pairs, totals),
        ]
    if problems:
        raise AuditError(problems)


def _rows(
    read: ReadLedger, words: LedgerWords, pairs: Sequence[tuple[MadeRow, Entry]]
) -> Iterator[Problem]:
    if read.columns != tuple(one.key for one in words.columns):
        yield Problem("读回来的列与应有的列不同。", read.sheet, _ANEW)
        return
    if len(read.rows) != len(pairs):
        message = f"读回来 {len(read.rows)} 行，应有 {len(pairs)} 行。"
        yield Problem(message, read.sheet, _ANEW)
        return
    for row, (made, entry) in zip(read.rows, pairs, strict=True):
        for column in words.columns:
            wanted = {canonical(made.values.get(column.key)), _wanted(entry, column, row)}
            if wanted != {row.cells[column.key]}:
                message = f"{entry.name} 的「{column.title}」读回来与案卷不同。"
                yield Problem(message, read.place(row.row, column.key), _ANEW)


def _wanted(entry: Entry, column: Column, row: ReadRow) -> str:
    """Return what a cell must say by the case alone; what no field says is as it was read."""
    if column.of:
        area = row.cells[column.of]
        return canonical(round_half_up(mu_from_m2(Decimal(area)), _MU_PLACES)) if area else ""
    for source in column.sources:
        if ":" in source or not _is_field(source):
            return row.cells[column.key]
        value = value_at(entry.case, source)
        if is_given(value):
            return canonical(_plain(value))
    return row.cells[column.key]


def _is_field(path: str) -> bool:
    return path not in derived()


def _plain(value: object) -> object:
    if isinstance(value, Listed):
        return value.label
    return "；".join(map(str, value)) if isinstance(value, tuple) else value


def _totals(
    read: ReadLedger,
    words: LedgerWords,
    pairs: Sequence[tuple[MadeRow, Entry]],
    totals: Sequence[Total],
) -> Iterator[Problem]:
    groups = [made.group for made, _ in pairs]
    if len(read.totals) != len(totals):
        yield Problem("读回来的合计行数不对。", read.sheet, _ANEW)
        return
    for place, (line, total) in enumerate(zip(read.totals, totals, strict=True)):
        whole = place == len(totals) - 1
        rows = [
            row
            for row, group in zip(read.rows, groups, strict=False)
            if whole or group == total.group
        ]
        wanted = _summed(rows, words.columns)
        told = {key: line.cells[key] for key in wanted}
        counted = line.cells[words.columns[2].key]
        if told != wanted or not counted.startswith(f"{len(rows)}") or total.count != len(rows):
            message = "合计与各行之和不同。"
            yield Problem(message, f"{read.sheet} 第{line.row}行", _ANEW)


def _summed(rows: Sequence[ReadRow], columns: Sequence[Column]) -> dict[str, str]:
    sums: dict[str, str] = {}
    for column in columns:
        if column.total:
            held = (Decimal(row.cells[column.key]) for row in rows if row.cells[column.key])
            sums[column.key] = canonical(sum(held, Decimal(0)))
    for column in columns:
        if column.of in sums:
            area = Decimal(sums[column.of])
            sums[column.key] = canonical(round_half_up(mu_from_m2(area), _MU_PLACES))
    return sums
