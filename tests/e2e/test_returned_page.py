"""What the page for lawyers says can be done is done as it stands."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from docgen.cli.app import run

pytestmark = pytest.mark.e2e
BLOCK = re.compile(r"```bash\n(.*?)```", re.DOTALL)


def test_the_commands_of_the_page_on_returned_papers_work(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(root / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    (block,) = BLOCK.findall((root / "docs" / "returned.md").read_text("utf-8"))
    for line in block.splitlines():
        words = shlex.split(line)
        if words[0] == "cp":
            shutil.copy(words[1], words[2])
        else:
            assert run(words[1:]) == 0, line
    assert "未改动，就是交付的那一份" in capsys.readouterr().out
    assert (tmp_path / "修订稿.docx").is_file()
