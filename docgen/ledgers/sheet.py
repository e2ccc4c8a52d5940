"""A ledger as a workbook: headings with units, rows in their groups, exact sums, who is left out.

A hidden sheet carries a mark for every cell (``intake.inventory_check``), by which a plan knows
that the ledger is as it was made.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docgen.intake.inventory import plan_form, plan_sheet
from docgen.intake.inventory_check import CHECK_SHEET, MAGIC, VERSION, mark, mark_of_head
from docgen.ledgers.looks import dressed, dressed_aside, fill
from docgen.ledgers.made import LeftOut, MadeRow, Total, Value
from docgen.ledgers.words import LedgerWords
from docgen.workbooks import settled

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["Draft", "written"]

_LEFT_OUT = "未列入"
_SUM, _WHOLE, _COUNTED = "小计", "合计", "宗"


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a sheet says.

    Attributes:
        words: The ledger's words.
        rows: Its rows, groups together.
        totals: Sums by group in the order of the rows, then of all.
        left_out: Who is not in it.
        below: The line below its title.
        as_of: The day it is made for; None for none.
        year: Its year; None for none.
        jurisdiction: Id of the pack that all share; "" for none.
        zone: Id of the zone that all share; "" for none.
    """

    words: LedgerWords
    rows: Sequence[MadeRow]
    totals: Sequence[Total]
    left_out: Sequence[LeftOut]
    below: str
    as_of: date | None
    year: int | None
    jurisdiction: str
    zone: str


@dataclass(slots=True)
class _Sheet:
    """The sheet being written, and the marks of what was."""

    sheet: Any
    draft: Draft
    row: int = 0
    marks: list[list[str]] = field(default_factory=list)

    def put(self, kind: str, values: Mapping[str, Value]) -> None:
        """Write a row and mark every cell of it."""
        self.row += 1
        columns = self.draft.words.columns
        for place, column in enumerate(columns, start=1):
            fill(self.sheet.cell(self.row, place), values.get(column.key))
        texts = [values.get(column.key) for column in columns]
        marks = [
            mark(self.row, column.key, text) for column, text in zip(columns, texts, strict=True)
        ]
        self.marks.append([kind, str(self.row), *marks])


def written(draft: Draft) -> bytes:
    """Return a ledger as a workbook; the same ledger gives the same bytes.

    Args:
        draft: What it says.
    """
    from openpyxl import Workbook  # only needed here

    book = Workbook()
    made = _Sheet(book.active, draft)
    made.sheet.title = draft.words.title
    _headings(made)
    _body(made)
    totals = frozenset(int(one[1]) for one in made.marks if one[0] == "total")
    dressed(made.sheet, draft.words, made.row, totals)
    if draft.left_out:
        _left_out(book, draft)
    if draft.words.plan:
        _plan(book)
    _check(book, made)
    held = io.BytesIO()
    book.save(held)
    return settled(held.getvalue())


def _headings(made: _Sheet) -> None:
    columns, first = made.draft.words.columns, made.draft.words.columns[0].key
    year = f"{made.draft.year}" if made.draft.year else ""
    made.put("head", {first: year + made.draft.words.title})
    made.put("head", {first: made.draft.below})
    heads: dict[str, Value] = {}
    before = ""
    for column in columns:
        if column.head != before and column.head:
            heads[column.key] = column.head
        elif not column.head:
            heads[column.key] = column.title
        before = column.head
    made.put("head", heads)
    made.put("head", {one.key: one.title for one in columns if one.head})
    made.put("head", {one.key: one.unit for one in columns if one.unit})


def _body(made: _Sheet) -> None:
    by_group = {one.group: one for one in made.draft.totals[:-1]}
    for group, rows in groupby(made.draft.rows, key=lambda one: one.group):
        for row in rows:
            made.put("row", row.values)
        if group in by_group:
            _total(made, by_group[group], group + _SUM)
    _total(made, made.draft.totals[-1], _WHOLE)


def _total(made: _Sheet, total: Total, name: str) -> None:
    second, third = (one.key for one in made.draft.words.columns[1:3])
    counted = f"{total.count}{made.draft.words.more.get('counted', _COUNTED)}"
    made.put("total", {second: name, third: counted, **total.sums})


def _left_out(book: Workbook, draft: Draft) -> None:
    told = [("案卷", "原因"), *((one.case, one.reason) for one in draft.left_out)]
    _side_sheet(book, _LEFT_OUT, told, (36, 90), 1)


def _plan(book: Workbook) -> None:
    form = [(title, "", note) for _, title, note in plan_form()]
    told = [("编制方案时在第二列填写；没有的不填。", "", ""), ("项目", "内容", "填法"), *form]
    _side_sheet(book, plan_sheet(), told, (16, 76, 36), 2)


def _side_sheet(
    book: Workbook, name: str, rows: Sequence[tuple[str, ...]], widths: Sequence[int], heading: int
) -> None:
    sheet: Any = book.create_sheet(name)
    for row, texts in enumerate(rows, start=1):
        for place, text in enumerate(texts, start=1):
            fill(sheet.cell(row, place), text)
    dressed_aside(sheet, widths, len(rows), heading)


def _check(book: Workbook, made: _Sheet) -> None:
    draft, sheet = made.draft, book.create_sheet(CHECK_SHEET)
    about = [
        MAGIC,
        VERSION,
        draft.words.kind.value,
        draft.as_of.isoformat() if draft.as_of else "",
        str(draft.year or ""),
        draft.jurisdiction,
        draft.zone,
        made.sheet.title,
    ]
    columns = draft.words.columns
    keys = ["columns", *(one.key for one in columns)]
    fields = ["fields", *(one.row for one in columns)]
    about.append(mark_of_head(about, keys, fields, ["".join(one[:2]) for one in made.marks]))
    for row, texts in enumerate([about, keys, fields, *made.marks], start=1):
        for place, text in enumerate(texts, start=1):
            fill(sheet.cell(row, place), text)
    sheet.sheet_state = "veryHidden"
