"""What is known of each breach: the claim's own numbers, else those of contract and performance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from docgen.figures import penalties
from docgen.figures.agreed_days import agreed_commencement, agreed_completion
from docgen.figures.formulas import form
from docgen.figures.instalments import amounts_yuan, due_dates
from docgen.model import (
    BreachMatter,
    Case,
    Claim,
    ClaimGround,
    Grant,
    Measured,
    Performance,
    Planning,
    Progress,
    Project,
    Range,
    Supervision,
)
from docgen.model import UnclearDate as _Unclear
from docgen.units import mu_from_m2, round_half_up

__all__ = [
    "Delay",
    "Facts",
    "agreed_and_actual",
    "delay_of",
    "facts_of",
    "first",
    "ground_of",
    "instalment_amount",
    "total",
]

_PLACES = 2
Values: TypeAlias = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Delay:
    """How late something is.

    Attributes:
        due: The due day as agreed.
        until: The day it happened, or up to which it is counted.
        days: Days overdue, by the calendar.
        counted: Days that cost something: fewer where a cap is agreed.
    """

    due: date
    until: date
    days: int
    counted: int


@dataclass(frozen=True, slots=True)
class Facts:
    """A case with empty parts where it has none."""

    case: Case
    grant: Grant
    supervision: Supervision
    planning: Planning
    project: Project
    performance: Performance
    measured: Measured
    progress: Progress

    @property
    def form(self) -> str | None:
        """Code of the form that the signed contract followed, None where it is not told."""
        contract = self.case.contract
        return contract.form.value if contract and contract.form else None

    @property
    def granted_mu(self) -> Decimal | None:
        """The granted area in 亩, exact."""
        area = self.case.parcel.granted_area_m2 if self.case.parcel else None
        return mu_from_m2(area) if area is not None and area > 0 else None

    @property
    def agreed_floor_area_m2(self) -> Decimal | None:
        """Lower limit of the floor area ratio × granted area (F-1-24), to 0.01 ㎡."""
        ratio = self.planning.floor_area_ratio
        area = self.case.parcel.granted_area_m2 if self.case.parcel else None
        if ratio is None or ratio.min is None or area is None:
            return None
        return round_half_up(ratio.min * area, _PLACES)


def facts_of(case: Case) -> Facts:
    """Return a case with empty parts where it has none."""
    performance = case.performance or Performance()
    return Facts(
        case,
        case.grant or Grant(),
        case.supervision or Supervision(),
        case.planning or Planning(),
        case.project or Project(),
        performance,
        performance.measured or Measured(),
        performance.progress or Progress(),
    )


def ground_of(case: Case, claim: Claim) -> ClaimGround:
    """Return under which paper a breach is claimed: as it says, else where it is agreed."""
    if claim.ground is not None:
        return claim.ground
    supervision = case.supervision
    agreed = supervision is not None and supervision.investment_shortfall_rate_pct is not None
    by_agreement = claim.matter in (BreachMatter.LATE_PRODUCTION, BreachMatter.TAX_SHORTFALL) or (
        claim.matter is BreachMatter.INVESTMENT_INTENSITY and agreed
    )
    return ClaimGround.AGREEMENT if by_agreement else ClaimGround.CONTRACT


def delay_of(case: Case, claim: Claim) -> Delay | None:
    """Return how late a breach of time is; None for other breaches and where a day is missing."""
    facts = facts_of(case)
    due, until = _due(facts, claim), _until(facts, claim)
    if due is None or until is None or claim.matter not in _TIMED:
        return None
    days = penalties.overdue_days(due, until)
    return Delay(due, until, days, _counted(facts, claim, due, days))


def agreed_and_actual(case: Case, claim: Claim) -> Values:
    """Return what was agreed and what was reached, None where that is unknown."""
    facts = facts_of(case)
    found = _VALUES.get(claim.matter) if claim.matter else None
    agreed, actual = found(facts) if found else (None, None)
    return (
        claim.agreed_value if claim.agreed_value is not None else agreed,
        claim.actual_value if claim.actual_value is not None else actual,
    )


def _counted(facts: Facts, claim: Claim, due: date, days: int) -> int:
    years = None
    if claim.matter is BreachMatter.LATE_COMMENCEMENT:
        years = form(facts.form).late_commencement_cap_years
    counted = penalties.capped_days(due, days, years=years)
    most = facts.supervision.late_production_cap_days
    if claim.matter is BreachMatter.LATE_PRODUCTION and most is not None:
        counted = min(counted, most)
    return min(counted, claim.cap_days) if claim.cap_days is not None else counted


def _day(value: date | _Unclear | None) -> date | None:
    return value if isinstance(value, date) else None


def _due(facts: Facts, claim: Claim) -> date | None:
    grant, progress = facts.grant, facts.progress
    by_matter: Mapping[BreachMatter, date | _Unclear | None] = {
        BreachMatter.LATE_PAYMENT: _instalment_due(grant, claim.instalment_no),
        BreachMatter.LATE_COMMENCEMENT: agreed_commencement(facts.case),
        BreachMatter.LATE_COMPLETION: agreed_completion(facts.case),
        BreachMatter.LATE_DELIVERY: grant.delivery_date,
        BreachMatter.LATE_PRODUCTION: progress.renewed_full_production_date
        or facts.project.full_production_date,
    }
    given = _day(claim.due_date)
    return given or (_day(by_matter.get(claim.matter)) if claim.matter else None)


def _until(facts: Facts, claim: Claim) -> date | None:
    performance = facts.performance
    happened: Mapping[BreachMatter, date | _Unclear | None] = {
        BreachMatter.LATE_COMMENCEMENT: performance.actual_commencement_date,
        BreachMatter.LATE_COMPLETION: performance.actual_completion_date,
        BreachMatter.LATE_PRODUCTION: facts.progress.actual_full_production_date,
    }
    given = _day(claim.until_date)
    found = given or (_day(happened.get(claim.matter)) if claim.matter else None)
    return found or _day(facts.case.as_of)


def _instalment_due(grant: Grant, number: int | None) -> date | _Unclear | None:
    if number is None or not 0 < number <= len(grant.instalments):
        return grant.payment_deadline if number is None and not grant.instalments else None
    return grant.instalments[number - 1].due_date or due_dates(grant)[number - 1]


def instalment_amount(grant: Grant, number: int | None) -> Decimal | None:
    """Return an instalment's amount in yuan; the price where it is paid at once."""
    if number is None or not 0 < number <= len(grant.instalments):
        return grant.price_yuan if number is None and not grant.instalments else None
    return amounts_yuan(grant)[number - 1]


def first(*values: Decimal | None) -> Decimal | None:
    """Return the first value that is known."""
    return next((value for value in values if value is not None), None)


def total(per_mu: Decimal | None, mu: Decimal | None) -> Decimal | None:
    """Return so much per 亩 on all of them, exactly."""
    return per_mu * mu if per_mu is not None and mu is not None else None


def _bound(limits: Range | None, side: str) -> Decimal | None:
    return getattr(limits, side) if limits is not None else None


def _intensities(facts: Facts) -> Values:
    """Return the agreed and the reached investment in 万元: per 亩 they would need rounding."""
    indicators, mu = facts.case.indicators, facts.granted_mu
    agreed = indicators.investment_intensity_wan_per_mu if indicators else None
    return total(agreed, mu), facts.measured.fixed_asset_invested_wan


_TIMED = frozenset(
    {
        BreachMatter.LATE_PAYMENT,
        BreachMatter.LATE_COMMENCEMENT,
        BreachMatter.LATE_COMPLETION,
        BreachMatter.LATE_DELIVERY,
        BreachMatter.LATE_PRODUCTION,
    }
)
_VALUES: Mapping[BreachMatter, Callable[[Facts], Values]] = MappingProxyType(
    {
        BreachMatter.INVESTMENT_TOTAL: lambda facts: (
            facts.project.fixed_asset_investment_wan,
            facts.measured.fixed_asset_invested_wan,
        ),
        BreachMatter.INVESTMENT_INTENSITY: _intensities,
        BreachMatter.FLOOR_AREA_RATIO_UNDER: lambda facts: (
            _bound(facts.planning.floor_area_ratio, "min"),
            facts.measured.floor_area_ratio,
        ),
        BreachMatter.FLOOR_AREA_RATIO_OVER: lambda facts: (
            _bound(facts.planning.floor_area_ratio, "max"),
            facts.measured.floor_area_ratio,
        ),
        BreachMatter.BUILDING_DENSITY_UNDER: lambda facts: (
            _bound(facts.planning.building_density_pct, "min"),
            facts.measured.building_density_pct,
        ),
        BreachMatter.BUILDING_DENSITY_OVER: lambda facts: (
            _bound(facts.planning.building_density_pct, "max"),
            facts.measured.building_density_pct,
        ),
        BreachMatter.GREENING_OVER: lambda facts: (
            _bound(facts.planning.greening_ratio_pct, "max"),
            facts.measured.greening_ratio_pct,
        ),
        BreachMatter.ANCILLARY_LAND_OVER: lambda facts: (
            _bound(facts.planning.ancillary_land_pct, "max"),
            facts.measured.ancillary_land_pct,
        ),
        BreachMatter.ANCILLARY_FLOOR_OVER: lambda facts: (
            _bound(facts.planning.ancillary_floor_area_pct, "max"),
            facts.measured.ancillary_floor_area_pct,
        ),
    }
)
