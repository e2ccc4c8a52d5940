"""Planning conditions: that they are there, and that their limits make sense."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from docgen.model.parcel import Planning, Range
from docgen.model.proven import absent
from docgen.packs.dated import Dated
from docgen.rules.look import Breach, Look, Said, rule, to_places

__all__ = [
    "ancillary_land_is_small",
    "building_coefficient_is_high_enough",
    "greening_keeps_the_local_rule",
    "limits_are_in_order",
    "planning_conditions_are_there",
]

_PERCENTAGES = (
    "building_coefficient_pct",
    "building_density_pct",
    "greening_ratio_pct",
    "ancillary_land_pct",
    "ancillary_floor_area_pct",
)
_OTHER_RANGES = (
    "building_height_m",
    "floor_area_m2",
    "ancillary_land_m2",
    "ancillary_floor_area_m2",
)
_WHOLE_PCT = 100
_GREENING = "planning.greening_ratio_pct"


@rule("R031", "grant")
def planning_conditions_are_there(look: Look) -> Iterator[Breach]:
    """城乡规划法 38, 39: no grant without planning conditions: place, use, intensity."""
    if look.case.grant is None:
        return
    planning, parcel = look.case.planning or absent(Planning), look.case.parcel
    if not planning.document_no:
        yield Breach("missing", "planning.document_no")
    if not (parcel and parcel.location):
        yield Breach("missing", "parcel.location")
    if not (parcel and parcel.use):
        yield Breach("missing", "parcel.use")
    if not _given(planning.floor_area_ratio):
        yield Breach("missing", "planning.floor_area_ratio")


def _given(limits: Range | None) -> bool:
    return limits is not None and (limits.min is not None or limits.max is not None)


def _ranges(look: Look) -> Iterator[tuple[str, Range]]:
    planning, indicators = look.case.planning, look.case.indicators
    for name in ("floor_area_ratio", *_PERCENTAGES, *_OTHER_RANGES) if planning else ():
        limits = getattr(planning, name)
        if limits is not None:
            yield f"planning.{name}", limits
    if indicators and indicators.floor_area_ratio:
        yield "indicators.floor_area_ratio", indicators.floor_area_ratio


@rule("R033", "planning|indicators")
def limits_are_in_order(look: Look) -> Iterator[Breach]:
    """Lower ≤ upper limit; a plot ratio above 0; percentages within 0 and 100."""
    for path, limits in _ranges(look):
        if limits.min is not None and limits.max is not None and limits.min > limits.max:
            yield Breach("order", f"{path}.min", limits.min, {"max": limits.max})
        for side in ("min", "max"):
            value = getattr(limits, side)
            if value is not None:
                yield from _side(f"{path}.{side}", value)


def _side(path: str, value: Decimal) -> Iterator[Breach]:
    name = path.split(".")[1]
    if name == "floor_area_ratio":
        if value <= 0:
            yield Breach("ratio", path, value)
    elif name in _PERCENTAGES:
        if not 0 <= value <= _WHOLE_PCT:
            yield Breach("percentage", path, value)
    elif value < 0:
        yield Breach("negative", path, value)


@rule("R036", "planning")
def ancillary_land_is_small(look: Look) -> Iterator[Breach]:
    """Offices and living quarters: the share of land is capped, and share and area agree."""
    planning, cap = look.case.planning, look.threshold("ancillary_land_max_pct")
    if planning is None:
        return
    share = planning.ancillary_land_pct.max if planning.ancillary_land_pct else None
    if share is not None and cap is not None and share > cap.number:
        said = {"limit": cap.number}
        yield Breach("share", "planning.ancillary_land_pct.max", share, said, cap)
    area = planning.ancillary_land_m2.max if planning.ancillary_land_m2 else None
    granted = look.case.parcel.granted_area_m2 if look.case.parcel else None
    tolerance = look.threshold("ancillary_area_tolerance_m2")
    if share is None or area is None or granted is None or tolerance is None:
        return
    product = granted * share / _WHOLE_PCT
    if abs(area - product) > tolerance.number:
        said = {"share": share, "granted": granted, "product": to_places(product, 2)}
        yield Breach("area", "planning.ancillary_land_m2.max", area, said)


@rule("R038", "planning")
def building_coefficient_is_high_enough(look: Look) -> Iterator[Breach]:
    """The lower limit agreed must not fall short of the national index."""
    planning, least = look.case.planning, look.threshold("building_coefficient_min_pct")
    limits = planning.building_coefficient_pct if planning else None
    if limits is None or limits.min is None or least is None:
        return
    if limits.min < least.number:
        said = {"limit": least.number}
        yield Breach("low", "planning.building_coefficient_pct.min", limits.min, said, least)


@rule("R039", "planning")
def greening_keeps_the_local_rule(look: Look) -> Iterator[Breach]:
    """What local law and the national index say of greening; where they part, a basis is asked."""
    planning = look.case.planning
    limits = planning.greening_ratio_pct if planning else None
    if planning is None or limits is None or not _given(limits):
        return
    least, most = look.threshold("greening_min_pct"), look.threshold("greening_max_pct")
    if least and most and least.number > most.number:
        if not _basis_told(look, planning):
            yield from _contrary(limits, least, most)
    elif most and (top := _bound(limits, "max")) and top[1] > most.number:
        said: dict[str, Said] = {"limit": most.number}
        yield Breach("over", f"{_GREENING}.{top[0]}", top[1], said, most)
    elif least and (low := _bound(limits, "min")) and low[1] < least.number:
        said = {"limit": least.number}
        yield Breach("under", f"{_GREENING}.{low[0]}", low[1], said, least)


def _bound(limits: Range, side: Literal["min", "max"]) -> tuple[str, Decimal] | None:
    """Return the bound on a side, else the other one, with its name."""
    other: Literal["min", "max"] = "min" if side == "max" else "max"
    named = ((name, getattr(limits, name)) for name in (side, other))
    return next(((name, value) for name, value in named if value is not None), None)


def _contrary(limits: Range, least: Dated, most: Dated) -> Iterator[Breach]:
    bound = _bound(limits, "max")
    if bound:
        said: dict[str, Said] = {"least": least.number, "least_basis": least.source.title}
        said.update({"most": most.number, "most_basis": most.source.title})
        yield Breach("contrary", f"{_GREENING}.{bound[0]}", bound[1], said, least)


def _basis_told(look: Look, planning: Planning) -> bool:
    words = look.threshold("greening_basis_words")
    return words is not None and any(word in (planning.other or "") for word in words.words)
