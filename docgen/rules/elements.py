"""What a county's list of elements names: a field of the case, or a word in a text.

``规划条件.容积率|容积率`` is told by the field or by the word; either will do.
"""

from __future__ import annotations

from docgen import glossary
from docgen.model import Case
from docgen.model.parcel import Range

__all__ = ["field_at", "is_field", "ways_of"]


def ways_of(element: str) -> tuple[str, ...]:
    """Return the ways in which an element can be told: key paths for fields, else the word itself.

    Args:
        element: As the pack writes it, ways parted by bars.
    """
    return tuple(_path_of(way) or way for way in element.split("|"))


def _path_of(way: str) -> str:
    """Return the key path of a Chinese path of two steps, nothing for a word of the text."""
    part, _, title = way.partition(".")
    top = glossary.key_for("Case", part) if title else None
    name = glossary.key_for(glossary.terms("Case")[top].of, title) if top else None
    return f"{top}.{name}" if name else ""


def is_field(way: str) -> bool:
    """Return whether a way of :func:`ways_of` is a key path."""
    return way.isascii()


def field_at(case: Case, path: str) -> bool:
    """Return whether the case gives the field at a key path."""
    node: object = case
    for name in path.split("."):
        node = getattr(node, name, None)
    return node not in (None, "", (), Range())
