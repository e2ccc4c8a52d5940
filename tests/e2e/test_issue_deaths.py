"""A program that issues papers is killed again and again: no gap, no repeat, the same bytes.

Real papers are made, audited and filed. After the last death everything is finished, and the
register is held against one in which nobody was ever killed.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import signal
from functools import cache
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest

from docgen import intake
from docgen.delivery.receipt import sha256
from docgen.pipeline.issue import resume
from docgen.register.desk import Desk
from docgen.register.desk_records import SubmissionState
from tests.conftest import ROOT
from tests.counts import count
from tests.deskbooks import CLERK, REVIEWER, desk
from tests.registers import has_no_gap, numbers_in

pytestmark = pytest.mark.e2e
_SPAWN = multiprocessing.get_context("spawn")
_SERIES = "偃产集诺〔2026〕号"
#: Longer than a life lasts.
_WAITING = 12


@cache
def _sample() -> str:
    path = ROOT / "templates" / "contracts" / "credit_commitment" / "sample.yaml"
    return json.dumps(intake.dump_case(intake.load_case(path).case))


def hand_in(one: Desk, number: int) -> None:
    """Hand the paper of one more parcel in, and have it approved."""
    data: dict[str, Any] = json.loads(_sample())
    data["commitment"].pop("number")
    data["parties"]["grantees"][0]["name"] = f"示例第{number}机械制造有限公司"
    head = one.save_case(data, CLERK)
    handed = one.submit(head.id, 1, "credit_commitment", _SERIES, CLERK)
    one.decide(handed.id, REVIEWER, approve=True)


def lives(path: Path, begun: Event) -> None:
    with Desk.open(path) as one:
        begun.set()
        resume(one, REVIEWER)


def dies(path: Path, after: float) -> bool:
    """Let a program issue what is approved, and kill it; return whether it was still at it."""
    begun = _SPAWN.Event()
    program = _SPAWN.Process(target=lives, args=(path, begun))
    program.start()
    assert begun.wait(60)
    program.join(after)
    program.kill()
    program.join()
    return program.exitcode == -signal.SIGKILL


def told(one: Desk) -> dict[int, tuple[str, dict[str, str]]]:
    """Return number and files of every paper, each file held against its hash."""
    papers = {each.submission.id: each for each in one.issued(limit=10_000)}
    for each in papers.values():
        assert {end: sha256(one.file(sha)) for end, sha in each.files.items()} == each.files
        assert set(each.files) == {"docx", "pdf", "receipt.json"}
    return {no: (each.document.number, dict(each.files)) for no, each in papers.items()}


def test_papers_issued_by_a_program_killed_at_any_moment_are_all_there_once(
    tmp_path: Path,
) -> None:
    moments, handed, deaths = random.Random(20261125), 0, 0
    with desk(tmp_path / "killed") as one:
        path = tmp_path / "killed" / "register.sqlite"
        while deaths < count(25, 3):
            waiting = len(one.submissions(state=SubmissionState.APPROVED))
            for _ in range(_WAITING - waiting):
                handed += 1
                hand_in(one, handed)
            deaths += dies(path, moments.random() * 1.5)
            assert has_no_gap(numbers_in(path))
        resume(one, REVIEWER)
        numbers = numbers_in(path)
        assert has_no_gap(numbers)
        assert set(numbers.values()) == {"issued"}
        assert len(numbers) == handed
        killed = told(one)
    with desk(tmp_path / "quiet") as one:
        for number in range(1, handed + 1):
            hand_in(one, number)
        resume(one, REVIEWER)
        assert told(one) == killed
