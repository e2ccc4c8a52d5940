"""Where a PDF parts an amount in words over two lines.

pdfium tells the end of a line within a text; a page is asked for its text in one go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docgen.errors import AuditError
from docgen.onepdf import PDFIUM
from docgen.paper import Break, PaperText
from docgen.spotting import word_amounts

# The library is heavy, and a paper without amounts in words does not need it.
if TYPE_CHECKING:
    import pypdfium2

__all__ = ["broken_amounts"]

_LINE_END = "\n"


def broken_amounts(pdf: bytes, paper: PaperText) -> tuple[Break, ...]:
    """Return the amounts in words of a paper that its PDF parts over lines, by page.

    Args:
        pdf: The PDF that was set from the paper.
        paper: The paper's text.

    Raises:
        AuditError: The PDF cannot be read.
    """
    amounts = {found.text for line in paper.lines for found in word_amounts(line.text)}
    if not amounts:
        return ()
    pattern = re.compile("|".join(_spaced(one) for one in sorted(amounts, key=len, reverse=True)))
    return tuple(
        Break("".join(match[0].split()), number)
        for number, text in enumerate(_pages(pdf), start=1)
        for match in pattern.finditer(text)
        if _LINE_END in match[0]
    )


def _spaced(amount: str) -> str:
    return r"\s*".join(re.escape(letter) for letter in amount)


def _pages(pdf: bytes) -> list[str]:
    import pypdfium2

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise AuditError("生成的 PDF 打不开。", code="A013") from error
        try:
            return [_text(document, index) for index in range(len(document))]
        finally:
            document.close()


def _text(document: pypdfium2.PdfDocument, index: int) -> str:
    page = document[index]
    text = page.get_textpage()
    said = str(text.get_text_range()).replace("\r\n", _LINE_END)
    text.close()
    page.close()
    return said
