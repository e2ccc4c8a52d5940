"""What reading one document of a template teaches for the next one of the same template.

Most paragraphs of a template's documents are the same to the byte, and so are the frames of their
tables. A paragraph that was seen twice is kept by its bytes, so that it is read once and an engine
sets it once; one that holds this document's own figures is seen once and never kept. Nothing here
changes what is read: the same bytes under the same styles give the same paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

from docgen.page.model import Label, Paragraph, Section, Table
from docgen.page.read_context import Context, Frame, Grid
from docgen.page.read_properties import W
from docgen.page.read_styles import Styles
from docgen.templating.numbering import ListPlace, Numbering
from docgen.templating.package import parse_xml

__all__ = [
    "Chunk",
    "Known",
    "Memory",
    "Shared",
    "chunks_of",
    "paragraphs_of",
    "parsed",
    "plain",
    "shared",
]

_NAMESPACE = f'xmlns:w="{W[1:-1]}"'.encode()
_PARAGRAPH, _PARAGRAPH_END = (b"<w:p>", b"<w:p "), b"</w:p>"
_TABLE, _TABLE_END = b"<w:tbl>", b"</w:tbl>"
#: What makes bytes mean more than they say: other markup, what may hold further paragraphs.
_NOT_PLAIN = (b"<!", b"<?", b"<w:sdt", b"<mc:", b"<w:customXml", b"xmlns:w=")
_NOT_KEPT = (b"<w:drawing", b"<w:pict", b"<w:object", b"<w:sectPr")
#: What may stand before the root's start tag and behind the body: no document type, no encoding
#: but that of the chunks.
_OPENING = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml version=[\"']1.0[\"'](?: encoding=[\"'](?i:utf-8)[\"'])?"
    rb"(?: standalone=[\"'](?:yes|no)[\"'])?\s*\?>)?\s*"
)
_CLOSING = re.compile(rb"</w:body>\s*</w:document>\s*")
_MOST = 4096
_MOST_SECTIONS = 16


@dataclass(slots=True)
class Known:
    """A paragraph that was read before.

    Attributes:
        base: The paragraph without its list number.
        place: Its list and level, None for none.
        label: A list number of it, for look and suffix.
        numbered: The paragraph by the text of its list number.
    """

    base: Paragraph
    place: ListPlace | None
    label: Label | None
    numbered: dict[str, Paragraph] = field(default_factory=dict)

    def paragraph(self, context: Context) -> Paragraph:
        """Return the paragraph as it stands here; the context's counters go on."""
        context.paragraph += 1
        if self.place is None or self.label is None:
            return self.base
        text = context.counter.next(*self.place)
        if text not in self.numbered:
            label = replace(self.label, text=text) if text else None
            self.numbered[text] = replace(self.base, label=label)
        return self.numbered[text]


@dataclass(slots=True)
class Memory:
    """What was learned under one set of styles, one grid and one set of settings."""

    formats: dict[tuple[object, ...], object] = field(default_factory=dict)
    frames: dict[tuple[object, ...], Frame] = field(default_factory=dict)
    paragraphs: dict[tuple[bytes, str], Known] = field(default_factory=dict)
    tables: dict[bytes, tuple[str, Table]] = field(default_factory=dict)
    sections: dict[tuple[object, ...], Section] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)

    def lasting(self, key: tuple[bytes, str]) -> bool:
        """Return whether a paragraph was seen before, and note that it was seen now."""
        mark = hash(key)
        if mark in self._seen:
            return True
        if len(self._seen) > _MOST:
            self._seen.clear()
        self._seen.add(mark)
        return False

    def keep(self, key: tuple[bytes, str], made: Paragraph, place: ListPlace | None) -> None:
        """Keep a paragraph that was read."""
        if place is not None and made.label is None:
            return
        if len(self.paragraphs) > _MOST:
            self.paragraphs.clear()
        base = replace(made, label=None, lasting=True)
        self.paragraphs[key] = Known(base, place, made.label)

    def keep_table(self, skeleton: bytes, style: str, table: Table) -> None:
        """Keep a table by what stands between its paragraphs."""
        if len(self.tables) > _MOST:
            self.tables.clear()
        self.tables[skeleton] = (style, table)

    def keep_section(self, key: tuple[object, ...], section: Section) -> None:
        """Keep a section without its blocks: its sheet, its headers and its footers."""
        if len(self.sections) >= _MOST_SECTIONS:
            self.sections.clear()
        self.sections[key] = replace(section, blocks=())

    def forget(self) -> None:
        """Forget everything: some of it was read together with a problem that must be told."""
        for held in (self.formats, self.frames, self.paragraphs, self.tables, self.sections):
            held.clear()


@dataclass(frozen=True, slots=True)
class Shared:
    """Styles and lists of a template, read once, and what was learned under them."""

    numbering: Numbering
    styles: Styles
    _memories: dict[tuple[Grid, float, bool], Memory] = field(default_factory=dict)

    def memory(self, grid: Grid, default_tab: float, *, tables_hang: bool) -> Memory:
        """Return what was learned under these settings."""
        return self._memories.setdefault((grid, default_tab, tables_hang), Memory())


@lru_cache(maxsize=64)
def shared(styles: bytes, numbers: bytes | None, theme: bytes | None, name: str) -> Shared:
    """Return styles and lists of a template; the same bytes give the same object.

    Args:
        styles: Bytes of ``styles.xml``.
        numbers: Bytes of ``numbering.xml``, or None.
        theme: Bytes of the theme, or None.
        name: What messages call the file.

    Raises:
        TemplateError: One of them is not well-formed.
    """
    numbering = Numbering.parse(styles, numbers)
    return Shared(
        numbering,
        Styles(
            parse_xml(styles, name=name, part="styles"),
            numbering,
            None if theme is None else parse_xml(theme, name=name, part="theme"),
        ),
    )


#: A paragraph or table at the top of the body, as its bytes.
Chunk: TypeAlias = bytes


def chunks_of(document: bytes) -> tuple[bytes, list[Chunk], bytes] | None:
    """Cut a document into its paragraphs and tables without parsing it.

    Args:
        document: Bytes of ``document.xml``.

    Returns:
        The root's start tag, the chunks, and what follows them in the body; None where the
        document holds more than plain paragraphs, tables and one section.
    """
    start, end = document.find(b"<w:body>"), document.rfind(b"</w:body>")
    opening = document.find(b"<w:document ")
    head = document[opening:start]
    plain_edges = _OPENING.fullmatch(document, 0, opening) and _CLOSING.fullmatch(document, end)
    if not 0 <= opening < start < end or head.count(b"<") != 1 or not plain_edges:
        return None
    if _NAMESPACE not in head:
        return None
    body = document[start + 8 : end]
    if any(mark in body for mark in _NOT_PLAIN):
        return None
    chunks = []
    at = 0
    while (following := _chunk_end(body, at)) > 0:
        chunk = body[at:following]
        if not _fields_end(chunk):
            return None
        chunks.append(chunk)
        at = following
    tail = body[at:]
    if following < 0 or not tail.startswith(b"<w:sectPr") or body.count(b"<w:sectPr") != 1:
        return None
    return head, chunks, tail


def _chunk_end(body: bytes, at: int) -> int:
    """Return where the chunk that begins here ends; 0 where none begins, -1 where unclear."""
    if body.startswith(_PARAGRAPH, at):
        end = body.find(_PARAGRAPH_END, at) + len(_PARAGRAPH_END)
        again = (body.find(mark, at + 5, end) for mark in _PARAGRAPH)
        empty = body.find(b"/>", at, body.find(b">", at) + 1)
    elif body.startswith(_TABLE, at):
        end = body.find(_TABLE_END, at) + len(_TABLE_END)
        again = (body.find(mark, at + 5, end) for mark in (_TABLE,))
        empty = -1
    else:
        return 0
    return -1 if end < at + 8 or empty >= 0 or any(one >= 0 for one in again) else end


def paragraphs_of(table: Chunk) -> tuple[bytes, list[Chunk]] | None:
    """Cut a table into what stands between its paragraphs, and the paragraphs.

    Returns:
        None where they cannot be told apart by their bytes.
    """
    between, paragraphs = [], []
    at = 0
    while True:
        found = [place for mark in _PARAGRAPH if (place := table.find(mark, at)) >= 0]
        if not found:
            break
        begin = min(found)
        end = _chunk_end(table, begin)
        if end < 0:
            return None
        if not _fields_end(table[begin:end]):
            return None
        between.append(table[at:begin])
        paragraphs.append(table[begin:end])
        at = end
    if b"<w:p/>" in table:
        return None
    return b"\0".join([*between, table[at:]]), paragraphs


def _fields_end(chunk: Chunk) -> bool:
    """Return whether every field that begins in a chunk ends in it."""
    if b"w:fldCharType" not in chunk:
        return True
    begun, ended = (chunk.count(b'w:fldCharType="%s"' % kind) for kind in (b"begin", b"end"))
    return begun == ended


def plain(chunk: Chunk) -> bool:
    """Return whether a paragraph says everything by its bytes."""
    return not any(mark in chunk for mark in _NOT_KEPT)


def parsed(head: bytes, chunks: list[Chunk], name: str) -> Iterator[etree._Element]:
    """Yield the elements of chunks.

    Raises:
        TemplateError: One of them is not well-formed.
    """
    if chunks:
        data = b"".join([head, *chunks, b"</w:document>"])
        yield from parse_xml(data, name=name, part="word/document.xml")
