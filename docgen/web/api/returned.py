"""``/verify`` and ``/compare``: what came back is read in a limited child, never in the desk."""

from __future__ import annotations

import base64
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from docgen.errors import UsageError
from docgen.pipeline.limited import limited
from docgen.web.api.answers import as_json, file_answer
from docgen.web.api.body import Upload
from docgen.web.api.faults import FaultlessRoute

__all__ = ["router"]

_REDLINE_NAME = "修订稿.docx"
_SHAPES = ("json", "redline")
router = APIRouter(route_class=FaultlessRoute)


@router.post("/verify")
def verify(form: Upload) -> Response:
    """Hold a returned paper against its receipt."""
    form.only({"file", "receipt"}, set())
    sent, options = form.file("file"), {}
    if "receipt" in form.files:
        receipt = form.file("receipt")
        options = {"receipt": receipt.data, "receipt_name": receipt.name}
    found = limited("verify", sent.data, name=sent.name, options=options)
    return as_json(
        {
            "file": sent.name,
            "status": found["status"],
            "document": found["title"],
            "receipt": found["receipt"] or "embedded",
            "is_pdf": found["is_pdf"],
            **_differences(found),
        }
    )


@router.post("/compare")
def compare(form: Upload) -> Response:
    """Tell what two papers differ in, or mark it in the later one."""
    form.only({"old", "new", "receipt"}, {"as"})
    shape = form.texts.get("as", "json")
    if shape not in _SHAPES:
        raise UsageError(f"as 不能是「{shape[:20]}」。", fix="写 json 或 redline。")
    old, new = form.file("old"), form.file("new")
    options: dict[str, Any] = {
        "other": new.data,
        "other_name": new.name,
        "redline": shape == "redline",
    }
    if "receipt" in form.files:
        options["receipt"] = form.file("receipt").data
    found = limited("compare", old.data, name=old.name, options=options)
    if found["redline"]:
        return file_answer(_REDLINE_NAME, base64.b64decode(found["redline"]))
    return as_json(
        {
            "old": old.name,
            "new": new.name,
            **_differences(found),
            "unmarked": found["unmarked"],
        }
    )


def _differences(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in ("figures", "words", "traces")}
