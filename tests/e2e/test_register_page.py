"""What the page on the register says can be done is done as it stands."""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from docgen.cli.app import run
from docgen.register.register import Register
from tests.registers import ACT, a_run, fresh

pytestmark = pytest.mark.e2e
BLOCK = re.compile(r"```bash\n(.*?)```", re.DOTALL)


def test_the_commands_of_the_page_on_the_register_work(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with Register.open(fresh(tmp_path / "out")) as register:
        a_run(register, "a", 5)
        register.void(register.documents()[0], replace(ACT, why="主送写错"))
    shutil.copytree(root / "examples", tmp_path / "examples")
    blocks = BLOCK.findall((root / "docs" / "register.md").read_text("utf-8"))
    for line in "".join(blocks).splitlines():
        assert run(shlex.split(line)[1:]) == 0, line
    assert "已备份到 登记簿备份.sqlite，共 5 件文书。" in capsys.readouterr().out
    assert (tmp_path / "送达登记.xlsx").is_file()
    assert (tmp_path / "台账.xlsx").is_file()
    assert (tmp_path / "out" / "register.sqlite.before-restore-1").is_file()
