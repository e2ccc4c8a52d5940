"""What follows from performance: values per 亩, idle land, penalties and refunds, each with how."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

from docgen import glossary
from docgen.calendar import term_end
from docgen.figures import penalties
from docgen.figures.breach_facts import delay_of, ground_of
from docgen.figures.breaches import owed
from docgen.figures.clauses import clause_of_breach
from docgen.figures.compared import compare_indicators, compare_planning
from docgen.figures.derive import Derivation
from docgen.figures.derive_arrears import derive_arrears
from docgen.figures.formulas import Worked
from docgen.figures.idle import (
    IdleLimits,
    area_share,
    investment_share,
    judge_idle,
    judged_on,
)
from docgen.figures.make import make
from docgen.figures.performance import (
    latest_year,
    measured_intensity,
    output_per_mu,
    tax_per_mu,
    tax_total_wan,
)
from docgen.figures.reckon import reckoned
from docgen.figures.rows import table
from docgen.model import Case, Claim, NoticeKind, PerformanceYear, RefundMode
from docgen.packs import Pack
from docgen.proof import Kind, Value
from docgen.units import mu_from_m2

__all__ = ["derive_performance", "idle_fee_of", "idle_limits", "is_exempt", "refund_of"]

_Cell = tuple[Kind, Value, str, str]


def derive_performance(case: Case, pack: Pack | None) -> Iterator[Derivation]:
    """Yield what follows from performance; what cannot be worked out is a figure without value.

    Most notices of a print run have nothing of it: then the same absent figures serve them all.
    """
    years, checks, idle, claims, refund, arrears = _nothing()
    yield from _years(case) if case.performance else years
    yield from _checks(case, pack) if case.performance else checks
    yield from _idle(case, pack) if _may_be_idle(case) else idle
    yield from _claims(case) if case.claims else claims
    yield from _refund(case, pack) if case.refund else refund
    demanded = case.notice is not None and case.notice.kind is NoticeKind.PRICE_DEMAND
    yield from derive_arrears(case) if demanded else arrears


@cache
def _nothing() -> tuple[tuple[Derivation, ...], ...]:
    case = Case()
    parts = (
        _years(case),
        _checks(case, None),
        _idle(case, None),
        _claims(case),
        _refund(case, None),
        derive_arrears(case),
    )
    return tuple(tuple(part) for part in parts)


def _may_be_idle(case: Case) -> bool:
    kind = case.notice.kind if case.notice else None
    return bool(case.performance or case.redevelopment or kind in _ABOUT_IDLE)


_ABOUT_IDLE = frozenset(
    {
        NoticeKind.IDLE_INVESTIGATION,
        NoticeKind.IDLE_SITUATION,
        NoticeKind.IDLE_RECOGNITION,
        NoticeKind.HEARING_RIGHTS,
        NoticeKind.IDLE_FEE_DECISION,
        NoticeKind.IDLE_FEE_DEMAND,
        NoticeKind.RESUMPTION_DECISION,
        NoticeKind.MORTGAGEE_NOTICE,
    }
)


def idle_limits(pack: Pack | None, on: date | None) -> IdleLimits | None:
    """Return the law's thresholds for idle land on a day, None where the pack lacks one.

    Args:
        pack: The jurisdiction's pack.
        on: The day of judging.
    """
    keys = (
        "idle_full_years",
        "idle_area_under_one_in",
        "idle_investment_under_pct",
        "presumed_commencement_years",
    )
    values = [pack.threshold(key, on) if pack else None for key in keys]
    numbers = [value.number for value in values if value is not None]
    if len(numbers) < len(keys):
        return None
    years, one_in, pct, presumed = numbers
    return IdleLimits(int(years), int(one_in), pct, int(presumed))


def idle_fee_of(case: Case, pack: Pack | None) -> Worked | None:
    """Return the fee for idle land by the pack's share of the price; None where unknown."""
    rate = pack.threshold("idle_fee_pct", judged_on(case)) if pack else None
    price = case.grant.price_yuan if case.grant else None
    return penalties.idle_fee(price, rate.number) if price is not None and rate else None


def refund_of(case: Case, pack: Pack | None) -> Worked | None:
    """Return what is given back with the land, by the way that the case chooses; None for none."""
    refund, grant = case.refund, case.grant
    if refund is None or grant is None or refund.paid_yuan is None:
        return None
    if refund.mode is RefundMode.REMAINING_TERM:
        start, ended, years = grant.term_start, refund.ended_on, grant.term_years
        if not isinstance(start, date) or not isinstance(ended, date) or not years:
            return None
        end = reckoned(term_end, start, years)
        if end is None:
            return None
        return penalties.refund_of_remaining_term(refund.paid_yuan, start, end, ended)
    deposit = grant.deposit_yuan or Decimal(0)
    if refund.mode is RefundMode.LESS_DEPOSIT:
        return penalties.refund_less(refund.paid_yuan, deposit)
    fee = idle_fee_of(case, pack)
    return penalties.refund_less(refund.paid_yuan, deposit, fee.value) if fee else None


def _figure(key: str, kind: Kind, value: Value, basis: str) -> Derivation:
    entry = glossary.derived()[key]
    return Derivation(
        entry.title, make(key, entry.title, kind, value, unit=entry.unit, basis=basis)
    )


def _worked(key: str, kind: Kind, worked: Worked | None) -> Iterator[Derivation]:
    """Yield a result and, under the name ending in ``formula``, how it came about."""
    basis = f"{worked.formula.title}：{worked.text}" if worked else ""
    yield _figure(key, kind, worked.value if worked else None, basis)
    stem = key.rpartition(".")
    formula = f"{stem[0]}.{_STEMS[stem[2]]}_formula"
    yield _figure(formula, "text", worked.text if worked else None, basis)


_STEMS = {
    "latest_tax_wan_per_mu": "latest_tax",
    "latest_output_wan_per_mu": "latest_output",
    "intensity_wan_per_mu": "intensity",
    "idle_area_pct": "idle_area",
    "idle_investment_pct": "idle_investment",
    "idle_fee_yuan": "idle_fee",
}


def _years(case: Case) -> Iterator[Derivation]:
    years = case.performance.years if case.performance else ()
    entry = glossary.derived()["performance.table"]
    yield Derivation(entry.title, table(entry, [_year(i, one) for i, one in enumerate(years)]))
    last = latest_year(case)
    path = glossary.title_path("performance.years")
    yield _figure("performance.latest_year", "count", last.year if last else None, path)
    yield from _worked(
        "performance.latest_tax_wan_per_mu", "number", tax_per_mu(last) if last else None
    )
    yield from _worked(
        "performance.latest_output_wan_per_mu", "number", output_per_mu(last) if last else None
    )
    yield from _worked("performance.intensity_wan_per_mu", "number", measured_intensity(case))


def _year(index: int, year: PerformanceYear) -> dict[str, _Cell]:
    path = f"performance.years[{index}]"
    tax, output, area = tax_per_mu(year), output_per_mu(year), year.land_in_use_m2
    mu = mu_from_m2(area) if area is not None else None
    return {
        "year": ("count", year.year, "", f"{path}.year"),
        "tax_total_wan": ("number", tax_total_wan(year), "万元", path),
        "land_mu": ("number", mu, "亩", f"{path}.land_in_use_m2"),
        **_result("tax", tax, path),
        **_result("output", output, path),
    }


def _result(name: str, worked: Worked | None, path: str) -> dict[str, _Cell]:
    basis = worked.text if worked else path
    unit = glossary.derived()[f"performance.latest_{name}_wan_per_mu"].unit
    return {
        f"{name}_wan_per_mu": ("number", worked.value if worked else None, unit, basis),
        f"{name}_formula": ("text", worked.text if worked else None, "", basis),
    }


def _checks(case: Case, pack: Pack | None) -> Iterator[Derivation]:
    """Yield the tables of what was agreed beside what was reached, and what fell short."""
    planning, indicators = compare_planning(case), compare_indicators(case, pack)
    for key, found in (("planning", planning), ("indicator", indicators)):
        entry = glossary.derived()[f"performance.{key}_check"]
        yield Derivation(entry.title, table(entry, found.rows))
    basis = glossary.title_path("performance.measured")
    for key, names in (
        ("planning_unmet", planning.unmet),
        ("indicators_unmet", indicators.unmet),
        ("indicators_unchecked", indicators.unchecked),
    ):
        yield _figure(f"performance.{key}", "text", "、".join(names) or None, basis)


def _idle(case: Case, pack: Pack | None) -> Iterator[Derivation]:
    on = judged_on(case)
    limits = idle_limits(pack, on)
    idle = judge_idle(case, limits, on) if limits else None
    path = glossary.title_path("performance.idle")
    label = idle.verdict.label if idle else None
    yield _figure("performance.idle_verdict", "text", label, path)
    yield _figure("performance.idle_since", "date", idle.since if idle else None, path)
    yield _figure("performance.idle_full_on", "date", idle.full_on if idle else None, path)
    yield _figure("performance.idle_days", "count", idle.days if idle else None, path)
    yield from _worked("performance.idle_area_pct", "number", area_share(case))
    yield from _worked("performance.idle_investment_pct", "number", investment_share(case))
    yield from _worked("performance.idle_fee_yuan", "amount", idle_fee_of(case, pack))


def _claims(case: Case) -> Iterator[Derivation]:
    entry = glossary.derived()["claims.table"]
    rows = [_claim(case, index, claim) for index, claim in enumerate(case.claims)]
    yield Derivation(entry.title, table(entry, rows))
    due = [
        row["amount_yuan"][1]
        for row, claim in zip(rows, case.claims, strict=True)
        if not is_exempt(claim)
    ]
    known = [amount for amount in due if isinstance(amount, Decimal)]
    total = sum(known, Decimal(0)) if known and len(known) == len(due) else None
    yield _figure("claims.total_yuan", "amount", total, f"Σ {entry.title}")
    yield _figure("claims.count", "count", len(case.claims) or None, entry.title)


def is_exempt(claim: Claim) -> bool:
    """Return whether a written decision, with number and day, says that it is not pursued."""
    exemption = claim.exemption
    return exemption is not None and bool(exemption.decision_no and exemption.decided_on)


def _claim(case: Case, index: int, claim: Claim) -> dict[str, _Cell]:
    path = f"claims[{index}]"
    worked, delay, ground = owed(case, claim), delay_of(case, claim), ground_of(case, claim)
    basis = worked.text if worked else path
    exemption = claim.exemption.decision_no if claim.exemption and is_exempt(claim) else None
    return {
        "no": ("count", index + 1, "", path),
        "matter": ("text", claim.matter.label if claim.matter else None, "", path),
        "ground": ("text", ground.label, "", path),
        "clause": ("text", clause_of_breach(case, claim, ground), "", f"{path}.clause"),
        "due_date": ("date", delay.due if delay else None, "", path),
        "until_date": ("date", delay.until if delay else None, "", path),
        "overdue_days": ("count", delay.days if delay else None, "日", path),
        "counted_days": ("count", delay.counted if delay else None, "日", path),
        "formula_no": ("identifier", worked.formula.number if worked else None, "", basis),
        "words": ("text", worked.formula.words if worked else None, "", basis),
        "working": ("text", worked.text if worked else None, "", basis),
        "amount_yuan": ("amount", worked.value if worked else claim.amount_yuan, "元", basis),
        "exemption_no": ("identifier", exemption, "", path),
    }


def _refund(case: Case, pack: Pack | None) -> Iterator[Derivation]:
    worked = refund_of(case, pack)
    basis = f"{worked.formula.title}：{worked.text}" if worked else ""
    yield _figure("refund.working", "text", worked.text if worked else None, basis)
    if worked and case.refund and case.refund.amount_yuan is None:
        key = "refund.amount_yuan"
        title, unit = glossary.title_path(key), glossary.unit("Refund", "amount_yuan")
        figure = make(key, title, "amount", worked.value, unit=unit, basis=basis)
        yield Derivation(title, figure)
