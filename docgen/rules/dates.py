"""When: order, deadlines, placeholders, and whether the policy was in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.calendar import (
    add_days,
    add_working_days,
    add_years,
    next_working_day_after_holiday,
)
from docgen.model.types import UnclearDate
from docgen.rules.look import Breach, Look, Said, rule, title_of
from docgen.rules.reckon import reckoned
from docgen.rules.uses import deal_is_published

__all__ = [
    "commencement_is_agreed",
    "contract_follows_the_deal_soon",
    "dates_are_in_order",
    "dates_are_real",
    "policy_is_in_force",
    "supervision_follows_the_deal_soon",
]

_AGREED = (
    "grant.deal_date",
    "grant.signing_date",
    "grant.delivery_date",
    "grant.commencement_date",
    "grant.completion_date",
    "project.production_start_date",
    "project.full_production_date",
)
_ACTUAL = (
    "performance.actual_commencement_date",
    "performance.actual_completion_date",
    "performance.progress.acceptance_date",
    "performance.progress.actual_production_date",
    "performance.progress.actual_full_production_date",
)
#: Nothing is completed on the day it is begun.
_STRICT = frozenset(
    [
        ("grant.commencement_date", "grant.completion_date"),
        ("performance.actual_commencement_date", "performance.actual_completion_date"),
    ]
)


@rule("R045")
def dates_are_in_order(look: Look) -> Iterator[Breach]:
    """Deal ≤ signing ≤ delivery ≤ commencement < completion ≤ full production; actual ones too."""
    published, given = deal_is_published(look.case), look.days
    for chain in (_AGREED, _ACTUAL):
        dated = [(path, day) for path in chain if path in given and (day := look.day(given[path]))]
        for index, (path, day) in enumerate(dated):
            # The nearest earlier one that this one comes before: one finding a place.
            for before, earlier in reversed(dated[:index]):
                strict = (before, path) in _STRICT
                if earlier > day or (strict and earlier == day):
                    said: dict[str, Said] = {"before": title_of(before), "earlier": earlier}
                    branch = "same" if earlier == day else "order"
                    yield Breach(f"published_{branch}" if published else branch, path, day, said)
                    break


@rule("R046", "grant")
def commencement_is_agreed(look: Look) -> Iterator[Breach]:
    """53号令 22: the contract fixes the day on which building begins, or the law presumes it."""
    grant, path = look.case.grant, "grant.commencement_date"
    if grant is None or grant.commencement_date is not None:
        return
    years, handover = look.threshold("presumed_commencement_years"), _handover(look)
    presumed = reckoned(add_years, handover, years.number) if years else None
    if look.case.contract is None or years is None or presumed is None:
        yield Breach("missing", path)
        return
    said: dict[str, Said] = {"handover": handover, "years": years.number, "presumed": presumed}
    yield Breach("presumed", path, None, said, years)


def _handover(look: Look) -> date | None:
    idle = look.case.performance.idle if look.case.performance else None
    return look.day(idle.handover_confirmed_on) if idle else None


@rule("R047", "grant.deal_date", "grant.signing_date")
def contract_follows_the_deal_soon(look: Look) -> Iterator[Breach]:
    """Signed within the working days of the notice; silent where holidays are unannounced."""
    grant, most = look.case.grant, look.threshold("signing_max_working_days")
    if grant is None or most is None:
        return
    deal, signing, days = look.day(grant.deal_date), look.day(grant.signing_date), int(most.number)
    limit = add_working_days(deal, days) if deal and days > 0 else None
    if deal and signing and limit and signing > limit:
        said: dict[str, Said] = {"deal": deal, "days": days, "limit": limit}
        yield Breach("late", "grant.signing_date", signing, said, most)


@rule("R048", "grant.deal_date", "supervision.signing_date")
def supervision_follows_the_deal_soon(look: Look) -> Iterator[Breach]:
    """The supervision agreement within the county's calendar days; the last day may move (203)."""
    grant, supervision = look.case.grant, look.case.supervision
    most = look.threshold("agreement_signing_max_days")
    if grant is None or supervision is None or most is None:
        return
    deal, signing = look.day(grant.deal_date), look.day(supervision.signing_date)
    if deal is None or signing is None or signing <= deal:
        return
    days = int(most.number)
    # A day later than the signing need not be counted out to the end of the calendar.
    if (signing - deal).days <= days:
        return
    limit = next_working_day_after_holiday(add_days(deal, days))
    if signing > limit.day:
        branch = "unverified" if limit.unverified else "late"
        said: dict[str, Said] = {"deal": deal, "days": days, "limit": limit.day}
        yield Breach(branch, "supervision.signing_date", signing, said, most)


@rule("R053")
def policy_is_in_force(look: Look) -> Iterator[Breach]:
    """The day of the paper lies within the validity of the county's policy for this land."""
    pack, redevelopment = look.pack, look.case.redevelopment
    if pack.jurisdiction is None:
        return
    category = redevelopment.category if redevelopment else None
    policy = pack.policy_for(category.value if category else None)
    validity, on = policy.validity, look.policy_on
    said: dict[str, Said] = {"policy": policy.title, "note": policy.note}
    if validity.status == "draft":
        yield Breach("draft", "jurisdiction", pack.id, said)
    elif validity.status != "in_force":
        yield Breach("ended", "jurisdiction", pack.id, said)
    elif on and not validity.covers(on):
        early = validity.valid_from is not None and on < validity.valid_from
        bound = validity.valid_from if early else validity.valid_to
        branch = "early" if early else "late"
        yield Breach(branch, look.policy_on_path, on, {**said, "bound": bound})


@rule("R054")
def dates_are_real(look: Look) -> Iterator[Breach]:
    """No placeholder, serial or impossible date anywhere in the case."""
    for path, value in look.days.items():
        if isinstance(value, UnclearDate):
            yield Breach("unclear", path, str(value))
        elif look.day(value) is None:
            yield Breach("placeholder", path, value)
