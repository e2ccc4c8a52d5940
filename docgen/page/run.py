"""Many papers set as one PDF: a chunk of a print run.

Every piece (a notice, what is attached to it, a separator sheet) begins on a new page, its pages
counted from 1 and its page count its own. All pieces of a chunk share one compilation, so that what
is the same in all of them is laid out once and each font is embedded once.

Where the pieces begin is told by the PDF itself: each one has an entry in its outline, which
:func:`spans_of` reads. So a chunk that lies in a file needs nothing beside it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

import pikepdf

from docgen.errors import EngineError
from docgen.page import typst
from docgen.page.engine import Typeset
from docgen.page.estimate import estimated_height
from docgen.page.fonts import FontBook, Substitution, system_fonts
from docgen.page.model import PageModel
from docgen.page.typst_text import TextWriter, literal

__all__ = ["Piece", "PieceKind", "Span", "set_run", "spans_in", "spans_of"]

#: A paper of the run; what goes with the paper before it; a sheet before a group; the index.
PieceKind: TypeAlias = Literal["notice", "attached", "separator", "index"]
_KINDS: tuple[PieceKind, ...] = get_args(PieceKind)
#: Between the parts of an outline entry; a character that stands in no name.
_BETWEEN = "\u241f"
#: Typst forgets a layout that was not asked for in the last ten compilations. What one chunk has
#: taught is of no use to the next: its names and figures are others. Forgotten at once, the memory
#: of a process stays at that of one chunk (180 MB instead of 400 and more), in the same time.
_ROUNDS_TO_FORGET = 11
#: What is reckoned to take less than this of a page is set as a paper of one page first; what is
#: reckoned is rather too much.
_LIKELY = 1.3


@dataclass(frozen=True, slots=True)
class Piece:
    """What is to be set.

    Attributes:
        model: Its pages.
        kind: What it is.
        number: The paper's own number, for bookmarks and index; "" for none.
        addressee: To whom it goes, for bookmarks and index; "" for none.
    """

    model: PageModel
    kind: PieceKind = "notice"
    number: str = ""
    addressee: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """The pages of a piece.

    Attributes:
        kind: What it is.
        number: The paper's own number.
        addressee: To whom it goes.
        first: Its first page, from 1.
        count: How many pages it has.
    """

    kind: PieceKind
    number: str
    addressee: str
    first: int
    count: int


def set_run(
    pieces: Sequence[Piece], *, document_date: date | None, fonts: FontBook | None = None
) -> Typeset:
    """Set pieces as one PDF, in the order given.

    The same pieces, day, fonts and version of Typst give the same bytes.

    Args:
        pieces: What to set; 25 to 50 one-page notices are set soonest.
        document_date: The day written into the PDF's properties; None for none.
        fonts: The fonts to choose from; by default those of this machine.

    Raises:
        EngineError: A font or a glyph is missing, or Typst refused a page or warned of it.
        ValueError: There are no pieces.
    """
    if not pieces:
        raise ValueError("没有要排的文书")
    book = system_fonts() if fonts is None else fonts
    alone = [_surely_one_page(piece.model) for piece in pieces]
    while True:
        text, substitutions = _source(pieces, alone, document_date, book)
        pdf = typst.compile_source(text, document_date)
        spans = spans_of(pdf)
        if len(spans) != len(pieces):
            raise _lost(len(pieces), len(spans))
        longer = [one and span.count > 1 for one, span in zip(alone, spans, strict=True)]
        if not any(longer):
            break
        alone = [one and not more for one, more in zip(alone, longer, strict=True)]
    for _ in range(_ROUNDS_TO_FORGET):
        typst.compile_source("", None)
    pages = spans[-1].first + spans[-1].count - 1
    return Typeset(pdf, pages, substitutions, {"typst": version("typst")})


def _surely_one_page(model: PageModel) -> bool:
    """Return whether a paper seems to take one page; whether it does is seen when it is set."""
    section = model.sections[0]
    room = _LIKELY * section.geometry.text_height
    height = estimated_height(section.blocks, section.geometry.text_width)
    return len(model.sections) == 1 and height < room


def _lost(wanted: int, found: int) -> EngineError:
    return EngineError(
        f"排了{wanted}份，PDF 里只有{found}份。", where="PDF", fix="请报告给维护者。"
    )


def spans_of(pdf: bytes) -> tuple[Span, ...]:
    """Return the pages of each piece of a chunk, in order.

    Args:
        pdf: What :func:`set_run` made.

    Raises:
        EngineError: It is no such file.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as file:
            return spans_in(file)
    except pikepdf.PdfError as error:
        raise EngineError(
            "打印件的一段读不出来。", where="PDF", fix="请重新打印这一段。"
        ) from error


def spans_in(file: pikepdf.Pdf) -> tuple[Span, ...]:
    """Return the pages of each piece of an opened chunk, in order.

    Raises:
        EngineError: Its outline is none of :func:`set_run`.
    """
    numbers = {page.obj.objgen: index for index, page in enumerate(file.pages, start=1)}
    outlines = file.Root.get("/Outlines")
    entry = None if outlines is None else outlines.get("/First")
    names: list[tuple[PieceKind, str, str]] = []
    starts: list[int] = []
    while entry is not None:
        parts = str(entry["/Title"]).split(_BETWEEN)
        kinds = [kind for kind in _KINDS if kind == parts[0]]
        if len(parts) != 3 or not kinds:
            raise _unread()
        names.append((kinds[0], parts[1], parts[2]))
        starts.append(numbers[entry["/Dest"][0].objgen])
        entry = entry.get("/Next")
    if not starts or starts[0] != 1:
        raise _unread()
    ends = [*starts, len(numbers) + 1]
    return tuple(
        Span(*name, first=first, count=after - first)
        for name, (first, after) in zip(names, pairwise(ends), strict=True)
    )


def _unread() -> EngineError:
    return EngineError("打印件的一段读不出来。", where="PDF", fix="请重新打印这一段。")


def _source(
    pieces: Sequence[Piece], alone: Sequence[bool], document_date: date | None, fonts: FontBook
) -> tuple[str, tuple[Substitution, ...]]:
    """Return the source of pieces, and what stands in for which font.

    Args:
        pieces: The pieces.
        alone: Which of them take one page.
        document_date: The day of the PDF's properties.
        fonts: The fonts to choose from.
    """
    texts = TextWriter(fonts)
    body: list[str] = []
    sections = 0
    for number, (piece, one_page) in enumerate(zip(pieces, alone, strict=True)):
        name = _BETWEEN.join((piece.kind, _bare(piece.number), _bare(piece.addressee)))
        heading = f"heading(outlined: false, bookmarked: true, {literal(name)})\n"
        body.append(_numbers(piece, number, one_page=one_page))
        for index, section in enumerate(piece.model.sections):
            from_one = not one_page and not index and section.first_number is None
            counted = replace(section, first_number=1) if from_one else section
            opening = "" if index else f"[#metadata(none) <piece-{number}>]\n{heading}"
            body.append(
                typst.section_source(
                    counted, sections, piece.model, texts, opening=opening, alone=one_page
                )
            )
            sections += 1
        body.append(f"#metadata(none) <piece-{number}-end>")
    lines = [
        typst.preamble("", document_date),
        "#show heading: none",
        *texts.declarations,
        *body,
    ]
    return "\n".join(lines), texts.substitutions()


def _numbers(piece: Piece, number: int, *, one_page: bool) -> str:
    """Return what a page number, and the number of pages, is from here on."""
    if one_page:
        first = piece.model.sections[0].first_number
        return f'#let pageno = "{1 if first is None else first}"\n#let pages = "1"'
    begin, end = f"<piece-{number}>", f"<piece-{number}-end>"
    return (
        '#let pageno = context counter(page).display("1")\n'
        f"#let pages = context str(locate({end}).page() - locate({begin}).page() + 1)"
    )


def _bare(text: str) -> str:
    """Return a text in one line, without what parts the entries of the outline."""
    return " ".join(text.replace(_BETWEEN, " ").split())
