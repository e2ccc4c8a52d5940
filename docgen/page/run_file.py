"""Writes a PDF object by object, page after page, holding none of them in memory.

What is the same (a font, a colour profile, the resources of a page) is written once, whichever
file it was copied from. Only the offsets of the objects, the pages and the bookmarks are kept until
the end, so that ten thousand pages take no more memory than ten. The same calls give the same bytes
(ISO 32000-1, 7.5 and 7.7).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

import pikepdf

__all__ = ["Bookmark", "Copier", "RunFile"]

_HEAD = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"
_PAGES_IN_NODE = 64
_CATALOG, _ROOT, _OUTLINES, _INFO = 1, 2, 3, 4
_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline.

    Attributes:
        title: What it shows.
        page: The page it leads to, from 1.
    """

    title: str
    page: int


class RunFile:
    """A PDF that grows by pages.

    Args:
        out: Where it is written to, from its very beginning.
    """

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = 0
        self._hash = hashlib.sha256()
        self._offsets: list[int] = [0] * (_INFO + 1)
        self._same: dict[bytes, int] = {}
        self._nodes: list[int] = []
        self._pages: list[int] = []
        self._write(_HEAD)

    @property
    def page_count(self) -> int:
        """How many pages were added."""
        return len(self._pages)

    def copier(self) -> Copier:
        """Return what copies pages of one file into this one."""
        return Copier(self)

    def add_blank(self) -> None:
        """Add an empty page of the size of the page before it.

        Raises:
            ValueError: There is none.
        """
        if not self._pages:
            raise ValueError("前面没有页")
        self.add_page(self._size, b" /Resources << >>", b"")

    def add_page(self, size: bytes, resources: bytes, contents: bytes) -> None:
        """Add a page whose parts are written already.

        Args:
            size: Its edges.
            resources: Entry of its resources.
            contents: Entry of its content stream; empty for a blank page.
        """
        self._size = size
        if len(self._pages) % _PAGES_IN_NODE == 0:
            self._nodes.append(self._reserve())
        self._pages.append(
            self._object(
                b"<< /Type /Page /Parent %d 0 R /MediaBox %s%s%s >>"
                % (self._nodes[-1], size, resources, contents)
            )
        )

    def finish(self, *, title: str, document_date: date | None, bookmarks: list[Bookmark]) -> str:
        """Write what belongs to the whole file.

        Args:
            title: Title of the file's properties.
            document_date: The day of the file's properties; None for none.
            bookmarks: The outline, in order.

        Returns:
            SHA-256 of the file.
        """
        for index, node in enumerate(self._nodes):
            kids = self._pages[index * _PAGES_IN_NODE : (index + 1) * _PAGES_IN_NODE]
            self._object(
                b"<< /Type /Pages /Parent %d 0 R /Count %d /Kids [%s] >>"
                % (_ROOT, len(kids), _refs(kids)), node,
            )  # fmt: skip
        self._object(
            b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(self._pages), _refs(self._nodes)),
            _ROOT,
        )
        self._outline(bookmarks)
        day = (
            b""
            if document_date is None
            else b" /CreationDate (D:%s)" % f"{document_date:%Y%m%d}".encode()
        )
        self._object(b"<< /Title %s%s >>" % (_text(title), day), _INFO)
        shown = b" /Outlines %d 0 R /PageMode /UseOutlines" % _OUTLINES if bookmarks else b""
        self._object(
            b"<< /Type /Catalog /Pages %d 0 R%s /Lang (zh-CN) >>" % (_ROOT, shown), _CATALOG
        )
        self._trailer()
        return self._hash.hexdigest()

    def _outline(self, bookmarks: list[Bookmark]) -> None:
        """Write the outline; an empty one too, so that every number has its object."""
        first = len(self._offsets)
        last = first + len(bookmarks) - 1
        for at, one in enumerate(bookmarks, start=first):
            before = b"" if at == first else b" /Prev %d 0 R" % (at - 1)
            after = b"" if at == last else b" /Next %d 0 R" % (at + 1)
            self._object(
                b"<< /Title %s /Parent %d 0 R%s%s /Dest [%d 0 R /Fit] >>"
                % (_text(one.title), _OUTLINES, before, after, self._pages[one.page - 1])
            )
        ends = b" /First %d 0 R /Last %d 0 R /Count %d" % (first, last, len(bookmarks))
        self._object(b"<< /Type /Outlines%s >>" % (ends if bookmarks else b""), _OUTLINES)

    def _trailer(self) -> None:
        start, size = self._at, len(self._offsets)
        mark = self._hash.hexdigest()[:32].encode()
        entries = b"".join(b"%010d 00000 n\r\n" % offset for offset in self._offsets[1:])
        self._write(b"xref\n0 %d\n0000000000 65535 f\r\n" % size + entries)
        self._write(
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\n"
            b"startxref\n%d\n%%%%EOF\n" % (size, _CATALOG, _INFO, mark, mark, start)
        )

    # --- objects --------------------------------------------------------------------------------

    def shared(self, body: bytes) -> int:
        """Write an object unless the very same was written before; return its number."""
        mark = hashlib.sha256(body).digest()
        number = self._same.get(mark)
        if number is None:
            number = self._same[mark] = self._object(body)
        return number

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _object(self, body: bytes, number: int | None = None) -> int:
        number = self._reserve() if number is None else number
        self._offsets[number] = self._at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._hash.update(data)
        self._at += len(data)


class Copier:
    """Copies pages of one file into another, what they share once.

    Args:
        target: The file that grows.
    """

    def __init__(self, target: RunFile) -> None:
        self._target = target
        self._done: dict[tuple[int, int], bytes] = {}
        self._known: dict[bytes, bytes] = {}

    def add(self, page: pikepdf.Page) -> None:
        """Copy a page: what it shows, and nothing that it could do."""
        entries = page.obj
        self._target.add_page(
            self._alike(page.mediabox),
            b" /Resources " + self._alike(page.resources),
            b" /Contents " + self._value(entries["/Contents"]),
        )

    def _alike(self, found: pikepdf.Object) -> bytes:
        """Return a value that is the same, reference for reference, on most pages of a file."""
        key = bytes(found.unparse(resolved=True))
        if key not in self._known:
            self._known[key] = self._value(found)
        return self._known[key]

    def _value(self, found: object, depth: int = 0) -> bytes:
        """Return a value as it stands in the target; what it refers to is copied first."""
        if depth > _DEEPEST:
            raise ValueError("PDF 对象嵌套太深")
        if not isinstance(found, pikepdf.Object) or not found.is_indirect:
            return self._direct(found, depth)
        key = found.objgen
        if key not in self._done:
            body = self._direct(found, depth)
            self._done[key] = b"%d 0 R" % self._target.shared(body)
        return self._done[key]

    def _direct(self, found: object, depth: int) -> bytes:
        if isinstance(found, pikepdf.Stream):
            data = found.read_raw_bytes()
            return b"%s\nstream\n%s\nendstream" % (b"<<%s>>" % self._entries(found, depth), data)
        if isinstance(found, pikepdf.Dictionary):
            return b"<<%s>>" % self._entries(found, depth)
        if isinstance(found, pikepdf.Array):
            return b"[%s]" % b" ".join(self._value(one, depth + 1) for one in found)
        return _plain(found)

    def _entries(self, found: pikepdf.Object, depth: int) -> bytes:
        return b" ".join(self._pairs(found, depth))

    def _pairs(self, found: pikepdf.Object, depth: int) -> Iterator[bytes]:
        for key, value in found.items():
            yield b"%s %s" % (pikepdf.Name(key).unparse(), self._value(value, depth + 1))


def _plain(found: object) -> bytes:
    """Return a name, string, number, truth value or nothing as PDF writes it."""
    if isinstance(found, pikepdf.Object):
        return bytes(found.unparse())
    if found is None:
        return b"null"
    if isinstance(found, bool):
        return b"true" if found else b"false"
    if isinstance(found, int | Decimal):
        return f"{found:f}".encode() if isinstance(found, Decimal) else b"%d" % found
    raise TypeError(type(found).__name__)


def _refs(numbers: list[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _text(text: str) -> bytes:
    return b"<%s>" % (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode()
