"""``/check`` and ``/generate``: the same checks and the same papers as on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from docgen import pipeline
from docgen.delivery.receipt import sha256
from docgen.errors import FindingsError, UsageError
from docgen.model import Stage
from docgen.pipeline.needs import check_engine, check_formats
from docgen.pipeline.run import stage_of
from docgen.pipeline.values import FORMATS, Document, problems_as_findings
from docgen.templating.library import Library
from docgen.web.api.answers import as_json, file_answer
from docgen.web.api.body import JsonBody
from docgen.web.api.caller import Caller, Shared
from docgen.web.api.faults import FaultlessRoute, Stopped
from docgen.web.api.order import Order, read_order
from docgen.web.downloads import media_type, zipped
from docgen.web.makers import Makers, Wanted

__all__ = ["router"]

_CHECK = {"documents": list, "stage": str, "name": str}
_GENERATE = {
    "documents": list,
    "formats": list,
    "stage": str,
    "strict": bool,
    "pdf_engine": str,
    "pdf_a": bool,
    "embed": bool,
    "name": str,
    "as": str,
}
_FILE, _ZIP = "file", "zip"
_ZIP_NAME = "文书.zip"
router = APIRouter(route_class=FaultlessRoute)


@router.post("/check")
def check(request: Request, body: JsonBody) -> Response:
    """Check a case."""
    order = read_order(request, body, _CHECK)
    report = pipeline.check(
        order.case.case,
        order.options.get("documents"),
        stage=order.options.get("stage"),
        file=order.file,
    )
    return as_json({"ok": report.ok, "findings": [one.as_dict() for one in report.findings]})


@router.post("/generate")
def generate(request: Request, body: JsonBody, who: Caller, shared: Shared) -> Response:
    """Make the papers of a case."""
    order = read_order(request, body, _GENERATE)
    wanted = _Wanted.of(order, request.headers.get("accept", ""))
    with shared.turn():
        try:
            made = _made(order, wanted, shared.makers)
        except FindingsError as error:
            raise Stopped(error, _findings(order, error)) from error
    if not who.alone:
        _may_be_made(made, order, shared.settings.templates)
    return _handed(made, wanted)


def _may_be_made(made: Sequence[Document], order: Order, templates: Path | None) -> None:
    """Where there are people, let no final paper with a number of its own go out beside them.

    Raises:
        UsageError: One of the papers is such a one.
    """
    library, stage = Library(templates), stage_of(order.case.case, order.options.get("stage"))
    for one in made:
        if stage is Stage.FINAL and library.find(one.receipt["document"]["id"]).manifest.own_number:
            raise UsageError(
                f"「{one.title}」的定稿有自己的编号，要经第二个人批准。",
                fix="用 POST /cases/{case_id}/submissions 送审；先看样子的，stage 写 draft。",
            )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """In which files the papers are wanted; ``shape`` is ``file``, ``zip`` or, undecided, ""."""

    formats: tuple[str, ...]
    shape: str

    @classmethod
    def of(cls, order: Order, accept: str) -> _Wanted:
        shape = order.options.get("as", "")
        if shape not in ("", _FILE, _ZIP):
            raise UsageError(f"as 不能是「{shape[:20]}」。", fix="写 file 或 zip。")
        accepted = {one.partition(";")[0].strip() for one in accept.lower().split(",")}
        named = [one for one in FORMATS if media_type(one) in accepted]
        if not shape:
            shape = _ZIP if media_type(_ZIP) in accepted else (_FILE if named else "")
        formats = tuple(order.options.get("formats") or named or FORMATS)
        check_formats(formats)
        return cls(formats, shape)


def _made(order: Order, wanted: _Wanted, makers: Makers) -> tuple[Document, ...]:
    options = order.options
    return makers.make(
        order.case.case,
        Wanted(
            documents=options.get("documents"),
            formats=wanted.formats,
            stage=options.get("stage"),
            strict=options.get("strict", False),
            file=order.file,
            pdf_engine=check_engine(options.get("pdf_engine", "typst")),
            embed=options.get("embed", True),
            pdf_a=options.get("pdf_a", False),
        ),
    )


def _findings(order: Order, error: FindingsError) -> list[dict[str, Any]]:
    """Return all that the checks find, and what only the finished paper showed."""
    options = order.options
    report = pipeline.check(
        order.case.case, options.get("documents"), stage=options.get("stage"), file=order.file
    )
    known = {(one.code, one.path) for one in report.findings}
    later = problems_as_findings(error, order.file)
    return [
        *(one.as_dict() for one in report.findings),
        *(one for one in later if (one["code"], one["path"]) not in known),
    ]


def _handed(made: Sequence[Document], wanted: _Wanted) -> Response:
    receipts = [sha256(one.receipt_json) for one in made]
    files: dict[str, bytes] = {}
    for one in made:
        files.update(one.files(wanted.formats))
    papers = [name for name in files if not name.endswith(".json")]
    if wanted.shape != _ZIP and len(papers) == 1:
        return file_answer(papers[0], files[papers[0]], receipts=receipts)
    if wanted.shape == _FILE:
        raise UsageError(
            f"要的是一个文件，做出来有 {len(papers)} 个。",
            fix="documents 和 formats 各写一个，或把 as 改为 zip。",
        )
    return file_answer(_ZIP_NAME, zipped(files), receipts=receipts)
