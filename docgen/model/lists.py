"""What a redevelopment counts in: scattered pieces of land, and lists of a county."""

from __future__ import annotations

from docgen.model.enums import Listed
from docgen.model.part import Part
from docgen.model.types import Quantity, Text

__all__ = ["ListKind", "ScatteredParcel"]


class ListKind(Listed):
    """The county's list that a parcel is put into."""

    IDLE = "idle"
    PLANT = "plant"


class ScatteredParcel(Part):
    """A small piece of land beside the project that is rebuilt together with it."""

    location: Text | None = None
    area_m2: Quantity | None = None
