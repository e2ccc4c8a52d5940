"""The papers of a case: made now without a number, or handed in for one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from docgen.errors import UsageError
from docgen.model import Stage
from docgen.pipeline.issue import issue
from docgen.register.desk_records import SubmissionState
from docgen.register.records import DocumentState
from docgen.web.case_papers import (
    FORMS,
    check_paper,
    issued_files,
    known_series,
    made,
    paper_rows,
    with_sheet,
)
from docgen.web.casework import (
    case_of,
    found_case,
    found_head,
    shelf_of,
    stage_named,
    stages,
)
from docgen.web.door.tickets import new_ticket
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import clerk, visitor
from docgen.web.downloads import download, zipped
from docgen.web.office import Office, office
from docgen.web.paint import paint
from docgen.web.paper_states import STATES, VALIDITY

__all__ = ["router"]

#: Enough that no two hand-ins share a key.
_KEY_LETTERS = 16
router = APIRouter()
_Visitor = Annotated[Visitor, Depends(visitor)]
_Clerk = Annotated[Visitor, Depends(clerk)]
_Shared = Annotated[Office, Depends(office)]
_Stage = Annotated[str, Query(max_length=20)]


@router.get("/cases/{case_id}/papers")
def papers(
    request: Request, case_id: int, who: _Visitor, shared: _Shared, stage: _Stage = ""
) -> Response:
    """Show what papers a case has and can have."""
    version = found_case(shared, case_id)
    rows = paper_rows(shared, version, stage_named(stage))
    return paint(
        request,
        "cases/papers.html",
        who,
        head=found_head(shared, case_id),
        rows=rows,
        series={one.document: known_series(shared, one.document) for one in rows},
        stage=stage,
        own_stage=str(case_of(version).stage or Stage.FINAL),
        stages=stages(),
        forms=FORMS,
        states=STATES,
        validity=VALIDITY,
        handed_key=new_ticket()[:_KEY_LETTERS],
    )


@router.get("/cases/{case_id}/papers.zip")
def all_papers(case_id: int, who: _Visitor, shared: _Shared, stage: _Stage = "") -> Response:
    """Hand out all papers that a case can have at a stage without numbers, as a zip."""
    version = found_case(shared, case_id)
    rows = paper_rows(shared, version, stage_named(stage))
    able = [one.document for one in rows if one.can_be_made]
    if not able:
        raise UsageError("这一阶段没有可以出的文书。", fix="先补填案卷，或换一个阶段。")
    files: dict[str, bytes] = {}
    for one in made(shared, version, able, stage_named(stage)):
        files |= one.files()
    return download(f"案卷{case_id}-第{version.version}版.zip", zipped(files))


@router.get("/cases/{case_id}/issued.zip")
def all_issued(case_id: int, who: _Visitor, shared: _Shared) -> Response:
    """Hand out all papers of a case that are issued and valid, as a zip."""
    found_head(shared, case_id)
    files: dict[str, bytes] = {}
    for one in shared.desk.issued(case_id):
        if one.document.state is DocumentState.VALID:
            own = issued_files(shared, one)
            # Two papers of one name are told apart by their submission.
            mark = f"{one.submission.id}-" if files.keys() & own.keys() else ""
            files |= {f"{mark}{name}": data for name, data in own.items()}
    if not files:
        raise UsageError("这一案卷还没有签发的文书。", fix="先送审。")
    return download(f"案卷{case_id}-已签发.zip", zipped(files))


@router.get("/cases/{case_id}/papers/{document}/make/{form}")
def make(
    case_id: int, document: str, form: str, who: _Visitor, shared: _Shared, stage: _Stage = ""
) -> Response:
    """Make a paper that needs no number, and hand it out in one form."""
    version = found_case(shared, case_id)
    shelf = shelf_of(document, shared.settings.templates)
    (paper,) = made(shared, version, [shelf.folder.id], stage_named(stage))
    return download(*with_sheet(paper.files(), paper.stem, form))


@router.post("/cases/{case_id}/papers/{document}/submit")
def submit(
    case_id: int,
    document: str,
    who: _Clerk,
    shared: _Shared,
    version: Annotated[int, Form()],
    series: Annotated[str, Form(max_length=100)] = "",
    why: Annotated[str, Form(max_length=500)] = "",
    key: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Hand a paper in for its number; at a desk without people it is issued at once."""
    held, templates = found_case(shared, case_id, version), shared.settings.templates
    shelf = shelf_of(document, templates)
    check_paper(case_of(held), shelf, Stage.FINAL, templates).stop(strict=False)
    handed = shared.desk.submit(
        case_id,
        version,
        shelf.folder.id,
        series.strip(),
        shared.act(who, why.strip()),
        request=f"page:{who.name}:{key}" if key else "",
    )
    if who.alone and handed.state is SubmissionState.SUBMITTED:
        shared.desk.decide(handed.id, shared.act(who), approve=True, alone=True)
        with shared.turn():
            issue(shared.desk, handed.id, shared.act(who), templates=templates)
    return RedirectResponse(f"/cases/{case_id}/papers#d-{shelf.folder.id}", 303)
