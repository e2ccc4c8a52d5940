"""Walks a Plan over a case's figures: what the paper must say, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

from docgen.audit.evaluate import Chosen, LoopPlace, Scope, look_up, truth
from docgen.audit.pieces import (
    ANCHOR,
    ANCHOR_END,
    FIELD,
    PICTURE,
    Paragraph,
    Piece,
    Ready,
    Structure,
    Words,
    ready,
)
from docgen.errors import AuditError
from docgen.proof import (
    Choice,
    Figure,
    Group,
    Loop,
    Mark,
    Part,
    Picture,
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

_ANCHORED = re.compile(f"{ANCHOR}.*?{ANCHOR_END}")


def words(text: str) -> str:
    """Return a paragraph's text without its pictures and anchors."""
    if ANCHOR in text:
        text = _ANCHORED.sub("", text)
    return text.replace(PICTURE, "")


def expect(part: Part, figures: Group) -> list[Paragraph | Structure]:
    """Return what a part must say for these figures.

    Args:
        part: The part's plan.
        figures: All figures of the case, settled.

    Raises:
        AuditError: The plan names something that the figures do not have.
    """
    walk = _Walk(part.name)
    walk.nodes(ready(part), dict(figures.entries))
    return walk.out


class _Walk:
    """Walks a Plan once and gathers what must stand there."""

    def __init__(self, part: str) -> None:
        self.out: list[Paragraph | Structure] = []
        self._part = part
        self._open: list[list[Piece]] = []

    def nodes(self, nodes: Sequence[Ready], scope: Scope) -> None:
        """Take some nodes in their order."""
        for node in nodes:
            if isinstance(node, tuple):
                self.out += node
            elif isinstance(node, Words):
                pieces: list[Piece] = []
                _fill(pieces, node.nodes, scope)
                self.out.append(Paragraph.of(pieces))
            elif isinstance(node, Choice):
                for condition, body in node.branches:
                    if condition is None or truth(condition, scope):
                        self.nodes(cast("Sequence[Ready]", body), scope)
                        break
            elif isinstance(node, Loop):
                for inner in _rounds(node, scope):
                    self.nodes(cast("Sequence[Ready]", node.body), inner)
            elif isinstance(node, Mark):
                self._mark(node.kind)
            elif not self._open:
                raise AuditError("版面计划里有段落之外的文字。", where=self._part, code="A001")
            else:
                _fill(self._open[-1], (node,), scope)

    def _mark(self, kind: str) -> None:
        if kind == "p":
            self._open.append([])
        elif kind == "/p":
            self.out.append(Paragraph.of(self._open.pop()))
        else:
            self.out.append(Structure(kind))


def _fill(pieces: list[Piece], nodes: Sequence[Any], scope: Scope) -> None:
    """Add the pieces of what stands within one paragraph."""
    for node in nodes:
        if isinstance(node, Piece):
            pieces.append(node)
        elif isinstance(node, Slot):
            pieces.append(_slot(node, scope))
        elif isinstance(node, Choice):
            for condition, body in node.branches:
                if condition is None or truth(condition, scope):
                    _fill(pieces, body, scope)
                    break
        elif isinstance(node, Loop):
            for inner in _rounds(node, scope):
                _fill(pieces, node.body, inner)
        else:
            pieces.append(_picture(node, scope))


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
