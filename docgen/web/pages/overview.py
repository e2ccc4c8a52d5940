"""A case at one glance: what it is, its outline, its indicators, its days, its papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from markupsafe import Markup

from docgen import glossary
from docgen.errors import DocgenError, Problem
from docgen.intake import case_from_mapping
from docgen.model import Case
from docgen.pipeline import check, left_out
from docgen.pipeline.views import Bar, Moment, Overview, bar_svg, overview, timeline_svg
from docgen.rules import Finding
from docgen.templating.library import Library
from docgen.web import clock
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import NotHere, visitor
from docgen.web.office import Office, office
from docgen.web.paint import paint
from docgen.web.papers import document_title

__all__ = ["router"]

router = APIRouter()
_WORDS: Mapping[str, tuple[str, str]] = {
    "ok": ("符合", "ok"),
    "below": ("低于", "err"),
    "above": ("超过", "err"),
    "unknown": ("", ""),
}
_CONTRARY = ("规定相反", "warn")


@router.get("/cases/{case_id}")
def show(
    request: Request,
    shared: Annotated[Office, Depends(office)],
    who: Annotated[Visitor, Depends(visitor)],
    case_id: int,
) -> Response:
    """Show a case at one glance."""
    head, held = shared.desk.case_head(case_id), shared.desk.case(case_id)
    if head is None or held is None:
        raise NotHere("案卷")
    case = case_from_mapping(dict(held.data), name="案卷").case
    seen, findings, problems = _looked(case)
    templates = shared.settings.templates
    return paint(
        request,
        "overview.html",
        who,
        head=head,
        seen=seen,
        outline=Markup(seen.outline) if seen and seen.outline else None,  # noqa: S704 - our own
        bars=_bars(seen.bars if seen else ()),
        timeline=_timeline(seen),
        findings=findings,
        problems=problems,
        papers=_papers(case, templates),
        issued=shared.desk.issued(case_id),
        submissions=shared.desk.submissions(case_id=case_id),
        titled=lambda document: document_title(document, templates),
    )


def _looked(
    case: Case,
) -> tuple[Overview | None, Sequence[Finding], Sequence[Problem]]:
    """Return what the case shows and what the checks find, or why neither can be told."""
    try:
        seen = overview(case, today=date.fromisoformat(clock.day()))
        return seen, check(case).findings, ()
    except DocgenError as error:
        return None, (), error.problems


def _papers(case: Case, templates: Path | None) -> list[tuple[str, str, Sequence[str]]]:
    """Return id, title and what is lacking for each paper that is no notice."""
    try:
        lacking = {one.title: one.lacking for one in left_out(case, templates=templates)}
    except DocgenError:
        lacking = {}
    return [
        (shelf.manifest.id, shelf.manifest.short_title, lacking.get(shelf.manifest.short_title, ()))
        for shelf in Library(templates).all()
        if shelf.manifest.kind is None
    ]


def _bars(bars: Sequence[Bar]) -> list[tuple[str, list[tuple[Bar, Markup, str, str]]]]:
    """Return the bars under the part of the case that they belong to, each drawn and judged."""
    made: dict[str, list[tuple[Bar, Markup, str, str]]] = {}
    for bar in bars:
        part = glossary.title("Case", bar.path.partition(".")[0])
        drawn = Markup(bar_svg(bar))  # noqa: S704 - our own
        contrary = bar.state == "unknown" and bar.least is not None and bar.most is not None
        made.setdefault(part, []).append(
            (bar, drawn, *(_CONTRARY if contrary else _WORDS[bar.state]))
        )
    return list(made.items())


def _timeline(seen: Overview | None) -> Markup | None:
    if seen is None or not seen.moments:
        return None
    moments: Sequence[Moment] = seen.moments
    return Markup(timeline_svg(moments, seen.on))  # noqa: S704 - our own
