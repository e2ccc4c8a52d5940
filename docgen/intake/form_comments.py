"""A copy of a form with a comment at every cell that something is to be said of."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from docgen.errors import Problem
from docgen.intake.form_read import FormRead, read_form
from docgen.intake.ledger_annotate import annotate_bytes
from docgen.intake.ledger_notes import LedgerNote, Severity
from docgen.intake.load import read_bytes

__all__ = ["FormAtCells", "is_form"]

_MOST = 20_000_001


def is_form(path: Path) -> bool:
    """Return whether a file is read as a form."""
    return path.suffix.lower() == ".xlsx"


class FormAtCells:
    """A form whose faults and findings are put at its cells.

    Args:
        source: The ``.xlsx`` file; its name alone where ``data`` is given.
        data: Its bytes, for callers that hold no file.

    Raises:
        InputError: It cannot be read at all, or is no form.
    """

    def __init__(self, source: str | os.PathLike[str], *, data: bytes | None = None) -> None:
        path = Path(source)
        self._data = read_bytes(path, most=_MOST) if data is None else data
        self._name = path.name
        self._read: FormRead = read_form(self._data, self._name)

    def place(self, path: str) -> str:
        """Return where a value stands, or would: ``宗地!B12``.

        Args:
            path: Key path of the value.
        """
        return "!".join(self._read.cell_of(path))

    def commented(self, found: Iterable[tuple[Severity, Problem]] = ()) -> bytes | None:
        """Return the copy; None where nothing is to be said.

        Args:
            found: What the checks found, with the key path of each.
        """
        notes = [note for note in self._read.notes if note.cell]
        told = {(note.sheet, note.cell, note.code) for note in notes}
        for severity, problem in found:
            sheet, cell = self._read.cell_of(problem.path)
            if (sheet, cell, problem.code) not in told:
                notes.append(_note(severity, problem, sheet, cell))
        return annotate_bytes(self._data, notes, name=self._name) if notes else None


def _note(severity: Severity, problem: Problem, sheet: str, cell: str) -> LedgerNote:
    return LedgerNote(
        problem.code,
        severity,
        problem.message,
        problem.fix,
        problem.where,
        cell,
        sheet,
        problem.path,
        problem.value,
    )
