"""Reads the letters of a PDF by position, page by page.

What our engines write is understood, everything else refused, so that what was read is what stands
on the paper. A page that is turned, or bears notes, is no page of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from docgen.audit.pdfcontent import MIDDLE, Stretch, read_content
from docgen.audit.pdffile import PdfFile
from docgen.audit.pdffonts import Fonts
from docgen.audit.pdfsyntax import Dictionary, Object, Ref, refuse

__all__ = ["PdfPage", "PdfPages", "Stretch", "read_pdf"]

_DEEPEST = 32
#: What a page without any content may have.
_BLANK = frozenset({"Type", "Parent", "MediaBox", "Resources"})


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What one page says.

    Attributes:
        number: Page number, from 1.
        above: What stands above the text block, in the order of the content stream.
        body: What stands in the text block.
        below: What stands below it.
    """

    number: int
    above: tuple[Stretch, ...]
    body: tuple[Stretch, ...]
    below: tuple[Stretch, ...]

    @property
    def header(self) -> str:
        """Letters above the text block."""
        return "".join(one.letters for one in self.above)

    @property
    def footer(self) -> str:
        """Letters below the text block."""
        return "".join(one.letters for one in self.below)


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
    pages = PdfPages(pdf if isinstance(pdf, PdfFile) else PdfFile(pdf))
    tops = (top_pt, first_top_pt)
    made = tuple(pages.read(1, len(pages), tops=tops, bottom_pt=bottom_pt))
    pages.check_fonts()
    return made


class PdfPages:
    """The pages of a file, read when they are asked for.

    Args:
        file: The opened file.

    Attributes:
        entries: The dictionary of each page, with what it inherits.
    """

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._fonts = Fonts(file)
        found = list(_pages(file, file.root.get("Pages"), {}))
        self.entries = [entries for _, entries in found]
        self._numbers = {
            node.number: number
            for number, (node, _) in enumerate(found, 1)
            if isinstance(node, Ref)
        }

    def __len__(self) -> int:
        return len(self.entries)

    def read(
        self, first: int, count: int, *, tops: tuple[Decimal, Decimal | None], bottom_pt: Decimal
    ) -> Iterator[PdfPage]:
        """Yield the letters of some pages, numbered from 1.

        Args:
            first: The first of them, from 1.
            count: How many.
            tops: Height of the top margin in points, and that of the first page where the body
                begins elsewhere on it; None where it does not.
            bottom_pt: Height of the bottom margin in points.

        Raises:
            AuditError: A page cannot be read.
        """
        for number, entries in enumerate(self.entries[first - 1 : first - 1 + count], start=1):
            yield self._read(number, entries, tops, bottom_pt)

    def is_blank(self, number: int) -> bool:
        """Return whether a page has no content at all, and nothing else that could show."""
        return set(self.entries[number - 1]) <= _BLANK

    def number_of(self, node: Object) -> int:
        """Return the number of the page that a reference leads to, 0 for none."""
        return self._numbers.get(node.number, 0) if isinstance(node, Ref) else 0

    def check_fonts(self) -> None:
        """Refuse a font without a program, or a letter of a page read so far without an outline.

        Raises:
            AuditError: Names the font and the letters.
        """
        self._fonts.check()

    def _read(
        self,
        number: int,
        entries: Dictionary,
        tops: tuple[Decimal, Decimal | None],
        bottom_pt: Decimal,
    ) -> PdfPage:
        file = self._file
        box = [one for one in file.array(entries.get("MediaBox")) if isinstance(one, float)]
        if len(box) != 4 or entries.get("Rotate", 0.0) != 0 or "Annots" in entries:
            refuse("有转动的页面或批注", f"PDF 第{number}页")
        drawn = "Contents" in entries
        stretches = read_content(file, self._fonts, entries, number, box) if drawn else []
        # Places on the page, not figures.
        top = tops[1] if number == 1 and tops[1] is not None else tops[0]
        top_line, bottom_line = box[3] - float(top), box[1] + float(bottom_pt)
        middles = [(one, one.baseline + MIDDLE * one.size) for one in stretches]
        return PdfPage(
            number,
            tuple(one for one, at in middles if at > top_line),
            tuple(one for one, at in middles if bottom_line <= at <= top_line),
            tuple(one for one, at in middles if at < bottom_line),
        )


def _pages(
    file: PdfFile, node: Object, inherited: Dictionary, depth: int = 0
) -> Iterator[tuple[Object, Dictionary]]:
    if depth > _DEEPEST:
        refuse("页的次序读不出来")
    entries = file.dictionary(node)
    merged = {**inherited, **entries}
    if entries.get("Type") == "Page":
        yield node, merged
        return
    kept: Dictionary = {
        key: merged[key] for key in ("Resources", "MediaBox", "Rotate") if key in merged
    }
    for kid in file.array(entries.get("Kids")):
        yield from _pages(file, kid, kept, depth + 1)
