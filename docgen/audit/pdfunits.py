"""What the PDF must say, paragraph by paragraph, and the letters that it says."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from docgen.audit.counting import Label
from docgen.audit.expect import FIELD, words
from docgen.audit.pdftext import PdfPage, Stretch
from docgen.audit.word import Found, FoundStructure

__all__ = ["Letters", "Standing", "Unit", "end_of", "units_of"]

#: How far two baselines may lie apart in one line, in parts of the size (raised letters).
_SAME_LINE = 0.6


@dataclass(frozen=True, slots=True)
class Unit:
    """What must stand in the PDF of one paragraph: its letters, or its list number.

    Attributes:
        letters: The letters, without white space.
        gaps: Before which of them white space stands in the Word file.
        label: The list number, None for letters.
        paragraph: Number of the paragraph in the body, from 1.
        table: Number of its outermost table, 0 outside any.
        row: Number of its outermost row among all rows of the body, 0 outside any.
        header: Whether that row may stand again at the head of a page.
        cell: Number of its outermost cell among all cells of the body, 0 outside any.
    """

    letters: str
    gaps: frozenset[int]
    label: Label | None
    paragraph: int
    table: int
    row: int
    header: bool
    cell: int = 0


@dataclass(slots=True)
class Standing:
    """Where a unit stands among the letters of the body.

    Attributes:
        unit: The unit.
        pieces: Beginning and end of each of its pieces; more than one where header rows that stand
            again part them.
    """

    unit: Unit
    pieces: list[tuple[int, int]] = field(default_factory=list)


class Letters:
    """All letters of the bodies of all pages, in the order of the content streams.

    Attributes:
        text: The letters.
        page_starts: Before which letter each page begins.
        line_starts: Before which letters a line begins, in ascending order.
    """

    def __init__(self, pages: tuple[PdfPage, ...]) -> None:
        self._stretches: list[Stretch] = []
        self._starts: list[int] = []
        self.page_starts: list[int] = []
        self.line_starts: list[int] = []
        at = 0
        before: Stretch | None = None
        for page in pages:
            self.page_starts.append(at)
            for one in page.body:
                if not one.letters:
                    continue
                if before is None or _new_line(before, one):
                    self.line_starts.append(at)
                self._stretches.append(one)
                self._starts.append(at)
                at += len(one.letters)
                before = one
        self.text = "".join(one.letters for one in self._stretches)

    def stretch(self, at: int) -> Stretch:
        """Return the stretch in which a letter stands."""
        return self._stretches[bisect_right(self._starts, at) - 1]

    def lines(self, begin: int, end: int) -> list[tuple[int, int]]:
        """Return the lines of a run of letters, each as its beginning and end."""
        first = bisect_right(self.line_starts, begin)
        edges = [begin, *self.line_starts[first : bisect_left(self.line_starts, end)], end]
        return list(pairwise(edges))

    def starts_between(self, begin: int, end: int) -> list[int]:
        """Return where stretches begin between two places, both left out."""
        first, last = bisect_right(self._starts, begin), bisect_left(self._starts, end)
        return self._starts[first:last]

    def width(self, begin: int, end: int) -> float:
        """Return how wide a run of letters of one line is, in points."""
        return self._edge(end - 1, 1) - self._edge(begin, 0)

    def _edge(self, at: int, side: int) -> float:
        """Return where the letter at an index begins (0) or ends (1), taken as equally wide."""
        place = bisect_right(self._starts, at) - 1
        one = self._stretches[place]
        share = (at - self._starts[place] + side) / len(one.letters)
        return one.left + share * (one.right - one.left)

    def page(self, at: int) -> int:
        """Return the page of the letter at an index, from 1."""
        return bisect_right(self.page_starts, at)


def _new_line(before: Stretch, one: Stretch) -> bool:
    size = max(before.size, one.size)
    return (
        one.page != before.page
        or abs(one.baseline - before.baseline) > _SAME_LINE * size
        or one.left < before.right - size
    )


def units_of(found: Sequence[Found | FoundStructure], pages: int) -> list[Unit]:
    """Return what the PDF must say, in order.

    Args:
        found: What stands in the body of the Word file.
        pages: How many pages there are, which a field in the text may name.
    """
    return list(_units(found, pages))


def _units(found: Sequence[Found | FoundStructure], pages: int) -> Iterator[Unit]:
    table = tables = row = rows = cell = cells = 0
    header = False
    depth = 0
    for one in found:
        if isinstance(one, Found):
            yield from _paragraph_units(one, (table, row, header, cell), pages)
        elif one.kind == "tbl":
            depth += 1
            if depth == 1:
                tables += 1
                table = tables
        elif one.kind == "/tbl":
            depth -= 1
            table = table if depth else 0
        elif one.kind == "tr" and depth == 1:
            rows += 1
            row, header = rows, one.header
        elif one.kind == "/tr" and depth == 1:
            row, header, cell = 0, False, 0
        elif one.kind == "tc" and depth == 1:
            cells += 1
            cell = cells


def _paragraph_units(one: Found, place: tuple[int, int, bool, int], pages: int) -> Iterator[Unit]:
    if one.label is not None:
        bare = tuple(
            "".join(part.split()) if isinstance(part, str) else part for part in one.label.parts
        )
        yield Unit("", frozenset(), Label(bare), one.number, *place)
    text = words(one.text)
    if FIELD in text:
        shown = [
            str(pages) if field.instruction == "NUMPAGES" else field.shown for field in one.fields
        ]
        parts = text.split(FIELD)
        text = parts[0] + "".join(a + b for a, b in zip(shown, parts[1:], strict=True))
    pieces = text.split()
    if pieces:
        gaps, at = set(), 0
        for piece in pieces[:-1]:
            at += len(piece)
            gaps.add(at)
        yield Unit("".join(pieces), frozenset(gaps), None, one.number, *place)


def end_of(unit: Unit, text: str, at: int) -> int:
    """Return the index behind a unit where it stands whole at an index, or -1."""
    if unit.label is not None:
        return unit.label.end_in(text, at)
    return at + len(unit.letters) if text.startswith(unit.letters, at) else -1
