"""A row of a ledger into the case that its notice is made from."""

from __future__ import annotations

from datetime import date

from docgen.batch.job import RowData
from docgen.model import Case, Notice, NoticeKind
from docgen.pipeline.notices import as_notice

__all__ = ["addressee_of", "day_of", "keys_of", "number_of", "row_case"]


def row_case(row: RowData, kind: NoticeKind | None, jurisdiction: str | None) -> Case:
    """Return the case of a row.

    Args:
        row: The row; its texts have been read before, so that each is of its field's type.
        kind: The kind of notice; None for a paper that is none.
        jurisdiction: The run's pack, for a row that names none.

    Raises:
        InputError: The row says that its notice is of another kind.
    """
    case = as_notice(Case.model_validate(row.data), kind)
    changes: dict[str, object] = {}
    if jurisdiction is not None and case.jurisdiction is None:
        changes["jurisdiction"] = jurisdiction
    if row.number:
        notice = case.notice or Notice()
        changes["notice"] = notice.model_copy(update={"document_no": row.number})
    return (case.model_copy(update=changes) if changes else case).read_from(row.origins)


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
