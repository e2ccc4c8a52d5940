"""通知 and its chain: the notice that is made, the papers before it, and how each was served."""

from __future__ import annotations

from docgen.model.enums import AuthorityKind, PayeeKind
from docgen.model.notice_enums import BreachMatter, Letterhead, NoticeKind, ServiceMethod
from docgen.model.part import Part
from docgen.model.types import Count, Day, Flag, Quantity, Text

__all__ = [
    "Announcement",
    "Chain",
    "CreditPriorNotice",
    "Lawsuit",
    "Notice",
    "Paper",
    "Service",
    "TaxItem",
]


class Service(Part):
    """送达: what the receipt of service says of one paper."""

    document_title: Text | None = None
    document_no: Text | None = None
    copies_total: Count | None = None
    recipient: Text | None = None
    server: Text | None = None
    method: ServiceMethod | None = None
    place: Text | None = None
    mail_no: Text | None = None
    published_on: Day | None = None
    served_on: Day | None = None
    signer: Text | None = None
    served_time: Text | None = None
    agent_note: Text | None = None
    refusal_note: Text | None = None
    witness: Text | None = None
    remark: Text | None = None


class TaxItem(Part):
    """One tax for one period, in yuan; the rate is yuan per ㎡ a year."""

    tax_name: Text | None = None
    period_start: Day | None = None
    period_end: Day | None = None
    land_area_m2: Quantity | None = None
    rate_yuan_per_m2: Quantity | None = None
    due_yuan: Quantity | None = None
    paid_yuan: Quantity | None = None
    owed_yuan: Quantity | None = None
    due_date: Day | None = None


class Notice(Part):
    """通知: the notice that is being made. Its rate is per mille a day."""

    kind: NoticeKind | None = None
    title: Text | None = None
    document_no: Text | None = None
    date: Day | None = None
    issuer: Text | None = None
    issuer_kind: AuthorityKind | None = None
    letterhead: Letterhead | None = None
    addressee: Text | None = None
    copy_to: tuple[Text, ...] = ()
    matter: BreachMatter | None = None
    facts: tuple[Text, ...] = ()
    evidence: tuple[Text, ...] = ()
    basis: tuple[Text, ...] = ()
    matters: tuple[Text, ...] = ()
    materials_days: Count | None = None
    rights: tuple[Text, ...] = ()
    conclusion: Text | None = None
    requirements: tuple[Text, ...] = ()
    way: Text | None = None
    deadline: Day | None = None
    deadline_days: Count | None = None
    deadline_from_service: Flag | None = None
    consequence: Text | None = None
    amount_yuan: Quantity | None = None
    base_yuan: Quantity | None = None
    rate_permille_per_day: Quantity | None = None
    payee_kind: PayeeKind | None = None
    payee_name: Text | None = None
    approval_authority: Text | None = None
    approval_authority_kind: AuthorityKind | None = None
    approval_no: Text | None = None
    approval_date: Day | None = None
    proposed: NoticeKind | None = None
    hearing_working_days: Count | None = None
    hearing_result: Text | None = None
    reconsideration_authority: Text | None = None
    reconsideration_days: Count | None = None
    court: Text | None = None
    litigation_months: Count | None = None
    pay_before_reconsideration: Flag | None = None
    reconsideration_before_suit: Flag | None = None
    ground_known_on: Day | None = None
    publicity_start: Day | None = None
    publicity_end: Day | None = None
    taxes: tuple[TaxItem, ...] = ()
    report_to: tuple[Text, ...] = ()
    inquiry_no: Text | None = None
    inquiry_date: Day | None = None
    case_no: Text | None = None
    auction_notice_date: Day | None = None
    copies_total: Count | None = None
    server: Text | None = None
    statement: Text | None = None
    inspection_date: Day | None = None
    inspection_place: Text | None = None
    payment_channel: Text | None = None
    contact: Text | None = None
    phone: Text | None = None
    service: Service | None = None


class Paper(Part):
    """A paper that came before in the chain."""

    document_no: Text | None = None
    date: Day | None = None
    served_on: Day | None = None


class CreditPriorNotice(Paper):
    """The written notice before somebody is put on a list of the untrustworthy."""

    told_basis: Flag | None = None
    told_reason: Flag | None = None
    told_measures: Flag | None = None
    told_objection: Flag | None = None


class Lawsuit(Part):
    """Civil proceedings about a breach."""

    matter: BreachMatter | None = None
    court: Text | None = None
    case_no: Text | None = None
    filed_on: Day | None = None
    judged_on: Day | None = None


class Chain(Part):
    """文书链: the papers issued before, each in its place."""

    investigation: Paper | None = None
    materials_returned_on: Day | None = None
    situation: Paper | None = None
    recognition: Paper | None = None
    hearing_rights: Paper | None = None
    fee_decision: Paper | None = None
    resumption_decision: Paper | None = None
    mortgagee_notice: Paper | None = None
    price_demand: Paper | None = None
    performance_demand: Paper | None = None
    performance_decision: Paper | None = None
    enforcement_demand: Paper | None = None
    enforcement_applied_on: Day | None = None
    termination: Paper | None = None
    credit_prior_notice: CreditPriorNotice | None = None
    lawsuit: Lawsuit | None = None


class Announcement(Part):
    """公告: what was published with the announcement, by the hash of its wording (SHA-256)."""

    published_on: Day | None = None
    agreement_attached: Flag | None = None
    commitment_attached: Flag | None = None
    agreement_wording_sha256: Text | None = None
    agreement_signed_wording_sha256: Text | None = None
    commitment_wording_sha256: Text | None = None
    commitment_signed_wording_sha256: Text | None = None
