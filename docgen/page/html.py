"""The page model as HTML and CSS for an engine that pages CSS.

A section is an element with its own kind of page; its headers and footers are elements taken out
of the flow and shown in the margins of every such page. Clause numbers are text like any other,
page numbers are counters, and how many pages there are stands in the body as a number that the
engine finds by laying out (see ``names_page_count``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docgen.page.estimate import heading_height
from docgen.page.fonts import FontBook, Substitution
from docgen.page.html_blocks import BlockWriter
from docgen.page.html_css import StyleSheet, length
from docgen.page.html_text import TextWriter, escape
from docgen.page.model import Block, PageModel, Section

__all__ = ["Source", "source"]


@dataclass(frozen=True, slots=True)
class Source:
    """A document as an engine takes it.

    Attributes:
        html: The document, without any style of its own.
        css: Its one style sheet.
        substitutions: Fonts and characters drawn with others than those named.
        families: The families that it may be drawn with.
        names_page_count: Whether its text names the number of its pages.
    """

    html: str
    css: str
    substitutions: tuple[Substitution, ...]
    families: frozenset[str]
    names_page_count: bool


def source(
    model: PageModel, *, document_date: date | None, fonts: FontBook, page_count: int = 1
) -> Source:
    """Return a page model as HTML and CSS.

    Args:
        model: What to set.
        document_date: The day written into the PDF's properties; None for none.
        fonts: The fonts to choose from.
        page_count: The number that a text naming its own page count prints.

    Raises:
        EngineError: A font, or a glyph of a character, is missing.
    """
    sheet = StyleSheet()
    texts = TextWriter(fonts, sheet, page_count=page_count)
    body = [
        _section(section, index, model, texts, sheet)
        for index, section in enumerate(model.sections)
    ]
    dated = "" if document_date is None else _meta("dcterms.created", document_date.isoformat())
    html = (
        f'<!DOCTYPE html><html lang="{escape(model.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(model.title)}</title>{dated}</head><body>{''.join(body)}</body></html>"
    )
    substitutions = texts.substitutions()
    return Source(html, sheet.text, substitutions, texts.families, texts.names_page_count)


def _meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{escape(content)}">'


def _section(
    section: Section, index: int, model: PageModel, texts: TextWriter, sheet: StyleSheet
) -> str:
    page = section.geometry
    body, margins = (
        BlockWriter(
            texts,
            sheet,
            width=page.text_width,
            height=page.text_height,
            dashed=section.dashed,
            sum_spaces=model.sum_spaces,
            in_margin=in_margin,
        )
        for in_margin in (False, True)
    )
    name = f"s{index}"
    sheet.add(f".{name} {{ page: {name} }}")
    sheet.add(_page_rule(section, name))
    headings = {"head": section.header, "foot": section.footer}
    headings |= {
        f"even-{place}": blocks
        for place, blocks in (("head", section.even_header), ("foot", section.even_footer))
        if blocks is not None
    }
    if section.title_page:
        headings |= {"first-head": section.first_header, "first-foot": section.first_footer}
    running = "".join(
        _running(f"{name}-{place}", blocks, margins, sheet) for place, blocks in headings.items()
    )
    return f'<section class="{name}">{running}{body.flow(section.blocks)}</section>'


def _running(name: str, blocks: Sequence[Block], writer: BlockWriter, sheet: StyleSheet) -> str:
    if not blocks:
        return ""
    sheet.add(f".{name} {{ position: running({name}) }}")
    return f'<div class="{name}">{writer.flow(blocks)}</div>'


def _page_rule(section: Section, name: str) -> str:
    page = section.geometry
    head, foot = (heading_height(section, head=which) for which in (True, False))
    edges = (
        max(page.top, page.header + head),
        page.right,
        max(page.bottom, page.footer + foot),
        page.left,
    )
    rules = [
        f"@page {name} {{ size: {length(page.width)} {length(page.height)};"
        f" margin: {' '.join(map(length, edges))};"
        f" {_margins(section, name, section.header, section.footer)} }}"
    ]
    if section.even_header is not None and section.even_footer is not None:
        even = _margins(section, f"{name}-even", section.even_header, section.even_footer)
        rules.append(f"@page {name}:left {{ {even} }}")
    first = []
    if section.title_page:
        first.append(_margins(section, f"{name}-first", section.first_header, section.first_footer))
    if section.first_number is not None:
        first.append(f"counter-reset: page {section.first_number}")
    if first:
        rules.append(f"@page {name}:nth(1 of {name}) {{ {' '.join(first)} }}")
    return "\n".join(rules)


def _margins(
    section: Section, name: str, header: tuple[Block, ...], footer: tuple[Block, ...]
) -> str:
    page = section.geometry
    head = f"element({name}-head)" if header else "none"
    foot = f"element({name}-foot)" if footer else "none"
    width = f"width: {length(page.text_width)}"
    return (
        f"@top-center {{ content: {head}; {width}; vertical-align: top;"
        f" padding-top: {length(page.header)} }}"
        f" @bottom-center {{ content: {foot}; {width}; vertical-align: bottom;"
        f" padding-bottom: {length(page.footer)} }}"
    )
