"""The five counties side by side: a clean case each, and the same case where a neighbour's is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen.intake import case_from_mapping
from docgen.packs import load_pack
from docgen.rules import Finding, run

CASES = Path(__file__).parents[2] / "cases"
COUNTIES = {"yanshi": "base", **{n: f"base-{n}" for n in ("xuchang", "fanxian", "baofeng")}}


def data_of(name: str) -> dict[str, Any]:
    text = (CASES / f"{name}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return found


def findings_in(data: dict[str, Any], pack: str | None = None) -> list[Finding]:
    case = case_from_mapping(data).case
    return list(run(case, None, load_pack(pack or case.jurisdiction)))


@pytest.mark.parametrize("county", COUNTIES)
def test_the_clean_case_of_a_county_satisfies_every_rule(county: str) -> None:
    assert [f.message for f in findings_in(data_of(COUNTIES[county]))] == []


def test_the_clean_case_under_a_draft_is_told_so_and_nothing_else() -> None:
    assert [f.code for f in findings_in(data_of("base-jindong"))] == ["R053"]


@pytest.mark.parametrize(
    ("tax", "low"),
    [
        ("14.99", {"yanshi", "xuchang", "baofeng"}),
        ("15", {"yanshi", "xuchang"}),
        ("17.99", {"yanshi", "xuchang"}),
        ("18", {"yanshi"}),
        ("19.99", {"yanshi"}),
        ("20", set()),
    ],
)
def test_one_tax_meets_the_target_of_one_county_and_not_of_another(tax: str, low: set[str]) -> None:
    seen = set()
    for county in (*COUNTIES, "jindong"):
        data = data_of("base")
        data["指标"]["亩均税收"] = tax
        data["产业集聚区"] = "yuzhou"
        if any(f.code == "R075" for f in findings_in(data, county)):
            seen.add(county)
    assert seen == low


@pytest.mark.parametrize(
    ("zone", "least"),
    [
        ("jingkai", "20"), ("dianqigu", "20"), ("changge", "20"), ("dazhou", "20"),
        ("yuzhou", "18"), ("xiangcheng-xunhuan", "18"), ("shangji", "18"),
        ("yanling", "15"), ("xiangcheng", "15"), ("weidu", "15"),
    ],
)  # fmt: skip
def test_each_zone_of_xuchang_has_its_own_floor(zone: str, least: str) -> None:
    data = data_of("base-xuchang")
    data["当事人"].pop("监管人")
    data["产业集聚区"] = zone
    data["指标"]["亩均税收"] = least
    assert findings_in(data) == []
    data["指标"]["亩均税收"] = just_below(least)
    (finding,) = findings_in(data)
    assert (finding.code, finding.severity) == ("R075", "warning")
    assert finding.expected == f"不低于 {least}"


def just_below(text: str) -> str:
    return f"{int(text) - 1}.99"


@pytest.mark.parametrize(
    ("category", "day", "lapsed"),
    [
        (None, "2022-12-31", False),
        (None, "2023-01-01", True),
        ("低效", "2022-12-31", False),
        ("低效", "2023-01-01", True),
        ("未供即用", "2021-12-31", False),
        ("未供即用", "2022-01-01", True),
    ],
)
def test_each_of_the_three_papers_of_fanxian_ends_on_its_own_day(
    category: str | None, day: str, lapsed: bool
) -> None:
    data: dict[str, Any] = {"成文日期": day}
    if category:
        data["再开发"] = {"类别": category}
    found = [f for f in findings_in(data, "fanxian") if f.code == "R053"]
    assert bool(found) is lapsed


def test_an_old_grant_of_land_to_be_redeveloped_is_not_held_against_todays_policy() -> None:
    data = {
        "成文日期": "2022-03-01",
        "出让": {"签订日期": "2010-05-06"},
        "再开发": {"类别": "低效"},
    }
    assert "R053" not in {f.code for f in findings_in(data, "yanshi")}
    assert date.fromisoformat(data["成文日期"]) <= date(2024, 8, 31)


def test_a_law_of_the_province_does_not_lapse_with_the_draft_of_the_district() -> None:
    data = data_of("base-jindong")
    data["指标"].pop("亩均税收")
    (finding,) = [f for f in findings_in(data) if f.code == "R071"]
    assert "依据不在有效期内" not in finding.message
    assert finding.jurisdiction == "jindong"


@pytest.mark.parametrize(
    ("due", "wrong"), [("2021-06-30", False), ("2021-07-01", True), ("2021-12-31", True)]
)
def test_zhejiang_pays_the_tax_authority_half_a_year_before_henan(due: str, wrong: bool) -> None:
    data = {"出让": {"付清期限": due, "收款机关类型": "自然资源主管部门"}}
    zhejiang = [f for f in findings_in(data, "jindong") if f.code == "R114"]
    henan = [f for f in findings_in(data, "fanxian") if f.code == "R114"]
    assert [f.severity for f in zhejiang] == ["error" if wrong else "warning"]
    assert [f.severity for f in henan] == ["warning"]
