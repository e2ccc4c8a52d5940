"""Answers kept under the key that a request brought, so that it may be sent again."""

from __future__ import annotations

import zlib
from typing import Any

from isal import isal_zlib
from sqlalchemy import Row, Select, insert, select

from docgen.errors import UsageError
from docgen.register.desk_records import KeptAnswer
from docgen.register.desk_tables import answers
from docgen.register.records import Act
from docgen.register.room import Room

__all__ = ["Answers"]

_LEVEL = 1
_MAX_LENGTH = 200


class Answers(Room):
    """Answers that were given to requests with a key of their own (idempotency keys)."""

    def keep_answer(
        self, key: str, who: str, request_sha256: str, answer: bytes, act: Act
    ) -> KeptAnswer:
        """Keep an answer; of two that are kept under one key, the first stays.

        Args:
            key: The key that the request brought.
            who: Whose request; keys of others are other keys.
            request_sha256: Of the request, to tell the same key with another request.
            answer: What was answered.
            act: When.

        Returns:
            The answer that is kept; send this one.

        Raises:
            UsageError: The key is empty or too long, or was used for another request.
        """
        if not key or len(key) > _MAX_LENGTH or len(who) > _MAX_LENGTH:
            raise UsageError("幂等键没有写或太长。", fix=f"用不超过{_MAX_LENGTH}个字符的键。")
        values = {
            "key": key,
            "who": who,
            "request_sha256": request_sha256,
            "answer": isal_zlib.compress(answer, _LEVEL),
            "at": act.at,
        }
        with self._store.writing() as connection:
            known = connection.execute(_kept(key, who)).first()
            if known is None:
                connection.execute(insert(answers).values(**values))
                return KeptAnswer(key, who, request_sha256, answer, act.at)
        if known.request_sha256 != request_sha256:
            raise UsageError("这个幂等键已经用于另一个请求。", fix="另一个请求换一个键。")
        return _answer(known)

    def answer(self, key: str, who: str) -> KeptAnswer | None:
        """Return what was answered under a key of somebody's, None for nothing."""
        with self._store.reading() as connection:
            known = connection.execute(_kept(key, who)).first()
        return _answer(known) if known is not None else None


def _kept(key: str, who: str) -> Select[Any]:
    return select(answers).where(answers.c.key == key, answers.c.who == who)


def _answer(row: Row[Any]) -> KeptAnswer:
    return KeptAnswer(row.key, row.who, row.request_sha256, zlib.decompress(row.answer), row.at)
