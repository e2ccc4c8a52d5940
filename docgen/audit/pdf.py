"""Holds a produced PDF against the Word file: the same words in the same order, page by page.

The letters of the PDF are read by position: what stands above the text block is the header, what
stands below it the footer, the rest is the body in the order of the content stream. Every letter
has a glyph in an embedded font, no figure is parted from its unit, no signature block stands alone,
and the pages keep what the template's manifest promises of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from lxml import etree

from docgen.audit.expect import FIELD, words
from docgen.audit.pdfa import check_pdf_a
from docgen.audit.pdffile import PdfFile
from docgen.audit.pdflayout import figure_problems, promise_problems, signature_problems
from docgen.audit.pdftext import PdfPage, PdfPages
from docgen.audit.pdfunits import Letters, units_of
from docgen.audit.pdfwords import FIX, place_units
from docgen.audit.word import Found, FoundStructure, WordFile, read_part, read_word
from docgen.errors import AuditError
from docgen.proof import LayoutPromises, Placed

__all__ = ["audit_pages", "audit_pdf"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TWIPS_PER_POINT = 20
_EXCERPT = 24
_BODY = "word/document.xml"
#: The style of the paragraphs of a signature block, one of Word's own.
#: Styles of signature blocks, and of the closing of a notice.
_SIGNATURES = frozenset({"Signature", "Issuer", "IssueDate"})
_NO_PROMISES = LayoutPromises()
_NOTHING_READ: Mapping[str, Sequence[Found | FoundStructure]] = MappingProxyType({})


def audit_pdf(
    pdf: bytes,
    docx: bytes,
    *,
    placed: Iterable[Placed] = (),
    promises: LayoutPromises = _NO_PROMISES,
    pdf_a: date | None = None,
) -> dict[int, int]:
    """Hold a PDF against the Word file that it was set from.

    Args:
        pdf: The produced PDF.
        docx: The produced Word file, already audited.
        placed: The figures that were found in the Word file, to name what is broken by.
        promises: What the template promises of its pages.
        pdf_a: The document's day where the file is to be PDF/A; None where it need not be.

    Returns:
        The page (from 1) on which each paragraph of the body begins, by paragraph number.

    Raises:
        AuditError: The two papers part (names the first place where they do), a letter has no
            glyph, or the pages part what must stand together.
    """
    opened = PdfFile(pdf)
    pages = PdfPages(opened)
    begins = audit_pages(pages, 1, len(pages), read_word(docx), placed=placed, promises=promises)
    pages.check_fonts()
    if pdf_a is not None:
        check_pdf_a(opened, pdf_a)
    return begins


def audit_pages(
    file: PdfPages,
    first: int,
    count: int,
    word: WordFile,
    *,
    found: Mapping[str, Sequence[Found | FoundStructure]] = _NOTHING_READ,
    placed: Iterable[Placed] = (),
    promises: LayoutPromises = _NO_PROMISES,
) -> dict[int, int]:
    """Hold some pages of a PDF against the Word file that they were set from.

    The fonts of the pages are not looked at: :meth:`PdfPages.check_fonts` does it for all at once.

    Args:
        file: The pages of the PDF.
        first: The first of them, from 1; messages count it as page 1.
        count: How many.
        word: The produced Word file, already audited.
        found: What stands in its parts, where its audit has read them.
        placed: The figures that were found in the Word file, to name what is broken by.
        promises: What the template promises of its pages.

    Returns:
        The page (from 1) on which each paragraph of the body begins, by paragraph number.

    Raises:
        AuditError: The two papers part (names the first place where they do), or the pages part
            what must stand together.
    """
    root = etree.fromstring(word.members[_BODY])
    section = _section(word, root)
    tops = (section.top_pt, _frame_top(root))
    pages = tuple(file.read(first, count, tops=tops, bottom_pt=section.bottom_pt))
    letters = Letters(pages)
    parts = {
        name: found.get(name) or read_part(word, name) for name in (_BODY, *section.parts.values())
    }
    standing = place_units(letters, units_of(parts[_BODY], len(pages)))
    for page in pages:
        _margin(page, page.header, parts.get(section.header_of(page.number)), "页眉", len(pages))
        _margin(page, page.footer, parts.get(section.footer_of(page.number)), "页脚", len(pages))
    signed = _signed(root)
    problems = figure_problems(letters, standing, placed)
    problems += signature_problems(letters, standing, signed)
    problems += promise_problems(letters, standing, signed, promises, section.height_pt)
    if problems:
        raise AuditError(problems)
    begins: dict[int, int] = {}
    for one in standing:
        begins.setdefault(one.unit.paragraph, letters.page(one.pieces[0][0]))
    return begins


@dataclass(frozen=True, slots=True)
class _Section:
    top_pt: Decimal
    bottom_pt: Decimal
    height_pt: Decimal
    title_page: bool
    even_differs: bool
    parts: Mapping[str, str]  # "header/default" and so on to member

    def header_of(self, page: int) -> str:
        return self._part("header", page)

    def footer_of(self, page: int) -> str:
        return self._part("footer", page)

    def _part(self, kind: str, page: int) -> str:
        which = "default"
        if self.title_page and page == 1:
            which = "first"
        elif self.even_differs and page % 2 == 0:
            which = "even"
        return self.parts.get(f"{kind}/{which}", "")


def _section(file: WordFile, root: etree._Element) -> _Section:
    """Read the page of the document's one section from its Word file."""
    found = list(root.iter(f"{_W}sectPr"))
    if len(found) != 1:
        raise AuditError("审核只认识一节的文书。", code="A010")
    even_differs = b"<w:evenAndOddHeaders" in (file.members.kept("word/settings.xml") or b"")
    relations = file.members["word/_rels/document.xml.rels"]
    return _edges(etree.tostring(found[0], with_tail=False), relations, even_differs=even_differs)


@lru_cache(maxsize=64)
def _edges(section: bytes, relations: bytes, *, even_differs: bool) -> _Section:
    """Read a section from its XML: the same for every paper of a template."""
    root = etree.fromstring(section)
    margins = root.find(f"{_W}pgMar")
    if margins is None:
        raise AuditError("文书没有页边距。", code="A010")
    targets = {node.get("Id"): f"word/{node.get('Target')}" for node in etree.fromstring(relations)}
    parts = {
        f"{kind}/{node.get(f'{_W}type')}": targets[node.get(f"{_R}id")]
        for kind in ("header", "footer")
        for node in root.findall(f"{_W}{kind}Reference")
    }
    top, bottom = _points(margins, "top"), _points(margins, "bottom")
    size = root.find(f"{_W}pgSz")
    height = Decimal(0) if size is None else _points(size, "h")
    return _Section(
        top,
        bottom,
        height - top - bottom,
        root.find(f"{_W}titlePg") is not None,
        even_differs,
        MappingProxyType(parts),
    )


def _frame_top(root: etree._Element) -> Decimal | None:
    """Return how far from the paper's edge the frame begins in which the body's first line stands.

    The head of a letter stands there, partly in the margin; None where there is none.
    """
    frame = root.find(f"{_W}body/{_W}p[1]/{_W}pPr/{_W}framePr")
    return None if frame is None else _points(frame, "y")


def _points(margins: etree._Element, side: str) -> Decimal:
    return Decimal(margins.get(f"{_W}{side}") or "0") / _TWIPS_PER_POINT


def _signed(root: etree._Element) -> frozenset[int]:
    """Return the numbers of the paragraphs of signature blocks."""
    styles = (
        (number, paragraph.find(f"{_W}pPr/{_W}pStyle"))
        for number, paragraph in enumerate(root.iter(f"{_W}p"), start=1)
    )
    return frozenset(
        number
        for number, style in styles
        if style is not None and style.get(f"{_W}val") in _SIGNATURES
    )


def _margin(
    page: PdfPage,
    letters: str,
    part: Sequence[Found | FoundStructure] | None,
    what: str,
    pages: int,
) -> None:
    """Hold a page's header or footer against its part of the Word file."""
    wanted = ""
    for one in part or []:
        if isinstance(one, Found):
            fields = iter(one.fields)
            for letter in words(one.text):
                if letter != FIELD:
                    wanted += letter
                    continue
                name = next(fields).instruction
                wanted += str(page.number if name == "PAGE" else pages)
    wanted = "".join(wanted.split())
    if letters != wanted:
        raise AuditError(
            f"{what}应为「{wanted[:_EXCERPT]}」，印成「{letters[:_EXCERPT]}」。",
            where=f"PDF 第{page.number}页",
            fix=FIX,
            code="A012",
        )
