"""Numbers given out, taken back and used up; always within a transaction that writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from sqlalchemy import Connection, bindparam, insert, select, update

from docgen.errors import UsageError
from docgen.register.records import NumberState
from docgen.register.series import Series
from docgen.register.tables import numbers, series

__all__ = ["next_free", "series_id", "take", "take_next", "turn"]

#: Values asked about in one statement; databases limit the parameters of one.
_AT_ONCE = 500


def series_id(connection: Connection, wanted: Series) -> int:
    """Return the number of a series in the register; it is put there when it is new.

    On a database with locks of rows, whoever holds the series' row gives out its numbers.
    """
    found = connection.scalar(
        select(series.c.id)
        .where(
            series.c.head == wanted.head,
            series.c.tail == wanted.tail,
            series.c.width == wanted.width,
        )
        .with_for_update()
    )
    if found is None:
        values = {"head": wanted.head, "tail": wanted.tail, "width": wanted.width}
        found = connection.scalar(insert(series).values(**values).returning(series.c.id))
    return int(found or 0)


def take_next(
    connection: Connection, wanted: Series, first: int | None, how_many: int
) -> tuple[int, ...]:
    """Reserve the next numbers of a series, ascending.

    Without a first number those that were returned go first, then on behind the highest. With one,
    the free ones from there on.

    Args:
        connection: Within a transaction that writes.
        wanted: The series.
        first: The running number to begin with, or None.
        how_many: How many.

    Returns:
        The running numbers.

    Raises:
        UsageError: The first number is in use; the message names the next free one.
    """
    owner = series_id(connection, wanted)
    known = {
        value: NumberState(state)
        for value, state in connection.execute(
            select(numbers.c.value, numbers.c.state).where(numbers.c.series_id == owner)
        )
    }
    returned = sorted(value for value, state in known.items() if state is NumberState.RETURNED)
    behind = max(known, default=0) + 1
    if first is None:
        chosen = returned[:how_many]
        chosen += range(behind, behind + how_many - len(chosen))
    else:
        if known.get(first, NumberState.RETURNED) is not NumberState.RETURNED:
            free = wanted.text(min([*returned, behind]))
            raise UsageError(
                f"文号「{wanted.text(first)}」已经用过。",
                fix=f"下一个可用的是 {free}；或不写序号，由登记簿接着往下编。",
            )
        values = (
            value
            for value in count(first)
            if known.get(value, NumberState.RETURNED) is NumberState.RETURNED
        )
        chosen = [next(values) for _ in range(how_many)]
    _reserve(connection, owner, chosen, known)
    return tuple(chosen)


def next_free(connection: Connection, wanted: Series) -> int:
    """Return the running number that a series would give out next; nothing is reserved."""
    found = connection.execute(
        select(numbers.c.value, numbers.c.state)
        .join(series, series.c.id == numbers.c.series_id)
        .where(
            series.c.head == wanted.head,
            series.c.tail == wanted.tail,
            series.c.width == wanted.width,
        )
    ).all()
    returned = [one.value for one in found if one.state == NumberState.RETURNED.value]
    behind = max((one.value for one in found), default=0) + 1
    return int(min([*returned, behind]))


def take(connection: Connection, wanted: Series, values: Sequence[int]) -> tuple[int, ...]:
    """Reserve those numbers of a series that are free.

    Args:
        connection: Within a transaction that writes.
        wanted: The series.
        values: Running numbers, none of them twice.

    Returns:
        Those that are in use and could not be reserved.
    """
    owner = series_id(connection, wanted)
    known: dict[int, NumberState] = {}
    for start in range(0, len(values), _AT_ONCE):
        some = numbers.c.value.in_(values[start : start + _AT_ONCE])
        query = select(numbers.c.value, numbers.c.state).where(numbers.c.series_id == owner, some)
        known |= {value: NumberState(state) for value, state in connection.execute(query)}
    used = [value for value in values if known.get(value, "") not in ("", NumberState.RETURNED)]
    if not used:
        _reserve(connection, owner, values, known)
    return tuple(used)


def _reserve(
    connection: Connection, owner: int, values: Iterable[int], known: dict[int, NumberState]
) -> None:
    again = [value for value in values if value in known]
    fresh = [value for value in values if value not in known]
    turn(connection, ((owner, value) for value in again), NumberState.RESERVED)
    if fresh:
        state = NumberState.RESERVED.value
        connection.execute(
            insert(numbers),
            [{"series_id": owner, "value": value, "state": state} for value in fresh],
        )


def turn(connection: Connection, which: Iterable[tuple[int, int]], state: NumberState) -> None:
    """Give numbers another state.

    Args:
        connection: Within a transaction that writes.
        which: Number of the series in the register, and running number.
        state: The new state.
    """
    changes = [{"of": owner, "at": value} for owner, value in which]
    if changes:
        connection.execute(
            update(numbers)
            .where(numbers.c.series_id == bindparam("of"), numbers.c.value == bindparam("at"))
            .values(state=state.value),
            changes,
        )
