"""Instalments given as shares: the parts always make the whole, the last takes the rounding."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from docgen.figures.compose import compose
from docgen.figures.instalments import amounts_yuan, due_dates
from docgen.model import Case, Grant
from docgen.proof import Figure, Series


def grant(price: str, *shares: str) -> Grant:
    return Grant.model_validate(
        {
            "price_yuan": price,
            "instalments": [{"no": i, "share_pct": one} for i, one in enumerate(shares, 1)],
        }
    )


def test_two_halves_of_an_odd_fen_leave_the_odd_fen_to_the_last() -> None:
    # 疑难 1: 1234567.89, two halves of 617283.945
    assert amounts_yuan(grant("1234567.89", "50", "50")) == (
        Decimal("617283.95"),
        Decimal("617283.94"),
    )


def test_the_shared_amounts_are_figures_with_their_formula() -> None:
    case = Case.model_validate({"grant": grant("1234567.89", "50", "50")})
    figures = compose(case)
    series = figures.find("出让.分期")
    assert isinstance(series, Series)
    last = series.items[1].entries["金额"]
    assert isinstance(last, Figure)
    assert last.key == "grant.instalments[1].amount_yuan"
    assert last.title == "出让.分期[2].金额"
    assert last.printed == "617283.94"
    assert last.forms["大写"] == "人民币陆拾壹万柒仟贰佰捌拾叁元玖角肆分"
    assert "末期为余额" in last.basis
    total = figures.find("出让.分期合计")
    assert isinstance(total, Figure)
    assert total.value == Decimal("1234567.89")


def test_shares_that_do_not_make_a_hundred_give_no_amounts() -> None:
    assert amounts_yuan(grant("100.00", "50", "49")) == (None, None)


def test_an_amount_that_is_given_is_never_replaced_by_a_share() -> None:
    mixed = Grant.model_validate(
        {"price_yuan": "100.00", "instalments": [{"amount_yuan": "60", "share_pct": "50"}, {}]}
    )
    assert amounts_yuan(mixed) == (Decimal(60), None)


@given(st.integers(min_value=1000, max_value=10**14), st.integers(min_value=1, max_value=99))
def test_the_parts_make_the_whole_to_the_fen(fen: int, share: int) -> None:
    price = Decimal(fen) / 100
    parts = amounts_yuan(grant(str(price), str(share), str(100 - share)))
    assert sum(part for part in parts if part is not None) == price


def test_a_period_from_signing_ends_by_the_civil_code() -> None:
    # 疑难 8: 2025-08-31 + 1 month is 2025-09-30; the first day does not count.
    terms = Grant.model_validate(
        {
            "signing_date": "2025-08-31",
            "instalments": [
                {"due_within_months": 1},
                {"due_within_days": 30},
                {"due_date": "2025-12-01", "due_within_days": 30},
                {},
            ],
        }
    )
    assert due_dates(terms) == (date(2025, 9, 30), date(2025, 9, 30), None, None)
    figures = compose(Case.model_validate({"grant": terms}))
    series = figures.find("出让.分期")
    assert isinstance(series, Series)
    first = series.items[0].entries["付款日期"]
    assert isinstance(first, Figure)
    assert first.printed == "2025年9月30日"
    assert "付款期限月数" in first.basis


def test_a_period_without_a_signing_day_gives_no_day() -> None:
    terms = Grant.model_validate({"instalments": [{"due_within_days": 30}]})
    assert due_dates(terms) == (None,)
