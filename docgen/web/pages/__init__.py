"""The pages, one module each."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from docgen.web.pages import home, log, login, me, people, run_options, run_papers, runs, setup

__all__ = ["ROUTERS"]

#: Every page of the desk; who may see it, each route says itself.
ROUTERS: Sequence[APIRouter] = (
    home.router,
    setup.router,
    login.router,
    people.router,
    me.router,
    log.router,
    runs.router,
    run_options.router,
    run_papers.router,
)
