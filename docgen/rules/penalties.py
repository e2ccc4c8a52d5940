"""Penalties as claimed, held against what the formulas give, and against each other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.calendar import next_working_day_after_holiday
from docgen.figures.breach_facts import agreed_and_actual, delay_of
from docgen.figures.breaches import owed
from docgen.figures.derive_performance import is_exempt, refund_of
from docgen.model import BreachMatter, Claim, ContractForm, NoticeKind
from docgen.rules.look import Breach, Look, Said, rule, to_places
from docgen.rules.papers import issued, notice_of, was_issued

__all__ = [
    "amounts_are_recomputed",
    "commencement_costs_a_year_at_most",
    "days_are_counted_from_the_due_day",
    "deposit_or_penalty",
    "penalties_are_not_out_of_proportion",
    "total_or_intensity",
]


def _amount(look: Look, claim: Claim) -> Decimal | None:
    """Return what is claimed, else what the formula gives."""
    if claim.amount_yuan is not None:
        return claim.amount_yuan
    worked = owed(look.case, claim)
    return worked.value if worked else None


def _label(claim: Claim) -> str | None:
    return claim.matter.label if claim.matter else None


@rule("R095", "claims|refund")
def amounts_are_recomputed(look: Look) -> Iterator[Breach]:
    """Each amount is what its formula gives from base, rate and days; the notice asks their sum."""
    tolerance = look.threshold("penalty_tolerance_yuan")
    if tolerance is None:
        return
    for index, claim in enumerate(look.case.claims):
        yield from _recomputed(look, claim, f"claims[{index}]", tolerance.number)
    yield from _refund(look, tolerance.number)
    notice = notice_of(look)
    if notice.kind is not NoticeKind.PENALTY_PAYMENT or notice.amount_yuan is None:
        return
    due = [_amount(look, claim) for claim in look.case.claims if not is_exempt(claim)]
    known = [amount for amount in due if amount is not None]
    total = sum(known, Decimal(0))
    if known and len(known) == len(due) and abs(total - notice.amount_yuan) > tolerance.number:
        said: dict[str, Said] = {"total": to_places(total, 2)}
        yield Breach("total", "notice.amount_yuan", notice.amount_yuan, said)


def _recomputed(look: Look, claim: Claim, path: str, tolerance: Decimal) -> Iterator[Breach]:
    worked = owed(look.case, claim)
    said: dict[str, Said] = {"matter": _label(claim)}
    if worked is None:
        if claim.amount_yuan is not None:
            branch = "nothing" if _is_performed(look, claim) else "unproved"
            yield Breach(branch, f"{path}.amount_yuan", claim.amount_yuan, said)
        return
    said |= {"working": worked.text, "amount": worked.value, "number": worked.formula.number}
    if claim.formula_no is not None and claim.formula_no != worked.formula.number:
        yield Breach("formula", f"{path}.formula_no", claim.formula_no, said)
    if claim.amount_yuan is not None and abs(claim.amount_yuan - worked.value) > tolerance:
        yield Breach("differ", f"{path}.amount_yuan", claim.amount_yuan, said)


def _is_performed(look: Look, claim: Claim) -> bool:
    """Whether the case itself shows that nothing is late and nothing is short or over."""
    delay = delay_of(look.case, claim)
    if delay is not None:
        return delay.days == 0
    agreed, actual = agreed_and_actual(look.case, claim)
    if agreed is None or actual is None:
        return False
    return actual <= agreed if claim.matter in _OVER else actual >= agreed


_OVER = frozenset(
    {
        BreachMatter.FLOOR_AREA_RATIO_OVER,
        BreachMatter.BUILDING_DENSITY_OVER,
        BreachMatter.GREENING_OVER,
        BreachMatter.ANCILLARY_LAND_OVER,
        BreachMatter.ANCILLARY_FLOOR_OVER,
    }
)


def _refund(look: Look, tolerance: Decimal) -> Iterator[Breach]:
    """What is given back is what the chosen way gives; the way by days is mere practice."""
    refund, worked = look.case.refund, refund_of(look.case, look.pack)
    if refund is None or worked is None or refund.amount_yuan is None:
        return
    if abs(refund.amount_yuan - worked.value) > tolerance:
        said: dict[str, Said] = {"working": worked.text, "amount": worked.value}
        branch = "refund_by_practice" if worked.formula.certainty == "G" else "refund"
        yield Breach(branch, "refund.amount_yuan", refund.amount_yuan, said)


@rule("R096", "claims")
def days_are_counted_from_the_due_day(look: Look) -> Iterator[Breach]:
    """Days = day of payment − due day; a due day on a holiday moves first (民法典 201, 203)."""
    for index, claim in enumerate(look.case.claims):
        delay = delay_of(look.case, claim)
        if delay is None:
            continue
        path = f"claims[{index}].overdue_days"
        moved = next_working_day_after_holiday(delay.due)
        said: dict[str, Said] = {
            "due": delay.due,
            "until": delay.until,
            "moved": moved.day,
            "days": delay.days,
            "counted": delay.counted,
        }
        if moved.unverified:
            yield Breach("unverified", path, claim.overdue_days, said)
        if claim.overdue_days is not None and claim.overdue_days not in (delay.days, delay.counted):
            branch = "differ" if moved.day == delay.due else "moved"
            yield Breach(branch, path, claim.overdue_days, said)


@rule("R097", "claims")
def commencement_costs_a_year_at_most(look: Look) -> Iterator[Breach]:
    """Form of 2025: a year at most, then the fee; of 2008: both may run, and that is told."""
    contract = look.case.contract
    code = contract.form if contract else None
    feed = notice_of(look).kind is NoticeKind.IDLE_FEE_DECISION
    fee = feed or was_issued(issued(look, "fee_decision"))
    for index, claim in enumerate(look.case.claims):
        delay = delay_of(look.case, claim)
        if claim.matter is not BreachMatter.LATE_COMMENCEMENT or delay is None:
            continue
        said: dict[str, Said] = {"days": delay.days, "counted": delay.counted}
        if code is ContractForm.GF_2008:
            if fee:
                yield Breach("both", f"claims[{index}].matter", _label(claim), said)
            continue
        worked, capped = owed(look.case, claim), delay.counted < delay.days
        asked, most = claim.amount_yuan, worked.value if worked else None
        if capped and asked is not None and most is not None and asked > most:
            said["most"] = most
            yield Breach("over", f"claims[{index}].amount_yuan", asked, said)


@rule("R098", "claims")
def total_or_intensity(look: Look) -> Iterator[Breach]:
    """Total and intensity of investment are one fact; it is not paid for twice."""
    claimed = [
        (index, claim)
        for index, claim in enumerate(look.case.claims)
        if claim.matter in (BreachMatter.INVESTMENT_TOTAL, BreachMatter.INVESTMENT_INTENSITY)
        and not is_exempt(claim)
    ]
    if len({claim.matter for _, claim in claimed}) > 1:
        index, claim = claimed[-1]
        yield Breach("both", f"claims[{index}].matter", _label(claim))


@rule("R099", "claims")
def penalties_are_not_out_of_proportion(look: Look) -> Iterator[Breach]:
    """A sum of penalties that is large beside the price is worth a second look."""
    most = look.threshold("penalty_review_pct")
    price = look.case.grant.price_yuan if look.case.grant else None
    if most is None or not price or price <= 0:
        return
    due = [_amount(look, claim) for claim in look.case.claims if not is_exempt(claim)]
    total = sum((amount for amount in due if amount is not None), Decimal(0))
    share = total * 100 / price
    if share >= most.number:
        said: dict[str, Said] = {
            "total": to_places(total, 2),
            "share": to_places(share, 2),
            "limit": most.number,
        }
        yield Breach("large", "claims", None, said)


@rule("R100", "claims")
def deposit_or_penalty(look: Look) -> Iterator[Breach]:
    """民法典 588: for one breach the penalty or the deposit, never both."""
    for index, claim in enumerate(look.case.claims):
        amount = _amount(look, claim)
        if claim.deposit_forfeited and amount:
            said: dict[str, Said] = {"matter": _label(claim), "amount": amount}
            yield Breach("both", f"claims[{index}].deposit_forfeited", None, said)
