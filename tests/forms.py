"""Forms that somebody filled in: cells of a workbook set, its sheets renamed, for tests."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from openpyxl import load_workbook

__all__ = ["changed", "filled_in", "find"]


def find(book: Any, sheet: str, label: str) -> Any:
    """Return the cell to be filled in beside a label, or below a heading in the first row."""
    for row in book[sheet].iter_rows():
        for cell in row:
            if cell.value == label:
                if (row[0].row == 3 and label != row[0].value) or book[sheet].tables:
                    return book[sheet].cell(4, cell.column)
                return book[sheet].cell(cell.row, 2)
    raise LookupError(f"{sheet} {label}")


def changed(data: bytes, change: Callable[[Any], None]) -> bytes:
    """Return a workbook after something was done to it in a spreadsheet program."""
    book = load_workbook(io.BytesIO(data))
    change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def filled_in(data: bytes, values: Mapping[tuple[str, str], object]) -> bytes:
    """Return a form with values at sheet and label."""

    def fill(book: Any) -> None:
        for (sheet, label), value in values.items():
            find(book, sheet, label).value = value

    return changed(data, fill)
