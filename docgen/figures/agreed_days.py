"""The days for building that hold: the contract's, or those of a later word that took its place."""

from __future__ import annotations

from datetime import date

from docgen.model import Case, Changes

__all__ = ["agreed_commencement", "agreed_completion"]


def agreed_commencement(case: Case, on: date | None = None) -> date | None:
    """Return the day on which building had to begin.

    The supplementary agreement about idle land comes first, then the last extension that the
    grantor consented to, then the contract.

    Args:
        case: The parcel's file.
        on: What was signed or applied for after this day is left out; None takes all.
    """
    supplement = (case.changes or Changes()).idle_supplement
    if supplement is not None and _by(supplement.signing_date, on):
        found = _day(supplement.new_commencement_date)
        if found is not None:
            return found
    agreed = case.grant.commencement_date if case.grant else None
    return _extended(case, "new_commencement_date", on) or _day(agreed)


def agreed_completion(case: Case, on: date | None = None) -> date | None:
    """Return the day on which building had to be finished, as :func:`agreed_commencement`."""
    supplement = (case.changes or Changes()).idle_supplement
    if supplement is not None and _by(supplement.signing_date, on):
        found = _day(supplement.new_completion_date)
        if found is not None:
            return found
    agreed = case.grant.completion_date if case.grant else None
    return _extended(case, "new_completion_date", on) or _day(agreed)


def _extended(case: Case, name: str, on: date | None) -> date | None:
    """Return a day of the last extension with a consent; without one it is only a wish."""
    days = [
        _day(getattr(one, name))
        for one in (case.changes or Changes()).extensions
        if one.consent_no and (one.applied_on is None or _by(one.applied_on, on))
    ]
    return next((day for day in reversed(days) if day is not None), None)


def _by(value: object, on: date | None) -> bool:
    day = _day(value)
    return day is not None and (on is None or day <= on)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
