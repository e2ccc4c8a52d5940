"""What a receipt says of its paper: where to look for it in the register."""

from __future__ import annotations

import json

from docgen.audit.returned_package import open_package
from docgen.audit.returned_receipt import embedded_receipt, read_receipt

__all__ = ["inside_receipt", "receipt_head"]


def inside_receipt(data: bytes, *, name: str) -> dict[str, str] | None:
    """Return what the receipt inside a Word file says of itself; None without one.

    It has been outside: it tells where to look in the register, and proves nothing.

    Args:
        data: The Word file.
        name: What messages call it.

    Raises:
        InputError: The file or the receipt cannot be read.
    """
    proof = embedded_receipt(open_package(data, name=name))
    return None if proof is None else receipt_head(proof, name=f"{name}内嵌的回执")


def receipt_head(data: bytes, *, name: str) -> dict[str, str]:
    """Return what a receipt says of its paper: texts, "" where it does not say.

    Args:
        data: The receipt.
        name: What messages call it.

    Returns:
        ``document`` (id), ``title``, ``number`` (its own), ``contract_no``, ``parcel_code``,
        ``supervision_no``, ``parts_sha256``.

    Raises:
        InputError: It is no receipt.
    """
    printed = read_receipt(data, name=name)
    whole = json.loads(data.decode("utf-8-sig"))
    document, parcel = whole["document"], whole.get("parcel") or {}
    return {
        "document": str(document.get("id") or ""),
        "title": printed.title,
        "number": str(document.get("number") or ""),
        "parts_sha256": str(printed.docx.get("parts_sha256") or ""),
        **{
            key: str(parcel.get(key) or "")
            for key in ("contract_no", "parcel_code", "supervision_no")
        },
    }
