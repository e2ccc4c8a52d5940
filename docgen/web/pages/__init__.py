"""The pages, one module each."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from docgen.web.pages import (
    case_check,
    case_edit,
    case_new,
    case_papers,
    case_review,
    cases,
    fields,
    home,
    jurisdictions,
    ledgers,
    log,
    login,
    me,
    overview,
    people,
    preview,
    returned,
    rules,
    run_options,
    run_papers,
    runs,
    setup,
    templates,
    versions,
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
    cases.router,
    case_new.router,
    case_edit.router,
    case_check.router,
    case_papers.router,
    case_review.router,
    versions.router,
    overview.router,
    preview.router,
    returned.router,
    runs.router,
    run_options.router,
    run_papers.router,
    ledgers.router,
    templates.router,
    fields.router,
    rules.router,
    jurisdictions.router,
)
