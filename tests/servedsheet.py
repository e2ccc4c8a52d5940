"""送达登记.xlsx filled in as a clerk does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl

from docgen.batch.service_sheet import columns

KEYS = ("method", "served_on", "signer", "mail_no")


def fill(sheet: Path, rows: Mapping[str, tuple[object, ...]]) -> None:
    """Fill in rows: by number, the method, the day, who signed, the number of the mail."""
    book = openpyxl.load_workbook(sheet)
    table = book["送达登记"]
    places = {key: place for place, key in enumerate(columns(), start=1)}
    for cells in table.iter_rows(min_row=2):
        told = rows.get(str(cells[places["number"] - 1].value))
        for key, value in zip(KEYS, told or (), strict=False):
            cells[places[key] - 1].value = value or None
    book.save(sheet)
