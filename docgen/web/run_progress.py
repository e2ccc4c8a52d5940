"""How far a print run of the desk has come, and how its last process ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.errors import Problem

__all__ = ["WAITING", "Ended", "Progress", "process_mark"]

#: What is being done while another run prints.
WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come.

    Attributes:
        what: What is being done, in Chinese; :data:`WAITING` while another run prints.
        done: How many rows are.
        total: How many there are; 0 where that is not known.
        since: When this step began, seconds since 1970.
        first: How many were done when it began.
        at: When this was written.
        queued: When the process began to wait for its turn.
        pid: The process that prints.
        mark: What tells it from another process of the same number.
    """

    what: str
    done: int
    total: int
    since: float
    first: int
    at: float
    queued: float
    pid: int
    mark: str

    @property
    def rate(self) -> float:
        """Rows a second in this step; 0 while that cannot be said."""
        spent = self.at - self.since
        return max(0.0, (self.done - self.first) / spent) if spent > 0 else 0.0

    @property
    def left(self) -> int | None:
        """Seconds that this step will still take; None while that cannot be said."""
        if not self.rate or self.done >= self.total:
            return None
        return round((self.total - self.done) / self.rate)


@dataclass(frozen=True, slots=True)
class Ended:
    """How the last process of a run ended.

    Attributes:
        how: ``finished``, ``stopped`` or ``failed``.
        problems: Why it failed.
    """

    how: str
    problems: Sequence[Problem] = ()


def process_mark(pid: int) -> str:
    """Return what tells a process from a later one of the same number: when it began."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
        return told.rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
