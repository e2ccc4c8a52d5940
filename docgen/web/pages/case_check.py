"""All that the checks find in a saved case, with what each finding rests on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from docgen.errors import DocgenError, Problem
from docgen.pipeline.run import check
from docgen.rules import Finding
from docgen.web.case_view import documents
from docgen.web.casework import case_of, found_case, found_head, shelf_of, stage_named, stages
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import visitor
from docgen.web.office import Office, office
from docgen.web.paint import paint

__all__ = ["router"]

_KINDS = ("error", "warning", "info")
_WORDS = {"error": "错误：不改正不出文书", "warning": "提醒：核对属实的可以确认", "info": "提示"}
router = APIRouter()


@router.get("/cases/{case_id}/check")
def findings(
    request: Request,
    case_id: int,
    who: Annotated[Visitor, Depends(visitor)],
    shared: Annotated[Office, Depends(office)],
    document: Annotated[str, Query(max_length=60)] = "",
    stage: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show what the checks find, for one paper or for all that the case has data for."""
    version, templates = found_case(shared, case_id), shared.settings.templates
    wanted = [shelf_of(document, templates).folder.id] if document else None
    stage_named(stage)
    found: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    try:
        case = case_of(version)
        found = check(case, wanted, stage=stage or None, templates=templates).findings
    except DocgenError as error:
        problems = error.problems
    return paint(
        request,
        "cases/check.html",
        who,
        head=found_head(shared, case_id),
        groups=[
            (kind, _WORDS[kind], [one for one in found if one.severity == kind]) for kind in _KINDS
        ],
        count=len(found),
        problems=problems,
        document=document,
        documents=documents(shared),
        stage=stage,
        stages=stages(),
    )
