"""One breach, one way: court or administration; and what must have been said before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docgen.calendar import add_months, add_working_days
from docgen.model import (
    Chain,
    Commitment,
    CreditPriorNotice,
    Grant,
    Lawsuit,
    NoticeKind,
    RemedyTrack,
    Supervision,
)
from docgen.model.proven import absent
from docgen.rules.look import Breach, Look, Said, rule, title_of
from docgen.rules.papers import in_force, issued, notice_of, notice_on, was_issued
from docgen.rules.reckon import reckoned

__all__ = [
    "breaches_are_not_blacklisted_outright",
    "decisions_follow_a_demand",
    "one_breach_goes_one_way",
]

_PAPERS: Mapping[NoticeKind, str] = {
    NoticeKind.PERFORMANCE_DECISION: "performance_decision",
    NoticeKind.ENFORCEMENT_DEMAND: "enforcement_demand",
}
_TOLD = ("told_basis", "told_reason", "told_measures", "told_objection")


def _decided(look: Look) -> Iterator[str]:
    """Yield the path of each paper by which the administration pursues a breach."""
    if notice_of(look).kind in _PAPERS:
        yield "notice.kind"
    for slot in _PAPERS.values():
        if was_issued(issued(look, slot)):
            yield f"chain.{slot}"


@rule("R127", "notice|chain")
def one_breach_goes_one_way(look: Look) -> Iterator[Breach]:
    """A breach taken to the civil court is not decided upon by the administration as well."""
    chain, notice = look.case.chain or absent(Chain), notice_of(look)
    suit = chain.lawsuit or absent(Lawsuit)
    filed = look.day(suit.filed_on) or look.day(suit.judged_on)
    said: dict[str, Said] = {"case": suit.case_no or "", "filed": filed}
    civil = look.case.remedy_track is RemedyTrack.CIVIL
    other = suit.matter is not None and notice.matter not in (None, suit.matter)
    for path in _decided(look):
        label = notice.kind.label if path == "notice.kind" and notice.kind else title_of(path)
        if filed and not other:
            yield Breach("both", path, label, said)
        elif civil:
            yield Breach("civil", path, label, said)


@rule("R128", "notice|chain")
def decisions_follow_a_demand(look: Look) -> Iterator[Breach]:
    """行政协议规定 24, 强制法 54: demand, decision, demand again and ten days, then the court."""
    demand, notice = issued(look, "performance_demand"), notice_of(look)
    decision = issued(look, "performance_decision")
    if notice.kind is NoticeKind.PERFORMANCE_DECISION or was_issued(decision):
        made = notice.kind is NoticeKind.PERFORMANCE_DECISION
        day = notice_on(look) if made else look.day(decision.date)
        for name in ("document_no", "served_on"):
            if getattr(demand, name) is None:
                yield Breach("missing", f"chain.performance_demand.{name}")
        served = look.day(demand.served_on)
        if served and day and served >= day:
            yield Breach("order", "chain.performance_demand.served_on", served, {"day": day})
    if notice.kind is NoticeKind.ENFORCEMENT_DEMAND:
        yield from _demanded_of_a_decision(look)
    yield from _enforced(look)


_DECISIONS = ("performance_decision", "fee_decision", "resumption_decision")


def _demanded_of_a_decision(look: Look) -> Iterator[Breach]:
    """强制法 35, 53: a decision that was served, and the time to fight it over."""
    found = [slot for slot in _DECISIONS if was_issued(issued(look, slot))]
    slot = found[0] if found else _DECISIONS[0]
    for name in ("document_no", "date", "served_on"):
        if getattr(issued(look, slot), name) is None:
            yield Breach("undecided", f"chain.{slot}.{name}")
    served, months = look.day(issued(look, slot).served_on), in_force(look, "litigation_months")
    made = notice_on(look)
    limit = reckoned(add_months, served, months.number) if served and months else None
    if limit and made and made <= limit:
        said: dict[str, Said] = {"limit": limit}
        yield Breach("unexpired", f"chain.{slot}.served_on", served, said, months)


def _enforced(look: Look) -> Iterator[Breach]:
    chain, days = (
        look.case.chain or absent(Chain),
        in_force(look, "enforcement_wait_working_days"),
    )
    applied, demand = look.day(chain.enforcement_applied_on), issued(look, "enforcement_demand")
    if applied is None or days is None:
        return
    for name in ("document_no", "served_on"):
        if getattr(demand, name) is None:
            yield Breach("undemanded", f"chain.enforcement_demand.{name}", None, {}, days)
    served = look.day(demand.served_on)
    limit = add_working_days(served, int(days.number)) if served else None
    if limit and applied <= limit:
        said: dict[str, Said] = {"served": served, "days": days.number, "limit": limit}
        yield Breach("early", "chain.enforcement_applied_on", applied, said, days)


@rule("R129", "notice|grant.special_terms|commitment|supervision")
def breaches_are_not_blacklisted_outright(look: Look) -> Iterator[Breach]:
    """河南条例 20, 28: a breach is no listing; a listing is told beforehand in writing."""
    words = look.threshold("credit_list_words")
    if words is None:
        return
    for path, text in _texts(look):
        word = next((one for one in words.words if one in text), None)
        if word is not None:
            yield Breach("outright", path, text, {"word": word}, words)
    if notice_of(look).kind is not NoticeKind.CREDIT_LISTING:
        return
    chain = look.case.chain or absent(Chain)
    prior = chain.credit_prior_notice or absent(CreditPriorNotice)
    for name in ("document_no", "served_on"):
        if getattr(prior, name) is None:
            yield Breach("unnoticed", f"chain.credit_prior_notice.{name}", None, {}, words)
    for name in _TOLD if prior != CreditPriorNotice() else ():
        if not getattr(prior, name):
            path = f"chain.credit_prior_notice.{name}"
            yield Breach("untold", path, None, {"item": title_of(path)}, words)


def _texts(look: Look) -> Iterator[tuple[str, str]]:
    """Yield each text of commitment, agreement and notice that speaks of consequences."""
    case, notice = look.case, notice_of(look)
    commitment, grant = case.commitment or absent(Commitment), case.grant or absent(Grant)
    supervision = case.supervision or absent(Supervision)
    lists = {
        "commitment.notice_items": commitment.notice_items,
        "commitment.further_items": commitment.further_items,
        "supervision.special_terms": supervision.special_terms,
        "grant.special_terms": grant.special_terms,
    }
    if notice.kind is not NoticeKind.CREDIT_LISTING:
        lists["notice.requirements"] = notice.requirements
        if notice.consequence:
            yield "notice.consequence", notice.consequence
    for path, texts in lists.items():
        for index, text in enumerate(texts):
            yield f"{path}[{index}]", text
