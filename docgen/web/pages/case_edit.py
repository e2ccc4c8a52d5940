"""The form of a case: filled in, checked as it is typed, saved as a version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from docgen.intake.form_values import Filled
from docgen.intake.load import dump_case
from docgen.register.desk_records import CaseHead, NewerVersion
from docgen.web.case_actions import acted
from docgen.web.case_posted import Posted, posted
from docgen.web.case_view import Telling, check_page, form_page
from docgen.web.casework import first_document, found_case, found_head, read_values, texts_of
from docgen.web.changes import part_of, partings
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import clerk
from docgen.web.office import Office, office
from docgen.web.paint import paint

__all__ = ["router"]

#: A page that saves by itself asks for the new version alone.
_QUIET = "x-desk"
_REFUSED = Telling(
    status=422,
    unsaved=True,
    problem="没有保存：有填写的内容读不出来，见下面标红的各处。填写的都还在本页。",
)
router = APIRouter()
_Clerk = Annotated[Visitor, Depends(clerk)]
_Shared = Annotated[Office, Depends(office)]
_Form = Annotated[Posted, Depends(posted)]
_Word = Annotated[str, Query(max_length=60)]


@router.get("/cases/{case_id}/edit")
def edit(
    request: Request,
    case_id: int,
    who: _Clerk,
    shared: _Shared,
    document: _Word = "",
    stage: _Word = "",
    scope: _Word = "",
    saved: int = 0,
) -> Response:
    """Show the form of a case."""
    version = found_case(shared, case_id)
    form = Posted(
        texts_of(version),
        do="show",
        based_on=version.version,
        document=document,
        stage=stage,
        scope=scope,
    )
    filled = read_values(form.values)
    form = form.for_paper(document or first_document(filled.case, shared.settings.templates))
    head = found_head(shared, case_id)
    return form_page(request, who, shared, head, form, filled, Telling(saved=saved))


@router.post("/cases/{case_id}/edit")
def edited(request: Request, case_id: int, who: _Clerk, shared: _Shared, form: _Form) -> Response:
    """Save a form, or show it again with what was asked for: another row, another paper."""
    head = found_head(shared, case_id)
    filled = read_values(form.values)
    if form.do != "save":
        after = acted(form, filled, who.name, shared)
        again, read = form.with_values(after.values), read_values(after.values)
        told = Telling(unsaved=True, further=after.further, problem=after.problem)
        return form_page(request, who, shared, head, again, read, told)
    if filled.faults:
        return form_page(request, who, shared, head, form, filled, _REFUSED)
    return _saved(request, who, shared, head, form, filled)


@router.post("/cases/{case_id}/check")
def checked(request: Request, case_id: int, who: _Clerk, shared: _Shared, form: _Form) -> Response:
    """Say what is to be said of a form as it stands; nothing is saved."""
    found_head(shared, case_id)
    return check_page(request, who, shared, form, read_values(form.values))


def _saved(
    request: Request, who: Visitor, shared: Office, head: CaseHead, form: Posted, filled: Filled
) -> Response:
    tree = dump_case(filled.case)
    based_on = form.based_on
    if form.seen and form.seen == head.version:
        merged = _merged(shared, head, form)
        if merged is None:
            return _clash(request, who, shared, head, form)
        again = read_values(merged)
        if again.faults:
            merged_form = form.with_values(merged)
            return form_page(request, who, shared, head, merged_form, again, _REFUSED)
        tree, based_on = dump_case(again.case), head.version
    try:
        after = shared.desk.save_case(
            tree, shared.act(who, form.why), case_id=head.id, based_on=based_on
        )
    except NewerVersion as newer:
        return _clash(request, who, shared, newer.head, form)
    if request.headers.get(_QUIET):
        return JSONResponse({"version": after.version, "title": after.title})
    way = f"document={form.document}&stage={form.stage}&scope={form.scope}"
    return RedirectResponse(f"/cases/{head.id}/edit?{way}&saved={after.version}", 303)


def _merged(shared: Office, head: CaseHead, form: Posted) -> Mapping[str, str] | None:
    """Return what was chosen of two versions; None where something was not chosen."""
    base = texts_of(found_case(shared, head.id, form.based_on))
    theirs = texts_of(found_case(shared, head.id))
    mine = dict(form.values)
    for one in partings(base, mine, theirs):
        pick = form.picks.get(one.name)
        if pick not in ("mine", "theirs"):
            return None
        if pick == "theirs":
            for name in part_of(one.name, mine):
                del mine[name]
            mine |= part_of(one.name, theirs)
    return mine


def _clash(
    request: Request, who: Visitor, shared: Office, head: CaseHead, form: Posted
) -> Response:
    """Show what somebody saved in between beside what is to be saved, to choose from."""
    if request.headers.get(_QUIET):
        return JSONResponse({"version": head.version}, 409)
    base = texts_of(found_case(shared, head.id, form.based_on))
    theirs = texts_of(found_case(shared, head.id))
    return paint(
        request,
        "cases/clash.html",
        who,
        status=409,
        head=head,
        form=form,
        partings=partings(base, form.values, theirs),
    )
