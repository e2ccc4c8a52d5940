"""How a ledger that docgen wrote knows itself again: its hidden sheet, and a mark for every cell.

The marks find what was changed by hand after the ledger was made; they are no signature.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

__all__ = ["CHECK_SHEET", "MAGIC", "VERSION", "canonical", "is_inventory", "mark", "mark_of_head"]

#: Name of the hidden sheet; no office calls a sheet so.
CHECK_SHEET = "_docgen_ledger"
MAGIC, VERSION = "docgen-ledger", "1"
_LENGTH = 16
_ZIP, _WORKBOOK = b"PK\x03\x04", "xl/workbook.xml"
_MOST_WORKBOOK = 1_000_000


def is_inventory(data: bytes) -> bool:
    """Return whether a file is a ledger that docgen wrote.

    Args:
        data: The file; anything at all.
    """
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(_WORKBOOK) as stream:
            head = stream.read(_MOST_WORKBOOK)
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        NotImplementedError,
    ):
        return False
    return f'name="{CHECK_SHEET}"'.encode() in head


def canonical(value: object) -> str:
    """Return what a cell says, whoever wrote or read it: figures without noughts at their end.

    Args:
        value: Decimal, number as a reader gives it, day, text or None.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return _plain(value)
    return str(value)


def _plain(value: float | Decimal) -> str:
    # A spreadsheet's number has fifteen digits; its shortest form in Python is the one written.
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def mark(row: int, key: str, value: object) -> str:
    """Return the mark of a cell.

    Args:
        row: Number of its row, from 1.
        key: Key of its column.
        value: What it says.
    """
    text = "\x1f".join((str(row), key, canonical(value)))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_LENGTH]


def mark_of_head(*rows: Sequence[str]) -> str:
    """Return the mark of what says what the ledger is, its columns, and which rows are what.

    Args:
        rows: Their texts; "" at the end of a row is nothing.
    """
    told = ("\x1f".join(row).rstrip("\x1f") for row in rows)
    return hashlib.sha256("\x1e".join(told).encode("utf-8")).hexdigest()[:_LENGTH]
