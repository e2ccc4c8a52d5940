"""How high blocks will be, without setting them: for what must surely fit on one page."""

from __future__ import annotations

import math
from collections.abc import Sequence

from docgen.page.model import Block, Paragraph, Picture, Row, Run, Section, Table

__all__ = ["estimated_height", "heading_height", "row_estimate"]


def estimated_height(blocks: Sequence[Block], width: float) -> float:
    """Return about how high blocks will be when set in a width, in points; rather too much."""
    height = 0.0
    for block in blocks:
        if isinstance(block, Paragraph):
            height += _paragraph_height(block, width)
        elif isinstance(block, Table):
            height += sum(row_estimate(row, block) for row in block.rows)
    return height


def _paragraph_height(block: Paragraph, width: float) -> float:
    inner = max(width - block.left - block.right, 1.0)
    ink = max(0.0, block.first)
    tall = 0.0
    for inline in block.inlines:
        ink += _ink(inline)
        if isinstance(inline, Picture):
            tall = max(tall, inline.height)
    lines = max(1, math.ceil(ink / inner))
    ruled = sum(
        line.space + sum(gap + bar for gap, bar in line.bars)
        for line in (block.borders.top, block.borders.bottom)
        if line is not None and line.bars
    )
    return lines * (block.ascent + block.descent) + tall + ruled + block.before + block.after


def _ink(inline: object) -> float:
    if isinstance(inline, Run):
        return len(inline.text) * inline.style.size
    return inline.width if isinstance(inline, Picture) else 24.0


def row_estimate(row: Row, table: Table) -> float:
    """Return about how high a row of a table will be, in points; rather too much."""
    heights = [row.height]
    for cell in row.cells:
        top, right, bottom, left = cell.margins
        width = sum(table.columns[cell.column : cell.column + cell.columns]) - left - right
        heights.append(estimated_height(cell.blocks, max(width, 1.0)) / cell.rows + top + bottom)
    return max(heights)


def heading_height(section: Section, *, head: bool) -> float:
    """Return about how high a header or footer is: a tall one pushes the body, as in Word.

    Args:
        section: The section.
        head: Whether the header is asked for; otherwise the footer.
    """
    usual, first = section.header, section.first_header
    if not head:
        usual, first = section.footer, section.first_footer
    even = section.even_header if head else section.even_footer
    uses = [usual, even or (), *([first] if section.title_page else [])]
    return max(estimated_height(blocks, section.geometry.text_width) for blocks in uses)
