"""Backups of the register, and the register brought back from one: whole, or not at all.

A register brought back from an older copy has forgotten the numbers given out since, and would give
them out again. So what the present one knows and the copy does not is looked for first.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from sqlalchemy import delete

from docgen.errors import DeliveryError, InputError, UsageError
from docgen.register.copies_newer import carried_over, carry_over, nothing_newer
from docgen.register.desk_tables import metadata, sessions
from docgen.register.faults import not_a_register, translated
from docgen.register.records import Act
from docgen.register.store import APPLICATION_ID, Store
from docgen.register.trail import note

__all__ = ["Copied", "backup", "restore"]

_FORMER = ".before-restore-"
_WAIT_SECONDS = 60
#: The primary code within an extended one.
_PRIMARY = 0xFF


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds, and where the former register was put.

    Attributes:
        documents: Papers in it.
        cases: Cases in it.
        people: People in it.
        former: The register that was replaced; None where there was none.
        damaged: Whether that one was damaged, so that nobody knows what it knew.
    """

    documents: int
    cases: int = 0
    people: int = 0
    former: Path | None = None
    damaged: bool = False


def backup(register: Path, to: Path) -> Copied:
    """Copy a register, also while others write to it; the copy is one file and was checked.

    Args:
        register: The register.
        to: The copy; must not be there.

    Raises:
        UsageError: There is a file of that name.
        InputError: The register is damaged or none.
        DeliveryError: The copy cannot be written.
    """
    if to.exists():
        raise UsageError(f"「{to}」已经有了，没有改动它。", fix="换一个文件名，例如写上日期。")
    Store(register, create=False).close()
    with _draft(to, register.name) as draft:
        _copy(register, draft)
        held = _checked(draft)
        _put(draft, to)
    return held


def restore(source: Path, register: Path, act: Act, *, lose_newer: bool = False) -> Copied:
    """Bring the register back from a copy, in one transaction; the present one is kept beside it.

    Args:
        source: The copy.
        register: The register that is replaced, or made.
        act: Who, when and why; it goes into the trail.
        lose_newer: Whether numbers, cases and people may be lost that the copy does not know.

    Raises:
        InputError: The copy is damaged, no register, or of a later docgen.
        UsageError: The present register knows numbers, cases or people that the copy does not.
        DeliveryError: The register cannot be written, or another program is writing to it.
    """
    if not source.is_file():
        raise InputError(f"没有备份文件「{source}」。", fix="核对文件名。")
    if register.exists() and source.samefile(register):
        raise UsageError("备份和登记簿是同一个文件。", fix="指明备份文件。")
    with _draft(register, source.name) as draft:
        _copy(source, draft)
        _checked(draft)
        with closing(Store(draft)) as store, store.writing() as connection:
            # Whoever had come in when the copy was made comes in once more.
            connection.execute(delete(sessions))
            note(connection, "register.restore", act)
        _settle(draft)
        held = _checked(draft)
        if not register.exists():
            _set_aside(register)  # a log without its file would be taken for the new one's
            _put(draft, register)
            return held
        if _is_sound(register):
            return replace(held, former=_replace(register, draft, lose_newer=lose_newer))
        former = _set_aside(register)
        _put(draft, register)
        return replace(held, former=former, damaged=True)


@contextmanager
def _draft(target: Path, name: str) -> Iterator[Path]:
    """Yield a place near the target for a file that is not whole yet; messages use its name."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".docgen-", dir=target.parent) as folder:
            yield Path(folder) / name
    except OSError as error:
        raise DeliveryError(
            f"「{target.name}」写不到那个文件夹里。", fix="换一个位置，或改正权限、腾出空间。"
        ) from error


def _copy(source: Path, target: Path) -> None:
    with (
        translated(source),
        closing(sqlite3.connect(source, timeout=_WAIT_SECONDS)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
    _settle(target)


def _settle(path: Path) -> None:
    """Make one file of a database and its log."""
    with translated(path), closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode = DELETE")


def _checked(path: Path) -> Copied:
    """Return how much a register holds that is in order.

    Raises:
        InputError: It is damaged or no register.
    """
    with translated(path), closing(sqlite3.connect(path)) as file:
        _is_ours(file, path)
        if not _in_order(file):
            raise InputError(f"「{path.name}」已经损坏。", fix="换一个更早的备份。")
        there = {name for (name,) in file.execute("SELECT name FROM sqlite_master")}
        # A copy made by the first docgen has no desk yet.
        documents, cases, people = (
            _count(file, name) if name in there else 0 for name in ("documents", "cases", "people")
        )
        return Copied(documents, cases, people)


def _count(file: sqlite3.Connection, table: str) -> int:
    (number,) = file.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - ours
    return int(number)


def _is_ours(file: sqlite3.Connection, path: Path) -> None:
    (owner,) = file.execute("PRAGMA application_id").fetchone()
    if owner != APPLICATION_ID:
        raise not_a_register(path)


def _in_order(file: sqlite3.Connection) -> bool:
    """Return whether a file is whole, every page and every reference of it."""
    verdict = [row[0] for row in file.execute("PRAGMA integrity_check")]
    verdict += [row[0] for row in file.execute("PRAGMA foreign_key_check")]
    return verdict == ["ok"]


def _is_sound(register: Path) -> bool:
    """Return whether the present register can be read from end to end.

    Raises:
        InputError: It is something else than a register, or of a later docgen: not to be replaced.
    """
    with translated(register), closing(sqlite3.connect(register)) as file:
        try:
            _is_ours(file, register)
            if not _in_order(file):
                return False
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & _PRIMARY == sqlite3.SQLITE_CORRUPT:
                return False
            raise
    Store(register, create=False).close()
    return True


def _replace(register: Path, draft: Path, *, lose_newer: bool) -> Path:
    """Put the rows of the copy in place of the present ones; nobody can write in between."""
    former = _free_name(register)
    with (
        translated(register),
        closing(
            sqlite3.connect(register, timeout=_WAIT_SECONDS, isolation_level=None)
        ) as connection,
    ):
        connection.execute("ATTACH DATABASE ? AS copy", (str(draft),))
        connection.execute("BEGIN IMMEDIATE")
        if not lose_newer:
            nothing_newer(connection)
        with _draft(former, register.name) as kept:
            _copy(register, kept)
            _put(kept, former)
        try:
            _take_over(connection)
        except BaseException:
            former.unlink()
            raise
    return former


def _take_over(connection: sqlite3.Connection) -> None:
    """Replace all rows by those of the attached copy, and commit."""
    connection.execute("PRAGMA defer_foreign_keys = ON")
    revoked = carried_over(connection)
    for table in metadata.sorted_tables:
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        connection.execute(f"DELETE FROM main.{table.name}")  # noqa: S608 - names of ours
        connection.execute(
            f"INSERT INTO main.{table.name} ({names})"  # noqa: S608 - names of ours
            f" SELECT {names} FROM copy.{table.name}"
        )
    carry_over(connection, revoked)
    connection.execute("COMMIT")


def _set_aside(register: Path) -> Path:
    """Move a damaged register away, with its log."""
    former = _free_name(register)
    for ending in ("-wal", "-shm", ""):
        part = register.with_name(register.name + ending)
        if part.exists():
            part.replace(former.with_name(former.name + ending))
    return former


def _free_name(register: Path) -> Path:
    names = (register.with_name(f"{register.name}{_FORMER}{number}") for number in count(1))
    return next(name for name in names if not name.exists())


def _put(draft: Path, target: Path) -> None:
    """Move a whole file to its place, and have both written to the disk."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(target)
