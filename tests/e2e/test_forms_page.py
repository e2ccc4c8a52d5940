"""What the page on forms says can be done is done as it stands; LibreOffice saves the same form."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from docgen.cli.app import run
from docgen.intake import load_case
from docgen.intake.form_words import form_words
from docgen.model import Case
from tests.forms import filled_in

pytestmark = pytest.mark.e2e
CALC = Path("/usr/lib/libreoffice/program/libsclo.so")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def test_the_commands_and_the_code_of_the_page_on_forms_work(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(root / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall((root / "docs" / "forms.md").read_text("utf-8"))
    commands = [line for kind, body in blocks if kind == "bash" for line in body.splitlines()]
    assert len(commands) == 6
    for line in commands:
        assert run(shlex.split(line)[1:]) == 0, line
    assert len(list((tmp_path / "out").glob("*-出让合同.docx"))) == 1
    [code] = [body for kind, body in blocks if kind == "python"]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("出让宗地面积 required\n样张.xlsx 宗地!B")
    assert "「100亩」带有「亩」" in done.stdout


def test_the_page_names_the_needs_as_the_forms_do(root: Path) -> None:
    text = (root / "docs" / "forms.md").read_text("utf-8")
    for need in ("required", "conditional", "blank", "optional"):
        assert f"| {form_words().needs[need]} |" in text


@pytest.mark.skipif(not CALC.exists(), reason="LibreOffice Calc 未安装")
def test_a_form_that_another_program_saved_is_the_same_form(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = root / "examples" / "yanshi.yaml"
    assert run(["form", "--from", str(source), "-o", "整份.xlsx"]) == 0
    assert resaved(tmp_path / "整份.xlsx") == load_case(source).case
    assert run(["form", "出让合同", "--from", str(source), "-o", "合同.xlsx"]) == 0
    wrong = filled_in(Path("合同.xlsx").read_bytes(), {("宗地", "坐落"): None})
    Path("缺.xlsx").write_bytes(wrong)
    assert run(["check", "缺.xlsx"]) == 4
    saved = resaved(tmp_path / "缺-批注.xlsx")
    assert saved == load_case("缺.xlsx").case
    book = load_workbook(tmp_path / "again" / "缺-批注.xlsx")
    comments = [cell.comment for row in book["宗地"].iter_rows() for cell in row if cell.comment]
    assert any("M001" in one.text for one in comments)
    assert book["分期"].tables


def resaved(path: Path) -> Case:
    """Return the case of a form after LibreOffice has opened and saved it."""
    again = path.parent / "again"
    profile = (path.parent / "profile").as_uri()
    words = ["nice", "soffice", f"-env:UserInstallation={profile}", "--headless"]
    target = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(again), str(path)]
    subprocess.run([*words, *target], check=True, capture_output=True, timeout=240)
    return load_case(again / path.name).case
