"""The receipt: what proves a produced paper. Canonical JSON, the same bytes for the same paper."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from docgen.proof import Figure, Placed, Value
from docgen.version import __version__
from docgen.wording import plain_decimal

__all__ = [
    "blanks",
    "canonical",
    "canonical_parts_sha256",
    "engines",
    "figure_line",
    "sha256",
    "value_text",
]


def canonical(receipt: Mapping[str, Any]) -> bytes:
    """Return a receipt as canonical JSON: sorted keys, two spaces, UTF-8, one line end at the end.

    Args:
        receipt: Plain values; figures already as text.
    """
    text = json.dumps(receipt, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return (text + "\n").encode("utf-8")


def sha256(data: bytes) -> str:
    """Return the SHA-256 of a file as lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def canonical_parts_sha256(docx: bytes) -> str:
    """Return the hash of a Word file's unzipped parts: the same on every deflate library.

    Args:
        docx: The file.
    """
    digest = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        for name in sorted(package.namelist()):
            digest.update(name.encode("utf-8") + b"\0")
            digest.update(hashlib.sha256(package.read(name)).digest())
    return digest.hexdigest()


def engines(layout: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what made the bytes: this version, the deflate library, the layout engine.

    Args:
        layout: Name and version of each program that set the pages; None when none were set.
    """
    return {"docgen": __version__, "zlib": zlib.ZLIB_RUNTIME_VERSION, **(layout or {})}


def figure_line(placed: Placed) -> dict[str, Any]:
    """Return one line of the receipt: a figure and where it is printed."""
    figure = placed.figure
    return {
        "path": figure.key,
        "title": figure.title,
        "value": value_text(figure.value),
        "printed": placed.printed,
        "form": placed.form,
        "unit": figure.unit,
        "part": placed.part,
        "clause": placed.clause,
        "paragraph": placed.paragraph,
        "page": placed.page,
        "basis": figure.basis if figure.present else "",
        "absent": figure.absence,
    }


def value_text(value: Value) -> str | None:
    """Return a value as text for JSON: plain digits, ISO days, the hash of a picture."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"sha256:{sha256(value)}"
    return str(value)


def blanks(placed: Iterable[Placed]) -> list[Figure]:
    """Return the figures that were left to be filled in by hand, each once."""
    seen: dict[str, Figure] = {}
    for one in placed:
        if one.figure.absence == "blank":
            seen.setdefault(one.figure.key, one.figure)
    return list(seen.values())
