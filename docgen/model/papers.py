"""已有文书 and 价格依据: what other papers of the parcel say, and what a price rests on."""

from __future__ import annotations

from docgen.model.enums import PaperKind
from docgen.model.parcel import Planning
from docgen.model.part import Part
from docgen.model.project import Indicators
from docgen.model.types import Day, Quantity, Text

__all__ = ["StatedPaper", "Valuation"]


class StatedPaper(Part):
    """One paper that exists already, with the limits and indicators as it states them."""

    kind: PaperKind | None = None
    number: Text | None = None
    date: Day | None = None
    planning: Planning | None = None
    indicators: Indicators | None = None


class Valuation(Part):
    """What a price by agreement must not fall below (协议出让国有土地使用权规定 4, 5)."""

    minimum_price_yuan: Quantity | None = None
    benchmark_price_yuan_per_m2: Quantity | None = None
    cost_yuan: Quantity | None = None
