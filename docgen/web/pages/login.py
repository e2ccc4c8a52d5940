"""Logging in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from docgen.errors import UsageError
from docgen.web.door.login import admit, open_session
from docgen.web.door.tickets import (
    csrf_of,
    fingerprint,
    give_ticket,
    new_ticket,
    take_ticket_back,
    ticket_of,
)
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import visitor
from docgen.web.office import Office, office
from docgen.web.paint import paint

__all__ = ["router"]

router = APIRouter()


@router.get("/login")
def show_login(
    request: Request,
    shared: Annotated[Office, Depends(office)],
    way: Annotated[str, Query(alias="next")] = "/",
) -> Response:
    """Show the log-in page."""
    if not shared.has_people():
        return RedirectResponse("/", 303)
    return _login_page(request, way)


@router.post("/login")
def log_in(
    request: Request,
    shared: Annotated[Office, Depends(office)],
    login: Annotated[str, Form()],
    password: Annotated[str, Form()],
    way: Annotated[str, Form(alias="next")] = "/",
) -> Response:
    """Let somebody in."""
    try:
        person = admit(shared, login, password)
    except UsageError as error:
        return _login_page(request, way, str(error), login)
    answer = RedirectResponse(_own_page(way), 303)
    give_ticket(answer, request, open_session(shared, person))
    return answer


@router.post("/logout")
def log_out(
    request: Request,
    shared: Annotated[Office, Depends(office)],
    who: Annotated[Visitor, Depends(visitor)],
) -> Response:
    """End a session."""
    shared.desk.close_session(fingerprint(ticket_of(request)))
    if not who.alone:
        shared.desk.note(shared.act(who), "login.out")
    answer = RedirectResponse("/login", 303)
    take_ticket_back(answer)
    return answer


def _login_page(request: Request, way: str, problem: str = "", login: str = "") -> Response:
    ticket = ticket_of(request) or new_ticket()
    answer = paint(
        request,
        "login.html",
        status=400 if problem else 200,
        csrf=csrf_of(ticket),
        next=_own_page(way),
        problem=problem,
        login=login,
    )
    give_ticket(answer, request, ticket)
    return answer


def _own_page(way: str) -> str:
    """Return where to go on; never to another site."""
    return way if way.startswith("/") and not way.startswith(("//", "/\\")) else "/"
