"""How long: the years of the grant and when they begin."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.model.enums import DeliveryCondition, GrantMethod, LandCategory, TermStartEvent
from docgen.model.grant import Grant
from docgen.packs.dated import Dated
from docgen.rules.look import Breach, Look, Said, rule
from docgen.rules.uses import deal_is_published, uses_in, uses_of

__all__ = [
    "cap_of",
    "long_terms_are_recognised",
    "longest_term",
    "term_begins_on_its_event",
    "term_begins_with_the_right_event",
    "term_is_within_the_law",
]

_CATEGORIES = ("residential", "industrial", "public", "commercial")


@rule("R042", "grant.term_years|grant.use_terms.term_years")
def term_is_within_the_law(look: Look) -> Iterator[Breach]:
    """0 < years ≤ the maximum of every use that the parcel has; allocation has no term.

    Where each use has years of its own, each is held to its own maximum.
    """
    grant = look.case.grant
    if grant is None or grant.method is GrantMethod.ALLOCATION:
        return
    for path, years, uses in _terms(look, grant):
        yield from _within(look, path, years, uses)


def _terms(look: Look, grant: Grant) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Yield path, years and uses of every term: of each use, else the one of the whole parcel."""
    if grant.term_years is not None and not grant.use_terms:
        yield "grant.term_years", grant.term_years, uses_of(look.case.parcel)
    for index, one in enumerate(grant.use_terms):
        if one.term_years is not None:
            yield f"grant.use_terms[{index}].term_years", one.term_years, uses_in(one.use)


def _within(look: Look, path: str, years: int, uses: tuple[str, ...]) -> Iterator[Breach]:
    published = deal_is_published(look.case)
    if years <= 0:
        if not published:
            yield Breach("positive", path, years)
        return
    for part in uses:
        cap = cap_of(look, part)
        if cap and years > cap.number:
            said: dict[str, Said] = {"use": part, "limit": cap.number}
            yield Breach("published" if published else "over", path, years, said, cap)


def longest_term(look: Look) -> Dated | None:
    """Return the law's longest term for the uses that the parcel has; None where none is told.

    Args:
        look: The case.
    """
    caps = [cap for use in uses_of(look.case.parcel) if (cap := cap_of(look, use))]
    return min(caps, key=lambda cap: cap.number, default=None)


def cap_of(look: Look, use: str) -> Dated | None:
    """Return the longest term that the law allows for a use; None where no pack says.

    Args:
        look: What the rules look at.
        use: One use.
    """
    matches = []
    for category in _CATEGORIES:
        words = look.threshold(f"use_{category}_words")
        matches += [(len(word), category) for word in (words.words if words else ()) if word in use]
    # The longest word says most of what a use is.
    category = max(matches, key=lambda match: match[0])[1] if matches else "other"
    return look.threshold(f"term_{category}_max_years")


@rule("R043", "grant.term_years|grant.use_terms.term_years")
def long_terms_are_recognised(look: Look) -> Iterator[Breach]:
    """Above the county's ordinary term a recognition is needed, and it too has a limit.

    The counties say so of industrial and storage land; other uses keep the law's own maximum.
    """
    grant, usual = look.case.grant, look.threshold("term_unrecognised_max_years")
    words = look.threshold("standard_land_use_words")
    if grant is None or usual is None:
        return
    highest = look.threshold("term_recognised_max_years")
    for path, years, uses in _terms(look, grant):
        if uses and words and not any(word in use for word in words.words for use in uses):
            continue
        if years > usual.number and not (grant.term_recognition_no or "").strip():
            branch = "unrecognised" if highest else "unforeseen"
            yield Breach(branch, path, years, {"limit": usual.number}, usual)
        if highest and years > highest.number:
            yield Breach("over", path, years, {"limit": highest.number}, highest)


@rule("R044", "grant.term_start_event", "grant.term_start")
def term_begins_on_its_event(look: Look) -> Iterator[Breach]:
    """Where the first day and the event it hangs on are both dated, they are one day."""
    grant = look.case.grant
    if grant is None or grant.term_start_event is None:
        return
    start = look.day(grant.term_start)
    event = look.day(_event_date(look, grant, grant.term_start_event))
    if start and event and start != event:
        said: dict[str, Said] = {"event": grant.term_start_event.label, "event_date": event}
        yield Breach("start", "grant.term_start", start, said)


def _event_date(look: Look, grant: Grant, event: TermStartEvent) -> object:
    if event is TermStartEvent.CONSTRUCTION:
        redevelopment = look.case.redevelopment
        return redevelopment.occupied_since if redevelopment else None
    return grant.delivery_date if event is TermStartEvent.DELIVERY else grant.signing_date


@rule("R126", "grant.term_start_event")
def term_begins_with_the_right_event(look: Look) -> Iterator[Breach]:
    """Cleared land: from delivery. Land in its present state: from signing, or as the county says.

    Land built on before it was supplied runs, where the county says so, from when building began;
    the contract's form says otherwise, so that a special term must say it.
    """
    grant, redevelopment = look.case.grant, look.case.redevelopment
    if grant is None or grant.term_start_event is None:
        return
    path, event = "grant.term_start_event", grant.term_start_event
    occupied = redevelopment and redevelopment.category is LandCategory.OCCUPIED_UNSUPPLIED
    wanted = look.threshold("occupied_term_event") if occupied else None
    if wanted is not None:
        yield from _from_the_building(look, grant, event, wanted)
    elif event is TermStartEvent.CONSTRUCTION:
        if not occupied:
            yield Breach("construction", path, event.label)
    elif grant.delivery_condition is DeliveryCondition.CLEARED:
        if event is TermStartEvent.SIGNING:
            yield Breach("cleared", path, event.label)
    elif _is_regularised(grant) and event is TermStartEvent.DELIVERY:
        yield Breach("regularised", path, event.label)


def _is_regularised(grant: Grant) -> bool:
    as_is = grant.delivery_condition is DeliveryCondition.AS_IS
    return as_is and grant.method is GrantMethod.AGREEMENT


def _from_the_building(
    look: Look, grant: Grant, event: TermStartEvent, wanted: Dated
) -> Iterator[Breach]:
    due, words = TermStartEvent(wanted.text), look.threshold("term_start_words")
    if event is not due:
        said: dict[str, Said] = {"wanted": due.label}
        yield Breach("occupied", "grant.term_start_event", event.label, said, wanted)
    elif words and not any(word in term for word in words.words for term in grant.special_terms):
        yield Breach("no_term", "grant.special_terms", None, {"event": event.label}, wanted)
