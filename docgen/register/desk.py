"""The desk's face of the register: cases, people, papers on their way to a number, the log.

It is the same file and the same rules as the :class:`~docgen.register.register.Register`: every
call one transaction, no clock, nothing deleted (but sessions, which are no record). Print runs and
the desk take their numbers from the one allocator.
"""

from __future__ import annotations

from docgen.register.allocate import next_free
from docgen.register.desk_answers import Answers
from docgen.register.desk_cases import Cases
from docgen.register.desk_files import Files
from docgen.register.desk_log import Log
from docgen.register.desk_papers import Papers
from docgen.register.desk_people import People
from docgen.register.desk_sessions import Sessions
from docgen.register.desk_submissions import Submissions
from docgen.register.desk_tokens import Tokens
from docgen.register.records import Run
from docgen.register.register import Register
from docgen.register.rows import RowCount, count_rows
from docgen.register.series import asked_number
from docgen.register.store import Store

__all__ = ["Desk"]


class Desk(Cases, Submissions, Papers, Files, People, Sessions, Tokens, Answers, Log):
    """An open register as the desk sees it. Threads may share it; a forked process may not.

    Attributes:
        register: The same open register as print runs see it.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.register = Register(store)

    def next_number(self, number: str) -> str:
        """Return the number that a series would give out next; others may be quicker.

        Args:
            number: Any number of the series, or the series (``偃自然资函〔2026〕号``).

        Raises:
            UsageError: It is no number.
        """
        series, _ = asked_number(number)
        with self._store.reading() as connection:
            return series.text(next_free(connection, series))

    def count_rows(self, run: Run) -> RowCount:
        """Return how many rows of a run stand where; quick however many there are."""
        with self._store.reading() as connection:
            return count_rows(connection, run.id)
