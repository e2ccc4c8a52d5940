"""Letting somebody in: name and password, tried only so often; a session for the day."""

from __future__ import annotations

import re
from datetime import datetime

from docgen.errors import UsageError
from docgen.register.desk_records import Person
from docgen.web import clock
from docgen.web.door.passwords import check_password, locked_seconds
from docgen.web.door.tickets import SESSION_SECONDS, csrf_of, fingerprint, new_ticket
from docgen.web.office import Office

__all__ = ["admit", "check_login_name", "open_session"]

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,31}")
_NAME_LETTERS = 40


def check_login_name(login: str, name: str) -> tuple[str, str]:
    """Return the login and the name of a new user as they are kept.

    Raises:
        UsageError: They are not written as they should be.
    """
    login, name = login.strip().lower(), name.strip()
    if not _LOGIN.fullmatch(login):
        raise UsageError("登录名写得不对。", fix="用2至32个字母、数字或 . _ -，以字母或数字开头。")
    if not 1 <= len(name) <= _NAME_LETTERS or any(not letter.isprintable() for letter in name):
        raise UsageError("姓名写得不对。", fix=f"写1至{_NAME_LETTERS}个字。")
    return login, name


def admit(shared: Office, login: str, password: str) -> Person:
    """Return who has this login and password.

    Raises:
        UsageError: Nobody; or it was tried too often. It does not say which of the two is wrong.
    """
    now = shared.now()
    person = shared.desk.person_by_login(login)
    if person and person.locked_until and _earlier(now, person.locked_until):
        raise UsageError(
            "连续输错太多次，暂时不能登录。", fix="十五分钟后再试，或请管理员重设密码。"
        )
    right = check_password(password, person.password_hash if person else None)
    if person is None or not right or not person.active:
        _note_failure(shared, person, now)
        raise UsageError("登录名或密码不对。", fix="核对大小写后再试；忘了请管理员重设。")
    shared.desk.note_login(person.id, ok=True, at=now)
    return person


def _note_failure(shared: Office, person: Person | None, now: str) -> None:
    wait = locked_seconds(person.failures + 1) if person else 0
    until = clock.later(wait) if wait else None
    shared.desk.note_login(person.id if person else None, ok=False, at=now, locked_until=until)


def _earlier(one: str, other: str) -> bool:
    return datetime.fromisoformat(one) < datetime.fromisoformat(other)


def open_session(shared: Office, person: Person) -> str:
    """Open a session for somebody who was let in; return the secret for their cookie."""
    ticket = new_ticket()
    shared.desk.open_session(
        fingerprint(ticket),
        person.id,
        csrf_of(ticket),
        shared.now(),
        clock.later(SESSION_SECONDS),
    )
    return ticket
