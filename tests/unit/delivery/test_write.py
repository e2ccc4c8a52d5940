"""A paper's files appear together and whole or not at all, whatever happens in between."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from docgen.delivery import write
from docgen.delivery.write import recover, write_all
from docgen.errors import DeliveryError

NAMES = ("合同.docx", "合同.pdf", "合同.receipt.json")
OLD = {name: f"旧{name}".encode() for name in NAMES}
NEW = {name: f"新{name}".encode() * 1000 for name in NAMES}
posix = pytest.mark.skipif(os.name != "posix", reason="要用 POSIX 的信号和文件锁")
#: Kills itself at the n-th call that changes a folder or a file on the disk.
KILLED = """
import os, signal, sys
from pathlib import Path
folder, at = Path(sys.argv[1]), int(sys.argv[2])
calls = 0
def counted(real):
    def call(*args, **kwargs):
        global calls
        calls += 1
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)
    return call
for name in ("replace", "rename", "link", "fsync", "unlink", "rmdir", "mkdir"):
    setattr(os, name, counted(getattr(os, name)))
from docgen.delivery.write import write_all
names = ("合同.docx", "合同.pdf", "合同.receipt.json")
write_all(folder, {name: f"新{name}".encode() * 1000 for name in names})
print("whole")
"""


def seen(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_all_files_appear_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "出" / "稿"
    assert write_all(folder, NEW) == tuple(folder / name for name in NAMES)
    assert seen(folder) == NEW
    assert left_over(folder) == []


def test_former_files_are_replaced_together(tmp_path: Path) -> None:
    write_all(tmp_path, {**OLD, "别的.docx": b"x"})
    write_all(tmp_path, NEW)
    assert seen(tmp_path) == {**NEW, "别的.docx": b"x"}
    assert left_over(tmp_path) == []


def test_files_can_be_read_by_the_whole_office(tmp_path: Path) -> None:
    [path] = write_all(tmp_path, {"甲.docx": b"x"})
    plain = tmp_path / "平常"
    plain.write_bytes(b"x")
    assert path.stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize("blocked", NAMES)
@pytest.mark.parametrize("links", [True, False])
def test_when_one_file_cannot_be_placed_all_former_ones_are_back(
    tmp_path: Path, blocked: str, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(*_: object) -> None:
        raise OSError(95, "no links here")

    if not links:
        monkeypatch.setattr(os, "link", no_link)
    others = {name: data for name, data in OLD.items() if name != blocked}
    write_all(tmp_path, others)
    (tmp_path / blocked).mkdir()
    with pytest.raises(DeliveryError) as caught:
        write_all(tmp_path, NEW)
    assert "-o" in str(caught.value)
    assert seen(tmp_path) == others
    assert (tmp_path / blocked).is_dir()
    assert left_over(tmp_path) == []


@pytest.mark.parametrize(("number", "said"), [(28, "磁盘已满"), (13, "没有写入权限"), (5, "不能")])
def test_a_full_disk_leaves_what_was_there(
    tmp_path: Path, number: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_all(tmp_path, OLD)
    calls = itertools.count(1)
    real = os.fsync

    def full(handle: int) -> None:
        if next(calls) == 3:
            raise OSError(number, "x")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DeliveryError) as caught:
        write_all(tmp_path, NEW)
    assert said in str(caught.value)
    assert seen(tmp_path) == OLD
    assert left_over(tmp_path) == []


@posix
def test_a_limit_on_file_sizes_is_a_full_disk_as_well(tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from docgen.delivery.write import write_all\n"
        "from docgen.errors import DeliveryError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    write_all(Path(sys.argv[1]), {'a': b'1', 'b': b'2' * 5000})\n"
        "except DeliveryError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "新")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "不能写入" in done.stdout
    assert not (tmp_path / "新").exists()


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "出").write_bytes(b"x")
    with pytest.raises(DeliveryError) as caught:
        write_all(tmp_path / "出", NEW)
    assert "「出」不是文件夹" in str(caught.value)


# --- killed in between ----------------------------------------------------------------------------


def killed_at(folder: Path, call: int) -> bool:
    """Deliver in a process that is killed at a call; return whether it got so far."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(call)], capture_output=True, text=True
    )
    if done.returncode == 0:
        assert done.stdout.strip() == "whole"
        return False
    assert done.returncode == -signal.SIGKILL, done.stderr
    return True


@posix
@pytest.mark.parametrize(
    "former", [{}, pytest.param(OLD, marks=pytest.mark.slow)], ids=["new", "replacing"]
)
def test_killed_at_any_step_the_files_are_all_old_or_all_new_again(
    tmp_path: Path, former: dict[str, bytes]
) -> None:
    outcomes = []
    for call in itertools.count(1):
        folder = tmp_path / str(call)
        folder.mkdir()
        write_all(folder, former)
        if not killed_at(folder, call):
            break
        # Even before anything is put right, every file is whole, and no paper lacks its receipt.
        now = seen(folder)
        assert all(data in (former.get(name), NEW[name]) for name, data in now.items())
        if not former and now:
            assert "合同.receipt.json" in now
        recover(folder)
        assert seen(folder) in (former, NEW)
        outcomes.append(seen(folder) == NEW)
        assert not [name for name in left_over(folder) if name.startswith(".docgen-")]
    assert call > 8
    # Once the point of no return was passed, every later kill leaves the new files.
    assert outcomes == sorted(outcomes)
    assert {True, False} == set(outcomes)


@posix
def test_the_next_delivery_finishes_a_cut_off_one_first(tmp_path: Path) -> None:
    for call in itertools.count(1):
        folder = tmp_path / str(call)
        folder.mkdir()
        assert killed_at(folder, call)
        now = seen(folder)
        if now and now != NEW:
            break
    write_all(folder, {"另一份.docx": b"x"})
    assert seen(folder) == {**NEW, "另一份.docx": b"x"}
    assert left_over(folder) == []


@posix
def test_a_delivery_that_still_runs_is_left_alone(tmp_path: Path) -> None:
    with write._staging(tmp_path) as staging:
        write._stage(staging, NEW)
        recover(tmp_path)
        assert (staging / "0").is_file()
        assert seen(tmp_path) == {}


@pytest.mark.parametrize(
    "journal",
    [
        b"",
        b"{",
        b"[1]",
        b'{"a": 1}',
        json.dumps(["../外.docx"]).encode(),
        json.dumps([".."]).encode(),
        json.dumps([""]).encode(),
    ],
)
def test_a_journal_that_is_not_ours_moves_nothing(tmp_path: Path, journal: bytes) -> None:
    folder = tmp_path / "出"
    staging = folder / ".docgen-x"
    staging.mkdir(parents=True)
    (staging / "journal.json").write_bytes(journal)
    (staging / "0").write_bytes(b"x")
    recover(folder)
    assert seen(folder) == {}
    assert [path.name for path in tmp_path.iterdir()] == ["出"]


def test_two_deliveries_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from docgen.delivery.write import write_all\n"
        "for n in range(20):\n"
        "    write_all(Path(sys.argv[1]), {f'{sys.argv[2]}{n}{k}': b'x' for k in range(3)})\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name]) for name in "甲乙"
    ]
    assert [one.wait(60) for one in running] == [0, 0]
    assert len(seen(tmp_path)) == 2 * 20 * 3
    assert left_over(tmp_path) == []
