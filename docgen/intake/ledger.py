"""A ledger (台账): an Excel sheet or a text file in which every row is a parcel's case.

    ledger = read_ledger("台账.xlsx", common={"联系人": "示例某"})
    for row in ledger.rows:          # streamed; a new pass each time
        if row.ok:
            row.case                 # Case, common fields included; row.data is the same as texts
        row.faults                   # notes of this row, each with its cell and what to do
    ledger.sums()                    # Σ of every column of money and area
    ledger.notes                     # of the whole table: columns, hidden rows, totals
    annotate("台账.xlsx", notes)     # the workbook with a comment at every cell named

Which column feeds which field: ``schemas/ledger.yaml`` and the glossary. Nothing is printed that
was not understood: a column that no field takes is named, a figure whose unit is not known stops
the ledger, hidden rows are left out and told.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any

from docgen.errors import InputError
from docgen.intake.form_guide import refuse_form
from docgen.intake.ledger_annotate import annotate, annotate_bytes
from docgen.intake.ledger_book import Book, open_book
from docgen.intake.ledger_columns import Columns, columns_of
from docgen.intake.ledger_common import common_of, read_mapping
from docgen.intake.ledger_heading import Head, find_head
from docgen.intake.ledger_notes import (
    LEDGER_CODES,
    Column,
    ColumnSum,
    Common,
    IgnoredColumn,
    LedgerNote,
)
from docgen.intake.ledger_row import LedgerRow
from docgen.intake.ledger_rows import RowReader
from docgen.intake.ledger_table import Table
from docgen.intake.ledger_text import text_table
from docgen.intake.ledger_unseen import notes_of_hidden, notes_of_whole
from docgen.intake.ledger_values import ColumnReader
from docgen.intake.ledger_words import ledger_words, plain_label
from docgen.intake.load import read_bytes
from docgen.intake.tree import fault
from docgen.model.types import shown

__all__ = [
    "LEDGER_CODES",
    "Column",
    "ColumnSum",
    "Common",
    "IgnoredColumn",
    "Ledger",
    "LedgerNote",
    "LedgerRow",
    "annotate",
    "annotate_bytes",
    "ledger_from_bytes",
    "read_ledger",
]

_TEXT_FILES = (".csv", ".tsv", ".txt")
_MOST_BYTES = 200_000_000


class Ledger:
    """A ledger whose columns are known.

    Attributes:
        name: File name.
        sha256: Hash of the file as it was read.
        sheet: Name of the sheet; empty for a text file.
        columns: The columns that feed a field.
        ignored: The columns that do not, and why.
        common: What is common to the run; already part of every row's case and data. A row's own
            value goes before it.
    """

    def __init__(
        self,
        reader: RowReader,
        found: Columns,
        common: Common,
        notes: Iterable[LedgerNote],
        *,
        sha256: str,
    ) -> None:
        self.sha256 = sha256
        self._reader, self._notes = reader, tuple(notes)
        self.name, self.sheet = reader.table.name, reader.table.sheet
        self.columns: tuple[Column, ...] = tuple(column for column, _ in found.columns)
        self.ignored: tuple[IgnoredColumn, ...] = tuple(found.ignored)
        self.common = common

    @property
    def rows(self) -> Iterable[LedgerRow]:
        """The rows of data in the order of the sheet; every iteration is a new pass."""
        return _Pass(self._reader)

    @property
    def notes(self) -> tuple[LedgerNote, ...]:
        """What is to be told of the whole table; of totals and blank rows after a pass."""
        return (*self._notes, *self._reader.totals.notes)

    def sums(self) -> tuple[ColumnSum, ...]:
        """Return Σ of every column of money and area over all rows of data, exact.

        They are those of the last whole pass; when there was none, one is made.
        """
        if not self._reader.totals.finished:
            for _ in self.rows:
                pass
        return self._reader.totals.sums()

    def cell(self, path: str, number: int) -> str:
        """Return the cell of a field in a row, ``C5``; ``""`` when no column feeds it.

        Args:
            path: English key path; for numbered instalments any place in the list.
            number: Number of the row.
        """
        for column in self.columns:
            if column.path == path:
                return f"{column.letter}{number}"
        return ""


class _Pass:
    """Iterates over the rows anew each time it is asked."""

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader

    def __iter__(self) -> Iterator[LedgerRow]:
        return self._reader.rows()


def read_ledger(
    source: str | os.PathLike[str],
    *,
    sheet: str | None = None,
    mapping: Path | None = None,
    common: Mapping[str, str] = MappingProxyType({}),
    include_hidden: bool = False,
) -> Ledger:
    """Read the columns of a ledger; its rows are read as they are asked for.

    Args:
        source: ``.xlsx``, ``.csv`` or ``.tsv``.
        sheet: Name of the sheet; None takes the only one shown (beside 批次) that is a ledger.
        mapping: YAML file of ``列名: 字段题名``; ``忽略`` for a column not to be read.
        common: What is the same for the whole run: Chinese title → text. It goes before the sheet
            批次 of the workbook.
        include_hidden: Whether hidden and filtered rows and hidden columns are read too; else they
            are left out and told.

    Returns:
        The ledger. Its rows bear their own faults; good rows are good whatever the others are.

    Raises:
        InputError: The file cannot be read (``S001``, ``S002``, ``S011``, ``S012``, ``S013``), has
            no headings (``L001``), a unit that cannot be converted (``L005``), or what is common
            to the run is wrong (``L030``).
    """
    path = Path(source)
    named = read_mapping(mapping)
    return ledger_from_bytes(
        read_bytes(path, most=_MOST_BYTES + 1),
        name=path.name,
        sheet=sheet,
        mapping=named,
        common=common,
        include_hidden=include_hidden,
    )


def ledger_from_bytes(
    data: bytes,
    *,
    name: str,
    sheet: str | None = None,
    mapping: Mapping[str, str] = MappingProxyType({}),
    common: Mapping[str, str] = MappingProxyType({}),
    include_hidden: bool = False,
) -> Ledger:
    """Read the columns of a ledger whose bytes are at hand; nothing touches the disk.

    Args:
        data: The file.
        name: Its name; the suffix tells a text file from a workbook.
        sheet: As :func:`read_ledger`.
        mapping: Plain heading → title of a field.
        common: As :func:`read_ledger`.
        include_hidden: As :func:`read_ledger`.

    Raises:
        InputError: As :func:`read_ledger`.
    """
    suffix, name = PurePath(name).suffix.lower(), shown(name)
    if len(data) > _MOST_BYTES:
        message = f"文件太大：超过 {_MOST_BYTES // 1_000_000} MB。"
        raise fault("S011", message, where=name, fix="分成几个文件。")
    if suffix in _TEXT_FILES and not data.startswith(b"PK"):
        table, shared = text_table(data, name, mapping), None
        head = find_head(table, mapping)
    else:
        book = open_book(data, name)
        shared = _common_sheet(book)
        table, head = _ledger_sheet(book, sheet, mapping)
    given = common_of(common, shared)
    digest = hashlib.sha256(data).hexdigest()
    return _ledger(table, head, mapping, given, digest, include_hidden=include_hidden)


def _ledger(
    table: Table,
    head: Head,
    mapping: Mapping[str, str],
    shared: tuple[Common, Mapping[str, Any]],
    sha256: str,
    *,
    include_hidden: bool,
) -> Ledger:
    found = columns_of(head.headings, table, mapping, hidden=include_hidden)
    common, given = shared
    readers = [
        ColumnReader(column, of, place=table.place, sheet=table.sheet, from_1904=table.from_1904)
        for column, of in found.columns
    ]
    reader = RowReader(
        table,
        readers,
        headings=tuple((one.place, one.text) for one in head.headings),
        last_heading=head.last,
        common=common,
        given=given,
        include_hidden=include_hidden,
    )
    notes = [*found.notes, *notes_of_whole(table, head, readers, common)]
    if not include_hidden:
        notes += notes_of_hidden(table, head.last)
    return Ledger(reader, found, common, notes, sha256=sha256)


def _common_sheet(book: Book) -> Table | None:
    found = next((one for one in book.sheets if _is_common(one)), None)
    return book.table(found) if found else None


def _is_common(sheet: str) -> bool:
    return plain_label(sheet) in {plain_label(one) for one in ledger_words().common_sheets}


def _ledger_sheet(book: Book, sheet: str | None, mapping: Mapping[str, str]) -> tuple[Table, Head]:
    """Return the sheet that is the ledger, with its headings."""
    names = [one for one in book.sheets if not _is_common(one)]
    if sheet is not None:
        if sheet not in book.sheets:
            fix = f"工作簿里有：{'、'.join(shown(one) for one in names[:10])}。"
            raise fault("L001", f"没有工作表「{shown(sheet)}」。", where=book.name, fix=fix)
        table = book.table(sheet)
        return table, find_head(table, mapping)
    if not names:
        raise fault("L029", "没有可读的工作表。", where=book.name, fix="取消隐藏，或者核对文件。")
    if len(names) == 1:
        table = book.table(names[0])
        return table, find_head(table, mapping)
    return _only_ledger(book, names, mapping)


def _only_ledger(book: Book, names: list[str], mapping: Mapping[str, str]) -> tuple[Table, Head]:
    found: list[tuple[Table, Head]] = []
    refused: list[InputError] = []
    for name in names:
        table = book.table(name)
        try:
            found.append((table, find_head(table, mapping)))
        except InputError as error:
            refused.append(error)
    if not found:
        raise InputError([problem for error in refused for problem in error.problems])
    if len(found) > 1:
        refuse_form(book)
        sheets = "、".join(shown(table.sheet) for table, _ in found[:10])
        message = f"有{len(found)}张工作表像台账：{sheets}。"
        raise fault("L001", message, where=book.name, fix="用 --sheet 指明是哪一张。")
    return found[0]
