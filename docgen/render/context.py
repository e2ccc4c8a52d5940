"""Figures and plain values as the names that a template's programs look up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docgen import proof
from docgen.templating.runtime import Printed, Unset

__all__ = ["context_of"]


def context_of(figures: proof.Group) -> dict[str, Any]:
    """Return the figures as nested names of printed values.

    Args:
        figures: All figures of a case, settled (every absence decided or left to fail).
    """
    return {name: _value(node) for name, node in figures.entries.items()}


def _value(node: proof.Node) -> Any:
    if isinstance(node, proof.Group):
        return {name: _value(child) for name, child in node.entries.items()}
    if isinstance(node, proof.Series):
        return tuple(_value(item) for item in node.items)
    return _printed(node)


def _printed(figure: proof.Figure) -> Printed | Unset | bool:
    if figure.kind == "flag":
        return figure.present
    if figure.present or figure.absence in ("blank", "slash"):
        forms: Mapping[str, str] = figure.forms
        return Printed.of(figure.printed, forms=forms, present=figure.present, title=figure.title)
    return Unset(figure.title)
