"""The register's file: made, opened, refused."""

from __future__ import annotations

import os
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from docgen.errors import DeliveryError, InputError
from docgen.register import migrations
from docgen.register import store as store_module
from docgen.register.desk import Desk
from docgen.register.desk_tables import metadata
from docgen.register.records import Act
from docgen.register.register import Register
from docgen.register.store import APPLICATION_ID, HEAD, Store
from tests.registers import ACT, NEXT, a_run, begin, fresh, made, numbers, plans


def test_a_register_is_made_with_its_folder_and_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "一批 50%" / "register.sqlite"
    for _ in range(2):
        with Register.open(path) as register:
            assert register.runs() == ()


def test_the_migrations_make_exactly_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    store = Store(tmp_path / "register.sqlite")
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    store.close()


def test_the_newest_migration_is_the_one_that_the_code_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_register_of_the_first_docgen_comes_up_to_date_with_all_it_holds(tmp_path: Path) -> None:
    now, old = fresh(tmp_path / "now"), tmp_path / "old.sqlite"
    with Register.open(now) as register:
        a_run(register, "k", 5, refused=(2,))
        register.void(register.documents()[0], Act(ACT.at, ACT.who, "写错"))
        _first_register(old, now)
        with Register.open(old) as opened:
            assert opened.documents() == register.documents()
            assert len(opened.documents()) == 4
            assert opened.runs() == register.runs()
            for run in register.runs():
                assert opened.rows(run) == register.rows(run)
                assert opened.trail(run) == register.trail(run)
                assert opened.texts(run.id, 1) == register.texts(run.id, 1)
            assert a_run(opened, "l", 2) == numbers(2, 6)
    with Desk.open(old) as desk:
        assert desk.cases() == ()
        assert desk.log()[0].about == ""
    store = Store(old)
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    store.close()


def _first_register(path: Path, like: Path) -> None:
    """Make a register as its first migration made it, with the rows of another."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    engine.dispose()
    with closing(sqlite3.connect(path)) as file:
        file.execute("ATTACH DATABASE ? AS other", (str(like),))
        tables = file.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            if table != "alembic_version":
                columns = file.execute(f"SELECT name FROM pragma_table_info('{table}')")
                names = ", ".join(f'"{name}"' for (name,) in columns)
                file.execute(f"INSERT INTO main.{table} SELECT {names} FROM other.{table}")
        file.commit()


def test_the_file_keeps_a_write_ahead_log_and_its_foreign_keys(tmp_path: Path) -> None:
    store = Store(tmp_path / "register.sqlite")
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.close()


def test_a_missing_register_is_not_made_where_it_is_only_looked_at(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有登记簿"):
        Register.open(tmp_path / "register.sqlite", create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"hello, this is no database at all" * 40, b"PK\x03\x04"])
def test_a_file_that_is_no_register_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "register.sqlite"
    path.write_bytes(content)
    with pytest.raises(InputError, match="不是登记簿"):
        Register.open(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE alembic_version (version_num)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(InputError, match="不是登记簿"):
        Register.open(path)
    assert path.read_bytes() == before


def test_a_folder_is_no_register(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="不是登记簿"):
        Register.open(tmp_path)


def test_a_register_of_a_later_docgen_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    Register.open(path).close()
    with sqlite3.connect(path) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    file.close()
    with pytest.raises(InputError, match="更新版本"):
        Register.open(path)


def test_a_damaged_register_is_told_as_damaged(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    Register.open(path).close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(InputError, match="损坏"), Register.open(path) as register:
        register.documents()


def test_an_empty_file_left_by_a_death_becomes_a_register(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    path.touch()
    with Register.open(path) as register:
        assert register.runs() == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DeliveryError, match=r"打不开|权限|不能用"):
            Register.open(tmp_path / "register.sqlite")
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DeliveryError, match=r"不能用|打不开"):
        Register.open(tmp_path / "file" / "register.sqlite")


def test_a_full_disk_loses_nothing_and_the_run_goes_on_when_there_is_room(tmp_path: Path) -> None:
    store = Store(fresh(tmp_path))
    register = Register(store)
    run = begin(register)
    register.reserve(run, plans(4), ACT, number=NEXT)
    register.confirm(run, 0, [made(1), made(2)], ACT)
    big = [made(row, case_json=os.urandom(200_000)) for row in (3, 4)]
    _limit(store, 40)
    with pytest.raises(DeliveryError, match="磁盘已满"):
        register.confirm(run, 1, big, ACT)
    states = [one.state.value for one in register.rows(run)]
    assert states == ["confirmed", "confirmed", "reserved", "reserved"]
    _limit(store, 1_000_000)
    register.confirm(run, 1, big, ACT)
    assert [one.number for one in register.finish(run, ACT)] == numbers(1, 2, 3, 4)
    register.close()


def test_many_threads_may_be_in_the_register_at_once(tmp_path: Path) -> None:
    store = Store(fresh(tmp_path))
    with closing(store), ExitStack() as held:
        inside = [held.enter_context(store.reading()) for _ in range(40)]
        assert {one.exec_driver_sql("SELECT 1").scalar() for one in inside} == {1}


def _limit(store: Store, pages: int) -> None:
    """Let the file have no more pages than that."""
    with store.reading() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def test_a_register_that_another_program_keeps_locked_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_WAIT_SECONDS", 0.1)
    path = fresh(tmp_path)
    other = sqlite3.connect(path, isolation_level=None)
    with closing(other), Register.open(path) as register:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DeliveryError, match="正被另一个程序占用"):
            begin(register)
        other.execute("ROLLBACK")
        begin(register)


def test_a_register_that_may_only_be_read_is_told(tmp_path: Path) -> None:
    store = Store(fresh(tmp_path))
    with store.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(DeliveryError, match="只读"):
        begin(Register(store))
    store.close()
