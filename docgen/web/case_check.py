"""What is to be said of a form that is being filled in, and at which field of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docgen.errors import DocgenError, Problem
from docgen.intake.form_names import general, of_path, path_of
from docgen.intake.form_plan import whole_plan
from docgen.intake.form_values import Filled
from docgen.pipeline.run import check
from docgen.rules import Finding
from docgen.rules.run import MISSING_FIELD

__all__ = ["Checked", "Note", "check_filled", "topic_of"]

_TOPIC = "topic:"
_ORDER = ("fault", "error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Note:
    """Something said of a form.

    Attributes:
        slot: Where it is said: the flat name of a field or a table, or ``topic:parcel``.
        topic: Id of the topic that it belongs to; "" for none.
        kind: ``fault`` (it cannot be read), ``missing``, ``error``, ``warning``, ``info``.
        title: What it is about, Chinese.
        message: What is wrong.
        fix: How to put it right.
        finding: The finding; None for what cannot be read.
    """

    slot: str
    topic: str
    kind: str
    title: str
    message: str
    fix: str
    finding: Finding | None = None

    @property
    def stops(self) -> bool:
        """Whether the paper is not made because of it."""
        return self.kind in ("fault", "error") or self.is_error

    @property
    def is_error(self) -> bool:
        """Whether it is an error of the checks."""
        return self.finding is not None and self.finding.severity == "error"

    @property
    def is_open(self) -> bool:
        """Whether it is a warning that nobody has confirmed yet."""
        finding = self.finding
        return finding is not None and finding.severity == "warning" and not finding.confirmed

    @property
    def id(self) -> str:
        """Id of the element that it leads to."""
        if self.slot.startswith(_TOPIC):
            return f"t:{self.slot.removeprefix(_TOPIC)}"
        return f"f:{path_of(self.slot)}"

    @property
    def key(self) -> str:
        """What a confirmation names it by."""
        return f"{self.finding.code}:{self.finding.path}" if self.finding else ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be said of a form.

    Attributes:
        notes: All of it, what stops first.
        problems: Why nothing could be checked; empty for most.
    """

    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()

    def of(self, kind: str) -> tuple[Note, ...]:
        """Return the notes of a kind."""
        return tuple(one for one in self.notes if one.kind == kind)

    @property
    def slots(self) -> Mapping[str, Sequence[Note]]:
        """The notes by the place where they are said."""
        found: dict[str, list[Note]] = {}
        for one in self.notes:
            found.setdefault(one.slot, []).append(one)
        return found

    @property
    def open_warnings(self) -> int:
        """How many warnings nobody has confirmed."""
        return sum(one.is_open for one in self.notes)

    @property
    def stopping(self) -> int:
        """How many of them keep the paper from being made."""
        return sum(one.stops for one in self.notes)

    def stopping_in(self, topic: str) -> int:
        """Return how many of them keep the paper from being made, in one topic."""
        return sum(one.stops for one in self.notes if one.topic == topic)


def check_filled(filled: Filled, document: str, stage: str, templates: Path | None) -> Checked:
    """Check what was filled in, as far as it can be read, for one paper.

    Args:
        filled: What was filled in.
        document: Id of the paper.
        stage: Stage of the paper; "" for the case's own.
        templates: A bureau's own folder of templates.
    """
    notes = [_fault(name, problem) for name, problem in filled.faults]
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    try:
        report = check(filled.case, [document], stage=stage or None, templates=templates)
        findings = report.findings
    except DocgenError as error:
        problems = error.problems
    unread = {one.slot for one in notes}
    for finding in findings:
        slot = _slot(filled.name_of(finding.path))
        missing = finding.code == MISSING_FIELD
        # What was written but cannot be read is not missing.
        if missing and slot in unread:
            continue
        kind = "missing" if missing else finding.severity
        title = finding.place or finding.title
        notes.append(Note(slot, topic_of(slot), kind, title, finding.message, finding.fix, finding))
    return Checked(tuple(sorted(notes, key=_rank)), problems)


def _fault(name: str, problem: Problem) -> Note:
    slot = _slot(name)
    title = problem.where.partition(": ")[2] or problem.where
    return Note(slot, topic_of(slot), "fault", title, problem.message, problem.fix)


def _rank(note: Note) -> int:
    # Among what is missing, the order of the form is kept; it comes last of what stops.
    order = {kind: place for place, kind in enumerate(_ORDER)}
    return order.get(note.kind, 1) * 2 + (note.kind == "missing")


def _slot(name: str) -> str:
    """Return where something is said that names a field, a part, or what is derived from them."""
    while name:
        if _plain(name) in _homes():
            return name
        first = _first_below(name)
        if first:
            return first
        name = name.rpartition(".")[0]
    return f"{_TOPIC}{whole_plan().topics[0].id}"


def _first_below(name: str) -> str:
    """Return the first field of a part: 容积率 as a whole is said at its lower limit."""
    if "." not in name:
        topic = next((one.id for one in whole_plan().topics if one.id == name), "")
        return f"{_TOPIC}{topic}" if topic else ""
    below = f"{name}."
    return next((path for path in _homes() if path.startswith(below) and "#" not in path), "")


def topic_of(slot: str) -> str:
    """Return the id of the topic that a slot lies in; "" for none."""
    if slot.startswith(_TOPIC):
        return slot.removeprefix(_TOPIC)
    return _homes().get(_plain(slot), "")


def _plain(name: str) -> str:
    """Return a flat name with ``#`` for the places in lists."""
    return general(name) or ".".join("#" if one.isdigit() else one for one in name.split("."))


@cache
def _homes() -> Mapping[str, str]:
    """Return the topic of every field and table, by its flat name with ``#`` for places."""
    found: dict[str, str] = {}
    for topic in whole_plan().topics:
        for field in topic.fields:
            found[of_path(field.path)] = topic.id
        for table in topic.tables:
            found[of_path(table.path)] = topic.id
            found.update((of_path(one.path), topic.id) for one in table.columns)
    return found
