"""A ledger that docgen wrote, read again: every cell held against its mark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docgen.errors import InputError, Problem
from docgen.intake.inventory_check import (
    CHECK_SHEET,
    MAGIC,
    VERSION,
    canonical,
    mark,
    mark_of_head,
)
from docgen.intake.ledger_book import Book
from docgen.intake.ledger_shape import Limits
from docgen.intake.ledger_table import letter_of
from docgen.intake.tree import fault

__all__ = ["ReadLedger", "ReadRow", "read_ledger_sheet"]

#: How many cells say what the ledger is; their mark comes behind them.
_ABOUT = 8
_ROW = re.compile("[0-9]{1,7}")
_MADE_ANEW = "改在案卷里，用 docgen ledger 重新做台账；台账本身不改。"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row.

    Attributes:
        row: Its number in the sheet, from 1.
        cells: What its cells say by the keys of the columns, as plain text; "" for none.
    """

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadLedger:
    """What a ledger says.

    Attributes:
        name: File name.
        sheet: Name of its sheet.
        kind: Code of InventoryKind.
        as_of: The day it was made for, ISO; "" for none.
        year: Its year; "" for none.
        jurisdiction: Id of the pack that all its parcels share; "" for none.
        zone: Id of the zone that all its parcels share; "" for none.
        columns: Keys of its columns in their order.
        fields: For each column the key of an inventory's row that takes it; "" for none.
        rows: Its rows.
        totals: Rows of sums: of each group, the last one of all.
    """

    name: str
    sheet: str
    kind: str
    as_of: str
    year: str
    jurisdiction: str
    zone: str
    columns: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[ReadRow, ...]
    totals: tuple[ReadRow, ...]

    def place(self, row: int, key: str) -> str:
        """Return where a cell stands: ``台账.xlsx 低效用地工作台账!D7``."""
        return f"{self.name} {self.sheet}!{letter_of(self.columns.index(key))}{row}"


def read_ledger_sheet(data: bytes, name: str) -> tuple[ReadLedger, Book]:
    """Return what a ledger says, and its workbook for further sheets.

    Args:
        data: The file.
        name: Its name for messages.

    Raises:
        InputError: It is no workbook that can be read, of another version, or a cell says
            something else than when it was made; every such cell is named.
    """
    book = Book(data, name, Limits(), every=True)
    check = [list(map(canonical, cells)) for _, cells in book.table(CHECK_SHEET).rows()]
    if len(check) < 3 or check[0][:1] != [MAGIC] or len(check[0]) <= _ABOUT:
        raise _unknown(name)
    about, told = check[0][:_ABOUT], check[0][_ABOUT]
    _, version, kind, as_of, year, jurisdiction, zone, sheet = about
    known = told == mark_of_head(about, check[1], check[2], ["".join(one[:2]) for one in check[3:]])
    if version != VERSION or not known or sheet not in book.sheets:
        raise _unknown(name)
    columns, fields = _trimmed(check[1]), check[2][1:]
    found = dict(book.table(sheet).rows())
    problems: list[Problem] = []
    rows: list[ReadRow] = []
    totals: list[ReadRow] = []
    for line in check[3:]:
        row = int(line[1]) if len(line) > 1 and _ROW.fullmatch(line[1]) else 0
        read = _row(row, found.pop(row, []), columns)
        problems += _changed(read, line[2:], columns, f"{name} {sheet}")
        (rows if line[0] == "row" else totals if line[0] == "total" else []).append(read)
    problems += _added(found, f"{name} {sheet}")
    if problems:
        raise InputError(problems)
    return (
        ReadLedger(
            name,
            sheet,
            kind,
            as_of,
            year,
            jurisdiction,
            zone,
            columns,
            tuple(fields[: len(columns)]) + ("",) * (len(columns) - len(fields)),
            tuple(rows),
            tuple(totals),
        ),
        book,
    )


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in cells[1:] if one)


def _row(row: int, cells: Sequence[object], columns: Sequence[str]) -> ReadRow:
    texts = [canonical(one) for one in cells] + [""] * len(columns)
    return ReadRow(row, dict(zip(columns, texts, strict=False)))


def _changed(
    read: ReadRow, marks: Sequence[str], columns: Sequence[str], where: str
) -> list[Problem]:
    given = [*marks, *[""] * len(columns)]
    return [
        Problem(
            f"这一格与台账做成时不同，现在是「{read.cells[key][:40]}」。",
            where=f"{where}!{letter_of(place)}{read.row}",
            fix=_MADE_ANEW,
            code="S014",
        )
        for place, key in enumerate(columns)
        if given[place] != mark(read.row, key, read.cells[key])
    ]


def _added(left: Mapping[int, Sequence[object]], where: str) -> list[Problem]:
    return [
        Problem(
            "这一行是台账做成以后加的。", where=f"{where} 第{row}行", fix=_MADE_ANEW, code="S014"
        )
        for row, cells in sorted(left.items())
        if any(canonical(one) for one in cells)
    ]


def _unknown(name: str) -> InputError:
    message = "台账的校验页缺失、被改动，或者是别的版本做的。"
    return fault("S014", message, where=name, fix=_MADE_ANEW)
