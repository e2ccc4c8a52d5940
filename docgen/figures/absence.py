"""Decides how each absent value prints, by what the manifest and the stage say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal, TypeAlias

from docgen.proof import AbsentGroup, Figure, Group, Node, Series

__all__ = [
    "BLANK_MARK",
    "SLASH",
    "Policy",
    "Settler",
    "What",
    "drafted",
    "plain_title",
    "settle",
    "worded",
]

What: TypeAlias = Literal["required", "blank", "slash", "omit"]

#: One half-width underscore; two make a hand-fill line as wide as one Chinese character.
BLANK_MARK = "_"
SLASH = "/"
_FORMS = ("大写", "小写", "亩", "公顷", "万元", "年月日")
#: The line that a draft leaves where nothing decides its width: eight Chinese characters.
_DRAFT_BLANK = BLANK_MARK * 2 * 8
_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Policy:
    """What the absence of one field does.

    Attributes:
        what: Stop, leave a hand-fill line, print "/", or drop the clause.
        width: Width of the hand-fill line in Chinese characters.
    """

    what: What
    width: int = 8


def plain_title(title: str) -> str:
    """Return a title without list places: ``出让.分期[2].金额`` is ``出让.分期.金额``."""
    return _INDEX.sub("", title)


def settle(figures: Group, policies: Mapping[str, Policy]) -> Group:
    """Give every absent figure what its policy prints.

    Args:
        figures: All figures of a case.
        policies: By title without list places; a figure that must be there, or that has no
            policy, is left undecided, and printing it fails.
    """
    return Settler(policies).settle(figures)


class Settler:
    """Settles many cases by the same policies; what no case gives is settled once.

    Args:
        policies: As for :func:`settle`.
    """

    def __init__(self, policies: Mapping[str, Policy]) -> None:
        self._policies = policies
        #: Where a policy lies, or may lie deeper down; everything else stays as it is.
        self._ways = {
            way
            for title in policies
            for way in accumulate(title.split("."), lambda done, step: f"{done}.{step}")
        }
        self._done: dict[str, tuple[Node, Node]] = {}

    def settle(self, figures: Group) -> Group:
        """Return the figures with what each absence prints.

        Args:
            figures: All figures of a case.
        """
        return self._group(figures, "")

    def _group(self, group: Group, path: str) -> Group:
        return Group(
            {
                name: self._node(child, f"{path}.{name}" if path else name)
                for name, child in group.entries.items()
            }
        )

    def _node(self, node: Node, path: str) -> Node:
        if path not in self._ways:
            return node
        kept = self._done.get(path)
        if kept is not None and kept[0] is node:
            return kept[1]
        settled = self._settled(node, path)
        if isinstance(node, AbsentGroup) or (isinstance(node, Figure) and not node.present):
            self._done[path] = node, settled
        return settled

    def _settled(self, node: Node, path: str) -> Node:
        if isinstance(node, Group):
            return self._group(node, path)
        if isinstance(node, Series):
            return Series(tuple(self._group(item, path) for item in node.items))
        return _settle_figure(node, self._policies.get(path))


def _settle_figure(figure: Figure, policy: Policy | None) -> Figure:
    if figure.present or figure.kind in ("flag", "picture") or policy is None:
        return figure
    match policy.what:
        case "blank":
            return _printing(figure, BLANK_MARK * 2 * policy.width, "blank")
        case "slash":
            return _printing(figure, SLASH, "slash")
        case "omit":
            return replace(figure, absence="omit")
        case "required":
            return figure


def drafted(figures: Group) -> Group:
    """Return settled figures as a draft prints them: whatever could not be printed is a blank.

    A value that has no words (finer than its form allows, negative) leaves a blank where its words
    would stand; its digits are printed.

    Args:
        figures: All figures of a case, settled.
    """
    return _each(figures, _drafted)


def worded(figures: Group) -> Group:
    """Return figures in which a value that has no words leaves a blank where they would stand.

    Args:
        figures: All figures of a case.
    """
    return _each(figures, _worded)


def _each(group: Group, change: Callable[[Figure], Figure]) -> Group:
    def changed(node: Node) -> Node:
        if isinstance(node, Group):
            return _each(node, change)
        if isinstance(node, Series):
            return Series(tuple(_each(item, change) for item in node.items))
        return change(node)

    return Group({name: changed(node) for name, node in group.entries.items()})


def _drafted(figure: Figure) -> Figure:
    if figure.kind in ("flag", "picture") or figure.absence in ("blank", "slash"):
        return figure
    return _worded(figure) if figure.present else _printing(figure, _DRAFT_BLANK, "blank")


def _worded(figure: Figure) -> Figure:
    if figure.kind in ("amount", "area") and figure.present and not figure.forms:
        return replace(figure, forms=dict.fromkeys(_FORMS, _DRAFT_BLANK))
    return figure


def _printing(figure: Figure, text: str, absence: Literal["blank", "slash"]) -> Figure:
    """Print the same mark whichever form a tag chooses."""
    return replace(figure, printed=text, forms=dict.fromkeys(_FORMS, text), absence=absence)
