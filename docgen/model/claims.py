"""违约事项 and 退款: what is claimed for each breach, and what is given back with the land."""

from __future__ import annotations

from docgen.model.notice_enums import BreachMatter, ClaimGround, RefundMode
from docgen.model.part import Part
from docgen.model.types import Count, Day, Flag, Quantity, Text

__all__ = ["Claim", "Exemption", "Refund"]


class Exemption(Part):
    """The written decision not to pursue a breach; without number and date there is none."""

    decision_no: Text | None = None
    decided_on: Day | None = None
    decided_by: Text | None = None
    tax_year: Count | None = None


class Claim(Part):
    """One breach. What is not given is taken from contract, agreement and 履约."""

    matter: BreachMatter | None = None
    ground: ClaimGround | None = None
    clause: Text | None = None
    formula_no: Text | None = None
    instalment_no: Count | None = None
    base_yuan: Quantity | None = None
    rate_permille_per_day: Quantity | None = None
    rate_permille: Quantity | None = None
    rate_pct: Quantity | None = None
    late_yuan_per_day: Quantity | None = None
    due_date: Day | None = None
    until_date: Day | None = None
    overdue_days: Count | None = None
    cap_days: Count | None = None
    agreed_value: Quantity | None = None
    actual_value: Quantity | None = None
    agreed_floor_area_m2: Quantity | None = None
    unfinished_floor_area_m2: Quantity | None = None
    land_in_use_m2: Quantity | None = None
    amount_yuan: Quantity | None = None
    deposit_forfeited: Flag | None = None
    exemption: Exemption | None = None


class Refund(Part):
    """退款: the day on which the contract ends and how the refund is worked out."""

    mode: RefundMode | None = None
    ended_on: Day | None = None
    paid_yuan: Quantity | None = None
    amount_yuan: Quantity | None = None
