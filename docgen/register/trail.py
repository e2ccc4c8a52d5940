"""The trail: who did what, when and why. Lines are added, never changed."""

from __future__ import annotations

from sqlalchemy import Connection, String, cast, insert, literal, or_, select

from docgen.register.desk_tables import submissions
from docgen.register.records import Act, Event
from docgen.register.tables import documents, events

__all__ = ["note", "trail_of_document", "trail_of_run"]


def note(
    connection: Connection,
    what: str,
    act: Act,
    *,
    run_id: int | None = None,
    document_id: int | None = None,
    about: str = "",
) -> None:
    """Add a line to the trail.

    Args:
        connection: Within a transaction that writes.
        what: Code of what was done.
        act: Who, when, why.
        run_id: The run it was done to.
        document_id: The paper it was done to.
        about: What else it was done to (``case/12``).
    """
    connection.execute(
        insert(events).values(
            at=act.at,
            who=act.who,
            why=act.why,
            what=what,
            run_id=run_id,
            document_id=document_id,
            about=about,
        )
    )


def trail_of_run(connection: Connection, run_id: int) -> tuple[Event, ...]:
    """Return what was done to a run, oldest first."""
    return _read(connection, events.c.run_id == run_id)


def trail_of_document(connection: Connection, document_id: int) -> tuple[Event, ...]:
    """Return what was done to a paper, to the run it came from and on its way, oldest first."""
    run = select(documents.c.run_id).where(documents.c.id == document_id).scalar_subquery()
    of_its_run = (events.c.run_id == run) & events.c.document_id.is_(None)
    # What led to a paper of the desk is told of the submission, before there is a run.
    handed_in = select(literal("submission/") + cast(submissions.c.id, String)).where(
        submissions.c.document_id == document_id
    )
    of_its_way = events.c.about.in_(handed_in) & events.c.document_id.is_(None)
    return _read(connection, or_(events.c.document_id == document_id, of_its_run, of_its_way))


def _read(connection: Connection, which: object) -> tuple[Event, ...]:
    query = select(events).where(which).order_by(events.c.id)  # type: ignore[arg-type]
    return tuple(
        Event(Act(one.at, one.who, one.why), one.what, one.run_id, one.document_id)
        for one in connection.execute(query)
    )
