"""Workbooks: texts that stay texts, and bytes that depend on nothing but what is said: no clock."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["TEXT", "as_text", "saved", "settled"]

#: Number format of a cell that stays the text it is, digits and all.
TEXT = "@"
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_WHEN = rb"\g<1>1980-01-01T00:00:00Z\g<2>"


def as_text(cell: Any, text: str) -> None:
    """Write a text into a cell: no number, no date, and no formula whatever it begins with."""
    cell.value = text
    cell.data_type = "s"
    cell.number_format = TEXT


def saved(book: Workbook) -> bytes:
    """Return a workbook as a file, without the time at which it was written."""
    buffer = io.BytesIO()
    book.save(buffer)
    return settled(buffer.getvalue())


def settled(workbook: bytes) -> bytes:
    """Return a workbook with fixed days in its members and its properties.

    Args:
        workbook: The ``.xlsx`` file as a library wrote it.
    """
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as source,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _NO_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _STAMP.sub(_WHEN, data)
            target.writestr(member, data)
    return held.getvalue()
