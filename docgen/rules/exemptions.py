"""What may be forgiven, and what may not be left unclaimed or claimed without agreement."""

from __future__ import annotations

from collections.abc import Iterator

from docgen import glossary
from docgen.figures.performance import tax_per_mu
from docgen.model import BreachMatter, Claim, Exemption, PerformanceYear, Progress, Supervision
from docgen.model.proven import absent
from docgen.packs.dated import Dated
from docgen.rules.look import Breach, Look, Said, rule

__all__ = [
    "exemptions_are_decided_in_writing",
    "late_production_is_claimed",
    "tax_penalties_are_agreed",
]


@rule("R101", "claims")
def exemptions_are_decided_in_writing(look: Look) -> Iterator[Breach]:
    """范县制度 11, 12: two matters only, the year's tax reached, and a decision in writing."""
    matters = look.threshold("exemption_matters")
    if matters is None:
        return
    for index, claim in enumerate(look.case.claims):
        if claim.exemption is not None and claim.exemption != Exemption():
            yield from _exemption(look, claim, claim.exemption, f"claims[{index}]", matters)


def _exemption(
    look: Look, claim: Claim, exemption: Exemption, path: str, matters: Dated
) -> Iterator[Breach]:
    said: dict[str, Said] = {"allowed": "、".join(matters.words)}
    codes = {glossary.enum_value("BreachMatter", word) for word in matters.words}
    if claim.matter is not None and claim.matter.value not in codes:
        yield Breach("matter", f"{path}.matter", claim.matter.label, said, matters)
    for name in ("decision_no", "decided_on", "decided_by"):
        if getattr(exemption, name) is None:
            yield Breach("decision", f"{path}.exemption.{name}", None, said, matters)
    indicators = look.case.indicators
    agreed = indicators.tax_wan_per_mu if indicators else None
    years = look.case.performance.years if look.case.performance else ()
    year = next((one for one in years if one.year == exemption.tax_year), PerformanceYear())
    reached = tax_per_mu(year) if exemption.tax_year is not None else None
    if agreed is None or reached is None:
        yield Breach("unknown", f"{path}.exemption.tax_year", exemption.tax_year, said, matters)
    elif reached.exact < agreed:
        said |= {"working": reached.text, "agreed": agreed}
        yield Breach("tax", f"{path}.exemption.tax_year", exemption.tax_year, said, matters)


@rule("R102", "performance.progress.renewed_full_production_date")
def late_production_is_claimed(look: Look) -> Iterator[Breach]:
    """范县制度 12: past the renewed day without full production, a penalty is worked out."""
    months = look.threshold("production_recheck_max_months")
    performance, on = look.case.performance, look.day(look.case.as_of)
    progress = (performance.progress if performance else None) or absent(Progress)
    due = look.day(progress.renewed_full_production_date)
    if months is None or due is None:
        return
    reached = look.day(progress.actual_full_production_date)
    late = reached > due if reached else on is not None and on > due
    claimed = any(one.matter is BreachMatter.LATE_PRODUCTION for one in look.case.claims)
    if late and not claimed:
        path = "performance.progress.renewed_full_production_date"
        yield Breach("unclaimed", path, due, {"reached": reached or on}, months)


@rule("R103", "claims")
def tax_penalties_are_agreed(look: Look) -> Iterator[Breach]:
    """No law has a formula for a shortfall of tax: only what the agreement says may be claimed."""
    supervision = look.case.supervision or absent(Supervision)
    agreed = supervision.tax_shortfall_rate_pct
    for index, claim in enumerate(look.case.claims):
        if claim.matter is not BreachMatter.TAX_SHORTFALL:
            continue
        if agreed is None:
            yield Breach("unagreed", f"claims[{index}].matter", claim.matter.label)
        elif claim.rate_pct is not None and claim.rate_pct != agreed:
            yield Breach("rate", f"claims[{index}].rate_pct", claim.rate_pct, {"agreed": agreed})
