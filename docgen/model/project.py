"""项目 and 指标: what is to be built, and the promises of 3+N+1."""

from __future__ import annotations

from docgen.model.enums import Direction, ExtraKind
from docgen.model.parcel import Range
from docgen.model.part import Part
from docgen.model.types import Day, Quantity, Text

__all__ = ["ExtraIndicator", "Indicator", "Indicators", "Project"]


class Project(Part):
    """项目. The investment includes buildings, equipment and the price of the land."""

    name: Text | None = None
    project_code: Text | None = None
    industry_code: Text | None = None
    industry_name: Text | None = None
    fixed_asset_investment_wan: Quantity | None = None
    investment_basis: Text | None = None
    production_start_date: Day | None = None
    full_production_date: Day | None = None


class Indicator(Part):
    """One of the N: a value with its unit and direction, or a requirement in words."""

    key: Text | None = None
    name: Text | None = None
    value: Quantity | None = None
    unit: Text | None = None
    direction: Direction | None = None
    text: Text | None = None
    year: Text | None = None
    measured_by: Text | None = None
    data_source: Text | None = None


class ExtraIndicator(Part):
    """The "1" of 3+N+1."""

    kind: ExtraKind | None = None
    text: Text | None = None


class Indicators(Part):
    """指标: three core indicators, N others, and one."""

    investment_intensity_wan_per_mu: Quantity | None = None
    tax_wan_per_mu: Quantity | None = None
    floor_area_ratio: Range | None = None
    others: tuple[Indicator, ...] = ()
    extra: ExtraIndicator | None = None
