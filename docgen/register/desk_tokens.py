"""Tokens by which other systems act as a person; revoked, never deleted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from docgen.errors import UsageError
from docgen.register.desk_people import person_of
from docgen.register.desk_records import Token
from docgen.register.desk_tables import people, tokens
from docgen.register.records import Act
from docgen.register.room import Room
from docgen.register.trail import note

__all__ = ["Tokens"]

_MAX_LENGTH = 100


class Tokens(Room):
    """The tokens, each known by its SHA-256; the token itself is not kept."""

    def add_token(self, person_id: int, label: str, token_sha256: str, act: Act) -> Token:
        """Add a token.

        Args:
            person_id: As whom it acts.
            label: What it is for, so that it can be told from others.
            token_sha256: Of the token.
            act: Who adds it, when.

        Raises:
            UsageError: There is no such person, or the label is empty or too long.
        """
        label = " ".join(label.split())
        if not label or len(label) > _MAX_LENGTH:
            raise UsageError("没有写明令牌的用途。", fix=f"用不超过{_MAX_LENGTH}个字写明给谁用。")
        values = {
            "person_id": person_id,
            "label": label,
            "token_sha256": token_sha256,
            "made_at": act.at,
            "made_by": act.who,
        }
        with self._store.writing() as connection:
            owner = people.c.id == person_id, people.c.active.is_(True)
            if connection.scalar(select(people.c.id).where(*owner)) is None:
                raise UsageError("没有这个人员，或已停用。", fix="从人员列表里选。")
            made = int(
                connection.scalar(insert(tokens).values(**values).returning(tokens.c.id)) or 0
            )
            note(connection, "token.add", act, about=f"person/{person_id}")
            return _token(connection.execute(_tokens().where(tokens.c.id == made)).one())

    def tokens(self, person_id: int | None = None) -> tuple[Token, ...]:
        """Return tokens, also revoked ones, in the order they were added.

        Args:
            person_id: Only those that act as this person.
        """
        query = _tokens().order_by(tokens.c.id)
        if person_id is not None:
            query = query.where(tokens.c.person_id == person_id)
        with self._store.reading() as connection:
            return tuple(_token(one) for one in connection.execute(query))

    def token(self, token_sha256: str) -> Token | None:
        """Return a token that holds: not revoked, its person still active. None for none such."""
        query = _tokens().where(
            tokens.c.token_sha256 == token_sha256,
            tokens.c.revoked_at == "",
            people.c.active.is_(True),
        )
        with self._store.reading() as connection:
            found = connection.execute(query).first()
            return _token(found) if found is not None else None

    def revoke_token(self, token_id: int, act: Act) -> Token:
        """Revoke a token; one that is revoked stays as it is.

        Raises:
            UsageError: There is no such token.
        """
        with self._store.writing() as connection:
            found = connection.execute(_tokens().where(tokens.c.id == token_id)).first()
            if found is None:
                raise UsageError("没有这个令牌。", fix="从令牌列表里选。")
            if not found.revoked_at:
                connection.execute(
                    update(tokens)
                    .where(tokens.c.id == token_id)
                    .values(revoked_at=act.at, revoked_by=act.who, revoked_why=act.why)
                )
                note(connection, "token.revoke", act, about=f"person/{found.person_id}")
            return _token(connection.execute(_tokens().where(tokens.c.id == token_id)).one())


def _tokens() -> Select[Any]:
    of_token = (column.label(f"token_{column.name}") for column in (tokens.c.id, tokens.c.label))
    rest = (one for one in tokens.c if one.name not in ("id", "label", "token_sha256"))
    return select(*of_token, *rest, people).join(people, people.c.id == tokens.c.person_id)


def _token(row: Row[Any]) -> Token:
    revoked = Act(row.revoked_at, row.revoked_by, row.revoked_why) if row.revoked_at else None
    made = Act(row.made_at, row.made_by)
    return Token(row.token_id, person_of(row), row.token_label, made, revoked)
