"""Print runs of the desk, stopped, killed and gone on with: the same files, every number once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from docgen.register.desk import Desk
from docgen.web.run_progress import Progress
from docgen.web.run_state import Phase
from docgen.web.runs import Runs
from docgen.web.settings import Settings
from tests.deskruns import (
    CLERK,
    REVIEWER,
    SERIES,
    WISH,
    Browser,
    delivered,
    ended,
    numbers,
    wait_until,
)
from tests.runledger import write_ledger
from tests.servers import Served, serve

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("desk-runs")]

ROWS = 90
SPOILED = {7: {"出让价款（元）": "无"}}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ledger")
    return write_ledger(folder / "催缴台账.xlsx", ROWS, spoiled=SPOILED)


@pytest.fixture(scope="module")
def undisturbed(ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the hashes of what an undisturbed run of a desk delivers."""
    folder = tmp_path_factory.mktemp("whole")
    with Desk.open(folder / "register.sqlite") as desk:
        runs = Runs(Settings(data=folder), desk)
        name = begun(runs, ledger)
        assert ended(runs, name).phase is Phase.FINISHED
        found = delivered(runs.folder(name))
    assert numbers(folder / "register.sqlite") == list(range(3, 3 + ROWS - 1))
    assert {"打印件.pdf", "对账.xlsx", "对账.json", "回执.zip"} <= set(found)
    return found


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with Desk.open(tmp_path / "register.sqlite") as desk:
        yield Runs(Settings(data=tmp_path), desk)


def begun(runs: Runs, ledger: Path) -> str:
    name = runs.prepare(WISH, ledger.read_bytes(), ledger.name, CLERK)
    runs.begin(name, REVIEWER)
    return name


def told(runs: Runs, name: str) -> Progress:
    found = runs.state(name).progress
    assert found is not None
    return found


def test_a_run_stopped_and_gone_on_with_delivers_the_same_files(
    runs: Runs, ledger: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    name = begun(runs, ledger)
    wait_until(lambda: runs.state(name).printed)
    runs.stop(name, CLERK)
    found = ended(runs, name)
    assert found.phase is Phase.STOPPED
    assert not found.cut_off
    assert 0 < found.printed < ROWS - 1
    assert found.waiting
    assert "打印件.pdf" not in delivered(runs.folder(name))
    runs.begin(name, CLERK)  # it was let out once
    assert ended(runs, name).phase is Phase.FINISHED
    assert delivered(runs.folder(name)) == undisturbed
    assert numbers(tmp_path / "register.sqlite") == list(range(3, 3 + ROWS - 1))


def test_a_process_killed_at_several_moments_leaves_no_gap_and_no_repeat(
    runs: Runs, ledger: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    name = begun(runs, ledger)
    moments = (
        lambda: runs.state(name).waiting,  # its numbers were just reserved
        lambda: runs.state(name).printed,
        lambda: told(runs, name).what == "合并打印件",
    )
    for moment in moments:
        wait_until(moment)
        os.kill(told(runs, name).pid, signal.SIGKILL)
        found = ended(runs, name)
        assert found.phase is Phase.STOPPED
        assert found.cut_off
        runs.begin(name, CLERK)
    assert ended(runs, name).phase is Phase.FINISHED
    assert delivered(runs.folder(name)) == undisturbed
    assert numbers(tmp_path / "register.sqlite") == list(range(3, 3 + ROWS - 1))


def test_a_run_outlives_its_server_and_is_found_again(
    ledger: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    server = Served(tmp_path)
    browser = Browser(server.address)
    name = browser.new_run(ledger, WISH.number or "")
    wait_until(lambda: "打印中" in browser.client.get(f"/runs/{name}").text)
    browser.close()
    server.kill()
    with serve(tmp_path) as second:
        again = Browser(second.address)
        assert "打印中" in again.client.get("/runs").text
        wait_until(lambda: "已印完" in again.client.get(f"/runs/{name}").text)
        page = again.client.get(f"/runs/{name}/files/打印件.pdf")
        assert page.content.startswith(b"%PDF")
        again.close()
    assert delivered(tmp_path / "runs" / name) == undisturbed
    assert numbers(tmp_path / "register.sqlite") == list(range(3, 3 + ROWS - 1))


def test_two_servers_over_one_folder_print_each_run_once_one_after_the_other(
    tmp_path: Path,
) -> None:
    ledgers = [
        write_ledger(tmp_path / f"台账{one}.xlsx", 12, rows=range(one * 100, one * 100 + 12))
        for one in range(3)
    ]
    data = tmp_path / "desk"
    with serve(data) as first, serve(data) as second:
        browsers = [Browser(first.address), Browser(second.address)]
        names: list[str] = []

        def send(at: int) -> None:
            names.append(browsers[at % 2].new_run(ledgers[at], SERIES))

        threads = [threading.Thread(target=send, args=(at,)) for at in range(2)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert len(set(names)) == 2
        again = [browsers[at].post(f"/runs/{name}/begin", {}) for at in (0, 1) for name in names]
        assert {one.status_code for one in again} == {400}
        send(2)
        most = 0
        end = time.monotonic() + 600
        while True:
            page = browsers[0].client.get("/runs").text
            most = max(most, page.count("打印中"))
            if page.count("已印完") == 3:
                break
            assert time.monotonic() < end
            time.sleep(0.2)
        assert most == 1
        for one in browsers:
            one.close()
    assert sorted(numbers(data / "register.sqlite")) == list(range(1, 37))


def test_the_same_ledger_sent_in_twice_is_printed_once(runs: Runs, tmp_path: Path) -> None:
    ledger = write_ledger(tmp_path / "台账.xlsx", 6)
    first, second = begun(runs, ledger), begun(runs, ledger)
    assert ended(runs, first).phase is Phase.FINISHED
    found = ended(runs, second)
    assert found.phase is Phase.FINISHED
    assert found.printed == 0
    assert numbers(tmp_path / "register.sqlite") == list(range(3, 9))


def test_a_number_in_use_fails_the_run_and_says_which_is_free(runs: Runs, tmp_path: Path) -> None:
    first = write_ledger(tmp_path / "台账1.xlsx", 2)
    second = write_ledger(tmp_path / "台账2.xlsx", 2, rows=[70, 71])
    assert ended(runs, begun(runs, first)).phase is Phase.FINISHED
    found = ended(runs, begun(runs, second))
    assert found.phase is Phase.FAILED
    assert "偃自然资函〔2022〕5号" in str(found.problems[0])
    assert found.may_begin
    runs.change(found.name, replace(WISH, number=SERIES), CLERK)
    runs.begin(found.name, REVIEWER)
    assert ended(runs, found.name).phase is Phase.FINISHED
    assert sorted(numbers(tmp_path / "register.sqlite")) == [3, 4, 5, 6]
