"""The list of cases."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from docgen.register.desk_records import CaseHead
from docgen.web.casework import pack_choices
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import visitor
from docgen.web.office import Office, office
from docgen.web.paint import paint
from docgen.web.paper_states import paper_counts

__all__ = ["router"]

_PAGE = 50
_LONGEST = 200
router = APIRouter()


@router.get("/cases")
def cases(
    request: Request,
    who: Annotated[Visitor, Depends(visitor)],
    shared: Annotated[Office, Depends(office)],
    q: Annotated[str, Query(max_length=_LONGEST)] = "",
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Response:
    """Show the cases, those changed last first, or those that some words find."""
    found = shared.desk.cases(q, limit=_PAGE, offset=offset)
    return paint(
        request,
        "cases/list.html",
        who,
        q=q,
        rows=[(one, paper_counts(shared, one.id)) for one in found],
        total=shared.desk.count_cases(q),
        everything=shared.desk.count_cases(),
        limit=_PAGE,
        offset=offset,
        place=_place,
        address=f"/cases?{urlencode({'q': q})}&" if q else "/cases?",
    )


def _place(head: CaseHead) -> str:
    """Return the name of a case's jurisdiction; what it says where that is none of ours."""
    names = {one.id: one.name for one in pack_choices()}
    return names.get(head.jurisdiction, head.jurisdiction)
