"""``docgen ledger`` for ledgers that are kept: what is written, what is said, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docgen.cli.app import run
from docgen.errors import InputError, UsageError

CASES = ("examples/yanshi/yanshi-stopped.yaml", "examples/yanshi/yanshi-50-years.yaml")


def ledger(root: Path, *words: str) -> int:
    return run(["ledger", *[str(root / one) if one in CASES else one for one in words]])


def test_a_ledger_is_written_and_who_is_not_in_it_is_told(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "deep" / "台账.xlsx"
    assert ledger(root, "低效用地工作台账", *CASES, "-o", str(file)) == 0
    said = capsys.readouterr()
    assert file.is_file()
    assert "1 行，面积18676.00平方米，折合28.0140亩" in said.out
    assert "未列入：yanshi-50-years.yaml" in said.err


def test_json_gives_the_rows_and_needs_no_file(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ledger(root, "inefficient_ledger", *CASES, "--as-of", "2021-11-30", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["as_of"] == "2021-11-30"
    assert told["rows"][0]["area_m2"] == "18676.00"
    assert told["rows"][0]["case"] == "yanshi-stopped.yaml"
    assert told["totals"][-1]["count"] == 1
    assert told["left_out"][0]["case"] == "yanshi-50-years.yaml"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("低效用地工作台账", CASES[0]), UsageError.exit_code, "-o 台账.xlsx"),
        (("低效用地工作台账", CASES[0], "-o", "台账.xls"), UsageError.exit_code, ".xlsx"),
        (("低效用地工作台账", CASES[0], "--json", "--as-of", "昨天"), UsageError.exit_code, "日期"),
        (
            ("一地一档", CASES[0], "--json", "--register", "没有.sqlite"),
            InputError.exit_code,
            "没有",
        ),
        (("一地一档", "没有.yaml", "--json"), InputError.exit_code, "没有这个文件"),
        (("月亮台账", CASES[0], "-o", "台账.xlsx"), UsageError.exit_code, "月亮台账"),
        (("价款催缴", CASES[0], "--json"), UsageError.exit_code, "价款催缴"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ledger(root, *words) == code
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
