"""Holds a produced PDF against the Word file: the same words in the same order, page by page.

The letters of the PDF are read by position: what stands above the text block is the header, what
stands below it the footer, the rest is the body in the order of the content stream. White space is
no word: where lines break is the engine's own business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from docgen.audit.counting import Label
from docgen.audit.expect import FIELD, words
from docgen.audit.pdftext import PdfPage, read_pdf
from docgen.audit.word import Found, FoundStructure, WordFile, read_part, read_word
from docgen.errors import AuditError, Problem

__all__ = ["audit_pdf"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TWIPS_PER_POINT = 20
_EXCERPT = 24


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch that must stand in the PDF: letters, or a list number."""

    letters: str
    label: Label | None
    paragraph: int
    table: int  # number of its table, 0 outside any
    header: bool  # in a header row, which may stand again at the head of a page


def audit_pdf(pdf: bytes, docx: bytes) -> dict[int, int]:
    """Hold a PDF against the Word file that it was set from.

    Args:
        pdf: The produced PDF.
        docx: The produced Word file, already audited.

    Returns:
        The page (from 1) on which each paragraph of the body begins, by paragraph number.

    Raises:
        AuditError: The two papers part; names the first place where they do.
    """
    file = read_word(docx)
    section = _section(file)
    pages = read_pdf(pdf, top_pt=section.top_pt, bottom_pt=section.bottom_pt)
    units = list(_units(read_part(file, "word/document.xml"), len(pages)))
    placed = _BodyAudit(pages, units).run()
    for page in pages:
        _margin(page, page.header, section.header_of(page.number), file, "页眉", len(pages))
        _margin(page, page.footer, section.footer_of(page.number), file, "页脚", len(pages))
    return placed


@dataclass(frozen=True, slots=True)
class _Section:
    top_pt: Decimal
    bottom_pt: Decimal
    title_page: bool
    parts: dict[str, str]  # "header/default" and so on to member

    def header_of(self, page: int) -> str | None:
        return self._part("header", page)

    def footer_of(self, page: int) -> str | None:
        return self._part("footer", page)

    def _part(self, kind: str, page: int) -> str | None:
        which = "first" if self.title_page and page == 1 else "default"
        return self.parts.get(f"{kind}/{which}")


def _section(file: WordFile) -> _Section:
    """Read the page of the document's one section from its Word file."""
    root = etree.fromstring(file.members["word/document.xml"])
    found = root.findall(f".//{_W}sectPr")
    if len(found) != 1:
        raise AuditError("审核只认识一节的文书。", code="A010")
    section = found[0]
    margins = section.find(f"{_W}pgMar")
    if margins is None:
        raise AuditError("文书没有页边距。", code="A010")
    relations = {
        node.get("Id"): f"word/{node.get('Target')}"
        for node in etree.fromstring(file.members["word/_rels/document.xml.rels"])
    }
    parts = {
        f"{kind}/{node.get(f'{_W}type')}": relations[node.get(f"{_R}id")]
        for kind in ("header", "footer")
        for node in section.findall(f"{_W}{kind}Reference")
    }
    return _Section(
        _points(margins, "top"),
        _points(margins, "bottom"),
        section.find(f"{_W}titlePg") is not None,
        parts,
    )


def _points(margins: etree._Element, side: str) -> Decimal:
    return Decimal(margins.get(f"{_W}{side}") or "0") / _TWIPS_PER_POINT


def _units(found: list[Found | FoundStructure], pages: int) -> Iterator[_Unit]:
    """Yield what the PDF must say, in order."""
    table = tables = 0
    header = False
    depth = 0
    for one in found:
        if isinstance(one, FoundStructure):
            if one.kind == "tbl":
                depth += 1
                if depth == 1:
                    tables += 1
                    table = tables
            elif one.kind == "/tbl":
                depth -= 1
                table = table if depth else 0
            elif one.kind == "tr":
                header = one.header
            elif one.kind == "/tr":
                header = False
        else:
            yield from _paragraph_units(one, table=table, header=header, pages=pages)


def _paragraph_units(one: Found, *, table: int, header: bool, pages: int) -> Iterator[_Unit]:
    if one.label is not None:
        yield _Unit("", one.label, one.number, table, header)
    fields = iter(one.fields)
    text = ""
    for letter in words(one.text):
        if letter != FIELD:
            text += letter
            continue
        field = next(fields)
        text += str(pages) if field.instruction == "NUMPAGES" else field.shown
    letters = _bare(text)
    if letters:
        yield _Unit(letters, None, one.number, table, header)


def _bare(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


class _BodyAudit:
    """Walks the letters of all pages and the expected units side by side."""

    def __init__(self, pages: tuple[PdfPage, ...], units: list[_Unit]) -> None:
        self._pages = pages
        self._units = units
        self._text = "".join(page.body for page in pages)
        self._page_starts: list[int] = []
        at = 0
        for page in pages:
            self._page_starts.append(at)
            at += len(page.body)
        self._headers: dict[int, list[_Unit]] = {}
        for unit in units:
            if unit.table and unit.header:
                self._headers.setdefault(unit.table, []).append(unit)

    def run(self) -> dict[int, int]:
        placed: dict[int, int] = {}
        at = 0
        for unit in self._units:
            at = self._skip_header(at, unit)
            placed.setdefault(unit.paragraph, self._page_of(at))
            at = self._match(unit, at)
        if at != len(self._text):
            raise self._part(at, "（文书到此结束）", self._units[-1])
        return placed

    def _skip_header(self, at: int, unit: _Unit) -> int:
        """Step over a table's header rows where they stand again at the head of a page."""
        if not unit.table or unit.header or at not in self._page_starts[1:]:
            return at
        end = at
        for head in self._headers.get(unit.table, []):
            end = _end_of(head, self._text, end)
            if end < 0:
                return at
        return end

    def _match(self, unit: _Unit, at: int) -> int:
        end = _end_of(unit, self._text, at)
        if end >= 0:
            return end
        return self._match_over_pages(unit, at)

    def _match_over_pages(self, unit: _Unit, at: int) -> int:
        """Match a unit whose row runs over a page end, with header rows between its letters."""
        wanted = unit.letters
        for position, letter in enumerate(wanted):
            at = self._skip_header(at, unit) if position else at
            if at >= len(self._text) or self._text[at] != letter:
                raise self._part(at, wanted[position:], unit)
            at += 1
        if unit.label is not None:
            raise self._part(at, "".join(str(part) for part in unit.label.parts), unit)
        return at

    def _page_of(self, at: int) -> int:
        number = 1
        for page, start in zip(self._pages, self._page_starts, strict=True):
            if start <= at:
                number = page.number
        return number

    def _part(self, at: int, wanted: str, unit: _Unit) -> AuditError:
        shown = self._text[at : at + _EXCERPT] or "（到末页结束）"
        return AuditError(
            [
                Problem(
                    f"PDF 与 Word 从这里开始不同：Word 为「{wanted[:_EXCERPT]}」，"
                    f"PDF 为「{shown}」。",
                    f"PDF 第{self._page_of(min(at, max(len(self._text) - 1, 0)))}页"
                    f"（正文第{unit.paragraph}段）",
                    "这份文书不予交付；请把案卷和模板一并报告给维护者。",
                    "A011",
                )
            ]
        )


def _end_of(unit: _Unit, text: str, at: int) -> int:
    if unit.label is not None:
        return Label(
            tuple(_bare(part) if isinstance(part, str) else part for part in unit.label.parts)
        ).end_in(text, at)
    return at + len(unit.letters) if text.startswith(unit.letters, at) else -1


def _margin(
    page: PdfPage, letters: str, part: str | None, file: WordFile, what: str, pages: int
) -> None:
    """Hold a page's header or footer against its part of the Word file."""
    wanted = ""
    for one in read_part(file, part) if part else []:
        if isinstance(one, Found):
            fields = iter(one.fields)
            for letter in words(one.text):
                if letter != FIELD:
                    wanted += letter
                    continue
                name = next(fields).instruction
                wanted += str(page.number if name == "PAGE" else pages)
    wanted = _bare(wanted)
    if letters != wanted:
        raise AuditError(
            f"{what}应为「{wanted[:_EXCERPT]}」，印成「{letters[:_EXCERPT]}」。",
            where=f"PDF 第{page.number}页",
            fix="这份文书不予交付；请把案卷和模板一并报告给维护者。",
            code="A012",
        )
