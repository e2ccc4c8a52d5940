"""Inlines as runs, and paragraphs around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from docgen.templating.build_xml import text_element, w
from docgen.templating.markdown_tree import Inline, PageField, Text

__all__ = ["add_space", "field_runs", "inline_runs", "paragraph", "plain_run"]

# Word draws these with the Latin font, half as wide, unless the run says that they are Chinese.
_AMBIGUOUS = re.compile("[“”‘’…—·×÷±°‰§№①-⑳]")


def paragraph(
    style: str,
    *content: etree._Element,
    keep_next: bool = False,
    number: tuple[int, int] | None = None,
    frame: etree._Element | None = None,
) -> etree._Element:
    """Return a paragraph.

    Args:
        style: Style id.
        content: Runs and bookmarks.
        keep_next: Keep it on one page with what follows, whatever its style says.
        number: List id and level where they differ from the style's own.
        frame: The ``w:framePr`` of a paragraph with a place of its own.
    """
    properties = w("pPr", w("pStyle", val=style))
    if keep_next:
        properties.append(w("keepNext"))
    if frame is not None:
        properties.append(frame)
    if number:
        properties.append(w("numPr", w("ilvl", val=number[1]), w("numId", val=number[0])))
    return w("p", properties, *content)


def add_space(made: etree._Element, *, before: int | None = None, after: int | None = None) -> None:
    """Give a paragraph space of its own above or below, in twips; None leaves its style's."""
    spaces: dict[str, str | int] = {}
    if before is not None:
        spaces["before"] = before
    if after is not None:
        spaces["after"] = after
    if spaces:
        made[0].append(w("spacing", **spaces))


def inline_runs(inlines: Sequence[Inline]) -> Iterator[etree._Element]:
    """Yield the runs of a line; a tag lies alone in one run with the look of its place."""
    for inline in inlines:
        if isinstance(inline, PageField):
            yield from field_runs(inline.name, bold=inline.bold)
        elif isinstance(inline, Text):
            chinese = bool(_AMBIGUOUS.search(inline.text))
            yield plain_run(inline.text, bold=inline.bold, chinese=chinese)
        else:
            # A value may hold quotation marks too.
            yield plain_run(inline.source, bold=inline.bold, chinese=inline.source.startswith("{{"))


def plain_run(text: str, *, bold: bool = False, chinese: bool = False) -> etree._Element:
    """Return a run of text."""
    return _run(text_element(text), bold=bold, chinese=chinese)


def field_runs(name: str, *, bold: bool = False) -> Iterator[etree._Element]:
    """Yield the five runs of a field that Word fills when it lays the page out."""
    # Word refreshes page counts of headers by itself, those of the body only when marked so.
    yield _run(w("fldChar", fldCharType="begin", dirty="true"), bold=bold)
    yield _run(text_element(f" {name} ", name="instrText"), bold=bold)
    yield _run(w("fldChar", fldCharType="separate"), bold=bold)
    yield _run(text_element("1"), bold=bold)
    yield _run(w("fldChar", fldCharType="end"), bold=bold)


def _run(content: etree._Element, *, bold: bool, chinese: bool = False) -> etree._Element:
    properties = w("rPr")
    if chinese:
        properties.append(w("rFonts", hint="eastAsia"))
    if bold:
        properties.extend([w("b"), w("bCs")])
    return w("r", *([properties] if len(properties) else []), content)
