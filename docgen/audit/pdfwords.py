"""The words of a PDF side by side with those of the Word file: where each paragraph stands.

White space is no word, and where lines break is the engine's own business; a list number is
compared as a number, and a table's header rows may stand again at the head of a page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from docgen.audit.counting import Label
from docgen.audit.expect import FIELD, words
from docgen.audit.pdftext import PdfPage, Stretch
from docgen.audit.word import Found, FoundStructure
from docgen.errors import AuditError, Problem

__all__ = ["FIX", "Letters", "Standing", "Unit", "place_units", "units_of"]

FIX = "这份文书不予交付；请把案卷和模板一并报告给维护者。"
_EXCERPT = 24
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
    """

    letters: str
    gaps: frozenset[int]
    label: Label | None
    paragraph: int
    table: int
    row: int
    header: bool


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


def units_of(found: list[Found | FoundStructure], pages: int) -> list[Unit]:
    """Return what the PDF must say, in order.

    Args:
        found: What stands in the body of the Word file.
        pages: How many pages there are, which a field in the text may name.
    """
    return list(_units(found, pages))


def _units(found: list[Found | FoundStructure], pages: int) -> Iterator[Unit]:
    table = tables = row = rows = 0
    header = False
    depth = 0
    for one in found:
        if isinstance(one, Found):
            yield from _paragraph_units(one, (table, row, header), pages)
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
            row, header = 0, False


def _paragraph_units(one: Found, place: tuple[int, int, bool], pages: int) -> Iterator[Unit]:
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


def place_units(letters: Letters, units: list[Unit]) -> list[Standing]:
    """Walk the letters of the PDF and the units side by side.

    Args:
        letters: The letters of the PDF's body.
        units: What they must say, in order.

    Returns:
        Where each unit stands.

    Raises:
        AuditError: The two part; names the first place where they do.
    """
    walk = _Walk(letters, units)
    made = [walk.place(unit) for unit in units]
    walk.finish()
    return made


class _Walk:
    def __init__(self, letters: Letters, units: list[Unit]) -> None:
        self._letters = letters
        self._text = letters.text
        self._page_heads = frozenset(letters.page_starts[1:])
        self._at = 0
        self._last: Unit | None = None
        self._headers: dict[int, list[Unit]] = {}
        for unit in units:
            if unit.table and unit.header:
                self._headers.setdefault(unit.table, []).append(unit)

    def place(self, unit: Unit) -> Standing:
        self._last = unit
        at = self._skip_header(self._at, unit)
        end = _end_of(unit, self._text, at)
        if end >= 0:
            self._at = end
            return Standing(unit, [(at, end)])
        return self._place_over_pages(unit, at)

    def finish(self) -> None:
        if self._at != len(self._text):
            self._differ(self._at, "（文书到此结束）", self._last)

    def _skip_header(self, at: int, unit: Unit) -> int:
        """Step over a table's header rows where they stand again at the head of a page."""
        if not unit.table or unit.header or at not in self._page_heads:
            return at
        end = at
        for head in self._headers.get(unit.table, []):
            end = _end_of(head, self._text, end)
            if end < 0:
                return at
        return end

    def _place_over_pages(self, unit: Unit, at: int) -> Standing:
        """Match a unit whose row runs over a page end, with header rows between its letters."""
        made = Standing(unit, [])
        start = at
        wanted = unit.letters
        for position, letter in enumerate(wanted):
            skipped = self._skip_header(at, unit) if position else at
            if skipped != at:
                made.pieces.append((start, at))
                start = at = skipped
            if at >= len(self._text) or self._text[at] != letter:
                self._differ(at, wanted[position:], unit)
            at += 1
        if unit.label is not None:
            self._differ(at, "".join(str(part) for part in unit.label.parts), unit)
        made.pieces.append((start, at))
        self._at = at
        return made

    def _differ(self, at: int, wanted: str, unit: Unit | None) -> None:
        shown = self._text[at : at + _EXCERPT] or "（到末页结束）"
        page = self._letters.page(min(at, max(len(self._text) - 1, 0)))
        raise AuditError(
            [
                Problem(
                    f"PDF 与 Word 从这里开始不同：Word 为「{wanted[:_EXCERPT]}」，"
                    f"PDF 为「{shown}」。",
                    f"PDF 第{page}页（正文第{unit.paragraph if unit else 0}段）",
                    FIX,
                    "A011",
                )
            ]
        )


def _end_of(unit: Unit, text: str, at: int) -> int:
    if unit.label is not None:
        return unit.label.end_in(text, at)
    return at + len(unit.letters) if text.startswith(unit.letters, at) else -1
