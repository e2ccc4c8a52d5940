"""Comments for a copy of the ledger: at each cell what is wrong with it, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from docgen.batch.rows import Refused
from docgen.batch.survey import Survey
from docgen.errors import Problem
from docgen.intake.ledger import Ledger, LedgerNote

__all__ = ["comments_on"]


def comments_on(ledger: Ledger, survey: Survey, refused: Iterable[Refused]) -> list[LedgerNote]:
    """Return the comments for one ledger: its reader's notes, and why rows were not printed.

    Args:
        ledger: The ledger.
        survey: What reading it showed.
        refused: All rows that were not printed.
    """
    notes = [note for note in survey.notes.get(ledger.name, ()) if note.cell]
    told = {(note.cell, note.code) for note in notes}
    for one in refused:
        if one.file == ledger.name:
            notes += (
                note
                for note in (_note(ledger, one, problem) for problem in one.problems)
                if (note.cell, note.code) not in told
            )
    return notes


def _note(ledger: Ledger, row: Refused, problem: Problem) -> LedgerNote:
    """Return a problem at its cell, or at the row's first one where no column feeds its field."""
    first = ledger.columns[0].letter if ledger.columns else "A"
    cell = (ledger.cell(problem.path, row.number) if problem.path else "") or f"{first}{row.number}"
    return LedgerNote(
        problem.code,
        "error",
        problem.message,
        problem.fix,
        problem.where,
        cell,
        ledger.sheet,
        problem.path,
        problem.value,
    )
