"""The rules about papers, on what is really produced and on the shipped templates."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen import pipeline
from docgen.errors import FindingsError
from docgen.intake import case_from_mapping
from docgen.model import Stage
from docgen.packs import list_packs, load_pack
from docgen.page.engine import Typeset
from docgen.page.fonts import Substitution
from docgen.pipeline.lint import lint
from docgen.pipeline.proofread import proofread, proofread_template
from docgen.resources import schema_bytes
from docgen.templating.build import build, read_layout
from docgen.templating.library import Library

EXAMPLES = Path(__file__).parents[3] / "examples"
CONTRACT = ["出让合同"]


def example(**changes: Any) -> dict[str, Any]:
    text = (EXAMPLES / "yanshi.yaml").read_text("utf-8")
    data: dict[str, Any] = copy.deepcopy(yaml.load(text, Loader=yaml.BaseLoader))
    data["grant"] = {**data["grant"], **changes}
    return data


def codes_of(data: dict[str, Any], **options: Any) -> list[tuple[str, str, str]]:
    case = case_from_mapping(data).case
    made = next(iter(pipeline.generate(case, CONTRACT, formats=("docx",), **options)))
    found = [one for one in made.report.findings if one.path.startswith("paper")]
    return [(one.code, one.severity, one.value) for one in found]


@pytest.mark.parametrize("shelf", Library().all(), ids=lambda one: one.folder.id)
def test_no_shipped_template_has_a_fault_of_its_own_in_any_county(shelf: Any) -> None:
    docx = shelf.folder.read("template.docx")
    for pack in list_packs():
        manifest = shelf.manifest
        found = proofread_template(
            docx, document=manifest.id, layout=manifest.layout, pack=pack, file=shelf.folder.id
        )
        assert [(one.code, one.place, one.message) for one in found] == []


def test_a_clean_paper_says_nothing() -> None:
    assert codes_of(example()) == []


def test_a_hand_typed_amount_that_is_not_its_figures_stops_the_paper() -> None:
    term = "受让人另交纳人民币壹佰万零伍元整（小写1000500.00元）。"
    case = case_from_mapping(example(special_terms=[term])).case
    with pytest.raises(FindingsError) as caught:
        next(iter(pipeline.generate(case, CONTRACT, formats=("docx",))))
    problem = caught.value.problems[0]
    assert caught.value.exit_code == 4
    assert problem.code == "R057"
    assert problem.where.startswith("正文第") and problem.where.endswith(
        "条，出让.特别约定[1].内容）"
    )
    assert "1000005.00" in problem.message


def test_a_hand_typed_blank_is_told_and_stops_only_the_strict() -> None:
    data = example(special_terms=["争议由【　】仲裁委员会处理。"])
    assert codes_of(data) == [("R110", "warning", "【 】")]
    with pytest.raises(FindingsError):
        codes_of(data, strict=True)


def test_a_warning_about_a_paper_can_be_confirmed_by_its_place() -> None:
    data = example(special_terms=["由国土资源主管部门存档的旧件照旧有效。"])
    case = case_from_mapping(data).case
    made = next(iter(pipeline.generate(case, CONTRACT, formats=("docx",))))
    found = next(one for one in made.report.findings if one.code == "R120")
    data["acknowledgements"] = [
        *data.get("acknowledgements", []),
        {"code": "R120", "path": found.place, "value": found.value, "reason": "原文", "by": "甲"},
    ]
    assert codes_of(data, strict=True) == [("R120", "warning", "国土资源主管部门")]


def test_a_letter_that_another_font_draws_is_named_in_the_report() -> None:
    case = case_from_mapping(example()).case
    made = next(iter(pipeline.generate(case, CONTRACT)))
    assert made.pdf is not None
    drawn = (Substitution("宋体", "Noto Serif CJK SC"), Substitution("宋体", "Noto Sans", "䶮"))
    found = proofread(
        made.docx,
        Typeset(made.pdf, 1, drawn),
        (),
        (),
        manifest=Library().find("出让合同").manifest,
        pack=load_pack("yanshi"),
        case=case,
        stage=Stage.FINAL,
        file=None,
    )
    (told,) = [one for one in found if one.code == "R111"]
    assert (told.severity, told.value, told.place) == ("info", "䶮", "全文")


def test_a_template_is_proofread_with_the_severity_of_its_county() -> None:
    layout = read_layout(schema_bytes("layouts/contract.yaml"), name="contract")
    docx = build("# 协议\n\n### 开工\n\n按期开工。\n", layout, name="协议")
    for name, severity in (("jindong", "error"), ("yanshi", "warning")):
        found = proofread_template(
            docx, document="supervision_agreement", layout="contract", pack=load_pack(name)
        )
        assert {(one.code, one.severity) for one in found} == {("R131", severity)}


def test_lint_joins_what_the_rules_about_papers_find_at_its_letters() -> None:
    layout = read_layout(schema_bytes("layouts/contract.yaml"), name="contract")
    text = (
        "# 合同\n\n### 价款\n\n另付人民币壹佰元整（小写101.00元）。\n\n由国土资源主管部门签发。\n"
    )
    found = [
        one for one in lint(build(text, layout, name="合同"), name="合同") if one.code[0] == "R"
    ]
    assert [(one.code, one.severity, one.spot.text) for one in found] == [
        ("R057", "error", "人民币壹佰元整"),
        ("R120", "warning", "国土资源主管部门"),
    ]
    assert str(found[0].spot.place).startswith("正文 第3段")


def test_lint_says_of_the_same_letters_only_one_thing() -> None:
    layout = read_layout(schema_bytes("layouts/contract.yaml"), name="contract")
    docx = build("# 合同\n\n### 价款\n\n受让人为【】，住所【　】。\n", layout, name="合同")
    told = [one.code for one in lint(docx, name="合同")]
    assert told
    assert "R110" not in told
