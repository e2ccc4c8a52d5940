"""Tables: column widths, merged cells, the line on every side of every cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from lxml import etree

from docgen.page.model import NO_BORDERS, Block, Border, Borders, Cell, Paragraph, Row, Table
from docgen.page.read_borders import read_border
from docgen.page.read_context import Context, Frame
from docgen.page.read_properties import W, child_value, color_of, fingerprint, points

__all__ = ["read_table", "table_style"]

_SIDES = ("top", "right", "bottom", "left")
_ALIASES = {"right": "end", "left": "start"}
_ALIGNMENTS: Mapping[str, Literal["top", "center", "bottom"]] = {
    "center": "center",
    "both": "center",
    "bottom": "bottom",
}
_FIX_TABLE = "在 Word 中重新画这张表，或取消合并的单元格。"

#: Reads the blocks of a cell: the cell, and the table's style.
ReadBlocks = Callable[[etree._Element, str], tuple[Block, ...]]


def read_table(element: etree._Element, context: Context, blocks: ReadBlocks) -> Table | None:
    """Return a ``w:tbl``, or None when it has no rows or cannot be shown, which is noted.

    Args:
        element: The ``w:tbl``.
        context: Where problems are noted.
        blocks: How the blocks of a cell are read.
    """
    reader = _TableReader(element, context, blocks)
    rows = list(_rows(element))
    if not rows:
        return None
    columns = reader.columns(rows)
    if columns is None:
        return None
    made = tuple(reader.row(row, index, len(rows)) for index, row in enumerate(rows))
    if not reader.sound:
        return None
    jc = reader.value("jc")
    hang = made[0].cells[0].margins[3] if context.tables_hang and made[0].cells else 0.0
    return Table(
        columns=columns,
        rows=_merge_down(made, reader.continued),
        align="center" if jc == "center" else "right" if jc in ("right", "end") else "left",
        left=points(reader.width("tblInd")) - hang,
    )


def table_style(element: etree._Element, context: Context) -> str:
    """Return the id of the style of a ``w:tbl``, by default that of the document."""
    return child_value(element, "tblPr/tblStyle") or context.styles.default("table")


def _rows(table: etree._Element) -> Iterable[etree._Element]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}customXml", f"{W}sdtContent"):
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterable[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}customXml", f"{W}sdtContent"):
            yield from _cells(child)


class _TableReader:
    def __init__(self, table: etree._Element, context: Context, blocks: ReadBlocks) -> None:
        self._table = table
        self._context = context
        self._blocks = blocks
        self._style = table_style(table, context)
        chain = context.styles.table_chain(self._style)
        # The nearest layer first: the table itself, its style, what that is based on.
        self._layers = [
            p for p in (e.find(f"{W}tblPr") for e in [table, *chain[::-1]]) if p is not None
        ]
        self.sound = True
        #: Where a cell goes on with the cell above it: (row, column).
        self.continued: set[tuple[int, int]] = set()
        self._width = 0
        # Tables of one style and with the same properties share the frames of their cells.
        self._key = (self._style, fingerprint(table.find(f"{W}tblPr")))

    def value(self, name: str) -> str:
        return next((v for v in (child_value(p, name) for p in self._layers) if v), "")

    def width(self, path: str) -> str | None:
        for layer in self._layers:
            found = layer.find("/".join(f"{W}{name}" for name in path.split("/")))
            if found is not None and found.get(f"{W}type", "dxa") == "dxa":
                return found.get(f"{W}w", "0")
        return None

    def columns(self, rows: list[etree._Element]) -> tuple[float, ...] | None:
        grid = self._table.find(f"{W}tblGrid")
        widths = (
            [] if grid is None else [points(c.get(f"{W}w")) for c in grid.iterfind(f"{W}gridCol")]
        )
        first = [_cell_width(cell) for cell in _cells(rows[0])]
        if not widths or min(widths) <= 0:
            widths = first if all(_span(cell) == 1 for cell in _cells(rows[0])) else []
        if not widths or min(widths) <= 0:
            self._context.refuse("没有列宽的表格", "在 Word 的“表格属性”里指定各列宽度。")
            return None
        self._width = len(widths)
        return tuple(widths)

    def row(self, row: etree._Element, index: int, count: int) -> Row:
        props = row.find(f"{W}trPr")
        if props is not None and any(props.find(f"{W}{t}") is not None for t in ("ins", "del")):
            self._context.refuse("修订（表格行）", "接受或拒绝全部修订后再用。")
        column = min(_count(child_value(props, "gridBefore")), self._width)
        cells = [_gap(0, column)] if column else []
        for element in _cells(row):
            cell = self._cell(element, index, column, last_row=index == count - 1)
            column += cell.columns
            cells.append(cell)
        if column > self._width:
            self._context.refuse("单元格数与列数不符的表格", _FIX_TABLE)
            self.sound = False
        elif column < self._width:
            cells.append(_gap(column, self._width - column))
        height = None if props is None else props.find(f"{W}trHeight")
        return Row(
            cells=tuple(cells),
            header=_switch(props, "tblHeader"),
            cant_split=_switch(props, "cantSplit"),
            keep_next=any(
                isinstance(b, Paragraph) and b.keep_next for cell in cells for b in cell.blocks
            ),
            height=0.0 if height is None else points(height.get(f"{W}val")),
            exact=height is not None and height.get(f"{W}hRule") == "exact",
        )

    def _cell(self, cell: etree._Element, row: int, column: int, *, last_row: bool) -> Cell:
        frame = self._frame(cell.find(f"{W}tcPr"), column, first_row=row == 0, last_row=last_row)
        if frame.goes_on:
            self.continued.add((row, column))
        return Cell(
            blocks=self._blocks(cell, self._style),
            column=column,
            columns=frame.columns,
            rows=1,
            align=frame.align,
            borders=frame.borders,
            margins=frame.margins,
            fill=frame.fill,
        )

    def _frame(
        self, props: etree._Element | None, column: int, *, first_row: bool, last_row: bool
    ) -> Frame:
        # The width of a cell is that of its columns, whatever its own properties say.
        said = tuple(each for each in fingerprint(props) if _named(each) != f"{W}tcW")
        edge = (column == 0, self._width - column if column else 0)
        key = (self._key, self._width, said, edge, first_row, last_row)
        frames = self._context.frames
        if key not in frames:
            span = max(1, _count(child_value(props, "gridSpan")))
            edges = {
                "top": first_row,
                "bottom": last_row,
                "left": column == 0,
                "right": column + span >= self._width,
            }
            frames[key] = self._made_frame(props, span, edges)
        return frames[key]

    def _made_frame(
        self, props: etree._Element | None, span: int, edges: Mapping[str, bool]
    ) -> Frame:
        merge = None if props is None else props.find(f"{W}vMerge")
        if props is not None and props.find(f"{W}hMerge") is not None:
            self._context.refuse("旧式的横向合并单元格（hMerge）", _FIX_TABLE)
        if child_value(props, "textDirection") not in ("", "lrTb"):
            self._context.refuse("竖排的单元格文字", "在“文字方向”里改为横排。")
        shading = None if props is None else props.find(f"{W}shd")
        return Frame(
            columns=span,
            goes_on=merge is not None and merge.get(f"{W}val", "continue") == "continue",
            align=_ALIGNMENTS.get(child_value(props, "vAlign"), "top"),
            borders=Borders(**{side: self._border(props, side, edges) for side in _SIDES}),
            margins=self._margins(props),
            fill="" if shading is None else color_of(shading.get(f"{W}fill")),
        )

    def _border(
        self, props: etree._Element | None, side: str, edges: Mapping[str, bool]
    ) -> Border | None:
        own = None if props is None else props.find(f"{W}tcBorders")
        found = _side(own, side)
        if found is None:
            inside = "insideH" if side in ("top", "bottom") else "insideV"
            for layer in self._layers:
                found = _side(layer.find(f"{W}tblBorders"), side if edges[side] else inside)
                if found is not None:
                    break
        if found is None:
            return None
        return read_border({name: found.get(f"{W}{name}", "") for name in ("val", "sz", "color")})

    def _margins(self, props: etree._Element | None) -> tuple[float, float, float, float]:
        def margin(side: str) -> float:
            own = _side(None if props is None else props.find(f"{W}tcMar"), side)
            if own is not None:
                return points(own.get(f"{W}w"))
            for layer in self._layers:
                found = _side(layer.find(f"{W}tblCellMar"), side)
                if found is not None:
                    return points(found.get(f"{W}w"))
            return 0.0

        return margin("top"), margin("right"), margin("bottom"), margin("left")


def _merge_down(rows: tuple[Row, ...], continued: set[tuple[int, int]]) -> tuple[Row, ...]:
    """Give every cell that is merged downwards its height in rows and drop what it covers."""
    made: list[Row] = []
    for index, row in enumerate(rows):
        cells: list[Cell] = []
        for cell in row.cells:
            if index and (index, cell.column) in continued:
                continue
            height = 1
            while (index + height, cell.column) in continued and index + height < len(rows):
                height += 1
            cells.append(_with_rows(cell, height, rows[index + height - 1]))
        made.append(
            Row(tuple(cells), row.header, row.cant_split, row.keep_next, row.height, row.exact)
        )
    return tuple(made)


def _with_rows(cell: Cell, rows: int, last: Row) -> Cell:
    if rows == 1:
        return cell
    below = next((c.borders.bottom for c in last.cells if c.column == cell.column), None)
    edge = cell.borders
    return Cell(
        cell.blocks, cell.column, cell.columns, rows, cell.align,
        Borders(edge.top, edge.right, below, edge.left), cell.margins, cell.fill,
    )  # fmt: skip


def _side(parent: etree._Element | None, side: str) -> etree._Element | None:
    if parent is None:
        return None
    found = parent.find(f"{W}{side}")
    return parent.find(f"{W}{_ALIASES[side]}") if found is None and side in _ALIASES else found


def _gap(column: int, columns: int) -> Cell:
    """Return the empty place that a row leaves before or after its cells."""
    return Cell((), column, columns, 1, "top", NO_BORDERS, (0.0, 0.0, 0.0, 0.0))


def _span(cell: etree._Element) -> int:
    return max(1, _count(child_value(cell, "tcPr/gridSpan")))


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _cell_width(cell: etree._Element) -> float:
    width = cell.find(f"{W}tcPr/{W}tcW")
    return 0.0 if width is None or width.get(f"{W}type") != "dxa" else points(width.get(f"{W}w"))


def _switch(props: etree._Element | None, name: str) -> bool:
    found = None if props is None else props.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off")


def _named(printed: object) -> object:
    return printed[0] if isinstance(printed, tuple) else printed
