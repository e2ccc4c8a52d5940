"""The fields: what a case can hold and a template can print, with a search."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from docgen.pipeline.fields_told import told_field, told_fields
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import NotHere, visitor
from docgen.web.office import Office, office
from docgen.web.paint import paint

__all__ = ["router"]

_PAGE = 100
router = APIRouter()
_Visitor = Annotated[Visitor, Depends(visitor)]
_Shared = Annotated[Office, Depends(office)]


@router.get("/fields")
def fields(
    request: Request,
    who: _Visitor,
    shared: _Shared,
    q: str = "",
    topic: str = "",
    offset: int = 0,
) -> Response:
    """List the fields that bear the words asked for."""
    every = told_fields(shared.settings.templates)
    found = [one for one in every if one.says(q) and one.topic == (topic or one.topic)]
    offset = max(offset, 0)
    return paint(
        request,
        "fields/list.html",
        who,
        fields=found[offset : offset + _PAGE],
        found=len(found),
        total=len(every),
        limit=_PAGE,
        offset=offset,
        q=q,
        topic=topic,
        topics={one.topic: one.topic for one in every},
    )


@router.get("/fields/{title}")
def field(request: Request, who: _Visitor, shared: _Shared, title: str) -> Response:
    """Show one field and where it is printed."""
    found = told_field(title, shared.settings.templates)
    if found is None:
        raise NotHere("字段")
    return paint(request, "fields/one.html", who, field=found)
