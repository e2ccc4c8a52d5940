"""Tax and output per 亩, idle land and classes, at their very edges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from docgen.figures.classify import StalledLimits, compared, poor_years, stalled_terms
from docgen.figures.compose import compose
from docgen.figures.idle import IdleLimits, investment_share, judge_idle, judged_on
from docgen.figures.performance import measured_intensity, tax_per_mu
from docgen.model import Case, IdleVerdict, PerformanceYear
from docgen.packs import load_pack
from docgen.proof import Figure, Series

LIMITS = IdleLimits(1, 3, Decimal(25), 1)
STALLED = StalledLimits(3, Decimal(25), 2)


def case(**parts: Any) -> Case:
    return Case.model_validate(parts)


def year(**parts: Any) -> PerformanceYear:
    return PerformanceYear.model_validate(parts)


def test_reliefs_come_back_and_tenants_count() -> None:
    # 14 亩 are 9333.33… ㎡, which no area has to the second place.
    made = year(
        tax_paid_wan="180", tax_relief_wan="60", tenants_tax_wan="40", land_in_use_m2="9333.33"
    )
    found = tax_per_mu(made)
    assert found is not None
    assert found.value == Decimal("20.00")
    assert found.exact >= 20
    assert found.text.startswith("（180＋60＋40）万元÷13.999995亩＝20.00万元/亩")
    alone = tax_per_mu(year(tax_paid_wan="180", land_in_use_m2="9333.33"))
    assert alone is not None
    assert alone.value == Decimal("12.86")


def test_the_divisor_is_the_land_in_use_and_not_the_land_granted() -> None:
    made = case(
        parcel={"granted_area_m2": "13333.33"},
        performance={
            "years": [{"year": 2023, "tax_paid_wan": "400", "land_in_use_m2": "17333.33"}]
        },
    )
    assert isinstance(tax := compose(made).find("履约.亩均税收"), Figure)
    assert tax.value == Decimal("15.38")
    assert "26亩" not in tax.basis
    assert "25.999995亩" in tax.basis


def test_the_last_year_with_data_is_the_one_that_is_printed() -> None:
    made = case(
        performance={
            "years": [
                {"year": 2023, "tax_paid_wan": "2", "output_wan": "30", "land_in_use_m2": "20000"},
                {"year": 2022, "tax_paid_wan": "3", "land_in_use_m2": "20000"},
            ]
        }
    )
    composed = compose(made)
    assert composed.find("履约.最近年度").value == 2023  # type: ignore[union-attr]
    assert composed.find("履约.亩均产值").value == Decimal("1.00")  # type: ignore[union-attr]
    table = composed.find("履约.年度表")
    assert isinstance(table, Series)
    second = table.items[1].entries
    assert (second["亩均税收"].value, second["亩均产值"].value) == (Decimal("0.10"), None)  # type: ignore[union-attr]


def test_nothing_is_made_up_where_a_number_is_missing() -> None:
    assert tax_per_mu(year(land_in_use_m2="1")) is None
    assert tax_per_mu(year(tax_paid_wan="1", land_in_use_m2="0")) is None
    assert measured_intensity(case(parcel={"granted_area_m2": "1"})) is None


def idle_case(**idle: Any) -> Case:
    performance = {
        key: idle.pop(key)
        for key in ("actual_commencement_date", "idle_test_invested_wan")
        if key in idle
    }
    return case(
        grant={"commencement_date": "2020-06-20"}, performance={**performance, "idle": idle}
    )


def verdict(made: Case, on: date) -> IdleVerdict | None:
    found = judge_idle(made, LIMITS, on)
    return found.verdict if found else None


def test_a_year_is_full_on_its_last_day_and_not_before() -> None:
    made = idle_case()
    assert verdict(made, date(2021, 6, 19)) is IdleVerdict.NOT_IDLE
    assert verdict(made, date(2021, 6, 20)) is IdleVerdict.NOT_BEGUN
    leap = case(grant={"commencement_date": "2020-02-29"})
    assert verdict(leap, date(2021, 2, 27)) is IdleVerdict.NOT_IDLE
    assert verdict(leap, date(2021, 2, 28)) is IdleVerdict.NOT_BEGUN


def begun(area: str | None, investment: str | None, since: str = "2021-01-01") -> Case:
    return idle_case(
        actual_commencement_date="2020-07-01",
        suspended_since=since,
        developed_area_m2=area,
        due_area_m2="9000",
        idle_test_invested_wan=investment,
        total_investment_wan="4000",
    )


@pytest.mark.parametrize(
    ("area", "investment", "found"),
    [
        ("2999.99", "1000.01", IdleVerdict.SUSPENDED),
        ("3000.01", "999.99", IdleVerdict.SUSPENDED),
        ("3000", "2000", IdleVerdict.BOUNDARY),
        ("4000", "1000", IdleVerdict.BOUNDARY),
        ("3000", "999.99", IdleVerdict.SUSPENDED),
        ("3000.01", "1000.01", IdleVerdict.NOT_IDLE),
        ("2999.99", None, IdleVerdict.SUSPENDED),
        ("3000.01", None, None),
        (None, None, None),
    ],
)
def test_one_third_and_a_quarter_are_neither_below_nor_above(
    area: str | None, investment: str | None, found: IdleVerdict | None
) -> None:
    assert verdict(begun(area, investment), date(2022, 1, 1)) is found


def test_a_stop_counts_from_the_day_it_has_lasted_a_year() -> None:
    assert verdict(begun("1", "1"), date(2021, 12, 31)) is IdleVerdict.NOT_IDLE
    assert verdict(begun("1", "1"), date(2022, 1, 1)) is IdleVerdict.SUSPENDED


def test_half_built_but_half_paid_is_idle_by_the_area_alone() -> None:
    # 20 % built, 30 % invested, stopped for 18 months.
    made = begun("1800", "1200", since="2021-01-01")
    assert verdict(made, date(2022, 7, 1)) is IdleVerdict.SUSPENDED


def test_price_and_taxes_leave_both_sides_of_the_investment_test() -> None:
    right = idle_case(idle_test_invested_wan="1650", total_investment_wan="5900")
    share = investment_share(right)
    assert share is not None
    assert (share.value, share.exact > 25) == (Decimal("27.97"), True)
    assert share.text == "1650万元÷5900万元＝27.97%（四舍五入到2位小数）"
    wrong = investment_share(idle_case(idle_test_invested_wan="1950", total_investment_wan="8000"))
    assert wrong is not None
    assert wrong.exact < 25


def test_without_an_agreed_day_the_law_takes_a_year_from_the_handing_over() -> None:
    made = case(performance={"idle": {"handover_confirmed_on": "2019-06-20"}})
    found = judge_idle(made, LIMITS, date(2021, 6, 20))
    assert found is not None
    assert (found.verdict, found.since, found.presumed) == (
        IdleVerdict.NOT_BEGUN, date(2020, 6, 20), True,
    )  # fmt: skip
    assert judge_idle(case(), LIMITS, date(2021, 6, 20)) is None
    assert judge_idle(made, LIMITS, None) is None


def test_a_signed_extension_sets_a_new_day() -> None:
    made = case(
        grant={"commencement_date": "2018-06-20"},
        redevelopment={
            "idle_mode": "extend",
            "new_commencement_date": "2022-06-20",
            "signing_date": "2021-07-01",
        },
    )
    assert verdict(made, date(2021, 6, 30)) is IdleVerdict.NOT_BEGUN
    assert verdict(made, date(2021, 7, 1)) is IdleVerdict.NOT_IDLE
    assert verdict(made, date(2023, 6, 19)) is IdleVerdict.NOT_IDLE
    assert verdict(made, date(2023, 6, 20)) is IdleVerdict.NOT_BEGUN


def test_the_verdict_the_days_and_their_basis_can_be_printed() -> None:
    made = case(
        grant={"commencement_date": "2020-06-20"},
        redevelopment={"category": "idle"},
        as_of="2021-06-21",
    )
    composed = compose(made, pack=load_pack("yanshi"))
    assert composed.find("履约.闲置判定").value == "满一年未动工的闲置土地"  # type: ignore[union-attr]
    assert composed.find("履约.闲置天数").value == 366  # type: ignore[union-attr]
    assert judged_on(made) == date(2021, 6, 21)
    assert judged_on(case(redevelopment={"recognition_date": "2021-02-03"})) == date(2021, 2, 3)


def terms(made: Case, on: date) -> dict[str, bool | None]:
    return {
        one.name: one.met for one in stalled_terms(made, STALLED, judge_idle(made, LIMITS, on), on)
    }


def test_a_stalled_project_exceeds_each_line_and_none_is_met_on_it() -> None:
    made = idle_case(
        actual_commencement_date="2020-07-01", suspended_since="2021-01-01",
        developed_area_m2="3000.01", due_area_m2="9000",
        idle_test_invested_wan="1000.01", total_investment_wan="4000", no_profit_since="2020-01-01",
    )  # fmt: skip
    assert set(terms(made, date(2022, 1, 2)).values()) == {True}
    assert terms(made, date(2022, 1, 1))["no_profit"] is False
    on_the_line = terms(begun("3000", "1000"), date(2022, 6, 1))
    assert (on_the_line["area"], on_the_line["investment"]) == (False, False)
    assert on_the_line["not_idle"] is True
    assert terms(case(), date(2022, 6, 1)) == dict.fromkeys(on_the_line, None)


def test_poor_years_follow_each_other() -> None:
    def ratings(*pairs: tuple[int, str]) -> Case:
        return case(performance={"ratings": [{"year": y, "grade": g} for y, g in pairs]})

    poor = ("C", "C类")
    assert poor_years(ratings((2021, "C"), (2022, "C类")), poor, 2) == (2021, 2022)
    assert poor_years(ratings((2020, "C"), (2022, "C类")), poor, 2) == ()
    assert poor_years(ratings((2021, "B"), (2022, "C类")), poor, 2) == ()
    assert poor_years(ratings((2021, "C"), (2021, "C类")), poor, 2) == ()


@pytest.mark.parametrize(
    ("key", "agreed", "measured", "worse"),
    [
        ("floor_area_ratio", {"planning": {"floor_area_ratio": {"min": "1.0"}}}, "0.99", True),
        ("floor_area_ratio", {"planning": {"floor_area_ratio": {"min": "1.0"}}}, "1", False),
        ("greening_ratio_pct", {"planning": {"greening_ratio_pct": {"max": "20"}}}, "20.01", True),
        ("greening_ratio_pct", {"planning": {"greening_ratio_pct": {"max": "20"}}}, "20", False),
        ("greening_ratio_pct", {"planning": {"greening_ratio_pct": {}}}, "20", None),
        ("building_density_pct", {}, "20", None),
    ],
)
def test_what_was_built_is_worse_only_outside_what_was_agreed(
    key: str, agreed: dict[str, Any], measured: str, worse: bool | None
) -> None:
    made = case(**agreed, performance={"measured": {key: measured}})
    assert compared(made, key) is worse


def test_investment_is_compared_as_sums() -> None:
    parts: dict[str, Any] = {
        "parcel": {"granted_area_m2": "20000"},
        "indicators": {"investment_intensity_wan_per_mu": "300"},
    }
    for invested, worse in (("8999.99", True), ("9000", False)):
        made = case(**parts, performance={"measured": {"fixed_asset_invested_wan": invested}})
        assert compared(made, "investment_intensity_wan_per_mu") is worse
    assert compared(case(**parts), "investment_intensity_wan_per_mu") is None
    assert compared(case(**parts), "nothing") is None


def test_the_agreed_output_stands_among_the_other_indicators() -> None:
    made = case(
        indicators={"others": [{"key": "output_wan_per_mu", "value": "400"}]},
        performance={"measured": {"output_wan_per_mu": "399.99"}},
    )
    assert compared(made, "output_wan_per_mu") is True
