"""Penalties, fees and refunds: pure arithmetic, exact until the one rounding to the fen.

Every function takes amounts in yuan and gives a :class:`Worked` whose text shows the numbers. What
is owed by nobody (no delay, nothing short, nothing over) is None, never a negative amount.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from docgen.calendar import add_years, next_working_day_after_holiday
from docgen.figures.formulas import Worked, work
from docgen.figures.reckon import reckoned

__all__ = [
    "capped_days",
    "daily",
    "excess",
    "fixed_daily",
    "flat",
    "idle_fee",
    "overdue_days",
    "per_mu_shortfall",
    "refund_less",
    "refund_of_remaining_term",
    "shortfall",
    "unfinished_daily",
]

_PERMILLE = 1000
_PERCENT = 100
_YUAN_PER_WAN = 10_000


def overdue_days(due: date, until: date) -> int:
    """Return the days from the day after the due day to ``until``, itself counted; 0 for none.

    A due day on a public holiday first moves to the next working day (民法典 203); where the
    holidays of its year are not announced it stays.
    """
    return max((until - next_working_day_after_holiday(due).day).days, 0)


def capped_days(due: date, days: int, *, years: int | None) -> int:
    """Return the days that count where a penalty runs for so many years at most.

    Args:
        due: The due day.
        days: Days overdue.
        years: Years of the cap; None for none.
    """
    if years is None:
        return days
    moved = next_working_day_after_holiday(due).day
    last = reckoned(add_years, moved, years)
    return days if last is None else min(days, (last - moved).days)


def daily(key: str, base: Decimal, rate_permille: Decimal, days: int) -> Worked | None:
    """Return base × rate × days.

    Args:
        key: Key of the formula, ``late_payment``.
        base: What the penalty is on, in yuan.
        rate_permille: Per mille a day.
        days: Days overdue.
    """
    if base <= 0 or rate_permille <= 0 or days <= 0:
        return None
    exact = Fraction(base) * Fraction(rate_permille) * days / _PERMILLE
    return work(key, exact, base=base, rate=rate_permille, days=days)


def unfinished_daily(
    base: Decimal, unfinished_m2: Decimal, agreed_m2: Decimal, rate_permille: Decimal, days: int
) -> Worked | None:
    """Return the penalty for late completion on the share of the price that is unfinished.

    Args:
        base: Price in yuan.
        unfinished_m2: 计容 floor area that is not finished.
        agreed_m2: 计容 floor area agreed; the unfinished area never counts for more.
        rate_permille: Per mille a day.
        days: Days overdue.
    """
    if min(base, unfinished_m2, agreed_m2, rate_permille) <= 0 or days <= 0:
        return None
    part = min(unfinished_m2, agreed_m2)
    exact = Fraction(base) * Fraction(part) / Fraction(agreed_m2)
    exact = exact * Fraction(rate_permille) * days / _PERMILLE
    return work(
        "late_completion_unfinished",
        exact,
        base=base,
        unfinished=part,
        agreed=agreed_m2,
        rate=rate_permille,
        days=days,
    )


def shortfall(base: Decimal, agreed: Decimal, actual: Decimal) -> Worked | None:
    """Return the price times what is short of the agreed value, as a share of it."""
    if base <= 0 or agreed <= 0 or actual >= agreed or actual < 0:
        return None
    exact = Fraction(base) * (Fraction(agreed) - Fraction(actual)) / Fraction(agreed)
    return work("shortfall", exact, base=base, agreed=agreed, actual=actual)


def excess(base: Decimal, limit: Decimal, actual: Decimal) -> Worked | None:
    """Return the price times what is over the limit, as a share of the limit."""
    if base <= 0 or limit <= 0 or actual <= limit:
        return None
    exact = Fraction(base) * (Fraction(actual) - Fraction(limit)) / Fraction(limit)
    return work("excess", exact, base=base, agreed=limit, actual=actual)


def flat(base: Decimal, rate_permille: Decimal) -> Worked | None:
    """Return base × rate, once, for what is over a limit whatever the size of it."""
    if base <= 0 or rate_permille <= 0:
        return None
    exact = Fraction(base) * Fraction(rate_permille) / _PERMILLE
    return work("over_limit", exact, base=base, rate=rate_permille)


def per_mu_shortfall(
    key: str, agreed_per_mu: Decimal, mu: Decimal, reached_wan: Decimal, rate_pct: Decimal
) -> Worked | None:
    """Return the agreement's share of what is short of so much per 亩, in yuan.

    The difference is taken between sums in 万元: a value per 亩 would have to be rounded first.

    Args:
        key: ``investment_shortfall`` or ``tax_shortfall``.
        agreed_per_mu: 万元/亩 agreed.
        mu: 亩 that it is measured on.
        reached_wan: 万元 reached on all of them.
        rate_pct: The share agreed, in per cent.
    """
    short_wan = Fraction(agreed_per_mu) * Fraction(mu) - Fraction(reached_wan)
    if min(agreed_per_mu, mu, rate_pct) <= 0 or short_wan <= 0:
        return None
    exact = short_wan * _YUAN_PER_WAN * Fraction(rate_pct) / _PERCENT
    return work(key, exact, agreed=agreed_per_mu, mu=mu, reached=reached_wan, rate=rate_pct)


def fixed_daily(yuan_per_day: Decimal, days: int) -> Worked | None:
    """Return so many yuan for each day of late production."""
    if yuan_per_day <= 0 or days <= 0:
        return None
    return work("late_production", Fraction(yuan_per_day) * days, base=yuan_per_day, days=days)


def idle_fee(price: Decimal, rate_pct: Decimal) -> Worked | None:
    """Return the fee for idle land: the price alone, without deed tax or other charges."""
    if price <= 0 or rate_pct <= 0:
        return None
    return work(
        "idle_fee", Fraction(price) * Fraction(rate_pct) / _PERCENT, base=price, rate=rate_pct
    )


def refund_of_remaining_term(
    paid: Decimal, start: date, end: date, ended_on: date
) -> Worked | None:
    """Return the price of the days that are left of the term, without interest.

    Args:
        paid: Price paid, in yuan.
        start: First day of the term.
        end: Last day of the term, itself included.
        ended_on: Day on which the contract ends; the days after it are given back.
    """
    whole, left = (end - start).days + 1, (end - ended_on).days
    if paid <= 0 or not 0 < left <= whole:
        return None
    exact = Fraction(paid) * left / whole
    return work("refund_remaining_term", exact, base=paid, days=left, whole=whole)


def refund_less(paid: Decimal, deposit: Decimal, fee: Decimal | None = None) -> Worked | None:
    """Return what was paid less the deposit and, where one is due, the fee for idle land."""
    exact = Fraction(paid) - Fraction(deposit) - Fraction(fee or 0)
    if exact < 0:
        return None
    if fee is None:
        return work("refund_less_deposit", exact, base=paid, deposit=deposit)
    return work("refund_less_deposit_and_fee", exact, base=paid, deposit=deposit, fee=fee)
