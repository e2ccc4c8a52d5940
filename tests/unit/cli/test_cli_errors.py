"""Every command as a newcomer would try it: wrong input gives one clear message and its code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from docgen.cli.app import run

SAMPLE = "templates/contracts/land_grant_contract/sample.yaml"


@pytest.fixture
def sample(root: Path) -> Path:
    return root / SAMPLE


@pytest.fixture
def changed(sample: Path, tmp_path: Path):
    """Return a function that writes the sample with one text put in another's place."""

    def write(old: str, new: str) -> Path:
        text = sample.read_text("utf-8")
        assert old in text
        path = tmp_path / "案卷.yaml"
        path.write_text(text.replace(old, new, 1), "utf-8")
        return path

    return write


def stopped(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = run([str(one) for one in arguments])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err + captured.out
    return code, captured.err


def nothing_left(folder: Path) -> bool:
    return not folder.exists() or not list(folder.iterdir())


def test_a_missing_file_is_named(capsys, tmp_path):
    code, told = stopped(capsys, "generate", tmp_path / "没有.yaml", "-o", tmp_path / "out")
    assert code == 3
    assert "没有.yaml" in told and "没有这个文件" in told
    assert nothing_left(tmp_path / "out")


def test_broken_yaml_is_told_with_its_line(capsys, tmp_path):
    path = tmp_path / "案卷.yaml"
    path.write_text("宗地:\n  坐落: [未完\n", "utf-8")
    code, told = stopped(capsys, "generate", path, "-o", tmp_path / "out")
    assert code == 3
    assert "S002" in told and "行" in told
    assert nothing_left(tmp_path / "out")


def test_an_unknown_key_is_told_with_the_nearest_known_one(capsys, changed, tmp_path):
    code, told = stopped(
        capsys, "generate", changed("\nparcel:", "\nparcle:"), "-o", tmp_path / "o"
    )
    assert code == 3
    assert "parcle" in told and "宗地" in told
    assert nothing_left(tmp_path / "o")


def test_a_number_with_a_unit_is_told_with_the_unit_of_its_field(capsys, tmp_path):
    path = tmp_path / "案卷.yaml"
    path.write_text("宗地:\n  出让宗地面积: 100亩\n", "utf-8")
    code, told = stopped(capsys, "generate", path, "-o", tmp_path / "out")
    assert code == 3
    assert "宗地.出让宗地面积" in told and "平方米" in told


def test_a_bad_credit_code_stops_with_its_rule(capsys, sample, changed, tmp_path):
    good = next(
        line.split(":")[1].strip().strip('"')
        for line in sample.read_text("utf-8").splitlines()
        if "credit_code" in line and "9141" in line
    )
    bad = good[:-1] + ("A" if good[-1] != "A" else "B")
    code, told = stopped(capsys, "generate", changed(good, bad), "-o", tmp_path / "out")
    assert code == 4
    assert "R003" in told and bad in told
    assert nothing_left(tmp_path / "out")


def test_an_unreadable_template_is_told(capsys, root, sample, tmp_path):
    own = tmp_path / "templates" / "land_grant_contract"
    own.mkdir(parents=True)
    shipped = root / "templates/contracts/land_grant_contract/manifest.yaml"
    (own / "manifest.yaml").write_bytes(shipped.read_bytes())
    (own / "template.docx").write_bytes(b"no Word file")
    code, told = stopped(
        capsys, "generate", sample, "--templates", own.parent, "-o", tmp_path / "out"
    )
    assert code == 5
    assert "Word" in told
    assert nothing_left(tmp_path / "out")


def test_a_folder_that_cannot_be_written_is_told(capsys, sample, tmp_path):
    taken = tmp_path / "占用"
    taken.write_text("已有的文件", "utf-8")
    code, told = stopped(capsys, "generate", sample, "-o", taken)
    assert code == 3
    assert "D001" in told and "占用" in told
    assert taken.read_text("utf-8") == "已有的文件"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--stage", "最终"], "阶段"),
        (["--format", "odt"], "格式"),
        (["-d", "没有的文书"], "没有的文书"),
        (["--nosuch"], "选项"),
    ],
)
def test_a_wrong_option_is_wrong_usage(capsys, sample, tmp_path, arguments, said):
    code, told = stopped(capsys, "generate", sample, "-o", tmp_path / "out", *arguments)
    assert code == 2
    assert said in told
    assert nothing_left(tmp_path / "out")


def test_an_unknown_jurisdiction_names_the_nearest(capsys, changed, tmp_path):
    code, told = stopped(
        capsys,
        "check",
        changed("jurisdiction: yanshi", "jurisdiction: yanshii"),
        "--as-of",
        "2022-01-01",
    )
    assert code == 3
    assert "yanshi" in told


def test_a_batch_goes_on_past_a_bad_case_and_ends_with_the_worst_code(capsys, sample, tmp_path):
    bad = tmp_path / "坏.yaml"
    bad.write_text("无此项: 1\n", "utf-8")
    code = run(["generate", str(bad), str(sample), "-o", str(tmp_path / "out"), "--format", "docx"])
    assert code == 3
    assert len(list((tmp_path / "out").glob("*.docx"))) == 1


def test_check_prints_json_and_nothing_else(capsys, sample):
    code = run(["check", str(sample), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert all(one["source"]["title"] and one["source"]["article"] for one in found["findings"])


def test_input_that_cannot_be_read_has_the_shape_of_findings(capsys, tmp_path):
    path = tmp_path / "案卷.yaml"
    path.write_text("宗地:\n  出让宗地面积: 甲\n  无此项: 1\n", "utf-8")
    code = run(["check", str(path), "--json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert code == 3
    assert {one["code"] for one in found} == {"S003", "S005"}
    wanted = {
        "code", "severity", "path", "title", "value", "expected", "message", "fix", "source",
        "jurisdiction", "file",
    }  # fmt: skip
    assert all(set(one) == wanted for one in found)


def test_help_is_in_chinese(capsys):
    assert run(["--help"]) == 0
    text = capsys.readouterr().out
    assert "用法：" in text and "Usage" not in text and "Options" not in text


def test_a_fault_of_our_own_is_told_without_a_traceback(capsys, monkeypatch, sample):
    from docgen import pipeline

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(pipeline, "check", broken)
    code, told = stopped(capsys, "check", sample)
    assert code == 1
    assert "ZeroDivisionError" in told and "交付" in told


def test_version_answers_before_anything_else_is_imported(root):
    lines = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "docgen", "--version"],
        capture_output=True,
        text=True,
        cwd=root,
        check=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert lines.stdout.startswith("docgen ")
    assert "pydantic" not in lines.stderr and "typer" not in lines.stderr
