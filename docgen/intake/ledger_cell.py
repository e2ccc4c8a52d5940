"""A cell that is looked at closely: its column's facts, what it gave, and the notes about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic_core import PydanticCustomError

from docgen.intake.ledger_fields import Field
from docgen.intake.ledger_figures import ABSENT
from docgen.intake.ledger_notes import Column, LedgerNote, Severity
from docgen.intake.problems import code_and_fix
from docgen.model.types import shown

__all__ = ["AS_TEXT", "Cell", "Facts", "Looked", "cleaned"]

_SPACES = " \t\r\n\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"
# Zero width letters, marks of direction, the byte order mark and Excel's own escape of a return:
# they come with copied text, print nothing, and make two equal names different.
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]|_x000[dD]_|\r"
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE_IN_CODES = {
    code: low for code, low in _WIDE.items() if chr(low).isalnum() or chr(low) in "-./+"
}
_WORDS = frozenset({"text", "texts", "choice", "flag"})
AS_TEXT = "把整列设为文本格式，照原件重新填写。"


@dataclass(slots=True)
class Looked:
    """What a closer look at a cell gave.

    Attributes:
        value: The field's value; ABSENT when there is none.
        notes: What is to be told.
        instead: The figure in the ledger's own unit, for the field that keeps it, where it makes
            no exact figure of this one.
    """

    value: Any = ABSENT
    notes: list[LedgerNote] = field(default_factory=list)
    instead: Any = ABSENT


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of all cells of a column.

    Attributes:
        column: The column.
        field: Its field.
        factor: What its figures are to be multiplied by; None for nothing.
        keeps: Key path that keeps a figure with no exact value in the field's unit; may be empty.
        place: ``台账.xlsx 公示!``; the cell comes behind it.
        sheet: Name of the sheet.
        first_day: The day that the workbook counts from.
    """

    column: Column
    field: Field
    factor: Fraction | None
    keeps: str
    place: str
    sheet: str
    first_day: date

    def note(
        self, code: str, severity: Severity, message: str, fix: str, *, row: int, value: object
    ) -> LedgerNote:
        """Return a note about one of the column's cells."""
        cell = f"{self.column.letter}{row}" if row else ""
        return LedgerNote(
            code=code,
            severity=severity,
            message=message,
            fix=fix,
            where=f"{self.place}{cell}",
            cell=cell,
            sheet=self.sheet,
            path=self.column.path,
            value=shown(value),
        )


@dataclass(slots=True)
class Cell:
    """One cell under a closer look.

    Attributes:
        facts: Its column's.
        row: Its row.
        value: What it holds.
        looked: What was found so far.
    """

    facts: Facts
    row: int
    value: object
    looked: Looked = field(default_factory=Looked)

    def warn(self, code: str, message: str, fix: str) -> None:
        """Tell what was put right or assumed."""
        self._add(code, "warning", message, fix)

    def fail(self, code: str, message: str, fix: str) -> Any:
        """Tell what is wrong; return ABSENT, which is the cell's value then."""
        self._add(code, "error", message, fix)
        return ABSENT

    def read(self, value: object) -> Any:
        """Return what the model's own reader makes of a value; its refusal is told."""
        return self.read_by(self.facts.field.reader, value)

    def read_by(self, reader: Any, value: object) -> Any:
        """Return what a reader makes of a value; its refusal is told."""
        try:
            return reader(value)
        except PydanticCustomError as error:
            context = dict(error.context or {})
            code, fix = code_and_fix(error.type, self.facts.field.unit, context)
            return self.fail(code, error.message(), fix)

    def _add(self, code: str, severity: Severity, message: str, fix: str) -> None:
        note = self.facts.note(code, severity, message, fix, row=self.row, value=self.value)
        self.looked.notes.append(note)


def cleaned(text: str, cell: Cell, *, keep_lines: bool = False) -> str:
    """Return a text without what does not print; in figures and codes full width is made half.

    What changed a text, a code or a figure is told.

    Args:
        text: What the cell holds.
        cell: The cell.
        keep_lines: Whether the lines of a text stay apart.
    """
    kind = cell.facts.field.kind
    bare = _INVISIBLE.sub("", text).strip(_SPACES).replace("\N{NO-BREAK SPACE}", " ")
    if kind == "text" and not keep_lines:
        bare = "".join(part.strip(_SPACES) for part in bare.split("\n"))
    elif kind not in _WORDS:
        bare = "".join(bare.split())
    if bare != text and text.strip(_SPACES):
        cell.warn("L021", "空格、换行或者看不见的字符已去掉。", "在原表里删去它们。")
    if kind in _WORDS:
        return bare
    narrow = bare.translate(_WIDE_IN_CODES if kind == "code" else _WIDE)
    if narrow != bare:
        cell.warn("L020", f"「{shown(bare)}」有全角字符，按半角读。", "在原表里改成半角。")
    return narrow
