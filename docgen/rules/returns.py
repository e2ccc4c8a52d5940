"""Land given back: to whom the request goes, by when, and what is paid back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.calendar import add_days, add_years
from docgen.model.notice_enums import RefundMode
from docgen.rules.look import Breach, Look, Said, rule, to_places
from docgen.rules.reckon import reckoned

__all__ = ["land_is_returned_in_form"]

_PATH = "changes.land_return"
_REFUND = "refund"
_WHOLE_PCT = 100


@rule("R133", "changes", "grant")
def land_is_returned_in_form(look: Look) -> Iterator[Breach]:
    """GF-2008 31: the government that approved, 60 days before a year is out, by one formula."""
    given = look.case.changes.land_return if look.case.changes else None
    grant = look.case.grant
    if given is None or grant is None:
        return
    ours, theirs = (
        (given.approving_authority or "").strip(),
        (grant.approval_authority or "").strip(),
    )
    if ours and theirs and ours != theirs:
        yield Breach("authority", f"{_PATH}.approving_authority", ours, {"wanted": theirs})
    due = _modes_due(look, look.day(given.applied_on))
    if isinstance(due, Breach):
        yield due
    yield from _mode(look, due if isinstance(due, RefundMode) else None)


def _modes_due(look: Look, applied: date | None) -> RefundMode | Breach | None:
    """Return how the contract's form refunds what was asked on a day, or why it came too late."""
    ahead, grant = look.threshold("land_return_notice_days"), look.case.grant
    agreed = look.day(grant.commencement_date) if grant else None
    if ahead is None or agreed is None or applied is None:
        return None
    days = int(ahead.number)
    for year, mode in ((1, RefundMode.LESS_DEPOSIT), (2, RefundMode.LESS_DEPOSIT_AND_FEE)):
        year_end = reckoned(add_years, agreed, year)
        last = reckoned(add_days, year_end, -days)
        if year_end is None or last is None:
            return None
        if applied <= last:
            return mode
        if applied <= year_end or year == 2:
            said: dict[str, Said] = {"agreed": agreed, "year": year, "days": days, "last": last}
            return Breach("late", f"{_PATH}.applied_on", applied, said, ahead)
    return None


def _mode(look: Look, due: RefundMode | None) -> Iterator[Breach]:
    refund = look.case.refund
    mode = refund.mode if refund else None
    if mode is None:
        yield Breach("unstated", f"{_REFUND}.mode")
    elif mode is not RefundMode.REMAINING_TERM:
        if due is not None and mode is not due:
            yield Breach("mode", f"{_REFUND}.mode", mode.label, {"wanted": due.label})
        yield from _amount(look, mode)


def _amount(look: Look, mode: RefundMode) -> Iterator[Breach]:
    refund, grant = look.case.refund, look.case.grant
    fee_pct, tolerance = look.threshold("idle_fee_pct"), look.threshold("money_tolerance_yuan")
    if refund is None or grant is None or fee_pct is None or tolerance is None:
        return
    given, paid, deposit = refund.amount_yuan, refund.paid_yuan, grant.deposit_yuan
    if given is None or paid is None or deposit is None:
        return
    wanted = paid - deposit
    if mode is RefundMode.LESS_DEPOSIT_AND_FEE:
        if grant.price_yuan is None:
            return
        wanted -= grant.price_yuan * fee_pct.number / _WHOLE_PCT
    if abs(given - wanted) > tolerance.number:
        said: dict[str, Said] = {"mode": mode.label, "wanted": to_places(wanted, 2)}
        yield Breach("amount", f"{_REFUND}.amount_yuan", given, said)
