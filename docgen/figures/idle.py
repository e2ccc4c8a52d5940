"""Whether land lies idle (闲置土地处置办法 2), to the day, the square metre and the yuan.

「不足」「超过」 do not include the figure itself, 「满」 does (民法典 1259): exactly one third or
25 % is neither too little nor enough for a county's stalled class, and is left to a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from docgen.calendar import add_years
from docgen.figures.agreed_days import agreed_commencement
from docgen.figures.formulas import Worked, work
from docgen.figures.reckon import reckoned
from docgen.model import Case, DelayCause, IdleFacts, IdleMode, IdleVerdict, Performance
from docgen.model.enums import IdleCause

__all__ = [
    "Idle",
    "IdleLimits",
    "area_share",
    "due_commencement",
    "investment_share",
    "is_for_the_government",
    "judge_idle",
    "judged_on",
]

_PERCENT = 100
_GOVERNMENT = frozenset(
    {
        DelayCause.LATE_DELIVERY,
        DelayCause.PLANNING_CHANGE,
        DelayCause.POLICY_CHANGE,
        DelayCause.PETITION,
        DelayCause.MILITARY_OR_RELICS,
        DelayCause.OTHER_GOVERNMENT,
        DelayCause.FORCE_MAJEURE,
    }
)


@dataclass(frozen=True, slots=True)
class IdleLimits:
    """The thresholds of the law, from the pack of the day.

    Attributes:
        full_years: Years without a beginning, or without going on, that must be full.
        area_one_in: The developed area must be less than one in so many of the area due.
        investment_pct: The investment must be less than so much of the total.
        presumed_years: Years after the handing over, where no day of beginning was agreed.
    """

    full_years: int
    area_one_in: int
    investment_pct: Decimal
    presumed_years: int


@dataclass(frozen=True, slots=True)
class Idle:
    """What the facts make of a parcel.

    Attributes:
        verdict: Idle as not begun, idle as suspended, not idle, or on the very line.
        since: The day the years run from: agreed (or presumed) beginning, or suspension.
        full_on: The day on which they are full.
        days: Days from ``since`` to the day of judging.
        judged_on: The day of judging.
        presumed: Whether the agreed day is one presumed from the handing over.
    """

    verdict: IdleVerdict
    since: date
    full_on: date
    days: int
    judged_on: date
    presumed: bool = False

    @property
    def is_idle(self) -> bool:
        """Whether the land is idle."""
        return self.verdict in (IdleVerdict.NOT_BEGUN, IdleVerdict.SUSPENDED)


def judge_idle(case: Case, limits: IdleLimits, on: date | None) -> Idle | None:
    """Return what the facts make of a parcel on a day.

    Args:
        case: The parcel's file.
        limits: The thresholds of the law.
        on: The day; None, as an absence of any fact that decides, gives None.
    """
    performance = case.performance or Performance()
    facts = performance.idle or IdleFacts()
    if on is None:
        return None
    begun = _day(performance.actual_commencement_date)
    if begun is None or begun > on:
        return _not_begun(case, limits, on)
    since = _day(facts.suspended_since)
    if since is None:
        return None
    full = reckoned(add_years, since, limits.full_years)
    verdict: IdleVerdict | None = IdleVerdict.NOT_IDLE
    if full is not None and on >= full:
        verdict = _suspended(area_share(case), investment_share(case), limits)
    if verdict is None or full is None:
        return None
    return Idle(verdict, since, full, (on - since).days, on)


def _not_begun(case: Case, limits: IdleLimits, on: date) -> Idle | None:
    due, presumed = due_commencement(case, limits, on)
    full = reckoned(add_years, due, limits.full_years)
    if due is None or full is None:
        return None
    verdict = IdleVerdict.NOT_BEGUN if on >= full else IdleVerdict.NOT_IDLE
    return Idle(verdict, due, full, (on - due).days, on, presumed)


def _suspended(
    area: Worked | None, investment: Worked | None, limits: IdleLimits
) -> IdleVerdict | None:
    third, quarter = Fraction(_PERCENT, limits.area_one_in), Fraction(limits.investment_pct)
    pairs = [(area, third), (investment, quarter)]
    # 「或」: one of the two below its line is enough, whatever is known of the other.
    if any(share is not None and share.exact < line for share, line in pairs):
        return IdleVerdict.SUSPENDED
    if any(share is None for share, _ in pairs):
        return None
    if any(share is not None and share.exact == line for share, line in pairs):
        return IdleVerdict.BOUNDARY
    return IdleVerdict.NOT_IDLE


def due_commencement(case: Case, limits: IdleLimits, on: date) -> tuple[date | None, bool]:
    """Return the day on which building had to begin, and whether it is only presumed.

    A supplementary agreement that was signed by then sets a new day (办法 12); without any agreed
    day the law takes the handing over and so many years (办法 22).
    """
    redevelopment = case.redevelopment
    if redevelopment and redevelopment.idle_mode not in (None, IdleMode.RESUME):
        agreed, signed = _day(redevelopment.new_commencement_date), _day(redevelopment.signing_date)
        if agreed and (agreed <= on or (signed is not None and signed <= on)):
            return agreed, False
    agreed = agreed_commencement(case, on)
    if agreed:
        return agreed, False
    facts = case.performance.idle if case.performance else None
    handed = _day(facts.handover_confirmed_on) if facts else None
    return reckoned(add_years, handed, limits.presumed_years), handed is not None


def area_share(case: Case) -> Worked | None:
    """Return the developed area in per cent of the area due, two places when printed."""
    facts = (case.performance.idle if case.performance else None) or IdleFacts()
    return _share("idle_area", facts.developed_area_m2, facts.due_area_m2)


def investment_share(case: Case) -> Worked | None:
    """Return the investment in per cent of the total, both without land price and taxes."""
    performance = case.performance or Performance()
    total = performance.idle.total_investment_wan if performance.idle else None
    return _share("idle_investment", performance.idle_test_invested_wan, total)


def _share(key: str, part: Decimal | None, whole: Decimal | None) -> Worked | None:
    if part is None or whole is None or whole <= 0 or part < 0:
        return None
    exact = Fraction(part) * _PERCENT / Fraction(whole)
    return work(key, exact, part=part, whole=whole)


def judged_on(case: Case) -> date | None:
    """Return the day on which a parcel is judged.

    计算截至日; else the day of the notice that is being made; else that of the recognition.
    """
    notice = case.notice.date or case.document_date if case.notice and case.notice.kind else None
    recognised = case.redevelopment.recognition_date if case.redevelopment else None
    earlier = case.chain.recognition.date if case.chain and case.chain.recognition else None
    days = (case.as_of, notice, recognised, earlier)
    return next((found for value in days if (found := _day(value))), None)


def is_for_the_government(case: Case) -> bool:
    """Return whether the land lies idle for a reason of 办法 8, or by force majeure."""
    facts = case.performance.idle if case.performance else None
    cause = case.redevelopment.idle_cause if case.redevelopment else None
    by_fact = facts is not None and facts.delay_cause in _GOVERNMENT
    return by_fact or cause in (IdleCause.GOVERNMENT, IdleCause.FORCE_MAJEURE)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
