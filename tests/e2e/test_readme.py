"""Every command and every piece of Python in the README is run as it stands."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docgen.cli.app import run

pytestmark = pytest.mark.e2e

BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


@pytest.fixture
def office(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks to the README's reader like the checkout."""
    for name in ("examples", "templates"):
        shutil.copytree(root / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def blocks(root: Path, language: str) -> list[str]:
    text = (root / "README.md").read_text("utf-8")
    return [body for name, body in BLOCK.findall(text) if name == language]


def test_every_command_of_the_readme_works(root, office, capsys):
    ran = 0
    for line in "\n".join(blocks(root, "bash")).splitlines():
        words = line.split("#")[0].split()
        if words and words[0] == "cp":
            shutil.copy(words[1], words[2])
        elif words and words[0] == "docgen":
            assert run(words[1:]) == 0, (line, capsys.readouterr().err)
            ran += 1
    assert ran >= 10
    assert list((office / "out").glob("*.docx"))


def test_the_make_targets_of_the_readme_exist(root):
    text = (root / "README.md").read_text("utf-8")
    targets = set(re.findall(r"make ([a-z]+)", text))
    makefile = (root / "Makefile").read_text("utf-8")
    for target in targets:
        assert re.search(rf"^[\w ]*\b{target}\b[\w ]*:", makefile, re.MULTILINE), target


def test_the_python_of_the_readme_runs(root, office):
    for body in blocks(root, "python"):
        done = subprocess.run(
            [sys.executable, "-c", body],
            capture_output=True,
            text=True,
            cwd=office,
            env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "出让合同" in done.stdout


def test_the_case_of_the_readme_can_be_read(root, office):
    from docgen import load_case

    (body,) = blocks(root, "yaml")
    path = office / "读我.yaml"
    path.write_text(body, "utf-8")
    assert str(load_case(path).grant.price_yuan) == "19200000.96"
