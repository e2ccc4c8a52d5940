"""清册, 方案 and 供地: parcels that one plan deals with, the plan, and how a parcel is supplied."""

from __future__ import annotations

from docgen.model.enums import Listed
from docgen.model.part import Part
from docgen.model.types import Count, Day, Quantity, Text

__all__ = [
    "Inventory",
    "InventoryKind",
    "InventoryRow",
    "LandSource",
    "Scheme",
    "Supply",
    "SupplyMode",
]


class InventoryKind(Listed):
    """Which ledger of parcels."""

    INEFFICIENT = "inefficient_ledger"
    IDLE = "idle_ledger"
    WATCH = "watch_ledger"
    SUPPLY = "supply_ledger"
    PARCEL = "parcel_ledger"


class LandSource(Listed):
    """Where land that may be supplied comes from; all but the first are stock (存量)."""

    NEW = "new"
    UNSUPPLIED = "approved_unsupplied"
    IDLE = "idle"
    INEFFICIENT = "inefficient"
    RESERVE = "reserve"


class SupplyMode(Listed):
    """How industrial land is supplied: for the full term, or in one of four flexible ways."""

    FULL = "full"
    FLEXIBLE = "flexible"
    LEASE_FIRST = "lease_first"
    MIXED = "mixed"
    LONG_LEASE = "long_lease"


class Supply(Part):
    """供地: how, when and on what terms a parcel is to be supplied."""

    source: LandSource | None = None
    year: Count | None = None
    available_on: Day | None = None
    cost_yuan: Quantity | None = None
    conditions: tuple[Text, ...] = ()
    procedure: Text | None = None
    cycle_months: Count | None = None
    mode: SupplyMode | None = None
    term_years: Count | None = None
    lease_years: Count | None = None
    review_no: Text | None = None
    review_date: Day | None = None


class InventoryRow(Part):
    """One parcel of an inventory, as its ledger has it."""

    no: Count | None = None
    classification: Text | None = None
    parcel_code: Text | None = None
    location: Text | None = None
    holder: Text | None = None
    area_m2: Quantity | None = None
    use: Text | None = None
    cause: Text | None = None
    way: Text | None = None
    measures: Text | None = None
    deadline: Day | None = None
    lead_unit: Text | None = None
    unit_names: Text | None = None
    planning_no: Text | None = None
    available_on: Day | None = None
    cost_yuan: Quantity | None = None
    conditions: Text | None = None
    procedure: Text | None = None
    cycle_months: Count | None = None
    mode: SupplyMode | None = None
    term_years: Count | None = None
    lease_years: Count | None = None
    review_no: Text | None = None
    review_date: Day | None = None


class Inventory(Part):
    """清册: the parcels of a ledger, and the sums that it states itself."""

    kind: InventoryKind | None = None
    as_of: Day | None = None
    year: Count | None = None
    count: Count | None = None
    area_m2: Quantity | None = None
    rows: tuple[InventoryRow, ...] = ()


class Scheme(Part):
    """方案: what a plan for many parcels says besides them."""

    number: Text | None = None
    unit: Text | None = None
    partner_units: tuple[Text, ...] = ()
    region: Text | None = None
    start_date: Day | None = None
    end_date: Day | None = None
    basis: tuple[Text, ...] = ()
    goals: tuple[Text, ...] = ()
    layout: tuple[Text, ...] = ()
    criteria: tuple[Text, ...] = ()
    incentives: tuple[Text, ...] = ()
    pressures: tuple[Text, ...] = ()
    safeguards: tuple[Text, ...] = ()
    review_unit: Text | None = None
    review_opinion: Text | None = None
    review_date: Day | None = None
    approval_authority: Text | None = None
    approval_no: Text | None = None
    approval_date: Day | None = None
    publication: Text | None = None
