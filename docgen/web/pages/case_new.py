"""A case begun: empty, from a file, from a ledger's rows, from another case."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

import yaml
from fastapi import APIRouter, Depends, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from docgen.errors import InputError, UsageError
from docgen.intake.form_book import form_book
from docgen.model import Case
from docgen.pipeline.form import form_of, sample_of
from docgen.web.case_start import MOST_ROWS, chosen_rows, commented, copied, read_case, read_ledger
from docgen.web.case_view import documents
from docgen.web.casework import (
    case_of,
    first_document,
    found_case,
    pack_choices,
    shelf_of,
)
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import clerk, visitor
from docgen.web.downloads import download
from docgen.web.office import Office, office
from docgen.web.paint import paint

__all__ = ["router"]

router = APIRouter()
_Clerk = Annotated[Visitor, Depends(clerk)]
_Visitor = Annotated[Visitor, Depends(visitor)]
_Shared = Annotated[Office, Depends(office)]
_Word = Annotated[str, Query(max_length=60)]
_FOUND = 20


@router.get("/cases/new")
def ways(request: Request, who: _Clerk, shared: _Shared, q: _Word = "") -> Response:
    """Show the ways to begin a case; ``q`` finds one to be copied."""
    return paint(
        request,
        "cases/new.html",
        who,
        packs=pack_choices(),
        documents=documents(shared),
        first=first_document(Case(), shared.settings.templates),
        q=q,
        found=shared.desk.cases(q, limit=_FOUND),
    )


@router.post("/cases/new/empty")
def begin(
    who: _Clerk,
    shared: _Shared,
    jurisdiction: Annotated[str, Form()] = "",
    document: Annotated[str, Form()] = "",
) -> Response:
    """Begin an empty case, to be filled in for a paper."""
    if jurisdiction and all(one.id != jurisdiction for one in pack_choices()):
        raise UsageError("没有这个辖区。", fix="从列表里选。")
    shelf = shelf_of(document, shared.settings.templates)
    data: dict[str, Any] = {"jurisdiction": jurisdiction} if jurisdiction else {}
    if shelf.manifest.kind is not None:
        data["notice"] = {"kind": shelf.manifest.kind.value}
    head = shared.desk.save_case(data, shared.act(who, "新建"))
    return _to_form(head.id, shelf.folder.id)


@router.post("/cases/new/file")
def from_file(request: Request, who: _Clerk, shared: _Shared, file: UploadFile) -> Response:
    """Begin a case from a filled form or a case file."""
    data, name = file.file.read(), file.filename or ""
    try:
        tree = read_case(data, name)
    except InputError as error:
        return paint(
            request,
            "cases/unread.html",
            who,
            status=422,
            problems=error.problems,
            name=name,
            copy=commented(data, name),
        )
    head = shared.desk.save_case(tree, shared.act(who, "由文件新建"))
    return RedirectResponse(f"/cases/{head.id}/edit", 303)


@router.post("/cases/new/ledger")
def from_ledger(request: Request, who: _Clerk, file: UploadFile) -> Response:
    """Show the rows of a ledger, to be chosen from."""
    data, name = file.file.read(), file.filename or ""
    try:
        rows = read_ledger(data, name)
    except InputError as error:
        return paint(
            request,
            "cases/unread.html",
            who,
            status=422,
            problems=error.problems,
            name=name,
            copy="",
        )
    return paint(request, "cases/rows.html", who, rows=rows, name=name, most=MOST_ROWS)


@router.post("/cases/new/rows")
def from_rows(
    who: _Clerk, shared: _Shared, row: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Begin a case for each row that was chosen."""
    made = chosen_rows(row or [])
    for one in made:
        shared.desk.save_case(one, shared.act(who, "由台账新建"))
    return RedirectResponse("/cases", 303)


@router.post("/cases/new/copy")
def copy(who: _Clerk, shared: _Shared, case_id: Annotated[int, Form()]) -> Response:
    """Begin a case with what another holds, but for its numbers and confirmations."""
    data = copied(found_case(shared, case_id).data, shared.settings.templates)
    head = shared.desk.save_case(data, shared.act(who, f"由案卷{case_id}复制"))
    return RedirectResponse(f"/cases/{head.id}/edit", 303)


@router.get("/cases/new/form.xlsx")
def empty_form(who: _Visitor, shared: _Shared, document: _Word = "") -> Response:
    """Hand out the empty Excel form of a paper; of a whole case where none is named."""
    return _form(shared, document, None)


@router.get("/cases/{case_id}/form.xlsx")
def filled_form(case_id: int, who: _Visitor, shared: _Shared, document: _Word = "") -> Response:
    """Hand out a case as the Excel form of a paper."""
    return _form(shared, document, case_id)


@router.get("/cases/{case_id}/case.yaml")
def case_file(case_id: int, who: _Visitor, shared: _Shared) -> Response:
    """Hand out a case as a file for the command line."""
    version = found_case(shared, case_id)
    text = yaml.safe_dump(dict(version.data), allow_unicode=True, sort_keys=False, width=100)
    return download(f"案卷{case_id}-第{version.version}版.yaml", text.encode())


def _form(shared: Office, document: str, case_id: int | None) -> Response:
    templates = shared.settings.templates
    version = found_case(shared, case_id) if case_id is not None else None
    case = case_of(version) if version is not None else None
    if not document and case is not None:
        document = first_document(case, templates)
    shelf = shelf_of(document, templates) if document else None
    plan = form_of(shelf.folder.id if shelf else None, templates=templates)
    sample = sample_of(shelf.folder.id, templates=templates) if shelf else None
    with shared.turn():
        book = form_book(plan, case=case, sample=sample)
    title = shelf.manifest.short_title if shelf else "案卷"
    head = f"案卷{case_id}-{title}" if version is not None else f"{title}-表单"
    return download(f"{head}.xlsx", book.data)


def _to_form(case_id: int, document: str) -> Response:
    return RedirectResponse(f"/cases/{case_id}/edit?{urlencode({'document': document})}", 303)
