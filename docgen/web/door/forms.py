"""No form of another site is taken: each sends back the token of its session."""

from __future__ import annotations

import hmac

from fastapi import Request

from docgen.errors import UsageError
from docgen.web.door.origin import comes_from_another_site
from docgen.web.door.tickets import csrf_of, ticket_of

__all__ = ["MOST_FIELDS", "StaleForm", "held_form"]

#: More than a case of many hundred rows has; what parses a form stops at a thousand by itself.
MOST_FIELDS = 50_000
_MOST_FILES = 8
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FIELD, _HEADER = "csrf", "x-csrf-token"


class StaleForm(UsageError):  # noqa: N818 - an answer, not a fault
    """A form without the token of this session."""


async def held_form(request: Request) -> None:
    """Refuse what changes something and does not come from a page of this session; a dependency.

    Raises:
        StaleForm: It comes from another site, or from a page that was opened before logging in.
    """
    if request.method in _SAFE:
        return
    told = request.headers.get(_HEADER)
    if told is None:
        form = await request.form(max_files=_MOST_FILES, max_fields=MOST_FIELDS)
        field = form.get(_FIELD)
        told = field if isinstance(field, str) else ""
    wanted = csrf_of(ticket_of(request))
    same = hmac.compare_digest(told.encode(), wanted.encode())
    if not wanted or not same or comes_from_another_site(request):
        raise StaleForm("这一页已经过期，没有提交。", fix="刷新页面（F5）后再提交一次。")
