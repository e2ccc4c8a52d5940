"""Tables: with borders, the pairs of a cover, and the signature block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from lxml import etree

from docgen.templating.build_layout import Layout, twips_from_mm, twips_from_pt
from docgen.templating.build_runs import inline_runs, paragraph, plain_run
from docgen.templating.build_xml import w
from docgen.templating.markdown_tree import (
    ControlRow,
    Imprint,
    Inline,
    Pairs,
    Signature,
    Table,
    TableRow,
)

__all__ = ["cover_table", "data_table", "imprint_table", "share", "signature_table"]

#: A table without loops of at most so many rows stays on one page; a longer one may break.
_WHOLE_ROWS = 8
_CELL_STYLES = {"left": "CellLeft", "centre": "CellCentre", "right": "CellRight"}
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True, slots=True)
class _Look:
    """How a table is drawn: column widths in twips, borders, placing, least height of a row."""

    widths: tuple[int, ...]
    bordered: bool
    place: Literal["left", "center"] = "left"
    least_height: int = 0

    @property
    def stands(self) -> str:
        """Without borders a label stands beside the first line of what it names."""
        return "center" if self.bordered else "top"


def share(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split a width by weights into whole twips that add up exactly to it."""
    edges = [
        (total * sum(weights[:count]) + sum(weights) // 2) // sum(weights)
        for count in range(len(weights) + 1)
    ]
    return tuple(right - left for left, right in pairwise(edges))


def data_table(table: Table, layout: Layout) -> etree._Element:
    """Return a table over the whole text width.

    Rows never split. A short table of fixed rows stays whole; one whose rows depend on the data
    may break between them, only its header stays with the first row (the header's style does it).
    """
    look = _Look(share(layout.text_width_twips, table.widths), bordered=True)
    made = _frame(look, layout)
    styles = [_CELL_STYLES[align] for align in table.aligns]
    whole = _stays_whole(table)
    for index, row in enumerate(table.rows):
        header = index < table.header_rows
        made.append(
            _row(
                row,
                look,
                ["CellHead"] * len(styles) if header else styles,
                header=header,
                keep_next=whole and index < len(table.rows) - 1,
            )
        )
    return made


def _stays_whole(table: Table) -> bool:
    fixed = not any(isinstance(row, ControlRow) for row in table.rows)
    return fixed and len(table.rows) <= _WHOLE_ROWS


def cover_table(pairs: Pairs, layout: Layout) -> etree._Element:
    """Return the label and value lines of a cover, centred and without borders."""
    total = layout.text_width_twips
    widths = tuple(total * part // 100 for part in (layout.cover.label_pct, layout.cover.value_pct))
    look = _Look(widths, bordered=False, place="center")
    made = _frame(look, layout)
    for row in pairs.rows:
        made.append(_row(row, look, ["CoverLabel", "CoverValue"]))
    return made


def signature_table(signature: Signature, layout: Layout) -> etree._Element:
    """Return a signature block; its style keeps every line with the next."""
    height = twips_from_pt(layout.signature.row_height_pt)
    look = _Look(share(layout.text_width_twips, (1, 1)), bordered=False, least_height=height)
    made = _frame(look, layout)
    for row in signature.rows:
        made.append(_row(row, look, ["Signature", "Signature"]))
    return made


def imprint_table(imprint: Imprint, layout: Layout) -> etree._Element:
    """Return the imprint over the whole text width: rules above, between and below its lines.

    Raises:
        ValueError: The layout has no imprint.
    """
    if layout.notice is None:
        raise ValueError(layout.id)
    look = _Look((layout.text_width_twips,), bordered=False)
    made = _frame(look, layout)
    edge, inner = layout.notice.imprint_edge_eighths_pt, layout.notice.imprint_inner_eighths_pt
    rules = (("top", edge), ("bottom", edge), ("insideH", inner))
    borders = w(
        "tblBorders",
        *(w(side, val="single", sz=size, space=0, color="auto") for side, size in rules),
    )
    made[0].insert(2, borders)
    last = len(imprint.rows) - 1
    for index, row in enumerate(imprint.rows):
        made.append(_row(row, look, ["Imprint"], keep_next=index < last))
    return made


def _frame(look: _Look, layout: Layout) -> etree._Element:
    sides = twips_from_mm(layout.table.cell_side_mm)
    ends = twips_from_mm(layout.table.cell_top_mm)
    properties = w("tblPr", w("tblW", w=sum(look.widths), type="dxa"), w("jc", val=look.place))
    if look.bordered:
        line: dict[str, str | int] = {
            "val": "single",
            "sz": layout.table.border_eighths_pt,
            "space": 0,
            "color": "auto",
        }
        properties.append(w("tblBorders", *(w(side, **line) for side in _SIDES)))
    properties.append(w("tblLayout", type="fixed"))
    margins = (("top", ends), ("left", sides), ("bottom", ends), ("right", sides))
    properties.append(w("tblCellMar", *(w(side, w=size, type="dxa") for side, size in margins)))
    grid = w("tblGrid", *(w("gridCol", w=width) for width in look.widths))
    return w("tbl", properties, grid)


def _row(
    row: TableRow,
    look: _Look,
    styles: Sequence[str],
    *,
    header: bool = False,
    keep_next: bool = False,
) -> etree._Element:
    properties = w("trPr", w("cantSplit"))
    if look.least_height:
        properties.append(w("trHeight", val=look.least_height, hRule="atLeast"))
    if header:
        properties.append(w("tblHeader"))
    made = w("tr", properties)
    if isinstance(row, ControlRow):
        # The whole row goes when the template is compiled; one wide cell shows the tag in Word.
        made.append(_wide_cell(look, styles[0], [plain_run(row.source)]))
    elif len(row.cells) == 1 < len(look.widths):
        runs = list(inline_runs(row.cells[0]))
        made.append(_wide_cell(look, styles[0], runs, keep_next=keep_next))
    else:
        for width, style, cell in zip(look.widths, styles, row.cells, strict=True):
            made.append(_cell(width, look, style, cell, keep_next=keep_next))
    return made


def _cell(
    width: int, look: _Look, style: str, inlines: Sequence[Inline], *, keep_next: bool
) -> etree._Element:
    properties = w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val=look.stands))
    return w("tc", properties, paragraph(style, *inline_runs(inlines), keep_next=keep_next))


def _wide_cell(
    look: _Look, style: str, runs: Sequence[etree._Element], *, keep_next: bool = False
) -> etree._Element:
    properties = w("tcPr", w("tcW", w=sum(look.widths), type="dxa"))
    if len(look.widths) > 1:
        properties.append(w("gridSpan", val=len(look.widths)))
    properties.append(w("vAlign", val=look.stands))
    return w("tc", properties, paragraph(style, *runs, keep_next=keep_next))
