"""Every printable value, computed once: forms, absences, derived figures, and where they end."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
import yaml

from docgen import intake
from docgen.figures import outline
from docgen.figures.absence import Policy, plain_title, settle
from docgen.figures.compose import compose
from docgen.figures.make import make
from docgen.model import Case, Stage
from docgen.proof import Figure, Group, Series, walk_figures
from tests import records

SAMPLE: dict[str, Any] = yaml.load(
    (records.CONTRACT / "sample.yaml").read_text("utf-8"), Loader=yaml.BaseLoader
)


def case(**changes: Any) -> Case:
    """Return the sample with some dotted keys changed; None takes a key out."""
    data = copy.deepcopy(SAMPLE)
    for path, value in changes.items():
        node = data
        *steps, last = path.split("__")
        for step in steps:
            node = node[step]
        if value is None:
            node.pop(last, None)
        else:
            node[last] = value
    return intake.case_from_mapping(data).case


def figure(made: Case | Group, title: str, stage: Stage = Stage.FINAL) -> Figure:
    found = (made if isinstance(made, Group) else compose(made, stage=stage)).find(title)
    assert isinstance(found, Figure), title
    return found


def test_an_amount_has_digits_words_and_ten_thousands() -> None:
    made = make("k", "价", "amount", Decimal("19200000.96"), unit="元")
    assert made.printed == "19200000.96"
    assert made.forms["大写"] == "人民币壹仟玖佰贰拾万元零玖角陆分"
    assert made.forms["万元"] == "1920.000096"
    assert make("k", "价", "amount", Decimal("20000000")).forms["万元"] == "2000"
    assert make("k", "价", "amount", Decimal("3")).printed == "3.00"


def test_an_area_has_mu_and_hectares_exactly() -> None:
    forms = make("k", "积", "area", Decimal("66666.67")).forms
    assert (forms["亩"], forms["公顷"]) == ("100.0000", "6.666667")
    assert make("k", "积", "area", Decimal("33333.3")).forms["亩"] == "50.0000"
    # 0.1 ㎡ is 0.00015 亩, half up 0.0002
    assert make("k", "积", "area", Decimal("0.10")).forms["亩"] == "0.0002"


@pytest.mark.parametrize(
    "value",
    [Decimal("1.005"), Decimal("-1.00"), Decimal("10000000000000.00"), Decimal("9" * 30)],
)
def test_what_has_no_words_prints_as_it_is_and_nothing_breaks(value: Decimal) -> None:
    made = make("k", "价", "amount", value)
    assert made.printed == f"{value:f}"
    assert dict(made.forms) == {}


def test_the_callers_decimal_context_changes_no_form() -> None:
    value = Decimal("1234567890123.45")
    sound = make("k", "价", "amount", value)
    with localcontext() as context:
        context.prec = 3
        assert make("k", "价", "amount", value) == sound


def test_the_callers_decimal_context_changes_no_derived_figure() -> None:
    sound = compose(case(grant__unit_price_yuan_per_m2=None))
    with localcontext() as context:
        context.prec = 3
        assert compose(case(grant__unit_price_yuan_per_m2=None)) == sound


def test_other_values_print_as_they_are_read_back() -> None:
    assert make("k", "比", "number", Decimal("1.0")).printed == "1.0"
    assert make("k", "日", "date", date(2021, 1, 5)).printed == "2021年1月5日"
    assert make("k", "数", "count", 20).printed == "20"
    assert make("k", "旗", "flag", True).printed == ""
    assert make("k", "文", "text", "007").printed == "007"
    assert not make("k", "无", "amount", None).present


def test_titles_lose_only_their_list_places() -> None:
    assert plain_title("出让.分期[2].金额") == "出让.分期.金额"
    assert plain_title("受让人.名称") == "受让人.名称"


def test_an_absence_is_settled_in_every_row_and_no_value_is_touched() -> None:
    rows = Series(
        tuple(
            Group({"额": make("k", f"期[{i}].额", "amount", v)})
            for i, v in ((1, None), (2, Decimal(1)))
        )
    )
    done = settle(Group({"期": rows}), {"期.额": Policy("blank", 3)})
    first, second = (item.entries["额"] for item in done.entries["期"].items)  # type: ignore[union-attr]  # a Series
    assert (first.printed, first.absence) == ("______", "blank")
    assert set(first.forms.values()) == {"______"}
    assert (second.printed, second.absence) == ("1.00", "")


def test_every_figure_of_a_case_names_its_basis_and_has_a_title_of_its_own() -> None:
    made = compose(case(), origins={"grant.price_yuan": "案卷.yaml 第66行"})
    price = figure(made, "出让.出让价款")
    assert (price.key, price.basis) == ("grant.price_yuan", "案卷.yaml 第66行")
    for one in walk_figures(made):
        assert one.title
        assert one.key
        assert one.basis or not one.present


def test_the_parties_are_known_by_their_short_names_too() -> None:
    made = compose(case())
    assert figure(made, "出让人.名称").value == figure(made, "当事人.出让人.名称").value


def test_all_grantees_are_named_together() -> None:
    first = SAMPLE["parties"]["grantees"][0]
    two = case(parties__grantees=[first, {**first, "name": "示例乙公司"}])
    assert figure(two, "受让人.名称").value == f"{first['name']}、示例乙公司"
    assert figure(two, "受让人.人数").value == 2
    assert figure(two, "受让人.联合").present
    unnamed = case(parties__grantees=[first, {"address": "某处"}])
    assert not figure(unnamed, "受让人.名称").present


def test_a_case_without_grantees_has_the_blanks_of_one() -> None:
    made = compose(case(parties__grantees=None), stage=Stage.ANNOUNCEMENT)
    grantees = made.find("当事人.受让人")
    assert isinstance(grantees, Series)
    assert len(grantees.items) == 1
    assert not figure(made, "受让人.联合").present


def test_unit_price_and_total_are_worked_out_from_each_other() -> None:
    unit = figure(case(grant__unit_price_yuan_per_m2=None), "出让.出让单价")
    assert unit.value == Decimal("288.00")
    assert "÷" in unit.basis
    total = figure(case(grant__price_yuan=None), "出让.出让价款")
    assert total.value == Decimal("19200000.96")


def test_the_sum_of_the_instalments_needs_every_instalment() -> None:
    assert figure(case(), "出让.分期合计").value == Decimal("19200000.96")
    partly = [{"no": "1", "amount_yuan": "1.00"}, {"no": "2"}]
    assert not figure(case(grant__instalments=partly), "出让.分期合计").present


def test_the_term_ends_on_the_day_before_its_anniversary() -> None:
    assert figure(case(), "出让.终止日期").value == date(2041, 12, 30)
    assert not figure(case(grant__term_years="5000"), "出让.终止日期").present


def test_a_date_that_is_none_is_kept_as_it_was_written() -> None:
    unclear = figure(case(grant__delivery_date="2021年  月  日"), "出让.交付日期")
    assert (unclear.kind, unclear.printed) == ("text", "2021年  月  日")


def test_the_stage_is_known_to_the_template() -> None:
    draft = compose(case(), stage=Stage.DRAFT)
    assert figure(draft, "文书.草稿").present
    assert not figure(draft, "文书.公告").present


def test_special_terms_and_indicators_are_rows_in_their_order() -> None:
    made = compose(case(grant__special_terms=["一。", "二。"]))
    terms = made.find("出让.特别约定")
    assert isinstance(terms, Series)
    assert [item.entries["内容"].value for item in terms.items] == ["一。", "二。"]  # type: ignore[union-attr]  # figures
    table = made.find("指标.指标表")
    assert isinstance(table, Series)
    numbers = [item.entries["序号"].value for item in table.items]  # type: ignore[union-attr]  # figures
    assert numbers == list(range(1, len(numbers) + 1))


def test_two_runs_over_one_case_give_the_same_figures() -> None:
    assert compose(case()) == compose(case())


SQUARE = [(Decimal(0), Decimal(0)), (Decimal(0), Decimal(30)), (Decimal(40), Decimal(30)), (Decimal(40), Decimal(0))]  # fmt: skip # noqa: E501 - four corners


def test_area_and_sides_come_from_the_corners_either_way_round() -> None:
    assert outline.area_m2(SQUARE) == outline.area_m2(SQUARE[::-1]) == Decimal("1200.00")
    assert outline.side_lengths_m(SQUARE) == tuple(
        map(Decimal, ("30.00", "40.00", "30.00", "40.00"))
    )


def test_far_coordinates_lose_no_centimetre() -> None:
    far = [(x + Decimal("3841120.123"), y + Decimal("38643200.456")) for x, y in SQUARE]
    with localcontext() as context:
        context.prec = 6
        assert outline.area_m2(far) == Decimal("1200.00")


def test_the_drawing_is_the_same_each_time_and_a_picture() -> None:
    labels = ["J1", "J2", "J3", "J4"]
    first = outline.draw(SQUARE, labels)
    assert first == outline.draw(SQUARE, labels)
    assert first.startswith(b"\x89PNG")
    assert first != outline.draw(SQUARE[::-1], labels)
