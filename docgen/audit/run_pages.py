"""Holds a print file against its chunks, page by page: what was audited there stands here.

A chunk is held against the Word files letter by letter (:mod:`docgen.audit.run`). What a page of
it shows is then taken as one mark: its edges, its content stream and everything that this may call,
fonts included, by the bytes. A page of the print file with the same mark shows the same. So a run
is read letter by letter once, and its print file is still proved whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docgen.audit.pdffile import PdfFile
from docgen.audit.pdfsyntax import Dictionary, Name, Object, PdfStream, Ref, refuse
from docgen.audit.pdftext import PdfPages
from docgen.audit.run import check_blanks, check_outline, run_problem

__all__ = ["Joined", "audit_joined", "page_marks"]

_DEEPEST = 32
_SHOWN = ("MediaBox", "Resources", "Contents")


@dataclass(frozen=True, slots=True)
class Joined:
    """A piece as it must stand in the print file.

    Attributes:
        marks: The marks of its pages in the chunk that was audited.
        first: Its first page in the print file, from 1.
        bookmark: What the outline calls it; "" where nothing may lead to it.
    """

    marks: Sequence[str]
    first: int
    bookmark: str = ""


def page_marks(pdf: bytes) -> tuple[str, ...]:
    """Return the mark of each page of an audited chunk.

    Raises:
        AuditError: The file cannot be read.
    """
    file = PdfFile(pdf)
    marks = _Marks(file)
    return tuple(marks.page(entries) for entries in PdfPages(file).entries)


def audit_joined(pdf: bytes, pieces: Iterable[Joined]) -> int:
    """Hold a print file against the audited chunks that it was put together from.

    Args:
        pdf: The print file.
        pieces: Its pieces in the order of their pages.

    Returns:
        How many pages it has.

    Raises:
        AuditError: A page is another than in its chunk, is missing, is one too many, or a bookmark
            leads elsewhere; names page and notice.
    """
    file = PdfFile(pdf)
    pages, marks = PdfPages(file), _Marks(file)
    named: list[tuple[str, int]] = []
    after = 0
    for piece in pieces:
        check_blanks(pages, after, piece.first - 1, piece.bookmark)
        for number, mark in enumerate(piece.marks, start=piece.first):
            where = f"打印件 第{number}页 {piece.bookmark}".rstrip()
            if number > len(pages):
                raise run_problem(f"缺页，打印件只有{len(pages)}页", where)
            if marks.page(pages.entries[number - 1]) != mark:
                raise run_problem("这一页与核对过的不同", where)
        after = piece.first - 1 + len(piece.marks)
        if piece.bookmark:
            named.append((piece.bookmark, piece.first))
    if after != len(pages):
        raise run_problem(f"多出{len(pages) - after}页", f"打印件 第{after + 1}页")
    check_outline(file, pages, named)
    return len(pages)


class _Marks:
    """Marks of the objects of a file, each reckoned once.

    Args:
        file: The opened file.
    """

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._known: dict[int, bytes] = {}

    def page(self, entries: Dictionary) -> str:
        """Return the mark of a page: of all that decides what it shows.

        Raises:
            AuditError: It holds more than a page of ours does.
        """
        if not set(entries) <= {"Type", "Parent", *_SHOWN}:
            refuse("有页面带着别的东西")
        found = hashlib.sha256()
        for key in _SHOWN:
            found.update(self._value(entries.get(key), 0))
        return found.hexdigest()

    def _value(self, value: Object, depth: int) -> bytes:
        """Return bytes that two values share only if they are the same, object for object."""
        if depth > _DEEPEST:
            refuse("对象嵌套太深")
        if isinstance(value, Ref):
            if value.number not in self._known:
                body = self._value(self._file.get(value), depth + 1)
                self._known[value.number] = hashlib.sha256(body).digest()
            return self._known[value.number]
        if isinstance(value, PdfStream):
            return self._value(value.entries, depth + 1) + hashlib.sha256(value.raw).digest()
        if isinstance(value, dict):
            pairs = [_sized(key.encode()) + self._part(value[key], depth) for key in sorted(value)]
            return b"<<" + b"".join(pairs)
        if isinstance(value, list):
            return b"[" + b"".join(self._part(one, depth) for one in value)
        if isinstance(value, Name):
            return b"/" + value.encode()
        return b"(" + value if isinstance(value, bytes) else repr(value).encode()

    def _part(self, value: Object, depth: int) -> bytes:
        return _sized(self._value(value, depth + 1))


def _sized(data: bytes) -> bytes:
    return b"%d:%s" % (len(data), data)
