"""The listed values of the notice chain, of breaches and of idle land."""

from __future__ import annotations

from docgen.model.enums import Listed

__all__ = [
    "BreachMatter",
    "ClaimGround",
    "DelayCause",
    "IdleVerdict",
    "Letterhead",
    "NoticeKind",
    "RefundMode",
    "ServiceMethod",
    "SupplementMatter",
]


class NoticeKind(Listed):
    """What a notice is; who may issue it and what it must hold stands in ``notices.yaml``."""

    DEAL_PUBLICITY = "deal_publicity"
    DEAL_CONFIRMATION = "deal_confirmation"
    AGREEMENT_SIGNING = "agreement_signing"
    HANDOVER_CONFIRMATION = "handover_confirmation"
    PRICE_DEMAND = "price_demand"
    LAND_TAX_REMINDER = "land_tax_reminder"
    TAX_ORDER = "tax_order"
    TAX_NOTICE = "tax_notice"
    IDLE_INVESTIGATION = "idle_investigation"
    IDLE_SITUATION = "idle_situation"
    IDLE_RECOGNITION = "idle_recognition"
    HEARING_RIGHTS = "hearing_rights"
    IDLE_FEE_DECISION = "idle_fee_decision"
    IDLE_FEE_DEMAND = "idle_fee_demand"
    RESUMPTION_DECISION = "resumption_decision"
    MORTGAGEE_NOTICE = "mortgagee_notice"
    INEFFICIENT_OPINION = "inefficient_opinion"
    INEFFICIENT_NOTICE = "inefficient_notice"
    RECTIFICATION = "rectification"
    CONSTRUCTION_OVERDUE = "construction_overdue"
    COMPLETION_ACCEPTANCE = "completion_acceptance"
    PRODUCTION_ACCEPTANCE = "production_acceptance"
    PENALTY_PAYMENT = "penalty_payment"
    PERFORMANCE_DEMAND = "performance_demand"
    PERFORMANCE_DECISION = "performance_decision"
    ENFORCEMENT_DEMAND = "enforcement_demand"
    CONTRACT_TERMINATION = "contract_termination"
    SUPPLEMENTARY_AGREEMENT = "supplementary_agreement"
    RENEWAL_REMINDER = "renewal_reminder"
    COURT_REMINDER = "court_reminder"
    OCCUPIED_PROCEDURE = "occupied_procedure"
    OCCUPIED_ACCEPTANCE = "occupied_acceptance"
    CREDIT_PRIOR_NOTICE = "credit_prior_notice"
    CREDIT_LISTING = "credit_listing"
    SERVICE_RECEIPT = "service_receipt"
    PARCEL_CARD = "parcel_card"


class Letterhead(Listed):
    """How the head of a paper comes onto it: printed with it, there already, or not at all."""

    PRINTED = "printed"
    PREPRINTED = "preprinted"
    NONE = "none"


class ServiceMethod(Listed):
    """How a paper reaches its addressee (民事诉讼法 87 to 95)."""

    DIRECT = "direct"
    LEFT = "left"
    MAIL = "mail"
    ELECTRONIC = "electronic"
    ENTRUSTED = "entrusted"
    PUBLIC = "public"


class BreachMatter(Listed):
    """What was not performed."""

    LATE_PAYMENT = "late_payment"
    LATE_COMMENCEMENT = "late_commencement"
    LATE_COMPLETION = "late_completion"
    LATE_DELIVERY = "late_delivery"
    INVESTMENT_TOTAL = "investment_total"
    INVESTMENT_INTENSITY = "investment_intensity"
    FLOOR_AREA_RATIO_UNDER = "floor_area_ratio_under"
    FLOOR_AREA_RATIO_OVER = "floor_area_ratio_over"
    BUILDING_DENSITY_UNDER = "building_density_under"
    BUILDING_DENSITY_OVER = "building_density_over"
    GREENING_OVER = "greening_over"
    ANCILLARY_LAND_OVER = "ancillary_land_over"
    ANCILLARY_FLOOR_OVER = "ancillary_floor_over"
    LATE_PRODUCTION = "late_production"
    TAX_SHORTFALL = "tax_shortfall"


class ClaimGround(Listed):
    """Under which paper a penalty is claimed."""

    CONTRACT = "contract"
    AGREEMENT = "agreement"


class DelayCause(Listed):
    """Why building did not begin: 闲置土地处置办法 8, and 城市房地产管理法 26 for the last one."""

    LATE_DELIVERY = "late_delivery"
    PLANNING_CHANGE = "planning_change"
    POLICY_CHANGE = "policy_change"
    PETITION = "petition"
    MILITARY_OR_RELICS = "military_or_relics"
    OTHER_GOVERNMENT = "other_government"
    FORCE_MAJEURE = "force_majeure"
    PRELIMINARY_WORK = "preliminary_work"


class IdleVerdict(Listed):
    """What the facts make of a parcel under 闲置土地处置办法 2."""

    NOT_BEGUN = "not_begun"
    SUSPENDED = "suspended"
    NOT_IDLE = "not_idle"
    BOUNDARY = "boundary"


class SupplementMatter(Listed):
    """What a supplementary agreement changes."""

    CONSTRUCTION = "construction"
    PRODUCTION = "production"
    IDLE = "idle"


class RefundMode(Listed):
    """How much of the price is given back when the land is."""

    REMAINING_TERM = "remaining_term"
    LESS_DEPOSIT = "less_deposit"
    LESS_DEPOSIT_AND_FEE = "less_deposit_and_fee"
