"""Days reckoned from a case, which may hold any day and any number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

__all__ = ["reckoned"]


def reckoned(
    count: Callable[[date, int], date], start: date | None, amount: Decimal | int
) -> date | None:
    """Return a day counted from another, None where there is none.

    Args:
        count: One of the counting functions of :mod:`docgen.calendar`.
        start: The day to count from; None gives None.
        amount: Whole days, months or years, as a threshold or the case gives them.

    Returns:
        The day; None also where it lies beyond the calendar (years 1 to 9999) or the amount is
        none that the function counts: what the case says then is another rule's matter.
    """
    if start is None:
        return None
    try:
        return count(start, int(amount))
    except ValueError:
        return None
