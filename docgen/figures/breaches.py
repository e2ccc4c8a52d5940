"""What is owed for each breach, by the formula of its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from docgen.figures import penalties
from docgen.figures.breach_facts import (
    Facts,
    agreed_and_actual,
    delay_of,
    facts_of,
    first,
    ground_of,
    instalment_amount,
    total,
)
from docgen.figures.formulas import Worked, form
from docgen.figures.performance import latest_year, tax_total_wan
from docgen.model import BreachMatter, Case, Claim, ClaimGround, PerformanceYear
from docgen.units import mu_from_m2

__all__ = ["owed"]


def owed(case: Case, claim: Claim) -> Worked | None:
    """Return what is owed for a breach; None where a number is missing or nothing is owed.

    Args:
        case: The parcel's file.
        claim: The breach; what it does not give is taken from the case.
    """
    if claim.matter is None:
        return None
    return _MATTERS[claim.matter](facts_of(case), claim)


def _by_day(
    key: str, facts: Facts, claim: Claim, base: Decimal | None, rate: Decimal | None
) -> Worked | None:
    delay = delay_of(facts.case, claim)
    used, permille = first(claim.base_yuan, base), first(claim.rate_permille_per_day, rate)
    if delay is None or used is None or permille is None:
        return None
    return penalties.daily(key, used, permille, delay.counted)


def _late_payment(facts: Facts, claim: Claim) -> Worked | None:
    base = instalment_amount(facts.grant, claim.instalment_no)
    rate = facts.grant.late_payment_rate_permille_per_day
    return _by_day("late_payment", facts, claim, base, rate)


def _late_commencement(facts: Facts, claim: Claim) -> Worked | None:
    rate = facts.grant.late_commencement_rate_permille_per_day
    return _by_day("late_commencement", facts, claim, facts.grant.price_yuan, rate)


def _late_delivery(facts: Facts, claim: Claim) -> Worked | None:
    rate = facts.grant.late_delivery_rate_permille_per_day
    return _by_day("late_delivery", facts, claim, None, rate)


def _late_completion(facts: Facts, claim: Claim) -> Worked | None:
    grant = facts.grant
    price = first(claim.base_yuan, grant.price_yuan)
    rate = first(claim.rate_permille_per_day, grant.late_completion_rate_permille_per_day)
    if not form(facts.form).completion_on_unfinished:
        return _by_day("late_completion", facts, claim, price, rate)
    agreed = first(claim.agreed_floor_area_m2, facts.agreed_floor_area_m2)
    finished = facts.measured.finished_floor_area_m2
    rest = agreed - finished if agreed is not None and finished is not None else None
    unfinished, delay = first(claim.unfinished_floor_area_m2, rest), delay_of(facts.case, claim)
    if price is None or rate is None or delay is None or agreed is None or unfinished is None:
        return None
    return penalties.unfinished_daily(price, unfinished, agreed, rate, delay.counted)


def _short(facts: Facts, claim: Claim) -> Worked | None:
    agreed, actual = agreed_and_actual(facts.case, claim)
    base = first(claim.base_yuan, facts.grant.price_yuan)
    if base is None or agreed is None or actual is None:
        return None
    return penalties.shortfall(base, agreed, actual)


def _over(facts: Facts, claim: Claim) -> Worked | None:
    agreed, actual = agreed_and_actual(facts.case, claim)
    base = first(claim.base_yuan, facts.grant.price_yuan)
    if base is None or agreed is None or actual is None:
        return None
    return penalties.excess(base, agreed, actual)


def _flat(facts: Facts, claim: Claim) -> Worked | None:
    agreed, actual = agreed_and_actual(facts.case, claim)
    base = first(claim.base_yuan, facts.grant.price_yuan)
    rate = first(claim.rate_permille, facts.grant.over_limit_rate_permille)
    within = agreed is not None and actual is not None and actual <= agreed
    if base is None or rate is None or within:
        return None
    return penalties.flat(base, rate)


def _intensity(facts: Facts, claim: Claim) -> Worked | None:
    if ground_of(facts.case, claim) is ClaimGround.CONTRACT:
        return _short(facts, claim)
    indicators, mu = facts.case.indicators, facts.granted_mu
    agreed = first(
        claim.agreed_value, indicators.investment_intensity_wan_per_mu if indicators else None
    )
    rate = first(claim.rate_pct, facts.supervision.investment_shortfall_rate_pct)
    reached = first(total(claim.actual_value, mu), facts.measured.fixed_asset_invested_wan)
    if agreed is None or rate is None or mu is None or reached is None:
        return None
    return penalties.per_mu_shortfall("investment_shortfall", agreed, mu, reached, rate)


def _tax(facts: Facts, claim: Claim) -> Worked | None:
    year = latest_year(facts.case) or PerformanceYear()
    area = first(claim.land_in_use_m2, year.land_in_use_m2)
    mu = mu_from_m2(area) if area is not None and area > 0 else None
    agreed = claim.agreed_value
    if agreed is None and facts.case.indicators:
        agreed = facts.case.indicators.tax_wan_per_mu
    rate = first(claim.rate_pct, facts.supervision.tax_shortfall_rate_pct)
    reached = first(total(claim.actual_value, mu), tax_total_wan(year))
    if agreed is None or rate is None or mu is None or reached is None:
        return None
    return penalties.per_mu_shortfall("tax_shortfall", agreed, mu, reached, rate)


def _late_production(facts: Facts, claim: Claim) -> Worked | None:
    delay = delay_of(facts.case, claim)
    amount = first(claim.late_yuan_per_day, facts.supervision.late_production_yuan_per_day)
    if delay is None or amount is None:
        return None
    return penalties.fixed_daily(amount, delay.counted)


_MATTERS: Mapping[BreachMatter, Callable[[Facts, Claim], Worked | None]] = MappingProxyType(
    {
        BreachMatter.LATE_PAYMENT: _late_payment,
        BreachMatter.LATE_COMMENCEMENT: _late_commencement,
        BreachMatter.LATE_COMPLETION: _late_completion,
        BreachMatter.LATE_DELIVERY: _late_delivery,
        BreachMatter.INVESTMENT_TOTAL: _short,
        BreachMatter.INVESTMENT_INTENSITY: _intensity,
        BreachMatter.FLOOR_AREA_RATIO_UNDER: _short,
        BreachMatter.FLOOR_AREA_RATIO_OVER: _over,
        BreachMatter.BUILDING_DENSITY_UNDER: _short,
        BreachMatter.BUILDING_DENSITY_OVER: _over,
        BreachMatter.GREENING_OVER: _flat,
        BreachMatter.ANCILLARY_LAND_OVER: _flat,
        BreachMatter.ANCILLARY_FLOOR_OVER: _flat,
        BreachMatter.LATE_PRODUCTION: _late_production,
        BreachMatter.TAX_SHORTFALL: _tax,
    }
)
