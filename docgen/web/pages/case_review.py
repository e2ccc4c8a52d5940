"""One paper that was handed in: looked at, approved or sent back; downloaded and voided."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from docgen.errors import DocgenError, Problem, UsageError
from docgen.model import Case, Stage
from docgen.pipeline.issue import issue
from docgen.pipeline.preview import Preview, outline_sheet, preview
from docgen.register.desk_records import IssuedPaper, Role, Submission, SubmissionState
from docgen.rules import Finding
from docgen.web.case_papers import FORMS, check_paper, issued_files, with_sheet
from docgen.web.casework import case_of, found_case, found_head, shelf_of, texts_of
from docgen.web.changes import changes
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import Forbidden, NotHere, clerk, reviewer, visitor
from docgen.web.downloads import download
from docgen.web.office import Office, office
from docgen.web.paint import paint
from docgen.web.paper_states import STATES, VALIDITY, last_issued
from docgen.web.papers import document_title

__all__ = ["router"]

router = APIRouter()
_Visitor = Annotated[Visitor, Depends(visitor)]
_Clerk = Annotated[Visitor, Depends(clerk)]
_Reviewer = Annotated[Visitor, Depends(reviewer)]
_Shared = Annotated[Office, Depends(office)]
_Why = Annotated[str, Form(max_length=500)]
_WAY = "/cases/{case_id}/papers/{submission_id:int}"


@router.get(_WAY)
def look(
    request: Request, case_id: int, submission_id: int, who: _Visitor, shared: _Shared
) -> Response:
    """Show what was handed in: findings, pages, what differs from what was issued before."""
    one = _found(shared, case_id, submission_id)
    version = found_case(shared, case_id, one.version)
    before = last_issued(shared, case_id, one.document, before=one.id)
    old = texts_of(found_case(shared, case_id, before.submission.version)) if before else {}
    waits = one.state in (SubmissionState.SUBMITTED, SubmissionState.APPROVED)
    findings, shown, problems = _seen(shared, one, case_of(version)) if waits else ((), None, ())
    head = found_head(shared, case_id)
    return paint(
        request,
        "cases/review.html",
        who,
        head=head,
        one=one,
        title=document_title(one.document, shared.settings.templates),
        paper=shared.desk.issued_paper(one.id),
        before=before,
        changes=changes(old, texts_of(version)) if before else (),
        findings=findings,
        problems=problems,
        pages=[leaf.svg for leaf in shown.leaves] if shown else [],
        outlines=outline_sheet(shown.leaves) if shown and shown.leaves else "",
        is_own=one.submitted.who == who.name and not who.alone,
        is_old=head.version != one.version,
        states=STATES,
        validity=VALIDITY,
        forms=FORMS,
    )


@router.get(_WAY + "/file/{form}")
def take(case_id: int, submission_id: int, form: str, who: _Visitor, shared: _Shared) -> Response:
    """Hand out an issued paper in one form, byte for byte as it was issued."""
    paper = _issued(shared, case_id, submission_id)
    return download(*with_sheet(issued_files(shared, paper), paper.submission.stem, form))


@router.post(_WAY + "/approve")
def approve(case_id: int, submission_id: int, who: _Reviewer, shared: _Shared) -> Response:
    """Approve what was handed in, and issue it; asked again, what death left over is finished."""
    one = _found(shared, case_id, submission_id)
    shared.desk.decide(one.id, shared.act(who), approve=True, alone=who.alone)
    with shared.turn():
        issue(shared.desk, one.id, shared.act(who), templates=shared.settings.templates)
    return _back(case_id, one)


@router.post(_WAY + "/decline")
def decline(
    case_id: int, submission_id: int, who: _Reviewer, shared: _Shared, why: _Why = ""
) -> Response:
    """Send back what was handed in, with the reason."""
    one = _found(shared, case_id, submission_id)
    shared.desk.decide(one.id, shared.act(who, why.strip()), approve=False)
    return _back(case_id, one)


@router.post(_WAY + "/withdraw")
def withdraw(
    case_id: int, submission_id: int, who: _Clerk, shared: _Shared, why: _Why = ""
) -> Response:
    """Take back what was handed in, before it is issued: one's own, or as a reviewer."""
    one = _found(shared, case_id, submission_id)
    if one.submitted.who != who.name and not who.may(Role.REVIEWER):
        raise Forbidden(Role.REVIEWER)
    shared.desk.withdraw(one.id, shared.act(who, why.strip()))
    return _back(case_id, one)


@router.post(_WAY + "/void")
def void(
    case_id: int, submission_id: int, who: _Reviewer, shared: _Shared, why: _Why = ""
) -> Response:
    """Void an issued paper, with the reason; its number is used up."""
    paper = _issued(shared, case_id, submission_id)
    if not why.strip():
        raise UsageError("没有写作废的原因。", fix="写明原因，它记入登记簿。")
    shared.desk.register.void(paper.document, shared.act(who, why.strip()))
    return _back(case_id, paper.submission)


def _seen(
    shared: Office, one: Submission, case: Case
) -> tuple[tuple[Finding, ...], Preview | None, tuple[Problem, ...]]:
    """Return what the checks find in a paper that waits, and its pages."""
    templates = shared.settings.templates
    try:
        shelf = shelf_of(one.document, templates)
        found = check_paper(case, shelf, Stage.FINAL, templates).findings
        with shared.turn():
            shown = preview(case, one.document, stage=Stage.FINAL, templates=templates)
    except DocgenError as error:
        return (), None, error.problems
    return found, shown, shown.problems


def _found(shared: Office, case_id: int, submission_id: int) -> Submission:
    one = shared.desk.submission(submission_id)
    if one is None or one.case_id != case_id:
        raise NotHere("送审的文书")
    return one


def _issued(shared: Office, case_id: int, submission_id: int) -> IssuedPaper:
    one = _found(shared, case_id, submission_id)
    paper = shared.desk.issued_paper(one.id)
    if paper is None:
        raise NotHere("签发的文书")
    return paper


def _back(case_id: int, one: Submission) -> Response:
    return RedirectResponse(f"/cases/{case_id}/papers#d-{one.document}", 303)
