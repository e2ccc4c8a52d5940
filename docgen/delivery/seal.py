"""Puts a paper's receipt into its Word file and beside it; the two differ in one line.

The copy inside cannot name the hash of the file it lies in; all else is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from docgen.audit.delivered import audit_delivered
from docgen.delivery.package import Directory, append, directory
from docgen.delivery.receipt import canonical, sha256
from docgen.errors import DeliveryError

__all__ = ["Sealed", "seal"]

_LISTS = ("figures", "findings", "text")
_OPEN = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<receipt xmlns="urn:docgen:receipt">'
)
_CLOSE = b"</receipt>"
_LINKS = ("customXml/_rels/", ".xml.rels")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A paper ready to be handed over.

    Attributes:
        docx: The Word file, with its receipt inside where that was wanted.
        receipt: The receipt as plain values.
        receipt_json: The receipt as it lies beside the file.
    """

    docx: bytes
    receipt: Mapping[str, Any]
    receipt_json: bytes


def seal(docx: bytes, receipt: dict[str, Any], *, embed: bool) -> Sealed:
    """Finish a receipt, and put it into the Word file.

    Args:
        docx: The audited Word file; with room for a receipt where one is to be put in.
        receipt: Its receipt without the file's own hash, which is added here.
        embed: Whether the file carries its receipt.

    Raises:
        AuditError: The file with its receipt is not the audited one.
        DeliveryError: The file has no room for a receipt.
    """
    # What is long is written once, and put into both copies as it is.
    written = {**receipt, **{name: _fragment(receipt[name]) for name in _LISTS}}
    delivered = docx
    if embed:
        inner = canonical(written)
        held = directory(docx)
        name = _slot(held)
        delivered = append(docx, held, name, _as_part(inner))
        audit_delivered(delivered, docx, name, inner)
    outputs = {**receipt["outputs"]}
    outputs["docx"] = {**outputs["docx"], "sha256": sha256(delivered)}
    return Sealed(
        delivered, {**receipt, "outputs": outputs}, canonical({**written, "outputs": outputs})
    )


def _fragment(values: Any) -> orjson.Fragment:
    return orjson.Fragment(canonical(values))


def _as_part(inner: bytes) -> bytes:
    """Return the XML part; JSON has no other sign that XML reads as its own."""
    text = inner.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    return _OPEN + text + _CLOSE


def _slot(held: Directory) -> str:
    """Return the member that the template made room for: linked, and not yet there."""
    names = {member.name for member in held.members}
    head, tail = _LINKS
    for name in sorted(names):
        if name.startswith(head) and name.endswith(tail):
            item = f"customXml/{name[len(head) : -len(tail)]}.xml"
            if item not in names:
                return item
    raise DeliveryError("这份文书没有给回执留位置。", fix="请把模板报告给维护者。", code="D003")
