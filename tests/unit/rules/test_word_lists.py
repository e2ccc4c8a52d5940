"""Word lists of the packs: each word does its work, one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen.intake import case_from_mapping
from docgen.packs import load_pack
from docgen.rules import run

CASES = Path(__file__).parents[2] / "cases"


def codes(change: dict[str, dict[str, Any]]) -> set[str]:
    text = (CASES / "base.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)
    for part, values in change.items():
        data.setdefault(part, {}).update(values)
    case = case_from_mapping(data).case
    return {finding.code for finding in run(case, None, load_pack("yanshi"))}


@pytest.mark.parametrize("word", ["保证金", "订金", "押金", "留置金", "担保金", "订约金"])
def test_a_bond_by_any_name_must_say_whether_it_is_a_deposit(word: str) -> None:
    assert "R061" in codes({"出让": {"特别约定": [f"本宗地为分批供地，受让人交纳{word}。"]}})
    assert "R061" not in codes({"出让": {"特别约定": [f"本宗地为分批供地，{word}转作定金。"]}})


@pytest.mark.parametrize("use", ["工业用地", "仓储用地", "物流用地", "标准厂房"])
def test_standard_land_is_any_of_its_uses(use: str) -> None:
    assert "R041" not in codes({"宗地": {"用途": use}})


@pytest.mark.parametrize("number", ["999", "9999", "99999"])
def test_no_number_stands_for_no_limit(number: str) -> None:
    assert "R032" in codes({"规划条件": {"建筑高度": {"上限": number}}})
    assert "R032" not in codes({"规划条件": {"建筑高度": {"上限": f"{number}.5"}}})
