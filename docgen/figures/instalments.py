"""What each instalment comes to and when it is due, where the case gives shares or periods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from docgen.calendar import add_days, add_months
from docgen.model import Grant
from docgen.units import split_evenly

__all__ = ["amounts_yuan", "by_shares", "due_dates"]

_WHOLE = Decimal(100)


def by_shares(grant: Grant) -> bool:
    """Return whether the instalments are shares of the price: none has an amount, all a share."""
    return bool(grant.instalments) and all(
        one.amount_yuan is None and one.share_pct is not None for one in grant.instalments
    )


def amounts_yuan(grant: Grant) -> tuple[Decimal | None, ...]:
    """Return the amount of each instalment in yuan, None where it is not known.

    Shares are rounded half up to the fen, and the last instalment takes what is left, so that the
    parts always make the whole; shares that do not make 100 % give no amounts.
    """
    given = tuple(one.amount_yuan for one in grant.instalments)
    shares = [one.share_pct for one in grant.instalments if one.share_pct is not None]
    price = grant.price_yuan
    if not by_shares(grant) or price is None or price <= 0:
        return given
    if sum(shares, Decimal(0)) != _WHOLE or min(shares) <= 0:
        return given
    return split_evenly(price, shares)


def due_dates(grant: Grant) -> tuple[date | None, ...]:
    """Return the day each instalment is due by its period, None where no period tells it.

    民法典 201, 202: the day of signing does not count; a month without the day ends on its last.
    A day that the case gives is never replaced, and nothing is moved off a holiday here: the
    contract itself says that a last day on a holiday moves on.
    """
    start = grant.signing_date
    found: list[date | None] = []
    for one in grant.instalments:
        due = None
        if isinstance(start, date) and one.due_date is None:
            if one.due_within_days is not None:
                due = _later(start, days=one.due_within_days)
            elif one.due_within_months is not None:
                due = _later(start, months=one.due_within_months)
        found.append(due)
    return tuple(found)


def _later(start: date, *, days: int = 0, months: int = 0) -> date | None:
    try:
        return add_days(start, days) if days else add_months(start, months)
    except (ValueError, OverflowError):
        return None  # beyond the calendar; the check says that the day is missing
