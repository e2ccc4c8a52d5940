"""Runs: begun once under their key, found again, finished or stopped."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection, Row, bindparam, func, insert, literal, select, update

from docgen.errors import DocgenError, UsageError
from docgen.register.allocate import turn
from docgen.register.records import (
    Act,
    DocumentState,
    NumberState,
    RowState,
    Run,
    RunOrder,
    RunState,
)
from docgen.register.tables import corrections, documents, rows, runs
from docgen.register.trail import note

__all__ = ["all_runs", "begin", "find_run", "finish", "must_be_running", "stop"]


def begin(connection: Connection, order: RunOrder, act: Act) -> Run:
    """Begin a run, or return the one that was begun under the same key.

    Args:
        connection: Within a transaction that writes.
        order: What it is to be.
        act: Who begins it, when.

    Returns:
        The run; ``resumed`` tells that it was there. It may be finished already.

    Raises:
        UsageError: Another run delivers into the folder and is not done, or the paper to be
            corrected does not stand any more.
    """
    known = connection.execute(
        select(runs).where(runs.c.key == order.key, runs.c.state != RunState.STOPPED.value)
    ).first()
    if known is not None:
        return _run(connection, known, resumed=True)
    _folder_is_free(connection, order.folder)
    values = {
        "key": order.key,
        "kind": order.kind,
        "folder": order.folder,
        "state": RunState.RUNNING.value,
        "ledger_sha256": order.ledger_sha256,
        "template_sha256": order.template_sha256,
        "options": json.dumps(dict(order.options), ensure_ascii=False, sort_keys=True),
        "begun_at": act.at,
        "begun_by": act.who,
        "begun_why": act.why,
    }
    made = int(connection.scalar(insert(runs).values(**values).returning(runs.c.id)) or 0)
    if order.corrects is not None:
        _stands(connection, order.corrects)
        connection.execute(insert(corrections).values(run_id=made, document_id=order.corrects))
    note(connection, "run.begin", act, run_id=made)
    return Run(made, order, RunState.RUNNING, act)


def _folder_is_free(connection: Connection, folder: str) -> None:
    other = connection.execute(
        select(runs.c.begun_at).where(
            runs.c.folder == folder, runs.c.state == RunState.RUNNING.value
        )
    ).first()
    if other is not None:
        raise UsageError(
            f"这个文件夹里还有一批没有做完（起于 {other.begun_at}），"
            "它的台账、模板或选项与这次不同。",
            fix="用原来的台账和选项把它做完，或先停止那一批，或换一个文件夹（-o）。",
        )


def _stands(connection: Connection, document_id: int) -> None:
    state = connection.scalar(select(documents.c.state).where(documents.c.id == document_id))
    if state != DocumentState.VALID.value:
        raise UsageError("要更正的文书已经作废或已被更正。", fix="查明它现在的效力，再决定怎么做。")


def _run(connection: Connection, row: Row[tuple[object, ...]], *, resumed: bool = False) -> Run:
    options: Mapping[str, str] = json.loads(row.options)
    order = RunOrder(
        key=row.key,
        kind=row.kind,
        folder=row.folder,
        ledger_sha256=row.ledger_sha256,
        template_sha256=row.template_sha256,
        options=options,
        corrects=connection.scalar(
            select(corrections.c.document_id).where(corrections.c.run_id == row.id)
        ),
    )
    begun = Act(row.begun_at, row.begun_by, row.begun_why)
    return Run(row.id, order, RunState(row.state), begun, resumed)


def find_run(connection: Connection, run_id: int) -> Run:
    """Return a run.

    Raises:
        DocgenError: There is none of that number.
    """
    found = connection.execute(select(runs).where(runs.c.id == run_id)).first()
    if found is None:
        raise DocgenError("登记簿里没有这一批。")
    return _run(connection, found)


def must_be_running(connection: Connection, run_id: int) -> None:
    """Refuse to change a run that is over.

    Raises:
        UsageError: It is finished or stopped.
    """
    state = connection.scalar(select(runs.c.state).where(runs.c.id == run_id))
    if state != RunState.RUNNING.value:
        raise UsageError("这一批已经做完或已经停止。", fix="用新的文件夹（-o）再打印。")


def all_runs(connection: Connection, folder: str | None = None) -> tuple[Run, ...]:
    """Return all runs, oldest first.

    Args:
        connection: The connection.
        folder: Only those that deliver into this folder.
    """
    query = select(runs).order_by(runs.c.id)
    if folder is not None:
        query = query.where(runs.c.folder == folder)
    return tuple(_run(connection, one) for one in connection.execute(query).all())


def finish(
    connection: Connection, run: Run, act: Act, pages: Mapping[int, tuple[int, int]]
) -> None:
    """Issue everything that was confirmed; from here on its numbers are used up.

    Args:
        connection: Within a transaction that writes.
        run: The run. A finished one is left as it is.
        act: Who finishes it, when.
        pages: First page in the print file and number of pages, by row.

    Raises:
        UsageError: It was stopped, or the paper it corrects does not stand any more.
        DocgenError: Rows are neither confirmed nor refused.
    """
    now = find_run(connection, run.id)
    if now.state is RunState.FINISHED:
        return
    if now.state is RunState.STOPPED:
        raise UsageError("这一批已经停止。", fix="用同样的命令重新打印。")
    if _rows_in(connection, run.id, RowState.RESERVED):
        raise DocgenError("这一批还有没有打印的行，不能结束。")
    _set_pages(connection, run.id, pages)
    _issue(connection, run.id)
    if now.order.corrects is not None:
        _supersede(connection, now, now.order.corrects, act)
    _close(connection, run.id, RunState.FINISHED)
    note(connection, "run.finish", act, run_id=run.id)


def stop(connection: Connection, run: Run, act: Act, *, keep: bool) -> None:
    """End a run that will not be finished.

    Args:
        connection: Within a transaction that writes.
        run: The run.
        act: Who stops it, when and why.
        keep: Whether what was confirmed is issued all the same. If not, every number of the run
            is given back: only for papers of which none has left the house.

    Raises:
        UsageError: It is finished or was stopped.
    """
    now = find_run(connection, run.id)
    if now.state is not RunState.RUNNING:
        raise UsageError("这一批已经做完或已经停止。", fix="要收回的文书逐件作废。")
    dropped = [RowState.RESERVED] if keep else [RowState.RESERVED, RowState.CONFIRMED]
    if keep:
        _issue(connection, run.id)
        if now.order.corrects is not None:
            _supersede(connection, now, now.order.corrects, act)
    for state in dropped:
        turn(connection, _rows_in(connection, run.id, state), NumberState.RETURNED)
        connection.execute(
            update(rows)
            .where(rows.c.run_id == run.id, rows.c.state == state.value)
            .values(state=RowState.DROPPED.value)
        )
    _close(connection, run.id, RunState.STOPPED)
    note(connection, "run.stop", act, run_id=run.id)


def _rows_in(connection: Connection, run_id: int, state: RowState) -> list[tuple[int, int]]:
    """Return series and running number of the rows in a state; noughts for one without."""
    query = select(func.coalesce(rows.c.series_id, 0), func.coalesce(rows.c.value, 0))
    found = connection.execute(query.where(rows.c.run_id == run_id, rows.c.state == state.value))
    return [(owner, value) for owner, value in found]


def _set_pages(connection: Connection, run_id: int, pages: Mapping[int, tuple[int, int]]) -> None:
    if pages:
        connection.execute(
            update(rows)
            .where(rows.c.run_id == run_id, rows.c.row == bindparam("at"))
            .values(first_page=bindparam("first"), pages=bindparam("many")),
            [{"at": row, "first": first, "many": many} for row, (first, many) in pages.items()],
        )


def _issue(connection: Connection, run_id: int) -> None:
    """Make papers of the confirmed rows, and use up their numbers."""
    confirmed = rows.c.run_id == run_id, rows.c.state == RowState.CONFIRMED.value
    chosen = select(rows.c.run_id, rows.c.row, literal(DocumentState.VALID.value))
    connection.execute(
        insert(documents).from_select(
            ["run_id", "row", "state"], chosen.where(*confirmed).order_by(rows.c.row)
        )
    )
    used = _rows_in(connection, run_id, RowState.CONFIRMED)
    turn(connection, used, NumberState.ISSUED)


def _supersede(connection: Connection, run: Run, old: int, act: Act) -> None:
    """Link the corrected paper and the one that corrects it."""
    made = connection.scalars(select(documents.c.id).where(documents.c.run_id == run.id)).all()
    if not made:  # the row was refused: what was to be corrected stands
        return
    _stands(connection, old)
    connection.execute(
        update(documents)
        .where(documents.c.id == old)
        .values(state=DocumentState.SUPERSEDED.value, superseded_by=made[0])
    )
    note(connection, "document.correct", act, run_id=run.id, document_id=old)


def _close(connection: Connection, run_id: int, state: RunState) -> None:
    connection.execute(update(runs).where(runs.c.id == run_id).values(state=state.value))
