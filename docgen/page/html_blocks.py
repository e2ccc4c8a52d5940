"""Paragraphs and what follows what, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docgen.page.estimate import estimated_height
from docgen.page.html_css import StyleSheet, borders, length
from docgen.page.html_tables import table_html
from docgen.page.html_text import TextWriter
from docgen.page.letters import split
from docgen.page.model import (
    Block,
    Border,
    Borders,
    Inline,
    LineBreak,
    PageBreak,
    Paragraph,
    Run,
    Tab,
    Table,
)

__all__ = ["BlockWriter"]

#: What is kept together must surely fit on one page; the estimate may err by this much.
_SURELY = 0.6
_BREAK = '<div class="break"></div>'
_BORDER_DISTANCE = 1.0


class BlockWriter:
    """Writes the blocks of one section.

    Args:
        texts: Writes the lines.
        sheet: Takes the declarations.
        width: Width of the text block, in points.
        height: Height of the text block, in points.
        dashed: Whether page numbers stand between dashes.
        sum_spaces: Whether the spaces between two paragraphs are added.
        in_margin: Whether it writes headers and footers.
    """

    def __init__(
        self,
        texts: TextWriter,
        sheet: StyleSheet,
        *,
        width: float,
        height: float,
        dashed: bool,
        sum_spaces: bool,
        in_margin: bool,
    ) -> None:
        self._texts = texts
        self._sheet = sheet
        self._width = width
        self._height = height
        self._dashed = dashed
        self._sum_spaces = sum_spaces
        self._in_margin = in_margin

    def flow(self, blocks: Sequence[Block], *, width: float | None = None) -> str:
        """Return blocks that follow each other.

        Space above the first block, and above one that begins a page, is kept, as Word does; in a
        cell (where a width is given) so is the space below the last one.
        """
        made: list[str] = []
        at_top = True
        after = 0.0
        for index, block in enumerate(blocks):
            if isinstance(block, PageBreak):
                made.append(_BREAK)
                at_top, after = True, 0.0
            elif isinstance(block, Table):
                follows = index + 1 < len(blocks)
                made.append(self._table(block, 0.0 if at_top else after, follows=follows))
                at_top, after = False, 0.0
            else:
                if block.page_break_before and not at_top:
                    made.append(_BREAK)
                    at_top = True
                if at_top and block.before:
                    made.append(self._space(block.before))
                above = 0.0 if at_top else self._above(block.before, after)
                last = width is not None and index == len(blocks) - 1
                below = block.after if last else 0.0
                made.append(self._paragraph(block, above, below, width or self._width))
                at_top, after = False, block.after
        if self._in_margin and after:
            # The engine drops a margin at the end of what it puts into the page's margin.
            made.append(self._space(after))
        if blocks and isinstance(blocks[-1], PageBreak):
            made.append("<div></div>")
        return "".join(made)

    def _above(self, before: float, after: float) -> float:
        return before + after if self._sum_spaces else max(before, after)

    def _space(self, height: float) -> str:
        # What has a place of its own may begin above the text block.
        room = f"height: {length(height)}" if height > 0 else f"margin-top: {length(height)}"
        name = self._sheet.name("v", [room, "break-after: avoid"])
        return f'<div class="{name}"></div>'

    def _table(self, table: Table, above: float, *, follows: bool) -> str:
        def cell(blocks: Sequence[Block], width: float) -> str:
            return self.flow(blocks, width=width)

        return table_html(
            table, self._sheet, cell, above=above, fits=_SURELY * self._height, follows=follows
        )

    # --- paragraphs -----------------------------------------------------------------------------

    def _paragraph(self, paragraph: Paragraph, above: float, below: float, width: float) -> str:
        body = self._body(paragraph, width - paragraph.left - paragraph.right)
        declarations = _box(paragraph, above, below)
        pitch = paragraph.ascent + paragraph.descent
        declarations.append(f"line-height: {length(pitch)}")
        if not body:
            # An empty paragraph takes the height of one line and prints nothing.
            declarations.append(f"height: {length(pitch)}")
        if paragraph.first:
            declarations.append(f"text-indent: {length(paragraph.first)}")
        if paragraph.align in ("center", "right"):
            declarations.append(f"text-align: {paragraph.align}")
        if paragraph.align == "distribute":
            declarations += _spread(paragraph, width)
        if paragraph.keep_next:
            declarations.append("break-after: avoid")
        fits = estimated_height((paragraph,), width) < _SURELY * self._height
        if paragraph.keep_lines and fits:
            declarations.append("break-inside: avoid")
        text = f'<p class="{self._sheet.name("p", declarations)}">{body}</p>'
        return (
            self._bars(paragraph, paragraph.borders.top)
            + text
            + self._bars(paragraph, paragraph.borders.bottom)
        )

    def _bars(self, paragraph: Paragraph, border: Border | None) -> str:
        """Return the lines of a border that take room."""
        if border is None or not border.bars:
            return ""
        above = border is paragraph.borders.top
        sides = f"margin: 0 {length(paragraph.right)} 0 {length(paragraph.left)}"
        made = [] if above else [(border.space, "")]
        for gap, height in border.bars:
            made += [(gap, ""), (height, f"background-color: #{border.color or '000000'}")]
        made += [(border.space, "")] if above else []
        names = [
            self._sheet.name("b", [f"height: {length(height)}", sides, "break-before: avoid", fill])
            for height, fill in made
            if height
        ]
        return "".join(f'<div class="{name}"></div>' for name in names)

    def _body(self, paragraph: Paragraph, room: float) -> str:
        drop = paragraph.ascent - (paragraph.ascent + paragraph.descent) / 2
        inlines: list[Inline] = list(paragraph.inlines)
        if paragraph.label is not None:
            label = paragraph.label
            gap = " " if label.suffix == "space" else ""
            before: list[Inline] = [Run(label.text + gap, label.style)]
            inlines = [*before, *([Tab()] if label.suffix == "tab" else []), *inlines]
        lines = split(inlines, LineBreak)
        made = [
            self._line(line, paragraph, drop, room, first=index == 0)
            for index, line in enumerate(lines)
        ]
        if len(made) > 1 and not made[-1]:
            made.append("")  # HTML drops the empty line after a last break; Word keeps it
        return "<br>".join(made)

    def _line(
        self,
        inlines: Sequence[Inline],
        paragraph: Paragraph,
        drop: float,
        room: float,
        *,
        first: bool,
    ) -> str:
        segments = split(inlines, Tab)
        made = [self._segment(segments[0], drop, room)]
        if len(segments) == 1:
            return made[0]
        rules = [one.underline for one in inlines if isinstance(one, Tab)]
        place = paragraph.left + (paragraph.first if first else 0.0)
        place += self._texts.width(segments[0])
        stops = [(stop.position, stop.align) for stop in paragraph.tabs]
        if paragraph.first < 0 and first:
            # 17.9.28: the hanging indent is itself a stop for the label's tab.
            stops = sorted({*stops, (paragraph.left, "left")})
        for segment, ruled in zip(segments[1:], rules, strict=True):
            width = self._texts.width(segment)
            gap = _gap(place, width, stops, paragraph.default_tab)
            made.append(self._texts.gap(gap, drop=drop, ruled=ruled))
            made.append(self._segment(segment, drop, room))
            place += gap + width
        return "".join(made)

    def _segment(self, inlines: Sequence[Inline], drop: float, room: float) -> str:
        return self._texts.line(
            inlines, drop=drop, room=room, dashed=self._dashed, in_margin=self._in_margin
        )


def _gap(
    place: float, width: float, stops: Sequence[tuple[float, str]], default_tab: float
) -> float:
    """Return how wide a tab is before a segment of a width; places from the text block's edge."""
    for position, align in stops:
        if position > place + 0.1:
            share = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
            return max(position - place - share * width, 0.0)
    return (int(place / default_tab + 0.01) + 1) * default_tab - place


def _box(paragraph: Paragraph, above: float, below: float) -> list[str]:
    """Return margins, paddings and lines; the lines of a paragraph take no space."""
    lines = _lines(paragraph.borders)
    over, under = (_BORDER_DISTANCE if line else 0.0 for line in (lines.top, lines.bottom))
    over_line, under_line = (line.width if line else 0.0 for line in (lines.top, lines.bottom))
    made = [
        *borders(lines),
        f"margin-top: {length(above - over - over_line)}",
        f"margin-bottom: {length(below - under - under_line)}",
    ]
    sides = (paragraph.left, paragraph.right)
    if min(sides) < 0:
        made += [f"margin-left: {length(sides[0])}", f"margin-right: {length(sides[1])}"]
        sides = (0.0, 0.0)
    padding = (over, sides[1], under, sides[0])
    if any(padding):
        made.append(f"padding: {' '.join(map(length, padding))}")
    if paragraph.fill:
        made.append(f"background-color: #{paragraph.fill}")
    return made


def _lines(borders: Borders) -> Borders:
    """Return the lines that are drawn at the edge of the text and take no room."""
    top, bottom = (
        None if line is not None and line.bars else line for line in (borders.top, borders.bottom)
    )
    return replace(borders, top=top, bottom=bottom)


def _spread(paragraph: Paragraph, width: float) -> list[str]:
    """Return the letter spacing that spreads one line of Chinese over the whole width."""
    letters = len(paragraph.text)
    room = width - paragraph.left - paragraph.right - paragraph.first
    spare = room - letters * paragraph.size
    return [f"letter-spacing: {length(spare / letters)}"] if letters > 1 and spare > 0 else []
