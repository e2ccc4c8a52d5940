"""The values of a ledger's rows, and their sums."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from docgen.ledgers.entries import Entry, Refusal, value_of
from docgen.ledgers.made import MadeRow, Total, Value
from docgen.ledgers.words import Column, LedgerWords
from docgen.rules.run import EXACT_DIGITS
from docgen.units import mu_from_m2, round_half_up

__all__ = ["numbered", "totals_of", "values_of"]

#: 亩 are written with four places.
_MU_PLACES = 4


def values_of(entry: Entry, words: LedgerWords) -> dict[str, Value]:
    """Return the values of a row by the keys of the columns.

    Args:
        entry: The case in its group.
        words: The ledger's words.

    Raises:
        Refusal: What every row must have is not there.
    """
    values: dict[str, Value] = {}
    for column in words.columns:
        if column.of:
            values[column.key] = in_mu(values.get(column.of))
        else:
            values[column.key] = value_of(entry, column.sources)
    lacking = [
        (f"{column.head}的" if column.head else "") + column.title
        for column in words.columns
        if column.required and values[column.key] is None
    ]
    if lacking:
        raise Refusal("missing", value="、".join(lacking))
    return values


def numbered(rows: Sequence[MadeRow]) -> tuple[MadeRow, ...]:
    """Return rows with their numbers, counted from 1."""
    return tuple(
        MadeRow(row.case, row.group, {**row.values, "no": place})
        for place, row in enumerate(rows, start=1)
    )


def totals_of(rows: Sequence[MadeRow], words: LedgerWords) -> tuple[Total, ...]:
    """Return the sums of each group in the order of the rows, then those of all rows."""
    groups = dict.fromkeys(row.group for row in rows)
    some = []
    with localcontext(prec=EXACT_DIGITS):
        for group in groups if words.groups else ():
            held = [row for row in rows if row.group == group]
            some.append(Total(group, len(held), summed(held, words.columns)))
        return (*some, Total("", len(rows), summed(rows, words.columns)))


def summed(rows: Sequence[MadeRow], columns: Sequence[Column]) -> dict[str, Decimal]:
    """Return the exact sums of the columns of money and area, areas in 亩 from their sum in ㎡.

    Args:
        rows: The rows.
        columns: All columns.
    """
    sums: dict[str, Decimal] = {}
    for column in columns:
        if column.total:
            held = (row.values.get(column.key) for row in rows)
            sums[column.key] = sum((one for one in held if isinstance(one, Decimal)), Decimal(0))
    for column in columns:
        if column.of in sums:
            sums[column.key] = round_half_up(mu_from_m2(sums[column.of]), _MU_PLACES)
    return sums


def in_mu(value: Value) -> Decimal | None:
    """Return an area in ㎡ as 亩 with four places, None where there is none."""
    if not isinstance(value, Decimal):
        return None
    return round_half_up(mu_from_m2(value), _MU_PLACES)
