"""``check`` on several files: each by itself, then all against each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docgen.cli.app import run


@pytest.fixture
def two(tmp_path: Path) -> list[str]:
    """Two files that bear one name and one contract number."""
    paths = []
    for folder, code in (("甲", "410307001002GB00123"), ("乙", "410307001002GB00124")):
        path = tmp_path / folder / "案卷.yaml"
        path.parent.mkdir()
        path.write_text(f"合同编号: 偃自然资出〔2021〕12号\n宗地: {{宗地代码: {code}}}\n", "utf-8")
        paths.append(str(path))
    return paths


def test_what_only_two_files_together_show_is_told_with_both_files(capsys, two):
    assert run(["check", *two]) == 4
    told = capsys.readouterr().out
    assert "各案卷对照" in told
    # A long path goes on in the next line of the screen.
    said = "".join(line.strip() for line in told.partition("R020")[2].splitlines())
    assert two[1] in said and two[0] in said


def test_together_and_alone_stand_in_one_list_of_json(capsys, two):
    assert run(["check", "--json", *two]) == 4
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [(one["code"], one["file"]) for one in findings] == [("R020", two[1])]


def test_each_file_alone_has_nothing_to_be_held_against(capsys, two):
    assert run(["check", two[0]]) == 0
    assert "各案卷对照" not in capsys.readouterr().out


def test_a_file_that_cannot_be_read_leaves_the_others_to_be_compared(capsys, two, tmp_path):
    broken = tmp_path / "坏.yaml"
    broken.write_text("合同编号: [", "utf-8")
    assert run(["check", str(broken), *two]) == 4
    assert "R020" in capsys.readouterr().out


@pytest.mark.slow
def test_the_examples_of_all_counties_do_not_contradict_each_other(capsys, root):
    cases = sorted(str(path) for path in (root / "examples").rglob("*.yaml"))
    assert len(cases) > 20
    run(["check", "--json", *cases])
    findings = json.loads(capsys.readouterr().out)["findings"]
    together = {"R009", "R020", "R022", "R091", "R109"}
    assert [one["message"] for one in findings if one["code"] in together] == []
