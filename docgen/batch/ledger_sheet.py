"""A ledger out of cases: a row each, columns under their titles with their units.

What is written is read again as ``batch`` will read it, and held against the cases, before anybody
gets it. A value that a cell cannot carry (界址点, several lines in a list of texts) is left out and
named.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

from docgen import glossary
from docgen.batch.workbook import as_text, dress, saved
from docgen.errors import AuditError, Problem
from docgen.intake.ledger import read_ledger
from docgen.intake.ledger_fields import field_at, find_field, title_of
from docgen.intake.ledger_words import ledger_words
from docgen.model import Case
from docgen.model.enums import Listed
from docgen.model.part import Part
from docgen.templating.manifest import Manifest

__all__ = ["LedgerSheet", "ledger_sheet"]

_SHEET = "台账"
#: What a reader of a ledger looks for first.
_FIRST = ("contract_no", "parcel.parcel_code", "parties.grantees[0].name")
_KIND, _DATE, _PAPER_DATE = "notice.kind", "notice.date", "document_date"
_SOME = re.compile(r"\[[0-9]+\]")
_DAY_FORMAT = "yyyy-mm-dd"
_NARROW, _WIDE, _LONG = 14, 28, 20
_YES_NO = {True: "是", False: "否"}


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """A ledger made of cases.

    Attributes:
        data: The workbook.
        columns: Its headings.
        left_out: Titles of what the cases hold and no cell can carry.
    """

    data: bytes
    columns: tuple[str, ...]
    left_out: tuple[str, ...]


def ledger_sheet(cases: Sequence[Case], manifest: Manifest, *, brief: bool = False) -> LedgerSheet:
    """Return the ledger from which the same cases come again.

    Args:
        cases: The cases, a row each.
        manifest: Of the notice or document it is for; columns for all that this one asks of a case
            stand there first, filled or not.
        brief: Whether to leave out what this notice or document does not ask for.

    Raises:
        AuditError: Read again, it would not give the same cases.
    """
    flat = [_row(case, manifest) for case in cases]
    if brief:
        asked = {*_FIRST, *_asked_by(manifest)}
        flat = [
            {path: one[path] for path in one if _SOME.sub("[0]", path) in asked} for one in flat
        ]
    written = _written(flat, manifest, frozenset())
    parted = frozenset(path for path, _ in _differences(flat, written))
    if parted:
        written = _written(flat, manifest, parted)
        if left := _differences(flat, written):
            raise AuditError([_fault(path, row) for path, row in left])
    return written


def _row(case: Case, manifest: Manifest) -> dict[str, Any]:
    """Return the values of a case by path, as a ledger tells them to a run."""
    values = dict(_flat(case))
    if manifest.kind is not None:
        # The run says which notice it is, and knows that its day and the paper's are one.
        values.pop(_KIND, None)
        if _DATE not in values and _PAPER_DATE in values:
            values[_DATE] = values.pop(_PAPER_DATE)
        elif values.get(_DATE) == values.get(_PAPER_DATE):
            values.pop(_PAPER_DATE, None)
    return values


def _fault(path: str, row: int) -> Problem:
    what = "写进台账再读回来，与案卷不同。"
    return Problem(what, f"第{row}件 {title_of(path)}", "用案卷直接出稿，或改写这一项。", path=path)


def _flat(part: Part, above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every plain value of a case with its path; a list of plain values is one value."""
    for key in type(part).model_fields:
        value = getattr(part, key)
        path = f"{above}.{key}" if above else key
        if isinstance(value, Part):
            yield from _flat(value, path)
        elif isinstance(value, tuple) and value and isinstance(value[0], Part):
            for place, below in enumerate(value):
                yield from _flat(below, f"{path}[{place}]")
        elif value is not None and value != ():
            yield path, value


def _written(
    flat: Sequence[Mapping[str, Any]], manifest: Manifest, left_out: frozenset[str]
) -> LedgerSheet:
    given = dict.fromkeys(path for one in flat for path in one)
    paths = dict.fromkeys([*(path for path in _FIRST), *_asked_by(manifest), *given])
    headings = {
        path: heading
        for path in paths
        if path not in left_out and (heading := _heading(path)) is not None
    }
    absent = dict.fromkeys(title_of(path) for path in given if path not in headings)
    return LedgerSheet(_workbook(flat, headings), tuple(headings.values()), tuple(absent))


def _asked_by(manifest: Manifest) -> Iterator[str]:
    """Yield the paths of the fields of a case that a template names."""
    for title in manifest.fields:
        found = find_field(title)
        if found.field is not None and found.path != _KIND:
            yield found.path


def _heading(path: str) -> str | None:
    """Return the shortest heading that leads to a path, with the unit; None where none does."""
    field = field_at(path)
    if field is None:
        return None
    steps = title_of(path).split(".")
    labels = [".".join(steps[at:]) for at in range(len(steps) - 1, -1, -1)]
    # Where a title means another field first, the key itself leads to this one.
    label = next((one for one in (*labels, path) if find_field(one).path == path), None)
    return label and (f"{label}（{field.unit}）" if field.unit else label)


def _workbook(flat: Sequence[Mapping[str, Any]], headings: Mapping[str, str]) -> bytes:
    from openpyxl import Workbook  # only needed here

    book = Workbook()
    sheet: Any = book.active
    sheet.title = _SHEET
    for place, heading in enumerate(headings.values(), start=1):
        as_text(sheet.cell(1, place), heading)
    for row, one in enumerate(flat, start=2):
        for place, path in enumerate(headings, start=1):
            if path in one:
                _fill(sheet.cell(row, place), one[path])
    widths = [_WIDE if len(heading) > _NARROW else _LONG for heading in headings.values()]
    dress(sheet, widths, title=_SHEET)
    sheet.freeze_panes = "A2"
    return saved(book)


def _fill(cell: Any, value: Any) -> None:
    """Write a value as a clerk would: figures and days as such, all else as text."""
    if isinstance(value, bool):
        as_text(cell, _YES_NO[value])
    elif isinstance(value, Decimal | int) and (form := _form(Decimal(value))):
        cell.value, cell.number_format = value, form
    elif isinstance(value, date):
        cell.value, cell.number_format = value, _DAY_FORMAT
    elif isinstance(value, Listed):
        as_text(cell, glossary.enum_label(type(value).__name__, value.value))
    else:
        as_text(cell, "\n".join(value) if isinstance(value, tuple) else str(value))


def _form(number: Decimal) -> str:
    """Return the format that shows a figure in full; "" for one that no spreadsheet keeps."""
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or len(digits) > ledger_words().most_digits:
        return ""
    places = max(0, -exponent)
    return "0" + ("." + "0" * places if places else "")


def _differences(flat: Sequence[Mapping[str, Any]], written: LedgerSheet) -> list[tuple[str, int]]:
    """Return what differs when the workbook is read again: path, and row from 1."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{_SHEET}.xlsx"
        path.write_bytes(written.data)
        again = [dict(_flat(row.case)) for row in read_ledger(path).rows]
    found: dict[str, int] = {}
    left_out = set(written.left_out)
    nothing: Mapping[str, Any] = {}
    for row, (one, other) in enumerate(zip_longest(flat, again, fillvalue=nothing), start=1):
        for key in one.keys() | other.keys():
            told = title_of(key) in left_out and key not in other
            if not told and one.get(key) != other.get(key):
                found.setdefault(key, row)
    return sorted(found.items())
