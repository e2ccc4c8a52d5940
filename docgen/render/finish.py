"""Fills in what is known only after printing: clause numbers and the page count."""

from __future__ import annotations

from docgen.errors import TemplateError
from docgen.templating.marks import CLOSE, OPEN
from docgen.templating.numbering import Numbering

__all__ = ["fill_marks"]


def fill_marks(xml: str, numbering: Numbering, *, pages: int | None, name: str) -> str:
    """Put clause numbers and the page count where the program has left marks.

    A mark is :data:`OPEN`, a letter for its kind, its text and :data:`CLOSE`: ``n`` at the head of
    a numbered paragraph, ``b`` at a bookmark within one, ``R`` in the cached text of a REF field,
    ``P`` in that of NUMPAGES, ``o`` for an object, which is left as it is.

    Args:
        xml: The printed part.
        numbering: The template's list numbers.
        pages: The page count that a layout engine found; None before any layout.
        name: The template's name for messages.

    Raises:
        TemplateError: A reference leads to a paragraph that was dropped or has no number.
    """
    head, *pieces = xml.split(OPEN)
    marks = [piece.partition(CLOSE) for piece in pieces]
    labels = _labels([mark for mark, _, _ in marks], numbering)
    out = [head]
    for mark, _, text in marks:
        kind = mark[0]
        if kind == "R":
            if mark[1:] not in labels:
                raise _lost(mark[1:], name)
            out.append(labels[mark[1:]])
        elif kind == "P":
            out.append(str(pages) if pages is not None else "1")
        elif kind == "o":
            out.append(f"{OPEN}{mark}{CLOSE}")
        out.append(text)
    return "".join(out)


def _labels(marks: list[str], numbering: Numbering) -> dict[str, str]:
    """Return the number of each marked bookmark, counting the numbered paragraphs in order."""
    counter = numbering.counter()
    labels: dict[str, str] = {}
    places: dict[str, tuple[int, int]] = {}
    current: tuple[int, int] = (0, 0)
    for mark in marks:
        if mark[0] == "n":
            place = places.get(mark)
            if place is None:
                num, _, level = mark[1:].partition(":")
                place = places[mark] = (int(num), int(level))
            current = place
            counter.count(*current)
        elif mark[0] == "b":
            labels[mark[1:]] = counter.label(*current)
    return labels


def _lost(label: str, name: str) -> TemplateError:
    return TemplateError(
        f"「条('{label}')」所指的条款不在本文书里。",
        where=name,
        fix="给引用它的文字加上与该条款相同的条件，或改指其他条款。",
        code="T009",
    )
