"""Two columns of one field: they must say the same, or one must be the other in fewer digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from docgen.intake.ledger_figures import ABSENT, places_of
from docgen.intake.ledger_heading import cell_text
from docgen.intake.ledger_notes import LedgerNote
from docgen.intake.ledger_values import ColumnReader

__all__ = ["agree", "columns_twice"]

_TWO = 2


def columns_twice(readers: Sequence[ColumnReader]) -> Mapping[int, int]:
    """Return the place of every further column of a field → that of its first."""
    firsts: dict[str, int] = {}
    twice = {}
    for place, one in enumerate(readers):
        first = firsts.setdefault(one.column.path, place)
        if first != place:
            twice[place] = first
    return twice


def agree(
    pair: tuple[int, int],
    readers: Sequence[ColumnReader],
    number: int,
    cells: Sequence[object],
    values: list[Any],
) -> LedgerNote | None:
    """Settle what a row says of a field in two columns; the value stands at the first then.

    面积（公顷） with four decimals beside 面积（㎡） with two is a rounded figure beside the exact
    one, which is taken.

    Args:
        pair: Places of the first column and the other.
        readers: The columns.
        number: Number of the row.
        cells: Its cells.
        values: Its values; changed.

    Returns:
        What is to be told; None where the two agree, or only one says anything.
    """
    first, place = pair
    one, other = values[first], values[place]
    if other is ABSENT:
        return None
    if one is ABSENT:
        values[first] = other
        return None
    if one == other:
        values[place] = ABSENT
        return None
    steps = [_step(readers[at], cells) for at in pair]
    facts, name = readers[place].facts, f"{readers[first].column.letter}{number}"
    if not isinstance(one, Decimal) or abs(Fraction(one) - Fraction(other)) * _TWO > max(steps):
        message = f"与 {name} 是同一字段，两处不同。"
        fix = "只留对的一列，或者用对照文件写明不读哪一列。"
        return facts.note("L003", "error", message, fix, row=number, value=other)
    if steps[0] <= steps[1]:
        values[place], kept = ABSENT, name
    else:
        values[first], kept = other, f"{readers[place].column.letter}{number}"
    message = f"与 {name} 是同一字段，一处是约数，以 {kept} 为准。"
    fix = "核对两处，只留位数多的一列。"
    return facts.note("L003", "warning", message, fix, row=number, value=other)


def _step(reader: ColumnReader, cells: Sequence[object]) -> Fraction:
    """Return what one of the last digit of a cell's figure is, in the unit of the field."""
    text = cell_text(cells[reader.column.index]).strip().replace(",", "")
    try:
        places = places_of(Decimal(text))
    except ArithmeticError:
        # A figure with its own unit: no digits to go by.
        return Fraction(0)
    return (reader.facts.factor or Fraction(1)) * Fraction(1, 10**places)
