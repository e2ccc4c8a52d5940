"""A bureau takes a rule of docgen's own for a warning; no law and no county's policy is lowered."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from docgen import pipeline
from docgen.cli.app import run as docgen
from docgen.errors import PackError
from docgen.intake import case_from_mapping
from docgen.packs import load_pack
from docgen.resources import schema_bytes
from docgen.rules import run

EXAMPLES = Path(__file__).parents[3] / "examples"
OWN = """\
based_on: yanshi
lowered:
  - {{rule: {rule}, reason: {reason}, by: 䶮某, on: 2026-11-20}}
"""


def pack(tmp_path: Path, rule: str = "R059", reason: str = "单价按公告取整") -> Path:
    path = tmp_path / "偃师本局.yaml"
    path.write_text(OWN.format(rule=rule, reason=reason), "utf-8")
    return path


def test_an_error_of_our_own_becomes_a_warning_with_reason_and_name(tmp_path: Path) -> None:
    case = case_from_mapping({"grant": {"price_yuan": "100", "unit_price_yuan_per_m2": "3"},
                              "parcel": {"granted_area_m2": "20"}}).case  # fmt: skip
    (whole,) = [one for one in run(case, None, load_pack("yanshi")) if one.code == "R059"]
    (taken,) = [one for one in run(case, None, load_pack(pack(tmp_path))) if one.code == "R059"]
    assert (whole.severity, whole.lowered) == ("error", None)
    assert taken.severity == "warning"
    assert taken.lowered
    assert (taken.lowered.by, taken.lowered.reason, taken.lowered.on) == (
        "䶮某",
        "单价按公告取整",
        "2026-11-20",
    )
    assert taken.as_dict()["lowered"] == {
        "by": "䶮某",
        "reason": "单价按公告取整",
        "date": "2026-11-20",
        "pack": "yanshi",
    }


def test_the_pack_that_stands_on_a_countys_is_that_countys_in_all_else(tmp_path: Path) -> None:
    own, shipped = load_pack(pack(tmp_path)), load_pack("yanshi")
    assert (own.id, own.names, own.values) == (shipped.id, shipped.names, shipped.values)
    assert [one.code for one in own.lowered] == ["R059"]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("R060", "全国法律"), ("R043", "辖区政策"), ("M001", "印不出来"), ("M002", "印不出来"),
        ("R999", "没有规则"),
    ],
)  # fmt: skip
def test_law_policy_and_what_cannot_be_printed_are_not_lowered(
    rule: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(PackError) as caught:
        load_pack(pack(tmp_path, rule))
    (problem,) = caught.value.problems
    assert caught.value.exit_code == 3
    assert problem.where == "偃师本局.yaml 第3行 lowered[0].rule"
    assert said in problem.message


@pytest.mark.parametrize("left", ["reason", "by", "on"])
def test_a_rule_is_lowered_only_with_reason_name_and_day(left: str, tmp_path: Path) -> None:
    path = pack(tmp_path)
    text = {"reason": "reason: 单价按公告取整, ", "by": "by: 䶮某, ", "on": ", on: 2026-11-20"}[
        left
    ]
    path.write_text(path.read_text("utf-8").replace(text, ""), "utf-8")
    with pytest.raises(PackError, match=f"缺少「{left}」"):
        load_pack(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("based_on: yanshi\nvalues: {}\n", "不认识的键「values」"),
        ("based_on: 某县\n", "没有辖区「某县」"),
        ("based_on: ../甲.yaml\n", "没有辖区"),
        ("based_on:\n", "缺少「based_on」"),
    ],
)
def test_a_pack_on_a_countys_holds_nothing_but_what_it_lowers(
    text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "甲.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(PackError, match=said):
        load_pack(path)


def test_what_was_lowered_stands_in_the_receipt_and_on_the_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = pack(tmp_path)
    text = (EXAMPLES / "yanshi.yaml").read_text("utf-8")
    text = text.replace("jurisdiction: yanshi", f"jurisdiction: {own}")
    text = re.sub('unit_price_yuan_per_m2: "[0-9.]+"', 'unit_price_yuan_per_m2: "999"', text)
    case = tmp_path / "案卷.yaml"
    case.write_text(text, "utf-8")
    assert docgen(["check", str(case)]) == 0
    said = "".join(capsys.readouterr().out.split())
    assert "R059" in said
    assert "已降为警告：䶮某（2026-11-20），单价按公告取整" in said
    assert docgen(["check", "--json", str(case)]) == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [one["lowered"]["by"] for one in found if one["code"] == "R059"] == ["䶮某"]
    loaded = pipeline.load_case(case)
    made = next(iter(pipeline.generate(loaded, ["出让合同"], formats=("docx",))))
    told = [one for one in made.receipt["findings"] if one["code"] == "R059"]
    assert [one["lowered"]["reason"] for one in told] == ["单价按公告取整"]
    schema = json.loads(schema_bytes("json/receipt.schema.json"))
    jsonschema.Draft202012Validator(schema).validate(made.receipt)
