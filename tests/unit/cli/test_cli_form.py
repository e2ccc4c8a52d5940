"""``docgen form``, and what ``check`` and ``generate`` say of a form that was filled in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from docgen.cli.app import run
from docgen.intake import load_case
from docgen.intake.form_book import form_book
from docgen.intake.ledger import read_ledger
from docgen.pipeline.form import form_of, sample_of
from tests.forms import filled_in

NOTICE = "price_demand"


@pytest.fixture(scope="module")
def sample_form() -> bytes:
    return form_book(form_of(NOTICE), case=sample_of(NOTICE)).data


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def comments(path: Path) -> dict[str, str]:
    book = load_workbook(io.BytesIO(path.read_bytes()))
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def test_an_empty_form_of_a_notice_knows_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["form", "出让价款催缴通知书", "--jurisdiction", "yanshi", "-o", "催缴.xlsx"]) == 0
    told = capsys.readouterr()
    assert "已写出 催缴.xlsx：出让价款催缴通知书的表单，必填" in told.out
    assert told.err == ""
    case = load_case("催缴.xlsx").case
    assert case.notice is not None
    assert (case.notice.kind, case.jurisdiction) == (NOTICE, "yanshi")


def test_a_case_goes_into_a_form_and_comes_out_the_same(root: Path) -> None:
    source = root / "templates" / "notices" / NOTICE / "sample.yaml"
    assert run(["form", NOTICE, "--from", str(source), "-o", "表.xlsx"]) == 0
    assert load_case("表.xlsx").case == load_case(source).case
    assert run(["form", "--from", "表.xlsx", "-o", "整份.xlsx"]) == 0
    assert load_case("整份.xlsx").case == load_case(source).case
    assert load_case("整份.xlsx").document == ""


def test_a_filled_form_makes_its_own_document_and_names_its_cells(
    sample_form: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("表.xlsx").write_bytes(sample_form)
    assert run(["generate", "表.xlsx", "-o", "out", "--format", "docx"]) == 0
    told = capsys.readouterr()
    assert "表.xlsx：出让价款催缴通知书已生成" in told.out
    receipt = next(Path("out").glob("*.receipt.json")).read_text("utf-8")
    assert "表.xlsx 宗地!B" in receipt
    assert not list(Path("out").glob("*批注*"))


def test_faults_come_back_as_comments_at_their_cells(
    sample_form: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    data = filled_in(sample_form, {("宗地", "出让宗地面积"): "100亩", ("出让", "出让价款"): "很多"})
    Path("表.xlsx").write_bytes(data)
    assert run(["generate", "表.xlsx", "-o", "out"]) == 3
    told = capsys.readouterr().err
    assert "表.xlsx 宗地!B" in told
    assert "出错的格子都加了批注：out/表-批注.xlsx" in told
    found = comments(Path("out/表-批注.xlsx"))
    assert [cell.partition("!")[0] for cell in found] == ["宗地", "出让"]
    assert [text.partition("：")[0] for text in found.values()] == ["错误 L024", "错误 S005"]
    # The copy is a form as well: put right, it goes on.
    mended = filled_in(
        Path("out/表-批注.xlsx").read_bytes(),
        {("宗地", "出让宗地面积"): 66666.67, ("出让", "出让价款"): 19200000},
    )
    Path("改.xlsx").write_bytes(mended)
    assert load_case("改.xlsx").document == NOTICE


def test_findings_come_back_at_their_cells(
    sample_form: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    data = filled_in(sample_form, {("宗地", "坐落"): None, ("通知", "收款机关"): None})
    Path("表.xlsx").write_bytes(data)
    assert run(["generate", "表.xlsx", "-o", "out"]) == 4
    told = capsys.readouterr().err
    assert "M001 表.xlsx 宗地!B" in told
    cells = comments(Path("out/表-批注.xlsx"))
    assert any(cell.startswith("宗地!B") and "M001" in text for cell, text in cells.items())
    assert run(["check", "表.xlsx"]) == 4
    assert Path("表-批注.xlsx").is_file()
    shown = capsys.readouterr()
    assert "出错的格子都加了批注：表-批注.xlsx" in shown.err
    assert run(["check", "表.xlsx", "--json"]) == 4
    assert '"row": "宗地!B' in capsys.readouterr().out


def test_what_was_put_right_in_reading_is_told(
    sample_form: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("表.xlsx").write_bytes(filled_in(sample_form, {("宗地", "出让宗地面积"): "6.66公顷"}))
    run(["check", "表.xlsx"])
    assert "L008 表.xlsx 宗地!B" in capsys.readouterr().err
    assert "提醒 L008" in "".join(comments(Path("表-批注.xlsx")).values())


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["form", "出让合同书"], 2, "是不是「出让合同」"),
        (["form", NOTICE, "-o", "表.xls"], 2, "写成 表单.xlsx"),
        (["form", NOTICE, "--from", "没有.yaml"], 3, "没有这个文件"),
        (["form", NOTICE, "--jurisdiction", "nowhere"], 3, "nowhere"),
        (["check", "空.xlsx"], 3, "文件是空的"),
        (["check", "旧.xls"], 3, "另存为“Excel 工作簿（*.xlsx）”"),
        (["check", "假.xlsx"], 3, "不是 Excel 工作簿"),
        (["check", "台账.xlsx"], 3, "这不是表单"),
        (["generate", "台账.xlsx"], 3, "台账用 docgen batch"),
    ],
)
def test_what_goes_wrong_is_said_with_how_to_put_it_right(
    words: list[str], code: int, said: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("空.xlsx").write_bytes(b"")
    Path("旧.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    Path("假.xlsx").write_text("出让：\n  出让年限：20\n", "utf-8")
    ledger = next((root / "examples" / "ledgers").glob("*.xlsx"))
    Path("台账.xlsx").write_bytes(ledger.read_bytes())
    assert run(words) == code
    told = "".join(capsys.readouterr().err.split())
    assert "".join(said.split()) in told
    assert not list(Path().glob("*批注*"))


def test_a_form_is_no_ledger_but_ledgers_are_made_of_forms(
    sample_form: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("表.xlsx").write_bytes(sample_form)
    assert run(["batch", NOTICE, "表.xlsx", "-o", "out"]) == 3
    assert "这是填写的表单，不是台账" in capsys.readouterr().err
    assert run(["ledger", NOTICE, "表.xlsx", "-o", "台账.xlsx"]) == 0
    (row,) = read_ledger("台账.xlsx").rows
    assert row.ok


def test_a_form_is_not_written_over_the_one_it_comes_from(
    sample_form: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("表.xlsx").write_bytes(sample_form)
    assert run(["form", NOTICE, "--from", "表.xlsx", "-o", "表.xlsx"]) == 2
    assert "换一个文件名" in capsys.readouterr().err
    assert Path("表.xlsx").read_bytes() == sample_form


def test_a_copy_that_cannot_be_written_does_not_hide_the_findings(
    sample_form: bytes, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from docgen.cli import form_notes
    from docgen.errors import DeliveryError

    def refuse(*_: object) -> None:
        raise DeliveryError("文件夹不能写入。", fix="改正它的权限。", code="D001")

    Path("表.xlsx").write_bytes(filled_in(sample_form, {("宗地", "坐落"): None}))
    monkeypatch.setattr(form_notes, "write_all", refuse)
    assert run(["check", "表.xlsx"]) == 4
    told = capsys.readouterr()
    assert "M001" in told.out
    assert "批注没有写成" in told.err


def test_a_form_of_another_document_is_used_when_that_is_asked_for(
    sample_form: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("表.xlsx").write_bytes(sample_form)
    assert run(["generate", "表.xlsx", "-d", "出让合同", "-o", "out"]) == 4
    assert "M001 表.xlsx" in capsys.readouterr().err
    assert Path("out/表-批注.xlsx").is_file()
