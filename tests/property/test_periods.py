"""The Civil Code's periods, each property headed by its sentence of law."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.calendar import (
    add_days,
    add_months,
    add_working_days,
    add_years,
    is_day_off,
    next_working_day_after_holiday,
    term_end,
)
from docgen.reading import read_date
from docgen.wording import date_in_chinese

SETTINGS = settings(derandomize=True, database=None, deadline=None, max_examples=200)
ONE_DAY = timedelta(days=1)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))
ANNOUNCED = st.dates(min_value=date(2004, 1, 1), max_value=date(2026, 11, 30))


class TestArticle201:
    """民法典201条: 按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算."""

    @SETTINGS
    @given(DAYS, st.integers(min_value=0, max_value=400))
    def test_a_period_of_days_holds_as_many_days_after_the_first(
        self, start: date, days: int
    ) -> None:
        end = add_days(start, days)
        counted = 0
        while start + counted * ONE_DAY < end:
            counted += 1
        assert counted == days


class TestArticle202:
    """民法典202条: 到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日."""

    @SETTINGS
    @given(DAYS, st.integers(min_value=-600, max_value=600))
    def test_the_last_day_is_the_same_day_or_the_last_of_its_month(
        self, start: date, months: int
    ) -> None:
        end = add_months(start, months)
        assert (end.year - start.year) * 12 + end.month - start.month == months
        if end.day != start.day:
            assert end.day < start.day
            assert (end + ONE_DAY).day == 1

    @SETTINGS
    @given(DAYS, st.integers(min_value=0, max_value=300), st.integers(min_value=0, max_value=300))
    def test_a_longer_period_never_ends_earlier(self, start: date, one: int, other: int) -> None:
        short, long = sorted((one, other))
        assert add_months(start, short) <= add_months(start, long)

    @SETTINGS
    @given(DAYS, st.integers(min_value=1, max_value=70))
    def test_a_year_is_twelve_months(self, start: date, years: int) -> None:
        assert add_years(start, years) == add_months(start, 12 * years)


class TestTerm:
    """出让年期自起算日起满 n 年: 起算日计入，末日为对应日的前一日."""

    @SETTINGS
    @given(DAYS, st.integers(min_value=1, max_value=70))
    def test_the_day_after_the_term_is_the_anniversary_or_the_first_of_march(
        self, start: date, years: int
    ) -> None:
        after = term_end(start, years) + ONE_DAY
        if (start.month, start.day) == (2, 29) and (after.month, after.day) != (2, 29):
            assert after == date(start.year + years, 3, 1)
        else:
            assert after == date(start.year + years, start.month, start.day)

    def test_a_term_from_any_leap_day_has_no_fewer_days_than_one_from_the_day_after(self) -> None:
        for year in range(1992, 2093, 4):
            for years in range(1, 71):
                leap_day = date(year, 2, 29)
                from_leap = term_end(leap_day, years) - leap_day
                from_march = term_end(date(year, 3, 1), years) - date(year, 3, 1)
                assert from_march - from_leap in (timedelta(0), -ONE_DAY)


class TestArticle203:
    """民法典203条: 期间的最后一日是法定休假日的，以法定休假日结束的次日为期间的最后一日."""

    @SETTINGS
    @given(ANNOUNCED)
    def test_a_moved_day_is_worked_and_all_days_skipped_are_off(self, day: date) -> None:
        deadline = next_working_day_after_holiday(day)
        assert not deadline.unverified
        assert is_day_off(deadline.day) is False
        while day < deadline.day:
            assert is_day_off(day)
            day += ONE_DAY

    @SETTINGS
    @given(st.dates(min_value=date(2027, 1, 1), max_value=date(2200, 1, 1)))
    def test_a_far_day_is_neither_moved_nor_called_certain(self, day: date) -> None:
        deadline = next_working_day_after_holiday(day)
        assert (deadline.day, deadline.unverified) == (day, True)

    @SETTINGS
    @given(ANNOUNCED, st.integers(min_value=1, max_value=15))
    def test_working_days_are_those_not_off(self, start: date, n: int) -> None:
        end = add_working_days(start, n)
        if end is None:
            return
        days = [start + number * ONE_DAY for number in range(1, (end - start).days + 1)]
        assert sum(is_day_off(day) is False for day in days) == n
        assert is_day_off(end) is False


@SETTINGS
@given(st.dates())
def test_a_day_is_read_back_as_it_was_written(day: date) -> None:
    assert read_date(date_in_chinese(day)) == day
