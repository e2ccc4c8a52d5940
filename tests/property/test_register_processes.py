"""Many programs on one register, some of them killed: no number twice, none lost.

Every program prints runs of its own: reserves, confirms chunk by chunk, refuses some rows,
finishes. Those that are killed are started again with the same runs, as a clerk would. What the
register then holds is compared with what must hold by looking at every row of it.
"""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from docgen.errors import UsageError
from docgen.register.records import Outcome, RefusedRow, RowState
from docgen.register.register import Register
from tests.counts import count
from tests.registers import (
    ACT,
    NEXT,
    begin,
    has_no_gap,
    made,
    numbers_in,
    plans,
    print_run,
    refuses,
)

_PROGRAMS = 8
_SPAWN = multiprocessing.get_context("spawn")


def prints(path: Path, program: int, runs: int, rows: int) -> None:
    """Print runs as a program does; each begun by an earlier life of it goes on."""
    with Register.open(path) as register:
        for number in range(runs):
            print_run(register, f"program {program} run {number}", rows)


def programs(path: Path, runs: int, rows: int) -> list[multiprocessing.process.BaseProcess]:
    started = [_SPAWN.Process(target=prints, args=(path, p, runs, rows)) for p in range(_PROGRAMS)]
    for one in started:
        one.start()
    return started


@pytest.mark.slow
def test_programs_at_once_never_share_a_number_and_leave_no_gap(tmp_path: Path) -> None:
    path, runs, rows = tmp_path / "register.sqlite", count(10, 3), count(50, 20)
    for one in programs(path, runs, rows):
        one.join()
        assert one.exitcode == 0
    numbers = numbers_in(path)
    assert has_no_gap(numbers)
    assert set(numbers.values()) <= {"issued", "returned"}
    keys = [f"program {p} run {r}" for p in range(_PROGRAMS) for r in range(runs)]
    printed = sum(not refuses(key, row) for key in keys for row in range(1, rows + 1))
    assert Counter(numbers.values())["issued"] == printed


@pytest.mark.slow
def test_programs_killed_at_any_moment_and_started_again_lose_nothing(tmp_path: Path) -> None:
    path, runs, rows = tmp_path / "register.sqlite", 3, count(50, 20)
    moments = random.Random(20261124)
    for _ in range(count(25, 3)):
        started = programs(path, runs, rows)
        time.sleep(0.5 + moments.random() * 2)
        for one in started:
            if one.pid is not None and moments.random() < 0.7:
                one.kill()
        for one in started:
            one.join()
            assert one.exitcode in (0, -signal.SIGKILL)
        if path.exists() and path.stat().st_size:
            assert has_no_gap(numbers_in(path))
    for one in programs(path, runs, rows):
        one.join()
        assert one.exitcode == 0
    numbers = numbers_in(path)
    assert has_no_gap(numbers)
    assert "reserved" not in numbers.values()
    keys = [f"program {p} run {r}" for p in range(_PROGRAMS) for r in range(runs)]
    printed = sum(not refuses(key, row) for key in keys for row in range(1, rows + 1))
    assert Counter(numbers.values())["issued"] == printed


@pytest.mark.slow
def test_whatever_is_done_in_whatever_order_the_register_holds_true(tmp_path: Path) -> None:
    """Random acts on a few runs, some of them senseless; after each the register is looked at."""
    for seed in range(count(200, 15)):
        dice = random.Random(seed)
        path = tmp_path / f"{seed}.sqlite"
        with Register.open(path) as register:
            for _ in range(40):
                _act(register, dice)
                assert has_no_gap(numbers_in(path))


def _act(register: Register, dice: random.Random) -> None:
    key = f"run {dice.randrange(4)}"
    run = begin(register, key, folder=key)
    rows = register.rows(run)
    what = dice.choice(("reserve", "confirm", "confirm", "refuse", "finish", "stop", "void"))
    try:
        if what == "reserve" and not rows:
            register.reserve(run, plans(dice.randrange(1, 9)), ACT, number=NEXT)
        elif what == "confirm" and rows:
            chunk = dice.choice(rows).chunk
            outcomes: list[Outcome] = [
                RefusedRow(one.row, "审核未过") if one.state is RowState.REFUSED else made(one.row)
                for one in rows
                if one.chunk == chunk
            ]
            register.confirm(run, chunk, outcomes, ACT)
        elif what == "refuse" and rows:
            open_rows = [one.row for one in rows if one.state is RowState.RESERVED]
            if open_rows:
                register.refuse(run, dice.choice(open_rows), "审核未过", ACT)
        elif what == "finish" and not any(one.state is RowState.RESERVED for one in rows):
            register.finish(run, ACT)
        elif what == "stop" and dice.random() < 0.3:
            register.stop(run, ACT, keep=dice.random() < 0.5)
        elif what == "void" and (papers := register.documents(run=run)):
            register.void(dice.choice(papers), replace(ACT, why="主送写错"))
    except UsageError as error:
        assert "已经" in str(error)
