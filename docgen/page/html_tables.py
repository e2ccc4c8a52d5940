"""Tables as HTML: fixed columns, a head that comes again, rows that stay whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from docgen.page.estimate import row_estimate
from docgen.page.html_css import StyleSheet, borders, length
from docgen.page.model import Block, Cell, Row, Table

__all__ = ["table_html"]

_PLACES = {"top": "top", "center": "middle", "bottom": "bottom"}

_Flow = Callable[[Sequence[Block], float], str]


def table_html(
    table: Table, sheet: StyleSheet, flow: _Flow, *, above: float, fits: float, follows: bool
) -> str:
    """Return a table.

    Args:
        table: The table.
        sheet: Takes the declarations.
        flow: Writes the blocks of a cell in a width.
        above: Space above it, in points.
        fits: What is estimated lower than this surely fits on one page, in points.
        follows: Whether another block follows.
    """
    headers = 0
    while headers < len(table.rows) - 1 and table.rows[headers].header:
        headers += 1
    rows = [_row(row, table, sheet, flow, fits) for row in table.rows]
    head = f"<thead>{''.join(rows[:headers])}</thead>" if headers else ""
    columns = "".join(
        f'<col class="{sheet.name("w", [f"width: {length(width)}"])}">' for width in table.columns
    )
    name = sheet.name("b", _placed(table, above, fits, follows=follows))
    return (
        f'<table class="{name}"><colgroup>{columns}</colgroup>{head}'
        f"<tbody>{''.join(rows[headers:])}</tbody></table>"
    )


def _placed(table: Table, above: float, fits: float, *, follows: bool) -> list[str]:
    made = [f"width: {length(sum(table.columns))}", f"margin-top: {length(above)}"]
    if table.align == "left":
        made.append(f"margin-left: {length(table.left)}")
    else:
        made.append("margin-left: auto")
    if table.align == "center":
        made.append("margin-right: auto")
    if _whole(table, fits):
        made.append("break-inside: avoid")
        if table.rows[-1].keep_next and follows:
            made.append("break-after: avoid")
    return made


def _whole(table: Table, fits: float) -> bool:
    """Whether the table stays on one page: every row is kept with the one after it."""
    kept = all(row.keep_next for row in table.rows[:-1])
    return kept and len(table.rows) > 0 and sum(row_estimate(r, table) for r in table.rows) < fits


def _row(row: Row, table: Table, sheet: StyleSheet, flow: _Flow, fits: float) -> str:
    declarations = []
    if row.height:
        declarations.append(f"height: {length(row.height)}")
    if row.cant_split and row_estimate(row, table) < fits:
        declarations.append("break-inside: avoid")
    cells = "".join(_cell(cell, row, table, sheet, flow) for cell in row.cells)
    return f'<tr class="{sheet.name("r", declarations)}">{cells}</tr>'


def _cell(cell: Cell, row: Row, table: Table, sheet: StyleSheet, flow: _Flow) -> str:
    top, right, bottom, left = cell.margins
    width = sum(table.columns[cell.column : cell.column + cell.columns]) - left - right
    declarations = [
        f"padding: {' '.join(map(length, _padding(cell)))}",
        f"vertical-align: {_PLACES[cell.align]}",
        *borders(cell.borders),
    ]
    if cell.fill:
        declarations.append(f"background-color: #{cell.fill}")
    spans = "".join(
        f' {name}="{count}"'
        for name, count in (("colspan", cell.columns), ("rowspan", cell.rows))
        if count > 1
    )
    body = flow(cell.blocks, max(width, 1.0))
    if row.exact and row.height and cell.rows == 1:
        inner = max(row.height - top - bottom, 0.0)
        body = f'<div class="{sheet.name("x", [f"height: {length(inner)}"])}">{body}</div>'
    return f'<td class="{sheet.name("c", declarations)}"{spans}>{body}</td>'


def _padding(cell: Cell) -> list[float]:
    """Return the space inside the lines, of which CSS takes half each from the cell; Word none."""
    lines = (cell.borders.top, cell.borders.right, cell.borders.bottom, cell.borders.left)
    return [
        max(margin - (line.width / 2 if line else 0.0), 0.0)
        for margin, line in zip(cell.margins, lines, strict=True)
    ]
