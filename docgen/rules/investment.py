"""What is invested: intensity and total are one promise, and two bases are never mixed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.rules.look import Breach, Look, Said, rule, to_places
from docgen.units import WAN_PER_YUAN, mu_from_m2

__all__ = ["intensity_makes_the_investment", "two_bases_of_investment_are_not_mixed"]

_TOTAL = "project.fixed_asset_investment_wan"
_WHOLE_PCT = 100


@rule(
    "R072",
    "project.fixed_asset_investment_wan",
    "indicators.investment_intensity_wan_per_mu",
    "parcel.granted_area_m2",
)
def intensity_makes_the_investment(look: Look) -> Iterator[Breach]:
    """Intensity × 亩 = total fixed investment; a factor of 15 is 元/㎡ taken for 万元/亩."""
    project, indicators, parcel = look.case.project, look.case.indicators, look.case.parcel
    tolerance = look.threshold("investment_tolerance_pct")
    if project is None or indicators is None or parcel is None or tolerance is None:
        return
    total, intensity = (
        project.fixed_asset_investment_wan,
        indicators.investment_intensity_wan_per_mu,
    )
    area = parcel.granted_area_m2
    if not total or not intensity or not area:
        return
    product = intensity * mu_from_m2(area)
    said: dict[str, Said] = {
        "intensity": intensity,
        "mu": to_places(mu_from_m2(area), 4),
        "product": to_places(product, 4).normalize(),
        "pct": tolerance.number,
    }
    if abs(total - product) * _WHOLE_PCT <= product * tolerance.number:
        return
    if _is_slip(look, total / product):
        yield Breach("unit", "indicators.investment_intensity_wan_per_mu", intensity, said)
    elif (project.investment_basis or "").strip():
        return
    else:
        yield Breach("short" if total < product else "more", _TOTAL, total, said)


def _is_slip(look: Look, ratio: Decimal) -> bool:
    factor, tolerance = (
        look.threshold("intensity_unit_factor"),
        look.threshold("unit_slip_tolerance_pct"),
    )
    if factor is None or tolerance is None:
        return False
    return any(
        abs(one / factor.number - 1) * _WHOLE_PCT <= tolerance.number for one in (ratio, 1 / ratio)
    )


@rule("R073", "project.fixed_asset_investment_wan", "performance")
def two_bases_of_investment_are_not_mixed(look: Look) -> Iterator[Breach]:
    """The contract's total includes the land price; the idle test leaves it and taxes out."""
    project, performance = look.case.project, look.case.performance
    total = project.fixed_asset_investment_wan if project else None
    if performance is None or total is None:
        return
    invested = performance.idle_test_invested_wan
    if invested is not None and invested == total:
        yield Breach("same", "performance.idle_test_invested_wan", invested, {"total": total})
    path = "performance.idle.total_investment_wan"
    whole = performance.idle.total_investment_wan if performance.idle else None
    price = look.case.grant.price_yuan if look.case.grant else None
    if whole is None:
        return
    if whole == total:
        yield Breach("same_total", path, whole, {"total": total})
    elif price is not None and whole > total - price * WAN_PER_YUAN:
        most = total - price * WAN_PER_YUAN
        said: dict[str, Said] = {"total": total, "price": price, "most": most.normalize()}
        yield Breach("over", path, whole, said)
