"""Sheets of a print file that are no papers: separators, and the index in front.

They are page models like any paper's, made here from plain words. The index is cut into pages here,
not by the engine, so that it is known how many pages it takes before the pages that it names are
counted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.page.letters import width_of
from docgen.page.model import (
    Alignment,
    Block,
    Border,
    Borders,
    Cell,
    Geometry,
    PageBreak,
    PageModel,
    Paragraph,
    Row,
    Run,
    RunStyle,
    Section,
    Table,
)
from docgen.page.run import Piece, Span

__all__ = [
    "IndexWords",
    "index_lines",
    "index_page_count",
    "index_pieces",
    "index_spans",
    "separator_piece",
]

_A4 = Geometry(595.3, 841.9, top=72.0, bottom=72.0, left=72.0, right=72.0, header=42.0, footer=42.0)
_LARGE, _SMALL = 22.0, 10.5
_PITCH = 1.5  # of a line, in sizes
_ASCENT = 1.1  # of a line, above the baseline, in sizes
_PADDING = 2.0
_SURELY = 0.96  # of a page is filled; what is reckoned may err by the rest
_LINE = Border(0.5)
_BOX = Borders(_LINE, _LINE, _LINE, _LINE)
#: Width of the columns, as parts of the text block: number, paper's number, addressee, pages.
_COLUMNS = (0.10, 0.32, 0.38, 0.20)
#: The widest page range there may be: how many pages the index takes must not hang on the pages
#: that it names, which are only known when it has been counted.
_WIDEST = "99999–99999"
#: A piece of the index has so many pages: even, so that the next one begins on a front side.
_PAGES_IN_PIECE = 20


@dataclass(frozen=True, slots=True)
class IndexWords:
    """The fixed words of an index.

    Attributes:
        title: Its title.
        heads: Heads of its four columns: number, paper's number, addressee, pages.
    """

    title: str
    heads: tuple[str, str, str, str]


def separator_piece(lines: Sequence[str]) -> Piece:
    """Return a sheet with a few lines in large letters, to be laid between groups of papers."""
    blocks: list[Block] = [_paragraph(line, _LARGE, "center") for line in lines]
    return Piece(_model(blocks), "separator")


def index_page_count(spans: Sequence[Span]) -> int:
    """Return how many pages the index of pieces takes; their pages need not be known yet."""
    return sum(1 for _ in _pages(_entries(spans)))


def index_spans(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the pieces of the index of pieces, with how many pages each takes.

    Args:
        spans: The pieces; their pages need not be known yet.
    """
    pages = index_page_count(spans)
    return tuple(
        Span("index", "", "", first=at + 1, count=min(_PAGES_IN_PIECE, pages - at))
        for at in range(0, pages, _PAGES_IN_PIECE)
    )


def index_pieces(spans: Sequence[Span], words: IndexWords) -> Iterator[Piece]:
    """Yield the index of the notices among pieces, with a piece for every few pages.

    Args:
        spans: The pieces of the print file with their pages in it.
        words: The fixed words.
    """
    pages = list(_pages(_entries(spans)))
    for at in range(0, len(pages), _PAGES_IN_PIECE):
        blocks: list[Block] = []
        for number, page in enumerate(pages[at : at + _PAGES_IN_PIECE], start=at):
            blocks += [PageBreak()] if number > at else []
            blocks += [] if number else [_paragraph(words.title, _LARGE, "center")]
            blocks.append(_table([words.heads, *page]))
        yield Piece(_model(blocks), "index")


def index_lines(spans: Sequence[Span], words: IndexWords) -> Iterator[list[str]]:
    """Yield the words of each piece of the index in reading order, for the audit."""
    pages = list(_pages(_entries(spans)))
    for at in range(0, len(pages), _PAGES_IN_PIECE):
        lines = [] if at else [words.title]
        for page in pages[at : at + _PAGES_IN_PIECE]:
            lines += [cell for row in (words.heads, *page) for cell in row]
        yield lines


def _entries(spans: Sequence[Span]) -> list[tuple[str, str, str, str]]:
    notices = [span for span in spans if span.kind == "notice"]
    return [
        (str(number), span.number, span.addressee, _page_range(span))
        for number, span in enumerate(notices, start=1)
    ]


def _page_range(span: Span) -> str:
    last = span.first + span.count - 1
    return str(span.first) if span.count == 1 else f"{span.first}–{last}"


def _pages(
    entries: Sequence[tuple[str, str, str, str]],
) -> Iterator[list[tuple[str, str, str, str]]]:
    """Cut the rows into pages; what a row takes is reckoned rather too high."""
    room = _SURELY * _A4.text_height - 2 * _LARGE * _PITCH - _row_height(("", "", "", ""))
    page: list[tuple[str, str, str, str]] = []
    taken = 0.0
    for entry in entries:
        height = _row_height((*entry[:3], _WIDEST))
        if page and taken + height > room:
            yield page
            page, taken = [], 0.0
        page.append(entry)
        taken += height
    if page:
        yield page


def _row_height(entry: tuple[str, str, str, str]) -> float:
    lines = 1
    for text, part in zip(entry, _COLUMNS, strict=True):
        room, needed = part * _A4.text_width - 2 * _PADDING, width_of(text) * _SMALL
        if needed > room - _SMALL:
            # A number that stays whole may leave two letters' room at the end of each line.
            lines = max(lines, math.ceil(needed / (room - 2 * _SMALL)))
    return lines * _SMALL * _PITCH + 2 * _PADDING


def _table(rows: Sequence[tuple[str, str, str, str]]) -> Table:
    widths = tuple(part * _A4.text_width for part in _COLUMNS)
    return Table(widths, tuple(Row(_cells(row), cant_split=True) for row in rows))


def _cells(row: Sequence[str]) -> tuple[Cell, ...]:
    margins = (_PADDING, _PADDING, _PADDING, _PADDING)
    return tuple(
        Cell((_paragraph(text, _SMALL, "left"),), column, 1, 1, "center", _BOX, margins)
        for column, text in enumerate(row)
    )


def _paragraph(text: str, size: float, align: Alignment) -> Paragraph:
    style = RunStyle("Times New Roman", "宋体", size)
    ascent = _ASCENT * size
    return Paragraph(
        (Run(text, style),) if text else (), size, ascent, _PITCH * size - ascent, align=align
    )


def _model(blocks: Sequence[Block]) -> PageModel:
    return PageModel((Section(_A4, tuple(blocks)),))
