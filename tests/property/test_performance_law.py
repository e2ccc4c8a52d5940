"""Performance and penalties hold the sentences of law that head these tests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.calendar import add_years, is_day_off, next_working_day_after_holiday, term_end
from docgen.figures import penalties
from docgen.figures.breach_facts import delay_of
from docgen.figures.breaches import owed
from docgen.figures.formulas import Worked
from docgen.figures.idle import IdleLimits, judge_idle
from docgen.figures.performance import tax_per_mu
from docgen.model import Case, IdleVerdict, PerformanceYear
from tests.counts import count

MANY = settings(max_examples=count(2_000, 40), deadline=None)
LIMITS = IdleLimits(1, 3, Decimal(25), 1)
DAYS = st.dates(date(2005, 1, 1), date(2025, 12, 1))
AMOUNTS = st.decimals(Decimal("0.01"), Decimal("999999999.99"), places=2)
WANS = st.decimals(Decimal(0), Decimal("99999.99"), places=2)
RATES = st.decimals(Decimal("0.1"), Decimal(10), places=2)


def rounded(worked: Worked | None, exact: Fraction) -> None:
    """Hold a result to half a fen of what another way of working it out gives."""
    assert worked is not None
    assert worked.exact == exact
    assert abs(Fraction(worked.value) - exact) <= Fraction(1, 200)
    assert worked.value.as_tuple().exponent == -2


class TestTaxPerMu:
    """亩均税收＝年纳税合计（有退税或政策性减免的企业所减退部分税金计算在内）÷企业实际用地面积。"""

    @MANY
    @given(WANS, WANS, WANS, st.decimals(Decimal(1), Decimal(999999), places=2))
    def test_moving_tax_between_paid_relieved_and_tenants_changes_nothing(
        self, paid: Decimal, relief: Decimal, tenants: Decimal, area: Decimal
    ) -> None:
        one = tax_per_mu(
            PerformanceYear(
                tax_paid_wan=paid,
                tax_relief_wan=relief,
                tenants_tax_wan=tenants,
                land_in_use_m2=area,
            )
        )
        other = tax_per_mu(
            PerformanceYear(tax_paid_wan=paid + relief + tenants, land_in_use_m2=area)
        )
        assert one is not None
        assert other is not None
        assert (
            one.exact
            == other.exact
            == Fraction(paid + relief + tenants) * 2000 / 3 / Fraction(area)
        )


class TestLatePayment:
    """自付款期限届满的次日起至实际付清之日止，每日按照迟延支付款项的千分之几支付违约金。"""

    @MANY
    @given(AMOUNTS, RATES, DAYS, st.integers(1, 3000))
    def test_each_day_costs_the_same_and_the_first_is_the_day_after(
        self, base: Decimal, rate: Decimal, due: date, late: int
    ) -> None:
        moved = next_working_day_after_holiday(due).day
        days = penalties.overdue_days(due, moved + timedelta(days=late))
        assert days == late
        expected = Fraction(base) * Fraction(rate) * late / 1000
        rounded(penalties.daily("late_payment", base, rate, days), expected)

    @MANY
    @given(DAYS, st.integers(0, 20))
    def test_no_day_is_late_until_a_working_day_has_come(self, due: date, after: int) -> None:
        until = due + timedelta(days=after)
        between = [due + timedelta(days=n) for n in range(after)]
        if all(is_day_off(day) for day in between):
            assert penalties.overdue_days(due, until) == 0


class TestLateCommencement:
    """逾期开工的违约金计算期间不超过一年。"""

    @MANY
    @given(AMOUNTS, RATES, DAYS, st.integers(1, 2000))
    def test_no_delay_costs_more_than_a_year_of_it(
        self, price: Decimal, rate: Decimal, due: date, late: int
    ) -> None:
        moved = next_working_day_after_holiday(due).day
        made = Case.model_validate(
            {
                "grant": {
                    "price_yuan": price,
                    "late_commencement_rate_permille_per_day": rate,
                    "commencement_date": due,
                },
                "claims": [
                    {"matter": "late_commencement", "until_date": moved + timedelta(days=late)}
                ],
            }
        )
        delay = delay_of(made, made.claims[0])
        year = (add_years(moved, 1) - moved).days
        assert delay is not None
        assert (delay.days, delay.counted) == (late, min(late, year))
        rounded(owed(made, made.claims[0]), Fraction(price) * Fraction(rate) * delay.counted / 1000)


class TestUnfinishedFloorArea:
    """逾期竣工的，按未竣工部分计容建筑面积对应的价款计算。"""

    @MANY
    @given(AMOUNTS, RATES, st.integers(1, 999), st.integers(1, 100_000), st.integers(1, 100_000))
    def test_the_whole_unfinished_costs_the_whole_and_no_more(
        self, price: Decimal, rate: Decimal, days: int, unfinished: int, agreed: int
    ) -> None:
        worked = penalties.unfinished_daily(price, Decimal(unfinished), Decimal(agreed), rate, days)
        share = min(Fraction(unfinished, agreed), Fraction(1))
        rounded(worked, Fraction(price) * share * Fraction(rate) * days / 1000)


class TestShortfall:
    """按照实际差额部分占约定投资总额的比例，支付相当于同比例出让价款的违约金。"""

    @MANY
    @given(AMOUNTS, WANS, WANS)
    def test_the_penalty_is_to_the_price_as_the_shortfall_is_to_the_promise(
        self, price: Decimal, agreed: Decimal, actual: Decimal
    ) -> None:
        worked = penalties.shortfall(price, agreed, actual)
        if agreed <= 0 or actual >= agreed:
            assert worked is None
            return
        rounded(worked, Fraction(price) * (1 - Fraction(actual) / Fraction(agreed)))
        assert worked is not None
        assert worked.value <= price


class TestRefund:
    """返还剩余年期土地出让价款（不计利息）。"""

    @MANY
    @given(AMOUNTS, DAYS, st.integers(1, 50), st.integers(0, 20_000))
    def test_what_was_used_and_what_is_given_back_make_the_price(
        self, paid: Decimal, start: date, years: int, used: int
    ) -> None:
        end = term_end(start, years)
        whole = (end - start).days + 1
        worked = penalties.refund_of_remaining_term(
            paid, start, end, start + timedelta(days=used - 1)
        )
        if used >= whole:
            assert worked is None
            return
        rounded(worked, Fraction(paid) - Fraction(paid) * used / whole)


class TestIdleLand:
    """已动工开发但开发建设用地面积占应动工开发建设用地总面积不足三分之一或者已投资额占总投资额不足百分之二十五，中止开发建设满一年的国有建设用地，也可以认定为闲置土地。"""

    @MANY
    @given(st.integers(0, 900), st.integers(0, 400), st.integers(0, 800))
    def test_either_below_its_line_and_a_full_year_make_it_idle(
        self, built: int, invested: int, stopped: int
    ) -> None:
        since = date(2021, 3, 1)
        made = Case.model_validate(
            {
                "performance": {
                    "actual_commencement_date": "2020-03-01",
                    "idle_test_invested_wan": invested,
                    "idle": {
                        "developed_area_m2": built,
                        "due_area_m2": 900,
                        "total_investment_wan": 400,
                        "suspended_since": since,
                    },
                }
            }
        )
        found = judge_idle(made, LIMITS, since + timedelta(days=stopped))
        assert found is not None
        full = stopped >= 365
        assert found.is_idle == (full and (built < 300 or invested < 100))
        on_the_line = full and not found.is_idle and (built == 300 or invested == 100)
        assert (found.verdict is IdleVerdict.BOUNDARY) == on_the_line


@pytest.mark.parametrize("key", ["late_payment", "late_commencement", "late_delivery"])
def test_every_daily_formula_prints_its_own_number(key: str) -> None:
    worked = penalties.daily(key, Decimal("1000"), Decimal("0.5"), 3)
    assert worked is not None
    assert worked.text == "1000元×0.5‰/日×3日＝1.50元"
    assert worked.formula.number.startswith("W-")
