"""``docgen run``: what is done with papers after they were printed."""

from __future__ import annotations

import io
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from docgen.batch.options import RunOptions
from docgen.batch.run import print_run
from docgen.cli.app import run
from docgen.cli.columns import columns
from docgen.register.records import Act, DocumentState
from docgen.register.register import Register
from tests.registers import begin, plans
from tests.runledger import write_ledger

ACT = Act("2022-03-10T09:00:00+08:00", "示例经办")


def number(value: int) -> str:
    return f"偃自然资函〔2022〕{value}号"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of two Word files."""
    folder = tmp_path_factory.mktemp("批")
    ledger = write_ledger(folder / "催缴台账.xlsx", 2)
    options = RunOptions(
        "price_demand",
        (ledger,),
        folder / "out",
        jurisdiction="yanshi",
        number=number(3),
        workers=1,
    )
    print_run(options, ACT)
    return folder / "out"


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of one print file."""
    folder = tmp_path_factory.mktemp("合")
    ledger = write_ledger(folder / "催缴台账.xlsx", 2)
    return print_two(ledger, folder / "out", merge=True)


def print_two(ledger: Path, out: Path, *, merge: bool) -> Path:
    options = RunOptions(
        "price_demand",
        (ledger,),
        out,
        jurisdiction="yanshi",
        number=number(3),
        workers=1,
        merge=merge,
    )
    print_run(options, ACT)
    return out


@pytest.fixture
def out(printed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(printed, tmp_path / "out"))


def register_of(out: Path) -> Register:
    return Register.open(out / "register.sqlite", create=False)


def test_the_status_tells_each_run_with_its_rows_and_numbers(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "status", str(out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2022-03-10 09:00　出让价款催缴通知书　已完成：已印 2"
    assert lines[1].strip() == f"文号 {number(3)} 至 {number(4)}，共 2 个"
    assert max(map(columns, lines)) <= 80


def test_a_paper_is_printed_once_more_byte_for_byte(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "reprint", str(out), number(4)]) == 0
    again = {path.name: path.read_bytes() for path in (out / "重印").iterdir()}
    assert len(again) == 2
    assert all((out / "文书" / name).read_bytes() == data for name, data in again.items())
    with register_of(out) as register:
        paper = register.find(number(4))
        assert paper is not None
        assert register.trail(paper)[-1].what == "document.reprint"


def test_a_paper_of_a_print_file_is_printed_once_more_as_its_pages(
    merged: Path, tmp_path: Path
) -> None:
    out = shutil.copytree(merged, tmp_path / "out")
    assert run(["run", "reprint", str(out), number(3)]) == 0
    names = sorted(path.name for path in (out / "重印").iterdir())
    assert [name.rpartition(".")[2] for name in names] == ["pdf", "json"]


def test_what_would_not_be_the_same_paper_is_not_delivered(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = Register.texts

    def altered(self: Register, run_id: int, row: int) -> Any:
        found = kept(self, run_id, row)
        data = json.loads(found.case_json)
        data["case"]["notice"]["contact"] = "示例另某"
        return type(found)(json.dumps(data).encode(), found.receipt_json)

    monkeypatch.setattr(Register, "texts", altered)
    assert run(["run", "reprint", str(out), number(4)]) == 6
    assert "与发出的一份不同" in capsys.readouterr().err
    assert not (out / "重印").exists()


def test_a_voided_paper_is_not_printed_once_more(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "void", str(out), number(3)]) == 2
    assert "没有写作废的原因" in capsys.readouterr().err
    assert run(["run", "void", str(out), number(3), "--why", "主送写错"]) == 0
    assert run(["run", "reprint", str(out), number(3)]) == 2
    assert "已经作废" in capsys.readouterr().err


def test_a_corrected_paper_has_a_new_number_and_the_new_words(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change = ["--set", "通知.联系人=示例另某", "--why", "联系人写错", "--by", "示例科长"]
    assert run(["run", "correct", str(out), number(3), *change]) == 0
    assert f"{number(3)} 已更正，见 {number(5)}。" in capsys.readouterr().out
    (docx,) = (out / "更正").glob("*.docx")
    (receipt,) = (out / "更正").glob("*.receipt.json")
    printed = {one["path"]: one["printed"] for one in json.loads(receipt.read_bytes())["figures"]}
    assert printed["notice.contact"] == "示例另某"
    assert printed["notice.document_no"] == number(5)
    assert docx.stat().st_size > 0
    with register_of(out) as register:
        old, new = register.find(number(3)), register.find(number(5))
        assert old is not None
        assert new is not None
        assert (old.state, old.superseded_by) == (DocumentState.SUPERSEDED, number(5))
        assert register.trail(old)[-1].act.why == "联系人写错"
    # What was corrected once is not corrected again; the new paper may be printed once more.
    assert (
        run(["run", "correct", str(out), number(3), "--set", "通知.联系人=示例某", "--why", "又"])
        == 2
    )
    assert run(["run", "reprint", str(out), number(5)]) == 0


def test_a_correction_told_twice_is_one(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change = ["--set", "通知.联系人=示例另某", "--why", "联系人写错"]
    for _ in range(2):
        assert run(["run", "correct", str(out), number(3), *change]) == 0
    with register_of(out) as register:
        assert len(register.documents()) == 3


def test_another_grantee_is_another_addressee(out: Path) -> None:
    change = ["--set", "受让人.名称=示例新名公司", "--why", "名称写错"]
    code = run(["run", "correct", str(out), number(3), *change])
    assert code == 0
    with register_of(out) as register:
        paper = register.find(number(5))
        assert paper is not None
        assert paper.addressee == "示例新名公司"


@pytest.mark.parametrize(
    ("words", "says", "code"),
    [
        (["--set", "没有的=1", "--why", "x"], "「没有的」没有这个字段", 2),
        (["--set", "通知.联系人", "--why", "x"], "不是 题名=值", 2),
        (["--set", "通知.联系人=示例某", "--why", ""], "写明改了什么和原因", 2),
        (["--set", "出让.出让价款=不知道", "--why", "x"], "「不知道」不是数", 2),
    ],
)
def test_a_correction_that_says_nothing_usable_is_told_and_takes_no_number(
    out: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str, code: int
) -> None:
    assert run(["run", "correct", str(out), number(3), *words]) == code
    assert says in capsys.readouterr().err
    with register_of(out) as register:
        assert len(register.runs()) == 1


def test_services_go_out_as_a_sheet_and_come_back(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "served", str(out)]) == 0
    path = out / "送达登记.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    sheet: Any = book.active
    sheet["E2"], sheet["G2"], sheet["H2"] = "直接送达", date(2022, 3, 12), "示例某"
    sheet["E3"], sheet["G3"] = "托梦", date(2022, 3, 12)
    book.save(path)
    assert run(["run", "served", str(out), str(path)]) == 3
    told = capsys.readouterr()
    assert "新登记 1 件，更正 0 件，没有变化 0 件，未填 0 件，有误 1 处。" in told.out
    assert "送达登记!E3" in told.err
    with register_of(out) as register:
        paper = register.find(number(3))
        assert paper is not None
        assert paper.service is not None
        assert paper.service.served_on == date(2022, 3, 12)


def test_a_run_that_is_not_done_can_be_stopped(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "stop", str(out), "--why", "台账拿错"]) == 2
    assert "没有未做完的批次" in capsys.readouterr().err
    with register_of(out) as register:
        register.reserve(begin(register, "另一批"), plans(2), ACT, number="偃自然资函〔2022〕号")
    assert run(["run", "stop", str(out), "--why", "台账拿错"]) == 0
    assert run(["run", "status", str(out)]) == 0
    assert "已停止：作罢 2" in capsys.readouterr().out


def test_a_number_that_nobody_bears_and_a_folder_without_a_register_are_told(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["run", "reprint", str(out), number(9)]) == 2
    assert run(["run", "status", str(tmp_path / "无")]) == 3
    assert "没有登记簿" in capsys.readouterr().err
