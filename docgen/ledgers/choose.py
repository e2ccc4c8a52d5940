"""Which cases belong into a ledger, by the figures and rules that there are; each with a reason.

A function here yields the entries that a case gives, or raises a
:class:`~docgen.ledgers.entries.Refusal` that names the reason. Thresholds are the packs'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from docgen.calendar import period_end
from docgen.figures.idle import judged_on
from docgen.glossary import title_path
from docgen.ledgers.choose_idle import choose_idle
from docgen.ledgers.entries import Entry, Refusal, refuse_by_rules
from docgen.ledgers.words import LedgerWords
from docgen.model import InventoryKind, LandCategory, LandSource, Notice, Service, Supply
from docgen.model.proven import absent
from docgen.rules.papers import value_at

__all__ = ["CHOICES", "Choice", "year_of"]

#: Yields what one case gives; the year is that of the ledger.
Choice: TypeAlias = Callable[[Entry, LedgerWords, int | None], Iterator[Entry]]


def _inefficient(entry: Entry, words: LedgerWords, year: int | None) -> Iterator[Entry]:
    redevelopment = entry.case.redevelopment
    category = redevelopment.category if redevelopment else None
    if redevelopment is None or category is None:
        raise Refusal("no_category")
    if category.value != words.more["category"]:
        raise Refusal("category", value=category.label)
    refuse_by_rules(entry, words)
    group = redevelopment.classification or ""
    names = [one.name for one in entry.pack.classes_of(category.value)]
    yield entry.placed(group, names.index(group) if group in names else len(names))


def _watch(entry: Entry, words: LedgerWords, year: int | None) -> Iterator[Entry]:
    notice, on = entry.case.notice or absent(Notice), judged_on(entry.case)
    if on is None:
        raise Refusal("no_day")
    if entry.pack.threshold(words.more["county_key"], on) is None:
        raise Refusal("county")
    served, deadline = _demand(entry, notice, words, on)
    refuse_by_rules(entry, words)
    owed = value_at_title(entry, "notice.taxes_owed_yuan")
    if owed is None:
        raise Refusal("owed_unknown")
    if not owed:
        raise Refusal("nothing_owed")
    grantees = entry.case.parties.grantees if entry.case.parties else ()
    starts = [day for one in notice.taxes if (day := _day(one.period_start))]
    ends = [day for one in notice.taxes if (day := _day(one.period_end))]
    yield entry.placed(
        "",
        credit_code="、".join(one.credit_code for one in grantees if one.credit_code),
        taxes="、".join(dict.fromkeys(one.tax_name for one in notice.taxes if one.tax_name)),
        period_start=min(starts, default=None),
        period_end=max(ends, default=None),
        served_on=served,
        deadline=deadline,
        overdue_days=(on - deadline).days,
    )


def _demand(entry: Entry, notice: Notice, words: LedgerWords, on: date) -> tuple[date, date]:
    """Return the days of service and of the deadline of a tax office's own demand, both past."""
    if notice.kind is None:
        raise Refusal("no_demand")
    if notice.kind.value not in words.more["demands"]:
        raise Refusal("not_demanded", value=notice.kind.label)
    if not notice.taxes:
        raise Refusal("no_taxes")
    served = _day((notice.service or absent(Service)).served_on)
    served = served or _day(entry.facts.get("register_served_on"))
    if served is None:
        raise Refusal("unserved")
    if served > on:
        raise Refusal("served_later", value=served)
    deadline = _deadline(notice, served)
    if deadline is None:
        raise Refusal("no_deadline")
    if deadline >= on:
        raise Refusal("not_due", value=deadline)
    return served, deadline


def _deadline(notice: Notice, served: date) -> date | None:
    """Return the last day for paying: counted from service as tax law counts, else as written."""
    days = notice.deadline_days
    if not notice.deadline_from_service or days is None or days < 1:
        return _day(notice.deadline)
    with suppress(ValueError):  # beyond the calendar
        counted = period_end(served, days, "day", "tax")
        return counted.day if counted else None
    return None


def value_at_title(entry: Entry, path: str) -> object:
    """Return the value of a figure by its English key, None for none."""
    return getattr(entry.figures.find(title_path(path)), "value", None)


def _supply(entry: Entry, words: LedgerWords, year: int | None) -> Iterator[Entry]:
    source = _source(entry)
    way = words.ways.get(source.value)
    if way is not None:
        value = value_at(entry.case, way.field)
        if value is None:
            raise Refusal("no_way")
        if getattr(value, "value", "") not in way.values:
            raise Refusal("way", value=str(getattr(value, "label", value)))
    refuse_by_rules(entry, words)
    own = year_of(entry)
    if own is None:
        raise Refusal("no_year")
    available = _day((entry.case.supply or absent(Supply)).available_on)
    if available is not None and available.year != own:
        raise Refusal("years_differ", value=own)
    if year is not None and own != year:
        raise Refusal("other_year", value=own)
    yield entry.placed(source.label, list(LandSource).index(source), source=source.label)


def _source(entry: Entry) -> LandSource:
    redevelopment = entry.case.redevelopment
    category = redevelopment.category if redevelopment else None
    if category is LandCategory.OCCUPIED_UNSUPPLIED:
        raise Refusal("occupied", value=category.label)
    given = entry.case.supply.source if entry.case.supply else None
    if given is not None:
        return given
    if category is None:
        raise Refusal("no_source")
    return LandSource(category.value)


def year_of(entry: Entry) -> int | None:
    """Return the year in which a parcel is to be supplied, None where the case does not say."""
    supply = entry.case.supply or absent(Supply)
    available = _day(supply.available_on)
    return supply.year if supply.year is not None else available.year if available else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


#: How each ledger of cases chooses; 一地一档 is a ledger of papers and chooses by itself.
CHOICES: Mapping[InventoryKind, Choice] = MappingProxyType(
    {
        InventoryKind.INEFFICIENT: _inefficient,
        InventoryKind.IDLE: choose_idle,
        InventoryKind.WATCH: _watch,
        InventoryKind.SUPPLY: _supply,
    }
)
