"""Days and periods.

Counting a period and moving its last day off a holiday are two steps, because the branches of law
differ in the second one and some in what a day is: the functions ``add_…`` count, and
:func:`next_working_day_after_holiday` moves by the Civil Code. :func:`period_end` does both in one
of the four ways of ``schemas/periods.yaml``: civil, administrative, penalty, tax.

民法典 201: 按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算.
202: 到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日.
203: 期间的最后一日是法定休假日的，以法定休假日结束的次日为期间的最后一日.

The holidays of a year are known only once they are announced. Outside the announced years nothing
is guessed from weekends: the answer is None, or it is marked as still to be verified (待核).
"""

from __future__ import annotations

import functools
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Literal, TypeAlias

import chinese_calendar
import yaml

from docgen.resources import schema_bytes

__all__ = [
    "Deadline",
    "Unit",
    "Way",
    "add_days",
    "add_months",
    "add_working_days",
    "add_years",
    "is_day_off",
    "next_working_day_after_holiday",
    "period_end",
    "term_end",
    "way_of_counting",
]

#: What a period is measured in. ``day`` is how the law writes 日: some ways take it as working day.
Unit: TypeAlias = Literal["day", "working_day", "month", "year"]

_ONE_DAY = timedelta(days=1)
_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period after holidays were looked at.

    Attributes:
        day: The last day.
        unverified: Whether it still has to be verified (待核), since the holidays of its year
            are not announced.
    """

    day: date
    unverified: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How one branch of law counts.

    Attributes:
        name: ``civil``, ``administrative``, ``penalty`` or ``tax``.
        title: Its Chinese name.
        working_days: Numbers of 日 that mean working days in this branch.
        long_holiday_min_days: From how many consecutive days off within the period on it is
            lengthened by them; None where only the last day matters.
        sources: Where it stands written, each as law and article.
    """

    name: str
    title: str
    working_days: frozenset[int]
    long_holiday_min_days: int | None
    sources: tuple[str, ...]


def way_of_counting(name: str) -> Way:
    """Return one of the four ways of counting.

    Args:
        name: ``civil``, ``administrative``, ``penalty`` or ``tax``.

    Raises:
        KeyError: There is no such way.
    """
    return _ways()[name]


def period_end(start: date, amount: int, unit: Unit, way: str = "civil") -> Deadline | None:
    """Return the last day of a period as one branch of law counts it.

    Args:
        start: The day on which the period begins to run; it is not counted.
        amount: How many units, at least 1.
        unit: ``day`` as the law writes it, ``working_day`` where it says so, ``month``, ``year``.
        way: ``civil``, ``administrative``, ``penalty`` or ``tax``.

    Returns:
        The last day, moved off a holiday. None where working days must be counted in a year whose
        holidays are not announced (待核: no day can be named). Where only the moving is unknown,
        the day as counted, marked ``unverified``.

    Raises:
        KeyError: There is no such way.
        ValueError: ``amount`` is below 1, or the result lies after the year 9999.

    >>> period_end(date(2026, 1, 16), 1, "month")
    Deadline(day=datetime.date(2026, 2, 24), unverified=False)
    >>> period_end(date(2024, 9, 30), 15, "day", "tax")
    Deadline(day=datetime.date(2024, 10, 24), unverified=False)
    """
    counted = way_of_counting(way)
    if amount < 1:
        raise ValueError(f"期间须在一以上，不能是{amount}")
    if unit == "working_day" or (unit == "day" and amount in counted.working_days):
        day = add_working_days(start, amount)
        return Deadline(day, unverified=False) if day else None
    count = {"day": add_days, "month": add_months, "year": add_years}[unit]
    last = count(start, amount)
    if counted.long_holiday_min_days is None:
        return next_working_day_after_holiday(last)
    return _after_long_holidays(start, last, counted.long_holiday_min_days)


def _after_long_holidays(start: date, last: date, least: int) -> Deadline:
    """Lengthen a period by its long holidays, a working day for each of their days (细则 109)."""
    extra, run, day = 0, 0, start
    while day < last:
        day += _ONE_DAY
        off = is_day_off(day)
        if off is None:
            return Deadline(last, unverified=True)
        run = run + 1 if off else 0
        if run >= least:
            extra += least if run == least else 1
    moved = add_working_days(last, extra) if extra else None
    if extra and moved is None:
        return Deadline(last, unverified=True)
    return next_working_day_after_holiday(moved or last)


@cache
def _ways() -> Mapping[str, Way]:
    data = yaml.load(schema_bytes("periods.yaml"), Loader=yaml.CSafeLoader)
    return MappingProxyType({name: _way(name, entry) for name, entry in data.items()})


def _way(name: str, entry: Mapping[str, object]) -> Way:
    listed, sources = entry["working_days"], entry["sources"]
    least = entry.get("long_holiday_min_days")
    if not isinstance(listed, list) or not isinstance(sources, list):
        raise TypeError(f"periods.yaml: {name}")
    return Way(
        name=name,
        title=str(entry["title"]),
        working_days=frozenset(int(number) for number in listed),
        long_holiday_min_days=int(str(least)) if least is not None else None,
        sources=tuple(f"{one['title']} {one['article']}" for one in sources),
    )


def add_days(start: date, days: int) -> date:
    """Return the last day of a period of calendar days; the day ``start`` is not counted (201).

    Args:
        start: The day on which the period begins to run.
        days: Calendar days (自然日); negative to count backwards.

    Raises:
        ValueError: The result lies outside the years 1 to 9999.
    """
    try:
        return start + timedelta(days=days)
    except OverflowError as error:
        raise ValueError(f"自{start}起算{days}日，超出可表示的年份") from error


def add_months(start: date, months: int) -> date:
    """Return the last day of a period of months: the corresponding day, else month end (202).

    Args:
        start: The day on which the period begins to run; it is not counted (201).
        months: Months; negative to count backwards.

    Raises:
        ValueError: The result lies outside the years 1 to 9999.

    >>> add_months(date(2025, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    year, month0 = divmod(start.year * _MONTHS_A_YEAR + start.month - 1 + months, _MONTHS_A_YEAR)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"自{start}起算{months}个月，超出可表示的年份")
    month = month0 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def add_years(start: date, years: int) -> date:
    """Return the last day of a period of years: the corresponding day, else month end (202).

    Args:
        start: The day on which the period begins to run; it is not counted (201).
        years: Years; negative to count backwards.

    Raises:
        ValueError: The result lies outside the years 1 to 9999.

    >>> add_years(date(2024, 2, 29), 1)
    datetime.date(2025, 2, 28)
    """
    return add_months(start, years * _MONTHS_A_YEAR)


def term_end(start: date, years: int) -> date:
    """Return the last day of a land-use term whose first day is ``start`` and counts.

    The term ends the day before the corresponding day, ``start + years − 1 day``, as agreed in
    the contract (民法典 204). A term from 29 February ends on 28 February whether the last year is
    a leap year (the day before the corresponding 29th) or not (no corresponding day: month end,
    202); taking one more day off in the latter case would make the term a day too short.

    Args:
        start: The first day of the term.
        years: Years of the term, at least 1.

    Raises:
        ValueError: ``years`` is below 1, or the result lies after the year 9999.

    >>> term_end(date(2021, 11, 5), 20), term_end(date(2024, 2, 29), 20)
    (datetime.date(2041, 11, 4), datetime.date(2044, 2, 28))
    """
    if years < 1:
        raise ValueError(f"年限须为一年以上，不能是{years}年")
    anniversary = add_years(start, years)
    return anniversary - _ONE_DAY if anniversary.day == start.day else anniversary


# The library looks through its whole table at every call; a ledger asks for the same days again.
@functools.lru_cache(maxsize=20_000)
def is_day_off(day: date) -> bool | None:
    """Return whether a day is a public holiday or an unworked weekend day; None when unknown.

    Weekend days made working days by the yearly announcement (调休上班) are not days off.
    """
    try:
        return bool(chinese_calendar.is_holiday(day))
    except NotImplementedError:  # the library's word for a year that is not announced
        return None


def next_working_day_after_holiday(day: date) -> Deadline:
    """Move the last day of a period to the day after the holiday it falls on (民法典 203).

    Args:
        day: The last day as counted.

    Returns:
        The day itself when it is no day off; otherwise the first day after. A day whose
        holidays are not announced is returned as it stands, marked ``unverified``.
    """
    while is_day_off(day):
        day += _ONE_DAY
    return Deadline(day, unverified=is_day_off(day) is None)


def add_working_days(start: date, n: int) -> date | None:
    """Return the ``n``-th working day after ``start``, which is not counted.

    Args:
        start: The day on which the period begins to run.
        n: Working days (工作日), at least 1.

    Returns:
        The day; None when the count runs into a year whose holidays are not announced (待核).

    Raises:
        ValueError: ``n`` is below 1.
    """
    if n < 1:
        raise ValueError(f"工作日数须为一日以上，不能是{n}日")
    day = start
    while n:
        day += _ONE_DAY
        off = is_day_off(day)
        if off is None:
            return None
        n -= not off
    return day
