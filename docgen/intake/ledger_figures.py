"""Figures of a ledger: what a spreadsheet's number is, and exact conversion between units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Final

from docgen.intake.ledger_words import ledger_words
from docgen.model.enums import Listed

__all__ = [
    "ABSENT",
    "Absent",
    "convertible",
    "exact",
    "factor_between",
    "places_of",
    "scaled",
    "text_of",
]


class Absent:
    """The type of :data:`ABSENT`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


#: Stands for a cell that says nothing.
ABSENT: Final[Any] = Absent()

#: Money and areas are written with two decimals; more are kept where they are not nought.
_TWO = 2
#: A converted figure that has not ended by then never does, or is no figure of land or money.
_MOST_PLACES = 12
_POWERS: Mapping[int, int] = {places: 10**places for places in range(_TWO, _MOST_PLACES)}


def exact(number: int | float) -> Decimal:
    """Return what a spreadsheet shows of its number: fifteen digits, as it computes itself.

    The eighteen digits that some programs store of 0.3 are those of a binary number, not more of
    what was written.
    """
    if isinstance(number, int):
        return Decimal(number)
    if number.is_integer():
        return Decimal(int(number))
    text = format(number, _shape())
    # 1e-05 is written out, as figures are.
    return Decimal(text) if "e" not in text else Decimal(format(Decimal(text), "f"))


@cache
def _shape() -> str:
    return f".{ledger_words().most_digits}g"


def scaled(value: Decimal, factor: Fraction) -> Decimal | None:
    """Return value × factor, exact, with at least two decimals; None where it does not end.

    Args:
        value: A figure in the unit of the ledger.
        factor: What one such unit is in the unit of the field.
    """
    top, bottom = value.as_integer_ratio()
    top, bottom = top * factor.numerator, bottom * factor.denominator
    for places, power in _POWERS.items():
        whole, rest = divmod(top * power, bottom)
        if not rest:
            return Decimal(whole).scaleb(-places)
    return None


def places_of(value: Decimal) -> int:
    """Return how many decimals a figure is written with."""
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def convertible(unit: str, to: str) -> bool:
    """Return whether figures of one Chinese unit can be given in another."""
    return unit == to or (unit, to) in ledger_words().factors


@lru_cache(maxsize=256)
def factor_between(unit: str, to: str) -> Fraction | None:
    """Return what to multiply by; None where nothing is to be converted.

    Raises:
        KeyError: No such conversion; ask :func:`convertible` first.
    """
    return None if unit == to or not unit else ledger_words().factors[unit, to]


def text_of(value: object) -> object:
    """Return a value as the text that its field reads; a list of texts stays a list."""
    if isinstance(value, Listed):
        return value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return [text_of(one) for one in value]
    return value.isoformat() if isinstance(value, date) else str(value)
