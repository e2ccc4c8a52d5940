"""The first page: what waits to be done; before anybody is set up, the way to do so."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from docgen.register.desk_records import Submission, SubmissionState
from docgen.web.door.origin import comes_from_this_machine
from docgen.web.door.who import visitor
from docgen.web.office import Office, office
from docgen.web.pages.setup import setup_page
from docgen.web.paint import paint
from docgen.web.papers import document_title
from docgen.web.run_state import DeskRun, Phase
from docgen.web.runs import Runs

__all__ = ["router"]

_RECENT = 8
#: A run that is older and not done is in the list of runs.
_LATEST_RUNS = 20

router = APIRouter()


@router.get("/")
def home(request: Request, shared: Annotated[Office, Depends(office)]) -> Response:
    """Show what waits; a desk without people shows how to begin."""
    desk = shared.desk
    if not shared.has_people() and (not comes_from_this_machine(request) or not desk.count_cases()):
        return setup_page(request, shared)
    who = visitor(request, shared)
    return paint(
        request,
        "home.html",
        who,
        recent=desk.cases(limit=_RECENT),
        count=desk.count_cases(),
        waiting=_waiting(shared),
        runs=_open_runs(shared),
    )


def _waiting(shared: Office) -> list[tuple[Submission, str]]:
    """Return the papers that wait for a second pair of eyes, the oldest first, with titles."""
    told = []
    for one in reversed(shared.desk.submissions(state=SubmissionState.SUBMITTED)):
        head = shared.desk.case_head(one.case_id)
        title = document_title(one.document, shared.settings.templates)
        told.append((one, f"{title}　{head.title}" if head else title))
    return told


def _open_runs(shared: Office) -> list[tuple[DeskRun, str]]:
    """Return the print runs that are not done, the newest first, with titles."""
    runs = Runs(shared.settings, shared.desk).listing(_LATEST_RUNS)
    templates = shared.settings.templates
    return [
        (one, document_title(one.order.wish.notice, templates))
        for one in runs
        if one.phase not in (Phase.FINISHED, Phase.GIVEN_UP)
    ]
