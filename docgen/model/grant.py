"""出让: the terms of the grant."""

from __future__ import annotations

from docgen.model.clause_numbers import ClauseNumbers
from docgen.model.enums import (
    ContractForm,
    DeliveryCondition,
    DisputeOption,
    ExpiryOption,
    GrantMethod,
    PayeeKind,
    TermStartEvent,
    TransferOption,
    UseChangeOption,
)
from docgen.model.notice_enums import SupplementMatter
from docgen.model.part import Part
from docgen.model.types import Count, Day, Quantity, Text

__all__ = ["Grant", "Instalment", "SignedContract", "UseTerm"]


class SignedContract(Part):
    """A contract already signed, for the notices about it; pairs of topic and clause number."""

    form: ContractForm | None = None
    clauses: ClauseNumbers = ()
    supplement_no: Text | None = None
    supplement_matter: SupplementMatter | None = None
    supplement_signing_date: Day | None = None


class Instalment(Part):
    """One payment of several."""

    no: Count | None = None
    amount_yuan: Quantity | None = None
    share_pct: Quantity | None = None
    due_date: Day | None = None
    due_within_days: Count | None = None
    due_within_months: Count | None = None
    paid_yuan: Quantity | None = None


class UseTerm(Part):
    """One use of several that a parcel is granted for, with its own years and its share of land."""

    use: Text | None = None
    term_years: Count | None = None
    area_m2: Quantity | None = None


class Grant(Part):
    """出让. Rates are per mille a day; everything else bears its unit in its name."""

    method: GrantMethod | None = None
    announcement_no: Text | None = None
    bidding_start: Day | None = None
    bidding_end: Day | None = None
    deal_date: Day | None = None
    signing_date: Day | None = None
    signing_place: Text | None = None
    project_company: Text | None = None
    term_years: Count | None = None
    use_terms: tuple[UseTerm, ...] = ()
    term_start: Day | None = None
    term_start_event: TermStartEvent | None = None
    term_recognition_no: Text | None = None
    price_yuan: Quantity | None = None
    unit_price_yuan_per_m2: Quantity | None = None
    deposit_yuan: Quantity | None = None
    bid_bond_yuan: Quantity | None = None
    payment_deadline: Day | None = None
    paid_yuan: Quantity | None = None
    instalments: tuple[Instalment, ...] = ()
    instalment_interest: Text | None = None
    payee_kind: PayeeKind | None = None
    payee_name: Text | None = None
    delivery_date: Day | None = None
    delivery_condition: DeliveryCondition | None = None
    site_condition: Text | None = None
    infrastructure: Text | None = None
    as_is_condition: Text | None = None
    commencement_date: Day | None = None
    completion_date: Day | None = None
    extension_notice_days: Count | None = None
    extension_max_years: Count | None = None
    use_change_option: UseChangeOption | None = None
    transfer_option: TransferOption | None = None
    transfer_investment_pct: Quantity | None = None
    expiry_option: ExpiryOption | None = None
    late_payment_rate_permille_per_day: Quantity | None = None
    late_payment_cancel_days: Count | None = None
    late_commencement_rate_permille_per_day: Quantity | None = None
    late_completion_rate_permille_per_day: Quantity | None = None
    late_delivery_rate_permille_per_day: Quantity | None = None
    late_delivery_cancel_days: Count | None = None
    over_limit_rate_permille: Quantity | None = None
    dispute_option: DisputeOption | None = None
    arbitration_institution: Text | None = None
    approval_authority: Text | None = None
    approval_no: Text | None = None
    contact_change_notice_days: Count | None = None
    copies_total: Count | None = None
    copies_grantor: Count | None = None
    copies_grantee: Count | None = None
    special_terms: tuple[Text, ...] = ()
