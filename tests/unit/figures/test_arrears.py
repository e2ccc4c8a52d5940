"""What is owed of the price: which instalments, since when, and the penalty on each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from docgen.figures.arrears import Arrear, arrears_of, counted_until
from docgen.intake import case_from_mapping
from docgen.model import Case


def case(*instalments: dict[str, Any], **more: Any) -> Case:
    grant = {
        "price_yuan": "300",
        "late_payment_rate_permille_per_day": "1",
        **more.pop("grant", {}),
    }
    grant["instalments"] = list(instalments)
    return case_from_mapping({"as_of": "2026-03-31", "grant": grant, **more}).case


def one(due: str, amount: str = "100", paid: str | None = "0") -> Arrear:
    told = {"no": 1, "due_date": due, "amount_yuan": amount}
    if paid is not None:
        told["paid_yuan"] = paid
    [found] = arrears_of(case(told))
    return found


def test_delay_begins_on_the_day_after_the_due_day_and_counts_the_last_day() -> None:
    found = one("2026-03-26")
    assert (found.late_from, found.days) == (date(2026, 3, 27), 5)
    assert found.penalty is not None and found.penalty.value == Decimal("0.50")


def test_a_due_day_on_a_holiday_moves_behind_it() -> None:
    # The 1st to the 8th of October 2025 were holidays.
    found = one("2025-10-01")
    assert found.due == date(2025, 10, 1)
    assert found.late_from == date(2025, 10, 10)


@pytest.mark.parametrize(
    ("paid", "owed"), [("0", "100"), ("40.5", "59.5"), ("100", "0"), ("120", "0")]
)
def test_what_is_owed_is_what_is_not_paid_and_never_less_than_nothing(paid: str, owed: str) -> None:
    found = one("2026-03-01", paid=paid)
    assert found.owed_yuan == Decimal(owed)
    assert (found.penalty is None) is (found.owed_yuan == 0)


def test_of_what_the_case_does_not_say_to_be_paid_nothing_is_known() -> None:
    found = one("2026-03-01", paid=None)
    assert found.owed_yuan is None
    assert found.penalty is None


def test_what_falls_due_on_the_day_of_counting_is_not_late() -> None:
    made = case(
        {"no": 1, "due_date": "2026-03-30", "amount_yuan": "100"},
        {"no": 2, "due_date": "2026-03-31", "amount_yuan": "100"},
        {"no": 3, "due_date": "2026-06-30", "amount_yuan": "100"},
    )
    assert [found.number for found in arrears_of(made)] == [1]


def test_shares_and_periods_are_worked_out_first() -> None:
    made = case(
        {"no": 1, "share_pct": "50", "due_within_days": 30, "paid_yuan": "0"},
        {"no": 2, "share_pct": "50", "due_within_days": 60, "paid_yuan": "0"},
        grant={"signing_date": "2026-01-05"},
    )
    first, second = arrears_of(made)
    assert (first.due, second.due) == (date(2026, 2, 4), date(2026, 3, 6))
    assert first.owed_yuan == second.owed_yuan == Decimal("150.00")


def test_arrears_are_counted_to_the_day_given_else_to_the_notices_own() -> None:
    given = {"document_date": "2026-03-02", "notice": {"date": "2026-03-01"}}
    assert counted_until(case_from_mapping({**given, "as_of": "2026-02-28"}).case) == date(
        2026, 2, 28
    )
    assert counted_until(case_from_mapping(given).case) == date(2026, 3, 1)
    assert counted_until(Case()) is None
    assert arrears_of(Case()) == ()
