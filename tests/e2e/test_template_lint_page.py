"""Every command of the page on lint is run as it stands."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from docgen.cli.app import run

pytestmark = pytest.mark.e2e


def test_every_command_of_the_page_works(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    shutil.copytree(root / "templates", tmp_path / "templates")
    monkeypatch.chdir(tmp_path)
    page = (root / "docs/template-lint.md").read_text("utf-8")
    ran = 0
    for block in re.findall(r"```bash\n(.*?)```", page, re.DOTALL):
        for line in block.splitlines():
            words = line.split()
            if words[0] == "cp":
                shutil.copy(words[1], words[2])
            else:
                assert words[0] == "docgen"
                assert run(words[1:]) == 0, (line, capsys.readouterr().err)
                ran += 1
    assert ran >= 7
    assert Path("标注.docx").is_file() and Path("字段.xlsx").is_file()
