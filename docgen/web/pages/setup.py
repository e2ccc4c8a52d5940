"""The set-up page: the first user of a desk, who keeps the others."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from docgen.errors import UsageError
from docgen.register.desk_records import Role
from docgen.register.records import Act
from docgen.web.door.login import check_login_name, open_session
from docgen.web.door.origin import comes_from_this_machine
from docgen.web.door.passwords import hash_password
from docgen.web.door.tickets import csrf_of, give_ticket, new_ticket, ticket_of
from docgen.web.office import Office, office
from docgen.web.paint import paint

__all__ = ["router", "setup_page"]

router = APIRouter()


def setup_page(request: Request, shared: Office, problem: str = "", login: str = "") -> Response:
    """Return the page on which the first user is set up.

    Args:
        request: The request.
        shared: The office.
        problem: What was wrong with the last try.
        login: The login that was tried.
    """
    ticket = ticket_of(request) or new_ticket()
    here = comes_from_this_machine(request)
    answer = paint(
        request,
        "setup.html",
        status=400 if problem else 200,
        csrf=csrf_of(ticket),
        here=here,
        by_code=bool(shared.settings.setup_code) and not here,
        problem=problem,
        login=login,
    )
    give_ticket(answer, request, ticket)
    return answer


@router.get("/setup")
def show_setup(request: Request, shared: Annotated[Office, Depends(office)]) -> Response:
    """Show the set-up page, as long as there is nobody."""
    if shared.has_people():
        return RedirectResponse("/", 303)
    return setup_page(request, shared)


@router.post("/setup")
def set_up(
    request: Request,
    shared: Annotated[Office, Depends(office)],
    login: Annotated[str, Form()],
    name: Annotated[str, Form()],
    password: Annotated[str, Form()],
    again: Annotated[str, Form()],
    code: Annotated[str, Form()] = "",
) -> Response:
    """Set up the first user and log them in."""
    try:
        _may_set_up(request, shared, code)
        login, name = check_login_name(login, name)
        if password != again:
            raise UsageError("两次输入的密码不一样。", fix="重新输入。")
        hashed = hash_password(password, login=login)
        act = Act(shared.now(), name)
        person = shared.desk.add_person(login, name, Role.ADMIN, hashed, act, first=True)
    except UsageError as error:
        return setup_page(request, shared, str(error), login)
    answer = RedirectResponse("/", 303)
    give_ticket(answer, request, open_session(shared, person))
    return answer


def _may_set_up(request: Request, shared: Office, code: str) -> None:
    if comes_from_this_machine(request):
        return
    wanted = shared.settings.setup_code
    if not wanted or not hmac.compare_digest(code.strip().encode(), wanted.encode()):
        raise UsageError("设立码不对。", fix="设立码显示在启动本系统的终端窗口里。")
