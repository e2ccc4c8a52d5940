"""Idle land: whether it is, whose doing it is, and what may then be done about it."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.figures.derive_performance import idle_fee_of, idle_limits
from docgen.figures.idle import (
    Idle,
    area_share,
    investment_share,
    is_for_the_government,
    judge_idle,
    judged_on,
)
from docgen.model import DelayCause, Direction, IdleCause, IdleVerdict, LandCategory, NoticeKind
from docgen.rules.look import Breach, Look, Said, rule
from docgen.rules.papers import in_force, issued, notice_of, punishing

__all__ = [
    "fee_is_the_share_of_the_price",
    "government_causes_are_never_punished",
    "idle_land_is_idle",
    "idle_on",
    "suspended_land_is_never_punished",
]

_SAYS_IDLE = frozenset(
    {
        NoticeKind.IDLE_RECOGNITION,
        NoticeKind.HEARING_RIGHTS,
        NoticeKind.IDLE_FEE_DECISION,
        NoticeKind.RESUMPTION_DECISION,
    }
)


def idle_on(look: Look) -> Idle | None:
    """Return what the parcel is under the law on idle land, None where the facts do not say."""
    on = look.day(judged_on(look.case))
    limits = idle_limits(look.pack, on)
    return judge_idle(look.case, limits, on) if limits else None


@rule("R081", "redevelopment|notice")
def idle_land_is_idle(look: Look) -> Iterator[Breach]:
    """A full year not begun; or below a third or a quarter, and a full year stopped."""
    redevelopment = look.case.redevelopment
    claimed = redevelopment is not None and redevelopment.category is LandCategory.IDLE
    kind = notice_of(look).kind
    path = "redevelopment.category" if claimed else "notice.kind"
    idle = idle_on(look) if claimed or kind in _SAYS_IDLE else None
    if idle is None or idle.is_idle:
        return
    area, investment = area_share(look.case), investment_share(look.case)
    said: dict[str, Said] = {
        "since": idle.since,
        "on": idle.judged_on,
        "full": idle.full_on,
        "area": area.value if area else None,
        "investment": investment.value if investment else None,
    }
    branch = "boundary" if idle.verdict is IdleVerdict.BOUNDARY else "enough"
    branch = "not_full" if idle.judged_on < idle.full_on else branch
    named = LandCategory.IDLE if claimed else kind
    key = "idle_full_years" if branch == "not_full" else "idle_area_under_one_in"
    yield Breach(branch, path, named.label if named else None, said, in_force(look, key))


@rule("R083", "notice|chain")
def government_causes_are_never_punished(look: Look) -> Iterator[Breach]:
    """办法 8, 12, 14: what the government or force majeure caused is settled by agreement only."""
    facts = look.case.performance.idle if look.case.performance else None
    cause = facts.delay_cause if facts else None
    blame = look.case.redevelopment.idle_cause if look.case.redevelopment else None
    said: dict[str, Said] = {"cause": cause.label if cause else blame.label if blame else None}
    for path in punishing(look):
        value = _shown(look, path)
        if is_for_the_government(look.case):
            yield Breach("government", path, value, said)
        elif cause is DelayCause.PRELIMINARY_WORK:
            yield Breach("preliminary", path, value, said)
        elif blame is IdleCause.BOTH:
            yield Breach("both", path, value, said)


@rule("R084", "notice|chain")
def suspended_land_is_never_punished(look: Look) -> Iterator[Breach]:
    """办法 12, 14: fee and taking back are for land not begun; begun and stopped goes by 12."""
    paths = list(punishing(look))
    idle = idle_on(look) if paths else None
    if idle is None or idle.verdict is not IdleVerdict.SUSPENDED:
        return
    for path in paths:
        yield Breach("suspended", path, _shown(look, path), {"since": idle.since})


def _shown(look: Look, path: str) -> str | None:
    kind = notice_of(look).kind
    if path == "notice.kind":
        return kind.label if kind else None
    return issued(look, path.rpartition(".")[2]).document_no


@rule("R085", "notice.kind", "grant.price_yuan")
def fee_is_the_share_of_the_price(look: Look) -> Iterator[Breach]:
    """办法 14(一): the price alone × the share; 房管法 26 makes the share a ceiling."""
    notice, fee = notice_of(look), idle_fee_of(look.case, look.pack)
    rate, reading = (
        in_force(look, "idle_fee_pct"),
        in_force(look, "idle_fee_direction"),
    )
    tolerance = in_force(look, "money_tolerance_yuan")
    price = look.case.grant.price_yuan if look.case.grant else None
    if notice.kind is not NoticeKind.IDLE_FEE_DECISION or price is None:
        return
    if notice.base_yuan is not None and notice.base_yuan != price:
        yield Breach("base", "notice.base_yuan", notice.base_yuan, {"price": price}, rate)
    if fee is None or reading is None or tolerance is None or notice.amount_yuan is None:
        return
    said: dict[str, Said] = {"working": fee.text, "fee": fee.value}
    over = notice.amount_yuan - fee.value
    if reading.text == Direction.AT_MOST:
        if over > tolerance.number:
            yield Breach("over", "notice.amount_yuan", notice.amount_yuan, said, rate)
    elif abs(over) > tolerance.number:
        yield Breach("differ", "notice.amount_yuan", notice.amount_yuan, said, rate)
