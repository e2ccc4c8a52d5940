"""A row of a ledger into the case that its notice is made from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from docgen.batch.job import RowData
from docgen.model import Case

__all__ = ["keys_of", "row_case", "with_notice"]


def row_case(row: RowData, kind: str, jurisdiction: str | None) -> Case:
    """Return the case of a row.

    Args:
        row: The row; its texts have been read before, so that each is of its field's type.
        kind: Code of the kind of notice.
        jurisdiction: The run's pack, for a row that names none.

    Raises:
        ValidationError: A text is not what its field takes.
    """
    data = with_notice(row.data, kind, row.number)
    if jurisdiction is not None and not data.get("jurisdiction"):
        data["jurisdiction"] = jurisdiction
    return Case.model_validate(data).read_from(row.origins)


def with_notice(data: Mapping[str, Any], kind: str, number: str) -> dict[str, Any]:
    """Return a row's texts with what the run knows of the notice.

    Args:
        data: The row's texts.
        kind: Code of the kind of notice, "" for a paper that is none.
        number: The notice's number, "" to leave the row's own.
    """
    notice = dict(data.get("notice") or {})
    if kind:
        notice.setdefault("kind", kind)
    if number:
        notice["document_no"] = number
    filled = dict(data)
    # The day of a notice and that of the paper are one day, whichever column gave it.
    day = notice.get("date") or data.get("document_date")
    if day:
        notice.setdefault("date", day)
        filled.setdefault("document_date", day)
    if notice:
        filled["notice"] = notice
    return filled


def keys_of(case: Case) -> tuple[str, ...]:
    """Return the codes and numbers by which a parcel and its contract are found again."""
    parcel = case.parcel
    codes = (parcel.parcel_code, parcel.unit_code, parcel.supervision_no) if parcel else ()
    return tuple(dict.fromkeys(code for code in (case.contract_no, *codes) if code))


def day_of(case: Case) -> date | None:
    """Return the day of the notice; None where it is left for the hand or unclear."""
    day = (case.notice.date if case.notice else None) or case.document_date
    return day if isinstance(day, date) else None
