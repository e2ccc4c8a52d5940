"""Holds a produced PDF against the Word file: the same words in the same order, page by page.

The letters of the PDF are read by position: what stands above the text block is the header, what
stands below it the footer, the rest is the body in the order of the content stream. Every letter
has a glyph in an embedded font, no figure is parted from its unit, no signature block stands alone,
and the pages keep what the template's manifest promises of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from lxml import etree

from docgen.audit.expect import FIELD, words
from docgen.audit.pdfa import check_pdf_a
from docgen.audit.pdffile import PdfFile
from docgen.audit.pdflayout import figure_problems, promise_problems, signature_problems
from docgen.audit.pdfsection import frame_top, section_of
from docgen.audit.pdftext import PdfPage, PdfPages
from docgen.audit.pdfunits import Letters, units_of
from docgen.audit.pdfwords import FIX, place_units
from docgen.audit.word import Found, FoundStructure, WordFile, read_part, read_word
from docgen.errors import AuditError
from docgen.proof import LayoutPromises, Placed

__all__ = ["audit_pages", "audit_pdf"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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
    section = section_of(word, root)
    tops = (section.top_pt, frame_top(root))
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
