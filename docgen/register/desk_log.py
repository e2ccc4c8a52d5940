"""The audit log: what was done at the desk, and to runs and papers, in one order."""

from __future__ import annotations

from sqlalchemy import select

from docgen.register import trail
from docgen.register.desk_records import LogEntry
from docgen.register.records import Act
from docgen.register.room import Room
from docgen.register.tables import events

__all__ = ["Log"]


class Log(Room):
    """The audit log. It is the register's trail read as a whole: lines are added, never changed."""

    def note(self, act: Act, what: str, about: str = "") -> None:
        """Add a line of the caller's own; what the desk itself does is noted by it.

        Args:
            act: Who, when, why.
            what: Code of what was done (``paper.download``).
            about: What it was done to (``case/12``).
        """
        with self._store.writing() as connection:
            trail.note(connection, what, act, about=about)

    def log(
        self, *, limit: int = 200, before: int | None = None, about: str | None = None
    ) -> tuple[LogEntry, ...]:
        """Return lines of the log, newest first.

        Args:
            limit: At most so many.
            before: Only lines older than the one of this number.
            about: Only lines about this (``case/12``).
        """
        query = select(events).order_by(events.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(events.c.id < before)
        if about is not None:
            query = query.where(events.c.about == about)
        with self._store.reading() as connection:
            return tuple(
                LogEntry(
                    id=one.id,
                    act=Act(one.at, one.who, one.why),
                    what=one.what,
                    about=one.about,
                    run_id=one.run_id,
                    document_id=one.document_id,
                )
                for one in connection.execute(query)
            )
