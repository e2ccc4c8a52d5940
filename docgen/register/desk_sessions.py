"""Sessions of the browser. They are no record: expired ones are swept away, closed ones go."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from docgen.errors import UsageError
from docgen.register.desk_people import person_of
from docgen.register.desk_records import Session
from docgen.register.desk_tables import people, sessions
from docgen.register.moments import utc
from docgen.register.room import Room

__all__ = ["Sessions"]


class Sessions(Room):
    """The open sessions, each known by the SHA-256 of its token; the token itself is not kept."""

    def open_session(
        self, token_sha256: str, person_id: int | None, csrf: str, at: str, expires: str
    ) -> Session:
        """Open a session, and sweep away those that have expired.

        Args:
            token_sha256: Of its token.
            person_id: Whose; None before anybody has come in.
            csrf: The word that unsafe requests of it must bring.
            at: Now, ISO 8601 with its offset.
            expires: Until when it holds.

        Raises:
            UsageError: There is no such person, or they may not come in.
        """
        values = {
            "token_sha256": token_sha256,
            "person_id": person_id,
            "csrf": csrf,
            "at": utc(at),
            "expires": utc(expires),
        }
        # Lost with the power, a session only means to come in once more.
        with self._store.writing(at_once=False) as connection:
            person = None
            if person_id is not None:
                found = connection.execute(
                    select(people).where(people.c.id == person_id, people.c.active.is_(True))
                ).first()
                if found is None:
                    raise UsageError("这个人员已停用。", fix="找管理人员。")
                person = person_of(found)
            connection.execute(delete(sessions).where(sessions.c.expires <= values["at"]))
            connection.execute(insert(sessions).values(**values))
        return Session(token_sha256, person, csrf, utc(at), utc(expires))

    def session(self, token_sha256: str, now: str) -> Session | None:
        """Return an open session with its person.

        Args:
            token_sha256: Of its token.
            now: Now, ISO 8601 with its offset.

        Returns:
            None where there is none, it has expired, or its person may not come in any more.
        """
        query = (
            select(sessions, people)
            .outerjoin(people, people.c.id == sessions.c.person_id)
            .where(sessions.c.token_sha256 == token_sha256, sessions.c.expires > utc(now))
        )
        with self._store.reading() as connection:
            found = connection.execute(query).first()
        if found is None:
            return None
        person = person_of(found) if found.person_id is not None else None
        if person is not None and not person.active:
            return None
        return Session(found.token_sha256, person, found.csrf, found.at, found.expires)

    def close_session(self, token_sha256: str) -> None:
        """Close a session; one that is not open stays so."""
        with self._store.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_sha256 == token_sha256))
