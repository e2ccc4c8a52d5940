"""宗地 and 规划条件: the land and what may be built on it."""

from __future__ import annotations

from docgen.model.part import Part
from docgen.model.types import Day, Quantity, Text

__all__ = ["Boundaries", "Parcel", "Planning", "Range"]


class Range(Part):
    """A lower and an upper limit; either may be absent."""

    min: Quantity | None = None
    max: Quantity | None = None


class Boundaries(Part):
    """四至: what the parcel borders on."""

    east: Text | None = None
    south: Text | None = None
    west: Text | None = None
    north: Text | None = None


class Parcel(Part):
    """宗地. Boundary points are (X to the north, Y to the east) in metres."""

    parcel_code: Text | None = None
    unit_code: Text | None = None
    supervision_no: Text | None = None
    location: Text | None = None
    boundaries: Boundaries | None = None
    total_area_m2: Quantity | None = None
    granted_area_m2: Quantity | None = None
    granted_area_mu: Quantity | None = None
    use: Text | None = None
    boundary_points: tuple[tuple[Quantity, Quantity], ...] = ()
    upper_limit_m: Quantity | None = None
    lower_limit_m: Quantity | None = None
    height_difference_m: Quantity | None = None
    elevation_datum: Text | None = None
    coordinate_system: Text | None = None


class Planning(Part):
    """规划条件, with the paper that set them."""

    document_no: Text | None = None
    document_title: Text | None = None
    issuer: Text | None = None
    issued_on: Day | None = None
    floor_area_ratio: Range | None = None
    building_coefficient_pct: Range | None = None
    building_density_pct: Range | None = None
    greening_ratio_pct: Range | None = None
    building_height_m: Range | None = None
    floor_area_m2: Range | None = None
    ancillary_land_pct: Range | None = None
    ancillary_land_m2: Range | None = None
    ancillary_floor_area_m2: Range | None = None
    ancillary_floor_area_pct: Range | None = None
    other: Text | None = None
