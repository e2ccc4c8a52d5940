"""Cookies of the desk: who logged in, and the token that each form sends back."""

from __future__ import annotations

import secrets
from hashlib import sha256

from starlette.requests import HTTPConnection
from starlette.responses import Response

__all__ = [
    "COOKIE",
    "SESSION_SECONDS",
    "csrf_of",
    "fingerprint",
    "give_ticket",
    "new_ticket",
    "take_ticket_back",
    "ticket_of",
]

COOKIE = "docgen_session"
#: A working day: nobody has to log in twice on one, and no session outlives the night.
SESSION_SECONDS = 12 * 3600
_BYTES = 32
_LENGTH = 43


def new_ticket() -> str:
    """Return a new secret for a cookie."""
    return secrets.token_urlsafe(_BYTES)


def ticket_of(request: HTTPConnection) -> str:
    """Return the secret that a request brings; "" for none."""
    told = request.cookies.get(COOKIE, "")
    return told if len(told) == _LENGTH else ""


def fingerprint(secret: str) -> str:
    """Return what is kept of a secret: the register never holds one that could be used."""
    return sha256(secret.encode()).hexdigest()


def csrf_of(ticket: str) -> str:
    """Return the token that forms of a session send back; nobody can tell the cookie from it."""
    return sha256(b"docgen form\0" + ticket.encode()).hexdigest() if ticket else ""


def give_ticket(response: Response, request: HTTPConnection, ticket: str) -> None:
    """Let an answer put the cookie."""
    response.set_cookie(
        COOKIE,
        ticket,
        httponly=True,
        samesite="strict",
        secure=_is_encrypted(request),
        path="/",
    )


def _is_encrypted(request: HTTPConnection) -> bool:
    """Return whether the browser speaks HTTPS, to us or to the proxy before us.

    A header that somebody makes up only keeps their own cookie from being sent in the open.
    """
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))


def take_ticket_back(response: Response) -> None:
    """Let an answer take the cookie away."""
    response.delete_cookie(COOKIE, path="/")
