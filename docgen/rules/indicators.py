"""What is promised: the indicators that the county asks for, and its target."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.model import Case
from docgen.model.parcel import Range
from docgen.model.project import Indicator
from docgen.packs.parts import IndicatorKind, IndicatorSet
from docgen.rules.look import Breach, Look, Said, rule

__all__ = ["indicators_are_there", "tax_reaches_the_target"]

_OF_A_GRANT = ("land_grant_contract", "supervision_agreement", "credit_commitment")
_OF_REDEVELOPMENT = ("redevelopment_agreement",)
_OTHERS = "indicators.others"


@rule("R071")
def indicators_are_there(look: Look) -> Iterator[Breach]:
    """What the papers of the case must agree on by the county's policy, each indicator once."""
    seen: set[str] = set()
    for wanted in _sets(look):
        for branch, kinds in (("missing", wanted.core), ("advised", wanted.advised)):
            for kind in kinds:
                if kind.key in seen or _given(look.case, kind):
                    continue
                seen.add(kind.key)
                said: dict[str, Said] = {"name": kind.name}
                yield Breach(branch, kind.path or _OTHERS, None, said, wanted)


def _sets(look: Look) -> Iterator[IndicatorSet]:
    case, found = look.case, []
    redeveloped = case.grant is None and case.redevelopment is not None
    # A notice about a deal or a breach agrees on no indicator; one that has them is held to all.
    noticed = case.notice is not None and case.notice.kind is not None
    if case.indicators is None and (noticed or case.grant is None):
        return
    for document in _OF_REDEVELOPMENT if redeveloped else _OF_A_GRANT:
        wanted = look.pack.indicators_for(document)
        if wanted is not None and wanted not in found:
            found.append(wanted)
    yield from found


def _given(case: Case, kind: IndicatorKind) -> bool:
    others = case.indicators.others if case.indicators else ()
    if any(_is(one, kind) and (one.value is not None or one.text) for one in others):
        return True
    node: object = case
    for name in kind.path.split(".") if kind.path else ():
        node = getattr(node, name, None)
    return node is not case and node is not None and node != Range()


def _is(one: Indicator, kind: IndicatorKind) -> bool:
    return one.key == kind.key or one.name == kind.name


@rule("R075", "indicators.tax_wan_per_mu")
def tax_reaches_the_target(look: Look) -> Iterator[Breach]:
    """A tax per 亩 below the county's target; the target is a policy's aim, not a floor in law."""
    indicators, target = look.case.indicators, look.threshold("tax_target_wan_per_mu")
    value = indicators.tax_wan_per_mu if indicators else None
    if value is None or target is None or value >= target.number:
        return
    zone = look.zone
    said: dict[str, Said] = {"target": target.number, "zone": zone.name if zone else None}
    of_zone = zone is not None and target.key.name in zone.values
    branch = "zone" if of_zone else "below"
    yield Breach(branch, "indicators.tax_wan_per_mu", value, said, target)
