"""What a register knows and an older copy of it does not: asked before the copy takes its place.

A forgotten number would be given out again. What else was entered since would be lost in silence.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from docgen.errors import Problem, UsageError
from docgen.register.series import Series

__all__ = ["carried_over", "carry_over", "nothing_newer"]

#: Numbers given out that the copy would give out again.
_FORGOTTEN = """
SELECT s.head, s.tail, s.width, n.value
FROM main.numbers n JOIN main.series s ON s.id = n.series_id
WHERE n.state != 'returned' AND NOT EXISTS (
    SELECT 1 FROM copy.numbers m JOIN copy.series t ON t.id = m.series_id
    WHERE t.head = s.head AND t.tail = s.tail AND t.width = s.width
      AND m.value = n.value AND m.state != 'returned')
ORDER BY s.head, n.value
"""
#: What the desk has entered since: how it is counted in words, and what tells one from another.
_ENTERED = (
    ("份案卷", "SELECT id FROM main.cases EXCEPT SELECT id FROM copy.cases"),
    (
        "版案卷",
        "SELECT case_id, version, data FROM main.case_versions"
        " EXCEPT SELECT case_id, version, data FROM copy.case_versions",
    ),
    (
        "件送审",
        "SELECT case_id, version, document, state FROM main.submissions"
        " EXCEPT SELECT case_id, version, document, state FROM copy.submissions",
    ),
    ("名人员", "SELECT login FROM main.people EXCEPT SELECT login FROM copy.people"),
)
_LOSE = "确认不要了，再加 --lose-newer；登记簿没有坏的，不用恢复。"


def nothing_newer(connection: sqlite3.Connection) -> None:
    """Refuse a copy that does not know what the register knows.

    Args:
        connection: The register, with the copy attached as ``copy``; nobody writes meanwhile.

    Raises:
        UsageError: Numbers would be forgotten, or cases, people or submissions lost.
    """
    problems = []
    forgotten = connection.execute(_FORGOTTEN).fetchall()
    if forgotten:
        last = Series(*forgotten[-1][:3]).text(forgotten[-1][3])
        problems.append(
            Problem(
                f"现在的登记簿里有{len(forgotten)}个文号是备份里没有的（最末一个 {last}），"
                "恢复以后这些号会被再次编给别的文书。",
                fix="确认这些文书都没有发出，再加 --lose-newer；登记簿没有坏的，不用恢复。",
            )
        )
    entered = [(_count(connection, sql), words) for words, sql in _ENTERED]
    told = "、".join(f"{number}{words}" for number, words in entered if number)
    if told:
        problems.append(
            Problem(f"现在的登记簿里有{told}是备份里没有的，恢复以后就没有了。", fix=_LOSE)
        )
    if problems:
        raise UsageError(problems)


def _count(connection: sqlite3.Connection, sql: str) -> int:
    (number,) = connection.execute(f"SELECT count(*) FROM ({sql})").fetchone()  # noqa: S608 - ours
    return int(number)


def carried_over(connection: sqlite3.Connection) -> Sequence[tuple[str, str, str, str]]:
    """Return the tokens that the register knows as revoked, with who revoked them.

    Args:
        connection: The register, before a copy takes its place.
    """
    return connection.execute(
        "SELECT revoked_at, revoked_by, revoked_why, token_sha256 FROM main.tokens"
        " WHERE revoked_at != ''"
    ).fetchall()


def carry_over(
    connection: sqlite3.Connection, revoked: Sequence[tuple[str, str, str, str]]
) -> None:
    """Keep revoked what was revoked: an older copy must not let anybody in again.

    Args:
        connection: The register, with the rows of the copy.
        revoked: What :func:`carried_over` gave.
    """
    connection.executemany(
        "UPDATE main.tokens SET revoked_at = ?, revoked_by = ?, revoked_why = ?"
        " WHERE token_sha256 = ? AND revoked_at = ''",
        revoked,
    )
