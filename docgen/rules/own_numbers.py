"""The numbers that a case's own papers bear, and the days of those papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from docgen.model import Case

__all__ = ["own_numbers_of"]

#: Numbers that parts of the case bear (part, field), each with the days of that paper, the nearest
#: first. Numbers of other agencies' papers are quoted as they stand, and are none of these.
_OWN = (
    ("supervision", "agreement_no", ("supervision.signing_date", "document_date")),
    ("commitment", "number", ("commitment.date", "document_date")),
    ("redevelopment", "agreement_no", ("redevelopment.signing_date", "document_date")),
    ("redevelopment", "plan_no", ("document_date",)),
    ("notice", "document_no", ("notice.date", "document_date")),
)


def own_numbers_of(
    case: Case, day_at: Callable[[str], date | None]
) -> tuple[tuple[str, str, date | None], ...]:
    """Return path, number and day of each paper of the case that bears a number of its own.

    The day is None where none is given. The contract's is the signing alone: a notice or plan of
    a later year quotes it.

    Args:
        case: The parcel's file.
        day_at: Returns the real day at a path, None for none.
    """
    numbers = []
    if case.contract_no:
        numbers.append(("contract_no", case.contract_no, day_at("grant.signing_date")))
    for part, name, days in _OWN:
        holder = getattr(case, part)
        number = getattr(holder, name) if holder is not None else None
        if number:
            found = (day_at(path) for path in days)
            numbers.append((f"{part}.{name}", number, next((day for day in found if day), None)))
    return tuple(numbers)
