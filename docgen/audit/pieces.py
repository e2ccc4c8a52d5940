"""What must stand on the paper, and a Plan made ready to be walked for many papers.

What no figure changes (most of a contract) is folded once for each template: whole paragraphs and
runs of paragraphs that every paper must have as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias, cast

from docgen.proof import (
    Choice,
    Field,
    Figure,
    Literal_,
    Loop,
    Mark,
    Part,
    Picture,
    PlanNode,
    Reference,
    Slot,
)

__all__ = [
    "ANCHOR",
    "ANCHOR_END",
    "FIELD",
    "PICTURE",
    "Paragraph",
    "Piece",
    "Ready",
    "Structure",
    "Words",
    "ready",
]

#: Stands for one field inside a paragraph's text; a noncharacter that no data may hold.
FIELD = "\ufdd2"
#: Stands for one picture inside a paragraph's text.
PICTURE = "\ufdd3"
#: Around what is no text but must stand where it stands: ``n2:0`` at the head of a paragraph of
#: list 2, level 0; ``b付款`` where the bookmark 付款 begins.
ANCHOR, ANCHOR_END = "\ufdd4", "\ufdd5"


# Nobody changes a piece or a paragraph. Frozen ones take three times as long to make, and a paper
# needs hundreds.
@dataclass(slots=True, unsafe_hash=True)
class Piece:
    """A stretch of a paragraph.

    Attributes:
        text: What must stand there; :data:`FIELD` for a field, :data:`PICTURE` for a picture.
        figure: The figure it prints, None for the template's own words.
        form: The form that was chosen, "" for the default.
        field: PAGE, NUMPAGES or ``REF label``; "" for text.
        source: The tag, for messages.
        picture: The figure that the picture shows, None for text.
    """

    text: str
    figure: Figure | None = None
    form: str = ""
    field: str = ""
    source: str = ""
    picture: Figure | None = None


@dataclass(slots=True, unsafe_hash=True)
class Paragraph:
    """A paragraph that must be there.

    Attributes:
        pieces: What it holds, piece by piece.
        text: The whole text, fields as :data:`FIELD`.
        plain: Whether it is the template's own words alone, with nothing to read back.
    """

    pieces: tuple[Piece, ...]
    text: str
    plain: bool

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Paragraph:
        """Return the paragraph of some pieces."""
        text = "".join([piece.text for piece in pieces])
        for piece in pieces:
            if piece.figure is not None:
                return cls(tuple(pieces), text, plain=False)
        return cls(tuple(pieces), text, PICTURE not in text and FIELD not in text)


@dataclass(frozen=True, slots=True)
class Structure:
    """The start or end of a table, row or cell: tbl, /tbl, tr, /tr, tc, /tc."""

    kind: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph whose text depends on the figures, all of it within the paragraph."""

    nodes: tuple[Any, ...]


#: A node of a Plan made ready; a tuple is a run of blocks that every paper must have.
Ready: TypeAlias = (
    tuple[Paragraph | Structure, ...] | Words | Piece | Slot | Choice | Loop | Picture | Mark
)


def ready(part: Part) -> tuple[Ready, ...]:
    """Return a part's plan made ready; the same plan is folded once."""
    return _folded(_ById(part))


class _ById:
    """A part of a Plan as a key: one Plan serves every paper of its template."""

    __slots__ = ("part",)

    def __init__(self, part: Part) -> None:
        self.part = part

    def __hash__(self) -> int:
        return id(self.part)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and self.part is other.part


@lru_cache(maxsize=256)
def _folded(key: _ById) -> tuple[Ready, ...]:
    return _fold(key.part.nodes)


def _fold(nodes: tuple[PlanNode, ...]) -> tuple[Ready, ...]:
    made: list[Ready] = []
    at = 0
    while at < len(nodes):
        node = nodes[at]
        if isinstance(node, Mark) and node.kind == "p" and (end := _end_of(nodes, at)):
            made.append(_paragraph(nodes[at + 1 : end]))
            at = end
        elif isinstance(node, Mark) and node.kind not in ("p", "/p"):
            made.append((Structure(node.kind),))
        else:
            made.append(_one(node))
        at += 1
    return tuple(_joined(made))


def _end_of(nodes: Sequence[PlanNode], at: int) -> int:
    """Return the index of a paragraph's end; 0 when its blocks and conditions are interlaced."""
    for index in range(at + 1, len(nodes)):
        node = nodes[index]
        if isinstance(node, Mark):
            return index if node.kind == "/p" else 0
        if isinstance(node, Loop | Choice) and _holds_marks(node):
            return 0
    return 0


def _holds_marks(node: PlanNode) -> bool:
    if isinstance(node, Mark):
        return True
    if isinstance(node, Loop):
        return any(map(_holds_marks, node.body))
    if isinstance(node, Choice):
        return any(_holds_marks(one) for _, body in node.branches for one in body)
    return False


def _paragraph(nodes: Sequence[PlanNode]) -> Ready:
    inner = tuple(_one(node) for node in nodes)
    if all(isinstance(one, Piece) for one in inner):
        return (Paragraph.of(cast("tuple[Piece, ...]", inner)),)
    return Words(inner)


def _one(node: PlanNode) -> Ready:
    if isinstance(node, Reference):
        return Piece(FIELD, field=f"REF {node.label}", source=node.source)
    if isinstance(node, Field):
        return Piece(FIELD, field=node.name)
    if isinstance(node, Literal_):
        return Piece(node.text)
    if isinstance(node, Loop):
        return Loop(node.target, node.over, _body(node.body))
    if isinstance(node, Choice):
        return Choice(tuple((condition, _body(body)) for condition, body in node.branches))
    return node


def _body(nodes: tuple[PlanNode, ...]) -> tuple[PlanNode, ...]:
    return cast("tuple[PlanNode, ...]", _fold(nodes))


def _joined(made: Sequence[Ready]) -> list[Ready]:
    """Return the nodes with neighbouring runs of fixed blocks as one."""
    out: list[Ready] = []
    for node in made:
        last = out[-1] if out else None
        if isinstance(node, tuple) and isinstance(last, tuple):
            out[-1] = (*last, *node)
        else:
            out.append(node)
    return out
