"""What the page on ledgers out of cases says can be done is done as it stands."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from docgen.cli.app import run
from docgen.intake import case_from_bytes
from docgen.ledgers.words import ledger_words
from docgen.model import InventoryKind

pytestmark = pytest.mark.e2e
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
PAGE = "docs/case-ledgers.md"


def test_the_commands_of_the_page_work(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(root / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall((root / PAGE).read_text("utf-8"))
    commands = [line for kind, body in blocks if kind == "bash" for line in body.splitlines()]
    assert len(commands) == 8
    for line in commands:
        words = shlex.split(line)[1:]
        found = [sorted(map(str, Path().glob(word))) if "*" in word else [word] for word in words]
        assert run([one for some in found for one in some]) == 0, line
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == len(InventoryKind)
    assert {path.name for path in (tmp_path / "out" / "方案").glob("*.pdf")} == {
        "盘活利用方案.pdf",
        "差别化供地方案.pdf",
    }


def test_the_page_names_every_ledger_and_every_column(root: Path) -> None:
    text = (root / PAGE).read_text("utf-8")
    for kind in InventoryKind:
        words = ledger_words(kind)
        assert f"### {words.title}\n" in text
        columns = "、".join(column.title for column in words.columns)
        assert f"列：{columns}。" in text, words.title


def test_the_case_of_the_page_is_one(root: Path) -> None:
    blocks = BLOCK.findall((root / PAGE).read_text("utf-8"))
    [body] = [body for kind, body in blocks if kind == "yaml"]
    case = case_from_bytes(body.encode(), name="页.yaml").case
    assert case.supply is not None and case.supply.cycle_months == 3


def test_a_final_plan_says_of_every_parcel_which_cell_it_comes_from(
    root: Path, tmp_path: Path
) -> None:
    file = tmp_path / "台账.xlsx"
    cases = sorted(map(str, (root / "examples" / "yanshi").glob("*.yaml")))
    wanted = ["ledger", "inefficient_ledger", *cases, "--as-of", "2021-11-30", "-o", str(file)]
    assert run(wanted) == 0
    book = load_workbook(file)
    filled = {
        "编制单位": "示例管委会",
        "适用范围": "示例产业集聚区",
        "成文日期": "2021-12-10",
        "起始日期": "2021-12-10",
        "终止日期": "2023-12-31",
        "批准机关": "示例区人民政府",
    }
    for title, value in book["方案资料"].iter_rows(min_row=3, max_col=2):
        value.value = filled.get(title.value)
    book.save(file)
    out = tmp_path / "out"
    assert run(["generate", str(file), "-d", "revitalization_plan", "-o", str(out)]) == 0
    receipt = json.loads(next(out.glob("*.receipt.json")).read_text("utf-8"))
    basis = {one["path"]: one["basis"] for one in receipt["figures"]}
    assert basis["inventory.rows[0].area_m2"] == "台账.xlsx 低效用地工作台账!F6"
    assert basis["scheme.unit"].startswith("台账.xlsx 方案资料!B")
    assert basis["inventory.row_area_m2"].startswith("清册.宗地[1]、[2]")
