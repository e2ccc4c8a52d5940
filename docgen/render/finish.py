"""Fills in what is known only after printing: clause numbers and the page count."""

from __future__ import annotations

from dataclasses import dataclass, field

from docgen.errors import TemplateError
from docgen.proof import RESTARTED
from docgen.templating.marks import CLOSE, OPEN
from docgen.templating.numbering import ListPlace, Numbering

__all__ = ["Filler"]


@dataclass(slots=True)
class Filler:
    """Fills the marks of the parts of one print.

    Attributes:
        numbering: The template's list numbers.
        pages: The page count that a layout engine found; None before any layout.
        name: The template's name for messages.
        restarts: List and level of each list that begins anew, in the order of its new id.
    """

    numbering: Numbering
    pages: int | None
    name: str
    restarts: list[ListPlace] = field(default_factory=list)

    def fill(self, xml: str) -> str:
        """Put clause numbers and the page count where the program has left marks.

        A mark is :data:`OPEN`, a letter for its kind, its text and :data:`CLOSE`: ``i`` in the list
        id and ``n`` at the head of a numbered paragraph, ``s`` where its list begins anew, ``b`` at
        a bookmark within it, ``R`` in the cached text of a REF field, ``P`` in that of NUMPAGES,
        ``o`` for an object, which is left as it is.

        Args:
            xml: The printed part.

        Raises:
            TemplateError: A reference leads to a paragraph that was dropped or has no number.
        """
        head, *pieces = xml.split(OPEN)
        marks = [piece.partition(CLOSE) for piece in pieces]
        ids, labels = self._count([mark for mark, _, _ in marks])
        out = [head]
        for index, (mark, _, text) in enumerate(marks):
            kind = mark[0]
            if kind == "R":
                if mark[1:] not in labels:
                    raise _lost(mark[1:], self.name)
                out.append(labels[mark[1:]])
            elif kind == "i":
                out.append(ids.get(index, mark[1:]))
            elif kind == "P":
                out.append(str(self.pages) if self.pages is not None else "1")
            elif kind == "o":
                out.append(f"{OPEN}{mark}{CLOSE}")
            out.append(text)
        return "".join(out)

    def _count(self, marks: list[str]) -> tuple[dict[int, str], dict[str, str]]:
        """Count the numbered paragraphs in order.

        Returns:
            The new list ids by the index of their mark, and the number of each marked bookmark.
        """
        anew = _begin_anew(marks)
        counter = self.numbering.counter()
        ids: dict[int, str] = {}
        labels: dict[str, str] = {}
        places: dict[str, ListPlace] = {}
        current: ListPlace = (0, 0)
        now: dict[int, str] = {}
        waiting = -1
        for index, mark in enumerate(marks):
            if mark[0] == "i":
                waiting = index
            elif mark[0] == "n":
                current = places.get(mark) or places.setdefault(mark, _place_of(mark))
                if index in anew:
                    counter.restart(*current)
                    now[current[0]] = str(RESTARTED + len(self.restarts))
                    self.restarts.append(current)
                if waiting >= 0 and current[0] in now:
                    ids[waiting] = now[current[0]]
                waiting = -1
                counter.count(*current)
            elif mark[0] == "b":
                labels[mark[1:]] = counter.label(*current)
        return ids, labels


def _begin_anew(marks: list[str]) -> set[int]:
    """Return the index of each paragraph's mark behind which one says that the list begins anew."""
    found: set[int] = set()
    last = -1
    for index, mark in enumerate(marks):
        if mark[0] == "n":
            last = index
        elif mark[0] == "s" and last >= 0:
            found.add(last)
    return found


def _place_of(mark: str) -> ListPlace:
    num, _, level = mark[1:].partition(":")
    return int(num), int(level)


def _lost(label: str, name: str) -> TemplateError:
    return TemplateError(
        f"「条('{label}')」所指的条款不在本文书里。",
        where=name,
        fix="给引用它的文字加上与该条款相同的条件，或改指其他条款。",
        code="T009",
    )
