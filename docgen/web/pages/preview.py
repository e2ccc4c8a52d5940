"""The paper of a case as pages, saved or as it is being typed.

``GET /cases/{id}/preview/{document}`` shows the saved case: a page of its own, or the sheets alone
for a page that has them beside its form. ``POST`` to the same place, or to ``/preview/{document}``
for a case that was never saved, takes what is typed and gives the sheets: JSON with ``values``
(flat name → text) and ``have`` (digests of the sheets that are shown and need not be sent again).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from docgen.errors import UsageError
from docgen.intake.form_names import flat, general, rows_of
from docgen.intake.form_values import Filled, case_from_values
from docgen.pipeline.preview import Preview, outline_sheet, preview
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import NotHere, clerk, visitor
from docgen.web.office import Office, office
from docgen.web.paint import is_fragment, paint
from docgen.web.papers import document_title

__all__ = ["router"]

router = APIRouter()
_Shared = Annotated[Office, Depends(office)]
_SHEETS = "_sheets.html"
#: A case of some hundred rows; its pages take seconds, those of thousands the turns of all others.
_MOST_VALUES = 3_000


class Typed(BaseModel):
    """What is being typed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    values: dict[str, str] = Field(default_factory=dict)
    have: list[str] = Field(default_factory=list)


@router.get("/cases/{case_id}/preview/{document}")
def show(
    request: Request,
    shared: _Shared,
    who: Annotated[Visitor, Depends(visitor)],
    case_id: int,
    document: str,
    version: int | None = None,
    stage: str = "",
) -> Response:
    """Show a paper of a saved case."""
    head, held = shared.desk.case_head(case_id), shared.desk.case(case_id, version)
    if head is None or held is None:
        raise NotHere("案卷")
    made, filled = _made(shared, document, {}, held.data, stage)
    view = _SHEETS if is_fragment(request) else "preview.html"
    return paint(
        request,
        view,
        who,
        head=head,
        document=document,
        document_title=document_title(document, shared.settings.templates),
        **_sheets(made, filled, ()),
    )


@router.post("/cases/{case_id}/preview/{document}")
def show_typed(
    request: Request,
    shared: _Shared,
    who: Annotated[Visitor, Depends(clerk)],
    case_id: int,
    document: str,
    typed: Typed,
    stage: str = "",
) -> Response:
    """Show a paper of a case as it is being typed."""
    held = shared.desk.case(case_id)
    if held is None:
        raise NotHere("案卷")
    made, filled = _made(shared, document, typed.values, held.data, stage)
    return paint(request, _SHEETS, who, **_sheets(made, filled, typed.have))


@router.post("/preview/{document}")
def show_new(
    request: Request,
    shared: _Shared,
    who: Annotated[Visitor, Depends(clerk)],
    document: str,
    typed: Typed,
    stage: str = "",
) -> Response:
    """Show a paper of a case that was never saved."""
    made, filled = _made(shared, document, typed.values, {}, stage)
    return paint(request, _SHEETS, who, **_sheets(made, filled, typed.have))


def _made(
    shared: Office,
    document: str,
    values: Mapping[str, str],
    saved: Mapping[str, Any],
    stage: str = "",
) -> tuple[Preview, Filled]:
    """Return the pages of what is typed over what is saved, and how it was read.

    Raises:
        UsageError: It is more than is shown while it is being typed.
    """
    if len(values) > _MOST_VALUES:
        raise UsageError(
            f"填了{len(values)}项，超过{_MOST_VALUES}项的不随填随看。",
            fix="先保存，再到文书页出文书。",
        )
    filled = case_from_values({**_kept(saved, values), **values})
    with shared.turn():
        made = preview(
            filled.case, document, stage=stage or None, templates=shared.settings.templates
        )
    return made, filled


def _kept(saved: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, str]:
    """Return what a form does not ask: fields that it lacks, rows of tables that it lacks."""
    asked = {general(name) for name in values}
    tables = {table for name in values for _, table in rows_of(name)}
    return {
        name: text
        for name, text in flat(saved)
        if general(name) not in asked and not any(table in tables for _, table in rows_of(name))
    }


def _sheets(made: Preview, filled: Filled, have: list[str] | tuple[()]) -> dict[str, Any]:
    """Return what the view of the sheets shows; sheets that are there already only by name."""
    known = frozenset(have)
    fresh = [leaf for leaf in made.leaves if leaf.digest not in known]
    # Our own elements, every text in them escaped where they are made.
    return {
        "title": made.title,
        "sheets": [
            (leaf.digest, Markup(leaf.svg) if leaf in fresh else None)  # noqa: S704
            for leaf in made.leaves
        ],
        "outlines": Markup(outline_sheet(fresh)) if fresh else None,  # noqa: S704
        "problems": made.problems,
        "unread": filled.problems,
        "errors": sum(one.severity == "error" for one in made.findings),
    }
