"""What became of the contract: extensions, a later full production, transfer, idle land."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from docgen.calendar import (
    add_days,
    add_months,
    add_years,
    next_working_day_after_holiday,
    term_end,
)
from docgen.model.changes import Extension, IdleSupplement, Transfer
from docgen.rules.deadlines import term_ends
from docgen.rules.look import Breach, Look, Said, rule, to_places
from docgen.rules.reckon import reckoned

__all__ = [
    "extension_is_asked_and_short",
    "idle_supplement_looks_ahead",
    "production_is_checked_in_time",
    "transferred_term_is_what_is_left",
]

_DAYS, _LEAP_DAYS = 365, 366
_RENEWED = "performance.progress.renewed_full_production_date"


@rule("R049", "changes|performance")
def extension_is_asked_and_short(look: Look) -> Iterator[Breach]:
    """Building is put off once asked in time, by a year at most; full production by its months."""
    extensions = look.case.changes.extensions if look.case.changes else ()
    for index, extension in enumerate(extensions if look.case.grant else ()):
        path = f"changes.extensions[{index}]"
        yield from _asked(look, extension, path)
        yield from _length(look, extension, path)
    yield from _production(look)


def _asked(look: Look, extension: Extension, path: str) -> Iterator[Breach]:
    grant, ahead = look.case.grant, look.threshold("extension_notice_days")
    agreed = look.day(grant.commencement_date) if grant else None
    asked = look.day(extension.applied_on)
    if grant is None or ahead is None or agreed is None or asked is None:
        return
    days = grant.extension_notice_days or int(ahead.number)
    last = reckoned(add_days, agreed, -days)
    if last and asked > last:
        said: dict[str, Said] = {"agreed": agreed, "days": days, "last": last}
        basis = None if grant.extension_notice_days else ahead
        yield Breach("asked_late", f"{path}.applied_on", asked, said, basis)


def _length(look: Look, extension: Extension, path: str) -> Iterator[Breach]:
    most = look.threshold("extension_max_years")
    for old, new in (
        ("commencement_date", "new_commencement_date"),
        ("completion_date", "new_completion_date"),
    ):
        agreed = look.day(getattr(look.case.grant, old))
        later = look.day(getattr(extension, new))
        if most is None or agreed is None or later is None:
            continue
        last = reckoned(add_years, agreed, most.number)
        if last and later > last:
            said: dict[str, Said] = {"agreed": agreed, "years": most.number, "last": last}
            yield Breach("long", f"{path}.{new}", later, said, most)


def _production(look: Look) -> Iterator[Breach]:
    project, later = look.case.project, look.day(_renewed(look))
    most = look.threshold("production_recheck_max_months")
    agreed = look.day(project.full_production_date) if project else None
    if most is None or agreed is None or later is None:
        return
    last = reckoned(add_months, agreed, most.number)
    if last and later > last:
        said: dict[str, Said] = {"agreed": agreed, "months": most.number, "last": last}
        yield Breach("production", _RENEWED, later, said, most)


def _renewed(look: Look) -> object:
    progress = look.case.performance.progress if look.case.performance else None
    return progress.renewed_full_production_date if progress else None


@rule("R050", "changes.production_check_date", "project|performance")
def production_is_checked_in_time(look: Look) -> Iterator[Breach]:
    """Full production is checked within the county's month of the day agreed, or agreed anew."""
    changes, project = look.case.changes, look.case.project
    within = look.threshold("production_check_within_months")
    if changes is None or project is None or within is None:
        return
    checked = look.day(changes.production_check_date)
    agreed = [look.day(project.full_production_date), look.day(_renewed(look))]
    days = [day for day in agreed if day]
    if checked is None or not days:
        return
    spans = [(day, reckoned(_month_end, day, within.number)) for day in days]
    if any(end is None or day <= checked <= end for day, end in spans):
        return
    # The nearest day before it is the one that it comes too late after.
    day, last = next((span for span in reversed(spans) if span[0] <= checked), spans[0])
    branch = "early" if checked < day else "late"
    said: dict[str, Said] = {"agreed": day, "months": within.number, "last": last}
    yield Breach(branch, "changes.production_check_date", checked, said, within)


def _month_end(start: date, months: int) -> date:
    return next_working_day_after_holiday(add_months(start, months)).day


@rule("R056", "changes", "grant.term_start", "grant.term_years")
def transferred_term_is_what_is_left(look: Look) -> Iterator[Breach]:
    """房地产管理法 43: after a transfer the term is what was agreed less what has been used."""
    transfer, ends = look.case.changes.transfer if look.case.changes else None, term_ends(look)
    if transfer is None or ends is None:
        return
    given = look.day(transfer.term_end)
    if given and given != ends:
        yield Breach("end", "changes.transfer.term_end", given, {"ends": ends})
    on = look.day(transfer.date)
    yield from _left(look, transfer, on, ends)
    begins = look.day(transfer.new_term_start) or on
    if transfer.new_term_years is not None:
        last = reckoned(term_end, begins, transfer.new_term_years)
        if last and last > ends:
            said: dict[str, Said] = {"ends": ends, "last": last}
            years = transfer.new_term_years
            yield Breach("beyond", "changes.transfer.new_term_years", years, said)


def _left(look: Look, transfer: Transfer, on: date | None, ends: date) -> Iterator[Breach]:
    tolerance, given = look.threshold("term_years_tolerance"), transfer.remaining_years
    if on is None or given is None or tolerance is None or on > ends:
        return
    after = reckoned(add_days, ends, 1)
    if after is None:
        return
    left = _years_between(on, after)
    if abs(given - left) > tolerance.number:
        said: dict[str, Said] = {"left": to_places(left, 2), "ends": ends, "on": on}
        yield Breach("left", "changes.transfer.remaining_years", given, said)


def _years_between(start: date, end: date) -> Decimal:
    """Return whole years and the rest as a part of the year it lies in."""
    years = end.year - start.year
    if add_years(start, years) > end:
        years -= 1
    rest = (end - add_years(start, years)).days
    whole = _LEAP_DAYS if isleap(end.year) else _DAYS
    return years + Decimal(rest) / whole


@rule("R116", "changes")
def idle_supplement_looks_ahead(look: Look) -> Iterator[Breach]:
    """闲置土地处置办法 12: a new day for building, not past, within a year, with what follows."""
    supplement = look.case.changes.idle_supplement if look.case.changes else None
    most = look.threshold("idle_extension_max_years")
    if supplement is None:
        return
    path, signing = "changes.idle_supplement", look.day(supplement.signing_date)
    begins = look.day(supplement.new_commencement_date)
    if signing and begins and begins < signing:
        said: dict[str, Said] = {"signing": signing}
        yield Breach("backdated", f"{path}.new_commencement_date", begins, said)
    elif signing and begins and most:
        last = reckoned(add_years, signing, most.number)
        if last and begins > last:
            said = {"signing": signing, "years": most.number, "last": last}
            yield Breach("long", f"{path}.new_commencement_date", begins, said, most)
    yield from _complete(supplement, path)


def _complete(supplement: IdleSupplement, path: str) -> Iterator[Breach]:
    for name in ("new_commencement_date", "new_completion_date", "liability"):
        if getattr(supplement, name) in (None, ""):
            yield Breach("missing", f"{path}.{name}")
