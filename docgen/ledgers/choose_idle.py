"""闲置土地清单: what is listed, what is struck off, and what is not recognised yet.

Recognised land stays listed until it is dealt with (闲置土地处置办法 11), whatever the facts have
become since; land that the facts only make idle is suspected, and never published as idle.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.figures.derive_performance import idle_limits
from docgen.figures.idle import Idle, judge_idle, judged_on
from docgen.glossary import title_path
from docgen.ledgers.entries import Entry, Refusal, refuse_by_rules
from docgen.ledgers.words import LedgerWords
from docgen.model import IdleFacts, IdleVerdict, LandCategory, Performance
from docgen.model.proven import absent
from docgen.rules.look import look_at
from docgen.rules.papers import recognised

__all__ = ["choose_idle"]

_STATES = ("listed", "suspected", "county", "struck")


def choose_idle(entry: Entry, words: LedgerWords, year: int | None) -> Iterator[Entry]:
    """Yield the entry in its state, judged on the day of the ledger.

    Args:
        entry: The case.
        words: The ledger's words.
        year: Not asked for.

    Raises:
        Refusal: It is not idle, or cannot be judged.
    """
    on = judged_on(entry.case)
    if on is None:
        raise Refusal("no_day")
    refuse_by_rules(entry, words)
    number, day = _recognition(entry, on)
    idle, facts = _judged(entry, on), _facts(entry)
    settled = _until(facts.settled_on, on)
    if day is None and settled is not None:
        raise Refusal("settled_unrecognised")
    if day is not None and number is None:
        raise Refusal("missing", value=title_path("redevelopment.recognition_no"))
    if day is not None:
        yield _recognised(entry, words, on, (str(number), day), idle)
    elif idle is not None and idle.is_idle:
        if not _known(entry):
            raise Refusal("uninvestigated")
        said = {"since": _iso(idle.since), "full": _iso(idle.full_on)}
        yield _placed(entry, words, "suspected", "suspected", said, idle, on)
    elif (listed := _listed_in(entry)) is not None:
        refuse_by_rules(entry, words, frozenset(words.more["decides"]))
        yield _placed(entry, words, "county", "county", {"list": listed}, None, on)
    else:
        raise _not_idle(idle, on)


def _recognised(
    entry: Entry, words: LedgerWords, on: date, paper: tuple[str, date], idle: Idle | None
) -> Entry:
    facts, (number, day) = _facts(entry), paper
    settled, withdrawn = _until(facts.settled_on, on), _until(facts.unpublished_on, on)
    said = {"number": number, "day": _iso(day)}
    # How long it lay idle is counted from what was recognised.
    then = _judged(entry, day) or idle
    if settled is not None:
        said["settled"] = _iso(settled)
        remark = "struck" if withdrawn else "struck_unfiled"
        placed = _placed(entry, words, "struck", remark, said, then, settled)
        return placed.placed(
            placed.group,
            placed.order,
            listed_on=day,
            struck_on=settled,
            unpublished_on=withdrawn,
        )
    remark = "listed" if idle is not None and idle.is_idle else "recovered" if idle else "unjudged"
    said["verdict"] = idle.verdict.label if idle else ""
    placed = _placed(entry, words, "listed", remark, said, then, on)
    return placed.placed(placed.group, placed.order, listed_on=day)


def _placed(
    entry: Entry,
    words: LedgerWords,
    state: str,
    remark: str,
    said: dict[str, str],
    idle: Idle | None,
    until: date,
) -> Entry:
    known = idle is not None and idle.is_idle
    return entry.placed(
        words.states[state],
        _STATES.index(state),
        state=words.states[state],
        since=idle.since if known and idle else None,
        days=(until - idle.since).days if known and idle else None,
        remark=words.remarks[remark].format_map(said),
    )


def _known(entry: Entry) -> bool:
    """Whether anybody looked: no word of a beginning is not yet word that nothing was begun."""
    case = entry.case
    claimed = case.redevelopment is not None and case.redevelopment.category is LandCategory.IDLE
    asked = case.chain is not None and case.chain.investigation is not None
    found = case.performance is not None and case.performance.idle is not None
    return claimed or asked or found


def _not_idle(idle: Idle | None, on: date) -> Refusal:
    if idle is None:
        return Refusal("unknown")
    if idle.verdict is IdleVerdict.BOUNDARY:
        return Refusal("boundary")
    if on < idle.full_on:
        return Refusal("not_full", since=idle.since, full=idle.full_on, on=on)
    return Refusal("enough")


def _judged(entry: Entry, on: date) -> Idle | None:
    limits = idle_limits(entry.pack, on)
    return judge_idle(entry.case, limits, on) if limits else None


def _recognition(entry: Entry, on: date) -> tuple[str | None, date | None]:
    """Return number and day of the recognition as far as it was made by then."""
    path, number, day = recognised(look_at(entry.case, None, entry.pack))
    return (number, day) if path and day is not None and day <= on else (None, None)


def _facts(entry: Entry) -> IdleFacts:
    performance = entry.case.performance or absent(Performance)
    return performance.idle or absent(IdleFacts)


def _listed_in(entry: Entry) -> str | None:
    listed = entry.case.redevelopment.listed_in if entry.case.redevelopment else None
    return listed.label if listed else None


def _until(value: object, on: date) -> date | None:
    """Return a day that has come by then."""
    return value if isinstance(value, date) and value <= on else None


def _iso(day: date) -> str:
    return day.isoformat()
