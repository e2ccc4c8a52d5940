"""What the notices about contracts and agreements say in each of their ways."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from docgen import pipeline
from docgen.model import Case
from tests.casefiles import changed, read
from tests.papers import docx_lines

# Whole papers, a dozen of them: too long for the quick run.
pytestmark = pytest.mark.e2e
NOTICES = Path(__file__).resolve().parents[3] / "templates" / "notices"


def text_of(name: str, changes: dict[str, Any]) -> str:
    """Return what the sample's notice says after changes at English paths."""
    (sample,) = read(NOTICES / name / "sample.yaml")
    case = copy.deepcopy(sample)
    for path, value in changes.items():
        changed(case, path, value)
    (document,) = pipeline.generate(Case.model_validate(case), [name], formats=("docx",))
    return "\n".join(docx_lines(document.docx))


LATE_BUILDING = {
    "as_of": "2028-05-12",
    "document_date": "2028-05-15",
    "notice.date": "2028-05-15",
    "notice.deadline": "2028-06-15",
    "notice.matter": "late_completion",
    "notice.facts": [],
    "performance": {
        "actual_commencement_date": "2026-03-20",
        "commencement_proof": {
            "permit_no": "4103072026030901",
            "permit_date": "2026-03-09",
            "stage": "pit",
        },
        "measured": {"finished_floor_area_m2": "20000.00"},
    },
    "claims": [{"matter": "late_completion"}],
}


def test_late_completion_is_measured_on_what_is_unfinished_and_threatens_no_idle_land() -> None:
    said = text_of("construction_overdue", LATE_BUILDING)
    assert "逾期竣工通知书" in said
    assert "该项目尚未竣工，与应当竣工的日期2028年3月31日相比，已经逾期42日" in said
    assert "未竣工计容建筑面积÷约定计容建筑面积" in said
    assert "闲置土地处置办法" not in said


def test_an_extension_that_was_granted_sets_the_day_that_counts() -> None:
    extension = {
        "applied_on": "2026-02-20",
        "consent_no": "偃自然资延〔2026〕1号",
        "new_commencement_date": "2026-06-30",
        "new_completion_date": "2028-06-30",
    }
    said = text_of("construction_overdue", {"changes": {"extensions": [extension]}})
    assert "经我方同意延建（偃自然资延〔2026〕1号），另行约定的开工日期为2026年6月30日" in said
    assert "已经逾期104日" in said


def test_the_days_that_cost_nothing_beyond_a_year_are_told() -> None:
    said = text_of(
        "construction_overdue",
        {"as_of": "2027-05-10", "document_date": "2027-05-12", "notice.date": "2027-05-12",
         "notice.deadline": "2027-06-12", "notice.facts": []},
    )  # fmt: skip
    assert "已经逾期405日" in said
    assert "计收违约金的天数至多为365日" in said


def test_completion_that_meets_all_conditions_passes() -> None:
    said = text_of(
        "completion_acceptance",
        {"performance.measured.greening_ratio_pct": "20",
         "performance.progress": {"acceptance_date": "2024-09-18"}},
    )  # fmt: skip
    assert "规划核实和竣工验收予以通过，竣工验收合格日期为2024年9月18日" in said
    assert "不予通过" not in said


def test_before_anything_is_measured_the_inspection_is_announced() -> None:
    said = text_of(
        "completion_acceptance",
        {"performance.measured": "null", "notice.inspection_date": "2024-10-12",
         "notice.deadline": "2024-10-08", "notice.facts": "null"},
    )  # fmt: skip
    assert "定于2024年10月12日在项目现场核验" in said
    assert "固定资产投资专项审计报告" in said
    assert "实测值" not in said


def test_production_not_reached_may_be_agreed_anew() -> None:
    late = {
        "performance.progress.actual_full_production_date": "null",
        "claims": [{"matter": "late_production", "until_date": "2024-01-16"}],
    }
    said = text_of("production_acceptance", late)
    assert "项目尚未达产，至2024年1月16日已经逾期14日" in said
    assert "不得迟于原达产日期届满后6个月" in said


def test_an_indicator_that_was_not_measured_is_named_as_open() -> None:
    said = text_of("production_acceptance", {"performance.measured.others[1]": "null"})
    assert "产业准入尚未核定，到考核时点后另行核定" in said


def test_a_breach_that_is_forgiven_in_writing_is_not_in_the_sum() -> None:
    exemption = {
        "decision_no": "范产集豁〔2024〕1号",
        "decided_on": "2024-03-01",
        "decided_by": "范县产业集聚区管理委员会（示例）",
        "tax_year": "2023",
    }
    (sample,) = read(NOTICES / "performance_demand" / "sample.yaml")
    claims = [
        {"matter": "investment_intensity", "exemption": exemption},
        {"matter": "tax_shortfall"},
    ]
    year = copy.deepcopy(sample["performance"]["years"][0])
    said = text_of(
        "performance_demand",
        {"claims": claims, "performance.years": [{**year, "tax_paid_wan": "800.00"},
         {**year, "year": "2024", "tax_year": "2024", "output_year": "2024",
          "tax_paid_wan": "690.00"}]},
    )  # fmt: skip
    assert "范产集豁〔2024〕1号决定不予追究，不计入合计" in said
    assert "（小写35300.00元）" in said


def test_enforcement_is_demanded_of_the_decision_that_was_made() -> None:
    paper = {
        "document_no": "范自然资决〔2024〕2号",
        "date": "2024-04-26",
        "served_on": "2024-04-29",
    }
    said = text_of(
        "enforcement_demand",
        {"chain": {"fee_decision": paper}, "claims": "null", "performance": "null",
         "grant.commencement_date": "2022-03-31", "notice.amount_yuan": "1920000.00",
         "notice.issuer_kind": "natural_resources"},
    )  # fmt: skip
    assert "作出征缴土地闲置费决定书（范自然资决〔2024〕2号，以下称决定书）" in said
    assert "应付人民币壹佰玖拾贰万元整（小写1920000.00元）。" in said
    assert "计算过程" not in said


def test_a_contract_ends_when_the_notice_arrives_where_no_time_is_left() -> None:
    said = text_of("contract_termination", {"notice.deadline": "null"})
    assert "合同自本通知书到达你方时解除" in said
    assert "在该期限内没有履行完毕的" not in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"contract.supplement_matter": "construction", "redevelopment": "null",
             "changes": {"extensions": [{"applied_on": "2024-07-20",
                "consent_no": "偃自然资延〔2024〕1号", "new_commencement_date": "2025-05-30",
                "new_completion_date": "2027-05-31"}]}},
            ["开工日期2024年8月30日，变更为2025年5月30日", "依照原合同第三十三条承担违约责任"],
        ),
        (
            {"contract.supplement_matter": "production", "redevelopment": "null", "changes": "null",
             "project.full_production_date": "2027-06-30",
             "parties.supervisor": {"name": "洛阳市偃师区产业集聚区管理委员会（示例）",
                "authority_kind": "management_committee", "credit_code": "124103070000007481",
                "address": "示例路3号", "legal_representative": "示例某某"},
             "supervision": {"agreement_no": "偃集监〔2024〕3号", "signing_date": "2024-01-22",
                "recheck_months": "6"},
             "performance": {"progress": {"renewed_full_production_date": "2027-12-30"}}},
            ["达产日期2027年6月30日（以下称原达产日期），变更为2027年12月30日", "甲方（监管人）"],
        ),
    ],
    ids=["construction", "production"],
)  # fmt: skip
def test_a_supplement_changes_what_it_is_about(changes: dict[str, Any], words: list[str]) -> None:
    said = text_of("supplementary_agreement", changes)
    for one in words:
        assert one in said
    assert "土地市场动态监测与监管系统" not in said
