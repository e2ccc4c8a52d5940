"""What a ``w:sectPr`` says: the sheet, its margins, the document grid."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from docgen.page.model import Block, Geometry, Paragraph
from docgen.page.read_borders import refuse_frame
from docgen.page.read_context import Context, Grid
from docgen.page.read_properties import W, child_value, points

__all__ = ["check_section", "geometry_of", "grid_of", "placed"]

_STATEMENT = "{%"
_GRID_UNITS = 4096  # 17.6.5: w:charSpace in 4096ths of a point


def check_section(end: etree._Element, context: Context) -> None:
    """Note what the page model cannot show of a section's pages."""
    columns = end.find(f"{W}cols")
    if columns is not None and columns.get(f"{W}num", "1") not in ("0", "1"):
        context.refuse("分栏", "改为单栏。")
    if child_value(end, "textDirection") not in ("", "lrTb"):
        context.refuse("竖排的页面", "改为横排。")
    if child_value(end, "type") in ("oddPage", "evenPage", "nextColumn"):
        context.refuse("奇数页、偶数页或分栏的分节符", "改为“下一页”分节符。")
    if child_value(end, "vAlign") not in ("", "top"):
        context.refuse("页面的垂直对齐方式", "在“页面设置”里改为顶端对齐。")
    if end.find(f"{W}pgBorders") is not None:
        context.refuse("页面边框", "在“边框和底纹”里去掉页面边框。")
    if end.find(f"{W}lnNumType") is not None:
        context.refuse("行号", "在“页面设置”里去掉行号。")


def geometry_of(end: etree._Element) -> Geometry:
    """Return the sheet and its margins."""
    size, margins = end.find(f"{W}pgSz"), end.find(f"{W}pgMar")

    def length(element: etree._Element | None, name: str, default: str) -> float:
        return points(default if element is None else element.get(f"{W}{name}", default))

    gutter = length(margins, "gutter", "0")
    return Geometry(
        width=length(size, "w", "11906"),
        height=length(size, "h", "16838"),
        top=abs(length(margins, "top", "1440")),
        bottom=abs(length(margins, "bottom", "1440")),
        left=length(margins, "left", "1800") + gutter,
        right=length(margins, "right", "1800"),
        header=length(margins, "header", "851"),
        footer=length(margins, "footer", "992"),
    )


def grid_of(end: etree._Element) -> Grid:
    """Return the document grid."""
    grid = end.find(f"{W}docGrid")
    kind = "default" if grid is None else grid.get(f"{W}type", "default")
    if grid is None or kind not in ("lines", "linesAndChars", "snapToChars"):
        return Grid()
    tracking = 0.0
    if kind != "lines":
        tracking = points(grid.get(f"{W}charSpace"), _GRID_UNITS)
    return Grid(points(grid.get(f"{W}linePitch")), tracking)


def placed(blocks: tuple[Block, ...], page: Geometry | None, context: Context) -> tuple[Block, ...]:
    """Return blocks of which the first stands where its frame says; refuse any other frame.

    What follows a frame at the head of a section begins below it, as below a paragraph.

    Args:
        blocks: Of a section, a header or a footer.
        page: The section's page; None for a header or footer, which holds no frame.
        context: Takes what cannot be shown.
    """
    made = list(blocks)
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or block.frame is None:
            continue
        if page is None or not _at_head(blocks[:index]):
            refuse_frame(context)
            continue
        side = (page.width - block.frame.width) / 2
        made[index] = replace(
            block,
            frame=None,
            lasting=False,
            before=block.frame.top - page.top,
            left=side - page.left,
            right=side - page.right,
            first=0.0,
        )
    return tuple(made)


def _at_head(before: tuple[Block, ...]) -> bool:
    """Whether nothing stands before a frame; in a template, nothing but conditions and others."""
    if before and isinstance(before[-1], Paragraph) and before[-1].frame is not None:
        return False
    return all(
        isinstance(one, Paragraph) and (one.frame is not None or one.text.startswith(_STATEMENT))
        for one in before
    )
