"""What the page on trust says can be done is done as it stands."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docgen.cli.app import run

pytestmark = pytest.mark.e2e
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def test_the_commands_and_the_recomputing_of_the_page_on_trust_work(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(root / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall((root / "docs" / "trust.md").read_text("utf-8"))
    commands = [line for kind, body in blocks if kind == "bash" for line in body.splitlines()]
    assert len(commands) == 4
    for line in commands:
        assert run(shlex.split(line)[1:]) == 0, line
    assert list((tmp_path / "out").glob("*-核验单.pdf"))
    [code] = [body for kind, body in blocks if kind == "python"]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.count("与回执一致") == 1
