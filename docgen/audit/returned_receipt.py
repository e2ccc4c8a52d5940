"""Reads a receipt as the earlier side of a comparison: what was printed, and which figure where."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docgen.audit.compare import story_of
from docgen.audit.compare_tokens import cut
from docgen.audit.compare_values import OldLine, Spot
from docgen.audit.returned_package import Package
from docgen.audit.returned_read import unspaced
from docgen.errors import InputError

__all__ = ["Printed", "embedded_receipt", "read_receipt"]

_ROOT = "{urn:docgen:receipt}receipt"
_MAX_BYTES = 16 * 1024 * 1024
_FIX = "请用出稿时写在文书旁边的 .receipt.json，一字不改。"


@dataclass(frozen=True, slots=True)
class Printed:
    """What a receipt says was printed.

    Attributes:
        title: Name of the document.
        docx: Hashes of the Word file, ``sha256`` and ``parts_sha256``; empty when not told.
        pdf: Hash of the PDF; "" without one.
        lines: The paper's lines with their figures; empty when the receipt holds no text.
        pictures: SHA-256 of the pictures that the paper shows; None when the receipt tells none.
    """

    title: str
    docx: Mapping[str, str]
    pdf: str
    lines: tuple[OldLine, ...]
    pictures: tuple[str, ...] | None


def embedded_receipt(package: Package) -> bytes | None:
    """Return the receipt that lies inside a Word file; None without one.

    It is found by its namespace: LibreOffice renames the part that it lies in.
    """
    for name, content in package.members.items():
        if name.startswith("customXml/") and b"urn:docgen:receipt" in content:
            root = package.root(name)
            if root.tag == _ROOT:
                return "".join(str(one) for one in root.itertext()).encode("utf-8")
    return None


def read_receipt(data: bytes, *, name: str) -> Printed:
    """Read a receipt.

    Args:
        data: The bytes of the JSON file.
        name: What messages call it.

    Raises:
        InputError: It is no receipt, or has been cut or changed in shape.
    """
    if len(data) > _MAX_BYTES:
        raise InputError("回执太大，不是 docgen 的回执。", where=name, fix=_FIX, code="S042")
    try:
        receipt = json.loads(data.decode("utf-8-sig"), parse_float=str)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputError("回执不是完好的 JSON。", where=name, fix=_FIX, code="S042") from error
    try:
        return _printed(receipt)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError("这不是 docgen 的回执。", where=name, fix=_FIX, code="S042") from error


def _printed(receipt: Any) -> Printed:
    if not str(receipt["format"]).startswith("docgen-receipt/"):
        raise ValueError
    outputs = receipt.get("outputs") or {}
    figures = [_checked(one) for one in receipt["figures"]]
    by_place: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for one in figures:
        by_place.setdefault((one["part"], one["paragraph"]), []).append(one)
    lines = tuple(
        _line(one, by_place.get((str(one["part"]), int(one["paragraph"])), []))
        for one in receipt.get("text") or ()
    )
    told = receipt.get("pictures")
    pictures = None if told is None else tuple(str(one) for one in told)
    hashes = {str(key): str(value) for key, value in (outputs.get("docx") or {}).items()}
    pdf = str((outputs.get("pdf") or {}).get("sha256") or "")
    return Printed(str(receipt["document"]["title"]), hashes, pdf, lines, pictures)


def _checked(one: Any) -> Mapping[str, Any]:
    return {
        **one,
        "part": str(one["part"]),
        "paragraph": int(one["paragraph"]),
        "path": str(one["path"]),
        "title": str(one["title"]),
        "printed": str(one["printed"]),
        "form": str(one.get("form") or ""),
        "absent": str(one.get("absent") or ""),
    }


def _line(one: Mapping[str, Any], figures: Sequence[Mapping[str, Any]]) -> OldLine:
    text, part = unspaced(str(one["text"])), str(one["part"])
    return OldLine(
        text,
        str(one.get("label") or ""),
        str(one.get("clause") or ""),
        story_of(part),
        part,
        int(one["paragraph"]),
        _spots(text, figures),
    )


def _spots(text: str, figures: Sequence[Mapping[str, Any]]) -> tuple[Spot, ...]:
    """Find the figures of a paragraph in its text: they were read in this order."""
    edges = {one.start for one in cut(text)} | {len(text)}
    spots: list[Spot] = []
    at = 0
    for one in figures:
        printed = unspaced(one["printed"])
        start = _find(text, printed, at, edges)
        if start < 0 or not printed:
            continue
        at = start + len(printed)
        spots.append(Spot(one["title"], one["path"], one["form"], start, at, one["absent"]))
    return tuple(spots)


def _find(text: str, printed: str, at: int, edges: set[int]) -> int:
    """Return where a figure stands, rather where it cuts no other number in two."""
    first = start = text.find(printed, at)
    while start >= 0 and not {start, start + len(printed)} <= edges:
        start = text.find(printed, start + 1)
    return start if start >= 0 else first
