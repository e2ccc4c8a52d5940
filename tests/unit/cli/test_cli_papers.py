"""What the clerk reads after a run: what was made, what was not and why, what was left blank."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docgen.cli.app import run


def test_papers_that_are_not_made_are_named_with_what_is_lacking(capsys, root, tmp_path):
    case = root / "examples/real/deal-1.yaml"
    assert run(["generate", str(case), "-o", str(tmp_path), "--format", "docx"]) == 0
    told = capsys.readouterr().err
    assert "没有出标准地监管协议，案卷没有填「监管」" in told
    assert "没有出出让合同" not in told


def test_a_paper_that_is_asked_for_is_made_alone_and_the_rest_is_not_spoken_of(
    capsys, root, tmp_path
):
    case = root / "examples/yanshi.yaml"
    code = run(["generate", str(case), "-d", "承诺书", "-o", str(tmp_path)])
    assert code == 2  # the nearest name is told
    assert "信用承诺书" in capsys.readouterr().err
    code = run(["generate", str(case), "-d", "信用承诺书", "-o", str(tmp_path), "--format", "docx"])
    assert code == 0
    assert "没有出" not in capsys.readouterr().err
    assert [path.name.rpartition("-")[2] for path in tmp_path.glob("*.docx")] == ["信用承诺书.docx"]


def test_what_a_draft_leaves_blank_stands_in_one_line(capsys, root, tmp_path):
    case = root / "examples/real/deal-1.yaml"
    run(["generate", str(case), "-o", str(tmp_path), "--format", "docx"])
    lines = [line for line in capsys.readouterr().err.splitlines() if "M001" in line]
    assert len(lines) == 1
    receipt = json.loads(next(tmp_path.glob("*.receipt.json")).read_text("utf-8"))
    missing = [one for one in receipt["findings"] if one["code"] == "M001"]
    assert f"{len(missing)} 项" in lines[0]


@pytest.mark.parametrize("name", ["yanshi", "xuchang", "fanxian", "baofeng", "jindong"])
@pytest.mark.slow
def test_every_county_makes_three_papers_of_one_parcel(name, root):
    from docgen import generate, load_case

    case = load_case(root / f"examples/{name}.yaml")
    made = {one.title: one for one in generate(case, formats=("docx",))}
    assert {"出让合同", "标准地监管协议", "信用承诺书"} <= set(made)
    values: dict[str, set[str]] = {}
    for one in made.values():
        for line in one.receipt["figures"]:
            values.setdefault(line["path"], set()).add(str(line["value"]))
    shared = {path: seen for path, seen in values.items() if len(seen) > 1}
    # The tables of the contract and the agreement number their own rows.
    assert not {path for path in shared if "table[" not in path}


def test_a_pack_of_ones_own_is_found_beside_the_case(capsys, root, tmp_path: Path):
    assert run(["jurisdiction", "new", "示例县", "-o", str(tmp_path / "规则包")]) == 0
    text = (root / "examples/yanshi.yaml").read_text("utf-8")
    case = tmp_path / "案卷.yaml"
    case.write_text(text.replace("jurisdiction: yanshi", "jurisdiction: 规则包/pack.yaml"), "utf-8")
    assert run(["check", str(case)]) == 0
