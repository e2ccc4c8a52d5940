"""Rows of a run: confirmed or refused chunk by chunk, and read back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from isal import isal_zlib
from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from docgen.errors import DocgenError
from docgen.register.allocate import turn
from docgen.register.records import (
    Act,
    MadeRow,
    NumberState,
    Outcome,
    RefusedRow,
    RowState,
    Run,
    RunRow,
    Texts,
)
from docgen.register.runs import must_be_running
from docgen.register.tables import keys, rows, texts
from docgen.register.trail import note

__all__ = ["RowCount", "confirm", "count_rows", "refuse", "rows_of", "texts_of"]

#: A fifth of the size for a twentieth of what zlib asks; zlib reads it.
_LEVEL = 1


@dataclass(frozen=True, slots=True)
class RowCount:
    """How many rows of a run stand where, and the first and last number that it holds.

    Attributes:
        states: How many stand in each state.
        first: The number of the first row that holds one; "" for none.
        last: That of the last one.
    """

    states: Mapping[RowState, int]
    first: str = ""
    last: str = ""


def count_rows(connection: Connection, run_id: int) -> RowCount:
    """Return how many rows of a run stand where; none of them is read."""
    by_state = select(rows.c.state, func.count()).where(rows.c.run_id == run_id)
    states = {RowState(state): n for state, n in connection.execute(by_state.group_by("state"))}
    held = rows.c.state.in_([RowState.RESERVED.value, RowState.CONFIRMED.value])
    numbered = select(rows.c.number).where(rows.c.run_id == run_id, held, rows.c.number != "")
    first = connection.scalar(numbered.order_by(rows.c.row).limit(1))
    last = connection.scalar(numbered.order_by(rows.c.row.desc()).limit(1))
    return RowCount(states, first or "", last or "")


def confirm(
    connection: Connection, run: Run, chunk: int, outcomes: Iterable[Outcome], act: Act
) -> None:
    """Note what became of every row of a chunk; the refused give their numbers back.

    Args:
        connection: Within a transaction that writes.
        run: The run.
        chunk: The chunk.
        outcomes: One for each of its rows that is not noted yet. Noted again, it must be the same.
        act: Who, when.

    Raises:
        DocgenError: Rows are missing, or made otherwise than before.
        UsageError: The run is not running.
    """
    must_be_running(connection, run.id)
    query = select(rows.c.row, rows.c.state, rows.c.docx_sha256)
    of_chunk = query.where(rows.c.run_id == run.id, rows.c.chunk == chunk)
    known = {row: (state, sha256) for row, state, sha256 in connection.execute(of_chunk)}
    told = {one.row: one for one in outcomes}
    still_open = {row for row, (state, _) in known.items() if state == RowState.RESERVED}
    if not still_open <= set(told) <= set(known):
        raise DocgenError("登记的行与这一段打印的行对不上。")
    if any(_as_noted(told[row]) != known[row] for row in set(told) - still_open):
        raise DocgenError("同一行两次打印的结果不同，没有登记。")
    _note_made(connection, run.id, [told[row] for row in sorted(still_open)])
    refused = [one for row, one in sorted(told.items()) if row in still_open]
    _refuse(connection, run, [one for one in refused if isinstance(one, RefusedRow)], act)


def _as_noted(told: Outcome) -> tuple[str, str]:
    """Return state and hash of the row as the register would have them."""
    if isinstance(told, MadeRow):
        return RowState.CONFIRMED.value, told.docx_sha256
    return RowState.REFUSED.value, ""


def _note_made(connection: Connection, run_id: int, outcomes: Iterable[Outcome]) -> None:
    made = [one for one in outcomes if isinstance(one, MadeRow)]
    if not made:
        return
    connection.execute(_CONFIRM, [_confirmed(run_id, one) for one in made])
    connection.execute(insert(texts), [_texts(run_id, one) for one in made])
    found_by = [
        {"run_id": run_id, "row": one.row, "key": key}
        for one in made
        for key in dict.fromkeys(one.keys)
        if key
    ]
    if found_by:
        connection.execute(insert(keys), found_by)


_CONFIRM = (
    update(rows)
    .where(rows.c.run_id == bindparam("of"), rows.c.row == bindparam("at"))
    .values(
        state=RowState.CONFIRMED.value,
        **{
            name: bindparam(f"new_{name}")
            for name in (
                "docx_sha256",
                "pdf_sha256",
                "receipt_sha256",
                "pages",
                "contract_no",
                "addressee",
                "dated",
                "sums",
            )
        },
    )
)


def _confirmed(run_id: int, made: MadeRow) -> dict[str, Any]:
    return {
        "of": run_id,
        "at": made.row,
        "new_docx_sha256": made.docx_sha256,
        "new_pdf_sha256": made.pdf_sha256,
        "new_receipt_sha256": made.receipt_sha256,
        "new_pages": made.pages,
        "new_contract_no": made.contract_no,
        "new_addressee": made.addressee,
        "new_dated": made.dated,
        "new_sums": json.dumps({name: str(sum_) for name, sum_ in made.sums.items()}),
    }


def _texts(run_id: int, made: MadeRow) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "row": made.row,
        "case_json": isal_zlib.compress(made.case_json, _LEVEL),
        "receipt_json": isal_zlib.compress(made.receipt_json, _LEVEL),
    }


def refuse(connection: Connection, run: Run, refused: RefusedRow, act: Act) -> None:
    """Refuse one row and give its number back; a row refused already stays so.

    Args:
        connection: Within a transaction that writes.
        run: The run.
        refused: The row and why.
        act: Who, when.

    Raises:
        DocgenError: The row was confirmed, or is none of the run's.
        UsageError: The run is not running.
    """
    must_be_running(connection, run.id)
    query = select(rows.c.state).where(rows.c.run_id == run.id, rows.c.row == refused.row)
    state = connection.scalar(query)
    if state not in (RowState.RESERVED.value, RowState.REFUSED.value):
        raise DocgenError("要退回的行不在这一批里，或已经打印。")
    if state == RowState.RESERVED.value:
        _refuse(connection, run, [refused], act)


def _refuse(connection: Connection, run: Run, refused: Sequence[RefusedRow], act: Act) -> None:
    if not refused:
        return
    connection.execute(
        update(rows)
        .where(rows.c.run_id == bindparam("of"), rows.c.row == bindparam("at"))
        .values(state=RowState.REFUSED.value, reason=bindparam("because")),
        [{"of": run.id, "at": one.row, "because": one.reason} for one in refused],
    )
    numbered = select(rows.c.series_id, rows.c.value).where(
        rows.c.run_id == run.id,
        rows.c.row.in_([one.row for one in refused]),
        rows.c.series_id.is_not(None),
    )
    back = [(owner, value) for owner, value in connection.execute(numbered)]
    turn(connection, back, NumberState.RETURNED)
    note(connection, "run.refuse", act, run_id=run.id)


def rows_of(connection: Connection, run_id: int, chunk: int | None = None) -> tuple[RunRow, ...]:
    """Return the rows of a run in its order.

    Args:
        connection: The connection.
        run_id: The run.
        chunk: Only the rows of this chunk.
    """
    query = select(rows).where(rows.c.run_id == run_id).order_by(rows.c.row)
    if chunk is not None:
        query = query.where(rows.c.chunk == chunk)
    return tuple(_row(one) for one in connection.execute(query))


def _row(row: Row[Any]) -> RunRow:
    return RunRow(
        row=row.row,
        chunk=row.chunk,
        place=row.place,
        state=RowState(row.state),
        number=row.number,
        reason=row.reason,
        docx_sha256=row.docx_sha256,
        pdf_sha256=row.pdf_sha256,
        receipt_sha256=row.receipt_sha256,
        first_page=row.first_page,
        pages=row.pages,
        contract_no=row.contract_no,
        addressee=row.addressee,
        sums={name: Decimal(text) for name, text in json.loads(row.sums).items()},
    )


def texts_of(connection: Connection, run_id: int, row: int) -> Texts:
    """Return what a confirmed row was made from, and its receipt.

    Raises:
        DocgenError: The row was not confirmed.
    """
    found = connection.execute(
        select(texts).where(texts.c.run_id == run_id, texts.c.row == row)
    ).first()
    if found is None:
        raise DocgenError("登记簿里没有这一行的案卷。")
    return Texts(zlib.decompress(found.case_json), zlib.decompress(found.receipt_json))
