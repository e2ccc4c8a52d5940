"""What follows for a notice: sums of its tax lines, and the last day for asking for renewal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

from docgen import glossary
from docgen.calendar import add_years, term_end
from docgen.figures.derive import Derivation
from docgen.figures.make import make
from docgen.figures.reckon import reckoned
from docgen.figures.taxes import owed_yuan, sum_yuan
from docgen.model import Case, TaxItem
from docgen.packs import Pack
from docgen.proof import Group, Kind, Series, Value

__all__ = ["derive_notices"]


def derive_notices(case: Case, pack: Pack | None) -> Iterator[Derivation]:
    """Yield what notices print beside the fields of a case, each with how it was worked out.

    Args:
        case: The parcel's file.
        pack: The jurisdiction's pack; it says how long before the end renewal is asked for.
    """
    notice = case.notice
    yield from _taxes(notice.taxes) if notice and notice.taxes else _no_taxes()
    if notice and notice.taxes and not notice.report_to and pack:
        yield from _offices(case, pack)
    yield _renewal(case, pack)


@cache
def _no_taxes() -> tuple[Derivation, ...]:
    return tuple(_taxes(()))


def _taxes(items: tuple[TaxItem, ...]) -> Iterator[Derivation]:
    owed = [owed_yuan(one) for one in items]
    for index, (item, value) in enumerate(zip(items, owed, strict=True)):
        if item.owed_yuan is None and value is not None:
            yield _difference(f"notice.taxes[{index}]", value)
    sums = {
        "due": sum_yuan(one.due_yuan for one in items),
        "paid": sum_yuan(one.paid_yuan for one in items),
        "owed": sum_yuan(owed),
    }
    for name, total in sums.items():
        yield _figure(f"notice.taxes_{name}_yuan", "amount", total, f"notice.taxes.{name}_yuan")


def _difference(path: str, value: Decimal) -> Derivation:
    title = glossary.title_path(f"{path}.owed_yuan")
    due, paid = (glossary.title_path(f"{path}.{name}_yuan") for name in ("due", "paid"))
    unit = glossary.unit("TaxItem", "owed_yuan")
    figure = make(f"{path}.owed_yuan", title, "amount", value, unit=unit, basis=f"{due} − {paid}")
    return Derivation(title, figure)


def _offices(case: Case, pack: Pack) -> Iterator[Derivation]:
    """Yield the offices that the county wants told of arrears, where the case names none."""
    offices = pack.threshold("land_tax_arrears_report_to", _made_on(case))
    if offices is None:
        return
    names, path = glossary.list_item(), "notice.report_to"
    title, basis = glossary.title_path(path), glossary.title_path("jurisdiction")
    items = []
    for index, office in enumerate(offices.words):
        key, place = f"{path}[{index}]", f"{title}[{index + 1}]"
        number, text = names["no"], names["text"]
        items.append(
            Group(
                {
                    number: make(f"{key}.no", f"{place}.{number}", "count", index + 1, basis=basis),
                    text: make(key, f"{place}.{text}", "text", office, basis=basis),
                }
            )
        )
    yield Derivation(title, Series(tuple(items)))


def _renewal(case: Case, pack: Pack | None) -> Derivation:
    grant, day = case.grant, None
    start = grant.term_start if grant else None
    years = grant.term_years if grant else None
    before = pack.threshold("renewal_apply_before_years", _made_on(case)) if pack else None
    if isinstance(start, date) and years is not None and before is not None:
        day = reckoned(add_years, reckoned(term_end, start, years), -before.number)
    return _figure("grant.renewal_apply_by", "date", day, "grant.term_end")


def _made_on(case: Case) -> date | None:
    notice = case.notice.date if case.notice else None
    days = (notice, case.document_date, case.as_of)
    return next((one for one in days if isinstance(one, date)), None)


def _figure(key: str, kind: Kind, value: Value, basis: str) -> Derivation:
    entry = glossary.derived()[key]
    how = {"date": "倒推规定的时间", "amount": "之和"}[kind]
    shown = f"{glossary.title_path(basis)}{how}"
    return Derivation(
        entry.title, make(key, entry.title, kind, value, unit=entry.unit, basis=shown)
    )
