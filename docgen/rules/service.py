"""Whether the receipt of service belongs to the paper and proves its service."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.calendar import add_days
from docgen.model import Notice, Service, ServiceMethod
from docgen.rules.look import Breach, Look, Said, rule, title_of
from docgen.rules.papers import in_force, notice_of, notice_on
from docgen.rules.reckon import reckoned

__all__ = ["receipt_fits_the_notice"]

#: Field of the receipt and field of the notice that say the same thing.
_PAIRS = (
    ("document_no", "document_no"),
    ("copies_total", "copies_total"),
    ("recipient", "addressee"),
    ("server", "server"),
)


@rule("R113", "notice")
def receipt_fits_the_notice(look: Look) -> Iterator[Breach]:
    """Same number, copies and persons; by public notice, the day and the days that must pass."""
    notice = notice_of(look)
    service = notice.service
    if service is None:
        return
    for ours, theirs in _PAIRS:
        value, wanted = getattr(service, ours), getattr(notice, theirs)
        if value is not None and wanted is not None and value != wanted:
            said: dict[str, Said] = {"wanted": wanted, "what": title_of(f"notice.{theirs}")}
            yield Breach("differ", f"notice.service.{ours}", value, said)
    served, made = look.day(service.served_on), notice_on(look)
    if served and made and served < made:
        yield Breach("before", "notice.service.served_on", served, {"made": made})
    if service.method is ServiceMethod.PUBLIC:
        yield from _public(look, notice, service)


def _public(look: Look, notice: Notice, service: Service) -> Iterator[Breach]:
    grantees = look.case.parties.grantees if look.case.parties else ()
    named = [one for one in grantees if one.name and one.name == notice.addressee]
    abroad = any(one.overseas for one in named or grantees)
    days = in_force(look, "public_service_overseas_days" if abroad else "public_service_days")
    published, served = look.day(service.published_on), look.day(service.served_on)
    if published is None:
        yield Breach("unpublished", "notice.service.published_on")
        return
    if days is None or served is None:
        return
    deemed = reckoned(add_days, published, days.number)
    if deemed and served < deemed:
        said: dict[str, Said] = {"published": published, "days": days.number, "deemed": deemed}
        yield Breach("early", "notice.service.served_on", served, said, days)
