"""Chunks of a print run put together: one file to print from.

Chunks are read one after the other and written straight on, so that the memory does not grow with
the run. Blank pages are added here, and only here, so that every piece begins on the front of a
sheet. The same chunks and options give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeAlias

import pikepdf

from docgen.errors import EngineError
from docgen.page.run import Span, spans_in
from docgen.page.run_file import Bookmark, RunFile

__all__ = ["Chunk", "PrintFile", "bookmark_of", "join", "places"]

#: A chunk that :func:`docgen.page.run.set_run` made: its bytes, or the file it lies in.
Chunk: TypeAlias = bytes | Path


@dataclass(frozen=True, slots=True)
class PrintFile:
    """What a print file holds.

    Attributes:
        spans: The pieces with their pages in the file, in order.
        page_count: How many pages it has, blank ones included.
        sha256: Hash of its bytes.
    """

    spans: tuple[Span, ...]
    page_count: int
    sha256: str


def places(
    spans: Iterable[Span], *, duplex: bool = False, after: int = 0
) -> tuple[tuple[Span, ...], int]:
    """Return where pieces come to stand one after the other, and how many pages they take.

    Args:
        spans: The pieces; only how many pages each has matters.
        duplex: Whether each begins on the front of a sheet, an odd page.
        after: How many pages stand before them.
    """
    made: list[Span] = []
    at = after
    for span in spans:
        at += duplex and at % 2
        made.append(Span(span.kind, span.number, span.addressee, at + 1, span.count))
        at += span.count
    return tuple(made), at


def join(
    chunks: Iterable[Chunk],
    target: BinaryIO,
    *,
    title: str,
    document_date: date | None,
    duplex: bool = False,
) -> PrintFile:
    """Write one print file of chunks.

    Args:
        chunks: The chunks in the order of the file, index and separators included.
        target: Where it is written to; empty.
        title: Title of the file's properties.
        document_date: The day of the file's properties; None for none.
        duplex: Whether each piece begins on the front of a sheet; blank pages fill up.

    Returns:
        What the file holds; its notices stand in the outline by number and addressee.

    Raises:
        EngineError: A chunk cannot be read, or there is none.
    """
    made = RunFile(target)
    spans: list[Span] = []
    for chunk in chunks:
        try:
            with pikepdf.open(BytesIO(chunk) if isinstance(chunk, bytes) else chunk) as file:
                spans += _add(made, file, duplex=duplex)
        except pikepdf.PdfError as error:
            raise EngineError(
                "打印件的一段读不出来。", where="PDF", fix="请重新打印这一段。"
            ) from error
    if not spans:
        raise EngineError("没有要打印的文书。", where="PDF", fix="请核对台账。")
    digest = made.finish(title=title, document_date=document_date, bookmarks=_bookmarks(spans))
    return PrintFile(tuple(spans), made.page_count, digest)


def _add(made: RunFile, file: pikepdf.Pdf, *, duplex: bool) -> Sequence[Span]:
    spans = spans_in(file)
    placed, _ = places(spans, duplex=duplex, after=made.page_count)
    pages, copier = list(file.pages), made.copier()
    for old, new in zip(spans, placed, strict=True):
        if made.page_count < new.first - 1:
            made.add_blank()
        for page in pages[old.first - 1 : old.first - 1 + old.count]:
            copier.add(page)
    return placed


def bookmark_of(span: Span) -> str:
    """Return what the outline calls a notice: number and addressee, else its page."""
    return f"{span.number} {span.addressee}".strip() or f"{span.first}"


def _bookmarks(spans: Iterable[Span]) -> list[Bookmark]:
    return [Bookmark(bookmark_of(span), span.first) for span in spans if span.kind == "notice"]
