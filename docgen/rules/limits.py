"""Planning limits held against each other: floor area, ancillary floor area, density."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen import glossary
from docgen.model.parcel import Planning, Range
from docgen.rules.elements import field_at, is_field, ways_of
from docgen.rules.look import Breach, Look, Said, rule, title_of, to_places

__all__ = [
    "ancillary_floor_area_is_small",
    "density_and_coefficient_are_told_apart",
    "floor_area_fits_the_ratio",
    "floor_area_reaches_the_ratio",
    "planning_has_every_element",
]

_WHOLE_PCT = 100
_FLOOR = "planning.floor_area_m2"
_COEFFICIENT, _DENSITY = "building_coefficient_pct", "building_density_pct"


def _area_and_ratio(look: Look) -> tuple[Range, Range, Decimal] | None:
    """Return floor area, plot ratio and granted area, None where one of them is absent."""
    planning, parcel = look.case.planning, look.case.parcel
    if planning is None or parcel is None or parcel.granted_area_m2 is None:
        return None
    if planning.floor_area_m2 is None or planning.floor_area_ratio is None:
        return None
    return planning.floor_area_m2, planning.floor_area_ratio, parcel.granted_area_m2


@rule("R034", "parcel.granted_area_m2", "planning")
def floor_area_fits_the_ratio(look: Look) -> Iterator[Breach]:
    """Upper floor area = upper ratio × granted area, unless floors count double or not at all."""
    found = _area_and_ratio(look)
    fixed = look.threshold("floor_area_tolerance_m2")
    relative = look.threshold("floor_area_tolerance_pct")
    if found is None or fixed is None or relative is None:
        return
    floor, ratio, granted = found
    if floor.max is None or ratio.max is None:
        return
    product = ratio.max * granted
    if abs(floor.max - product) > max(fixed.number, product * relative.number / _WHOLE_PCT):
        yield Breach("differ", f"{_FLOOR}.max", floor.max, _said(ratio.max, granted, product))


@rule("R035", "parcel.granted_area_m2", "planning")
def floor_area_reaches_the_ratio(look: Look) -> Iterator[Breach]:
    """Lower floor area ≥ lower ratio × granted area: less of it could not reach the ratio."""
    found, tolerance = _area_and_ratio(look), look.threshold("area_tolerance_m2")
    if found is None or tolerance is None:
        return
    floor, ratio, granted = found
    if floor.min is None or ratio.min is None:
        return
    product = ratio.min * granted
    if product - floor.min > tolerance.number:
        yield Breach("short", f"{_FLOOR}.min", floor.min, _said(ratio.min, granted, product))


def _said(ratio: Decimal, granted: Decimal, product: Decimal) -> dict[str, Said]:
    return {"ratio": ratio, "granted": granted, "product": to_places(product, 2)}


@rule("R037", "planning")
def ancillary_floor_area_is_small(look: Look) -> Iterator[Breach]:
    """Offices and living quarters: their floor area is within the agreed share of the whole."""
    planning, usual = look.case.planning, look.threshold("ancillary_floor_area_max_pct")
    if planning is None or usual is None or planning.ancillary_floor_area_m2 is None:
        return
    area, floor = planning.ancillary_floor_area_m2.max, planning.floor_area_m2
    whole = (floor.max if floor.max is not None else floor.min) if floor else None
    if area is None or whole is None:
        return
    share = planning.ancillary_floor_area_pct
    agreed = share.max if share else None
    pct = usual.number if agreed is None else agreed
    limit = whole * pct / _WHOLE_PCT
    if area > limit:
        said: dict[str, Said] = {"whole": whole, "pct": pct, "limit": to_places(limit, 2)}
        branch, basis = ("usual", usual) if agreed is None else ("agreed", None)
        yield Breach(branch, "planning.ancillary_floor_area_m2.max", area, said, basis)


@rule("R040", "planning|indicators")
def density_and_coefficient_are_told_apart(look: Look) -> Iterator[Breach]:
    """The coefficient counts structures and yards besides buildings: it is never the smaller."""
    planning = look.case.planning
    if planning is not None:
        yield from _exchanged(planning)
    indicators = look.case.indicators
    names = [glossary.title("Planning", key) for key in (_COEFFICIENT, _DENSITY)]
    for index, other in enumerate(indicators.others if indicators else ()):
        if all(name in (other.name or "") for name in names):
            yield Breach("one_cell", f"indicators.others[{index}].name", other.name)


def _exchanged(planning: Planning) -> Iterator[Breach]:
    coefficient, density = planning.building_coefficient_pct, planning.building_density_pct
    for side in ("min", "max"):
        ours = getattr(coefficient, side) if coefficient else None
        theirs = getattr(density, side) if density else None
        if ours is not None and theirs is not None and theirs > ours:
            said: dict[str, Said] = {"coefficient": ours}
            yield Breach("exchanged", f"planning.{_DENSITY}.{side}", theirs, said)
            return


@rule("R132", "planning", "grant")
def planning_has_every_element(look: Look) -> Iterator[Breach]:
    """Every element that local law asks of planning conditions: a field, or a word of the text."""
    wanted, planning = look.threshold("planning_elements"), look.case.planning
    # Planning conditions are set for a new grant; land to be redeveloped was granted long ago.
    new_grant = look.case.grant is not None and look.case.redevelopment is None
    if wanted is None or planning is None or not new_grant:
        return
    for element in wanted.words:
        ways = ways_of(element)
        if not any(_told(look, planning, way) for way in ways):
            path = ways[0] if is_field(ways[0]) else "planning.other"
            name = title_of(path) if is_field(ways[0]) else ways[0]
            yield Breach("missing", path, None, {"element": name}, wanted)


def _told(look: Look, planning: Planning, way: str) -> bool:
    return field_at(look.case, way) if is_field(way) else way in (planning.other or "")
