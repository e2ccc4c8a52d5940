"""Reads the letters of a PDF by position, through pdfium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from docgen.errors import AuditError

__all__ = ["PdfPage", "read_pdf"]

# pdfium shows a hyphen at the end of a line as U+0002.
_HYPHEN_AT_LINE_END = 0x02
_REPLACEMENT = 0xFFFD


@dataclass(frozen=True, slots=True)
class PdfPage:
    """The letters of one page without white space.

    Attributes:
        number: Page number, from 1.
        header: Letters above the text block.
        body: Letters of the text block in the order of the content stream.
        footer: Letters below the text block.
    """

    number: int
    header: str
    body: str
    footer: str


def read_pdf(pdf: bytes, *, top_pt: Decimal, bottom_pt: Decimal) -> tuple[PdfPage, ...]:
    """Return the letters of every page.

    Args:
        pdf: The file.
        top_pt: Height of the top margin in points.
        bottom_pt: Height of the bottom margin in points.

    Raises:
        AuditError: The file cannot be read, or holds a glyph without a letter.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise AuditError("生成的 PDF 打不开。", code="A013") from error
    try:
        return tuple(
            _read_page(document[index], index + 1, top_pt, bottom_pt)
            for index in range(len(document))
        )
    finally:
        document.close()


def _letters(raw_page: object, count: int) -> Iterator[tuple[int, int]]:
    """Yield place and code of each letter; pdfium gives a letter beyond U+FFFF in two halves."""
    import pypdfium2.raw as raw

    high = 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(raw_page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
        elif 0xDC00 <= code < 0xE000 and high:
            yield index, 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = 0
        else:
            yield index, code


def _read_page(page: object, number: int, top_pt: Decimal, bottom_pt: Decimal) -> PdfPage:
    import pypdfium2
    import pypdfium2.raw as raw

    assert isinstance(page, pypdfium2.PdfPage)  # noqa: S101 - narrows an untyped library
    text = page.get_textpage()
    top_line = page.get_height() - float(top_pt)  # a place on the page, not a figure
    bottom_line = float(bottom_pt)
    header: list[str] = []
    body: list[str] = []
    footer: list[str] = []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index, code in _letters(text.raw, text.count_chars()):
        letter = "-" if code == _HYPHEN_AT_LINE_END else chr(code)
        if letter.isspace() or code == 0:
            continue
        if code == _REPLACEMENT:
            raise AuditError("PDF 里有读不出文字的字形。", where=f"第{number}页", code="A013")
        raw.FPDFText_GetCharBox(text.raw, index, left, right, bottom, top)
        middle = (bottom.value + top.value) / 2
        if middle > top_line:
            header.append(letter)
        elif middle < bottom_line:
            footer.append(letter)
        else:
            body.append(letter)
    text.close()
    page.close()
    return PdfPage(number, "".join(header), "".join(body), "".join(footer))
