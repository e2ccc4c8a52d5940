"""Finds conditions that always or never hold where they stand, and loops that repeat one text.

A condition is tried with every value that its fields can have: absent, each text it is compared
with, any other; a field with listed values has those and no other.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.proof import Compare, Const, Expr, Form, Index, Logic, Member, Name, Not
from docgen.templating.lint_blocks import Fact, Loops, Visit, title_of
from docgen.templating.lint_names import said
from docgen.templating.lint_schema import entries
from docgen.templating.lint_words import Fault, fault

__all__ = ["check_conditions", "check_loops", "never_absent"]

# A condition of more combinations than this is left to the reader.
_MOST = 4096
_ABSENT, _OTHER = "\0absent", "\0other"
#: What absence may print: a comparison with these says nothing of presence.
_BLANKS = ("", "/")


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a condition asks about.

    Attributes:
        text: As its author wrote it.
        loop: Number of the loop whose variable it belongs to, 0 for none.
        title: Its dotted title, "" for none.
        whole: Whether a comparison is decided as a whole (``x in y``).
    """

    text: str
    loop: int
    title: str
    whole: bool = False


def check_conditions(visit: Visit, never_absent: frozenset[str], *, loose: bool) -> Iterator[Fault]:
    """Yield a fault where a condition has only one outcome.

    Args:
        visit: An if or elif.
        never_absent: Titles that a finished paper always has.
        loose: Whether the template has no manifest and names what no schema declares.
    """
    expr, tag = visit.tag.expr, visit.tag
    if expr is None or tag.word not in ("if", "elif"):
        return
    own = Fact(expr, visit.loops, holds=True)
    outer = visit.facts[: len(visit.facts) - visit.passed]
    # The last of branches that name every case always holds when it is reached: that is no fault.
    for outcome, facts in ((True, _related(own, outer)), (False, _related(own, visit.facts))):
        for known, sure, why in (
            ((), frozenset[str](), ""),
            (facts, frozenset[str](), _outer(facts)),
            (facts, never_absent, "（清单说必填的字段，定稿和公告里总有值）"),
        ):
            if _outcomes(own, known, sure, loose=loose) == {outcome}:
                code = "T210" if outcome else "T209"
                yield fault(code, tag.spot, tag=tag.source, condition=said(expr), why=why)
                return


def _outer(facts: Sequence[Fact]) -> str:
    said_facts = "、".join(
        f"「{'' if fact.holds else '不是 '}{said(fact.expr)}」" for fact in facts[:3]
    )
    return f"（外面或前面已有 {said_facts}）"


def _related(own: Fact, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return the facts that speak of what the condition asks; the others cannot decide it."""
    asked = set(_subjects(own.expr, own.loops))
    return tuple(fact for fact in facts if asked & set(_subjects(fact.expr, fact.loops)))


def _outcomes(own: Fact, facts: Sequence[Fact], sure: frozenset[str], *, loose: bool) -> set[bool]:
    """Return the outcomes that the condition can have; both where that cannot be told."""
    mentioned: dict[_Subject, list[str]] = {}
    for fact in (own, *facts):
        for subject, values in _subjects(fact.expr, fact.loops).items():
            held = mentioned.setdefault(subject, [])
            held.extend(value for value in values if value not in held)
    domains = {one: _domain(one, held, sure, loose=loose) for one, held in mentioned.items()}
    if math.prod(len(values) for values in domains.values()) > _MOST:
        return {True, False}
    found = set()
    for combination in itertools.product(*domains.values()):
        state = dict(zip(domains, combination, strict=True))
        if all(_holds(fact.expr, fact.loops, state) is fact.holds for fact in facts):
            found.add(_holds(own.expr, own.loops, state))
    return found or {True, False}


def _domain(
    subject: _Subject, mentioned: list[str], sure: frozenset[str], *, loose: bool
) -> list[str]:
    entry = None if loose else entries().get(subject.title)
    choices = entry.choices if entry is not None else ()
    # A text that is none of the choices is told by itself; here it is taken for one.
    values = [*choices, *(one for one in mentioned if one not in choices)]
    if not choices:
        values.append(_OTHER)
    if subject.whole or (entry is not None and entry.kind in ("flag", "series", "group")):
        values = [*mentioned, _OTHER]
    return values if not subject.loop and subject.title in sure else [_ABSENT, *values]


def _subjects(expr: Expr, loops: Loops) -> dict[_Subject, list[str]]:
    """Return what a condition asks about, each with the texts it is compared with."""
    found: dict[_Subject, list[str]] = {}
    match expr:
        case Logic():
            for side in (expr.left, expr.right):
                for subject, values in _subjects(side, loops).items():
                    found.setdefault(subject, []).extend(values)
        case Not():
            return _subjects(expr.of, loops)
        case Compare():
            subject, value = _compared(expr, loops)
            return {subject: [value] if value is not None else []}
        case Const():
            return {}
        case _:
            return {_subject(expr, loops): []}
    return found


def _subject(expr: Expr, loops: Loops) -> _Subject:
    root = expr
    while isinstance(root, Member | Index | Form):
        root = root.of
    name = root.name if isinstance(root, Name) else ""
    # Loops are numbered from the tag that opens them; 0 may be one, so they count from 1 here.
    loop = loops[name].number + 1 if name in loops else 0
    if name == "loop" and loops:
        loop = max(one.number for one in loops.values()) + 1
    return _Subject(said(expr), loop, title_of(expr, loops))


def _compared(expr: Compare, loops: Loops) -> tuple[_Subject, str | None]:
    """Return subject and text of ``x == 'text'``; any other comparison is decided as a whole."""
    left, right = expr.left, expr.right
    if isinstance(left, Const):
        left, right = right, left
    subject = _subject(left, loops)
    if expr.op in ("==", "!=") and isinstance(right, Const) and not isinstance(left, Const):
        if isinstance(right.value, bool):
            return subject, None
        if right.value is not None and str(right.value) not in _BLANKS:
            return subject, str(right.value)
    return _Subject(said(expr), subject.loop, "", whole=True), None


def _holds(expr: Expr, loops: Loops, state: Mapping[_Subject, str]) -> bool:
    match expr:
        case Logic(op="and"):
            return _holds(expr.left, loops, state) and _holds(expr.right, loops, state)
        case Logic():
            return _holds(expr.left, loops, state) or _holds(expr.right, loops, state)
        case Not():
            return not _holds(expr.of, loops, state)
        case Const():
            return bool(expr.value)
        case Compare():
            return _compares(expr, loops, state)
        case _:
            return state[_subject(expr, loops)] != _ABSENT


def _compares(expr: Compare, loops: Loops, state: Mapping[_Subject, str]) -> bool:
    subject, value = _compared(expr, loops)
    held = state[subject]
    if subject.whole:
        return held != _ABSENT
    if value is not None:
        return (held == value) is (expr.op == "==")
    wanted = expr.right if isinstance(expr.right, Const) else expr.left
    true = isinstance(wanted, Const) and bool(wanted.value)
    return ((held != _ABSENT) is true) is (expr.op == "==")


def check_loops(visits: Sequence[Visit]) -> Iterator[Fault]:
    """Yield the loops of a part whose variable nobody uses.

    Args:
        visits: The tags of one part.
    """
    used: set[int] = set()
    for one in visits:
        if one.tag.expr is None and one.tag.problem:
            return  # what cannot be read may use anything
        used.update(_used(one.tag.expr, one.loops) if one.tag.expr is not None else ())
    for one in visits:
        tag = one.tag
        if tag.word == "for" and tag.target and one.number not in used:
            yield fault("T221", tag.spot, tag=tag.source, source=tag.source, target=tag.target)


def _used(expr: Expr, loops: Loops) -> Iterator[int]:
    match expr:
        case Name():
            if expr.name in loops:
                yield loops[expr.name].number
            elif expr.name == "loop" and loops:
                yield max(one.number for one in loops.values())
        case Member() | Form() | Not():
            yield from _used(expr.of, loops)
        case Index():
            yield from _used(expr.of, loops)
            yield from _used(expr.index, loops)
        case Compare() | Logic():
            yield from _used(expr.left, loops)
            yield from _used(expr.right, loops)
        case _:
            return


def never_absent(visits: Sequence[Visit], required: frozenset[str]) -> frozenset[str]:
    """Return the titles that a finished paper always has: needed, and printed on no condition.

    Args:
        visits: All tags of the template.
        required: Titles that the manifest needs at every stage.
    """
    certain = {
        title_of(_plain(one.tag.expr), one.loops)
        for one in visits
        if one.tag.word == "print" and one.certain and one.tag.expr is not None
    }
    return frozenset(required & certain)


def _plain(expr: Expr) -> Expr:
    return expr.of if isinstance(expr, Form) else expr
