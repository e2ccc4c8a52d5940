"""``docgen run`` on the screen and as JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from docgen.batch import finish as finish_module
from docgen.cli.app import run
from docgen.cli.columns import columns
from docgen.register.register import Register
from tests.printedruns import ACT, a_folder, number
from tests.registers import begin, fresh, made, plans
from tests.servedsheet import fill

pytestmark = pytest.mark.e2e
SET = ["--set", "受让人.名称=示例新名称机械有限公司", "--why", "名称写错"]


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    a_folder(tmp_path)
    return Path("out")


@pytest.fixture
def unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with Register.open(fresh(tmp_path / "out")) as register:
        begun = begin(register)
        register.reserve(begun, plans(4), ACT, number="偃自然资函〔2022〕号")
        register.confirm(begun, 0, [made(1), made(2)], ACT)
    return Path("out")


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    capsys.readouterr()
    assert run(["run", *words, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_status_tells_what_to_type_next_in_eighty_columns(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "void", "out", number(5), "--why", "主送写错"]) == 0
    capsys.readouterr()
    assert run(["run", "status", "out", "--register", "out/register.sqlite"]) == 0
    told = capsys.readouterr().out
    assert "有效 2，已作废 1；没有登记送达 2" in told
    assert f"文号 {number(3)} 至 {number(5)}，共 3 个" in told
    assert "docgen run served out --register out/register.sqlite" in told.replace("\n    ", " ")
    assert max(map(columns, told.splitlines())) <= 80


def test_status_of_an_unfinished_run_tells_how_to_give_it_up(
    unfinished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "status", "out"]) == 0
    told = capsys.readouterr().out
    assert "没有做完" in told
    assert "印出 2，拒印 0，待印 2" in told
    assert "docgen run stop out --why 原因" in told


def test_status_as_json(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (one,) = as_json(capsys, "status", "out")["runs"]  # type: ignore[misc]
    assert one["rows"] == {"printed": 3, "refused": 0, "waiting": 0, "dropped": 0}
    assert one["numbers"] == {"first": number(3), "last": number(5), "count": 3}
    assert (one["kind"], one["state"], one["next"]) == ("price_demand", "finished", "serve")


def test_a_paper_is_printed_again_into_the_folder(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "reprint", "out", number(4), "--why", "纸质件遗失"]) == 0
    assert "已补印 1 份到 out/补印，与发出的一致" in capsys.readouterr().out
    assert len(list((out / "补印").glob("*.docx"))) == 1
    again = as_json(capsys, "reprint", "out", "--all", "-o", "另存")
    assert [one["number"] for one in again["papers"]] == [number(no) for no in (3, 4, 5)]  # type: ignore[union-attr, attr-defined]
    assert run(["register", "show", number(4)]) == 0
    assert "补印：纸质件遗失" in capsys.readouterr().out


def test_what_to_print_again_must_be_said(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["run", "reprint", "out"]) == 2
    assert run(["run", "reprint", "out", number(4), "--all"]) == 2
    assert run(["run", "reprint", "out", number(99)]) == 2
    assert capsys.readouterr().err.count("错误") == 3


def test_a_paper_is_voided_once_and_with_a_reason(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "void", "out", number(3)]) == 2
    assert "没有写作废的原因" in capsys.readouterr().err
    assert run(["run", "void", "out", number(3), "--why", "主送写错"]) == 0
    assert "文号不再用" in capsys.readouterr().out
    assert run(["run", "void", "out", number(3), "--why", "主送写错"]) == 2
    assert "已经作废" in capsys.readouterr().err


def test_a_paper_that_was_served_is_voided_with_a_warning(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "served", "out"]) == 0
    fill(out / "送达登记.xlsx", {number(3): ("邮寄送达", date(2022, 3, 14), "", "EX0001")})
    assert run(["run", "served", "out", "out/送达登记.xlsx"]) == 0
    assert run(["run", "void", "out", number(3), "--why", "主送写错"]) == 0
    assert "已于 2022-03-14 送达" in capsys.readouterr().err


def test_a_paper_is_corrected_and_the_same_again_does_nothing(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "correct", "out", number(4), *SET]) == 0
    told = capsys.readouterr().out
    assert f"{number(4)}」由「{number(6)}」" in told.replace("\n  ", "")
    assert "改为 示例新名称机械有限公司" in told
    assert "对账：out/更正/对账.xlsx" in told
    assert max(map(columns, told.splitlines())) <= 80
    assert run(["run", "correct", "out", number(4), *SET]) == 0
    assert "这次什么也没有做" in capsys.readouterr().out.replace("\n  ", "")
    found = as_json(capsys, "correct", "out", number(4), *SET)
    assert (found["old"], found["new"], found["done_before"]) == (number(4), number(6), True)


def test_a_correction_that_is_wrong_is_told(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["run", "correct", "out", number(4), "--why", "名称写错"]) == 2
    assert run(["run", "correct", "out", number(4), "--set", "名称", "--why", "写错"]) == 2
    assert run(["run", "correct", "out", number(4), "--set", "限期=某日", "--why", "写错"]) == 3
    assert run(["run", "correct", "out", number(4), *SET[:2]]) == 2
    wrong = ["--set", "出让.分期[2].金额=1", "--why", "写错"]
    assert run(["run", "correct", "out", number(4), *wrong]) == 4
    told = capsys.readouterr().err
    assert "不是 标题=值 的样子" in told
    assert "各期合计" in told


def test_ctrl_c_in_a_correction_says_how_to_go_on(
    out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as pressed:
        pressed.setattr(finish_module, "write_all", interrupted)
        assert run(["run", "correct", "out", number(4), *SET]) == 130
    assert "同样的命令再来一次就接着做" in capsys.readouterr().err
    assert run(["run", "correct", "out", number(4), *SET]) == 0


def test_a_run_is_given_up_and_its_numbers_are_told(
    unfinished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "stop", "out"]) == 2
    assert run(["run", "stop", "out", "--why", "台账作废"]) == 0
    assert f"退回文号 {number(1)} 至 {number(4)}，共 4 个" in capsys.readouterr().out
    assert run(["run", "stop", "out", "--why", "台账作废"]) == 2


def test_a_run_is_given_up_with_what_was_printed_kept(
    unfinished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = as_json(capsys, "stop", "out", "--why", "台账作废", "--keep")
    assert found["kept"] == [number(1), number(2)]
    assert found["returned"] == [number(3), number(4)]


def test_a_service_sheet_goes_out_and_comes_back_with_its_faults(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "served", "out"]) == 0
    assert "docgen run served out out/送达登记.xlsx" in capsys.readouterr().out
    sheet = out / "送达登记.xlsx"
    rows = {
        number(3): ("邮寄送达", date(2022, 3, 14), "示例某", "EX0001"),
        number(4): ("邮寄送达", date(2022, 3, 1), "", ""),
    }
    fill(sheet, rows)
    assert run(["run", "served", "out", str(sheet)]) == 3
    told = capsys.readouterr()
    assert "送达登记.xlsx 送达登记!G3" in told.err
    assert "新登记 1 份" in told.out
    assert "有错 1 处" in told.out
    fill(sheet, rows | {number(4): ("直接送达", date(2022, 3, 15), "示例某", "")})
    found = as_json(capsys, "served", "out", str(sheet))
    assert found["recorded"] == {"new": 1, "same": 1, "corrected": 0}
    assert (found["open"], found["unserved"], found["faults"]) == (1, 1, [])


def test_a_sheet_is_not_written_over_nor_written_for_nothing(
    unfinished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "served", "out"]) == 0
    assert "没有写出清单" in capsys.readouterr().out
    (unfinished / "送达登记.xlsx").write_text("")
    assert run(["run", "served", "out"]) == 2


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("reprint", "--all"),
        ("void", number(3), "--why", "写错"),
        ("correct", number(3), *SET),
        ("stop", "--why", "写错"),
        ("served",),
    ],
)
def test_a_wrong_folder_is_told_by_every_command(
    out: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    command, *rest = words
    assert run(["run", command, "没有", *rest]) == 3
    assert "没有文件夹「没有」" in capsys.readouterr().err
    assert not Path("没有").exists()
