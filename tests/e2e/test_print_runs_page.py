"""What the page on print runs says is done as it stands: from ledger to correction."""

from __future__ import annotations

import re
import shlex
import shutil
from datetime import date
from pathlib import Path

import pytest

from docgen.cli.app import run
from docgen.register.register import Register
from tests.servedsheet import fill

pytestmark = pytest.mark.e2e
BLOCK = re.compile(r"```(bash|text)\n(.*?)```", re.DOTALL)
SERVED = {
    f"偃闲调〔2022〕{no}号": ("直接送达", date(2022, 6, 20 + no - 10), "示例某", "")
    for no in (11, 12, 13)
}
#: When a run was begun, and by whom.
BEGUN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d \S+ 开始")


def told(block: str) -> list[str]:
    return [BEGUN.sub("开始", line) for line in block.splitlines()]


def test_the_walk_of_the_page_on_print_runs_works(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(root / "examples" / "ledgers", tmp_path / "examples" / "ledgers")
    shown: list[str] = []
    for language, block in BLOCK.findall((root / "docs" / "print-runs.md").read_text("utf-8")):
        if language == "text":
            assert told(block) == [line for line in shown if line in told(block)]
            continue
        for line in block.splitlines():
            if line.endswith("送达登记.xlsx"):
                fill(tmp_path / "out" / "送达登记.xlsx", SERVED)
            capsys.readouterr()
            assert run(shlex.split(line)[1:]) == 0, (line, capsys.readouterr().err)
            shown = told(capsys.readouterr().out)
    assert "已更正，见 偃闲调〔2022〕14号" in "".join(shown)
    with Register.open(tmp_path / "out" / "register.sqlite") as register:
        assert len(register.documents(kind="idle_recognition")) == 3
        assert len(register.documents(kind="idle_investigation")) == 4


def test_every_command_that_the_page_names_is_one(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (root / "docs" / "print-runs.md").read_text("utf-8")
    named = set(re.findall(r"docgen ((?:run |register |template )?[a-z]+)", text))
    assert {"batch", "ledger", "run stop", "run served", "template fields"} <= named
    for words in sorted(named):
        assert run([*words.split(), "--help"]) == 0, words


def test_every_option_that_the_page_names_is_one(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (root / "docs" / "print-runs.md").read_text("utf-8")
    commands = (["batch"], *(["run", one] for one in ("stop", "served", "reprint", "correct")))
    for words in commands:
        assert run([*words, "--help"]) == 0
    known = set(re.findall(r"--[a-z][a-z-]*", capsys.readouterr().out))
    assert set(re.findall(r"--[a-z][a-z-]*", text)) <= known
