"""File names: which parcel, which document; safe on every system."""

from __future__ import annotations

import re
import unicodedata

from docgen.model import Case

__all__ = ["file_stem", "safe_name"]

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
#: Names that Windows keeps for devices, whatever the ending.
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
#: Most file systems allow 255 bytes a name; the ending and a temporary prefix need room too.
_MOST_BYTES = 180
_FALLBACK = "文书"


def file_stem(case: Case, title: str, *, own_number: str = "") -> str:
    """Return the file name of a document without its ending.

    Args:
        case: The parcel's file: its contract number, else its parcel code, else its supervision
            number leads the name.
        title: Name of the document, ``出让合同``.
        own_number: Number that the document itself bears, which tells it from others of its kind.
    """
    parcel = case.parcel
    number = case.contract_no or (
        (parcel.parcel_code or parcel.unit_code or parcel.supervision_no) if parcel else None
    )
    return safe_name("-".join(one for one in (number, title, own_number) if one))


def safe_name(name: str) -> str:
    """Return a text as a file name: no separators, no device names, not too long.

    Args:
        name: Any text, never empty in the result.
    """
    clean = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    if _RESERVED.match(clean):
        clean = f"_{clean}"
    while len(clean.encode("utf-8", "replace")) > _MOST_BYTES:
        clean = clean[:-1]
    return clean.strip(" .") or _FALLBACK
