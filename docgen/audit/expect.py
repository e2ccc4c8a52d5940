"""Walks a Plan over a case's figures: what the paper must say, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.audit.evaluate import Chosen, LoopPlace, Scope, look_up, truth
from docgen.errors import AuditError
from docgen.proof import (
    Choice,
    Field,
    Figure,
    Group,
    Literal_,
    Loop,
    Mark,
    Part,
    Picture,
    PlanNode,
    Reference,
    Series,
    Slot,
)

__all__ = [
    "ANCHOR",
    "ANCHOR_END",
    "FIELD",
    "PICTURE",
    "Paragraph",
    "Piece",
    "Structure",
    "expect",
    "words",
]

#: Stands for one field inside a paragraph's text; a noncharacter that no data may hold.
FIELD = "\ufdd2"
#: Stands for one picture inside a paragraph's text.
PICTURE = "\ufdd3"
#: Around what is no text but must stand where it stands: ``n2:0`` at the head of a paragraph of
#: list 2, level 0; ``b付款`` where the bookmark 付款 begins.
ANCHOR, ANCHOR_END = "\ufdd4", "\ufdd5"
_ANCHORED = re.compile(f"{ANCHOR}.*?{ANCHOR_END}")


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that must be there, piece by piece."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole text, fields as :data:`FIELD`."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Structure:
    """The start or end of a table, row or cell: tbl, /tbl, tr, /tr, tc, /tc."""

    kind: str


def words(text: str) -> str:
    """Return a paragraph's text without its pictures and anchors."""
    return _ANCHORED.sub("", text).replace(PICTURE, "")


def expect(part: Part, figures: Group) -> list[Paragraph | Structure]:
    """Return what a part must say for these figures.

    Args:
        part: The part's plan.
        figures: All figures of the case, settled.

    Raises:
        AuditError: The plan names something that the figures do not have.
    """
    out: list[Paragraph | Structure] = []
    open_paragraphs: list[list[Piece]] = []
    for event in _walk(part.nodes, dict(figures.entries)):
        if isinstance(event, Piece):
            if not open_paragraphs:
                raise AuditError("版面计划里有段落之外的文字。", where=part.name, code="A001")
            open_paragraphs[-1].append(event)
        elif event.kind == "p":
            open_paragraphs.append([])
        elif event.kind == "/p":
            out.append(Paragraph(tuple(open_paragraphs.pop())))
        else:
            out.append(Structure(event.kind))
    return out


def _walk(nodes: tuple[PlanNode, ...], scope: Scope) -> Iterator[Piece | Mark]:
    for node in nodes:
        match node:
            case Mark():
                yield node
            case Literal_():
                yield Piece(node.text)
            case Slot():
                yield _slot(node, scope)
            case Reference():
                yield Piece(FIELD, field=f"REF {node.label}", source=node.source)
            case Field():
                yield Piece(FIELD, field=node.name)
            case Choice():
                for condition, body in node.branches:
                    if condition is None or truth(condition, scope):
                        yield from _walk(body, scope)
                        break
            case Loop():
                for inner in _rounds(node, scope):
                    yield from _walk(node.body, inner)
            case Picture():
                yield _picture(node, scope)


def _slot(node: Slot, scope: Scope) -> Piece:
    found = look_up(node.expr, scope)
    if isinstance(found, Chosen):
        figure = found.figure
        # What is absent and undecided prints nothing; reading back refuses what stands there.
        undecided = not figure.present and not figure.absence
        text = "" if undecided else figure.forms.get(found.form)
        if text is None:
            raise AuditError(f"「{node.source}」没有这种写法。", code="A001")
        return Piece(text, figure, found.form, source=node.source)
    if isinstance(found, Figure):
        return Piece(found.printed, found, source=node.source)
    if isinstance(found, str | int) and not isinstance(found, bool):
        return Piece(str(found), source=node.source)
    raise AuditError(f"「{node.source}」不是可以印出的数字或文字。", code="A001")


def _rounds(node: Loop, scope: Scope) -> Iterator[Scope]:
    held = look_up(node.over, scope)
    if not isinstance(held, Series):
        raise AuditError(f"「for {node.target}」所循环的不是一组数据。", code="A001")
    for index, item in enumerate(held.items, start=1):
        yield {**scope, node.target: item, "loop": LoopPlace(index, len(held.items))}


def _picture(node: Picture, scope: Scope) -> Piece:
    found = look_up(node.expr, scope)
    if not isinstance(found, Figure):
        raise AuditError(f"「{node.source}」不是一张图。", code="A001")
    return Piece(PICTURE, source=node.source, picture=found)
