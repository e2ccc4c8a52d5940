"""The lines of a paper from what the audit has read of it, where its parts are plain.

What the audit's quick reader did not read, or reads without telling what the rules about papers
ask, is left to the reader of elements in :mod:`docgen.audit.sheet`; both give the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from lxml import etree

from docgen.audit.looks import Looks, page_of
from docgen.audit.papertext import CLAUSE, label_words, shown_text
from docgen.audit.word import Found, FoundStructure, WordFile
from docgen.paper import Cell, PaperLine, PaperPage, PaperSlot
from docgen.proof import Placed

__all__ = ["flat_lines", "flat_page", "slots_in", "told_flat"]

_BODY = "word/document.xml"
#: What may stand between a table and its rows, a cell and its paragraphs, or tell of another look.
_ODD = re.compile(rb"<(?:w:sdt|w:customXml|mc:AlternateContent)[ />]|PrChange")
_SECTION, _SECTION_END = b"<w:sectPr", b"</w:sectPr>"
_Blocks = Sequence[Found | FoundStructure]


def told_flat(file: WordFile, name: str, found: Mapping[str, _Blocks]) -> _Blocks | None:
    """Return what was read of a part by its letters; None where its elements must be asked.

    Args:
        file: The opened file.
        name: Name of the part.
        found: What the audit has read, by part.
    """
    blocks = found.get(name, ())
    first = next((one for one in blocks if isinstance(one, Found)), None)
    if first is None or first.properties is None or _ODD.search(file.members[name]):
        return None
    return blocks


class _Table:
    """A table while its cells are counted."""

    __slots__ = ("cell", "column", "header", "number", "row")

    def __init__(self, number: int) -> None:
        self.number = number
        self.row = 0
        self.column = 1  # of the next cell
        self.header = False
        self.cell: Cell | None = None

    def take(self, one: FoundStructure) -> None:
        """Take the start or the end of a row or a cell."""
        if one.kind == "tr":
            self.row, self.column, self.header = self.row + 1, 1, one.header
        elif one.kind == "tc":
            self.cell = Cell(self.number, self.row, self.column, self.header)
            self.column += one.span
        else:
            self.cell = None


def flat_lines(
    blocks: _Blocks,
    part: str,
    looks: Looks,
    figures: Mapping[tuple[str, int], Sequence[Placed]],
) -> Iterator[PaperLine]:
    """Yield the lines of a part with their clauses.

    Args:
        blocks: What :func:`told_flat` gave.
        part: Name of the part.
        looks: Looks of the file's styles.
        figures: Where the audit found figures, by part and paragraph.
    """
    tables, open_tables, clause = 0, [_Table(0)], ""
    for one in blocks:
        if isinstance(one, Found):
            if one.label is not None and CLAUSE.match(label := label_words(one.label)):
                clause = label
            text = shown_text(one)
            if "\f" in text:
                text = text.replace("\f", "\n")
            placed = figures.get((part, one.number))
            look = looks.of_letters(one.properties or ("", ""))
            yield PaperLine(
                part, one.number, text, slots_in(text, placed) if placed else (),
                open_tables[-1].cell, look.align, look.font, look.size_pt, look.line_pt,
                any(field.instruction == "PAGE" for field in one.fields) if one.fields else False,
                look.heading, clause if text and not text.isspace() else "", look.after_pt,
            )  # fmt: skip
        elif one.kind == "tbl":
            tables += 1
            open_tables.append(_Table(tables))
        elif one.kind == "/tbl":
            open_tables.pop()
        else:
            open_tables[-1].take(one)


def slots_in(text: str, placed: Sequence[Placed]) -> tuple[PaperSlot, ...]:
    """Return what data print in a line.

    Args:
        text: Its words.
        placed: The figures that the audit found in it, in order.
    """
    slots, at = [], 0
    for one in placed:
        start = text.find(one.printed, at)
        if start < 0 or not one.printed:
            continue
        at = start + len(one.printed)
        figure = one.figure
        slots.append(
            PaperSlot(start, at, figure.title, one.form, figure.kind, figure.absence == "blank")
        )
    return tuple(slots)


def flat_page(blocks: _Blocks, file: WordFile) -> PaperPage | None:
    """Return the page of a file's last section; None when it names no size.

    Args:
        blocks: What :func:`told_flat` gave of the body.
        file: The opened file.
    """
    body = file.members[_BODY]
    start = body.rfind(_SECTION)
    end = body.find(_SECTION_END, start)
    declared = next(
        one.properties[1] for one in blocks if isinstance(one, Found) and one.properties
    )
    links = file.members.kept("word/_rels/document.xml.rels")
    settings = file.members.kept("word/settings.xml") or b""
    letters = body[start : end + len(_SECTION_END)] if 0 <= start < end else b""
    return _page(letters, declared, links, settings)


@lru_cache(maxsize=32)
def _page(letters: bytes, declared: str, links: bytes | None, settings: bytes) -> PaperPage | None:
    if not letters:
        return page_of(None, links, settings)
    whole = etree.fromstring(f"<w:x{declared}>{letters.decode('utf-8')}</w:x>")
    return page_of(whole[0], links, settings)
