"""The audit sheet says what the receipt says, on two pages at most; it drops nothing in silence."""

from __future__ import annotations

import io
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from docgen import pipeline
from docgen.cli.app import run
from docgen.delivery.filed import Filed, file_paper
from docgen.delivery.shape import read_receipt
from docgen.delivery.sheet import audit_sheet
from docgen.errors import AuditError, EngineError, InputError
from docgen.pipeline import Document, filing

ROOT = Path(__file__).resolve().parents[3]


@cache
def paper(name: str = "信用承诺书") -> Document:
    case = pipeline.load_case(ROOT / "examples" / "yanshi.yaml")
    return next(iter(pipeline.generate(case, [name], file="yanshi.yaml")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pipeline.deliver([paper()], tmp_path)
    return tmp_path


def file_of(folder: Path, ending: str) -> Path:
    return folder / f"{paper().stem}{ending}"


def text_of(pdf: bytes) -> tuple[int, str]:
    """Return the pages and the letters of a PDF, white space left out."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as opened:
        pages = [page.get_textpage().get_text_range() for page in opened]
    return len(pages), "".join("".join(pages).split())


def edited(change: dict[str, Any]) -> Filed:
    """Return a paper whose receipt was written otherwise."""
    few = json.loads(paper().receipt_json)
    few["figures"] = few["figures"][:5]
    values = {**few, **change}
    receipt = read_receipt(json.dumps(values).encode(), name="试")
    return Filed("试", receipt, "试.receipt.json", False, "0" * 64, ())


@pytest.mark.slow
def test_the_sheet_shows_hashes_findings_figures_and_what_was_confirmed(folder: Path) -> None:
    sheet = filing.audit_sheet(file_of(folder, ".docx"))
    assert sheet.path == folder / f"{paper().stem}-核验单.pdf"
    assert sheet.notes == ()
    pages, text = text_of(sheet.path.read_bytes())
    assert pages <= 2
    receipt = paper().receipt
    outputs = receipt["outputs"]
    for told in (outputs["docx"]["sha256"], outputs["docx"]["parts_sha256"]):
        assert told in text
        assert text.count(told[:8]) == 2
    assert outputs["pdf"]["sha256"] in text
    assert receipt["case"]["sha256"] in text
    assert text.count("与回执一致") == 2
    confirmed = [one for one in receipt["findings"] if one["confirmed"]]
    assert confirmed
    for one in confirmed:
        assert one["confirmed"]["by"] + "（" in text
        assert "".join(one["confirmed"]["reason"].split()) in text
    for one in receipt["figures"]:
        if one["kind"] in ("area", "date", "number", "count"):
            assert one["title"] in text
            assert "".join(one["printed"].split()) in text


def test_any_of_a_papers_files_leads_to_the_same_receipt(folder: Path) -> None:
    found = [file_paper(file_of(folder, one)) for one in (".docx", ".pdf", ".receipt.json")]
    assert found[0] == found[1] == found[2]
    assert [one.state for one in found[0].files] == ["same", "same"]
    assert not found[0].inside


@pytest.mark.slow
def test_a_word_file_alone_is_gone_by_its_own_receipt_and_the_sheet_says_so(tmp_path: Path) -> None:
    alone = tmp_path / "来件.docx"
    alone.write_bytes(paper().docx)
    sheet = filing.audit_sheet(alone)
    assert any("内嵌" in note for note in sheet.notes)
    assert any("来件.pdf" in note for note in sheet.notes)
    _, text = text_of(sheet.path.read_bytes())
    assert "内嵌的回执（旁边没有存档的回执）" in text
    assert "各部件与回执一致" in text
    assert "未见文件" in text


def test_no_sheet_is_made_of_a_file_that_was_changed(folder: Path) -> None:
    pdf = file_of(folder, ".pdf")
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    with pytest.raises(AuditError) as caught:
        filing.audit_sheet(file_of(folder, ".docx"))
    [problem] = caught.value.problems
    assert problem.where == pdf.name
    assert "verify" in problem.fix
    assert not list(folder.glob("*核验单*"))


def many(kind: str, count: int) -> list[dict[str, Any]]:
    return [
        {
            "path": f"{kind}.{n}", "title": f"{kind}第{n}项", "kind": kind, "value": f"{n}.5",
            "printed": f"{n}.5", "form": "", "unit": "元", "part": "word/document.xml",
            "clause": "第一条", "paragraph": n + 1, "page": 1, "basis": "案卷", "absent": "",
        }
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.slow
def test_what_does_not_fit_two_pages_is_counted_and_what_binds_stays() -> None:
    figures = many("text", 150) + many("amount", 40) + many("date", 20)
    pages, text = text_of(audit_sheet(edited({"figures": figures})))
    assert pages == 2
    for one in figures[150:]:
        assert one["title"] in text
    kept = sum(f"{one['title']}{one['printed']}" in text for one in figures)
    assert 60 < kept < 210
    assert f"其余{210 - kept}项（{210 - kept}处）见回执试.receipt.json" in text


@pytest.mark.slow
def test_a_draft_is_called_one_and_its_gaps_are_grouped() -> None:
    finding = {
        "severity": "warning", "path": "a", "value": "", "expected": "", "message": "没有填写。",
        "fix": "", "source": {"title": "产品约定", "article": "M001"}, "jurisdiction": None,
        "file": None, "confirmed": None,
    }  # fmt: skip
    findings = [{**finding, "code": "M001", "title": f"栏{n}"} for n in range(60)]
    blanks = [{"path": f"a{n}", "title": f"空{n}"} for n in range(60)]
    change = {"stage": "draft", "findings": findings, "blanks": blanks}
    pages, text = text_of(audit_sheet(edited(change)))
    assert pages <= 2
    assert "本文书为草稿，不得签署" in text
    assert text.count("M001") == 1
    assert "60项（栏0、栏1" in text
    assert "未确认" in text
    assert "留待手填60项：空0、空1" in text


@pytest.mark.slow
def test_markup_in_a_receipt_is_only_text() -> None:
    figures = [{**many("text", 1)[0], "printed": "<b>&甲</b><script>"}]
    _, text = text_of(audit_sheet(edited({"figures": figures})))
    assert "<b>&甲</b><script>" in text


@pytest.mark.slow
def test_the_same_paper_has_the_same_sheet() -> None:
    assert audit_sheet(edited({})) == audit_sheet(edited({}))


def test_without_pango_the_sheet_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docgen.page.weasy_press", None)
    monkeypatch.delattr("docgen.page.weasy_press", raising=False)
    with pytest.raises(EngineError) as caught:
        audit_sheet(edited({}))
    assert "libpango" in str(caught.value)
    assert "回执本身" in str(caught.value)


@pytest.mark.slow
def test_a_character_that_no_font_has_is_named() -> None:
    figures = [{**many("text", 1)[0], "printed": "\U0010fffd"}]
    with pytest.raises(EngineError) as caught:
        audit_sheet(edited({"figures": figures}))
    assert "U+10FFFD" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"[]", "不合格式"),
        (b'{"format": "docgen-receipt/9"}', "不是本版"),
        (b'{"format": "docgen-receipt/1"}', "made_by"),
        (b"\xff\xfe", "JSON"),
    ],
)
def test_what_is_no_receipt_is_said_to_be_none(
    tmp_path: Path, content: bytes, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "甲.receipt.json"
    path.write_bytes(content)
    assert run(["audit-sheet", str(path)]) == InputError.exit_code
    err = capsys.readouterr().err
    assert said in err
    assert "甲.receipt.json" in err


@pytest.mark.parametrize("name", ["没有.docx", "空.docx", "字.docx", "纸.pdf"])
def test_a_file_without_receipt_is_answered_in_one_sentence(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    contents = {"空.docx": b"", "字.docx": b"hello", "纸.pdf": b"%PDF-1.7\n"}
    if name in contents:
        (tmp_path / name).write_bytes(contents[name])
    assert run(["audit-sheet", str(tmp_path / name)]) == InputError.exit_code
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.slow
def test_the_command_says_where_the_sheet_lies(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit-sheet", str(file_of(folder, ".receipt.json"))]) == 0
    assert capsys.readouterr().out.strip().endswith("核验单.pdf")
