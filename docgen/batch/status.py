"""How the runs of a folder stand: printed, refused, waiting, numbers used, served."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from docgen.batch.issued import Issued
from docgen.register.records import Document, DocumentState, RowState, Run, RunRow, RunState

__all__ = ["Next", "RunStatus", "statuses"]

#: What is to be done next: go on with the run, or note services; None for nothing.
Next: TypeAlias = Literal["resume", "serve"] | None


@dataclass(frozen=True, slots=True)
class RunStatus:
    """How one run stands.

    Attributes:
        run: The run.
        corrects: The paper that it corrects; None for a run from a ledger.
        printed: Rows that were printed and audited.
        refused: Rows that were not.
        waiting: Rows still to be printed.
        dropped: Rows given up with a run that was stopped.
        numbers: Numbers of the printed rows, in the order of printing; none for those without.
        states: How many of its papers stand in which state.
        unserved: Valid papers of which no service is noted.
    """

    run: Run
    corrects: Document | None
    printed: int
    refused: int
    waiting: int
    dropped: int
    numbers: tuple[str, ...]
    states: Counter[DocumentState]
    unserved: int

    @property
    def next(self) -> Next:
        """What is to be done next."""
        if self.run.state is RunState.RUNNING:
            return "resume"
        return "serve" if self.unserved else None


def statuses(issued: Issued) -> tuple[RunStatus, ...]:
    """Return how the runs and corrections of a folder stand, oldest first.

    Args:
        issued: The folder's papers.
    """
    papers = issued.papers()
    return tuple(_status(one, issued.register.rows(one), papers) for one in issued.runs())


def _status(run: Run, rows: Sequence[RunRow], papers: Sequence[Document]) -> RunStatus:
    counts = Counter(one.state for one in rows)
    own = [one for one in papers if one.run_id == run.id]
    return RunStatus(
        run=run,
        corrects=next((one for one in papers if one.id == run.order.corrects), None),
        printed=counts[RowState.CONFIRMED],
        refused=counts[RowState.REFUSED],
        waiting=counts[RowState.RESERVED],
        dropped=counts[RowState.DROPPED],
        numbers=tuple(one.number for one in rows if one.number and _used(one)),
        states=Counter(one.state for one in own),
        unserved=sum(one.state is DocumentState.VALID and one.service is None for one in own),
    )


def _used(row: RunRow) -> bool:
    return row.state in (RowState.CONFIRMED, RowState.RESERVED)
