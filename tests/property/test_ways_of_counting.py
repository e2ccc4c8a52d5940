"""The four ways of counting a period, each held against a count made day by day.

The oracles know the announced holidays from the library's own tables, not through
``docgen.calendar``, and walk through every day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from chinese_calendar.constants import holidays, workdays
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.calendar import Deadline, Unit, period_end, way_of_counting
from tests.counts import count

SETTINGS = settings(
    derandomize=True, database=None, deadline=None, max_examples=count(full=3000, reduced=100)
)
ONE_DAY = timedelta(days=1)
SATURDAY = 5
WAYS = ("civil", "administrative", "penalty", "tax")
ANNOUNCED = st.dates(min_value=date(2004, 1, 1), max_value=date(2026, 6, 30))
LAST_ANNOUNCED = date(2026, 12, 31)
FILING_DAYS = 15
#: 国家税务总局's filing deadlines, by the year's notice: the 15th of each month, moved by 细则 109.
PUBLISHED = {
    2022: (19, 23, 15, 20, 19, 20, 15, 15, 20, 25, 15, 15),  # 税总办征科函〔2021〕201号
    2023: (16, 15, 15, 17, 18, 15, 17, 15, 15, 23, 15, 15),  # 税总办征科函〔2022〕245号
    2024: (15, 23, 15, 18, 22, 19, 15, 15, 18, 24, 15, 16),  # the year's notice
    2026: (20, 24, 16, 20, 22, 15, 15, 17, 15, 26, 16, 15),  # 税总办征科函〔2025〕64号
}


def is_off(day: date) -> bool:
    return day in holidays or (day.weekday() >= SATURDAY and day not in workdays)


def days_after(start: date) -> Iterator[date]:
    day = start
    while True:
        day += ONE_DAY
        yield day


def first_worked(day: date) -> date:
    while is_off(day):
        day += ONE_DAY
    return day


def nth(days: Iterator[date], n: int) -> date:
    return next(day for number, day in enumerate(days, start=1) if number == n)


def working_days_after(start: date) -> Iterator[date]:
    return (day for day in days_after(start) if not is_off(day))


def counted_by_tax_law(start: date, days: int) -> date:
    """细则 109 by hand: every run of three days off or more within it, then as many days worked."""
    within = [start + number * ONE_DAY for number in range(1, days + 1)]
    letters = "".join("x" if is_off(day) else "." for day in within)
    extra = sum(len(run) for run in letters.split(".") if len(run) >= 3)
    last = within[-1]
    return first_worked(nth(working_days_after(last), extra) if extra else last)


class TestCivil:
    """民法典 201 to 203: 自下一日开始计算；末日是法定休假日的，以休假日结束的次日为末日."""

    @SETTINGS
    @given(ANNOUNCED, st.integers(min_value=1, max_value=120))
    def test_days_are_natural_and_only_the_last_moves(self, start: date, days: int) -> None:
        wanted = first_worked(nth(days_after(start), days))
        assert period_end(start, days, "day") == Deadline(wanted, unverified=False)

    @pytest.mark.parametrize(
        ("start", "amount", "unit", "end"),
        [
            # 疑难实例 8 and 9
            (date(2024, 2, 29), 1, "year", date(2025, 2, 28)),
            (date(2025, 8, 31), 1, "month", date(2025, 9, 30)),
            (date(2025, 8, 31), 6, "month", date(2026, 2, 28)),
            (date(2026, 1, 16), 1, "month", date(2026, 2, 24)),
            (date(2026, 2, 6), 10, "working_day", date(2026, 2, 27)),
        ],
    )
    def test_month_ends_holidays_and_working_days(
        self, start: date, amount: int, unit: Unit, end: date
    ) -> None:
        assert period_end(start, amount, unit) == Deadline(end, unverified=False)


class TestAdministrative:
    """行政强制法 69: 十日以内期限的规定是指工作日."""

    @SETTINGS
    @given(ANNOUNCED, st.integers(min_value=1, max_value=60))
    def test_ten_days_and_fewer_are_worked_and_more_are_natural(
        self, start: date, days: int
    ) -> None:
        if days <= 10:
            wanted = nth(working_days_after(start), days)
        else:
            wanted = first_worked(nth(days_after(start), days))
        assert period_end(start, days, "day", "administrative") == Deadline(wanted, False)


class TestPenalty:
    """行政处罚法 85: 二日、三日、五日、七日是工作日；自然资源行政处罚办法 57: 三、五、七、十日."""

    @SETTINGS
    @given(ANNOUNCED, st.integers(min_value=1, max_value=60))
    def test_the_named_numbers_are_worked_and_all_others_natural(
        self, start: date, days: int
    ) -> None:
        if days in (2, 3, 5, 7, 10):
            wanted = nth(working_days_after(start), days)
        else:
            wanted = first_worked(nth(days_after(start), days))
        assert period_end(start, days, "day", "penalty") == Deadline(wanted, False)


class TestTax:
    """征管法细则 109: 在期限内有连续三日以上法定休假日的，按休假日天数顺延."""

    @pytest.mark.parametrize("year", PUBLISHED)
    def test_it_gives_every_filing_deadline_that_the_tax_office_published(self, year: int) -> None:
        first_days = [date(year, month, 1) for month in range(1, 13)]
        ends = [period_end(day - ONE_DAY, FILING_DAYS, "day", "tax") for day in first_days]
        wanted = [
            day.replace(day=last) for day, last in zip(first_days, PUBLISHED[year], strict=True)
        ]
        assert ends == [Deadline(day, unverified=False) for day in wanted]

    @SETTINGS
    @given(ANNOUNCED, st.integers(min_value=1, max_value=60))
    def test_long_holidays_within_lengthen_it(self, start: date, days: int) -> None:
        wanted = counted_by_tax_law(start, days)
        assert period_end(start, days, "day", "tax") == Deadline(wanted, unverified=False)

    @SETTINGS
    @given(ANNOUNCED, st.integers(min_value=1, max_value=60))
    def test_it_is_never_shorter_than_the_civil_one(self, start: date, days: int) -> None:
        by_tax, civil = (period_end(start, days, "day", way) for way in ("tax", "civil"))
        assert by_tax is not None and civil is not None and by_tax.day >= civil.day

    def test_the_national_day_parts_the_two_ways(self) -> None:
        # 疑难实例 34
        assert period_end(date(2024, 9, 30), 15, "day", "civil") == Deadline(
            date(2024, 10, 15), False
        )
        assert period_end(date(2024, 9, 30), 15, "day", "tax") == Deadline(
            date(2024, 10, 24), False
        )


class TestUnannouncedYears:
    """疑难实例 10: 放假安排未公布的年份标“待核”，不猜也不崩溃."""

    @SETTINGS
    @given(
        st.dates(min_value=date(2027, 1, 1), max_value=date(2200, 1, 1)),
        st.integers(min_value=11, max_value=400),
        st.sampled_from(WAYS),
    )
    def test_natural_days_are_counted_and_marked(self, start: date, days: int, way: str) -> None:
        wanted = Deadline(start + days * ONE_DAY, unverified=True)
        assert period_end(start, days, "day", way) == wanted

    @pytest.mark.parametrize(("way", "days"), [("administrative", 10), ("penalty", 5)])
    def test_working_days_name_no_day(self, way: str, days: int) -> None:
        assert period_end(date(2027, 3, 1), days, "day", way) is None
        assert period_end(LAST_ANNOUNCED - 2 * ONE_DAY, days, "day", way) is None

    def test_a_tax_period_into_such_a_year_is_marked_whatever_its_beginning(self) -> None:
        end = period_end(date(2026, 12, 25), 15, "day", "tax")
        assert end == Deadline(date(2027, 1, 9), unverified=True)

    def test_a_tax_period_lengthened_into_such_a_year_is_marked(self) -> None:
        # 2026-10-01 to 07 are seven days off: seven working days more, after the last of December.
        end = period_end(date(2026, 9, 30), 92, "day", "tax")
        assert end == Deadline(LAST_ANNOUNCED, unverified=True)

    @pytest.mark.parametrize("way", WAYS)
    def test_years_before_the_first_announcement_are_marked_too(self, way: str) -> None:
        end = period_end(date(1999, 1, 1), 30, "day", way)
        assert end == Deadline(date(1999, 1, 31), unverified=True)

    @pytest.mark.parametrize("way", WAYS)
    def test_the_end_of_the_calendar_is_refused_in_plain_words(self, way: str) -> None:
        with pytest.raises(ValueError, match="超出可表示的年份"):
            period_end(date(9999, 12, 1), 60, "day", way)


def test_no_units_are_no_period() -> None:
    with pytest.raises(ValueError, match="一以上"):
        period_end(date(2026, 3, 2), 0, "day")


def test_every_way_has_its_sources() -> None:
    for name in WAYS:
        way = way_of_counting(name)
        assert way.name == name and way.title and way.sources
    with pytest.raises(KeyError):
        way_of_counting("canon")
