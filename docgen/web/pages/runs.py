"""Print runs: their list, a new one, and one on its way: let out, watched, stopped, put aside."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from docgen.errors import DocgenError, UsageError
from docgen.register.desk_records import Role
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import Forbidden, NotHere, clerk, visitor
from docgen.web.office import Office, office
from docgen.web.paint import paint
from docgen.web.papers import document_title
from docgen.web.run_delivered import own_files, papers, reconciliation
from docgen.web.run_form import notices, packs
from docgen.web.run_order import RunWish
from docgen.web.run_state import DeskRun, Phase
from docgen.web.runs import Runs

__all__ = ["router", "runs_of", "title_of"]

_PAGE = 30
router = APIRouter()
_Visitor = Annotated[Visitor, Depends(visitor)]
_Clerk = Annotated[Visitor, Depends(clerk)]
_Shared = Annotated[Office, Depends(office)]


def runs_of(shared: Office) -> Runs:
    """Return the print runs of a desk."""
    return Runs(shared.settings, shared.desk)


def title_of(shared: Office, run: DeskRun) -> str:
    """Return the Chinese name of a run's notice."""
    return document_title(run.order.wish.notice, shared.settings.templates)


@router.get("/runs")
def listed(request: Request, who: _Visitor, shared: _Shared, offset: int = 0) -> Response:
    """Show all runs, the newest first."""
    runs = runs_of(shared)
    found = runs.listing(_PAGE, max(offset, 0))
    return paint(
        request,
        "runs/list.html",
        who,
        runs=[(one, title_of(shared, one)) for one in found],
        total=len(runs.names()),
        limit=_PAGE,
        offset=max(offset, 0),
    )


@router.get("/runs/new")
def new(request: Request, who: _Clerk, shared: _Shared) -> Response:
    """Ask for notice, jurisdiction and ledger."""
    return _asked(request, who, shared, {"notice": "", "jurisdiction": "", "sheet": ""})


@router.post("/runs/new")
def upload(
    request: Request,
    who: _Clerk,
    shared: _Shared,
    notice: Annotated[str, Form()],
    ledger: Annotated[UploadFile, File()],
    jurisdiction: Annotated[str, Form()] = "",
    sheet: Annotated[str, Form()] = "",
) -> Response:
    """Keep the ledger as a draft of a run."""
    told = {"notice": notice, "jurisdiction": jurisdiction, "sheet": sheet}
    try:
        if document_title(notice, shared.settings.templates) == notice:
            raise UsageError("没有选通知书。", fix="从列表里选一种。")
        data = ledger.file.read()
        if not data:
            raise UsageError("没有选台账，或文件是空的。", fix="选一份 .xlsx 或 .csv 台账。")
        wish = RunWish(notice=notice, jurisdiction=jurisdiction or None, sheet=sheet or None)
        name = runs_of(shared).prepare(
            wish, data, ledger.filename or "", shared.act(who), ready=False
        )
    except DocgenError as error:
        return _asked(request, who, shared, told, error)
    return RedirectResponse(f"/runs/{name}/options", 303)


def _asked(
    request: Request,
    who: Visitor,
    shared: Office,
    told: dict[str, str],
    error: DocgenError | None = None,
) -> Response:
    return paint(
        request,
        "runs/new.html",
        who,
        status=422 if error else 200,
        groups=notices(shared.settings.templates),
        packs=packs(),
        told=told,
        problems=error.problems if error else (),
    )


@router.get("/runs/{name}")
def shown(request: Request, name: str, who: _Visitor, shared: _Shared) -> Response:
    """Show how a run stands, what it delivered, and what may be done with it."""
    run = _found(shared, name)
    if run.phase is Phase.DRAFT:
        return RedirectResponse(f"/runs/{name}/options", 303)
    out = runs_of(shared).folder(name)
    return paint(
        request,
        "runs/show.html",
        who,
        run=run,
        title=title_of(shared, run),
        found=reconciliation(out),
        files=tuple(own_files(out)),
        papers=len(papers(out)),
        may_let_out=_may_let_out(who, run),
        twice=_twice(who, run),
    )


@router.get("/runs/{name}/progress")
def progress(request: Request, name: str, who: _Visitor, shared: _Shared) -> Response:
    """Show how far a run has come; a page that asks for it again and again stops at its end."""
    run = _found(shared, name)
    if not run.is_alive:
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    return paint(request, "runs/_progress.html", who, run=run)


@router.post("/runs/{name}/begin")
def begin(name: str, who: _Clerk, shared: _Shared, seen: Annotated[str, Form()] = "") -> Response:
    """Let a run out, or go on with it."""
    run = _found(shared, name)
    if not _may_let_out(who, run):
        raise Forbidden(Role.REVIEWER)
    runs_of(shared).begin(name, shared.act(who), seen=seen, alone=who.alone)
    return RedirectResponse(f"/runs/{name}", 303)


@router.post("/runs/{name}/stop")
def stop(name: str, who: _Clerk, shared: _Shared) -> Response:
    """Have a run end cleanly; it may go on later."""
    runs_of(shared).stop(name, shared.act(who))
    return RedirectResponse(f"/runs/{name}", 303)


@router.post("/runs/{name}/discard")
def discard(name: str, who: _Clerk, shared: _Shared) -> Response:
    """Put a run aside of which nothing was printed."""
    runs_of(shared).discard(name, shared.act(who))
    return RedirectResponse("/runs", 303)


def _found(shared: Office, name: str) -> DeskRun:
    try:
        return runs_of(shared).state(name)
    except UsageError as error:
        raise NotHere("批次") from error


def _may_let_out(who: Visitor, run: DeskRun) -> bool:
    """Return whether somebody of this role may let it out now."""
    return run.approved is not None or not run.order.numbered or who.may(Role.REVIEWER)


def _twice(who: Visitor, run: DeskRun) -> bool:
    """Return whether whoever looks is the one who prepared it, and somebody else is needed."""
    open_still = run.approved is None and run.order.numbered and not who.alone
    return open_still and who.name == run.order.prepared.who
