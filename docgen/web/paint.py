"""Pages and fragments out of the views."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from docgen.register.desk_records import Role
from docgen.version import __version__
from docgen.web.assets import asset_url
from docgen.web.door.tickets import csrf_of, give_ticket, new_ticket
from docgen.web.door.visitor import Visitor
from docgen.web.words import ROLES, moment

__all__ = ["is_fragment", "paint"]


@cache
def _views() -> Environment:
    views = Environment(
        loader=PackageLoader("docgen.web", "views"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    views.globals.update(asset=asset_url, version=__version__, roles=ROLES, Role=Role)
    views.filters["moment"] = moment
    return views


def is_fragment(request: Request) -> bool:
    """Return whether a page asks for a part of itself."""
    return "hx-request" in request.headers and "hx-boosted" not in request.headers


def paint(
    request: Request,
    view: str,
    visitor: Visitor | None = None,
    *,
    status: int = 200,
    **values: Any,
) -> HTMLResponse:
    """Return a page, or a fragment where the view's name begins with ``_``.

    Args:
        request: The request.
        view: Name of the view.
        visitor: Who is at the desk; None for pages before anybody is let in.
        status: Status of the answer.
        values: What the view shows.
    """
    ticket = ""
    if visitor is not None and visitor.alone and not visitor.csrf:
        ticket = new_ticket()
        visitor = replace(visitor, csrf=csrf_of(ticket))
    text = (
        _views()
        .get_template(view)
        .render(request=request, visitor=visitor, path=request.url.path, **values)
    )
    answer = HTMLResponse(text, status)
    if ticket:
        give_ticket(answer, request, ticket)
    return answer
