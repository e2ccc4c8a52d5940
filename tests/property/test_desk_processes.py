"""The desk and print runs on one register at once, in many programs, some of them killed.

Desk programs hand papers in, have them approved, issue them, fail some; print programs print runs
in the same series. What the register then holds is looked at row by row.
"""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from pathlib import Path

import pytest

from docgen.errors import Problem
from docgen.register.desk import Desk
from docgen.register.desk_records import SubmissionState
from docgen.register.register import Register
from tests.counts import count
from tests.deskbooks import CLERK, REVIEWER, SERIES, issue_plainly, paper, tree
from tests.registers import has_no_gap, numbers_in, print_run

_DESKS, _PRINTERS = 5, 3
_SPAWN = multiprocessing.get_context("spawn")


def handed_in(one: Desk, key: str) -> int:
    """Hand a paper in under its key, once, and have it approved."""
    known = one.cases(key)
    head = known[0] if known else one.save_case(tree(key, contract_no=None), CLERK)
    handed = one.submit(head.id, 1, "land_grant_contract", SERIES, CLERK, request=key)
    if handed.state is SubmissionState.SUBMITTED:
        one.decide(handed.id, REVIEWER, approve=True)
    return handed.id


def key_of(program: int, number: int) -> str:
    """Return a name that no other name holds as a part of it."""
    return f"示例{program}之{number}公司"


def fails(key: str) -> bool:
    return random.Random(key).random() < 0.15


def prints(path: Path, program: int, runs: int) -> None:
    with Register.open(path) as register:
        for number in range(runs):
            print_run(register, f"printer {program} run {number}", 8, SERIES)


def programs(path: Path, papers: int) -> list[multiprocessing.process.BaseProcess]:
    desks = [_SPAWN.Process(target=lives, args=(path, p, papers)) for p in range(_DESKS)]
    printers = [
        _SPAWN.Process(target=prints, args=(path, p, papers // 4)) for p in range(_PRINTERS)
    ]
    for one in (*desks, *printers):
        one.start()
    return [*desks, *printers]


def lives(path: Path, program: int, papers: int) -> None:
    """Go on with what an earlier life left: what is issued or failed already is left alone."""
    with Desk.open(path) as one:
        for number in range(papers):
            key = key_of(program, number)
            which = handed_in(one, key)
            now = one.submission(which)
            if now is not None and now.state is SubmissionState.APPROVED:
                give(one, which, key)


def give(one: Desk, which: int, key: str) -> None:
    if fails(key):
        one.reserve_number(which, "land_grant_contract", REVIEWER)
        one.fail(which, (Problem("审核未过"),), REVIEWER)
    else:
        issue_plainly(one, which)


def holds_true(path: Path, papers: int) -> None:
    """Look at the whole register once everything is done."""
    numbers = numbers_in(path)
    assert has_no_gap(numbers)
    assert set(numbers.values()) <= {"issued", "returned"}
    with Desk.open(path) as one:
        made = one.issued(limit=10_000)
        wanted = [key_of(p, n) for p in range(_DESKS) for n in range(papers)]
        assert len(made) == sum(not fails(key) for key in wanted)
        for each in made:
            case = one.case(each.submission.case_id)
            assert case is not None
            assert (case.version, case.data["contract_no"]) == (2, each.document.number)
            _, files = paper(f"{each.submission.id} {each.document.number}")
            assert {ending: one.file(sha) for ending, sha in each.files.items()} == files


@pytest.mark.slow
def test_desks_and_print_runs_at_once_never_share_a_number_and_leave_no_gap(
    tmp_path: Path,
) -> None:
    path, papers = tmp_path / "register.sqlite", count(60, 12)
    for one in programs(path, papers):
        one.join()
        assert one.exitcode == 0
    holds_true(path, papers)


@pytest.mark.slow
def test_desks_killed_at_any_moment_and_started_again_lose_nothing(tmp_path: Path) -> None:
    path, papers = tmp_path / "register.sqlite", count(120, 12)
    moments = random.Random(20261125)
    for _ in range(count(25, 2)):
        started = programs(path, papers)
        time.sleep(0.8 + moments.random() * 2)
        for one in started:
            if one.pid is not None and moments.random() < 0.7:
                one.kill()
        for one in started:
            one.join()
            assert one.exitcode in (0, -signal.SIGKILL)
        if path.exists() and path.stat().st_size:
            assert has_no_gap(numbers_in(path))
    for one in programs(path, papers):
        one.join()
        assert one.exitcode == 0
    holds_true(path, papers)
