"""Penalties, fees and refunds: the tricky cases of practice, to the fen and to the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from docgen.audit.docx import audit_docx
from docgen.figures import penalties
from docgen.figures.breach_facts import delay_of
from docgen.figures.breaches import owed
from docgen.figures.compose import compose
from docgen.figures.formulas import work
from docgen.model import Case
from docgen.packs import load_pack
from docgen.proof import Figure, Group, Series
from docgen.render.docx import render
from tests.tagged import compiled, docx, lines, paragraph


def case(**parts: Any) -> Case:
    return Case.model_validate(parts)


def claim_of(made: Case, index: int = 0) -> tuple[Decimal | None, str]:
    found = owed(made, made.claims[index])
    return (found.value, found.text) if found else (None, "")


def row_of(made: Case, index: int = 0) -> Group:
    table = compose(made, pack=load_pack("fanxian")).find("违约金.明细")
    assert isinstance(table, Series)
    return table.items[index]


PRICE = {"price_yuan": "10000000", "late_payment_rate_permille_per_day": "1"}


def test_thirty_seven_days_on_five_million_at_one_per_mille() -> None:
    made = case(
        grant={**PRICE, "instalments": [{"amount_yuan": "5000000", "due_date": "2025-03-03"}]},
        claims=[{"matter": "迟延付款", "instalment_no": 1, "until_date": "2025-04-09"}],
    )
    assert claim_of(made) == (Decimal("185000.00"), "5000000元×1‰/日×37日＝185000.00元")
    row = row_of(made)
    assert isinstance(amount := row.entries["违约金"], Figure)
    assert amount.printed == "185000.00"
    assert amount.forms["大写"] == "人民币壹拾捌万伍仟元整"
    assert isinstance(working := row.entries["算式"], Figure)
    assert working.printed == "5000000元×1‰/日×37日＝185000.00元"
    assert working.basis == amount.basis == working.printed


def test_a_due_day_on_a_holiday_moves_before_the_days_are_counted() -> None:
    # 1 October 2024 is a holiday until the 7th; the 8th is the last day.
    assert penalties.overdue_days(date(2024, 10, 1), date(2024, 10, 8)) == 0
    assert penalties.overdue_days(date(2024, 10, 1), date(2024, 10, 9)) == 1
    assert penalties.overdue_days(date(2024, 10, 9), date(2024, 10, 8)) == 0


GRANT = {
    "price_yuan": "10000000",
    "late_commencement_rate_permille_per_day": "0.5",
    "late_completion_rate_permille_per_day": "0.5",
    "commencement_date": "2023-03-01",
    "completion_date": "2025-03-03",
}


@pytest.mark.parametrize(
    ("until", "form", "days"),
    [
        ("2024-02-28", None, 364),
        ("2024-03-01", None, 366),
        ("2024-03-02", None, 366),
        ("2024-04-04", "GF-2025", 366),
        ("2024-04-04", "GF-2008", 400),
        ("2024-04-04", "其他", 400),
    ],
)
def test_late_commencement_costs_a_year_at_most_by_the_form_of_2025(
    until: str, form: str | None, days: int
) -> None:
    made = case(
        grant=GRANT,
        contract={"form": form} if form else None,
        claims=[{"matter": "逾期开工", "until_date": until}],
    )
    delay = delay_of(made, made.claims[0])
    assert delay is not None
    assert delay.counted == days
    assert claim_of(made)[0] == Decimal(10000000) * Decimal("0.5") * days / 1000


def test_late_completion_is_measured_on_what_is_unfinished() -> None:
    parts: dict[str, Any] = {
        "grant": GRANT,
        "parcel": {"granted_area_m2": "20000"},
        "planning": {"floor_area_ratio": {"min": "1.2"}},
        "performance": {"measured": {"finished_floor_area_m2": "18000"}},
        "claims": [{"matter": "逾期竣工", "until_date": "2025-03-13"}],
    }
    assert claim_of(case(**parts)) == (
        Decimal("12500.00"),
        "10000000元×6000.00平方米÷24000.00平方米×0.5‰/日×10日＝12500.00元",
    )
    old = case(**parts, contract={"form": "GF-2008"})
    assert claim_of(old) == (Decimal("50000.00"), "10000000元×0.5‰/日×10日＝50000.00元")
    done = {**parts, "performance": {"measured": {"finished_floor_area_m2": "24000"}}}
    assert claim_of(case(**done))[0] is None


def test_what_is_short_costs_its_share_of_the_price() -> None:
    made = case(
        grant=GRANT,
        parcel={"granted_area_m2": "20000"},
        project={"fixed_asset_investment_wan": "9000"},
        indicators={"investment_intensity_wan_per_mu": "300"},
        performance={"measured": {"fixed_asset_invested_wan": "6000"}},
        claims=[{"matter": "投资总额不足"}, {"matter": "投资强度不足"}],
    )
    assert claim_of(made) == (
        Decimal("3333333.33"),
        "10000000元×（9000－6000）÷9000＝3333333.33元（四舍五入到2位小数）",
    )
    assert claim_of(made, 1)[0] == Decimal("3333333.33")


def test_the_agreement_measures_intensity_on_the_difference_of_investment() -> None:
    made = case(
        parcel={"granted_area_m2": "20000"},
        indicators={"investment_intensity_wan_per_mu": "300"},
        supervision={"investment_shortfall_rate_pct": "5"},
        performance={"measured": {"fixed_asset_invested_wan": "8000"}},
        claims=[{"matter": "投资强度不足"}],
    )
    assert claim_of(made) == (
        Decimal("500000.00"),
        "（300万元/亩×30.0000亩－8000万元）×10000元/万元×5%＝500000.00元",
    )


def test_over_the_limit_by_share_or_by_a_fixed_rate() -> None:
    made = case(
        grant={**GRANT, "over_limit_rate_permille": "5"},
        planning={"floor_area_ratio": {"max": "2"}, "greening_ratio_pct": {"max": "20"}},
        performance={"measured": {"floor_area_ratio": "2.1", "greening_ratio_pct": "20.01"}},
        claims=[{"matter": "容积率高于上限"}, {"matter": "绿地率超标"}],
    )
    assert claim_of(made) == (Decimal("500000.00"), "10000000元×（2.1－2）÷2＝500000.00元")
    assert claim_of(made, 1) == (Decimal("50000.00"), "10000000元×5‰＝50000.00元")
    within = made.model_copy(
        update={
            "performance": case(performance={"measured": {"greening_ratio_pct": "20"}}).performance
        }
    )
    assert claim_of(within, 1)[0] is None


def test_late_production_stops_at_the_agreed_number_of_days() -> None:
    parts: dict[str, Any] = {
        "supervision": {"late_production_yuan_per_day": "1000", "late_production_cap_days": "90"},
        "project": {"full_production_date": "2025-03-03"},
        "claims": [{"matter": "逾期达产", "until_date": "2025-05-31"}],
    }
    assert claim_of(case(**parts))[0] == Decimal("89000.00")
    parts["claims"] = [{"matter": "逾期达产", "until_date": "2025-06-30"}]
    assert claim_of(case(**parts)) == (Decimal("90000.00"), "1000元/日×90日＝90000.00元")
    parts["performance"] = {"progress": {"renewed_full_production_date": "2025-06-24"}}
    assert claim_of(case(**parts))[0] == Decimal("6000.00")


def test_a_tax_shortfall_is_taken_between_sums() -> None:
    made = case(
        indicators={"tax_wan_per_mu": "20"},
        supervision={"tax_shortfall_rate_pct": "10"},
        performance={
            "years": [{"year": 2023, "tax_paid_wan": "200", "land_in_use_m2": "20000"}],
        },
        claims=[{"matter": "亩均税收不足"}],
    )
    assert claim_of(made) == (
        Decimal("400000.00"),
        "（20万元/亩×30.0000亩－200万元）×10000元/万元×10%＝400000.00元",
    )


def test_an_exempted_breach_is_shown_and_not_added() -> None:
    claims: list[dict[str, Any]] = [
        {"matter": "逾期达产", "late_yuan_per_day": "1000", "due_date": "2025-03-03",
         "until_date": "2025-03-13"},
        {"matter": "绿地率超标", "rate_permille": "5", "base_yuan": "10000000"},
    ]  # fmt: skip
    composed = compose(case(claims=claims))
    assert isinstance(total := composed.find("违约金.合计"), Figure)
    assert total.value == Decimal("60000.00")
    claims[0]["exemption"] = {"decision_no": "示例决〔2025〕1号"}
    assert isinstance(total := compose(case(claims=claims)).find("违约金.合计"), Figure)
    assert total.value == Decimal("60000.00"), "a number without a day is no decision"
    claims[0]["exemption"]["decided_on"] = "2025-04-01"
    assert isinstance(total := compose(case(claims=claims)).find("违约金.合计"), Figure)
    assert total.value == Decimal("50000.00")


def test_the_remaining_term_is_paid_back_by_the_day() -> None:
    parts: dict[str, Any] = {
        "grant": {"term_start": "2021-11-05", "term_years": "20", "deposit_yuan": "2000000",
                  "price_yuan": "10000000"},
        "refund": {"mode": "退还剩余年期价款", "ended_on": "2031-11-04", "paid_yuan": "7305"},
    }  # fmt: skip
    composed = compose(case(**parts), pack=load_pack("fanxian"))
    assert isinstance(working := composed.find("退款.算式"), Figure)
    # 20 years of 7305 days; of the last ten, 3653 days are left.
    assert working.value == "7305元×3653日÷7305日＝3653.00元"
    assert isinstance(amount := composed.find("退款.退款额"), Figure)
    assert amount.value == Decimal("3653.00")
    parts["refund"] = {"mode": "退还扣除定金和土地闲置费的已付价款", "paid_yuan": "10000000"}
    composed = compose(case(**parts), pack=load_pack("fanxian"))
    assert isinstance(working := composed.find("退款.算式"), Figure)
    assert working.value == "10000000元－2000000元－2000000.00元＝6000000.00元"
    parts["refund"] = {"mode": "less_deposit", "paid_yuan": "1999999.99"}
    assert not compose(case(**parts)).find("退款.算式").present  # type: ignore[union-attr]


@pytest.mark.parametrize("ended", ["2041-11-04", "2041-11-05", "2021-11-03"])
def test_nothing_is_paid_back_outside_the_term(ended: str) -> None:
    start, end = date(2021, 11, 5), date(2041, 11, 4)
    assert (
        penalties.refund_of_remaining_term(Decimal(100), start, end, date.fromisoformat(ended))
        is None
    )


def test_the_fee_for_idle_land_is_a_fifth_of_the_price_alone() -> None:
    made = case(grant={"price_yuan": "17200000.86"}, notice={"kind": "idle_fee_decision"})
    composed = compose(made, pack=load_pack("yanshi"))
    assert isinstance(fee := composed.find("履约.土地闲置费"), Figure)
    assert fee.value == Decimal("3440000.17")
    assert fee.basis.endswith("17200000.86元×20%＝3440000.17元（四舍五入到2位小数）")


def test_a_rounded_result_says_so_and_half_a_fen_goes_up() -> None:
    from fractions import Fraction

    half = work("over_limit", Fraction("0.005"), base=Decimal(1), rate=Decimal(5))
    assert (half.value, half.text.endswith("0.01元（四舍五入到2位小数）")) == (
        Decimal("0.01"),
        True,
    )
    assert (
        work("over_limit", Fraction(1), base=Decimal(1), rate=Decimal(5)).text == "1元×5‰＝1.00元"
    )


def test_what_nobody_owes_is_nothing_at_all() -> None:
    assert penalties.daily("late_payment", Decimal(0), Decimal(1), 1) is None
    assert penalties.daily("late_payment", Decimal(1), Decimal(1), 0) is None
    assert penalties.shortfall(Decimal(1), Decimal(2), Decimal(2)) is None
    assert penalties.shortfall(Decimal(1), Decimal(0), Decimal(0)) is None
    assert penalties.excess(Decimal(1), Decimal(2), Decimal(2)) is None
    assert penalties.flat(Decimal(1), Decimal(0)) is None
    assert penalties.fixed_daily(Decimal(0), 3) is None
    assert (
        penalties.per_mu_shortfall(
            "tax_shortfall", Decimal(20), Decimal(10), Decimal(200), Decimal(5)
        )
        is None
    )
    assert penalties.idle_fee(Decimal(0), Decimal(20)) is None
    made = case(
        claims=[{}, {"matter": "迟延付款"}, {"matter": "逾期竣工"}, {"matter": "容积率低于下限"}]
    )
    assert [owed(made, claim) for claim in made.claims] == [None] * 4


def test_a_template_prints_the_workings_by_their_chinese_names_and_the_audit_agrees() -> None:
    made = case(
        grant={**PRICE, "over_limit_rate_permille": "5"},
        claims=[
            {
                "matter": "迟延付款",
                "base_yuan": "5000000",
                "due_date": "2025-03-03",
                "until_date": "2025-04-09",
            },
            {"matter": "绿地率超标", "clause": "第三十六条"},
        ],
    )
    template = compiled(
        docx(
            paragraph("{%p for 项 in 违约金.明细 %}"),
            paragraph("{{ 项.序号 }}．{{ 项.事项 }}：{{ 项.算式 }}"),
            paragraph("{%p endfor %}"),
            paragraph("合计{{ 违约金.合计|大写 }}（小写{{ 违约金.合计 }}元）"),
        )
    )
    figures = compose(made, pack=load_pack("fanxian"))
    paper = render(template, figures)
    assert lines(paper) == [
        "1．迟延付款：5000000元×1‰/日×37日＝185000.00元",
        "2．绿地率超标：10000000元×5‰＝50000.00元",
        "合计人民币贰拾叁万伍仟元整（小写235000.00元）",
    ]
    assert len(audit_docx(paper, template.plan, figures)) == 8
