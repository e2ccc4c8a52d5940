"""Cells and lines of tables as Typst source."""

from __future__ import annotations

from functools import lru_cache

from docgen.page.model import Border, Borders, Row
from docgen.page.typst_text import length

__all__ = ["PLACES", "bars_of", "cell_options", "row_height", "stroke_of"]

#: Where a cell's text stands, by the model's name for it.
PLACES = {"top": "top", "center": "horizon", "bottom": "bottom"}
_DASHES = {"solid": "solid", "dotted": "dotted", "dashed": "dashed", "double": "solid"}
_DASHES |= {"thick-thin": "solid", "thin-thick": "solid"}


@lru_cache(maxsize=4096)
def cell_options(
    margins: tuple[float, float, float, float],
    borders: Borders,
    fill: str,
    align: str,
    columns: int,
    rows: int,
    *,
    whole: bool,
) -> str:
    """Return the options of a cell, the same for all cells that look alike."""
    top, right, bottom, left = margins
    options = [
        f"inset: (top: {length(top)}, right: {length(right)},"
        f" bottom: {length(bottom)}, left: {length(left)})",
        f"stroke: {stroke_of(borders)}",
        f"align: left + {align}",
    ]
    if columns > 1:
        options.append(f"colspan: {columns}")
    if rows > 1:
        options.append(f"rowspan: {rows}")
    if whole:
        options.append("breakable: false")
    if fill:
        options.append(f'fill: rgb("{fill}")')
    return ", ".join(options)


def row_height(row: Row) -> str:
    """Return the height of a row."""
    return length(row.height) if row.exact and row.height else "auto"


def stroke_of(borders: Borders) -> str:
    """Return the lines around a paragraph or cell."""
    sides = {
        "top": borders.top, "right": borders.right, "bottom": borders.bottom, "left": borders.left,
    }  # fmt: skip
    drawn = [f"{side}: {_line(border)}" for side, border in sides.items() if border is not None]
    return f"({', '.join(drawn)})" if drawn else "(:)"


def bars_of(borders: Borders) -> tuple[str, str]:
    """Return the lines above and below a paragraph that take room, "" for none."""
    return _bars(borders.top, above_text=True), _bars(borders.bottom, above_text=False)


def _bars(border: Border | None, *, above_text: bool) -> str:
    if border is None or not border.bars:
        return ""
    paint = f'rgb("{border.color}")' if border.color else "black"
    made = [f"v({length(border.space)}); "] if not above_text else []
    made += [
        f"v({length(gap)}); block(width: 100%, height: {length(height)}, fill: {paint}); "
        for gap, height in border.bars
    ]
    return "".join([*made, f"v({length(border.space)}); "] if above_text else made)


def _line(border: Border) -> str:
    paint = f'rgb("{border.color}")' if border.color else "black"
    dash = _DASHES[border.dash]
    return f'(thickness: {length(border.width)}, paint: {paint}, dash: "{dash}")'
