"""What a pack says about other words and other rules: names that changed, rules it lowers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from docgen.packs.dated import Certainty, Source

__all__ = ["Lowered", "Renamed"]


@dataclass(frozen=True, slots=True)
class Renamed:
    """An article, a document or an office that papers must call by its present name.

    Attributes:
        old: The name that is no longer used.
        new: The name that is used now.
        since: First day of the new name.
        within: A word that must stand in the same paragraph; empty when none need.
        source: Where the change stands written.
        certainty: How well it is known.
        note: What a reader should know besides.
        jurisdiction: Id of the county's pack that says so; None for the national pack.
    """

    old: str
    new: str
    since: date
    within: str
    source: Source
    certainty: Certainty
    note: str = ""
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True)
class Lowered:
    """A rule of docgen's own that a bureau takes for a warning instead of an error.

    Attributes:
        code: The rule, ``R059``.
        reason: Why, in the bureau's words.
        by: Who decided it, a name.
        on: The day of the decision.
    """

    code: str
    reason: str
    by: str
    on: date
