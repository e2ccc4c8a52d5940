"""What the register keeps of a paper, so that it can be made again to the same bytes."""

from __future__ import annotations

import json
from datetime import date

from docgen.batch.job import Made, RowData
from docgen.delivery.receipt import canonical, sha256
from docgen.intake import dump_case
from docgen.model import Case
from docgen.register.records import MadeRow, Outcome, RefusedRow

__all__ = ["outcome_for_register", "read_stored", "stored"]


def stored(row: RowData, case: Case) -> bytes:
    """Return the case of a row, and where each of its values came from, as canonical JSON.

    Args:
        row: The row.
        case: The case that its paper was made of.
    """
    return canonical(
        {
            "case": dump_case(case),
            "origins": dict(case.origins),
            "file": row.file,
            "place": row.place,
            "row": row.number_in_sheet,
            "stem": row.stem,
        }
    )


def read_stored(data: bytes) -> RowData:
    """Return the row that was kept; its number stands in its data."""
    kept = json.loads(data)
    return RowData(
        no=1,
        file=kept["file"],
        place=kept["place"],
        number_in_sheet=kept["row"],
        data=kept["case"],
        origins=kept["origins"],
        amounts={},
        stem=kept["stem"],
    )


def outcome_for_register(made: Made, content: str) -> Outcome:
    """Return what the register notes of a row.

    Args:
        made: What became of it.
        content: What a paper of the very same content is known by.
    """
    if made.problems:
        return RefusedRow(made.no, "；".join(str(one) for one in made.problems))
    return MadeRow(
        row=made.no,
        docx_sha256=made.docx_sha256,
        receipt_sha256=sha256(made.receipt_json),
        case_json=made.case_json,
        keys=(*made.keys, content) if content else made.keys,
        contract_no=made.contract_no,
        addressee=made.addressee,
        dated=date.fromisoformat(made.dated) if made.dated else None,
        pages=made.pages or None,
        sums=made.totals,
    )
