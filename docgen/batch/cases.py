"""A row of a ledger into the case that its notice is made from."""

from __future__ import annotations

from docgen.batch.job import RowData
from docgen.model import Case, Notice, NoticeKind
from docgen.pipeline.notices import as_notice

__all__ = ["row_case"]


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
