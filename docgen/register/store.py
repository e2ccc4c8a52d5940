"""The register's file: opened, made, brought up to date; one transaction at a time.

SQLite in WAL mode: readers never wait, writers wait for each other. A transaction that writes takes
its place at once (BEGIN IMMEDIATE), so that what it reads is still true when it writes. What is
SQLite's own stands in this module and in ``copies``; the rest is SQL that a server understands.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from docgen.errors import DeliveryError, InputError
from docgen.register.faults import not_a_register, too_new, translated

__all__ = ["APPLICATION_ID", "HEAD", "Store"]

#: ``docg`` in the head of the file: no other program's SQLite file is taken for a register.
APPLICATION_ID = 0x646F6367
#: The newest migration; a test holds it to what Alembic finds.
HEAD = "0002"
_WAIT_SECONDS = 60
_WRITES = "docgen_writes"
_MIGRATIONS = Path(__file__).with_name("migrations")


class Store:
    """An open register file. Threads may share it; a forked process must open its own."""

    def __init__(self, path: Path, *, create: bool = True) -> None:
        """Open a register, and make or bring it up to date where that is needed.

        Args:
            path: The file.
            create: Whether to make it where there is none.

        Raises:
            InputError: No such file, no register, damaged, or of a later docgen.
            DeliveryError: It cannot be opened or written.
        """
        self.path = path
        _find(path, create=create)
        self._engine = _engine(path)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file; the store is of no use afterwards."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees the register as it is at one moment."""
        with translated(self.path), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, *, at_once: bool = True) -> Iterator[Connection]:
        """Yield a connection that nobody else writes beside; all of it is kept, or nothing.

        Args:
            at_once: Whether it is on the disk before this returns. If not, it is there no later
                than the next one that is: a power failure may take it, a kill never does.

        Raises:
            DeliveryError: It cannot be written.
        """
        with translated(self.path), self._engine.connect() as connection:
            connection.execution_options(**{_WRITES: "FULL" if at_once else "NORMAL"})
            with connection.begin():
                yield connection

    def _prepare(self) -> None:
        with self.reading() as connection:
            ready = _version(connection, self.path) == HEAD
        if not ready:
            with self.writing() as connection:
                # Another program may have done it in between.
                if _version(connection, self.path) != HEAD:
                    _migrate(connection, self.path)
        self._keep_a_log()

    def _keep_a_log(self) -> None:
        """Turn WAL on, unless somebody who has it open at this moment is doing the same."""
        with translated(self.path), self._engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            with suppress(sqlite3.OperationalError):
                raw.execute("PRAGMA journal_mode = WAL")


def _find(path: Path, *, create: bool) -> None:
    try:
        if path.is_dir():
            raise not_a_register(path)
        if path.exists():
            return
        if not create:
            raise InputError(
                f"没有登记簿「{path}」。",
                fix="用 --register 指明它，或先用 docgen batch 打印一批。",
            )
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DeliveryError(
            f"登记簿的文件夹「{path.parent.name or path.parent}」不能用。",
            fix="换一个位置（--register），或改正它的权限。",
        ) from error


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": _WAIT_SECONDS, "isolation_level": None},
        # Whoever waits, waits for the file, which tells who has it, and not for a connection.
        max_overflow=-1,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    if writes:
        connection.exec_driver_sql(f"PRAGMA synchronous = {writes}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _version(connection: Connection, path: Path) -> str:
    """Return the migration that a file is at; empty for a file that holds nothing yet."""
    tables = set(_column(connection, "SELECT name FROM sqlite_master WHERE type = 'table'"))
    if not tables:
        return ""
    (owner,) = _column(connection, "PRAGMA application_id")
    if owner != APPLICATION_ID or "alembic_version" not in tables:
        raise not_a_register(path)
    versions = _column(connection, "SELECT version_num FROM alembic_version")
    return str(versions[0]) if versions else ""


def _column(connection: Connection, sql: str) -> list[Any]:
    return [row[0] for row in connection.exec_driver_sql(sql)]


def _migrate(connection: Connection, path: Path) -> None:
    """Bring the tables up to date, within the transaction of the connection."""
    from alembic import command  # only a register that is new or old needs it
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    if _version(connection, path) not in known | {""}:
        raise too_new(path)
    command.upgrade(config, HEAD)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
