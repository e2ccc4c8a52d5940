"""Areas that a county's policy asks for: pieces that are rebuilt together, lists of idle land."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.model.lists import ListKind
from docgen.rules.look import Breach, Look, Said, rule, to_places
from docgen.units import mu_from_m2

__all__ = ["listed_land_is_large_enough", "scattered_land_is_small"]

_LEAST = {ListKind.IDLE: "idle_list_min_mu", ListKind.PLANT: "plant_list_min_mu"}
_MU_PLACES = 4


@rule("R029", "redevelopment")
def scattered_land_is_small(look: Look) -> Iterator[Breach]:
    """Each piece within the county's 亩, all of them within its share of the whole project."""
    redevelopment = look.case.redevelopment
    if redevelopment is None:
        return
    each, share = (
        look.threshold("scattered_parcel_max_mu"),
        look.threshold("scattered_total_max_pct"),
    )
    areas = [piece.area_m2 for piece in redevelopment.scattered]
    for index, area in enumerate(areas):
        if area is not None and each and _mu(area) > each.number:
            said: dict[str, Said] = {"mu": _mu(area), "limit": each.number}
            yield Breach("piece", f"redevelopment.scattered[{index}].area_m2", area, said, each)
    whole = redevelopment.project_area_m2
    total = sum((area for area in areas if area is not None), Decimal(0))
    if share and whole and total * 100 > share.number * whole:
        said = {
            "total": total,
            "whole": whole,
            "share": to_places(total * 100 / whole, 2),
            "limit": share.number,
            "most": to_places(share.number * whole / 100, 2),
        }
        yield Breach("total", "redevelopment.project_area_m2", whole, said, share)


@rule("R030", "redevelopment.listed_in", "parcel")
def listed_land_is_large_enough(look: Look) -> Iterator[Breach]:
    """A list of the county takes land from so many 亩 on, that figure included."""
    redevelopment, parcel = look.case.redevelopment, look.case.parcel
    if redevelopment is None or redevelopment.listed_in is None or parcel is None:
        return
    least = look.threshold(_LEAST[redevelopment.listed_in])
    for name in ("granted_area_m2", "total_area_m2"):
        area = getattr(parcel, name)
        if area is not None:
            if least and _mu(area) < least.number:
                said: dict[str, Said] = {
                    "list": redevelopment.listed_in.label,
                    "mu": _mu(area),
                    "limit": least.number,
                }
                yield Breach("small", f"parcel.{name}", area, said, least)
            return


def _mu(area_m2: Decimal) -> Decimal:
    """Return 亩 as a paper prints them: 66666.67 ㎡ are 100.0000."""
    return to_places(mu_from_m2(area_m2), _MU_PLACES)
