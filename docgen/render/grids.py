"""Mends what loops leave in Word's XML: the columns of a table, the ids of drawings."""

from __future__ import annotations

import re

from lxml import etree

from docgen.templating.tags import w

__all__ = ["count_drawings", "fit_columns"]

_DRAWING_ID = re.compile(r'(<wp:docPr\b[^>]*?\bid=")\d+(")')


def count_drawings(xml: str) -> str:
    """Return a part in which every drawing has an id of its own.

    Args:
        xml: The printed part; a loop prints one drawing many times.
    """
    count = 0

    def next_id(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"{match[1]}{count}{match[2]}"

    return _DRAWING_ID.sub(next_id, xml)


def fit_columns(xml: str) -> str:
    """Return a part whose tables declare as many columns as their rows have.

    Where the number changed, the width of the table stays and its columns share it in whole twips.

    Args:
        xml: The printed part; a loop over cells prints as many as the data have.
    """
    root = etree.fromstring(xml.encode("utf-8"))
    changed = False
    for table in root.iter(w("tbl")):
        grid = table.find(w("tblGrid"))
        rows = [_width_of(row) for row in table.iterchildren(w("tr"))]
        if grid is not None and rows and max(rows) != len(grid):
            _share(grid, max(rows))
            changed = True
    return etree.tostring(root, encoding="unicode") if changed else xml


def _width_of(row: etree._Element) -> int:
    """Return how many columns a row takes, spanned and skipped ones counted."""
    total = 0
    for cell in row.iterchildren(w("tc")):
        span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
        total += int(span.get(w("val")) or 1) if span is not None else 1
    for name in ("gridBefore", "gridAfter"):
        skipped = row.find(f"{w('trPr')}/{w(name)}")
        total += int(skipped.get(w("val")) or 0) if skipped is not None else 0
    return total


def _share(grid: etree._Element, count: int) -> None:
    widths = [int(column.get(w("w")) or 0) for column in grid]
    total = sum(widths)
    # The old widths keep their proportion; new columns are as wide as the mean of the old.
    kept = widths[:count] + [total // max(1, len(widths))] * (count - len(widths))
    sum_kept = sum(kept)
    for column in list(grid):
        grid.remove(column)
    at = given = 0
    for one in kept:
        at += one
        right = total * at // sum_kept if sum_kept else 0
        etree.SubElement(grid, w("gridCol")).set(w("w"), str(right - given))
        given = right
