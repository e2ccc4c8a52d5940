"""Papers with a number of their own: handed in, let out by a second pair of eyes, downloaded."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from docgen.errors import UsageError
from docgen.pipeline.issue import issue
from docgen.register.desk_records import IssuedPaper, Role, Submission, SubmissionState
from docgen.register.records import Act
from docgen.templating.library import Library
from docgen.web.api.answers import ApiFault, as_json, file_answer, plain
from docgen.web.api.body import JsonBody, OptionalBody
from docgen.web.api.caller import Caller, Reviewer, Shared, key_owner
from docgen.web.api.cases import Id, Limit, Offset
from docgen.web.api.contract import PREFIX
from docgen.web.api.faults import FaultlessRoute
from docgen.web.api.keyed import Key, kept_once, must_have
from docgen.web.api.order import read_options
from docgen.web.door.who import NotHere
from docgen.web.office import Office

__all__ = ["router"]

_HAND_IN = {"document": str, "number": str, "version": int, "why": str}
_WHY = {"why": str}
_OUT = (SubmissionState.APPROVED, SubmissionState.ISSUED)
router = APIRouter(route_class=FaultlessRoute)


@router.post("/cases/{case_id}/submissions")
def hand_in(
    case_id: Id, request: Request, body: JsonBody, who: Caller, shared: Shared, key: Key
) -> Response:
    """Hand a paper of a case in for its number."""
    must_have(key)
    head = shared.desk.case_head(case_id)
    if head is None:
        raise NotHere("案卷")

    def make() -> Response:
        options = read_options(request, body, _HAND_IN)
        if "document" not in options:
            raise UsageError("没有写明要出哪一种文书。", fix="document 写文书的代号或名称。")
        shelf = Library(shared.settings.templates).find(options["document"])
        made = shared.desk.submit(
            case_id,
            options.get("version", head.version),
            shelf.folder.id,
            options.get("number", ""),
            shared.act(who, options.get("why", "")),
            request=f"{key_owner(who)} {key}",
        )
        headers = {"Location": f"{PREFIX}/submissions/{made.id}"}
        return as_json(_told(made), 201, headers)

    return kept_once(request, shared, who, key, body, make)


@router.get("/submissions")
def list_submissions(
    shared: Shared,
    case: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    state: SubmissionState | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """List what was handed in, the newest first."""
    found = shared.desk.submissions(case_id=case, state=state, limit=limit, offset=offset)
    return as_json({"submissions": [_told(one) for one in found]})


@router.get("/submissions/{submission_id}")
def get_submission(submission_id: Id, shared: Shared) -> Response:
    """Return what was handed in, and its paper."""
    return as_json(_whole(_submission(submission_id, shared), shared))


@router.post("/submissions/{submission_id}/approve")
def approve(
    submission_id: Id, request: Request, body: OptionalBody, who: Reviewer, shared: Shared
) -> Response:
    """Let a paper out: it gets its number, is made, audited and kept; asked again, it is there."""
    why = read_options(request, body, _WHY).get("why", "")
    _submission(submission_id, shared)
    with shared.turn():
        act = shared.act(who, why)
        _let_out(submission_id, act, shared, alone=who.alone)
        issue(shared.desk, submission_id, act, templates=shared.settings.templates)
    return as_json(_whole(_submission(submission_id, shared), shared))


def _let_out(submission_id: int, act: Act, shared: Office, *, alone: bool) -> None:
    """Approve a paper; approved already, it goes on where it stopped, and issued, it is there."""
    try:
        shared.desk.decide(submission_id, act, approve=True, alone=alone)
    except UsageError:
        if _submission(submission_id, shared).state not in _OUT:
            raise


@router.post("/submissions/{submission_id}/decline")
def decline(
    submission_id: Id, request: Request, body: JsonBody, who: Reviewer, shared: Shared
) -> Response:
    """Send a paper back, with a reason."""
    why = read_options(request, body, _WHY).get("why", "")
    if not why.strip():
        raise UsageError("没有写退回的原因。", fix="why 写明要改什么，经办人看得到。")
    _submission(submission_id, shared)
    made = shared.desk.decide(submission_id, shared.act(who, why), approve=False, alone=who.alone)
    return as_json(_whole(made, shared))


@router.post("/submissions/{submission_id}/withdraw")
def withdraw(
    submission_id: Id, request: Request, body: OptionalBody, who: Caller, shared: Shared
) -> Response:
    """Take a paper back that was not issued yet."""
    why = read_options(request, body, _WHY).get("why", "")
    known = _submission(submission_id, shared)
    if known.submitted.who != who.name and not who.may(Role.REVIEWER):
        raise ApiFault(
            403, "forbidden", "没有这个权限", UsageError("只能撤回自己送审的。").problems
        )
    return as_json(_whole(shared.desk.withdraw(submission_id, shared.act(who, why)), shared))


@router.get("/submissions/{submission_id}/files/{ending}")
def get_file(submission_id: Id, ending: str, shared: Shared) -> Response:
    """Return a file of an issued paper, byte for byte as it was issued."""
    paper = shared.desk.issued_paper(submission_id)
    if paper is None or ending not in paper.files:
        raise NotHere("文件")
    data = shared.desk.file(paper.files[ending])
    name = f"{paper.submission.stem}.{ending}"
    return file_answer(name, data, receipts=[paper.document.receipt_sha256])


@router.get("/papers/{number}")
def get_paper(number: str, shared: Shared) -> Response:
    """Return an issued paper, of the desk or of a print run, by its number."""
    found = shared.desk.register.find(number)
    if found is None:
        raise NotHere("编号的文书")
    return as_json(found)


def _submission(submission_id: int, shared: Office) -> Submission:
    found = shared.desk.submission(submission_id)
    if found is None:
        raise NotHere("送审的文书")
    return found


def _told(one: Submission) -> dict[str, Any]:
    told: dict[str, Any] = plain(one)
    told["number_asked"] = told.pop("series")
    return told


def _whole(one: Submission, shared: Office) -> dict[str, Any]:
    paper = shared.desk.issued_paper(one.id)
    return _told(one) | {"paper": _paper(paper) if paper is not None else None}


def _paper(one: IssuedPaper) -> dict[str, Any]:
    address = f"{PREFIX}/submissions/{one.submission.id}/files"
    files = [
        {"ending": ending, "sha256": digest, "address": f"{address}/{ending}"}
        for ending, digest in one.files.items()
    ]
    return {"document": plain(one.document), "files": files}
