"""再开发 and 履约: how under-used land is dealt with, and what was really done."""

from __future__ import annotations

from docgen.model.enums import LandCategory
from docgen.model.part import Part
from docgen.model.types import Count, Day, Quantity, Text

__all__ = ["Performance", "PerformanceYear", "Redevelopment", "RedevelopmentStep"]


class RedevelopmentStep(Part):
    """What is to be done in one month, ``2021-12``."""

    month: Text | None = None
    work: Text | None = None


class Redevelopment(Part):
    """再开发: idle, inefficient or unsupplied land and its remedy."""

    category: LandCategory | None = None
    classification: Text | None = None
    cause: Text | None = None
    measures: Text | None = None
    steps: tuple[RedevelopmentStep, ...] = ()
    deadline: Day | None = None
    lead_unit: Text | None = None
    responsible_units: tuple[Text, ...] = ()
    expected_benefit: Text | None = None


class PerformanceYear(Part):
    """The actual figures of one year."""

    year: Count | None = None
    tax_paid_wan: Quantity | None = None
    tax_relief_wan: Quantity | None = None
    tenants_tax_wan: Quantity | None = None
    output_wan: Quantity | None = None
    land_in_use_m2: Quantity | None = None


class Performance(Part):
    """履约. The investment for the idle test excludes the price of the land and taxes."""

    years: tuple[PerformanceYear, ...] = ()
    actual_commencement_date: Day | None = None
    actual_completion_date: Day | None = None
    idle_test_invested_wan: Quantity | None = None
