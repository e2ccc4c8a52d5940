"""The rules: all of them with a search, or one with its example."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from docgen.pipeline.rules_told import SCOPE, SEVERITY, RuleTold, told_rules
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import NotHere, visitor
from docgen.web.paint import paint

__all__ = ["router"]

router = APIRouter()
_Visitor = Annotated[Visitor, Depends(visitor)]


@router.get("/rules")
def rules(
    request: Request, who: _Visitor, q: str = "", scope: str = "", severity: str = ""
) -> Response:
    """List the rules that bear the words asked for, by what they look at."""
    found = [
        one
        for one in _rules().values()
        if one.says(q)
        and one.scope == SCOPE.get(scope, one.scope)
        and one.level == (severity or one.level)
    ]
    groups = [(name, [one for one in found if one.scope == name]) for name in SCOPE.values()]
    return paint(
        request,
        "rules/list.html",
        who,
        groups=[(name, held) for name, held in groups if held],
        found=len(found),
        total=len(_rules()),
        q=q,
        scope=scope,
        severity=severity,
        scopes=SCOPE,
        severities=SEVERITY,
    )


@router.get("/rules/{code}")
def rule(request: Request, who: _Visitor, code: str) -> Response:
    """Explain one rule."""
    found = _rules().get(code.upper())
    if found is None:
        raise NotHere("规则")
    codes = list(_rules())
    at = codes.index(found.code)
    beside = (codes[at - 1] if at else "", codes[at + 1] if at + 1 < len(codes) else "")
    return paint(request, "rules/one.html", who, rule=found, before=beside[0], after=beside[1])


@cache
def _rules() -> dict[str, RuleTold]:
    """Return the rules in words, by code; they do not change while the desk runs."""
    return {one.code: one for one in told_rules()}
