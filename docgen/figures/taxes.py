"""What is owed of a tax: the difference of each line, and the sums of all."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from docgen.model import TaxItem

__all__ = ["owed_yuan", "sum_yuan"]


def owed_yuan(item: TaxItem) -> Decimal | None:
    """Return what is owed of one tax for one period, in yuan; None where it cannot be told.

    Args:
        item: The line; what it states itself comes before what due and paid make.
    """
    if item.owed_yuan is not None:
        return item.owed_yuan
    if item.due_yuan is None or item.paid_yuan is None:
        return None
    return item.due_yuan - item.paid_yuan


def sum_yuan(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of all lines in yuan; None where there is none or one is unknown."""
    held = tuple(values)
    known = [one for one in held if one is not None]
    return sum(known, Decimal(0)) if held and len(known) == len(held) else None
