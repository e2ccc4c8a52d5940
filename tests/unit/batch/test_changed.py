"""A case with fields changed: what follows, what is refused, what is said of it."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.batch.changed import changed_case, figure_at
from docgen.errors import InputError, UsageError
from docgen.model import NoticeKind

KIND = NoticeKind("price_demand")
JOINT: dict[str, Any] = {
    "document_date": "2022-03-10",
    "grant": {"price_yuan": "2000000.00", "instalments": [{"no": 1}, {"no": 2}]},
    "notice": {
        "document_no": "偃自然资函〔2022〕3号",
        "date": "2022-03-10",
        "addressee": "示例甲公司、示例乙公司",
        "facts": ["一", "二"],
    },
    "parties": {"grantees": [{"name": "示例甲公司"}, {"name": "示例乙公司"}]},
}


def test_one_of_several_grantees_is_changed_by_its_place_and_the_addressee_follows() -> None:
    made = changed_case(JOINT, {"受让人[2].名称": "示例丙公司"}, KIND)
    assert [one["name"] for one in made.data["parties"]["grantees"]] == ["示例甲公司", "示例丙公司"]
    assert "addressee" not in made.data["notice"]
    assert [str(one) for one in made.changes] == [
        "「当事人.受让人[2].名称」由 示例乙公司 改为 示例丙公司"
    ]


def test_which_of_several_must_be_said() -> None:
    with pytest.raises(
        InputError, match=r"有 2 项，没有写明是第几项。写成 当事人\.受让人\[1\]\.名称"
    ):
        changed_case(JOINT, {"受让人.名称": "示例丙公司"}, KIND)


def test_an_addressee_of_its_own_stays() -> None:
    own = deepcopy(JOINT)
    own["notice"]["addressee"] = "示例丁公司管理人"
    made = changed_case(own, {"受让人[2].名称": "示例丙公司"}, KIND)
    assert made.data["notice"]["addressee"] == "示例丁公司管理人"


def test_the_day_changed_in_one_place_goes_from_the_other() -> None:
    made = changed_case(JOINT, {"成文日期": "2022-03-12"}, KIND)
    assert made.data["notice"]["date"] == "2022-03-12"
    assert "document_date" not in made.data


def test_a_day_that_is_not_changed_stays_in_one_place_at_least() -> None:
    made = changed_case(JOINT, {"出让价款": "1"}, KIND)
    days = [made.data.get("document_date"), made.data["notice"].get("date")]
    assert "2022-03-10" in days


def test_the_number_goes_and_the_case_itself_is_not_touched() -> None:
    before = deepcopy(JOINT)
    made = changed_case(JOINT, {"出让价款": "1"}, KIND)
    assert "document_no" not in made.data["notice"]
    assert before == JOINT


def test_a_field_is_cleared_and_a_list_of_texts_replaced() -> None:
    made = changed_case(JOINT, {"出让价款": "", "通知.事实": "三"}, KIND)
    assert "price_yuan" not in made.data["grant"]
    assert made.data["notice"]["facts"] == ["三"]
    assert [(one.before, one.after) for one in made.changes] == [
        ("2000000.00", ""),
        ("一、二", "三"),
    ]


@pytest.mark.parametrize("same", ["2000000", "2000000.00", "2,000,000.00", "２００００００"])
def test_the_same_figure_written_otherwise_is_no_change(same: str) -> None:
    with pytest.raises(UsageError, match="没有可以更正的"):
        changed_case(JOINT, {"出让价款": same}, KIND)


@given(st.decimals(min_value=1, max_value=10**9, places=2))
def test_a_figure_comes_back_as_it_was_given(value: Decimal) -> None:
    told = format(value, "f")
    if value == Decimal("2000000.00"):
        return
    made = changed_case(JOINT, {"出让价款": told}, KIND)
    assert figure_at(made.data, "grant.price_yuan") == value
    assert figure_at(made.data, "grant.instalments[7].amount_yuan") is None
