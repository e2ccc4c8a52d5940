"""Which papers of the notice chain a case has: the one being made and those before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from docgen.model import Chain, LandCategory, Notice, NoticeKind, Paper
from docgen.model.proven import absent
from docgen.packs.dated import Dated
from docgen.rules.look import Look

__all__ = [
    "PUNISHING",
    "in_force",
    "is_given",
    "issued",
    "notice_of",
    "notice_on",
    "punishing",
    "recognised",
    "value_at",
    "was_issued",
]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
#: The papers by which a fee is claimed or land taken back, and their place in the chain.
PUNISHING = {
    NoticeKind.HEARING_RIGHTS: "hearing_rights",
    NoticeKind.IDLE_FEE_DECISION: "fee_decision",
    NoticeKind.RESUMPTION_DECISION: "resumption_decision",
}


def value_at(root: object, path: str) -> object:
    """Return the value at a key path, None where the way there ends early.

    Args:
        root: The case or a part of it.
        path: ``parties.grantees[0].name``.
    """
    node = root
    for name, index in _STEP.findall(path):
        if index:
            items = node if isinstance(node, tuple) else ()
            node = items[int(index)] if int(index) < len(items) else None
        else:
            node = getattr(node, name, None)
    return node


def is_given(value: object) -> bool:
    """Return whether a field holds something: no blank text, no empty list."""
    return bool(value.strip()) if isinstance(value, str) else value not in (None, ())


def notice_of(look: Look) -> Notice:
    """Return the notice being made, an empty one where there is none."""
    return look.case.notice or absent(Notice)


def notice_on(look: Look) -> date | None:
    """Return the day of the notice being made: its own, else the paper's."""
    return look.day(notice_of(look).date) or look.day(look.case.document_date)


def in_force(look: Look, key: str) -> Dated | None:
    """Return the threshold of the day on which the notice is made.

    Procedure follows the law of its own day, however old the contract is.

    Args:
        look: What the rules look at.
        key: Key of the threshold.
    """
    on = notice_on(look) or look.day(look.case.as_of) or look.on
    zone = look.zone
    return look.pack.threshold(key, on, zone.id if zone else None)


def issued(look: Look, slot: str) -> Paper:
    """Return an earlier paper of the chain, an empty one where there is none."""
    found = getattr(look.case.chain or absent(Chain), slot)
    return found if isinstance(found, Paper) else absent(Paper)


def was_issued(paper: Paper) -> bool:
    """Return whether anything is known of an earlier paper."""
    return paper is not absent(Paper) and paper != absent(Paper)


def punishing(look: Look) -> Iterator[str]:
    """Yield the path of each paper that claims a fee or takes land back."""
    kind = notice_of(look).kind
    if kind in PUNISHING:
        yield "notice.kind"
    for slot in PUNISHING.values():
        if was_issued(issued(look, slot)):
            yield f"chain.{slot}"


def recognised(look: Look) -> tuple[str, str | None, date | None]:
    """Return path, number and day of the recognition of idle land, ("", None, None) for none.

    An earlier paper of the chain comes first, then the recognition that a plan or agreement cites.
    """
    paper = issued(look, "recognition")
    if was_issued(paper):
        return "chain.recognition.document_no", paper.document_no, look.day(paper.date)
    redevelopment = look.case.redevelopment
    if redevelopment is None or redevelopment.category is not LandCategory.IDLE:
        return "", None, None
    if not redevelopment.recognition_no:
        return "", None, None
    day = look.day(redevelopment.recognition_date)
    return "redevelopment.recognition_no", redevelopment.recognition_no, day
