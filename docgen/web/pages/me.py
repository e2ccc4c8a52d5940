"""One's own account: password, and tokens by which other systems act in one's name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from docgen.errors import UsageError
from docgen.register.desk_records import Person, Role
from docgen.web.door.login import open_session
from docgen.web.door.passwords import check_password, hash_password
from docgen.web.door.tickets import fingerprint, give_ticket, new_ticket
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import visitor
from docgen.web.office import Office, office
from docgen.web.paint import paint

__all__ = ["router"]

#: Begins every token, so that one that got into a file by mistake is found.
_PREFIX = "docgen_"
_LABEL_LETTERS = 60
router = APIRouter()
_Visitor = Annotated[Visitor, Depends(visitor)]
_Shared = Annotated[Office, Depends(office)]


@router.get("/me")
def me(request: Request, who: _Visitor, shared: _Shared) -> Response:
    """Show one's own account."""
    if who.person is None:
        return RedirectResponse("/setup", 303)
    return _account(request, who, who.person, shared)


@router.post("/me/password")
def change_password(
    request: Request,
    who: _Visitor,
    shared: _Shared,
    old: Annotated[str, Form()],
    password: Annotated[str, Form()],
    again: Annotated[str, Form()],
) -> Response:
    """Change one's own password; every other session of one's own ends."""
    person = _somebody(who)
    if not check_password(old, person.password_hash):
        raise UsageError("现在的密码不对。", fix="核对大小写后再试。")
    if password != again:
        raise UsageError("两次输入的新密码不一样。", fix="重新输入。")
    hashed = hash_password(password, login=person.login)
    changed = shared.desk.change_person(person.id, shared.act(who), password_hash=hashed)
    answer = RedirectResponse("/me", 303)
    give_ticket(answer, request, open_session(shared, changed))
    return answer


@router.post("/me/tokens")
def add_token(
    request: Request, who: _Visitor, shared: _Shared, label: Annotated[str, Form()]
) -> Response:
    """Make a token and show it, this once."""
    person, label = _somebody(who), label.strip()
    if not 1 <= len(label) <= _LABEL_LETTERS:
        raise UsageError("没有写明给谁用。", fix=f"写1至{_LABEL_LETTERS}个字，如 办公系统。")
    secret = _PREFIX + new_ticket()
    shared.desk.add_token(person.id, label, fingerprint(secret), shared.act(who))
    return _account(request, who, person, shared, secret)


@router.post("/me/tokens/{token_id}/revoke")
def revoke_token(token_id: int, who: _Visitor, shared: _Shared) -> Response:
    """Take a token back; an administrator may take anybody's."""
    person = _somebody(who)
    owned = None if who.may(Role.ADMIN) else person.id
    if all(one.id != token_id for one in shared.desk.tokens(owned)):
        raise UsageError("没有这个令牌。", fix="刷新页面后再看。")
    shared.desk.revoke_token(token_id, shared.act(who))
    return RedirectResponse("/me", 303)


def _somebody(who: Visitor) -> Person:
    if who.person is None:
        raise UsageError("还没有设立用户。", fix="先设立用户。")
    return who.person


def _account(
    request: Request, who: Visitor, person: Person, shared: Office, secret: str = ""
) -> Response:
    tokens = shared.desk.tokens(None if who.may(Role.ADMIN) else person.id)
    return paint(request, "me.html", who, person=person, tokens=tokens, secret=secret)
