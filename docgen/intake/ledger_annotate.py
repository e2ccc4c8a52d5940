"""A copy of a ledger with a comment at every cell that something is to be said of.

The workbook's parts are copied as they lie; only comments are added (and to comments that are there
already, ours are appended), so that nothing of the clerk's work is lost and no cell is written
anew: a text that begins with ``=`` stays the text it was.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from docgen.intake.ledger_book import open_book
from docgen.intake.ledger_comments import (
    NO_COMMENTS,
    NO_SHAPES,
    with_comments,
    with_drawing,
    with_shapes,
)
from docgen.intake.ledger_notes import LedgerNote
from docgen.intake.ledger_package import Package
from docgen.intake.ledger_plainbook import ONLY_SHEET, workbook_of
from docgen.intake.ledger_table import Area, cell_name
from docgen.intake.ledger_text import text_table
from docgen.intake.load import read_bytes
from docgen.model.types import shown

__all__ = ["annotate", "annotate_bytes"]

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
#: Merged cells beyond this are those of an empty page.
_TALL = 1_000
_SEVERITY = {"error": "错误", "warning": "提醒", "info": "提示"}


def annotate(source: str | os.PathLike[str], notes: Iterable[LedgerNote]) -> bytes:
    """Return a copy of a ledger as a workbook, with the notes as comments at their cells.

    Args:
        source: ``.xlsx``, or a text file, whose cells then become texts of a new workbook.
        notes: Those without a cell are left out.

    Returns:
        The same bytes for the same file and notes.

    Raises:
        InputError: The file cannot be read.
    """
    path = Path(source)
    return annotate_bytes(read_bytes(path, most=200_000_000), notes, name=path.name)


def annotate_bytes(data: bytes, notes: Iterable[LedgerNote], *, name: str) -> bytes:
    """Return a copy of a ledger whose bytes are at hand; nothing touches the disk.

    Args:
        data: The file.
        notes: As :func:`annotate`.
        name: Its name for messages.

    Raises:
        InputError: The file cannot be read.
    """
    name = shown(name)
    if data.startswith(b"PK"):
        return _commented(data, name, _by_sheet(notes))
    table = text_table(data, name, {})
    rows = [[str(cell) for cell in cells] for _, cells in table.rows()]
    plain = _by_sheet(notes)
    return _commented(workbook_of(rows), name, {ONLY_SHEET: plain.get("", {})})


def _by_sheet(notes: Iterable[LedgerNote]) -> dict[str, dict[str, list[LedgerNote]]]:
    """Return the notes by sheet and cell, each said once."""
    found: dict[str, dict[str, list[LedgerNote]]] = {}
    for note in notes:
        if _CELL.fullmatch(note.cell):
            at = found.setdefault(note.sheet, {}).setdefault(note.cell, [])
            if note not in at:
                at.append(note)
    return found


def _commented(
    data: bytes, name: str, notes: Mapping[str, Mapping[str, list[LedgerNote]]]
) -> bytes:
    book = open_book(data, name)
    package = Package(data)
    for sheet, cells in notes.items():
        if cells and (member := book.member(sheet)):
            _comment(package, member, _texts(cells, book.merged(sheet)))
    return package.packed()


def _texts(cells: Mapping[str, list[LedgerNote]], merged: Iterable[Area]) -> dict[str, str]:
    """Return what is to be said at each cell; merged cells have one comment, at their first."""
    first = {
        cell_name(place, row): cell_name(area.left, area.top)
        for area in merged
        for row in range(area.top, min(area.bottom, area.top + _TALL) + 1)
        for place in range(area.left, min(area.right, area.left + _TALL) + 1)
    }
    said: dict[str, list[LedgerNote]] = {}
    for cell, notes in cells.items():
        said.setdefault(first.get(cell, cell), []).extend(notes)
    return {cell: _said(notes) for cell, notes in said.items()}


def _said(notes: Iterable[LedgerNote]) -> str:
    lines = [f"{_SEVERITY[n.severity]} {n.code}：{n.message}{n.fix}" for n in notes]
    return "\n".join(lines)


def _comment(package: Package, sheet: str, texts: Mapping[str, str]) -> None:
    comments, _ = package.related(sheet, "comments", "xl/comments{}.xml", NO_COMMENTS)
    stem = "xl/drawings/vmlDrawing{}.vml"
    shapes, rel_id = package.related(sheet, "vmlDrawing", stem, NO_SHAPES)
    package.write(comments, with_comments(package.read(comments), texts))
    package.write(shapes, with_shapes(package.read(shapes), texts))
    package.write(sheet, with_drawing(package.read(sheet), rel_id))
    package.declare_comments(comments)
