"""Figures as the names that a template's programs look up, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docgen import proof
from docgen.templating.values import Printed, Unset

__all__ = ["context_of"]


class _Group(dict[str, Any]):
    """A group of figures; a case has many hundreds, of which one paper prints a few dozen."""

    __slots__ = ("_entries",)

    def __init__(self, group: proof.Group) -> None:
        super().__init__()
        self._entries = group.entries

    def __missing__(self, name: str) -> Any:
        value = self[name] = _value(self._entries[name])
        return value

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __bool__(self) -> bool:
        return bool(self._entries)


def context_of(figures: proof.Group) -> dict[str, Any]:
    """Return the figures as nested names of printed values.

    Args:
        figures: All figures of a case, settled (every absence decided or left to fail).
    """
    return {name: _value(node) for name, node in figures.entries.items()}


def _value(node: proof.Node) -> Any:
    if isinstance(node, proof.Group):
        return _Group(node)
    if isinstance(node, proof.Series):
        return tuple(_Group(item) for item in node.items)
    if node.kind == "flag":
        return node.present
    if node.present or node.absence in ("blank", "slash"):
        return Printed.of(node.printed, forms=node.forms, present=node.present, title=node.title)
    return Unset(node.title)
