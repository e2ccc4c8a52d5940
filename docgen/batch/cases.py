"""A row of a ledger into the case that its notice is made from."""

from __future__ import annotations

from docgen import glossary
from docgen.batch.job import RowData
from docgen.errors import InputError
from docgen.model import Case, Notice, NoticeKind
from docgen.packs import is_pack_path
from docgen.pipeline.notices import as_notice

__all__ = ["row_case"]


def row_case(row: RowData, kind: NoticeKind | None, jurisdiction: str | None) -> Case:
    """Return the case of a row.

    Args:
        row: The row; its texts have been read before, so that each is of its field's type.
        kind: The kind of notice; None for a paper that is none.
        jurisdiction: The run's pack, for a row that names none.

    Raises:
        InputError: The row says that its notice is of another kind, or names a file for its pack.
    """
    case = as_notice(Case.model_validate(row.data), kind)
    changes: dict[str, object] = {}
    if case.jurisdiction not in (None, jurisdiction) and is_pack_path(case.jurisdiction or ""):
        # The run's own may be a file; a ledger comes from anybody, and opens none.
        raise InputError(
            "辖区写成了文件路径，台账里不能这样写。",
            where=f"{row.file} {row.place}（{glossary.title('Case', 'jurisdiction')}）",
            fix="写辖区的名称或代号；自己的规则包用 --jurisdiction 指明。",
        )
    if jurisdiction is not None and case.jurisdiction is None:
        changes["jurisdiction"] = jurisdiction
    if row.number:
        notice = case.notice or Notice()
        changes["notice"] = notice.model_copy(update={"document_no": row.number})
    return (case.model_copy(update=changes) if changes else case).read_from(row.origins)
