"""A template as it is shown on a page: its lines, with the tags told apart from the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from docgen.templating.places import part_title
from docgen.templating.show import Line

__all__ = ["LineTold", "PieceKind", "told_lines"]

#: Words; a tag that prints; a tag that chooses or repeats.
PieceKind: TypeAlias = Literal["text", "print", "way"]
_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class LineTold:
    """One line.

    Attributes:
        part: What its part is called, on the first line of a part; else empty.
        place: Part and paragraph, as findings name them.
        number: Number of the paragraph in its part; 0 for what goes on.
        depth: How many loops and conditions it stands in, at most three.
        pieces: Its words and tags.
    """

    part: str
    place: tuple[str, int]
    number: int
    depth: int
    pieces: tuple[tuple[PieceKind, str], ...]


def told_lines(lines: Iterable[Line]) -> Iterator[LineTold]:
    """Yield lines for a page.

    Args:
        lines: As ``show_template`` gives them.
    """
    part, paragraph = "", 0
    for one in lines:
        head = part_title(one.part) if one.part != part else ""
        part, paragraph = one.part, one.paragraph or (paragraph if one.part == part else 0)
        yield LineTold(
            head, (part, paragraph), one.paragraph, min(one.depth, _DEEPEST), _pieces(one.text)
        )


def _pieces(text: str) -> tuple[tuple[PieceKind, str], ...]:
    return tuple((_kind(one), one) for one in _TAG.split(text) if one)


def _kind(piece: str) -> PieceKind:
    if not _TAG.fullmatch(piece):
        return "text"
    return "print" if piece.startswith("{{") else "way"
