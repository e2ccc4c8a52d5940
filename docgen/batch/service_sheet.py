"""送达登记.xlsx: which papers of a run are to be served, and room for how each was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from docgen import glossary
from docgen.batch.workbook import TEXT, as_text, dress, saved
from docgen.register.records import Document, Served

__all__ = ["FILE_NAME", "SHEET", "columns", "service_sheet"]

FILE_NAME, SHEET = "送达登记.xlsx", "送达登记"
#: Fields of a service, in the order of the columns; before them stand what the paper is.
_FIELDS = (
    "recipient", "method", "published_on", "served_on", "signer", "mail_no", "place", "server",
)  # fmt: skip
_WIDTHS = (8, 26, 30, 30, 12, 16, 16, 12, 18, 24, 12)
_DAYS = ("published_on", "served_on")
_METHODS = "ServiceMethod"
_DAY_FORMAT = 'yyyy"年"m"月"d"日"'
_ID_TITLE = "登记簿编号"
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def columns() -> dict[str, str]:
    """Return the columns: key and heading, in order.

    ``id``, ``number``, ``kind`` and ``recipient`` say what the paper is; the others are to be
    filled in, under the titles of the fields of a service.
    """
    found = {
        "id": _ID_TITLE,
        "number": glossary.title("Notice", "document_no"),
        "kind": glossary.title("Notice", "kind"),
    }
    return found | {key: glossary.title("Service", key) for key in _FIELDS}


def service_sheet(documents: Sequence[Document]) -> bytes:
    """Return the workbook in which is noted how papers were served.

    Args:
        documents: The papers, a row each; how those were served that is known stands there.

    Returns:
        An ``.xlsx`` file; the same papers give the same bytes.
    """
    from openpyxl import Workbook  # only needed here

    book = Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    sheet.append(list(columns().values()))
    for row, one in enumerate(documents, start=2):
        _write(sheet, row, one)
    dress(sheet, _WIDTHS, title="送达登记")
    sheet.freeze_panes = "C2"
    if documents:
        _offer_choices(sheet, len(documents) + 1)
    return saved(book)


def _write(sheet: Any, row: int, paper: Document) -> None:
    kind = glossary.enum_labels("NoticeKind").get(paper.kind, paper.kind)
    known = {"id": str(paper.id), "number": paper.number, "kind": kind}
    known["recipient"] = paper.addressee
    if paper.service is not None:
        known |= _told(paper.service)
    for place, key in enumerate(columns(), start=1):
        cell = sheet.cell(row, place)
        if key in _DAYS:
            day = getattr(paper.service, key) if paper.service else None
            cell.value, cell.number_format = day, _DAY_FORMAT
        elif known.get(key):
            as_text(cell, known[key])
        else:
            cell.number_format = TEXT


def _told(service: Served) -> dict[str, str]:
    return {
        "method": glossary.enum_label(_METHODS, service.method),
        "signer": service.signer,
        "mail_no": service.mail_no,
        "place": service.place,
        "server": service.server,
    }


def _offer_choices(sheet: Any, last: int) -> None:
    """Let Excel offer the methods and refuse what is no day."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letters = {key: get_column_letter(place) for place, key in enumerate(columns(), start=1)}
    methods = ",".join(glossary.enum_labels(_METHODS).values())
    choice = DataValidation(
        type="list", formula1=f'"{methods}"', allow_blank=True, showErrorMessage=True
    )
    choice.error, choice.errorTitle = "请从下拉列表里选一种。", glossary.title("Service", "method")
    choice.add(f"{letters['method']}2:{letters['method']}{last}")
    day = DataValidation(
        type="date",
        operator="between",
        formula1=_serial(_FIRST_DAY),
        formula2=_serial(_LAST_DAY),
        allow_blank=True,
        showErrorMessage=True,
    )
    day.error, day.errorTitle = "请写日期，如 2026-11-30。", "日期"
    for key in _DAYS:
        day.add(f"{letters[key]}2:{letters[key]}{last}")
    sheet.add_data_validation(choice)
    sheet.add_data_validation(day)


def _serial(day: date) -> str:
    """Return a day as Excel counts it."""
    return str((day - date(1899, 12, 30)).days)
