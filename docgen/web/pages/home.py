"""The first page: what waits to be done; before anybody is set up, the way to do so."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from docgen.web.door.origin import comes_from_this_machine
from docgen.web.door.who import visitor
from docgen.web.office import Office, office
from docgen.web.pages.setup import setup_page
from docgen.web.paint import paint

__all__ = ["router"]

_RECENT = 8

router = APIRouter()


@router.get("/")
def home(request: Request, shared: Annotated[Office, Depends(office)]) -> Response:
    """Show what waits; a desk without people shows how to begin."""
    desk = shared.desk
    if not shared.has_people() and (not comes_from_this_machine(request) or not desk.count_cases()):
        return setup_page(request, shared)
    who = visitor(request, shared)
    return paint(
        request,
        "home.html",
        who,
        recent=desk.cases(limit=_RECENT),
        count=desk.count_cases(),
    )
