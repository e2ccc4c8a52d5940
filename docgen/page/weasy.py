"""The page model set by WeasyPrint: the second engine, and a second witness of the first.

WeasyPrint is an optional extra and needs Pango; both are looked for when a page is to be set and
not before. It justifies no Chinese line, so every line begins where it should and ends ragged.

The body stands in the PDF's content stream in reading order. The same model, date, fonts and
versions of WeasyPrint and Pango give the same bytes.
"""

from __future__ import annotations

import contextlib
import io
from datetime import date
from typing import TYPE_CHECKING

from docgen.errors import EngineError
from docgen.page import html
from docgen.page.engine import Typeset, demand_date
from docgen.page.fonts import FontBook, system_fonts
from docgen.page.model import PageModel

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["typeset"]

#: A page count printed in the text may itself change the page count; more rounds than this are
#: only needed by a text that flees from its own number for ever.
_ROUNDS = 5
_FIRST_GUESS = 10  # most papers have two digits of pages


def typeset(
    model: PageModel,
    *,
    document_date: date | None,
    fonts: FontBook | None = None,
    pdf_a: bool = False,
) -> Typeset:
    """Set a page model as PDF.

    Args:
        model: What to set.
        document_date: The day written into the PDF's properties; None for none.
        fonts: The fonts to choose from; by default those of this machine. WeasyPrint itself always
            draws with the machine's.
        pdf_a: Whether as PDF/A-2b.

    Raises:
        UsageError: PDF/A without a document date, which that standard demands.
        EngineError: WeasyPrint or Pango is absent, a font or a glyph is missing, or WeasyPrint
            warned of the page.
    """
    if pdf_a:
        demand_date(document_date)
    press = _press()
    book = system_fonts() if fonts is None else fonts
    count = _FIRST_GUESS
    for _ in range(_ROUNDS):
        made = html.source(model, document_date=document_date, fonts=book, page_count=count)
        sheet = press.Sheet(made)
        if sheet.page_count == count or not made.names_page_count:
            pdf = sheet.pdf(pdf_a=pdf_a)
            return Typeset(pdf, sheet.page_count, made.substitutions, press.versions())
        count = sheet.page_count
    raise EngineError(
        "正文里印的总页数每排一次就变一次，定不下来。",
        where="PDF",
        fix="改用 --pdf-engine typst，或略改正文长短。",
    )


def _press() -> ModuleType:
    """Return the module that drives WeasyPrint, loaded on first use."""
    said = io.StringIO()
    try:
        # Where Pango is absent, WeasyPrint prints advice of its own before it fails.
        with contextlib.redirect_stdout(said):
            from docgen.page import weasy_press
    except (ImportError, OSError) as error:
        raise EngineError(
            f"WeasyPrint 排版引擎不可用：{error}。",
            where="PDF",
            fix=(
                "请运行：pip install --upgrade 'docgen[weasyprint]'，"
                "以及 apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0；"
                "或改用 --pdf-engine typst。"
            ),
        ) from error
    return weasy_press
