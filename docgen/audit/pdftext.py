"""Reads the letters of a PDF by position, page by page.

What our engines write is understood, everything else refused, so that what was read is what stands
on the paper. A page that is turned, or bears notes, is no page of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from docgen.audit.pdfcontent import MIDDLE, Fonts, Stretch, read_content
from docgen.audit.pdffile import PdfFile
from docgen.audit.pdfsyntax import Dictionary, Object, refuse

__all__ = ["PdfPage", "Stretch", "read_pdf"]

_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What one page says.

    Attributes:
        number: Page number, from 1.
        header: Letters above the text block.
        body: What stands in the text block, in the order of the content stream.
        footer: Letters below the text block.
    """

    number: int
    header: str
    body: tuple[Stretch, ...]
    footer: str


def read_pdf(
    pdf: bytes | PdfFile,
    *,
    top_pt: Decimal,
    bottom_pt: Decimal,
    first_top_pt: Decimal | None = None,
) -> tuple[PdfPage, ...]:
    """Return the letters of every page.

    Args:
        pdf: The file, or the file already opened.
        top_pt: Height of the top margin in points.
        bottom_pt: Height of the bottom margin in points.
        first_top_pt: Where the body of the first page begins, if not below the top margin.

    Raises:
        AuditError: The file cannot be read, a font is not embedded, or a letter has no glyph.
    """
    file = pdf if isinstance(pdf, PdfFile) else PdfFile(pdf)
    fonts = Fonts(file)
    made = []
    for number, entries in enumerate(_pages(file, file.root.get("Pages"), {}), start=1):
        box = [one for one in file.array(entries.get("MediaBox")) if isinstance(one, float)]
        if len(box) != 4 or entries.get("Rotate", 0.0) != 0 or "Annots" in entries:
            refuse("有转动的页面或批注", f"PDF 第{number}页")
        stretches = read_content(file, fonts, entries, number, box)
        # Places on the page, not figures.
        top = first_top_pt if number == 1 and first_top_pt is not None else top_pt
        top_line, bottom_line = box[3] - float(top), box[1] + float(bottom_pt)
        middles = [(one, one.baseline + MIDDLE * one.size) for one in stretches]
        made.append(
            PdfPage(
                number,
                "".join(one.letters for one, at in middles if at > top_line),
                tuple(one for one, at in middles if bottom_line <= at <= top_line),
                "".join(one.letters for one, at in middles if at < bottom_line),
            )
        )
    fonts.check()
    return tuple(made)


def _pages(
    file: PdfFile, node: Object, inherited: Dictionary, depth: int = 0
) -> Iterator[Dictionary]:
    if depth > _DEEPEST:
        refuse("页的次序读不出来")
    entries = file.dictionary(node)
    merged = {**inherited, **entries}
    if entries.get("Type") == "Page":
        yield merged
        return
    kept: Dictionary = {
        key: merged[key] for key in ("Resources", "MediaBox", "Rotate") if key in merged
    }
    for kid in file.array(entries.get("Kids")):
        yield from _pages(file, kid, kept, depth + 1)
