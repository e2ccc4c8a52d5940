"""Rows of a run put into the register in one step, a number reserved for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import Connection, insert

from docgen.errors import DocgenError, InputError, Problem, UsageError
from docgen.register.allocate import series_id, take, take_next
from docgen.register.records import Act, RowPlan, RowState, Run, RunRow
from docgen.register.rows import rows_of
from docgen.register.runs import must_be_running
from docgen.register.series import Series, asked_number, number_of
from docgen.register.tables import rows
from docgen.register.trail import note

__all__ = ["reserve"]

#: Series in the register, running number, whole number.
_Given: TypeAlias = tuple[int, int, str]
_IN_USE = "先查明那个文号用在哪件文书上，再改台账。"


def reserve(
    connection: Connection, run: Run, plans: Sequence[RowPlan], number: str, act: Act
) -> tuple[RunRow, ...]:
    """Put the rows of a run into the register and reserve a number for each.

    Args:
        connection: Within a transaction that writes.
        run: The run. When its rows are there already, they must be the same, and stay as they are.
        plans: The rows in ledger order.
        number: The number to begin with, or a series to go on with; empty to give out none. Rows
            that bring their own number keep it.
        act: Who, when.

    Returns:
        The rows as the register has them.

    Raises:
        UsageError: The number to begin with is none, or in use.
        InputError: Rows bring numbers that are none, in use, or the same; all are named.
        DocgenError: The rows are not those of the same run before.
    """
    known = rows_of(connection, run.id)
    if known:
        before = [(one.row, one.chunk, one.place) for one in known]
        if before != sorted((one.row, one.chunk, one.place) for one in plans):
            raise DocgenError("这一批登记过的行与现在的台账不同。")
        return known
    if run.order.corrects is not None and len(plans) != 1:
        raise UsageError("一次只更正一件文书。", fix="台账里只留要更正的那一行。")
    must_be_running(connection, run.id)
    given = _take_given(connection, plans)
    open_rows = [one.row for one in plans if not one.number]
    given |= _give(connection, number, open_rows)
    _insert(connection, run.id, plans, given)
    note(connection, "run.reserve", act, run_id=run.id)
    return rows_of(connection, run.id)


def _give(connection: Connection, number: str, wanting: Sequence[int]) -> dict[int, _Given]:
    if not number or not wanting:
        return {}
    series, first = asked_number(number)
    values = take_next(connection, series, first, len(wanting))
    owner = series_id(connection, series)
    return {
        row: (owner, value, series.text(value)) for row, value in zip(wanting, values, strict=True)
    }


def _take_given(connection: Connection, plans: Sequence[RowPlan]) -> dict[int, _Given]:
    """Reserve the numbers that rows bring with them."""
    problems: dict[int, Problem] = {}
    wanted: dict[Series, dict[int, RowPlan]] = {}
    for plan in plans:
        parts = number_of(plan.number) if plan.number else None
        if plan.number and parts is None:
            what = f"文号「{plan.number}」里没有序号。"
            problems[plan.row] = Problem(what, plan.place, "写成 某函〔2026〕12号。")
        elif parts is not None:
            twin = wanted.setdefault(parts[0], {}).setdefault(parts[1], plan)
            if twin is not plan:
                what = f"文号「{plan.number}」与{twin.place}的相同。"
                problems[plan.row] = Problem(what, plan.place, "一件文书一个文号，改正其中一个。")
    for series, by_value in wanted.items():
        for value in take(connection, series, sorted(by_value)):
            plan = by_value[value]
            what = f"文号「{plan.number}」已经用过。"
            problems[plan.row] = Problem(what, plan.place, _IN_USE)
    if problems:
        raise InputError([problems[row] for row in sorted(problems)])
    return {
        plan.row: (series_id(connection, series), value, plan.number)
        for series, by_value in wanted.items()
        for value, plan in by_value.items()
    }


def _insert(
    connection: Connection,
    run_id: int,
    plans: Sequence[RowPlan],
    given: Mapping[int, _Given],
) -> None:
    values = []
    for plan in plans:
        owner, value, number = given.get(plan.row, (None, None, ""))
        values.append(
            {
                "run_id": run_id,
                "row": plan.row,
                "chunk": plan.chunk,
                "place": plan.place,
                "state": RowState.RESERVED.value,
                "series_id": owner,
                "value": value,
                "number": number,
            }
        )
    if values:
        connection.execute(insert(rows), values)
