"""The people of the desk, as the administrator keeps them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from docgen.register.desk_records import Role
from docgen.web.door.login import check_login_name
from docgen.web.door.passwords import hash_password
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import NotHere, admin
from docgen.web.office import Office, office
from docgen.web.paint import paint

__all__ = ["router"]

router = APIRouter()
_Admin = Annotated[Visitor, Depends(admin)]
_Shared = Annotated[Office, Depends(office)]


@router.get("/people")
def people(request: Request, who: _Admin, shared: _Shared) -> Response:
    """Show everybody."""
    return paint(request, "people.html", who, people=shared.desk.people())


@router.post("/people")
def add(
    who: _Admin,
    shared: _Shared,
    login: Annotated[str, Form()],
    name: Annotated[str, Form()],
    role: Annotated[Role, Form()],
    password: Annotated[str, Form()],
) -> Response:
    """Set up somebody."""
    login, name = check_login_name(login, name)
    hashed = hash_password(password, login=login)
    shared.desk.add_person(login, name, role, hashed, shared.act(who))
    return RedirectResponse("/people", 303)


@router.post("/people/{person_id}/role")
def change_role(
    person_id: int, who: _Admin, shared: _Shared, role: Annotated[Role, Form()]
) -> Response:
    """Change what somebody may do."""
    shared.desk.change_person(person_id, shared.act(who), role=role)
    return RedirectResponse("/people", 303)


@router.post("/people/{person_id}/active")
def change_active(
    person_id: int, who: _Admin, shared: _Shared, active: Annotated[bool, Form()]
) -> Response:
    """Keep somebody out, or let them in again."""
    shared.desk.change_person(person_id, shared.act(who), active=active)
    return RedirectResponse("/people", 303)


@router.post("/people/{person_id}/password")
def change_password(
    person_id: int, who: _Admin, shared: _Shared, password: Annotated[str, Form()]
) -> Response:
    """Give somebody a new password; it ends their sessions."""
    person = shared.desk.person(person_id)
    if person is None:
        raise NotHere("用户")
    hashed = hash_password(password, login=person.login)
    shared.desk.change_person(person_id, shared.act(who), password_hash=hashed)
    return RedirectResponse("/people", 303)
