"""Severity, stages, sources, confirmations, order and shape of the findings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen.errors import DocgenError
from docgen.intake import case_from_mapping
from docgen.model import Case, Stage
from docgen.packs import load_pack
from docgen.rules import Finding, catalogue, missing_field_finding, run
from docgen.rules.look import Breach, Look
from docgen.rules.run import finding_of

BASE = Path(__file__).parents[2] / "cases" / "base.yaml"
EXTREMES = ["0", "-1", "9" * 40, "0." + "0" * 37 + "1"]
ODD_DAYS = ["0001-01-01", "9999-12-30", "9999-12-31", "2021年 月 日", "2024-02-29"]


def base() -> dict[str, Any]:
    return yaml.load(BASE.read_text("utf-8"), Loader=yaml.BaseLoader)


def case_with(**changes: Any) -> Case:
    """A case by English keys, only as large as the test needs."""
    return Case.model_validate(changes)


def found(case: Case, code: str, name: str | None = None, **more: Any) -> list[Finding]:
    return [f for f in run(case, None, load_pack(name), **more) if f.code == code]


def over_deposit(**grant: Any) -> dict[str, Any]:
    return {"grant": {"price_yuan": "1000.00", "deposit_yuan": "200.01", **grant}}


def low_tax(*, value: str = "19.99", ack: dict[str, str] | None = None) -> Case:
    return case_with(
        indicators={"tax_wan_per_mu": value},
        document_date="2021-11-05",
        acknowledgements=[ack] if ack else [],
    )


def test_an_empty_case_is_not_contradictory() -> None:
    assert run(Case(), None, load_pack(None)) == ()


def test_the_printed_shape_is_the_agreed_one() -> None:
    (finding,) = found(case_with(**over_deposit(signing_date="2021-11-05")), "R060", file="甲.yaml")
    shape = finding.as_dict()
    assert json.loads(json.dumps(shape)) == shape
    assert list(shape) == [
        "code", "severity", "path", "title", "value", "expected", "message", "fix",
        "source", "jurisdiction", "file",
    ]  # fmt: skip
    assert shape["path"] == "grant.deposit_yuan"
    assert shape["title"] == "定金"
    assert shape["value"] == "200.01"
    assert shape["source"] == {"title": "中华人民共和国民法典", "article": "第五百八十六条"}
    assert shape["jurisdiction"] is None
    assert shape["file"] == "甲.yaml"
    assert finding.place == "出让.定金"


def test_a_national_rule_names_no_jurisdiction_even_in_a_county() -> None:
    (finding,) = found(case_with(**over_deposit()), "R060", "yanshi")
    assert finding.jurisdiction is None


def test_a_countys_threshold_names_the_county_and_its_article() -> None:
    (finding,) = found(low_tax(), "R075", "yanshi")
    assert finding.jurisdiction == "yanshi"
    assert finding.source.article == "工作目标"


def test_findings_come_by_code_then_path() -> None:
    case = case_with(
        grant={"price_yuan": "1", "deposit_yuan": "9", "term_years": "99"},
        parties={"grantees": [{"name": ""}, {"name": ""}]},
        parcel={"use": "工业用地"},
    )
    keys = [(f.code, f.path) for f in run(case, None, load_pack(None))]
    assert keys == sorted(keys) and len(keys) > 5


def test_two_runs_say_the_same() -> None:
    case = case_from_mapping(base()).case
    broken = case.model_copy(update={"planning": None})
    pack = load_pack("yanshi")
    assert run(broken, None, pack) == run(broken, None, pack)


def test_a_fact_nobody_has_seen_warns_and_never_blocks() -> None:
    pack = load_pack(None)
    key = "deposit_max_pct"
    lowered = tuple(replace(value, certainty="G") for value in pack.values[key])
    unseen = replace(pack, values={**pack.values, key: lowered})
    case = case_with(**over_deposit(signing_date="2021-11-05"))
    (known,) = [f for f in run(case, None, pack) if f.code == "R060"]
    (guess,) = [f for f in run(case, None, unseen) if f.code == "R060"]
    assert known.severity == "error" and "未见原文" not in known.message
    assert guess.severity == "warning" and "未见原文" in guess.message


def test_the_case_tells_its_stage_and_the_caller_may_say_otherwise() -> None:
    case = case_with(stage="draft", grant={"price_yuan": "1000000"})
    assert found(case, "R046")[0].severity == "warning"
    assert found(case, "R046", stage="final")[0].severity == "error"


def test_before_the_announcement_only_what_is_awaited_is_excused() -> None:
    case = case_with(grant={"price_yuan": "1000000"})
    stage = {"stage": "announcement"}
    assert found(case, "R046", **stage)[0].severity == "warning"
    assert {f.severity for f in found(case, "R031", **stage)} == {"error"}


def test_a_warning_is_confirmed_by_code_path_and_value() -> None:
    ack = {
        "code": "R075", "path": "indicators.tax_wan_per_mu", "value": "19.99",
        "reason": "县政府会议同意", "by": "䶮某", "date": "2021-11-04",
    }  # fmt: skip
    (finding,) = found(low_tax(ack=ack), "R075", "yanshi")
    assert finding.severity == "warning"
    assert finding.as_dict()["confirmed"] == {
        "by": "䶮某", "reason": "县政府会议同意", "date": "2021-11-04",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        ({"path": "指标.亩均税收"}, True),
        ({"value": "19.990"}, True),
        ({"value": "19.98"}, False),
        ({"code": "R070"}, False),
        ({"path": "indicators.others"}, False),
        ({"value": ""}, False),
    ],
)
def test_a_confirmation_lapses_when_anything_differs(change: dict[str, str], stands: bool) -> None:
    ack = {"code": "R075", "path": "indicators.tax_wan_per_mu", "value": "19.99", **change}
    (finding,) = found(low_tax(ack=ack), "R075", "yanshi")
    assert (finding.confirmed is not None) is stands


def test_an_error_cannot_be_confirmed() -> None:
    ack = {"code": "R060", "path": "grant.deposit_yuan", "value": "200.01"}
    (finding,) = found(
        case_with(**over_deposit(signing_date="2021-11-05"), acknowledgements=[ack]), "R060"
    )
    assert finding.severity == "error" and finding.confirmed is None


def test_a_missing_field_stops_a_final_paper_and_not_a_draft() -> None:
    final = missing_field_finding("grant.instalments[1].amount_yuan")
    draft = missing_field_finding("grant.instalments[1].amount_yuan", "draft", file="甲.yaml")
    assert (final.code, final.severity, draft.severity) == ("M001", "error", "warning")
    assert final.place == "出让.分期[2].金额" and final.place in final.message
    assert (final.source.title, final.source.article) == ("产品约定", "M001")
    assert draft.file == "甲.yaml"


def test_a_breach_without_words_is_a_fault_of_docgen() -> None:
    look = Look(Case(), None, load_pack(None))
    (rule,) = [rule for rule in catalogue() if rule.code == "R060"]
    with pytest.raises(DocgenError, match="没有分支"):
        finding_of(rule, Breach("nonsense", "grant.deposit_yuan"), look, Stage.FINAL, None)


def test_a_policy_out_of_force_is_said_once_and_on_each_of_its_thresholds() -> None:
    case = case_with(
        grant={"signing_date": "2025-01-06", "term_years": "30"},
        indicators={"tax_wan_per_mu": "1"},
    )
    findings = run(case, None, load_pack("yanshi"))
    assert len([f for f in findings if f.code == "R053"]) == 1
    for code, severity in (("R043", "error"), ("R075", "warning"), ("R071", "error")):
        said = [f for f in findings if f.code == code]
        assert said and all("依据不在有效期内" in f.message for f in said)
        assert {f.severity for f in said} == {severity}
    assert "依据不在有效期内" not in "".join(f.message for f in findings if f.code == "R031")


def leaves(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(node, dict):
        return [leaf for key, value in node.items() for leaf in leaves(value, (*path, key))]
    if isinstance(node, list):
        return [leaf for i, value in enumerate(node) for leaf in leaves(value, (*path, i))]
    return [path]


@pytest.mark.slow
def test_no_extreme_figure_or_day_breaks_a_rule() -> None:
    for path in leaves(base()):
        text = read_at(base(), path)
        kind = EXTREMES if text.replace(".", "").isdigit() else ODD_DAYS
        if kind is ODD_DAYS and not text[:4].isdigit():
            continue
        for value in kind:
            data = base()
            holder = read_at(data, path[:-1])
            holder[path[-1]] = value
            try:
                case = case_from_mapping(data).case
            except DocgenError:
                continue
            for name in (None, "yanshi", "fanxian", "xuchang"):
                assert all(f.message and f.source.title for f in run(case, None, load_pack(name)))


def read_at(node: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        node = node[step]
    return node
