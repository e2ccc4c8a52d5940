"""To which class of inefficient land the facts lead, condition by condition.

A county's classes stand in its pack; the classes with figures are told here by their ids. What a
fact does not say is neither true nor false: the condition is open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from docgen.calendar import add_years
from docgen.figures.idle import Idle, area_share, investment_share
from docgen.figures.reckon import reckoned
from docgen.model import Case, Measured, Range
from docgen.units import mu_from_m2

__all__ = [
    "STALLED",
    "UNDERBUILT",
    "UNDERPERFORMING",
    "StalledLimits",
    "Term",
    "compared",
    "poor_years",
    "stalled_terms",
]

#: Ids of the classes in the packs whose conditions are figures.
STALLED, UNDERBUILT, UNDERPERFORMING = "stalled", "underbuilt", "underperforming"
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class StalledLimits:
    """The figures of a county's class of stalled projects; each must be exceeded.

    Attributes:
        area_one_in: The developed area must be more than one in so many of the area due.
        investment_pct: The investment must be more than so much of the total.
        no_profit_years: Years without profit from the main business, to be exceeded.
    """

    area_one_in: int
    investment_pct: Decimal
    no_profit_years: int


@dataclass(frozen=True, slots=True)
class Term:
    """One condition of a class.

    Attributes:
        name: ``area``, ``investment``, ``not_idle`` or ``no_profit``.
        met: Whether it is met; None where the facts do not say.
        shown: The figure that decides, in its unit; None for none.
    """

    name: str
    met: bool | None
    shown: Decimal | date | None = None


def stalled_terms(
    case: Case, limits: StalledLimits, idle: Idle | None, on: date | None
) -> tuple[Term, ...]:
    """Return the four conditions of a stalled project; all must be met.

    Args:
        case: The parcel's file.
        limits: The county's figures.
        idle: What the parcel is under the law on idle land.
        on: The day of judging.
    """
    area, investment = area_share(case), investment_share(case)
    third = Fraction(_PERCENT, limits.area_one_in)
    facts = case.performance.idle if case.performance else None
    since = facts.no_profit_since if facts else None
    no_profit = None
    if isinstance(since, date) and on is not None:
        # 「超过2年」 does not include the day on which two years are full.
        full = reckoned(add_years, since, limits.no_profit_years)
        no_profit = full is not None and on > full
    over = None if investment is None else investment.exact > Fraction(limits.investment_pct)
    return (
        Term("area", None if area is None else area.exact > third, area.value if area else None),
        Term("investment", over, investment.value if investment else None),
        Term("not_idle", None if idle is None else not idle.is_idle),
        Term("no_profit", no_profit, since if isinstance(since, date) else None),
    )


def poor_years(case: Case, grades: tuple[str, ...], run: int) -> tuple[int, ...]:
    """Return the last run of consecutive years of a poor rating, () when there is none so long.

    Args:
        case: The parcel's file.
        grades: Every way in which the poor grade is written.
        run: Years that must follow each other.
    """
    ratings = case.performance.ratings if case.performance else ()
    years = sorted({one.year for one in ratings if one.year and (one.grade or "") in grades})
    runs = [tuple(range(year - run + 1, year + 1)) for year in years]
    whole = [one for one in runs if set(one) <= set(years)]
    return whole[-1] if whole else ()


# --- what was built against what was agreed ------------------------------------------------------


def compared(case: Case, key: str) -> bool | None:
    """Return whether what was measured falls short of what was agreed; None where one is unknown.

    Args:
        case: The parcel's file.
        key: Key of the indicator: ``floor_area_ratio``, ``building_density_pct``, …
    """
    found = _PAIRS.get(key)
    if found is None:
        return None
    agreed, measured = found(case)
    if measured is None or agreed is None or agreed == Range():
        return None
    below = agreed.min is not None and measured < agreed.min
    return below or (agreed.max is not None and measured > agreed.max)


def _planned(name: str) -> Callable[[Case], tuple[Range | None, Decimal | None]]:
    def pair(case: Case) -> tuple[Range | None, Decimal | None]:
        return getattr(case.planning, name, None), getattr(_measured(case), name)

    return pair


def _ratio(case: Case) -> tuple[Range | None, Decimal | None]:
    of_indicators = case.indicators.floor_area_ratio if case.indicators else None
    planned = case.planning.floor_area_ratio if case.planning else None
    return of_indicators or planned, _measured(case).floor_area_ratio


def _investment(case: Case) -> tuple[Range | None, Decimal | None]:
    """Compare sums in 万元: the intensity reached need not end as a decimal."""
    indicators, area = case.indicators, case.parcel.granted_area_m2 if case.parcel else None
    agreed = indicators.investment_intensity_wan_per_mu if indicators else None
    if agreed is None or area is None:
        return None, None
    return Range(min=agreed * mu_from_m2(area)), _measured(case).fixed_asset_invested_wan


def _output(case: Case) -> tuple[Range | None, Decimal | None]:
    others = case.indicators.others if case.indicators else ()
    agreed = next((one.value for one in others if one.key in _OUTPUTS and one.value), None)
    return (Range(min=agreed) if agreed else None), _measured(case).output_wan_per_mu


def _measured(case: Case) -> Measured:
    return (case.performance.measured if case.performance else None) or Measured()


_OUTPUTS = ("output_wan_per_mu", "yield_wan_per_mu")
_PAIRS: Mapping[str, Callable[[Case], tuple[Range | None, Decimal | None]]] = MappingProxyType(
    {
        "floor_area_ratio": _ratio,
        "building_density_pct": _planned("building_density_pct"),
        "building_coefficient_pct": _planned("building_coefficient_pct"),
        "greening_ratio_pct": _planned("greening_ratio_pct"),
        "non_production_land_pct": _planned("ancillary_land_pct"),
        "investment_intensity_wan_per_mu": _investment,
        "output_wan_per_mu": _output,
    }
)
