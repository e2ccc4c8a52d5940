"""Periods of tax law: they are counted otherwise than those of the Civil Code."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.calendar import period_end
from docgen.model.notice_enums import NoticeKind
from docgen.rules.look import Breach, Look, Said, rule

__all__ = ["tax_periods_are_counted_by_tax_law"]

_OF_TAX = (NoticeKind.TAX_ORDER, NoticeKind.TAX_NOTICE, NoticeKind.LAND_TAX_REMINDER)
_DEADLINE = "notice.deadline"


@rule("R122", "notice.deadline", "notice.deadline_days")
def tax_periods_are_counted_by_tax_law(look: Look) -> Iterator[Breach]:
    """征管法细则 109: a long holiday within the period lengthens it, not only one at its end."""
    notice = look.case.notice
    if notice is None or notice.kind not in _OF_TAX or not notice.deadline_days:
        return
    served = look.day(notice.service.served_on) if notice.service else None
    given, days = look.day(notice.deadline), notice.deadline_days
    if served is None or given is None or days < 1:
        return
    try:
        by_tax, civil = (period_end(served, days, "day", way) for way in ("tax", "civil"))
    except ValueError:  # beyond the calendar
        return
    if by_tax is None or civil is None:
        return
    said: dict[str, Said] = {"served": served, "days": days, "due": by_tax.day}
    if by_tax.unverified:
        yield Breach("unverified", _DEADLINE, given, said)
    elif given == civil.day != by_tax.day:
        yield Breach("civil", _DEADLINE, given, said)
