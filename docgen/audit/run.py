"""Holds a print file against the audited Word files that it was put together from.

Every page of the file belongs to one piece, or is a blank one that was asked for. The pages of a
notice hold the words of its Word file, all of them, in order, and nothing else; those of a sheet
the lines that it was made of. The bookmarks lead to the notices, one each. Fonts are read once,
however many pages are drawn with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import zip_longest
from typing import NoReturn

from docgen.audit.docx import Audited
from docgen.audit.pdf import audit_pages
from docgen.audit.pdffile import PdfFile
from docgen.audit.pdfsyntax import Ref, refuse
from docgen.audit.pdftext import PdfPages
from docgen.audit.word import read_word
from docgen.errors import AuditError, Problem
from docgen.proof import LayoutPromises

__all__ = ["Expected", "audit_run", "check_blanks", "check_outline", "run_problem"]

_FIX = "这份打印件不予交付；请重新打印，仍不行请报告给维护者。"
_EXCERPT = 24
_NO_PROMISES = LayoutPromises()
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Expected:
    """A piece as it must stand in the print file.

    Attributes:
        content: The audited Word file of a paper, or what its audit read; the lines of a sheet.
        first: Its first page, from 1.
        count: How many pages it has.
        bookmark: What the outline calls it; "" where nothing may lead to it.
        promises: What its template promises of its pages.
    """

    content: bytes | Audited | Sequence[str]
    first: int
    count: int
    bookmark: str = ""
    promises: LayoutPromises = _NO_PROMISES


def audit_run(pdf: bytes, expected: Iterable[Expected], *, outline: bool = True) -> int:
    """Hold a print file, or one of its chunks, against what it must hold.

    Args:
        pdf: The file.
        expected: Its pieces in the order of their pages; read one after the other and not kept.
        outline: Whether its bookmarks are held against the pieces; those of a chunk are its own.

    Returns:
        How many pages it has.

    Raises:
        AuditError: A page differs from its Word file, is missing, is one too many, or a bookmark
            leads elsewhere; names page and notice.
    """
    file = PdfFile(pdf)
    pages = PdfPages(file)
    marks: list[tuple[str, int]] = []
    after = 0
    for piece in expected:
        check_blanks(pages, after, piece.first - 1, piece.bookmark)
        after = piece.first - 1 + piece.count
        if piece.count < 1 or piece.first < 1 or after > len(pages):
            _refuse(f"缺页：应到第{after}页，打印件只有{len(pages)}页", piece)
        _hold(pages, piece)
        if piece.bookmark:
            marks.append((piece.bookmark, piece.first))
    if after != len(pages):
        raise run_problem(f"多出{len(pages) - after}页", f"打印件 第{after + 1}页")
    pages.check_fonts()
    if outline:
        check_outline(file, pages, marks)
    return len(pages)


def _hold(pages: PdfPages, piece: Expected) -> None:
    """Hold the pages of a piece against its Word file or its lines."""
    try:
        where, kept = (piece.first, piece.count), piece.promises
        if isinstance(piece.content, bytes):
            audit_pages(pages, *where, read_word(piece.content), promises=kept)
        elif isinstance(piece.content, Audited):
            paper = piece.content
            audit_pages(
                pages, *where, paper.file, found=paper.found, placed=paper.placed, promises=kept
            )
        else:
            _hold_lines(pages, piece, piece.content)
    except AuditError as error:
        raise AuditError(
            [
                replace(one, where=f"{_where(piece)}：{one.where}", fix=_FIX)
                for one in error.problems
            ]
        ) from error


def _hold_lines(pages: PdfPages, piece: Expected, lines: Sequence[str]) -> None:
    read = pages.read(piece.first, piece.count, tops=(_ZERO, None), bottom_pt=_ZERO)
    letters = "".join(
        "".join((page.header, *(one.letters for one in page.body), page.footer)) for page in read
    )
    wanted = "".join("".join(line.split()) for line in lines)
    if letters == wanted:
        return
    at = next(at for at, (a, b) in enumerate(zip_longest(letters, wanted)) if a != b)
    _refuse(f"应为「{wanted[at : at + _EXCERPT]}」，印成「{letters[at : at + _EXCERPT]}」", piece)


def check_blanks(pages: PdfPages, after: int, before: int, bookmark: str) -> None:
    """Refuse pages between two pieces: one blank page may fill up a sheet, no more.

    Args:
        pages: The pages of the print file.
        after: The last page of the piece before.
        before: The page before the piece's first one.
        bookmark: What the outline calls the piece.

    Raises:
        AuditError: There are more pages between them, or one that is not blank.
    """
    if before < after or before - after > 1 or (before > after and before % 2):
        raise run_problem(
            f"前一份到第{after}页为止，{bookmark or '下一份'}却从第{before + 1}页开始",
            f"打印件 第{after + 1}页",
        )
    if before > after and not (before <= len(pages) and pages.is_blank(before)):
        raise run_problem("补足正反面的页上有内容", f"打印件 第{before}页")


def check_outline(file: PdfFile, pages: PdfPages, wanted: Sequence[tuple[str, int]]) -> None:
    """Refuse an outline that is not what it must be, one entry a notice.

    Args:
        file: The print file.
        pages: Its pages.
        wanted: Title and page of each entry, in order.

    Raises:
        AuditError: Names the first entry that differs.
    """
    for number, (mark, expected) in enumerate(zip_longest(_outline(file, pages), wanted), start=1):
        if mark != expected:
            named = mark or expected or ("", 0)
            raise run_problem(
                f"第{number}个书签{_shown(mark)}，应{_shown(expected)}", f"打印件 第{named[1]}页"
            )


def _shown(mark: tuple[str, int] | None) -> str:
    return "没有" if mark is None else f"为「{mark[0][:_EXCERPT]}」第{mark[1]}页"


def _outline(file: PdfFile, pages: PdfPages) -> Iterator[tuple[str, int]]:
    """Yield title and page of each bookmark; one that could do anything else is refused."""
    entry = file.dictionary(file.root.get("Outlines", {})).get("First")
    seen: set[int] = set()
    while entry is not None:
        if not isinstance(entry, Ref) or entry.number in seen:
            refuse("书签读不出来")
        seen.add(entry.number)
        found = file.dictionary(entry)
        if "A" in found or "First" in found:
            refuse("书签不只是指向一页")
        target = file.array(found.get("Dest"))
        title = file.get(found.get("Title"))
        page = pages.number_of(target[0]) if target else 0
        if not page or not isinstance(title, bytes) or not title.startswith(b"\xfe\xff"):
            refuse("书签读不出来")
        yield title[2:].decode("utf-16-be", "replace"), page
        entry = found.get("Next")


def _where(piece: Expected) -> str:
    last = piece.first + piece.count - 1
    span = f"第{piece.first}页" if last == piece.first else f"第{piece.first}至{last}页"
    return f"打印件 {span} {piece.bookmark}".rstrip()


def _refuse(what: str, piece: Expected) -> NoReturn:
    raise run_problem(what, _where(piece))


def run_problem(what: str, where: str) -> AuditError:
    """Return the error of a print file that is not what it must be.

    Args:
        what: What is wrong, without a full stop.
        where: Where in the print file.
    """
    return AuditError([Problem(f"{what}。", where, _FIX, "A018")])
