from __future__ import annotations

import doctest
from datetime import date

import pytest

from docgen import calendar
from docgen.calendar import (
    Deadline,
    add_days,
    add_months,
    add_working_days,
    add_years,
    is_day_off,
    next_working_day_after_holiday,
    term_end,
)


def test_the_first_day_is_not_counted() -> None:
    assert add_days(date(2021, 11, 5), 60) == date(2022, 1, 4)
    assert add_days(date(2022, 1, 4), -60) == date(2021, 11, 5)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 8, 31), 1, date(2025, 9, 30)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 1, 16), 1, date(2026, 2, 16)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
    ],
)
def test_a_month_without_the_day_ends_the_period_on_its_last_day(
    start: date, months: int, end: date
) -> None:
    assert add_months(start, months) == end


def test_a_year_from_29_february_ends_on_28_february() -> None:
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert add_years(date(2024, 2, 29), 20) == date(2044, 2, 29)


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        (date(2021, 11, 5), 20, date(2041, 11, 4)),
        (date(2021, 1, 1), 50, date(2070, 12, 31)),
        (date(2021, 3, 1), 3, date(2024, 2, 29)),
        (date(2024, 2, 29), 20, date(2044, 2, 28)),
        (date(2024, 2, 29), 50, date(2074, 2, 28)),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(start: date, years: int, end: date) -> None:
    assert term_end(start, years) == end


@pytest.mark.parametrize("years", [0, -1])
def test_a_term_has_at_least_a_year(years: int) -> None:
    with pytest.raises(ValueError, match="一年以上"):
        term_end(date(2021, 11, 5), years)


@pytest.mark.parametrize("amount", [10**4, 10**12, -(10**4) * 366, -(10**12)])
def test_a_period_that_leaves_the_calendar_is_refused_in_plain_words(amount: int) -> None:
    with pytest.raises(ValueError, match="超出可表示的年份"):
        add_years(date(2021, 11, 5), amount)
    with pytest.raises(ValueError, match="超出可表示的年份"):
        add_days(date(2021, 11, 5), amount * 1000)


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 2, 16), True),
        (date(2026, 2, 23), True),
        (date(2026, 2, 24), False),
        (date(2026, 2, 28), False),  # a Saturday that is worked
        (date(2026, 3, 7), True),  # a Saturday that is not
        (date(2004, 1, 1), True),
        (date(2003, 12, 31), None),
        (date(2027, 1, 1), None),
        (date(2046, 1, 1), None),
    ],
)
def test_a_day_off_is_known_only_in_announced_years(day: date, off: bool | None) -> None:
    assert is_day_off(day) is off


def test_a_deadline_in_the_spring_festival_moves_to_the_first_day_of_work() -> None:
    assert next_working_day_after_holiday(date(2026, 2, 16)) == Deadline(
        date(2026, 2, 24), unverified=False
    )


def test_a_worked_saturday_is_not_moved() -> None:
    day = date(2026, 2, 28)
    assert next_working_day_after_holiday(day) == Deadline(day, unverified=False)


def test_a_deadline_in_an_unannounced_year_stays_and_is_marked() -> None:
    saturday = date(2027, 5, 1)
    assert next_working_day_after_holiday(saturday) == Deadline(saturday, unverified=True)


def test_the_tenth_working_day_is_counted_over_the_festival() -> None:
    assert add_working_days(date(2026, 2, 6), 10) == date(2026, 2, 27)


def test_the_first_day_is_not_counted_among_working_days() -> None:
    assert add_working_days(date(2026, 3, 2), 1) == date(2026, 3, 3)
    assert add_working_days(date(2026, 3, 6), 1) == date(2026, 3, 9)


def test_working_days_that_run_into_an_unannounced_year_are_not_guessed() -> None:
    assert add_working_days(date(2026, 12, 30), 1) == date(2026, 12, 31)
    assert add_working_days(date(2026, 12, 30), 2) is None
    assert add_working_days(date(2030, 1, 1), 10**9) is None


def test_no_working_days_is_not_a_period() -> None:
    with pytest.raises(ValueError, match="一日以上"):
        add_working_days(date(2026, 3, 2), 0)


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(calendar)
    assert result.attempted >= 3
    assert result.failed == 0
