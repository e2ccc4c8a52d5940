"""A print run killed at any moment and resumed: the same files to the last byte."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from docgen.register.register import Register
from tests.counts import count
from tests.runledger import write_ledger

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.xdist_group("deaths")]

NUMBER = "偃自然资函〔2022〕3号"
ROWS = 90


def command(ledger: Path, out: Path, *options: str) -> list[str]:
    return [
        sys.executable, "-m", "docgen", "batch", "price_demand", str(ledger), "-o", str(out),
        "--jurisdiction", "yanshi", "--number", NUMBER, "--workers", "2", *options,
    ]  # fmt: skip


def hashes(out: Path) -> dict[str, str]:
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and "register" not in path.name and not path.name.startswith(".batch")
    }


def issued(out: Path) -> list[tuple[str, str, str]]:
    with Register.open(out / "register.sqlite", create=False) as register:
        return [(one.number, one.docx_sha256, one.state.value) for one in register.documents()]


def run_whole(ledger: Path, out: Path, *options: str) -> float:
    began = time.monotonic()
    subprocess.run(command(ledger, out, *options), check=True, capture_output=True)
    return time.monotonic() - began


def kill_after(seconds: float, ledger: Path, out: Path, *options: str) -> bool:
    """Kill a run and all its processes after a time; return whether it was still at work."""
    process = subprocess.Popen(
        command(ledger, out, *options),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


@pytest.mark.parametrize("options", [("--merge", "--index", "--duplex"), ()], ids=["merge", "word"])
def test_a_run_killed_at_random_moments_ends_with_the_same_files(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    ledger = write_ledger(tmp_path / "台账.xlsx", ROWS, spoiled={7: {"出让价款（元）": "无"}})
    whole = tmp_path / "whole"
    try:
        took = run_whole(ledger, whole, *options)
    except subprocess.CalledProcessError as error:
        assert error.returncode == 3, error.stderr  # one row is bad
        took = 8.0
    wanted, papers = hashes(whole), issued(whole)
    assert len(papers) == ROWS - 1
    moments = random.Random(20221110)
    killed = 0
    for number in range(count(25, 2)):
        out = tmp_path / f"run{number}"
        killed += kill_after(moments.uniform(0.05, 1.0) * took, ledger, out, *options)
        while kill_after(moments.uniform(0.6, 1.6) * took, ledger, out, *options):
            killed += 1
        assert hashes(out) == wanted, number
        assert issued(out) == papers, number
    assert killed
