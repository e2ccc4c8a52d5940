"""Paragraphs and tables as Typst source."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from docgen.page.estimate import estimated_height, row_estimate
from docgen.page.letters import split, width_of
from docgen.page.model import (
    Block,
    Cell,
    Inline,
    LineBreak,
    PageBreak,
    PageField,
    Paragraph,
    Picture,
    Row,
    Run,
    Tab,
    Table,
)
from docgen.page.typst_cells import PLACES, bars_of, cell_options, row_height, stroke_of
from docgen.page.typst_text import TextWriter, length, literal

__all__ = ["BlockWriter"]

#: What is kept together must surely fit on one page; the estimate may err by this much.
_SURELY = 0.6
#: What is reckoned to take less than this of a line stands in one.
_SURELY_IN_LINE = 0.85
_WIDEST_NUMBER = 3.0  # of a page, in parts of its size


class BlockWriter:
    """Writes the blocks of one document.

    Args:
        texts: Writes the runs and gathers the fonts.
        width: Width of the text block, in points.
        height: Height of the text block, in points.
        dashed: Whether page numbers stand between dashes.
        sum_spaces: Whether the spaces between two paragraphs are added.
    """

    def __init__(
        self,
        texts: TextWriter,
        *,
        width: float,
        height: float,
        dashed: bool,
        sum_spaces: bool,
    ) -> None:
        self._texts = texts
        self._width = width
        self._height = height
        self._dashed = dashed
        self._sum_spaces = sum_spaces

    def flow(self, blocks: Sequence[Block], *, width: float | None = None) -> str:
        """Return the source of blocks that follow each other, one line each, in code mode.

        Space above the first block, and above one that begins a page, is kept, as Word does;
        so is the space below the last one.
        """
        lines: list[str] = []
        at_top = True
        after = 0.0
        for index, block in enumerate(blocks):
            if isinstance(block, PageBreak):
                lines.append("pagebreak()")
                at_top, after = True, 0.0
                continue
            if isinstance(block, Table):
                follows = index + 1 < len(blocks)
                lines.append(self.table(block, above=0.0 if at_top else after, follows=follows))
                at_top, after = False, 0.0
                continue
            if block.page_break_before and not at_top:
                lines.append("pagebreak(weak: true)")
                at_top = True
            space = self._above(block.before, after)
            if at_top and block.before:
                lines.append(f"v({length(block.before)})")
            lines.append(self.paragraph(block, 0.0 if at_top else space, width or self._width))
            at_top, after = False, block.after
        if after and width is not None:
            lines.append(f"v({length(after)})")
        return "\n".join(lines)

    def _above(self, before: float, after: float) -> float:
        return before + after if self._sum_spaces else max(before, after)

    # --- paragraphs -----------------------------------------------------------------------------

    def paragraph(self, paragraph: Paragraph, above: float, width: float) -> str:
        """Return the source of a paragraph: a call of its format with what stands in it."""
        if not paragraph.lasting:
            return self._paragraph(paragraph, above, width)
        key = (above, width, self._width, self._height, self._dashed)
        return self._texts.kept(paragraph, key, lambda: self._paragraph(paragraph, above, width))

    def _paragraph(self, paragraph: Paragraph, above: float, width: float) -> str:
        body = self._body(paragraph, width)
        name = self._format(paragraph, above, width, empty=not body)
        return f"{name}({body or 'none'})"

    def _format(self, paragraph: Paragraph, above: float, width: float, *, empty: bool) -> str:
        fits = estimated_height((paragraph,), width) < _SURELY * self._height
        options = ["width: 100%", f"above: {length(above)}", "below: 0pt"]
        if paragraph.keep_next:
            options.append("sticky: true")
        if paragraph.keep_lines and fits:
            options.append("breakable: false")
        if paragraph.fill:
            options.append(f'fill: rgb("{paragraph.fill}")')
        bars = bars_of(paragraph.borders)
        stroke = stroke_of(paragraph.borders)
        if stroke != "(:)" and not any(bars):
            options += [f"stroke: {stroke}", "outset: (top: 1pt, bottom: 1pt)"]
        hanging = max(0.0, -paragraph.first)
        pads = {"left": paragraph.left - hanging, "right": paragraph.right}
        inner = self._par(paragraph, hanging)
        pitch = length(paragraph.ascent + paragraph.descent)
        if empty and any(bars):
            inner = f"block(width: 100%, height: {pitch})"
        elif empty:
            # An empty paragraph takes the height of one line and prints nothing.
            options.append(f"height: {pitch}")
            inner, pads = "none", {}
        if any(bars):
            inner = f"{{{bars[0]}{inner}; {bars[1]}}}"
        if any(pads.values()):
            named = ", ".join(f"{side}: {length(pad)}" for side, pad in pads.items())
            inner = f"pad({named}, {inner})"
        return self._texts.declare("p", f"body => block({', '.join(options)}, {inner})")

    def _par(self, paragraph: Paragraph, hanging: float) -> str:
        edges = f"top-edge: {length(paragraph.ascent)}, bottom-edge: {length(-paragraph.descent)}"
        justify = "true" if paragraph.align in ("justify", "distribute") else "false"
        first = length(max(0.0, paragraph.first))
        par = (
            f"par(justify: {justify}, leading: 0pt, hanging-indent: {length(hanging)},"
            f" first-line-indent: (amount: {first}, all: true), body)"
        )
        align = paragraph.align if paragraph.align in ("center", "right") else "left"
        return f"{{set text({edges}, size: {length(paragraph.size)}); set align({align}); {par}}}"

    def _body(self, paragraph: Paragraph, width: float) -> str:
        inlines: list[Inline] = list(paragraph.inlines)
        if paragraph.label is not None:
            label = paragraph.label
            gap = " " if label.suffix == "space" else ""
            first = inlines[0] if inlines and label.suffix != "tab" else None
            if isinstance(first, Run) and first.style == label.style:
                # One text instead of two: the less there is to set, the sooner it is set.
                inlines[0] = Run(label.text + gap + first.text, label.style)
            else:
                before: list[Inline] = [Run(label.text + gap, label.style)]
                inlines = [*before, *([Tab()] if label.suffix == "tab" else []), *inlines]
        room = width - paragraph.left - paragraph.right
        made = [
            self._line(line, paragraph, room, first=index == 0)
            for index, line in enumerate(split(inlines, LineBreak))
        ]
        return " + linebreak() + ".join(line or '""' for line in made) if any(made) else ""

    def _line(
        self, inlines: Sequence[Inline], paragraph: Paragraph, room: float, *, first: bool
    ) -> str:
        sources = [self._segment(part, paragraph, room) for part in split(inlines, Tab)]
        if len(sources) == 1:
            return sources[0]
        marks = [one.underline for one in inlines if isinstance(one, Tab)]
        start = paragraph.left + (paragraph.first if first else 0.0)
        stops = [(t.position, t.align) for t in paragraph.tabs]
        if paragraph.first < 0 and first:
            # 17.9.28: the hanging indent is itself a stop for the label's tab.
            stops = sorted({*stops, (paragraph.left, "left")})
        listed = "".join(f"({length(at)}, {literal(kind)})," for at, kind in stops)
        lines = "".join(f"{'true' if mark else 'false'}," for mark in marks)
        parts = ", ".join(source or '""' for source in sources)
        return (
            f"tabbed(({listed}), {length(paragraph.default_tab)}, {length(start)},"
            f" ({lines}), ({parts},))"
        )

    def _segment(self, inlines: Sequence[Inline], paragraph: Paragraph, room: float) -> str:
        spread = paragraph.align == "distribute" and len(paragraph.text) <= _one_line(
            paragraph, self._width
        )
        made = []
        for is_text, together in groupby(inlines, key=lambda one: isinstance(one, Run | PageField)):
            if not is_text:
                made += [self._texts.picture(one) for one in together if isinstance(one, Picture)]
                continue
            texts = [one for one in together if isinstance(one, Run | PageField)]
            if spread:
                made += self._spread(texts)
            else:
                made.append(
                    self._texts.line(
                        texts, dashed=self._dashed, room=room, fits=_in_one_line(paragraph, room)
                    )
                )
        return (" + h(1fr) + " if spread else " + ").join(part for part in made if part)

    def _spread(self, texts: Sequence[Run | PageField]) -> list[str]:
        """Return each letter by itself, to be spread over the line."""
        letters: list[Run | PageField] = []
        for one in texts:
            letters += (
                [one]
                if isinstance(one, PageField)
                else [Run(letter, one.style) for letter in one.text]
            )
        return [self._texts.line([one], dashed=self._dashed, room=self._width) for one in letters]

    # --- tables ---------------------------------------------------------------------------------

    def table(self, table: Table, *, above: float, follows: bool) -> str:
        """Return the source of a table."""
        count = len(table.rows)
        headers = 0
        while headers < count - 1 and table.rows[headers].header:
            headers += 1
        heights = [row_estimate(row, table) for row in table.rows]
        parts = [
            self._row(row, table, height) for row, height in zip(table.rows, heights, strict=True)
        ]
        head = f"table.header({', '.join(parts[:headers])}), " if headers else ""
        columns = "".join(f"{length(width)}," for width in table.columns)
        rows = "".join(f"{row_height(row)}," for row in table.rows)
        made = (
            f"table(columns: ({columns}), rows: ({rows}), inset: 0pt, stroke: none, {head}"
            f"{', '.join(part for part in parts[headers:] if part)})"
        )
        options = [f"above: {length(above)}", "below: 0pt", "width: 100%"]
        if self._whole(table, sum(heights)):
            options.append("breakable: false")
            if table.rows[-1].keep_next and follows:
                options.append("sticky: true")
        if table.align != "left":
            made = f"align({table.align}, {made})"
        elif table.left:
            made = f"pad(left: {length(table.left)}, {made})"
        return f"block({', '.join(options)}, {made})"

    def _whole(self, table: Table, height: float) -> bool:
        """Whether the table stays on one page: every row is kept with the one after it."""
        kept = all(row.keep_next for row in table.rows[:-1])
        return kept and len(table.rows) > 0 and height < _SURELY * self._height

    def _row(self, row: Row, table: Table, height: float) -> str:
        fits = height < _SURELY * self._height
        strut = 0.0 if row.exact else row.height
        return ", ".join(
            self._cell(cell, table, whole=row.cant_split and fits, strut=strut)
            for cell in row.cells
        )

    def _cell(self, cell: Cell, table: Table, *, whole: bool, strut: float) -> str:
        top, right, bottom, left = cell.margins
        width = sum(table.columns[cell.column : cell.column + cell.columns]) - left - right
        align = PLACES[cell.align]
        options = cell_options(
            cell.margins, cell.borders, cell.fill, align, cell.columns, cell.rows, whole=whole
        )
        body = self.flow(cell.blocks, width=max(width, 1.0)) or "[]"
        body = f"{{{body}}}"
        if strut and cell.rows == 1:
            body = f"tall({length(strut - top - bottom)}, {align}, {body})"
        return f"table.cell({options}, {body})"


def _in_one_line(paragraph: Paragraph, room: float) -> bool:
    """Return whether a paragraph of nothing but text surely takes one line."""
    width = max(0.0, paragraph.first)
    for one in paragraph.inlines:
        if isinstance(one, Run):
            width += width_of(one.text) * (one.style.size + max(0.0, one.style.tracking))
        elif isinstance(one, PageField):
            width += _WIDEST_NUMBER * one.style.size
        else:
            return False
    label = paragraph.label
    if label is not None:
        width += width_of(label.text) * label.style.size
    return width < _SURELY_IN_LINE * room and (label is None or label.suffix != "tab")


def _one_line(paragraph: Paragraph, width: float) -> int:
    return int((width - paragraph.left - paragraph.right) / max(paragraph.size, 1.0))
