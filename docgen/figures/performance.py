"""What was really achieved: tax, output and investment per 亩, by the exact formulas."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from docgen.figures.formulas import Worked, work
from docgen.model import Case, PerformanceYear
from docgen.units import mu_from_m2

__all__ = [
    "latest_year",
    "measured_intensity",
    "output_per_mu",
    "tax_per_mu",
    "tax_total_wan",
]

_NOTHING = Decimal(0)


def tax_total_wan(year: PerformanceYear) -> Decimal | None:
    """Return a year's tax in 万元: paid, plus reliefs given back, plus that of the tenants.

    None where the tax paid, or that of a listed tenant, is not known. 偃师细则 14: reliefs count as
    paid, and the tenants of the land count with its holder.
    """
    tenants = _tenants_tax_wan(year)
    if year.tax_paid_wan is None or tenants is None:
        return None
    return year.tax_paid_wan + (year.tax_relief_wan or _NOTHING) + tenants


def _tenants_tax_wan(year: PerformanceYear) -> Decimal | None:
    """Return the tenants' tax: as given, else that of the listed ones, all of them known."""
    if year.tenants_tax_wan is not None:
        return year.tenants_tax_wan
    return _sum([one.tax_wan for one in year.workshop_tenants])


def _output_wan(year: PerformanceYear) -> Decimal | None:
    """Return the output: as given, else that of the enterprises in a standard workshop."""
    if year.output_wan is not None or not (year.standard_workshop and year.workshop_tenants):
        return year.output_wan
    return _sum([one.output_wan for one in year.workshop_tenants])


def _sum(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, _NOTHING) if len(known) == len(values) else None


def tax_per_mu(year: PerformanceYear) -> Worked | None:
    """Return a year's tax in 万元 for each 亩 that the enterprise really uses, two places.

    The divisor is the land in use, not the land granted. None where a number is not known.
    """
    total, mu = tax_total_wan(year), _mu(year.land_in_use_m2)
    if total is None or year.tax_paid_wan is None or mu is None:
        return None
    return work(
        "tax_per_mu",
        Fraction(total) / Fraction(mu),
        paid=year.tax_paid_wan,
        relief=year.tax_relief_wan or _NOTHING,
        tenants=_tenants_tax_wan(year) or _NOTHING,
        mu=mu,
    )


def output_per_mu(year: PerformanceYear) -> Worked | None:
    """Return a year's output in 万元 for each 亩 really used, two places; None where unknown."""
    output, mu = _output_wan(year), _mu(year.land_in_use_m2)
    if output is None or mu is None:
        return None
    return work("output_per_mu", Fraction(output) / Fraction(mu), output=output, mu=mu)


def measured_intensity(case: Case) -> Worked | None:
    """Return the investment reached, in 万元 for each 亩 granted, two places.

    The contract's basis: the price of the land is part of it. The basis of the idle test, which
    leaves price and taxes out, is another field and never enters here.
    """
    measured = case.performance.measured if case.performance else None
    invested = measured.fixed_asset_invested_wan if measured else None
    mu = _mu(case.parcel.granted_area_m2 if case.parcel else None)
    if invested is None or mu is None:
        return None
    exact = Fraction(invested) / Fraction(mu)
    return work("investment_intensity", exact, invested=invested, mu=mu)


def latest_year(case: Case) -> PerformanceYear | None:
    """Return the last year of which anything is known, None for none."""
    years = [one for one in (case.performance.years if case.performance else ()) if one.year]
    return max(years, key=lambda one: one.year or 0) if years else None


def _mu(area_m2: Decimal | None) -> Decimal | None:
    return mu_from_m2(area_m2) if area_m2 is not None and area_m2 > 0 else None
