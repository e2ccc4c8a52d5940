"""What the ``run`` commands say as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docgen.cli.runs_words import kind_words
from docgen.register.records import DocumentState, Recorded

if TYPE_CHECKING:
    from docgen.batch.again import Reprinted
    from docgen.batch.correct import Corrected
    from docgen.batch.served import ServicesNoted
    from docgen.batch.status import RunStatus
    from docgen.batch.withdraw import Stopped, Voided

__all__ = [
    "corrected_values",
    "noted_values",
    "reprinted_values",
    "status_values",
    "stopped_values",
    "voided_values",
]


def status_values(one: RunStatus) -> dict[str, Any]:
    """Return how a run stands as plain JSON values."""
    return {
        "notice": kind_words(one.run.order.kind),
        "kind": one.run.order.kind,
        "state": one.run.state.value,
        "begun": {"at": one.run.begun.at, "who": one.run.begun.who, "why": one.run.begun.why},
        "corrects": one.corrects.number if one.corrects else None,
        "rows": {
            "printed": one.printed,
            "refused": one.refused,
            "waiting": one.waiting,
            "dropped": one.dropped,
        },
        "numbers": {
            "first": one.numbers[0] if one.numbers else None,
            "last": one.numbers[-1] if one.numbers else None,
            "count": len(one.numbers),
        },
        "papers": {state.value: one.states[state] for state in DocumentState},
        "unserved": one.unserved,
        "next": one.next,
    }


def reprinted_values(done: Sequence[Reprinted], target: Path) -> dict[str, Any]:
    """Return what was printed again as plain JSON values."""
    papers = [{"number": one.paper.number or None, "files": list(one.files)} for one in done]
    return {"folder": str(target), "papers": papers}


def corrected_values(done: Corrected) -> dict[str, Any]:
    """Return a corrected paper as plain JSON values."""
    return {
        "old": done.old.number or None,
        "new": done.new.number or None,
        "done_before": done.reconciliation is None,
        "changes": [
            {"path": one.path, "title": one.title, "before": one.before, "after": one.after}
            for one in done.changes
        ],
        "folder": str(done.folder.out),
        "reconciliation": str(done.folder.reconciliation),
        "cited_by": [one.number or None for one in done.cited_by],
    }


def voided_values(done: Voided) -> dict[str, Any]:
    """Return a voided paper as plain JSON values."""
    service = done.paper.service
    return {
        "number": done.paper.number,
        "state": done.paper.state.value,
        "addressee": done.paper.addressee,
        "served_on": str(service.served_on) if service else None,
        "cited_by": [one.number or None for one in done.cited_by],
    }


def stopped_values(done: Stopped) -> dict[str, Any]:
    """Return a run that was given up as plain JSON values."""
    return {
        "kind": done.run.order.kind,
        "correction": done.correction,
        "kept": [one.number for one in done.kept],
        "returned": list(done.returned),
        "moved": str(done.moved) if done.moved else None,
    }


def noted_values(done: ServicesNoted) -> dict[str, Any]:
    """Return what was noted as plain JSON values."""
    return {
        "recorded": {state.value: done.counts[state] for state in Recorded},
        "faults": [
            {"where": p.where, "code": p.code, "message": p.message, "value": p.value, "fix": p.fix}
            for p in done.faults
        ],
        "open": done.open,
        "unserved": done.unserved,
    }
