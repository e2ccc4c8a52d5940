"""Every command of the page on the desk is run, and ``docgen serve`` of the README with them."""

from __future__ import annotations

import re
import shlex
import urllib.request
from pathlib import Path

import pytest

from docgen.cli.app import run
from docgen.register.desk import Desk
from tests.servers import serve

pytestmark = pytest.mark.e2e

COMMAND = re.compile(r"^docgen .+$", re.MULTILINE)


def commands(root: Path) -> list[list[str]]:
    text = (root / "docs" / "desk.md").read_text("utf-8")
    blocks = re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
    return [shlex.split(one)[1:] for one in COMMAND.findall("\n".join(blocks))]


def test_the_servers_of_the_page_and_of_the_readme_start(root: Path, tmp_path: Path) -> None:
    assert "`docgen serve`" in (root / "README.md").read_text("utf-8")
    found = [words[1:] for words in commands(root) if words[0] == "serve"]
    assert len(found) == 2
    for number, words in enumerate(found):
        # Ports and folders of this machine are left alone.
        plain = list(words)
        for name in ("--port", "--data"):
            if name in plain:
                at = plain.index(name)
                del plain[at : at + 2]
        with serve(tmp_path / str(number), *plain) as desk:
            address = desk.address.replace("0.0.0.0", "127.0.0.1")
            with urllib.request.urlopen(f"{address}/", timeout=30) as answer:
                assert answer.status == 200


def test_the_other_commands_of_the_page_work(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Desk.open(tmp_path / "desk" / "register.sqlite").close()
    found = [words for words in commands(root) if words[0] != "serve"]
    assert found
    for words in found:
        assert run(words) == 0, (words, capsys.readouterr().err)
