"""Changed figures of a returned paper, held against what the case says now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from docgen.audit.compare_values import FigureChange
from docgen.figures.compose import compose
from docgen.model import Case
from docgen.pipeline.run import pack_of
from docgen.proof import Figure, walk_figures

__all__ = ["Against", "Stand", "held_against"]

#: The paper now says what the case says; another thing; the case gives no such value; no receipt
#: names the field.
Stand: TypeAlias = Literal["agrees", "differs", "absent", "unknown"]


@dataclass(frozen=True, slots=True)
class Against:
    """How a changed figure stands to the case.

    Attributes:
        stand: How.
        now: What the case would print there now; empty where it gives nothing.
    """

    stand: Stand
    now: str = ""


def held_against(changes: Iterable[FigureChange], case: Case) -> tuple[Against, ...]:
    """Return how changed figures stand to a case, in their order.

    Args:
        changes: The changed figures.
        case: The case as it is now.
    """
    known: dict[str, Figure] = {}
    for figure in walk_figures(compose(case, pack=pack_of(case))):
        known.setdefault(figure.key, figure)
    return tuple(_against(one, known.get(one.path)) for one in changes)


def _against(change: FigureChange, figure: Figure | None) -> Against:
    if figure is None or (change.form and change.form not in figure.forms and figure.present):
        return Against("unknown")
    if not figure.present:
        return Against("absent")
    now = figure.forms[change.form] if change.form else figure.printed
    return Against("agrees" if _plain(now) == _plain(change.new) else "differs", now)


def _plain(text: str) -> str:
    """Return a text without the white space that word processors put in or take out."""
    return "".join(text.split())
