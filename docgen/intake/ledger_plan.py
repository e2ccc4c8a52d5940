"""How the values of a row become a case: planned once for all rows of a ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docgen.intake.ledger_fields import model_at
from docgen.intake.ledger_figures import ABSENT, text_of
from docgen.intake.ledger_words import ledger_words
from docgen.model.case import Case
from docgen.model.part import Part
from docgen.model.proven import proven

__all__ = ["Plan", "nested", "steps_of"]

_STEP = re.compile(r"([^.\[\]]+)(?:\[([0-9]+)\])?")


@dataclass(slots=True)
class _Items:
    """A list of parts: one node for each place a column names."""

    model: type[Part]
    nodes: list[_Node] = field(default_factory=list)
    numbered: str = ""


@dataclass(slots=True)
class _Node:
    """A part: which values of a row go to which of its fields."""

    model: type[Part]
    given: dict[str, Any] = field(default_factory=dict)
    slots: list[tuple[str, int]] = field(default_factory=list)
    parts: dict[str, _Node] = field(default_factory=dict)
    lists: dict[str, _Items] = field(default_factory=dict)


class Plan:
    """The way from a row's values to its case.

    Args:
        paths: Key path of the value at each place of a row; ``""`` for one that goes nowhere.
        common: Key path → value, as its field's reader gave it, for what all rows share. A row's
            own value goes before it.
    """

    def __init__(self, paths: Sequence[str], common: Mapping[str, Any]) -> None:
        self._root = _Node(Case)
        for path, value in common.items():
            node, key = self._holder(path)
            node.given[key] = value
        for place, path in enumerate(paths):
            if not path:
                continue
            node, key = self._holder(path)
            node.slots.append((key, place))

    def case(self, values: Sequence[Any]) -> Case:
        """Return the case of a row's values; :data:`ABSENT` for what it does not give.

        The values are what their fields' readers gave and are not read again.
        """
        made = _made(self._root, values)
        return made if isinstance(made, Case) else proven(Case, {})

    def _holder(self, path: str) -> tuple[_Node, str]:
        node, below = self._root, ""
        *above, (last, _) = steps_of(path)
        for key, place in above:
            below = f"{below}.{key}" if below else key
            if place is None:
                node = node.parts.setdefault(key, _Node(model_at(below)))
                continue
            model = model_at(below)
            numbered = ledger_words().numbered.get(below, "")
            items = node.lists.setdefault(key, _Items(model, numbered=numbered))
            items.nodes += [_Node(model) for _ in range(place + 1 - len(items.nodes))]
            node = items.nodes[place]
            below += f"[{place}]"
        return node, last


def _made(node: _Node, values: Sequence[Any]) -> Part | None:
    held = {key: value for key, place in node.slots if (value := values[place]) is not ABSENT}
    if node.given:
        held = {**node.given, **held}
    for key, below in node.parts.items():
        if (part := _made(below, values)) is not None:
            held[key] = part
    for key, items in node.lists.items():
        if parts := _listed(items, values):
            held[key] = parts
    return proven(node.model, held) if held else None


def _listed(items: _Items, values: Sequence[Any]) -> tuple[Part, ...]:
    made = [_made(node, values) for node in items.nodes]
    while made and made[-1] is None:
        made.pop()
    if items.numbered:
        return _by_number(items, made)
    return tuple(part if part is not None else proven(items.model, {}) for part in made)


def _by_number(items: _Items, made: Iterable[Part | None]) -> tuple[Part, ...]:
    """Put each part where its own number says; those before it that are not known have no more."""
    key, placed = items.numbered, {}
    for place, part in enumerate(made, start=1):
        if part is not None:
            placed[getattr(part, key) or place] = part
    known = range(1, max(placed, default=0) + 1)
    return tuple(
        proven(items.model, {**_held(placed[no]), key: no})
        if no in placed
        else proven(items.model, {key: no})
        for no in known
    )


def _held(part: Part) -> dict[str, Any]:
    return {key: part.__dict__[key] for key in part.model_fields_set}


def steps_of(path: str) -> list[tuple[str, int | None]]:
    """Return the keys of a path, each with its place in a list or None."""
    return [(key, int(place) if place else None) for key, place in _STEP.findall(path)]


def nested(part: Part) -> dict[str, object]:
    """Return what a part was given as nested texts under English keys."""
    data: dict[str, object] = {}
    for key in type(part).model_fields:
        if key in part.model_fields_set:
            data[key] = _texts(part.__dict__[key])
    return data


def _texts(value: object) -> object:
    if isinstance(value, Part):
        return nested(value)
    if isinstance(value, tuple):
        return [_texts(one) for one in value]
    return text_of(value)
