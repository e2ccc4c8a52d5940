"""What comparing two papers gives: changed figures, changed words, what was left in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Differences", "FigureChange", "OldLine", "Spot", "Trace", "WordChange", "WordKind"]

#: ``filled``: a hand-fill line that now says something; ``odd``: words that print otherwise than
#: they read (hidden, struck out, white); ``stale``: a reference that leads to another clause.
WordKind = Literal[
    "added",
    "dropped",
    "moved",
    "reworded",
    "filled",
    "renumbered",
    "reference",
    "stale",
    "picture",
    "odd",
]


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure and where it stands in its line.

    Attributes:
        title: What it is called.
        path: Key of the field; the same for every place that prints the same field.
        form: 大写, 亩 …; "" for the default.
        start: Index of its first letter in the line.
        end: Index behind its last letter.
        absent: ``blank`` for a line to be filled in by hand.
        known: Whether it is a field of a receipt, not merely a number seen in the text.
    """

    title: str
    path: str
    form: str
    start: int
    end: int
    absent: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class OldLine:
    """A line of the earlier paper, white space taken out, with the figures printed in it."""

    text: str
    label: str
    clause: str
    story: str
    part: str
    paragraph: int
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that is printed otherwise.

    Attributes:
        title: What it is called.
        path: Key of the field, "" when no receipt names it.
        form: 大写, 亩 …; "" for the default.
        clause: Clause it stands in.
        label: List number of its paragraph.
        story: ``body``, ``header`` …
        old: What was printed.
        new: What stands there now; "" when it is gone.
        notes: What else a lawyer must know: the other form was not changed with it.
        silent: Changed without a tracked change, in a file that tracks others.
    """

    title: str
    path: str
    form: str
    clause: str
    label: str
    story: str
    old: str
    new: str
    notes: tuple[str, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class WordChange:
    """Words that came, went or changed.

    Attributes:
        kind: What happened.
        clause: Clause it happened in.
        label: List number of the first paragraph.
        story: ``body``, ``header`` …
        old: What stood there, "" when nothing did.
        new: What stands there now.
        count: How many paragraphs, or places.
        note: How words print otherwise than they read; for ``odd``.
        silent: See :class:`FigureChange`.
    """

    kind: WordKind
    clause: str
    label: str
    story: str
    old: str
    new: str
    count: int = 1
    note: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """A tracked change or a comment left in the file.

    Attributes:
        kind: ``insertion``, ``deletion``, ``move``, ``format``, ``row`` or ``comment``.
        author: Who made it, as the file says.
        text: What it holds; for a comment, what it says.
        about: For a comment, the words it is about.
        clause: Clause it stands in.
        story: ``body``, ``header`` …
    """

    kind: str
    author: str
    text: str
    about: str
    clause: str
    story: str


@dataclass(frozen=True, slots=True)
class Differences:
    """All that two papers differ in; figures come first."""

    figures: tuple[FigureChange, ...] = ()
    words: tuple[WordChange, ...] = ()
    traces: tuple[Trace, ...] = ()

    @property
    def none(self) -> bool:
        """Whether nothing differs and nothing was left in the file."""
        return not (self.figures or self.words or self.traces)
