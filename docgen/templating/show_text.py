"""What a paragraph says besides its letters: fields, tabs, breaks, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from docgen.templating.tags import w

__all__ = ["Pieces", "pieces_of"]

_DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {w("tab"): "⇥", w("cr"): "↵", w("noBreakHyphen"): "-"}


@dataclass(frozen=True, slots=True)
class Pieces:
    """A paragraph in pieces: each with the place of its first letter and how many it stands for.

    Attributes:
        pieces: Text to show, place of its first letter in the paragraph's text, its letters there;
            0 letters for what is shown and is no text.
    """

    pieces: tuple[tuple[str, int, int], ...]

    def between(self, start: int, end: int, *, last: bool = False) -> str:
        """Return what is shown of the letters from ``start`` to ``end``.

        Args:
            start: Place of the first letter.
            end: Place behind the last.
            last: Whether what stands behind the last letter of the paragraph belongs to it.
        """
        said = []
        for text, at, length in self.pieces:
            if length:
                said.append(text[max(start - at, 0) : max(end - at, 0)])
            elif start <= at < end or (last and at == end):
                said.append(text)
        return "".join(said)


def pieces_of(paragraph: etree._Element) -> Pieces:
    """Return a paragraph in pieces; the cached result of a field is shown as the field.

    Args:
        paragraph: The ``w:p``.
    """
    made: list[tuple[str, int, int]] = []
    at = 0
    code, in_result = "", False
    for node in _own(paragraph):
        text = node.text or ""
        if node.tag == w("fldChar"):
            kind = node.get(w("fldCharType"))
            if kind == "begin":
                code = ""
            elif kind == "end":
                in_result = False
            elif code.split():
                # Without a code what follows is plain text.
                made.append((f"{{{' '.join(code.split()[:2])}}}", at, 0))
                in_result = True
        elif node.tag == w("instrText"):
            code += text
        elif node.tag == w("t"):
            made.append(("" if in_result else text, at, len(text)))
            at += len(text)
        elif not in_result:
            made.append((_sign(node), at, 0))
    return Pieces(tuple(made))


def _own(paragraph: etree._Element) -> Iterator[etree._Element]:
    for node in paragraph.iter():
        if next(node.iterancestors(w("p")), None) is not paragraph:
            continue
        if next(node.iterancestors(w("pPr"), _FALLBACK), None) is None:
            yield node


def _sign(node: etree._Element) -> str:
    if node.tag == w("br"):
        return "［分页］" if node.get(w("type")) == "page" else "↵"
    if node.tag == _DOC_PR:
        return f"［图：{node.get('descr') or node.get('name') or ''}］"
    return _SIGNS.get(str(node.tag), "")
