"""The versions of a case: listed, held against each other, brought back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from docgen.web.casework import found_case, found_head, texts_of
from docgen.web.changes import changes
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import clerk, visitor
from docgen.web.office import Office, office
from docgen.web.paint import paint

__all__ = ["router"]

router = APIRouter()
_Shared = Annotated[Office, Depends(office)]
_Version = Annotated[int | None, Query(ge=0, le=10**9)]


@router.get("/cases/{case_id}/versions")
def versions(
    request: Request,
    case_id: int,
    who: Annotated[Visitor, Depends(visitor)],
    shared: _Shared,
    old: _Version = None,
    new: _Version = None,
) -> Response:
    """Show the versions of a case, and what differs between two of them.

    Without any named, the newest is held against the one before it.
    """
    head = found_head(shared, case_id)
    new = head.version if new is None else new
    old = new - 1 if old is None else old
    # Before the first version there was nothing.
    before = texts_of(found_case(shared, case_id, old)) if old else {}
    after = texts_of(found_case(shared, case_id, new))
    return paint(
        request,
        "cases/versions.html",
        who,
        head=head,
        versions=shared.desk.versions(case_id),
        old=old,
        new=new,
        changes=changes(before, after),
    )


@router.post("/cases/{case_id}/versions/{version}/restore")
def restore(
    case_id: int,
    version: int,
    who: Annotated[Visitor, Depends(clerk)],
    shared: _Shared,
    based_on: Annotated[int, Form()],
) -> Response:
    """Save an earlier version once more, as the newest."""
    found_head(shared, case_id)
    earlier = found_case(shared, case_id, version)
    act = shared.act(who, f"恢复第{version}版")
    shared.desk.save_case(earlier.data, act, case_id=case_id, based_on=based_on)
    return RedirectResponse(f"/cases/{case_id}/versions", 303)
