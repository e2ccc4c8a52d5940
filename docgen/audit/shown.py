"""Where each figure's letters stand on the pages: for showing, not for proving.

The same letters that the audit of a PDF walks (:mod:`docgen.audit.pdf`), with what the Plan says of
each of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from docgen.audit.expect import FIELD, Paragraph, Structure, expect, words
from docgen.audit.pdffile import PdfFile
from docgen.audit.pdfsection import PageSection, frame_top, section_of
from docgen.audit.pdftext import PdfPage, PdfPages, Stretch
from docgen.audit.pdfunits import Letters, units_of
from docgen.audit.pdfwords import place_units
from docgen.audit.word import Found, FoundStructure, read_part, read_word
from docgen.proof import Figure, Group, Plan

__all__ = ["Seen", "Shown", "see"]

_BODY = "word/document.xml"


class Shown(NamedTuple):
    """Letters of a figure that stand in one stretch.

    Attributes:
        figure: The figure.
        page: Its page, from 1.
        stretch: Which of the page's stretches, from 0.
        first: The first of its letters in the stretch, from 0.
        last: The letter behind its last one.
    """

    figure: Figure
    page: int
    stretch: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands on the pages.

    Attributes:
        pages: The stretches with letters of each page, in the order of the content stream.
        shown: The figures among them, in the order of the paper.
    """

    pages: tuple[tuple[Stretch, ...], ...]
    shown: tuple[Shown, ...]


class _Span(NamedTuple):
    """Letters of a figure within its paragraph, without white space."""

    first: int
    last: int
    figure: Figure


def see(pdf: bytes, docx: bytes, plan: Plan, figures: Group) -> Seen:
    """Return where the letters of each figure stand.

    Args:
        pdf: The pages.
        docx: The Word file that they were set from.
        plan: What its template says.
        figures: All figures of the case, settled as they were printed.

    Raises:
        AuditError: The pages, the Word file and the Plan do not say the same.
    """
    word = read_word(docx)
    root = etree.fromstring(word.members[_BODY])
    section = section_of(word, root)
    opened = PdfPages(PdfFile(pdf))
    tops = (section.top_pt, frame_top(root))
    pages = tuple(opened.read(1, len(opened), tops=tops, bottom_pt=section.bottom_pt))
    found = {name: read_part(word, name) for name in {_BODY, *section.parts.values()}}
    expected = {part.name: expect(part, figures) for part in plan.parts if part.name in found}
    places = _Places(pages)
    shown = list(_in_body(pages, found[_BODY], expected.get(_BODY, ()), places))
    for page in pages:
        shown += _in_margins(page, section, found, expected, places, len(pages))
    return Seen(places.pages, tuple(shown))


class _Places:
    """Tells where runs of letters stand: of the body by their index, of a margin by their page."""

    def __init__(self, pages: Sequence[PdfPage]) -> None:
        self.pages = tuple(
            tuple(one for one in (*page.above, *page.body, *page.below) if one.letters)
            for page in pages
        )
        self._starts: list[int] = []
        self._at: list[tuple[int, int]] = []
        start = 0
        for page in pages:
            index = _count(page.above)
            for one in page.body:
                if one.letters:
                    self._starts.append(start)
                    self._at.append((page.number, index))
                    start += len(one.letters)
                    index += 1

    def in_body(self, figure: Figure, begin: int, end: int) -> Iterator[Shown]:
        """Yield the stretches in which letters of the body stand."""
        while begin < end:
            place = bisect_right(self._starts, begin) - 1
            page, index = self._at[place]
            first = begin - self._starts[place]
            last = min(first + end - begin, len(self.pages[page - 1][index].letters))
            yield Shown(figure, page, index, first, last)
            begin += last - first

    def on_page(self, figure: Figure, page: int, skip: int, span: _Span) -> Iterator[Shown]:
        """Yield the stretches of a page in which letters stand, counted from one of them on."""
        at = 0
        for index, one in enumerate(self.pages[page - 1][skip:], start=skip):
            first, last = max(span.first - at, 0), min(span.last - at, len(one.letters))
            if first < last:
                yield Shown(figure, page, index, first, last)
            at += len(one.letters)


def _count(stretches: Sequence[Stretch]) -> int:
    return sum(1 for one in stretches if one.letters)


def _in_body(
    pages: tuple[PdfPage, ...],
    found: Sequence[Found | FoundStructure],
    expected: Sequence[Paragraph | Structure],
    places: _Places,
) -> Iterator[Shown]:
    spans: dict[int, list[_Span]] = {}
    for wanted, one in _paired(expected, found):
        shown = [
            str(len(pages)) if field.instruction == "NUMPAGES" else field.shown
            for field in one.fields
        ]
        spans[one.number] = list(_spans(wanted, shown)[0])
    for standing in place_units(Letters(pages), units_of(found, len(pages))):
        if standing.unit.label is not None:
            continue
        for span in spans.get(standing.unit.paragraph, ()):
            at = 0
            for begin, end in standing.pieces:
                first, last = max(span.first - at, 0), min(span.last - at, end - begin)
                if first < last:
                    yield from places.in_body(span.figure, begin + first, begin + last)
                at += end - begin


def _in_margins(
    page: PdfPage,
    section: PageSection,
    found: Mapping[str, Sequence[Found | FoundStructure]],
    expected: Mapping[str, Sequence[Paragraph | Structure]],
    places: _Places,
    count: int,
) -> Iterator[Shown]:
    above, body = _count(page.above), _count(page.body)
    for name, skip in (
        (section.header_of(page.number), 0),
        (section.footer_of(page.number), above + body),
    ):
        at = 0
        for wanted, one in _paired(expected.get(name, ()), found.get(name, ())):
            shown = [
                str(page.number if field.instruction == "PAGE" else count) for field in one.fields
            ]
            spans, letters = _spans(wanted, shown)
            for span in spans:
                moved = span._replace(first=span.first + at, last=span.last + at)
                yield from places.on_page(span.figure, page.number, skip, moved)
            at += letters


def _paired(
    expected: Sequence[Paragraph | Structure], found: Sequence[Found | FoundStructure]
) -> Iterator[tuple[Paragraph, Found]]:
    """Yield the paragraphs that say the same; of a part that does not agree, none."""
    if len(expected) != len(found):
        return
    for wanted, one in zip(expected, found, strict=True):
        if not isinstance(wanted, Paragraph) or not isinstance(one, Found):
            continue
        if wanted.text == one.text:
            yield wanted, one


def _spans(wanted: Paragraph, shown: Sequence[str]) -> tuple[list[_Span], int]:
    """Return the figures of a paragraph among its letters, and how many letters there are."""
    fields = iter(shown)
    spans: list[_Span] = []
    at = 0
    for piece in wanted.pieces:
        text = words(piece.text)
        while FIELD in text:
            text = text.replace(FIELD, next(fields), 1)
        letters = len("".join(text.split()))
        if piece.figure is not None and letters:
            spans.append(_Span(at, at + letters, piece.figure))
        at += letters
    return spans, at
