"""Dependencies of routes: who is there, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from docgen.register.desk_records import Role
from docgen.web.door.origin import comes_from_this_machine
from docgen.web.door.tickets import csrf_of, fingerprint, ticket_of
from docgen.web.door.visitor import Visitor
from docgen.web.office import Office, office

__all__ = [
    "Forbidden",
    "NotHere",
    "NotLoggedIn",
    "NotSetUp",
    "admin",
    "clerk",
    "reviewer",
    "visitor",
]


class NotLoggedIn(Exception):  # noqa: N818 - not a fault: the way to the log-in page
    """Somebody has to log in first."""


class NotSetUp(Exception):  # noqa: N818 - the way to the set-up page
    """The desk has no people yet, and this is not its own machine."""


class Forbidden(Exception):  # noqa: N818 - an answer, not a fault
    """Somebody may not do this.

    Attributes:
        needed: Who may.
    """

    def __init__(self, needed: Role) -> None:
        super().__init__(needed.value)
        self.needed = needed


class NotHere(Exception):  # noqa: N818 - an answer, not a fault
    """There is no such thing.

    Attributes:
        what: What was looked for, in Chinese.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def visitor(request: Request, shared: Annotated[Office, Depends(office)]) -> Visitor:
    """Return who is at the desk.

    Raises:
        NotSetUp: There are no people yet, and this is another machine.
        NotLoggedIn: There are people, and this one has not said who they are.
    """
    ticket = ticket_of(request)
    if not shared.has_people():
        if not comes_from_this_machine(request):
            raise NotSetUp
        return Visitor(None, csrf_of(ticket))
    session = shared.desk.session(fingerprint(ticket), shared.now()) if ticket else None
    if session is None or session.person is None:
        raise NotLoggedIn
    return Visitor(session.person, csrf_of(ticket))


def _at_least(role: Role) -> Callable[[Visitor], Visitor]:
    def let_in(who: Annotated[Visitor, Depends(visitor)]) -> Visitor:
        if not who.may(role):
            raise Forbidden(role)
        return who

    return let_in


#: Whoever writes cases and prepares papers.
clerk = _at_least(Role.CLERK)
#: Whoever lets a numbered paper out.
reviewer = _at_least(Role.REVIEWER)
#: Whoever keeps people, tokens and the register.
admin = _at_least(Role.ADMIN)
