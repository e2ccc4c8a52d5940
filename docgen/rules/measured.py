"""What was measured of a year: from which taxes, over which land, by whose figures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.figures.performance import tax_total_wan
from docgen.model.performance import PerformanceYear
from docgen.rules.look import Breach, Look, Said, rule, to_places
from docgen.units import mu_from_m2

__all__ = [
    "land_in_use_divides",
    "measured_tax_counts_everything",
    "workshops_count_their_tenants",
    "years_and_sources_agree",
]

_WHOLE_PCT = 100


def _years(look: Look) -> Iterator[tuple[str, PerformanceYear]]:
    performance = look.case.performance
    for index, year in enumerate(performance.years if performance else ()):
        yield f"performance.years[{index}]", year


def _per_mu(total_wan: Decimal | None, area_m2: Decimal | None) -> Decimal | None:
    if total_wan is None or not area_m2:
        return None
    return total_wan / mu_from_m2(area_m2)


def _agree(look: Look, given: Decimal, wanted: Decimal | None) -> bool:
    tolerance = look.threshold("per_mu_tolerance_wan")
    return tolerance is None or wanted is None or abs(given - wanted) <= tolerance.number


@rule("R077", "performance")
def measured_tax_counts_everything(look: Look) -> Iterator[Breach]:
    """Taxes paid, reliefs added back and the tenants' taxes, over the land in use."""
    for path, year in _years(look):
        if year.leased_out and year.tenants_tax_wan is None and not year.workshop_tenants:
            yield Breach("tenants", f"{path}.tenants_tax_wan")
        given, taxes = year.tax_wan_per_mu, tax_total_wan(year)
        wanted = _per_mu(taxes, year.land_in_use_m2)
        if given is None or wanted is None or taxes is None:
            continue
        if not _agree(look, given, wanted) and not _by_granted_land(look, given, taxes):
            said: dict[str, Said] = {
                "taxes": taxes,
                "mu": to_places(mu_from_m2(year.land_in_use_m2 or Decimal(0)), 4),
                "wanted": to_places(wanted, 2),
            }
            yield Breach("differ", f"{path}.tax_wan_per_mu", given, said)


def _by_granted_land(look: Look, given: Decimal, total_wan: Decimal | None) -> bool:
    """Return whether a measured value is what the granted area, and not the land in use, gives."""
    granted = look.case.parcel.granted_area_m2 if look.case.parcel else None
    wanted = _per_mu(total_wan, granted)
    return wanted is not None and _agree(look, given, wanted)


@rule("R078", "performance")
def workshops_count_their_tenants(look: Look) -> Iterator[Breach]:
    """偃师: who builds standard workshops to let or sell is measured by the enterprises in them."""
    measure = look.threshold("workshop_measure")
    for path, year in _years(look) if measure else ():
        if not year.standard_workshop:
            continue
        if not year.workshop_tenants:
            yield Breach("missing", f"{path}.workshop_tenants", None, {}, measure)
            continue
        taxes = _sum([one.tax_wan for one in year.workshop_tenants])
        output = _sum([one.output_wan for one in year.workshop_tenants])
        for name, total in (("tenants_tax_wan", taxes), ("output_wan", output)):
            given = getattr(year, name)
            if given is not None and total is not None and given != total:
                yield Breach("sum", f"{path}.{name}", given, {"total": total}, measure)


def _sum(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


@rule("R079", "performance")
def years_and_sources_agree(look: Look) -> Iterator[Breach]:
    """Taxes and output are of the year that is assessed; output is the statistics office's."""
    words = look.threshold("output_source_words")
    for path, year in _years(look):
        for name in ("tax_year", "output_year"):
            given = getattr(year, name)
            if given is not None and year.year is not None and given != year.year:
                yield Breach("year", f"{path}.{name}", given, {"year": year.year})
        source = year.output_source
        if words and source and not any(word in source for word in words.words):
            yield Breach("source", f"{path}.output_source", source)


@rule("R080", "performance", "parcel.granted_area_m2")
def land_in_use_divides(look: Look) -> Iterator[Breach]:
    """The divisor is the land that the enterprise uses, which may not be what was granted."""
    tolerance = look.threshold("land_in_use_tolerance_pct")
    granted = look.case.parcel.granted_area_m2 if look.case.parcel else None
    if tolerance is None or not granted:
        return
    for path, year in _years(look):
        used = year.land_in_use_m2
        if not used or abs(used - granted) * _WHOLE_PCT <= granted * tolerance.number:
            continue
        for name, total in (
            ("tax_wan_per_mu", tax_total_wan(year)),
            ("output_wan_per_mu", year.output_wan),
        ):
            given, wanted = getattr(year, name), _per_mu(total, used)
            if given is None or wanted is None or _agree(look, given, wanted):
                continue
            if _by_granted_land(look, given, total):
                said: dict[str, Said] = {
                    "granted": granted,
                    "used": used,
                    "wanted": to_places(wanted, 2),
                }
                yield Breach("granted", f"{path}.{name}", given, said)
