"""再开发 and 履约: how under-used land is dealt with, and what was really done."""

from __future__ import annotations

from docgen.model.enums import (
    DeveloperRole,
    IdleCause,
    IdleMode,
    LandCategory,
    RedevelopmentWay,
    UnsuppliedMode,
)
from docgen.model.evidence import CommencementProof, WorkshopTenant
from docgen.model.idle import IdleFacts, Measured, Progress, Rating
from docgen.model.lists import ListKind, ScatteredParcel
from docgen.model.part import Part
from docgen.model.types import Count, Day, Flag, Quantity, Text

__all__ = ["Performance", "PerformanceYear", "Redevelopment", "RedevelopmentStep"]


class RedevelopmentStep(Part):
    """What is to be done in one month, ``2021-12``."""

    month: Text | None = None
    work: Text | None = None


class Redevelopment(Part):
    """再开发: idle, inefficient or unsupplied land and its remedy."""

    category: LandCategory | None = None
    classification: Text | None = None
    ledger_no: Text | None = None
    recognition_authority: Text | None = None
    recognition_no: Text | None = None
    recognition_date: Day | None = None
    facts: tuple[Text, ...] = ()
    cause: Text | None = None
    idle_cause: IdleCause | None = None
    measures: Text | None = None
    way: RedevelopmentWay | None = None
    way_detail: Text | None = None
    idle_mode: IdleMode | None = None
    idle_mode_detail: Text | None = None
    steps: tuple[RedevelopmentStep, ...] = ()
    start_date: Day | None = None
    deadline: Day | None = None
    lead_unit: Text | None = None
    responsible_units: tuple[Text, ...] = ()
    expected_benefit: Text | None = None
    investment_wan: Quantity | None = None
    rewards: tuple[Text, ...] = ()
    exit_terms: tuple[Text, ...] = ()
    benefits_enjoyed_yuan: Quantity | None = None
    transition_years: Count | None = None
    scattered: tuple[ScatteredParcel, ...] = ()
    project_area_m2: Quantity | None = None
    listed_in: ListKind | None = None
    agreement_no: Text | None = None
    signing_date: Day | None = None
    copies_total: Count | None = None
    special_terms: tuple[Text, ...] = ()
    developer_role: DeveloperRole | None = None
    plan_no: Text | None = None
    plan_unit: Text | None = None
    approval_document: Text | None = None
    approval_document_date: Day | None = None
    unsupplied_mode: UnsuppliedMode | None = None
    supply_plan: Text | None = None
    occupied_since: Day | None = None
    acceptance_opinion_no: Text | None = None
    appraisal_date: Day | None = None
    provincial_filing_no: Text | None = None
    monitoring_filing_no: Text | None = None
    monitoring_filing_date: Day | None = None
    investigation_no: Text | None = None
    investigation_served_on: Day | None = None
    new_commencement_date: Day | None = None
    new_completion_date: Day | None = None
    temporary_use_until: Day | None = None
    resume_compensation_yuan: Quantity | None = None
    replacement_parcel: Text | None = None
    holder_consent_date: Day | None = None
    no_mortgage: Flag | None = None
    mortgagee: Text | None = None
    mortgagee_notice_no: Text | None = None
    mortgagee_notice_date: Day | None = None
    review_unit: Text | None = None
    review_opinion: Text | None = None
    review_date: Day | None = None
    filing_unit: Text | None = None
    filing_no: Text | None = None
    filing_date: Day | None = None
    approval_authority: Text | None = None
    approval_no: Text | None = None
    approval_date: Day | None = None
    closing_unit: Text | None = None
    closing_condition: Text | None = None


class PerformanceYear(Part):
    """The actual figures of one year."""

    year: Count | None = None
    tax_paid_wan: Quantity | None = None
    tax_relief_wan: Quantity | None = None
    tenants_tax_wan: Quantity | None = None
    output_wan: Quantity | None = None
    land_in_use_m2: Quantity | None = None
    tax_year: Count | None = None
    output_year: Count | None = None
    output_source: Text | None = None
    tax_wan_per_mu: Quantity | None = None
    output_wan_per_mu: Quantity | None = None
    leased_out: Flag | None = None
    standard_workshop: Flag | None = None
    workshop_tenants: tuple[WorkshopTenant, ...] = ()


class Performance(Part):
    """履约. The investment for the idle test excludes the price of the land and taxes."""

    years: tuple[PerformanceYear, ...] = ()
    actual_commencement_date: Day | None = None
    actual_completion_date: Day | None = None
    idle_test_invested_wan: Quantity | None = None
    idle: IdleFacts | None = None
    measured: Measured | None = None
    progress: Progress | None = None
    ratings: tuple[Rating, ...] = ()
    commencement_proof: CommencementProof | None = None
