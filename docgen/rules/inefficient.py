"""Inefficient land: the county's classes proved by figures, and what a plan must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from docgen.calendar import add_years
from docgen.figures.classify import (
    STALLED,
    UNDERBUILT,
    UNDERPERFORMING,
    StalledLimits,
    compared,
    poor_years,
    stalled_terms,
)
from docgen.figures.idle import judged_on
from docgen.model import LandCategory, Measured, Progress, Redevelopment
from docgen.model.proven import absent
from docgen.packs.parts import LandClass
from docgen.rules.idle_land import idle_on
from docgen.rules.look import Breach, Look, Said, rule, title_of
from docgen.rules.papers import is_given, value_at
from docgen.rules.reckon import reckoned

__all__ = [
    "class_is_of_the_county",
    "deadline_meets_the_target",
    "plan_goes_month_by_month",
    "plan_has_its_elements",
    "stalled_projects_are_stalled",
    "underbuilt_projects_fall_short",
    "underperforming_projects_are_rated_so",
]

_CLASS = "redevelopment.classification"
_MONTH = re.compile(r"(\d{4})\D(\d{1,2})\D?")
_ELEMENTS = (
    "parcel.location",
    "redevelopment.cause",
    "redevelopment.measures",
    "redevelopment.deadline",
    "redevelopment.responsible_units",
)


def _class(look: Look) -> LandClass | None:
    """Return the county's class that the case names, None where it names none of them."""
    redevelopment = look.case.redevelopment
    if redevelopment is None or redevelopment.category is not LandCategory.INEFFICIENT:
        return None
    classes = look.pack.classes_of(redevelopment.category.value)
    return next((one for one in classes if one.name == redevelopment.classification), None)


@rule("R087", "redevelopment.classification")
def stalled_projects_are_stalled(look: Look) -> Iterator[Breach]:
    """偃师细则 2(二): over a third and over a quarter and not idle and over two years, all four."""
    found = _class(look)
    keys = ("stalled_area_over_one_in", "stalled_investment_over_pct", "no_profit_over_years")
    area, investment, years = (look.threshold(key) for key in keys)
    if found is None or found.id != STALLED or not (area and investment and years):
        return
    limits = StalledLimits(int(area.number), investment.number, int(years.number))
    on = look.day(judged_on(look.case)) or look.day(look.case.document_date)
    said: dict[str, Said] = {"pct": investment.number, "years": years.number, "on": on}
    basis = {"area": area, "investment": investment, "not_idle": area, "no_profit": years}
    for term in stalled_terms(look.case, limits, idle_on(look), on):
        if term.met:
            continue
        branch = term.name if term.met is False else f"{term.name}_unknown"
        yield Breach(branch, _PATHS[term.name], term.shown, said, basis[term.name])


_PATHS: Mapping[str, str] = {
    "area": "performance.idle.developed_area_m2",
    "investment": "performance.idle_test_invested_wan",
    "not_idle": "performance.actual_commencement_date",
    "no_profit": "performance.idle.no_profit_since",
}


@rule("R088", "redevelopment.classification")
def underbuilt_projects_fall_short(look: Look) -> Iterator[Breach]:
    """偃师细则 2(三): at least one of seven measured worse than agreed, and named."""
    found, names = _class(look), look.threshold("underbuilt_indicators")
    if found is None or found.id != UNDERBUILT or names is None:
        return
    keys = {kind.name: key for key, kind in look.pack.indicator_kinds.items()}
    worse = {name: compared(look.case, keys[name]) for name in names.words if name in keys}
    measured = (look.case.performance.measured if look.case.performance else None) or absent(
        Measured
    )
    path = "performance.measured.shortfalls"
    short = [name for name, is_worse in worse.items() if is_worse]
    said: dict[str, Said] = {"names": "、".join(names.words), "short": "、".join(short)}
    if all(is_worse is None for is_worse in worse.values()):
        yield Breach("unknown", "performance.measured", None, said, names)
        return
    if not short:
        yield Breach("none", "performance.measured", None, said, names)
    for name in [name for name in short if name not in measured.shortfalls]:
        yield Breach("unlisted", path, None, {**said, "name": name}, names)
    for index, name in enumerate(measured.shortfalls):
        if not worse.get(name):
            yield Breach("unfounded", f"{path}[{index}]", name, said, names)


@rule("R089", "redevelopment.classification")
def underperforming_projects_are_rated_so(look: Look) -> Iterator[Breach]:
    """偃师细则 2(五): accepted on completion, and the poor class in consecutive years."""
    found = _class(look)
    grades, years = look.threshold("poor_rating_words"), look.threshold("poor_rating_years")
    if found is None or found.id != UNDERPERFORMING or grades is None or years is None:
        return
    performance = look.case.performance
    progress = (performance.progress if performance else None) or absent(Progress)
    if progress.acceptance_date is None:
        yield Breach("unaccepted", "performance.progress.acceptance_date", None, {}, grades)
    if not poor_years(look.case, grades.words, int(years.number)):
        said: dict[str, Said] = {"years": years.number, "grade": grades.words[0]}
        yield Breach("rating", "performance.ratings", None, said, years)


@rule("R090", "redevelopment.classification")
def class_is_of_the_county(look: Look) -> Iterator[Breach]:
    """A class of inefficient land is one that the county's policy tells apart."""
    redevelopment = look.case.redevelopment
    if redevelopment is None or redevelopment.category is not LandCategory.INEFFICIENT:
        return
    value = redevelopment.classification
    if not value or look.pack.jurisdiction is None or _class(look) is not None:
        return
    classes = look.pack.classes_of(redevelopment.category.value)
    said: dict[str, Said] = {"classes": "、".join(one.name for one in classes)}
    yield Breach("unknown" if classes else "unlisted", _CLASS, value, said)


@rule("R092", "redevelopment")
def plan_has_its_elements(look: Look) -> Iterator[Breach]:
    """Basic facts, cause, measures, deadline and responsible units stand in plan and ledger."""
    redevelopment = look.case.redevelopment
    if redevelopment is None or not (redevelopment.plan_unit or redevelopment.ledger_no):
        return
    for path in _ELEMENTS:
        if not is_given(value_at(look.case, path)):
            yield Breach("missing", path)


@rule("R093", "redevelopment")
def plan_goes_month_by_month(look: Look) -> Iterator[Breach]:
    """金东: steps for every month from start to end, within a year; reviewed and filed."""
    redevelopment, most = look.case.redevelopment, look.threshold("rectification_max_years")
    if redevelopment is None or most is None or not _is_their_own_plan(look, redevelopment):
        return
    for name in ("start_date", "deadline", "steps", "review_unit", "filing_unit"):
        if not is_given(getattr(redevelopment, name)):
            yield Breach("missing", f"redevelopment.{name}", None, {}, most)
    for name in ("review_opinion", "filing_no"):
        if not is_given(getattr(redevelopment, name)):
            yield Breach("open", f"redevelopment.{name}", None, {}, most)
    start, end = look.day(redevelopment.start_date), look.day(redevelopment.deadline)
    if start and end:
        limit = reckoned(add_years, start, most.number)
        if limit and end > limit:
            said: dict[str, Said] = {"start": start, "limit": limit, "years": most.number}
            yield Breach("long", "redevelopment.deadline", end, said, most)
        if redevelopment.steps:
            yield from _months(redevelopment, start, end, look)


def _is_their_own_plan(look: Look, redevelopment: Redevelopment) -> bool:
    """Whether the plan is the enterprise's: drawn up by who holds the land."""
    parties = look.case.parties
    if parties is None or not redevelopment.plan_unit:
        return False
    holders = [*parties.grantees, *((parties.owner,) if parties.owner else ())]
    return any(one.name == redevelopment.plan_unit for one in holders)


def _months(redevelopment: Redevelopment, start: date, end: date, look: Look) -> Iterator[Breach]:
    most, seen = look.threshold("rectification_max_years"), set()
    for index, step in enumerate(redevelopment.steps):
        found = _MONTH.fullmatch((step.month or "").strip())
        if found is None or not 1 <= int(found[2]) <= 12:
            yield Breach("month", f"redevelopment.steps[{index}].month", step.month, {}, most)
        else:
            seen.add((int(found[1]), int(found[2])))
    month = (start.year, start.month)
    # A plan of centuries would be named month by month: the first gap says enough.
    while month <= (end.year, end.month):
        if month not in seen:
            said: dict[str, Said] = {"missing": f"{month[0]}-{month[1]:02}"}
            yield Breach("gap", "redevelopment.steps", None, said, most)
            return
        month = (month[0] + month[1] // 12, month[1] % 12 + 1)


@rule("R094", "redevelopment.category")
def deadline_meets_the_target(look: Look) -> Iterator[Breach]:
    """A plan that ends after the county's own target says so; the target is history by now."""
    redevelopment = look.case.redevelopment
    if redevelopment is None or redevelopment.category is None:
        return
    target = look.threshold(f"{redevelopment.category.value}_deadline")
    end = look.day(redevelopment.deadline)
    if target and end and end > target.day:
        said: dict[str, Said] = {
            "target": target.day,
            "category": redevelopment.category.label,
            "what": title_of("redevelopment.deadline"),
        }
        yield Breach("late", "redevelopment.deadline", end, said, target)
