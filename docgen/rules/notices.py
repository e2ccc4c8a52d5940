"""Notices: who issues them, what they ask by when, and how they may be fought."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from docgen.calendar import add_years
from docgen.figures.breach_facts import delay_of, ground_of
from docgen.figures.derive_performance import is_exempt
from docgen.model import (
    AuthorityKind,
    BreachMatter,
    Claim,
    ClaimGround,
    GrantMethod,
    NoticeKind,
    PayeeKind,
)
from docgen.packs.notices import NoticeLaw, notice_law, notice_laws
from docgen.rules.look import Breach, Look, Said, rule
from docgen.rules.papers import in_force, issued, notice_of, notice_on
from docgen.rules.reckon import reckoned

__all__ = [
    "demands_come_from_the_right_body",
    "notices_name_a_day",
    "remedies_are_told_where_they_exist",
    "rescission_is_in_time",
    "tax_orders_are_short",
]


def law_of(look: Look) -> NoticeLaw | None:
    """Return what the law says of the notice being made, None for none."""
    kind = notice_of(look).kind
    return notice_law(kind.value) if kind else None


@rule("R105", "notice.kind")
def rescission_is_in_time(look: Look) -> Iterator[Breach]:
    """民法典 564: within a year of knowing the ground; the notice works when it arrives (565)."""
    notice, years = notice_of(look), in_force(look, "rescission_max_years")
    if notice.kind is not NoticeKind.CONTRACT_TERMINATION:
        return
    if notice.matter is BreachMatter.LATE_PAYMENT:
        yield from _undemanded(look)
    known = look.day(notice.ground_known_on)
    if known is None or years is None:
        return
    served = look.day(notice.service.served_on) if notice.service else None
    arrived, limit = served or notice_on(look), reckoned(add_years, known, years.number)
    if arrived and limit and arrived > limit:
        said: dict[str, Said] = {"arrived": arrived, "limit": limit}
        yield Breach("late", "notice.ground_known_on", known, said, years)


def _undemanded(look: Look) -> Iterator[Breach]:
    """Late payment ends a contract only after a demand and so many days (GF-2008, 30)."""
    usual = in_force(look, "late_payment_rescission_days")
    if usual is None:
        return
    for name in ("document_no", "served_on"):
        if getattr(issued(look, "price_demand"), name) is None:
            yield Breach("undemanded", f"chain.price_demand.{name}", None, {}, usual)
    agreed = look.case.grant.late_payment_cancel_days if look.case.grant else None
    days = agreed if agreed is not None else int(usual.number)
    known, due = look.day(notice_of(look).ground_known_on), _first_unpaid(look)
    if known and due and (known - due).days <= days:
        said: dict[str, Said] = {"due": due, "days": days}
        yield Breach("soon", "notice.ground_known_on", known, said, usual)


def _first_unpaid(look: Look) -> date | None:
    """Return the day on which the claimed payment was due, None where no claim names it."""
    claims = [one for one in look.case.claims if one.matter is BreachMatter.LATE_PAYMENT]
    found = [late.due for one in claims if (late := delay_of(look.case, one)) is not None]
    return min(found, default=None)


@rule("R106", "notice.kind")
def demands_come_from_the_right_body(look: Look) -> Iterator[Breach]:
    """Price: the grantor; fee for idle land: decided by the bureau, collected by tax; tax: tax."""
    notice, law = notice_of(look), law_of(look)
    if notice.kind is None:
        return
    yield from _title(look, law)
    if law is None:
        return
    yield from _matter(look, law)
    kind = notice.issuer_kind
    said: dict[str, Said] = {"kind": notice.kind.label, "issuer": notice.issuer or ""}
    if kind is not None and law.issuers and kind.value not in law.issuers:
        wanted = "、".join(AuthorityKind(code).label for code in law.issuers)
        yield Breach("issuer", "notice.issuer_kind", kind.label, {**said, "wanted": wanted}, law)
    elif kind is not None and _is_of_the_contract(look) and kind.value != _GRANTOR:
        wanted = AuthorityKind(_GRANTOR).label
        yield Breach("grantor", "notice.issuer_kind", kind.label, {**said, "wanted": wanted}, law)
    yield from _method(look, law)
    yield from _rate(look, law)
    yield from _payee(look, law)


_GRANTOR = AuthorityKind.NATURAL_RESOURCES.value


def _is_of_the_contract(look: Look) -> bool:
    """Whether the notice asks for a penalty that the contract, not the agreement, gives."""
    notice = notice_of(look)
    if notice.kind is not NoticeKind.PENALTY_PAYMENT or notice.matter is None:
        return False
    claims = [one for one in look.case.claims if one.matter is notice.matter]
    claim = claims[0] if claims else Claim(matter=notice.matter)
    return ground_of(look.case, claim) is ClaimGround.CONTRACT


def _matter(look: Look, law: NoticeLaw) -> Iterator[Breach]:
    """A notice is about breaches of its kind; a demand for money asks for one creditor's."""
    notice, kind = notice_of(look), notice_of(look).kind
    said: dict[str, Said] = {"kind": kind.label if kind else ""}
    if notice.matter is not None and law.matters and notice.matter.value not in law.matters:
        said["wanted"] = "、".join(BreachMatter(code).label for code in law.matters)
        yield Breach("matter", "notice.matter", notice.matter.label, said, law)
    if kind is not NoticeKind.PENALTY_PAYMENT:
        return
    grounds = {ground_of(look.case, one) for one in look.case.claims if not is_exempt(one)}
    if len(grounds) > 1:
        yield Breach("mixed", "claims", None, said, law)


def _title(look: Look, law: NoticeLaw | None) -> Iterator[Breach]:
    notice = notice_of(look)
    title, kind = (notice.title or "").strip(), notice.kind
    if not title or kind is None:
        return
    said: dict[str, Said] = {"kind": kind.label}
    if law is not None and law.titles and title not in law.titles:
        said["titles"] = "、".join(law.titles)
        yield Breach("title", "notice.title", title, said, law)
        return
    for other in notice_laws().values():
        if other.track == "tax" and (law is None or law.track != "tax") and title in other.titles:
            yield Breach("tax_title", "notice.title", title, said, other)
            return


def _method(look: Look, law: NoticeLaw) -> Iterator[Breach]:
    method, kind = look.case.grant.method if look.case.grant else None, notice_of(look).kind
    if method is not None and kind is not None and law.methods and method.value not in law.methods:
        wanted = "、".join(GrantMethod(code).label for code in law.methods)
        said: dict[str, Said] = {"kind": kind.label, "wanted": wanted}
        yield Breach("method", "grant.method", method.label, said, law)


def _rate(look: Look, law: NoticeLaw) -> Iterator[Breach]:
    rate, usual = notice_of(look).rate_permille_per_day, in_force(look, law.rates)
    if rate is None or usual is None:
        return
    agreed: Decimal | None = None
    if law.track == "contract" and look.case.grant:
        agreed = look.case.grant.late_payment_rate_permille_per_day
    wanted = agreed if agreed is not None else usual.number
    if rate != wanted:
        yield Breach("rate", "notice.rate_permille_per_day", rate, {"wanted": wanted}, usual)


def _payee(look: Look, law: NoticeLaw) -> Iterator[Breach]:
    notice, since = notice_of(look), in_force(look, law.payee)
    due = look.day(notice.deadline) or notice_on(look)
    if since is None or due is None or due < since.day:
        return
    if notice.kind is NoticeKind.PENALTY_PAYMENT and not _is_of_the_contract(look):
        return
    said: dict[str, Said] = {"due": due, "since": since.day}
    excluded = in_force(look, "payee_excluded_words")
    name = notice.payee_name or ""
    if notice.payee_kind is PayeeKind.NATURAL_RESOURCES:
        yield Breach("payee", "notice.payee_kind", notice.payee_kind.label, said, since)
    elif excluded is not None and any(word in name for word in excluded.words):
        yield Breach("payee", "notice.payee_name", name, said, since)


@rule("R107", "notice")
def notices_name_a_day(look: Look) -> Iterator[Breach]:
    """A deadline is a day after the notice's; worked out from expected service, it says so."""
    notice, law = notice_of(look), law_of(look)
    made, end = notice_on(look), look.day(notice.deadline)
    said: dict[str, Said] = {"made": made, "days": notice.deadline_days}
    if end is None and notice.deadline_days is not None:
        yield Breach("undated", "notice.deadline", None, said)
    elif end is None and law is not None and law.deadline:
        yield Breach("missing", "notice.deadline", None, said)
    if end is None:
        return
    if made and end <= made:
        yield Breach("early", "notice.deadline", end, said)
    if notice.deadline_days is not None and not notice.deadline_from_service:
        yield Breach("service", "notice.deadline_from_service", None, {**said, "end": end})


@rule("R108", "notice.kind")
def remedies_are_told_where_they_exist(look: Look) -> Iterator[Breach]:
    """Decisions tell of review and suit; a creditor's demand does not; tax has its own way."""
    notice, law = notice_of(look), law_of(look)
    told = (notice.reconsideration_days, notice.litigation_months)
    if law is None or not law.remedy or notice.kind is None:
        return
    said: dict[str, Said] = {"kind": notice.kind.label}
    if law.remedy == "review":
        yield from _review(look, law, said)
    elif law.remedy == "none" and told != (None, None):
        name = "litigation_months" if told[0] is None else "reconsideration_days"
        yield Breach("needless", f"notice.{name}", getattr(notice, name), said, law)
    elif law.remedy == "tax" and told != (None, None):
        for name in ("pay_before_reconsideration", "reconsideration_before_suit"):
            if not getattr(notice, name):
                yield Breach("tax", f"notice.{name}", None, said, law)


def _review(look: Look, law: NoticeLaw, said: dict[str, Said]) -> Iterator[Breach]:
    """Yield what is wrong with the days told; where review comes first, six months is no period."""
    first, made = in_force(look, law.review_first), notice_on(look)
    comes_first = first is not None and made is not None and made >= first.day
    periods = ["reconsideration_days"]
    approver = notice_of(look).approval_authority
    if approver and approver == notice_of(look).reconsideration_authority:
        yield Breach("approver", "notice.reconsideration_authority", approver, said)
    if comes_first and not notice_of(look).reconsideration_before_suit:
        yield Breach("first", "notice.reconsideration_before_suit", None, said, first)
    if not notice_of(look).reconsideration_before_suit:
        periods.append("litigation_months")
    for name in periods:
        value, usual = getattr(notice_of(look), name), in_force(look, name)
        if value is None:
            yield Breach("missing", f"notice.{name}", None, said, law)
        elif usual is not None and value != usual.number:
            path, wanted = f"notice.{name}", usual.number
            yield Breach("wrong", path, value, {**said, "wanted": wanted}, usual)


@rule("R121", "notice.kind")
def tax_orders_are_short(look: Look) -> Iterator[Breach]:
    """征管法细则 73, 107: fifteen days at most, and from the tax authority alone."""
    notice, most = notice_of(look), in_force(look, "tax_order_max_days")
    if notice.kind is not NoticeKind.TAX_ORDER or most is None:
        return
    if notice.issuer_kind is not None and notice.issuer_kind is not AuthorityKind.TAX:
        yield Breach("issuer", "notice.issuer_kind", notice.issuer_kind.label, {}, most)
    days, path = notice.deadline_days, "notice.deadline_days"
    if days is None:
        days, path = _between(notice_on(look), look.day(notice.deadline)), "notice.deadline"
    if days is not None and days > most.number:
        shown: Said = days if path == "notice.deadline_days" else look.day(notice.deadline)
        yield Breach("long", path, shown, {"days": days, "limit": most.number}, most)


def _between(start: date | None, end: date | None) -> int | None:
    return (end - start).days if start and end else None
