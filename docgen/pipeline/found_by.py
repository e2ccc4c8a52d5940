"""What a paper's case is found by in the register, to whom it goes, and of which day it is."""

from __future__ import annotations

from datetime import date

from docgen.model import Case

__all__ = ["addressee_of", "day_of", "keys_of", "number_of"]


def keys_of(case: Case) -> tuple[str, ...]:
    """Return the codes and numbers by which a parcel and its contract are found again."""
    parcel = case.parcel
    codes = (parcel.parcel_code, parcel.unit_code, parcel.supervision_no) if parcel else ()
    return tuple(dict.fromkeys(code for code in (case.contract_no, *codes) if code))


def day_of(case: Case) -> date | None:
    """Return the day of the notice; None where it is left for the hand or unclear."""
    day = (case.notice.date if case.notice else None) or case.document_date
    return day if isinstance(day, date) else None


def number_of(case: Case) -> str:
    """Return the notice's number, "" for none."""
    return (case.notice.document_no if case.notice else None) or ""


def addressee_of(case: Case) -> str:
    """Return to whom a notice goes: as it says itself, else the grantees."""
    if case.notice and case.notice.addressee:
        return case.notice.addressee
    grantees = case.parties.grantees if case.parties else ()
    return "、".join(one.name for one in grantees if one.name)
