"""The page model set by Typst.

What is on a page stands in the PDF's content stream in reading order: the header, then the body
from top to bottom (a table row by row, a cell's text whole before the next cell's), then the
footer; so on every page. A repeated table header comes again at the top of the table's part on
each page. List numbers are text like any other.

Every text reaches Typst as a string literal, every picture as bytes; nothing is read from disk but
the fonts. The same model, date, fonts and version of Typst give the same bytes.
"""

from __future__ import annotations

from datetime import date
from importlib.metadata import version

import pypdfium2

from docgen.onepdf import PDFIUM
from docgen.page.engine import Typeset, demand_date
from docgen.page.estimate import heading_height
from docgen.page.fonts import FontBook, Substitution, system_fonts
from docgen.page.model import Block, Geometry, PageModel, Section
from docgen.page.typst_blocks import BlockWriter
from docgen.page.typst_press import Standard, compile_pages, compile_source
from docgen.page.typst_text import TextWriter, length, literal

__all__ = [
    "Typeset",
    "compile_pages",
    "compile_source",
    "preamble",
    "section_source",
    "source",
    "typeset",
]

_PDF_A: Standard = "a-2b"

_PREAMBLE = """\
#set text(lang: "zh", region: "cn", fallback: false, ligatures: false, weight: "regular")
#set par(spacing: 0pt, leading: 0pt)
#set block(spacing: 0pt)
#set underline(background: false)
#let pageno = context counter(page).display("1")
#let pages = context str(locate(<document-end>).page())
#let gap = h(0.25em, weak: true)
#let tall(least, place, body) = grid(
  columns: (0pt, 1fr), align: left + place, block(width: 0pt, height: least), body)
#let tabbed(stops, step, start, lines, segments) = context {
  let x = start
  for (index, segment) in segments.enumerate() {
    let width = measure(segment).width
    if index > 0 {
      let stop = stops.find(each => each.at(0) > x + 0.1pt)
      let gap = if stop == none { (calc.floor(x / step + 0.01) + 1) * step - x }
        else if stop.at(1) == "left" { stop.at(0) - x }
        else if stop.at(1) == "center" { stop.at(0) - x - width / 2 }
        else { stop.at(0) - x - width }
      gap = calc.max(gap, 0pt)
      if lines.at(index - 1) {
        box(width: gap, height: 0pt, outset: (bottom: 2pt), stroke: (bottom: 0.5pt))
      } else { h(gap) }
      x += gap
    }
    segment
    x += width
  }
}
"""


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
        fonts: The fonts to choose from; by default those of this machine. Typst itself always
            draws with the machine's.
        pdf_a: Whether as PDF/A-2b.

    Raises:
        EngineError: A font or a glyph is missing, or Typst refused the page or warned of it.
        UsageError: PDF/A without a document date, which that standard demands.
    """
    if pdf_a:
        demand_date(document_date)
    text, substitutions = source(
        model, document_date=document_date, fonts=system_fonts() if fonts is None else fonts
    )
    pdf = compile_source(text, document_date, _PDF_A if pdf_a else None)
    with PDFIUM, pypdfium2.PdfDocument(pdf) as document:
        pages = len(document)
    return Typeset(pdf, pages, substitutions, {"typst": version("typst")})


def source(
    model: PageModel, *, document_date: date | None, fonts: FontBook
) -> tuple[str, tuple[Substitution, ...]]:
    """Return the Typst source of a page model, and what stands in for which font.

    Raises:
        EngineError: A font, or a glyph of a character, is missing.
    """
    texts = TextWriter(fonts)
    body = [
        section_source(section, index, model, texts) for index, section in enumerate(model.sections)
    ]
    lines = [
        preamble(model.title, document_date),
        *texts.declarations,
        *body,
        "#metadata(none) <document-end>",
    ]
    return "\n".join(lines), texts.substitutions()


def preamble(title: str, document_date: date | None) -> str:
    """Return what stands before everything else in a source."""
    day = "none"
    if document_date is not None:
        day = (
            f"datetime(year: {document_date.year}, month: {document_date.month},"
            f" day: {document_date.day})"
        )
    named = literal(title) if title else "none"
    return f"{_PREAMBLE}#set document(title: {named}, date: {day})"


def section_source(
    section: Section,
    index: int,
    model: PageModel,
    texts: TextWriter,
    *,
    opening: str = "",
    alone: bool = False,
) -> str:
    """Return the source of a section, which begins on a new page.

    Args:
        section: The section.
        index: Its number among all sections of the source, from 0.
        model: The document that it belongs to.
        texts: Writes the runs and gathers the fonts.
        opening: Source in code mode that stands before its first block and prints nothing.
        alone: Whether it takes one page, page 1, so that its header and footer are known; Typst
            sets it much sooner than where it must look which page it is on.
    """
    page = section.geometry
    writer = BlockWriter(
        texts,
        width=page.text_width,
        height=page.text_height,
        dashed=section.dashed,
        sum_spaces=model.sum_spaces,
    )
    head, foot = (heading_height(section, head=which) for which in (True, False))
    top = max(page.top, page.header + head)
    bottom = max(page.bottom, page.footer + foot)
    start = f"<section-{index}>"
    first = (section.first_header, section.first_footer) if section.title_page else (None, None)
    even = (None, None) if alone else (section.even_header, section.even_footer)
    usual = (section.header, section.footer)
    if alone and section.title_page:
        usual, first = (section.first_header, section.first_footer), (None, None)
    header = _heading(writer, (usual[0], first[0], even[0]), page, start)
    footer = _heading(writer, (usual[1], first[1], even[1]), page, start)
    margins = (
        f"(top: {length(top)}, bottom: {length(bottom)},"
        f" left: {length(page.left)}, right: {length(page.right)})"
    )
    body = writer.flow(section.blocks)
    number = "" if section.first_number is None else f"counter(page).update({section.first_number})"
    return (
        f"#set page(width: {length(page.width)}, height: {length(page.height)},"
        f" margin: {margins}, header-ascent: 0pt, footer-descent: 0pt,\n"
        f"header: {{set align(top); v({length(page.header)}); {header}}},\n"
        f"footer: {{set align(bottom); {footer}; v({length(page.footer)})}})\n"
        f"#metadata(none) {start}\n#{{{number}\n{opening}{body}\n}}"
    )


def _heading(
    writer: BlockWriter,
    uses: tuple[tuple[Block, ...], tuple[Block, ...] | None, tuple[Block, ...] | None],
    page: Geometry,
    start: str,
) -> str:
    usual, first, even = uses
    width = page.text_width
    # What stands below the last line of a footer lifts it, so its space is kept.
    choice = f"{{{writer.flow(usual, width=width)}}}"
    on = []
    if first is not None and first != usual:
        on.append((f"here().page() == locate({start}).page()", first))
    if even is not None and even != usual:
        on.append(("calc.even(counter(page).get().first())", even))
    if not on:
        return choice
    parts = [f"if {condition} {{{writer.flow(blocks, width=width)}}}" for condition, blocks in on]
    return f"context {' else '.join([*parts, choice])}"
