"""``docgen register`` on the screen."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from docgen.cli.app import run
from docgen.cli.columns import columns
from docgen.register.records import Served
from docgen.register.register import Register
from tests.deskbooks import approved, desk, issue_plainly, staff
from tests.registers import ACT, a_run, begin, fresh, numbers, plans, print_all

NUMBER = numbers(1)[0]


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = fresh(tmp_path / "out")
    with Register.open(path) as opened:
        a_run(opened, "a", 3)
        first, second, third = opened.documents()
        opened.record_services(
            [(second, Served("mail", date(2026, 11, 30), signer="示例某", mail_no="EX01"))], ACT
        )
        opened.void(third, replace(ACT, why="主送写错"))
        again = begin(opened, "correction", corrects=first.id)
        opened.reserve(again, plans(1), ACT, number="偃自然资函〔2026〕号")
        print_all(opened, again)
    return path


def test_papers_are_listed_with_their_state_in_eighty_columns(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["register", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == numbers(1, 2, 3, 4)
    assert [line.split()[-1] for line in lines] == ["已更正", "已送达", "已作废", "未送达"]
    assert max(map(columns, lines)) <= 80


@pytest.mark.parametrize(
    ("options", "listed"),
    [
        (["--unserved"], numbers(4)),
        (["--key", "parcel-2"], numbers(2)),
        (["--kind", "出让价款催缴通知书"], numbers(1, 2, 3, 4)),
        (["--kind", "idle_recognition"], []),
    ],
)
def test_the_list_can_be_narrowed(
    register: Path, capsys: pytest.CaptureFixture[str], options: list[str], listed: list[str]
) -> None:
    assert run(["register", "list", "--json", *options]) == 0
    found = json.loads(capsys.readouterr().out)["documents"]
    assert [one["number"] for one in found] == listed


def test_a_paper_is_shown_with_what_corrects_it_and_its_trail(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["register", "show", NUMBER]) == 0
    shown = capsys.readouterr().out
    assert f"已更正，见 {numbers(4)[0]}" in shown
    assert "2026-11-24 21:33 示例经办 更正" in shown
    assert max(map(columns, shown.splitlines())) <= 80
    assert run(["register", "show", numbers(2)[0]]) == 0
    assert "邮寄送达，2026-11-30，示例某，EX01" in capsys.readouterr().out


def test_a_paper_as_json_tells_all_that_is_known(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["register", "show", numbers(2)[0], "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["service"]["served_on"] == "2026-11-30"
    assert told["keys"] == ["contract-1", "parcel-2"]
    assert [one["what"] for one in told["trail"]][-1] == "service.record"


def test_an_unknown_number_and_a_missing_register_are_told(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["register", "show", numbers(9)[0]]) == 2
    assert "没有文号「偃自然资函〔2026〕9号」" in capsys.readouterr().err
    assert run(["register", "list", "--register", "nix.sqlite"]) == 3
    assert "没有登记簿「nix.sqlite」" in capsys.readouterr().err


def test_a_register_is_backed_up_and_brought_back(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["register", "backup", "备份.sqlite"]) == 0
    register.write_bytes(register.read_bytes()[:4096] + b"\xff" * 90_000)
    assert run(["register", "list"]) == 3
    assert run(["register", "restore", "备份.sqlite", "--by", "示例某", "--why", "坏了"]) == 0
    told = capsys.readouterr()
    assert "已恢复 out/register.sqlite，共 4 件文书。" in told.out
    assert "--number 指明首号" in told.err
    assert run(["register", "list"]) == 0


@pytest.fixture
def desk_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with desk(tmp_path / "out") as one:
        staff(one)
        issue_plainly(one, approved(one))
        a_run(one.register, "a", 1)
    return tmp_path / "out" / "register.sqlite"


def test_papers_of_the_desk_are_listed_beside_those_of_runs(
    desk_register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["register", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["偃自然资出〔2026〕1号", "出让合同", "示例甲公司", "有效"]
    assert lines[1].split()[-1] == "未送达"
    assert run(["register", "list", "--json", "--kind", "出让合同"]) == 0
    assert len(json.loads(capsys.readouterr().out)["documents"]) == 1
    assert run(["register", "list", "--json", "--unserved"]) == 0
    assert len(json.loads(capsys.readouterr().out)["documents"]) == 1


def test_a_paper_of_the_desk_is_shown_with_who_handed_it_in_and_who_approved_it(
    desk_register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["register", "show", "偃自然资出〔2026〕1号"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.strip() for line in shown if line.startswith("  2026")] == [
        "2026-11-25 09:00 示例经办 送审",
        "2026-11-25 10:00 示例审核 批准",
        "2026-11-25 10:00 示例审核 开始出稿",
        "2026-11-25 10:00 示例审核 预留文号",
        "2026-11-25 10:00 示例审核 出稿完成，文号用讫",
        "2026-11-25 10:00 示例审核 签发",
    ]
    assert not any(line.startswith("送达") for line in shown)


def test_a_register_with_a_desk_is_backed_up_and_brought_back(
    desk_register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["register", "backup", "备份.sqlite"]) == 0
    assert "共 2 件文书、1 份案卷。" in capsys.readouterr().out
    assert run(["register", "restore", "备份.sqlite"]) == 0
    told = capsys.readouterr()
    assert "共 2 件文书、1 份案卷。" in told.out
    assert "请管理人员逐一核对" in told.err


def test_a_paper_of_the_desk_is_voided_with_its_reason(
    desk_register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = "偃自然资出〔2026〕1号"
    assert run(["register", "void", number]) == 2
    assert "没有写作废的原因" in capsys.readouterr().err
    assert run(["register", "void", number, "--why", "面积写错", "--by", "示例管理"]) == 0
    assert f"已作废：出让合同「{number}」" in capsys.readouterr().out
    assert run(["register", "show", number]) == 0
    shown = capsys.readouterr().out
    assert "示例管理 作废：面积写错" in shown
    assert "已作废" in shown
    assert run(["register", "void", "没有〔2026〕1号", "--why", "x"]) == 2
    assert "登记簿里没有文号" in capsys.readouterr().err
