"""The days of a parcel in their order: what happened, what is due, what was done in time.

Every day is a figure of the case, given or worked out by ``figures``; which of them are told stands
in ``schemas/overview.yaml``. What lies ahead or behind is reckoned from the case's own 计算截至日,
for there is no clock here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from docgen import glossary
from docgen.calendar import add_months
from docgen.figures.agreed_days import agreed_commencement, agreed_completion
from docgen.figures.reckon import reckoned
from docgen.model import Case
from docgen.pipeline.overview_spec import MomentSpec, spec
from docgen.proof import Figure, Group, walk_figures

__all__ = ["Moment", "moments_of"]

#: ``past`` and ``done`` lie behind, ``late`` was done after its day, ``overdue`` is known not to be
#: done though its day is over, of what is ``untold`` the case does not say whether it was done,
#: ``ahead`` is still to come, another day stands for what is ``replaced``, ``unknown``: no today.
State: TypeAlias = Literal[
    "past", "done", "late", "overdue", "untold", "ahead", "replaced", "unknown"
]
_PLACE = re.compile(r"\[(\d+)\]")
_AGREED = {"commencement": agreed_commencement, "completion": agreed_completion}


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of a parcel.

    Attributes:
        path: Path of the field or derived value that is the day.
        title: What happens.
        day: The day.
        kind: Whether it happened, or is the last day of something.
        basis: Where the day comes from.
        state: How it stands on the case's own today.
        days: How many days it lies ahead (negative: behind); None without a today.
        done: The day on which it was really done, None where none is told.
    """

    path: str
    title: str
    day: date
    kind: Literal["event", "deadline"]
    basis: str
    state: State
    days: int | None = None
    done: date | None = None


def moments_of(case: Case, figures: Group, today: date | None) -> tuple[Moment, ...]:
    """Return the days of a case, the earliest first.

    Args:
        case: The parcel's file.
        figures: All its figures.
        today: The day from which it is reckoned what lies ahead; None leaves that open.
    """
    known = {figure.key: figure for figure in walk_figures(figures) if figure.present}
    found = [one for told in spec().moments for one in _told(told, known, today)]
    made = [_standing(one, case, today) for one in found]
    return tuple(sorted(made, key=lambda one: one.day))


def _told(told: MomentSpec, known: Mapping[str, Figure], today: date | None) -> Iterator[Moment]:
    pattern = _pattern(told.path)
    for path, figure in known.items():
        if not pattern.fullmatch(path) or not isinstance(figure.value, date):
            continue
        day, basis = figure.value, figure.basis
        if told.months:
            count = known.get(told.months)
            if count is None or not isinstance(count.value, int):
                continue
            later = reckoned(add_months, day, count.value)
            if later is None:
                continue
            day, basis = later, f"{figure.title} + {count.title}（{count.printed}{count.unit}）"
        done = known.get(told.done)
        done_on = done.value if done is not None and isinstance(done.value, date) else None
        state = _state(told, day, done_on, today, paid=_paid(told, path, known))
        days = None if today is None else (day - today).days
        yield Moment(path, _title(told, path), day, told.kind, basis, state, days, done_on)


def _title(told: MomentSpec, path: str) -> str:
    if not told.title:
        return glossary.title_path(path).rpartition(".")[2]
    places = _PLACE.findall(path)
    return told.title.replace("{n}", str(int(places[-1]) + 1) if places else "")


def _paid(told: MomentSpec, path: str, known: Mapping[str, Figure]) -> bool | None:
    """Return whether all was paid that was to be paid by a day; None where nobody says."""
    if not told.paid:
        return None
    beside = path.rpartition(".")[0]
    paid, due = (known.get(f"{beside}.{name}") for name in (told.paid, told.due))
    if paid is None or due is None:
        return None
    given, wanted = paid.value, due.value
    return isinstance(given, Decimal) and isinstance(wanted, Decimal) and given >= wanted


def _state(
    told: MomentSpec, day: date, done: date | None, today: date | None, *, paid: bool | None
) -> State:
    if done is not None:
        return "late" if done > day else "done"
    if paid:
        return "done"
    if today is None:
        return "unknown"
    if day > today or (day == today and told.kind == "deadline"):
        return "ahead"
    if paid is not None:
        return "overdue"
    return "untold" if told.done or told.paid else "past"


def _standing(moment: Moment, case: Case, today: date | None) -> Moment:
    """Return the day, marked where a later word took its place."""
    for what, paths in spec().replaced.items():
        if any(_pattern(path).fullmatch(moment.path) for path in paths):
            holds = _AGREED[what](case, today)
            if holds is not None and holds != moment.day:
                return replace(moment, state="replaced")
    return moment


def _pattern(path: str) -> re.Pattern[str]:
    """Return the pattern of a path in which ``[]`` stands for each place in a list."""
    return re.compile(re.escape(path).replace(re.escape("[]"), r"\[\d+\]"))
