"""What a court is asked to tell the bidders of a parcel under a standard of its own."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.model import NoticeKind
from docgen.rules.elements import field_at, is_field, ways_of
from docgen.rules.look import Breach, Look, rule, title_of
from docgen.rules.papers import in_force, notice_of, notice_on

__all__ = ["court_is_told_in_time"]


@rule("M005", "notice.kind")
def court_is_told_in_time(look: Look) -> Iterator[Breach]:
    """Every item that the county's policy asks for, and before the auction is announced."""
    notice = notice_of(look)
    if notice.kind is not NoticeKind.COURT_REMINDER:
        return
    made, announced = notice_on(look), look.day(notice.auction_notice_date)
    if made and announced and made >= announced:
        yield Breach("late", "notice.auction_notice_date", announced, {"made": made})
    wanted = in_force(look, "court_hint_items")
    for element in wanted.words if wanted else ():
        ways = ways_of(element)
        if not any(_told(look, way) for way in ways):
            name = title_of(ways[0]) if is_field(ways[0]) else ways[0]
            yield Breach("item", "indicators.others", None, {"item": name}, wanted)


def _told(look: Look, way: str) -> bool:
    if is_field(way):
        return field_at(look.case, way)
    others = look.case.indicators.others if look.case.indicators else ()
    return any(way in (one.name or "") for one in others)
