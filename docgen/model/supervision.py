"""监管 and 承诺: the supervision agreement and the enterprise's own commitment."""

from __future__ import annotations

from docgen.model.enums import DisputeOption
from docgen.model.part import Part
from docgen.model.types import Count, Day, Flag, Quantity, Text

__all__ = ["Commitment", "Supervision"]


class Supervision(Part):
    """监管: the terms of the 标准地 supervision agreement beyond the contract's own."""

    agreement_no: Text | None = None
    signing_date: Day | None = None
    signing_place: Text | None = None
    sign_within_days: Count | None = None
    completion_check_lead: Text | None = None
    completion_check_days: Count | None = None
    production_check_lead: Text | None = None
    production_check_months: Count | None = None
    recheck_months: Count | None = None
    report_deadline: Text | None = None
    performance_bond_yuan: Quantity | None = None
    performance_bond_form: Text | None = None
    investment_shortfall_rate_pct: Quantity | None = None
    tax_shortfall_rate_pct: Quantity | None = None
    late_production_yuan_per_day: Quantity | None = None
    late_production_cap_days: Count | None = None
    waiver_on_tax: Flag | None = None
    payee_name: Text | None = None
    exit_notice_days: Count | None = None
    exit_refund: Text | None = None
    exit_buildings: Text | None = None
    dispute_option: DisputeOption | None = None
    contact_change_notice_days: Count | None = None
    copies_total: Count | None = None
    copies_supervisor: Count | None = None
    copies_grantee: Count | None = None
    special_terms: tuple[Text, ...] = ()


class Commitment(Part):
    """承诺: what the enterprise publicly promises."""

    number: Text | None = None
    recipient: Text | None = None
    date: Day | None = None
    notice_mode: Flag | None = None
    notice_date: Day | None = None
    notice_items: tuple[Text, ...] = ()
    further_items: tuple[Text, ...] = ()
    publicity: Text | None = None
    copies_total: Count | None = None
