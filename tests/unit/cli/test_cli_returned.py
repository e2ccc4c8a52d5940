"""What a lawyer reads when a paper has come back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docgen.cli.app import run
from tests.wordfiles import para, receipt_for, word_file

SMALL, LARGE = "12,345,678.90", "人民币壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角整"
SENTENCE = f"出让价款为{LARGE}（小写{SMALL}元）。"
FIGURE = {"path": "grant.price_yuan", "title": "出让.出让价款", "paragraph": 2, "clause": "第一条"}
RECEIPT = receipt_for(
    [
        {"text": "价款", "clause": "第一条", "label": "第一条"},
        {"text": SENTENCE, "clause": "第一条"},
    ],
    [{**FIGURE, "printed": LARGE, "form": "大写"}, {**FIGURE, "printed": SMALL}],
)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a paper as it went out, as it came back, and its receipt."""
    monkeypatch.chdir(tmp_path)
    write(Path("合同.docx"), SENTENCE)
    write(Path("改稿.docx"), SENTENCE.replace(SMALL, "12,345,687.90"))
    Path("合同.receipt.json").write_bytes(RECEIPT)
    return tmp_path


def write(path: Path, sentence: str) -> None:
    path.write_bytes(word_file(para("价款", level=0) + para(sentence)))


def test_a_changed_figure_is_told_first_with_the_form_that_was_forgotten(office, capsys):
    assert run(["verify", "改稿.docx", "--receipt", "合同.receipt.json"]) == 6
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "改稿.docx：已改动。"
    assert said[1] == "  对照：《示例合同》，合同.receipt.json"
    assert said[2] == "数据（1 处）"
    assert said[3] == "  第一条 出让价款：12,345,678.90 → 12,345,687.90；大写未同步修改"


def test_a_file_beside_its_receipt_needs_no_option(office, capsys):
    assert run(["verify", "合同.docx"]) == 0
    assert "只是重新保存过，文字一字未改" in capsys.readouterr().out


def test_of_several_files_the_worst_decides_and_all_are_told(office, capsys):
    assert run(["verify", "合同.docx", "改稿.docx"]) == 3
    told = capsys.readouterr()
    assert "合同.docx：只是重新保存过" in told.out
    assert "改稿.docx：没有可以对照的回执" in told.err


def test_json_is_all_that_stands_on_stdout(office, capsys):
    assert run(["verify", "改稿.docx", "--receipt", "合同.receipt.json", "--json"]) == 6
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert (file["status"], file["receipt"]) == ("changed", "合同.receipt.json")
    (figure,) = file["figures"]
    assert (figure["path"], figure["old"], figure["new"]) == (
        "grant.price_yuan", SMALL, "12,345,687.90",
    )  # fmt: skip


def test_one_receipt_is_for_one_file(office, capsys):
    assert run(["verify", "合同.docx", "改稿.docx", "--receipt", "合同.receipt.json"]) == 2


@pytest.mark.parametrize("name", ["没有.docx", "空.docx", "图.docx"])
def test_what_cannot_be_read_ends_with_three_and_one_sentence(office, capsys, name):
    Path("空.docx").write_bytes(b"")
    Path("图.docx").write_bytes(b"\x89PNG")
    assert run(["verify", name, "--receipt", "合同.receipt.json"]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"错误 {name}：")
    assert len(told.err.splitlines()) == 1


def test_a_receipt_that_is_not_there_ends_with_three(office, capsys):
    assert run(["verify", "改稿.docx", "--receipt", "没有.json"]) == 3
    assert "没有这个文件" in capsys.readouterr().err


def test_two_papers_are_compared_by_field_name_and_a_redline_is_written(office, capsys):
    assert run(["compare", "合同.docx", "改稿.docx", "-o", "修订稿.docx"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "合同.docx → 改稿.docx：数据 1 处，文字 0 处。"
    assert said[2] == "  第一条 出让价款：12,345,678.90 → 12,345,687.90；大写未同步修改"
    assert said[-1] == "修订稿：修订稿.docx（全部接受即改稿，全部拒绝即原件）"
    assert Path("修订稿.docx").read_bytes().startswith(b"PK")


def test_without_a_receipt_figures_are_seen_all_the_same(office, capsys):
    Path("合同.receipt.json").unlink()
    assert run(["compare", "合同.docx", "改稿.docx"]) == 0
    assert "第一条 数字：12,345,678.90 → 12,345,687.90；大写未同步修改" in capsys.readouterr().out


def test_comparing_a_paper_with_itself_says_so(office, capsys):
    assert run(["compare", "合同.docx", "合同.docx", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["figures"] == found["words"] == found["traces"] == []
    assert run(["compare", "合同.docx", "合同.docx"]) == 0
    assert capsys.readouterr().out == "合同.docx 与 合同.docx：文字一字不差。\n"


@pytest.mark.parametrize("target", ["改稿.docx", "合同.docx", "修订稿.pdf"])
def test_a_redline_never_takes_the_place_of_a_paper(office, capsys, target):
    before = {path.name: path.read_bytes() for path in office.iterdir()}
    assert run(["compare", "合同.docx", "改稿.docx", "-o", target]) == 2
    assert {path.name: path.read_bytes() for path in office.iterdir()} == before
    assert target in capsys.readouterr().err


def test_a_pdf_is_held_by_its_hash(office, capsys):
    import hashlib

    data = b"%PDF-1.7 made up"
    receipt = receipt_for([], outputs={"pdf": {"sha256": hashlib.sha256(data).hexdigest()}})
    Path("合同.receipt.json").write_bytes(receipt)
    Path("合同.pdf").write_bytes(data)
    assert run(["verify", "合同.pdf"]) == 0
    Path("合同.pdf").write_bytes(data + b" ")
    assert run(["verify", "合同.pdf"]) == 6
    assert "不是交付的那一份" in capsys.readouterr().out


def test_the_delivered_file_itself_is_unchanged_and_its_copy_goes_by_the_receipt_inside(
    root, tmp_path, capsys
):
    case = str(root / "examples/yanshi.yaml")
    run(["generate", case, "-d", "信用承诺书", "-o", str(tmp_path), "--format", "docx"])
    (paper,) = tmp_path.glob("*.docx")
    capsys.readouterr()
    assert run(["verify", str(paper)]) == 0
    assert "未改动，就是交付的那一份" in capsys.readouterr().out
    copy = tmp_path / "对方发回.docx"
    copy.write_bytes(paper.read_bytes())
    assert run(["verify", str(copy)]) == 0
    assert "内嵌的回执" in capsys.readouterr().out
