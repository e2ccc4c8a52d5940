"""闲置事实, 实测 and 综合评价: what was found on the parcel and of the enterprise."""

from __future__ import annotations

from docgen.model.notice_enums import DelayCause
from docgen.model.part import Part
from docgen.model.types import Count, Day, Flag, Quantity, Text

__all__ = ["IdleFacts", "Measured", "MeasuredIndicator", "Progress", "Rating"]


class IdleFacts(Part):
    """What 闲置土地处置办法 asks about a parcel. Investments exclude land price and taxes."""

    delay_cause: DelayCause | None = None
    handover_confirmed_on: Day | None = None
    developed_area_m2: Quantity | None = None
    due_area_m2: Quantity | None = None
    total_investment_wan: Quantity | None = None
    suspended_since: Day | None = None
    no_profit_since: Day | None = None
    price_paid: Flag | None = None
    funds_secured: Flag | None = None
    replacement_use: Text | None = None
    replacement_contract_no: Text | None = None
    replacement_contract_note: Text | None = None
    published_on: Day | None = None
    published_location: Flag | None = None
    published_holder: Flag | None = None
    published_period: Flag | None = None
    published_cause: Flag | None = None
    settled_on: Day | None = None
    unpublished_on: Day | None = None


class MeasuredIndicator(Part):
    """What was found of one of the other indicators, by its code; for a text one also whether."""

    key: Text | None = None
    value: Quantity | None = None
    text: Text | None = None
    reached: Flag | None = None


class Measured(Part):
    """实测: what was measured; the investment includes the price of the land, as the contract's."""

    floor_area_ratio: Quantity | None = None
    building_density_pct: Quantity | None = None
    building_coefficient_pct: Quantity | None = None
    greening_ratio_pct: Quantity | None = None
    ancillary_land_pct: Quantity | None = None
    ancillary_floor_area_pct: Quantity | None = None
    fixed_asset_invested_wan: Quantity | None = None
    finished_floor_area_m2: Quantity | None = None
    output_wan_per_mu: Quantity | None = None
    shortfalls: tuple[Text, ...] = ()
    others: tuple[MeasuredIndicator, ...] = ()


class Progress(Part):
    """进度: the days on which things happened after completion."""

    acceptance_date: Day | None = None
    actual_production_date: Day | None = None
    actual_full_production_date: Day | None = None
    renewed_full_production_date: Day | None = None


class Rating(Part):
    """The class that an enterprise was given in one year's evaluation."""

    year: Count | None = None
    grade: Text | None = None
