"""Last days: off a holiday, not before the paper, and asked for in time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from docgen.calendar import add_days, add_years, next_working_day_after_holiday, term_end
from docgen.model import Case
from docgen.rules.look import Breach, Look, Said, rule
from docgen.rules.reckon import reckoned

__all__ = ["deadlines_follow_the_paper", "last_days_are_working_days", "renewal_is_asked_in_time"]

_INSTALMENTS = "grant.instalments"
#: Last days of what a plan demands, each with its path.
_OF_A_PLAN = ("deadline", "new_commencement_date", "new_completion_date", "temporary_use_until")
# 2021-12, 2021/12 and 2021年12月 are months as plans write them: whatever stands between.
_MONTH = re.compile(r"([0-9]{4})\D([0-9]{1,2})\D?")
_MONTHS_A_YEAR = 12


@rule("R051", "grant.instalments.due_date|grant.payment_deadline")
def last_days_are_working_days(look: Look) -> Iterator[Breach]:
    """民法典 203: a last day on a holiday moves on; an unannounced year is to be verified."""
    for path, day in _payment_days(look):
        moved = next_working_day_after_holiday(day)
        if moved.unverified:
            yield Breach("unverified", path, day)
        elif moved.day != day:
            yield Breach("holiday", path, day, {"moved": moved.day})


def _payment_days(look: Look) -> Iterator[tuple[str, date]]:
    grant = look.case.grant
    if grant is None:
        return
    for index, instalment in enumerate(grant.instalments):
        if day := look.day(instalment.due_date):
            yield f"{_INSTALMENTS}[{index}].due_date", day
    if day := look.day(grant.payment_deadline):
        yield "grant.payment_deadline", day


@rule("R052", "redevelopment", "document_date")
def deadlines_follow_the_paper(look: Look) -> Iterator[Breach]:
    """Nothing can be demanded by a day that is past when the paper is made."""
    redevelopment, made = look.case.redevelopment, look.day(look.case.document_date)
    if redevelopment is None or made is None:
        return
    said: dict[str, Said] = {"made": made}
    for name in _OF_A_PLAN:
        day = look.day(getattr(redevelopment, name))
        if day and day < made:
            yield Breach("past", f"redevelopment.{name}", day, said)
    for index, step in enumerate(redevelopment.steps):
        month = _month(step.month or "")
        if month and month < (made.year, made.month):
            yield Breach("month", f"redevelopment.steps[{index}].month", step.month, said)


def _month(text: str) -> tuple[int, int] | None:
    found = _MONTH.fullmatch(text.strip())
    if not found or not 1 <= int(found[2]) <= _MONTHS_A_YEAR:
        return None
    return int(found[1]), int(found[2])


@rule("R055", "as_of", "grant.term_start", "grant.term_years")
def renewal_is_asked_in_time(look: Look) -> Iterator[Breach]:
    """房地产管理法 22: renewal is asked for a year before the end; the reminder comes before."""
    today, ends = look.day(look.case.as_of), term_ends(look)
    years = look.threshold("renewal_apply_before_years")
    ahead = look.threshold("renewal_remind_days")
    if today is None or ends is None or years is None or ahead is None:
        return
    last = reckoned(add_years, ends, -years.number)
    if last is None:
        return
    said: dict[str, Said] = {"ends": ends, "last": last}
    path, applied = "changes.renewal_applied_on", _applied(look.case)
    asked = look.day(applied)
    if asked is not None:
        if asked > last:
            yield Breach("late", path, asked, said, years)
    elif applied is None and today > last:
        yield Breach("missed", path, None, said, years)
    elif applied is None and today >= (reckoned(add_days, last, -ahead.number) or last):
        yield Breach("due", path, None, said, years)


def _applied(case: Case) -> object:
    return case.changes.renewal_applied_on if case.changes else None


def term_ends(look: Look) -> date | None:
    """Return the last day of the term of the grant, None where it cannot be told."""
    grant = look.case.grant
    start = look.day(grant.term_start) if grant else None
    if grant is None or grant.term_years is None:
        return None
    return reckoned(term_end, start, grant.term_years)
