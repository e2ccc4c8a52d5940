"""When it is paid: the parts make the whole, in order and in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from docgen.calendar import (
    add_days,
    add_months,
    add_years,
    next_working_day_after_holiday,
)
from docgen.figures.instalments import amounts_yuan, by_shares, due_dates
from docgen.model.grant import Grant
from docgen.packs.dated import Dated
from docgen.rules.look import Breach, Look, Said, rule, to_places

__all__ = [
    "first_instalment_is_large_and_soon",
    "instalments_make_the_price",
    "last_instalment_is_within_the_statutory_days",
    "last_instalment_is_within_the_year",
]

_LIST = "grant.instalments"
_ANY_DUE = "grant.payment_deadline|*.due_date|*.due_within_days|*.due_within_months"


@rule("R062", "grant")
def instalments_make_the_price(look: Look) -> Iterator[Breach]:
    """Σ = price to the fen, numbers 1, 2, 3 …, due days strictly later and later."""
    grant = look.case.grant
    if grant is None or not grant.instalments:
        return
    yield from _numbers(grant)
    yield from _due_order(look, grant)
    yield from _shares(grant)
    amounts = list(amounts_yuan(grant))
    if grant.price_yuan is None or (by_shares(grant) and None in amounts):
        return
    if None in amounts:
        yield from _incomplete(grant.price_yuan, amounts)
        return
    total = sum((amount for amount in amounts if amount is not None), Decimal(0))
    if total != grant.price_yuan:
        difference = abs(total - grant.price_yuan)
        said: dict[str, Said] = {
            "total": total,
            "price": grant.price_yuan,
            "difference": _money(difference),
        }
        yield Breach("sum", f"{_LIST}[{len(amounts) - 1}].amount_yuan", amounts[-1], said)


def _shares(grant: Grant) -> Iterator[Breach]:
    if not by_shares(grant):
        return
    total = sum((one.share_pct or Decimal(0) for one in grant.instalments), Decimal(0))
    if total != 100:
        yield Breach("shares", f"{_LIST}[{len(grant.instalments) - 1}].share_pct", total)


def _money(amount: Decimal) -> Decimal:
    return to_places(amount, 2)


def _numbers(grant: Grant) -> Iterator[Breach]:
    for index, instalment in enumerate(grant.instalments):
        if instalment.no is not None and instalment.no != index + 1:
            yield Breach("number", f"{_LIST}[{index}].no", instalment.no, {"due_no": index + 1})
            return


def _due_order(look: Look, grant: Grant) -> Iterator[Breach]:
    earlier: date | None = None
    for index, due in enumerate(_dues(look, grant)):
        if due and earlier and due <= earlier:
            yield Breach("order", f"{_LIST}[{index}].due_date", due, {"earlier": earlier})
        earlier = due or earlier


def _dues(look: Look, grant: Grant) -> list[date | None]:
    """Return the day each instalment is due: as given, else by its period from signing."""
    return [
        look.day(one.due_date) or by_period
        for one, by_period in zip(grant.instalments, due_dates(grant), strict=True)
    ]


def _incomplete(price: Decimal, amounts: list[Decimal | None]) -> Iterator[Breach]:
    known = [amount for amount in amounts if amount is not None]
    rest = price - sum(known, Decimal(0))
    unknown = [index for index, amount in enumerate(amounts) if amount is None]
    path = f"{_LIST}[{unknown[0]}].amount_yuan"
    said: dict[str, Said] = {
        "no": unknown[0] + 1,
        "count": len(unknown),
        "price": price,
        "known": _money(price - rest),
        "rest": _money(rest),
    }
    if rest <= 0:
        yield Breach("exceeded", path, None, said)
    elif len(unknown) > 1 or not known:
        yield Breach("several_unknown", path, None, said)
    else:
        yield _one_unknown(path, rest, known, said)


def _one_unknown(path: str, rest: Decimal, known: list[Decimal], said: dict[str, Said]) -> Breach:
    # Public records round the parts; only where all the known ones are equal is there anything
    # that the missing one could be expected to equal.
    alike = len(set(known)) == 1
    if not alike or rest == known[0]:
        return Breach("one_unknown", path, None, said)
    branch = "one_unknown_more" if rest > known[0] else "one_unknown_less"
    return Breach(branch, path, None, {**said, "difference": _money(abs(rest - known[0]))})


@rule("R063", "grant")
def first_instalment_is_large_and_soon(look: Look) -> Iterator[Breach]:
    """At least half the price (the deposit counted in) within a month of signing."""
    grant = look.case.grant
    if grant is None or not grant.instalments:
        return
    least = look.threshold("first_instalment_min_pct")
    price, amount = grant.price_yuan, amounts_yuan(grant)[0]
    if least and price and amount is not None:
        share = amount * 100 / price
        if share < least.number:
            said: dict[str, Said] = {"share": to_places(share, 2), "limit": least.number}
            yield Breach("small", f"{_LIST}[0].amount_yuan", amount, said, least)
    within = look.threshold("first_instalment_max_months")
    due, signing = _dues(look, grant)[0], look.day(grant.signing_date)
    limit = _deadline(add_months, signing, within) if within and signing else None
    if within and due and limit and due > limit:
        late: dict[str, Said] = {"signing": signing, "months": within.number, "limit": limit}
        yield Breach("late", f"{_LIST}[0].due_date", due, late, within)


@rule("R064", "grant.signing_date", _ANY_DUE)
def last_instalment_is_within_the_year(look: Look) -> Iterator[Breach]:
    """All paid within a year of signing."""
    yield from _last(look, "last_instalment_max_years", add_years)


@rule("R065", "grant.signing_date", _ANY_DUE)
def last_instalment_is_within_the_statutory_days(look: Look) -> Iterator[Breach]:
    """暂行条例 14: all paid within 60 days of signing."""
    yield from _last(look, "statutory_payment_days", add_days)


def _last(look: Look, key: str, count: Callable[[date, int], date]) -> Iterator[Breach]:
    grant, within = look.case.grant, look.threshold(key)
    signing = look.day(grant.signing_date) if grant else None
    if grant is None or within is None or signing is None:
        return
    dues = [
        (day, f"{_LIST}[{index}].due_date") for index, day in enumerate(_dues(look, grant)) if day
    ]
    if not grant.instalments and (day := look.day(grant.payment_deadline)):
        dues.append((day, "grant.payment_deadline"))
    limit = _deadline(count, signing, within) if dues else None
    if limit and max(dues)[0] > limit:
        due, path = max(dues)
        said: dict[str, Said] = {"signing": signing, "within": within.number, "limit": limit}
        yield Breach("late", path, due, said, within)


def _deadline(count: Callable[[date, int], date], start: date, within: Dated) -> date | None:
    """Return the last day of a period, moved off a holiday; None beyond the calendar's end."""
    try:
        return next_working_day_after_holiday(count(start, int(within.number))).day
    except ValueError:
        return None
