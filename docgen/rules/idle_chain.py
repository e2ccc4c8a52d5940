"""The papers about idle land, each after the one it needs (闲置土地处置办法 5 to 16, 25)."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.calendar import add_days, add_years
from docgen.figures.idle import is_for_the_government
from docgen.model import (
    AuthorityKind,
    DelayCause,
    IdleFacts,
    IdleMode,
    IdleVerdict,
    LandCategory,
    NoticeKind,
    Redevelopment,
)
from docgen.model.proven import absent
from docgen.rules.idle_land import idle_on
from docgen.rules.look import Breach, Look, Said, day_of, rule, title_of
from docgen.rules.notice_items import missing_items
from docgen.rules.papers import (
    in_force,
    is_given,
    issued,
    notice_of,
    notice_on,
    recognised,
    value_at,
)
from docgen.rules.reckon import reckoned

__all__ = [
    "decisions_are_complete",
    "disposal_is_filed_first",
    "investigation_comes_before_recognition",
    "recognition_is_published",
    "replacement_meets_its_conditions",
]

_DECISIONS = (NoticeKind.IDLE_FEE_DECISION, NoticeKind.RESUMPTION_DECISION)
_ENQUIRIES = (NoticeKind.IDLE_INVESTIGATION, NoticeKind.IDLE_RECOGNITION)
_PUBLISHED = ("published_location", "published_holder", "published_period")


@rule("R082", "notice|chain|redevelopment")
def investigation_comes_before_recognition(look: Look) -> Iterator[Breach]:
    """No recognition without the number and the service of the notice of investigation."""
    notice = notice_of(look)
    if notice.kind in _ENQUIRIES:
        yield from missing_items(look)
    path, number, day = recognised(look)
    if notice.kind is NoticeKind.IDLE_RECOGNITION:
        path, number, day = "notice.kind", notice.kind.label, notice_on(look)
    if not path:
        return
    asked = issued(look, "investigation")
    redevelopment = look.case.redevelopment or absent(Redevelopment)
    known = asked.document_no or redevelopment.investigation_no
    served = look.day(asked.served_on) or look.day(redevelopment.investigation_served_on)
    if not known:
        yield Breach("missing", "chain.investigation.document_no", None, {"number": number})
    if served is None:
        yield Breach("unserved", "chain.investigation.served_on", None, {"number": number})
    elif day is not None and served > day:
        yield Breach("order", "chain.investigation.served_on", served, {"day": day})
    elif day is not None and not (look.case.chain and look.case.chain.materials_returned_on):
        yield from _soon(look, served, day)


def _soon(look: Look, served: object, day: object) -> Iterator[Breach]:
    days, start, end = (
        in_force(look, "idle_materials_days"),
        day_of(served),
        day_of(day),
    )
    if days is None or start is None or end is None:
        return
    limit = reckoned(add_days, start, days.number)
    if limit and end < limit:
        said: dict[str, Said] = {"day": end, "days": days.number, "limit": limit}
        yield Breach("early", "chain.investigation.served_on", start, said, days)


@rule("R086", "notice.kind")
def decisions_are_complete(look: Look) -> Iterator[Breach]:
    """Two full years for taking land back; for both decisions approval, hearing and contents."""
    notice = notice_of(look)
    if notice.kind not in _DECISIONS:
        return
    yield from missing_items(look)
    yield from _approval(look)
    yield from _before(look)
    if notice.kind is NoticeKind.RESUMPTION_DECISION:
        yield from _two_years(look)
        yield from _mortgage(look)


def _two_years(look: Look) -> Iterator[Breach]:
    years, idle = in_force(look, "resumption_full_years"), idle_on(look)
    if years is None or idle is None or idle.verdict is IdleVerdict.SUSPENDED:
        return
    full = reckoned(add_years, idle.since, years.number)
    # Land that was begun on in time is not idle at all: R081 says so.
    if full and idle.verdict is IdleVerdict.NOT_BEGUN and idle.judged_on < full:
        said: dict[str, Said] = {"since": idle.since, "full": full, "years": years.number}
        yield Breach("years", "notice.date", idle.judged_on, said, years)


def _approval(look: Look) -> Iterator[Breach]:
    notice = notice_of(look)
    for path in ("notice.approval_authority", "notice.approval_no"):
        if not is_given(value_at(look.case, path)):
            yield Breach("approval", path)
    kind = notice.approval_authority_kind
    if kind is not None and kind is not AuthorityKind.GOVERNMENT:
        yield Breach("authority", "notice.approval_authority_kind", kind.label)


def _before(look: Look) -> Iterator[Breach]:
    hearing, day = issued(look, "hearing_rights"), notice_on(look)
    for name in ("document_no", "served_on"):
        if getattr(hearing, name) is None:
            yield Breach("hearing", f"chain.hearing_rights.{name}")
    served = look.day(hearing.served_on)
    if served and day and served >= day:
        yield Breach("hearing_late", "chain.hearing_rights.served_on", served, {"day": day})
    if not recognised(look)[1]:
        yield Breach("recognition", "chain.recognition.document_no")


def _mortgage(look: Look) -> Iterator[Breach]:
    redevelopment = look.case.redevelopment or absent(Redevelopment)
    told = issued(look, "mortgagee_notice").document_no or redevelopment.mortgagee_notice_no
    if redevelopment.no_mortgage:
        return
    if not redevelopment.mortgagee:
        yield Breach("mortgage", "redevelopment.mortgagee")
    elif not told:
        said: dict[str, Said] = {"mortgagee": redevelopment.mortgagee}
        yield Breach("mortgagee", "chain.mortgagee_notice.document_no", None, said)


@rule("R115", "redevelopment.category")
def disposal_is_filed_first(look: Look) -> Iterator[Breach]:
    """办法 25: idle land is not disposed of by 12 before it is filed in the monitoring system."""
    redevelopment = look.case.redevelopment
    if redevelopment is None or redevelopment.category is not LandCategory.IDLE:
        return
    if redevelopment.idle_mode is None:
        return
    for name in ("monitoring_filing_no", "monitoring_filing_date"):
        if not is_given(getattr(redevelopment, name)):
            path = f"redevelopment.{name}"
            yield Breach("missing", path, None, {"mode": redevelopment.idle_mode.label})
    filed, made = look.day(redevelopment.monitoring_filing_date), look.day(look.case.document_date)
    if filed and made and filed > made:
        yield Breach("late", "redevelopment.monitoring_filing_date", filed, {"made": made})


@rule("R118", "chain|redevelopment.recognition_no")
def recognition_is_published(look: Look) -> Iterator[Breach]:
    """办法 11: place, holder and time are public until the land is dealt with, then no longer."""
    path, number, _ = recognised(look)
    facts = look.case.performance.idle if look.case.performance else None
    if not path:
        return
    found = facts or absent(IdleFacts)
    if found.published_on is None:
        yield Breach("unpublished", "performance.idle.published_on", None, {"number": number})
        return
    wanted = [*_PUBLISHED, *(("published_cause",) if is_for_the_government(look.case) else ())]
    for name in wanted:
        if not getattr(found, name):
            where = f"performance.idle.{name}"
            yield Breach("incomplete", where, None, {"item": title_of(where)})
    if found.settled_on is not None and found.unpublished_on is None:
        settled = look.day(found.settled_on)
        yield Breach("kept", "performance.idle.unpublished_on", None, {"settled": settled})


@rule("R119", "redevelopment.idle_mode")
def replacement_meets_its_conditions(look: Look) -> Iterator[Breach]:
    """办法 12(五): paid, money at hand, idle by a change of planning; same use, and so named."""
    redevelopment = look.case.redevelopment
    if redevelopment is None or redevelopment.idle_mode is not IdleMode.REPLACE:
        return
    performance, parcel = look.case.performance, look.case.parcel
    facts = (performance.idle if performance else None) or absent(IdleFacts)
    for name in ("price_paid", "funds_secured"):
        if not getattr(facts, name):
            path = f"performance.idle.{name}"
            yield Breach("unmet", path, None, {"item": title_of(path)})
    if facts.delay_cause is not DelayCause.PLANNING_CHANGE:
        cause = facts.delay_cause.label if facts.delay_cause else None
        wanted = DelayCause.PLANNING_CHANGE.label
        yield Breach("cause", "performance.idle.delay_cause", cause, {"wanted": wanted})
    use = parcel.use if parcel else None
    if facts.replacement_use and use and facts.replacement_use != use:
        said: dict[str, Said] = {"use": use}
        yield Breach("use", "performance.idle.replacement_use", facts.replacement_use, said)
    yield from _named(look, facts)


def _named(look: Look, facts: IdleFacts) -> Iterator[Breach]:
    words = in_force(look, "replacement_words")
    note = facts.replacement_contract_note or ""
    if words is None or not facts.replacement_contract_no:
        return
    if not any(word in note for word in words.words):
        said: dict[str, Said] = {"words": "、".join(words.words)}
        path = "performance.idle.replacement_contract_note"
        yield Breach("unnamed", path, note or None, said, words)
