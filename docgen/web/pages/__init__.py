"""The pages, one module each."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from docgen.web.pages import (
    fields,
    home,
    jurisdictions,
    log,
    login,
    me,
    overview,
    people,
    preview,
    returned,
    rules,
    setup,
    templates,
)

__all__ = ["ROUTERS"]

#: Every page of the desk; who may see it, each route says itself.
ROUTERS: Sequence[APIRouter] = (
    home.router,
    setup.router,
    login.router,
    people.router,
    me.router,
    log.router,
    overview.router,
    preview.router,
    returned.router,
    templates.router,
    fields.router,
    rules.router,
    jurisdictions.router,
)
