"""The readers of returned papers, as the limited child calls them: bytes to plain JSON."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from docgen.pipeline.kinds import only

if TYPE_CHECKING:
    from docgen.audit.compare_values import Differences

__all__ = ["as_letters", "read_inside", "read_returned", "read_two"]

_MOST_SHOWN = 1_000
_WORD_FIX = "请选 .docx 文件；别的格式用 Word 或 WPS 打开后另存为 .docx。"
_RETURNED_FIX = "请选收回的 .docx，或者未加改动的 .pdf。"


def as_letters(data: bytes) -> str:
    """Return a file as letters, so that it fits into JSON."""
    return base64.b64encode(data).decode("ascii")


def read_returned(data: bytes, name: str, options: Mapping[str, Any]) -> Any:
    """Hold a returned paper against a receipt, else against the copy inside it."""
    kind = only(data, name, "docx", "pdf", fix=_RETURNED_FIX)
    from docgen.pipeline.returned import verify_bytes
    from docgen.pipeline.returned_head import inside_receipt

    verdict = verify_bytes(
        data,
        name=name,
        receipt=options.get("receipt"),
        receipt_name=options.get("receipt_name", ""),
    )
    return {
        "status": verdict.status,
        "title": verdict.title,
        "receipt": verdict.receipt,
        "is_pdf": verdict.is_pdf,
        "inside": inside_receipt(data, name=name) if kind == "docx" else None,
        **_told(verdict.differences, options),
    }


def read_inside(data: bytes, name: str, _: Mapping[str, Any]) -> Any:
    """Tell what the receipt inside a paper says of itself; None without one."""
    if only(data, name, "docx", "pdf", fix=_RETURNED_FIX) == "pdf":
        return None
    from docgen.pipeline.returned_head import inside_receipt

    return inside_receipt(data, name=name)


def read_two(data: bytes, name: str, options: Mapping[str, Any]) -> Any:
    """Compare two Word files; the redline comes back in letters."""
    other, other_name = options["other"], options["other_name"]
    for one, called in ((data, name), (other, other_name)):
        only(one, called, "docx", fix=_WORD_FIX)
    from docgen.pipeline.returned import compare_bytes

    found = compare_bytes(
        (data, name),
        (other, other_name),
        receipt=options.get("receipt"),
        with_redline=bool(options.get("redline")),
    )
    marked = as_letters(found.redline) if found.redline else None
    return {
        **_told(found.differences, options),
        "redline": marked,
        "unmarked": list(found.unmarked),
    }


def _told(found: Differences, options: Mapping[str, Any]) -> dict[str, Any]:
    if options.get("clauses"):
        return _for_a_page(found)
    return {
        "figures": [asdict(one) for one in found.figures],
        "words": [asdict(one) for one in found.words],
        "traces": [asdict(one) for one in found.traces],
    }


def _for_a_page(found: Differences) -> dict[str, Any]:
    """Return as many changes as anybody reads, words clause by clause, and how many there are."""
    from docgen.pipeline.returned_told import by_clause

    return {
        "figures": [asdict(one) for one in found.figures[:_MOST_SHOWN]],
        "traces": [asdict(one) for one in found.traces[:_MOST_SHOWN]],
        "clauses": [
            (clause, [asdict(one) for one in held])
            for clause, held in by_clause(found.words[:_MOST_SHOWN])
        ],
        "counts": {
            "figures": len(found.figures),
            "words": len(found.words),
            "traces": len(found.traces),
        },
    }
