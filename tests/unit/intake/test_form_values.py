"""Flat texts of a form to a case and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.intake import case_from_mapping, dump_case, load_case
from docgen.intake.form_fields import kept
from docgen.intake.form_plan import FormTable, whole_plan
from docgen.intake.form_values import case_from_values, unheld, updated, values_of

ROOT = Path(__file__).parents[3]
CASES = sorted([*ROOT.glob("examples/*.yaml"), *ROOT.glob("templates/*/*/sample.yaml")])


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_case_as_flat_texts_is_the_same_case_again(path: Path) -> None:
    case = load_case(path).case
    filled = case_from_values(values_of(case))
    assert (filled.case, filled.faults, unheld(case)) == (case, (), ())


def test_all_faults_are_told_at_once_each_at_its_name_and_the_rest_is_read() -> None:
    filled = case_from_values(
        {
            "parcel.use": " 工业用地\r\n",
            "parcel.granted_area_m2": "66666.67亩",
            "parties.grantees.3.name": "示例甲公司",
            "parties.grantees.5.share_pct": "一半",
            "grant.signing_date": "2021-11-05",
            "contract.clauses.payment": "第十条",
            "contract.clauses.idle": "十条",
            "nothing.of.the.kind": "1",
        }
    )
    assert {name: problem.code for name, problem in filled.faults} == {
        "parcel.granted_area_m2": "S006",
        "parties.grantees.5.share_pct": "S005",
        "contract.clauses.idle": "S009",
        "nothing.of.the.kind": "S003",
    }
    assert dump_case(filled.case) == {
        "parcel": {"use": "工业用地"},
        "parties": {"grantees": [{"name": "示例甲公司"}]},
        "grant": {"signing_date": "2021-11-05"},
        "contract": {"clauses": {"payment": "第十条"}},
    }
    assert filled.name_of("parties.grantees[0].name") == "parties.grantees.3.name"


def test_rows_move_up_and_a_fault_in_one_of_them_keeps_the_name_it_was_given_under() -> None:
    filled = case_from_values(
        {
            "grant.special_terms.4": "甲；乙",
            "grant.special_terms.9": "丙\n丁",
            "performance.years.2.workshop_tenants.1.name": "示例乙公司",
            "performance.years.2.year": "二〇二四",
        }
    )
    assert [name for name, _ in filled.faults] == ["performance.years.2.year"]
    assert dump_case(filled.case) == {
        "grant": {"special_terms": ["甲；乙", "丙\n丁"]},
        "performance": {"years": [{"workshop_tenants": [{"name": "示例乙公司"}]}]},
    }


def test_half_a_boundary_point_is_told_and_no_point() -> None:
    filled = case_from_values(
        {
            "parcel.boundary_points.0.0": "1.5",
            "parcel.boundary_points.2.0": "3",
            "parcel.boundary_points.2.1": "4",
        }
    )
    assert [name for name, _ in filled.faults] == ["parcel.boundary_points.0.1"]
    assert dump_case(filled.case) == {"parcel": {"boundary_points": [["3", "4"]]}}
    assert filled.name_of("parcel.boundary_points[0][1]") == "parcel.boundary_points.2.1"


def test_what_a_form_does_not_ask_stays_as_it_was() -> None:
    plan = whole_plan()
    asked = {"parcel.use", "parties.grantees[].name", "grant.special_terms[]"}
    small = kept(plan, lambda one: isinstance(one, FormTable) or one.path in asked)
    base = {
        "parcel": {"use": "工业用地", "location": "示例路1号"},
        "parties": {"grantees": [{"name": "甲", "phone": "1"}, {"name": "乙", "phone": "2"}]},
        "performance": {"years": [{"year": "2024"}]},
        "grant": {"special_terms": ["一", "二"]},
    }
    posted = {"parcel.use": "", "parties.grantees.1.name": "丙", "grant.special_terms.0": "三"}
    assert updated(base, posted, small) == {
        "parcel": {"location": "示例路1号"},
        "parties": {"grantees": [{"name": "丙", "phone": "2"}]},
        "performance": {"years": [{"year": "2024"}]},
        "grant": {"special_terms": ["三"]},
    }


def test_what_a_form_cannot_hold_is_told() -> None:
    case = case_from_mapping(
        {"parcel": {"use": " 工业", "location": ""}, "parties": {"grantees": [{}, {"name": "甲"}]}}
    ).case
    assert {one.path for one in unheld(case)} == {
        "parcel.location",
        "parcel.use",
        "parties.grantees[1].name",
        "parties.grantees[0]",
    }


def test_a_hostile_form_ends_in_faults() -> None:
    names = {"a" * 10_000: "1", "parcel": "1", "parcel.use.0": "1", "parties.grantees": "1",
             "parties.grantees.99999999999.name": "1", "..": "1", "#": "1", "grant.#.no": "1",
             "parcel.boundary_points.0": "1", "parcel.boundary_points.0.2": "1",
             "parties.grantees.²3.name": "1"}  # fmt: skip
    filled = case_from_values(names)
    assert {name for name, _ in filled.faults} == set(names)
    assert dump_case(filled.case) == {}
    many = {f"parties.grantees.{place}.share_pct": "x" for place in range(2000)}
    assert len(case_from_values(many).problems) >= 200
