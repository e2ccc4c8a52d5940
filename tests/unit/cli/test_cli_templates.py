"""``template lint``, ``show`` and ``fields`` as their users would try them."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from docgen.cli.app import run
from docgen.errors import TemplateError
from docgen.templating.lint_words import fault_kinds
from tests.linttemplates import NOTICE, manifest_of, notice
from tests.tagged import docx, paragraph


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bureau's own template: a folder with manifest and Word file."""
    made = tmp_path / "own" / "payment_notice"
    made.mkdir(parents=True)
    (made / "manifest.yaml").write_bytes(manifest_of(NOTICE))
    (made / "template.docx").write_bytes(notice())
    return made


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "有错.docx"
    path.write_bytes(docx(paragraph("位于{{ 宗地.坐洛 }}，见第八条。")))
    return path


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = run([str(one) for one in arguments])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err + captured.out
    return code, captured.out, captured.err


def test_a_folder_with_its_manifest_is_linted_and_clean(capsys, folder):
    code, out, _ = said(capsys, "template", "lint", folder)
    assert code == 0 and "没有发现问题" in out


def test_the_word_file_of_a_folder_brings_its_manifest(capsys, folder):
    bad = notice()
    (folder / "manifest.yaml").write_bytes(manifest_of(NOTICE + "宗地.用途: required\n"))
    (folder / "template.docx").write_bytes(bad)
    code, out, _ = said(capsys, "template", "lint", folder / "template.docx")
    assert code == TemplateError.exit_code and "T202" in out and "宗地.用途" in out


def test_faults_end_with_exit_code_5_and_say_place_and_fix(capsys, faulty):
    code, out, _ = said(capsys, "template", "lint", faulty, "--schema", "出让合同")
    assert code == 5
    assert "T201 正文 第1段" in out and "宗地.坐落" in out and "改法：" in out and "合计：" in out


def test_without_a_schema_warnings_alone_end_well(capsys, faulty):
    code, out, _ = said(capsys, "template", "lint", faulty)
    assert code == 0 and "没有清单" in out and "T213" in out and "T201" not in out


def test_json_is_all_that_stands_on_stdout(capsys, faulty, tmp_path):
    marked = tmp_path / "标注.docx"
    code, out, err = said(
        capsys, "template", "lint", faulty, "--schema", "出让合同", "--json", "-o", marked
    )
    told = json.loads(out)
    assert code == 5 and marked.is_file() and "标注.docx" in err
    one = next(one for one in told["findings"] if one["code"] == "T201")
    assert (one["part"], one["paragraph"], one["severity"]) == ("word/document.xml", 1, "error")
    assert one["text"][one["start"] : one["end"]] == "宗地.坐洛"


def test_the_template_itself_is_never_written_over(capsys, faulty):
    before = faulty.read_bytes()
    code, _, err = said(capsys, "template", "lint", faulty, "-o", faulty)
    assert code == 2 and "覆盖" in err and faulty.read_bytes() == before
    code, _, err = said(capsys, "template", "lint", faulty, "-o", faulty.with_suffix(".txt"))
    assert code == 2 and ".docx" in err


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("空.docx", b"", 5),
        ("不是.docx", b"no Word file", 5),
        ("没有.docx", None, 3),
    ],
)
@pytest.mark.parametrize("command", ["lint", "show", "fields"])
def test_a_wrong_file_is_told_in_a_sentence(capsys, tmp_path, command, name, data, code):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    got, _, err = said(capsys, "template", command, path)
    assert got == code and err.startswith("错误 ") and name in err


def test_a_folder_that_is_no_template_and_an_unknown_name_are_told(capsys, tmp_path):
    code, _, err = said(capsys, "template", "lint", tmp_path)
    assert code == 2 and "manifest.yaml" in err
    code, _, err = said(capsys, "template", "lint", "出让何同")
    assert code == 2 and "出让合同" in err


def test_show_tells_title_notice_and_numbered_lines(capsys):
    code, out, _ = said(capsys, "template", "show", "credit_commitment")
    assert code == 0
    assert out.startswith("《“标准地”企业信用承诺书》") and "法制机构" in out
    assert "   1  第" in out and "—— 页眉（word/header1.xml）" in out


def test_show_tells_the_markdown_on_request(capsys):
    code, out, _ = said(capsys, "template", "show", "信用承诺书", "--markdown")
    assert code == 0 and ":::header" in out


def test_the_table_of_fields_fits_a_terminal(capsys):
    code, out, _ = said(capsys, "template", "fields", "出让合同")
    assert code == 0 and "出让.出让价款" in out and "必填" in out and "第十一条" in out
    for line in out.splitlines():
        wide = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line)
        assert wide <= 88, line


def test_the_fields_go_into_a_sheet(capsys, folder, tmp_path):
    code, _, err = said(capsys, "template", "fields", folder, "-o", tmp_path / "字段.xlsx")
    assert code == 0 and (tmp_path / "字段.xlsx").is_file() and "个字段" in err
    code, _, err = said(capsys, "template", "fields", folder, "-o", tmp_path / "字段.pdf")
    assert code == 2 and ".xlsx" in err


def test_all_fields_are_listed_without_a_name(capsys):
    code, out, _ = said(capsys, "template", "fields")
    assert code == 0 and "出让.出让价款" in out


def test_the_page_on_lint_lists_every_code(root):
    page = (root / "docs/template-lint.md").read_text("utf-8")
    for code, kind in fault_kinds().items():
        assert f"| {code} | {kind.name} |" in page, code
