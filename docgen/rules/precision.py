"""How finely figures are given: amounts to the fen, areas to 0.01 ㎡, neither below nought."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.rules.look import Breach, Look, rule

__all__ = ["amounts_and_areas_can_be_written"]

_ENDINGS = ("_yuan", "_yuan_per_m2", "_yuan_per_day", "_m2")
#: 13 digits before the point is the most that an amount in words reaches.
_MOST = Decimal("9999999999999.99")


@rule("M002")
def amounts_and_areas_can_be_written(look: Look) -> Iterator[Breach]:
    """A figure finer than its paper's form would have to be rounded; nobody said which way."""
    for path, field, value in look.leaves.figures:
        if not field.endswith(_ENDINGS):
            continue
        if value < 0 or value > _MOST:
            yield Breach("range", path, value)
        elif value != round(value, 2):
            yield Breach("finer", path, value)
