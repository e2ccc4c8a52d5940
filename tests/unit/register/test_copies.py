"""Backups: whole and checked; and the register brought back from one."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from docgen.errors import InputError, UsageError
from docgen.register import copies
from docgen.register.copies import Copied, backup, restore
from docgen.register.desk import Desk
from docgen.register.desk_records import Role
from docgen.register.register import Register
from tests.counts import count
from tests.deskbooks import ADMIN, CLERK, approved, desk, issue_plainly, staff, tree
from tests.registers import ACT, NEXT, a_run, begin, fresh, numbers, plans


def a_register(folder: Path, how_many: int = 2) -> Path:
    path = fresh(folder)
    with Register.open(path) as register:
        a_run(register, "a", how_many)
    return path


def held(path: Path) -> list[str]:
    with Register.open(path, create=False) as register:
        return [one.number for one in register.documents()]


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)


def test_a_backup_is_one_file_that_opens_as_a_register(tmp_path: Path) -> None:
    path, copy = a_register(tmp_path), tmp_path / "备份" / "登记簿.sqlite"
    assert backup(path, copy).documents == 2
    assert [one.name for one in copy.parent.iterdir()] == ["登记簿.sqlite"]
    assert held(copy) == numbers(1, 2)


def test_a_backup_is_made_while_the_register_is_in_use(tmp_path: Path) -> None:
    path, copy = fresh(tmp_path), tmp_path / "copy.sqlite"
    with Register.open(path) as register:
        a_run(register, "a", 2)
        run = begin(register, "b")
        register.reserve(run, plans(1), ACT, number=NEXT)
        backup(path, copy)
    with Register.open(copy) as copied:
        assert [one.order.key for one in copied.runs()] == ["a", "b"]


def test_a_backup_never_replaces_a_file(tmp_path: Path) -> None:
    path, copy = a_register(tmp_path), tmp_path / "copy.sqlite"
    copy.write_bytes(b"mine")
    with pytest.raises(UsageError, match="已经有了"):
        backup(path, copy)
    assert copy.read_bytes() == b"mine"


def test_there_is_no_backup_of_what_is_not_there_or_damaged(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有登记簿"):
        backup(tmp_path / "none.sqlite", tmp_path / "copy.sqlite")
    path = a_register(tmp_path)
    damage(path)
    with pytest.raises(InputError, match="损坏"):
        backup(path, tmp_path / "copy.sqlite")
    assert not (tmp_path / "copy.sqlite").exists()


def test_a_lost_register_comes_back_with_a_line_in_its_trail(tmp_path: Path) -> None:
    path, copy = a_register(tmp_path), tmp_path / "copy.sqlite"
    backup(path, copy)
    path.unlink()
    assert restore(copy, path, ACT).documents == 2
    assert held(path) == numbers(1, 2)
    with closing(sqlite3.connect(path)) as file:
        last = file.execute("SELECT what, who FROM events ORDER BY id DESC").fetchone()
    assert last == ("register.restore", ACT.who)


def test_a_damaged_register_is_set_aside_and_told(tmp_path: Path) -> None:
    path, copy = a_register(tmp_path), tmp_path / "copy.sqlite"
    backup(path, copy)
    damage(path)
    broken = path.read_bytes()
    restored = restore(copy, path, ACT)
    assert restored.damaged
    assert restored.former is not None
    assert restored.former.read_bytes() == broken
    assert held(path) == numbers(1, 2)


def test_a_copy_that_would_forget_numbers_is_refused_with_the_last_of_them(tmp_path: Path) -> None:
    path, copy = a_register(tmp_path), tmp_path / "copy.sqlite"
    backup(path, copy)
    with Register.open(path) as register:
        a_run(register, "b", 3)
    with pytest.raises(UsageError, match="3个文号是备份里没有的（最末一个 偃自然资函〔2026〕5号）"):
        restore(copy, path, ACT)
    assert held(path) == numbers(1, 2, 3, 4, 5)
    assert [one.name for one in tmp_path.iterdir() if "restore" in one.name] == []


def test_whoever_insists_gets_the_older_state_and_keeps_the_newer_beside_it(
    tmp_path: Path,
) -> None:
    path, copy = a_register(tmp_path), tmp_path / "copy.sqlite"
    backup(path, copy)
    with Register.open(path) as register:
        a_run(register, "b", 3)
        former = restore(copy, path, ACT, lose_newer=True).former
        # Whoever has it open sees the state that was brought back.
        assert [one.number for one in register.documents()] == numbers(1, 2)
    assert former is not None
    assert held(former) == numbers(1, 2, 3, 4, 5)


def test_a_register_written_to_while_it_is_brought_back_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, copy = a_register(tmp_path), tmp_path / "copy.sqlite"
    backup(path, copy)
    monkeypatch.setattr(copies, "_WAIT_SECONDS", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with closing(other), pytest.raises(Exception, match="正被另一个程序占用"):
        restore(copy, path, ACT)
    assert held(path) == numbers(1, 2)


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    path, copy = a_register(tmp_path), tmp_path / "copy.sqlite"
    copy.write_bytes(content)
    with pytest.raises(InputError, match="不是登记簿"):
        restore(copy, path, ACT)
    assert held(path) == numbers(1, 2)


def test_a_damaged_backup_is_refused(tmp_path: Path) -> None:
    path, copy = a_register(tmp_path), tmp_path / "copy.sqlite"
    backup(path, copy)
    damage(copy)
    with pytest.raises(InputError, match="损坏"):
        restore(copy, path, ACT)
    assert held(path) == numbers(1, 2)


def test_a_backup_that_is_not_there_or_the_register_itself_is_refused(tmp_path: Path) -> None:
    path = a_register(tmp_path)
    with pytest.raises(InputError, match="没有备份文件"):
        restore(tmp_path / "none.sqlite", path, ACT)
    with pytest.raises(UsageError, match="同一个文件"):
        restore(path, path, ACT)


def test_another_file_in_the_registers_place_is_not_replaced(tmp_path: Path) -> None:
    path, copy = a_register(tmp_path / "a"), tmp_path / "copy.sqlite"
    backup(path, copy)
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"a letter, not a register" * 100)
    with pytest.raises(InputError, match="不是登记簿"):
        restore(copy, other, ACT)
    assert other.read_bytes() == b"a letter, not a register" * 100


def a_desk(folder: Path) -> Path:
    with desk(folder) as one:
        clerk, _, _ = staff(one)
        issue_plainly(one, approved(one))
        one.open_session("a" * 64, clerk.id, "c", CLERK.at, "2026-11-26T09:00:00+08:00")
        one.add_token(clerk.id, "对接", "b" * 64, ADMIN)
    return folder / "register.sqlite"


def test_a_desk_comes_back_whole_but_nobody_is_inside(tmp_path: Path) -> None:
    path, copy = a_desk(tmp_path), tmp_path / "copy.sqlite"
    assert backup(path, copy) == Copied(documents=1, cases=1, people=3)
    with Desk.open(path) as one:
        before = one.issued(), one.people(), one.tokens(), one.versions(1), one.submissions()
        files = [one.file(sha) for sha in one.issued()[0].files.values()]
        assert restore(copy, path, ADMIN).former is not None
        after = one.issued(), one.people(), one.tokens(), one.versions(1), one.submissions()
        assert after == before
        assert [one.file(sha) for sha in one.issued()[0].files.values()] == files
        assert one.session("a" * 64, CLERK.at) is None
        assert one.token("b" * 64) is not None


def test_cases_people_and_submissions_that_a_copy_does_not_know_are_told(tmp_path: Path) -> None:
    path, copy = a_desk(tmp_path), tmp_path / "copy.sqlite"
    backup(path, copy)
    with Desk.open(path) as one:
        one.add_person("new", "新来者", Role.CLERK, "h", ADMIN)
        one.save_case(tree("示例乙公司"), CLERK, case_id=1, based_on=2)
        head = one.save_case(tree("示例丙公司"), CLERK)
        one.submit(head.id, 1, "land_grant_contract", "", CLERK)
        lost = "现在的登记簿里有1份案卷、2版案卷、1件送审、1名人员是备份里没有的"
        with pytest.raises(UsageError, match=lost):
            restore(copy, path, ADMIN)
        assert one.count_cases() == 2
        issue_plainly(one, approved(one))
        with pytest.raises(UsageError) as caught:
            restore(copy, path, ADMIN)
        assert "1个文号是备份里没有的" in str(caught.value)
        assert "3份案卷" not in str(caught.value)
        assert "2份案卷" in str(caught.value)
        former = restore(copy, path, ADMIN, lose_newer=True).former
        assert one.count_cases() == 1
    assert former is not None
    with Desk.open(former) as one:
        assert one.count_cases() == 3


def test_what_was_revoked_since_the_copy_stays_revoked(tmp_path: Path) -> None:
    path, copy = a_desk(tmp_path), tmp_path / "copy.sqlite"
    backup(path, copy)
    with Desk.open(path) as one:
        one.revoke_token(1, ADMIN)
        restore(copy, path, ADMIN)
        assert one.token("b" * 64) is None
        assert one.tokens()[0].revoked == ADMIN


def test_a_copy_made_while_papers_are_issued_holds_every_paper_with_its_files(
    tmp_path: Path,
) -> None:
    path = tmp_path / "register.sqlite"
    with Desk.open(path) as one, ThreadPoolExecutor(2) as pool:
        handed = [approved(one) for _ in range(count(30, 10))]
        issuing = [pool.submit(issue_plainly, one, each) for each in handed]
        for number in range(count(10, 3)):
            backup(path, tmp_path / f"{number}.sqlite")
        made = [each.result() for each in issuing]
    assert len(made) == count(30, 10)
    for number in range(count(10, 3)):
        with Desk.open(tmp_path / f"{number}.sqlite") as copied:
            for paper in copied.issued():
                assert all(copied.file(sha) for sha in paper.files.values())
            numbered = [each.number for each in copied.register.documents()]
            assert len(set(numbered)) == len(copied.issued())
