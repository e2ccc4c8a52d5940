"""docs/jurisdiction-packs.md: every command runs and every sample is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docgen.cli.app import run
from docgen.errors import PackError
from docgen.packs import load_pack
from docgen.rules.sheet_run import SHEET_CHECKS

BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs/jurisdiction-packs.md").read_text("utf-8")


def test_every_command_of_the_page_works(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [
        line for name, body in BLOCK.findall(page) if name == "bash" for line in body.splitlines()
    ]
    assert len(lines) >= 5
    for line in lines:
        assert run(line.split()[1:]) == 0, (line, capsys.readouterr().err)


def test_the_sample_pack_of_the_page_loads(page: str, tmp_path: Path) -> None:
    (body,) = [body for name, body in BLOCK.findall(page) if name == "yaml"]
    path = tmp_path / "甲.yaml"
    path.write_text(body, "utf-8")
    assert [one.code for one in load_pack(path).lowered] == ["R059"]


def test_the_sample_message_of_the_page_is_what_is_said(page: str, tmp_path: Path) -> None:
    run(["jurisdiction", "new", "示例县", "-o", str(tmp_path)])
    path = tmp_path / "pack.yaml"
    text = path.read_text("utf-8").split("policy:")[0]
    text += (
        "policy: {title: 甲, status: in_force, certainty: S}\n"
        "values:\n  tax_target_wan_per_mu:\n"
        "    - {value: '20', unit: 元, source: {policy: main, article: 第一条}, certainty: S,"
        " checked_on: 2026-11-23}\n"
    )
    path.write_text(text, "utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(path)
    (sample,) = re.findall(r"^> 错误 pack.yaml 第[0-9]+行 (.*)$", page, re.MULTILINE)
    assert re.sub("^pack.yaml 第[0-9]+行 ", "", str(caught.value)) == sample


def test_the_rules_about_papers_that_the_page_names_are_all_there_are(page: str) -> None:
    (named,) = re.findall(r"((?:R[0-9]{3}、)+R[0-9]{3})\n看的是", page)
    assert named.split("、") == [one.code for one in SHEET_CHECKS]
