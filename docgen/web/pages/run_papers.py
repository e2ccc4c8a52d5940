"""What a print run delivered: downloads, one paper again, voided, services noted, given up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from docgen.errors import UsageError
from docgen.register.records import Document, DocumentState
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import NotHere, clerk, reviewer, visitor
from docgen.web.downloads import download, download_file, download_zip
from docgen.web.office import Office, office
from docgen.web.pages.runs import runs_of, title_of
from docgen.web.paint import paint
from docgen.web.run_delivered import own_files, papers
from docgen.web.run_issued import RunPapers

__all__ = ["router"]

_PAGE = 50
router = APIRouter()
_Visitor = Annotated[Visitor, Depends(visitor)]
_Clerk = Annotated[Visitor, Depends(clerk)]
_Reviewer = Annotated[Visitor, Depends(reviewer)]
_Shared = Annotated[Office, Depends(office)]


def _papers_of(shared: Office, name: str) -> RunPapers:
    try:
        return RunPapers(shared.settings, runs_of(shared), name)
    except UsageError as error:
        raise NotHere("批次") from error


@router.get("/runs/{name}/files/{file}")
def file(name: str, file: str, who: _Visitor, shared: _Shared) -> Response:
    """Hand out one of a run's own files."""
    _papers_of(shared, name)
    found = own_files(runs_of(shared).folder(name)).get(file)
    if found is None:
        raise NotHere("文件")
    return download_file(file, found)


@router.get("/runs/{name}/ledger")
def ledger(name: str, who: _Visitor, shared: _Shared) -> Response:
    """Hand out the ledger as it was sent in."""
    _papers_of(shared, name)
    named, data = runs_of(shared).ledger(name)
    return download(named, data)


@router.get("/runs/{name}/papers.zip")
def every_paper(name: str, who: _Visitor, shared: _Shared) -> Response:
    """Hand out all Word files and receipts of a run in one package."""
    _papers_of(shared, name)
    found = papers(runs_of(shared).folder(name))
    if not found:
        raise NotHere("文件")
    return download_zip(f"{name}-文书.zip", {one.name: one for one in found})


@router.get("/runs/{name}/papers")
def listed(
    request: Request, name: str, who: _Visitor, shared: _Shared, q: str = "", offset: int = 0
) -> Response:
    """Show the papers of a run, those that match some letters of number or addressee."""
    runs = runs_of(shared)
    try:
        run = runs.state(name)
    except UsageError as error:
        raise NotHere("批次") from error
    issued = runs.documents(name)
    found = [one for one in issued if _matches(one, q.strip())]
    offset = max(offset, 0)
    return paint(
        request,
        "runs/papers.html",
        who,
        run=run,
        title=title_of(shared, run),
        papers=found[offset : offset + _PAGE],
        total=len(found),
        valid=sum(one.state is DocumentState.VALID for one in issued),
        unserved=sum(one.state is DocumentState.VALID and one.service is None for one in issued),
        limit=_PAGE,
        offset=offset,
        q=q,
    )


def _matches(paper: Document, words: str) -> bool:
    return not words or any(
        words in text for text in (paper.number, paper.addressee, paper.contract_no, *paper.keys)
    )


@router.post("/runs/{name}/reprint")
def reprint(name: str, number: Annotated[str, Form()], who: _Clerk, shared: _Shared) -> Response:
    """Print one paper again and hand it out."""
    with shared.turn():
        named, data = _papers_of(shared, name).again(number, shared.act(who))
    return download(named, data)


@router.post("/runs/{name}/void")
def void(
    request: Request,
    name: str,
    number: Annotated[str, Form()],
    why: Annotated[str, Form()],
    who: _Reviewer,
    shared: _Shared,
) -> Response:
    """Void a paper, and show what else has to be done about it."""
    done = _papers_of(shared, name).void(number, shared.act(who, why))
    return paint(request, "runs/voided.html", who, name=name, done=done)


@router.post("/runs/{name}/give-up")
def give_up(
    request: Request,
    name: str,
    why: Annotated[str, Form()],
    who: _Reviewer,
    shared: _Shared,
    keep: Annotated[str, Form()] = "",
) -> Response:
    """Give up a run that is not done."""
    _papers_of(shared, name).give_up(shared.act(who, why), keep=bool(keep))
    return RedirectResponse(f"/runs/{name}", 303)


@router.get("/runs/{name}/service.xlsx")
def service_sheet(name: str, who: _Visitor, shared: _Shared, every: str = "") -> Response:
    """Hand out the sheet in which is noted how papers were served."""
    named, data = _papers_of(shared, name).service_sheet(every=bool(every))
    return download(named, data)


@router.post("/runs/{name}/service")
def note_services(
    request: Request,
    name: str,
    sheet: Annotated[UploadFile, File()],
    who: _Clerk,
    shared: _Shared,
    why: Annotated[str, Form()] = "",
) -> Response:
    """Note the services of a filled-in sheet, and show every fault at its cell."""
    data = sheet.file.read()
    if not data:
        raise UsageError("没有选送达登记表，或文件是空的。", fix="选填好的 .xlsx。")
    done = _papers_of(shared, name).note_services(data, sheet.filename or "", shared.act(who, why))
    return paint(request, "runs/served.html", who, name=name, done=done)
