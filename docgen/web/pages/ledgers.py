"""Ledgers of many parcels: made of the cases, looked at, kept; plans made of a ledger."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from docgen.errors import DocgenError, UsageError
from docgen.intake.inventory import plan_sheet
from docgen.ledgers.made import MadeLedger, as_text
from docgen.ledgers.run import find_kind
from docgen.model import InventoryKind
from docgen.web import clock
from docgen.web.casework import stage_named, stages
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import NotHere, clerk, visitor
from docgen.web.downloads import download, zipped
from docgen.web.ledger_work import all_cases, day_told, made_ledger, made_plan, plans, year_told
from docgen.web.office import Office, office
from docgen.web.paint import paint
from docgen.web.sent import sent
from docgen.web.shelf import Kept

__all__ = ["router"]

_KIND, _FILE = "ledger", "file"
_LONGEST = 200
_LISTED, _SHOWN = 200, 100
router = APIRouter()
_Visitor = Annotated[Visitor, Depends(visitor)]
_Clerk = Annotated[Visitor, Depends(clerk)]
_Shared = Annotated[Office, Depends(office)]


@router.get("/ledgers")
def ledgers(
    request: Request,
    who: _Visitor,
    shared: _Shared,
    q: Annotated[str, Query(max_length=_LONGEST)] = "",
) -> Response:
    """Ask which ledger, of which cases; and for a ledger that a plan is to be made of."""
    return _asked(request, who, shared, q)


@router.post("/ledgers")
def make(
    request: Request,
    who: _Clerk,
    shared: _Shared,
    kind: Annotated[str, Form()],
    q: Annotated[str, Form(max_length=_LONGEST)] = "",
    which: Annotated[str, Form()] = "all",
    case: Annotated[list[int] | None, Form()] = None,
    as_of: Annotated[str, Form()] = "",
    year: Annotated[str, Form()] = "",
) -> Response:
    """Make a ledger and show it."""
    try:
        found = find_kind(kind)
        if found is None:
            raise UsageError("没有选台账。", fix="从列表里选一种。")
        ids = [one.id for one in all_cases(shared, q)] if which == "all" else case or []
        if not ids:
            raise UsageError("没有选案卷。", fix="勾选几宗，或选「全部」。")
        made = made_ledger(shared, found, ids, day_told(as_of), year_told(year))
    except DocgenError as error:
        return _asked(request, who, shared, q, error)
    key = shared.shelf.put(who, Kept(_KIND, _told(made), {_FILE: made.data}))
    return RedirectResponse(f"/ledgers/{key}", 303)


@router.post("/ledgers/plan")
def plan(
    request: Request,
    who: _Clerk,
    shared: _Shared,
    document: Annotated[str, Form()],
    stage: Annotated[str, Form()] = "",
    ledger: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Make a plan of a ledger whose own sheet is filled in, and hand out all its files."""
    try:
        given = sent(ledger, what="台账")
        files = made_plan(shared, document, given.data, given.name, stage_named(stage))
    except DocgenError as error:
        return _asked(request, who, shared, "", error)
    stem = next(iter(files)).partition(".")[0]
    return download(f"{stem}.zip", zipped(files))


@router.get("/ledgers/of-case/{case_id}")
def of_one_case(case_id: int, who: _Visitor, shared: _Shared) -> Response:
    """Make the index of all papers of one parcel, and show it."""
    if shared.desk.case_head(case_id) is None:
        raise NotHere("案卷")
    made = made_ledger(shared, InventoryKind.PARCEL, [case_id], None, None)
    key = shared.shelf.put(who, Kept(_KIND, _told(made), {_FILE: made.data}))
    return RedirectResponse(f"/ledgers/{key}", 303)


@router.get("/ledgers/{key}")
def shown(request: Request, key: str, who: _Visitor, shared: _Shared) -> Response:
    """Show a ledger that was made: rows, sums, who was left out and why."""
    kept = _kept(shared, who, key)
    return paint(request, "ledgers/show.html", who, key=key, plan_sheet=plan_sheet(), **kept.values)


@router.get("/ledgers/{key}/file")
def file(key: str, who: _Visitor, shared: _Shared) -> Response:
    """Hand out the workbook."""
    kept = _kept(shared, who, key)
    return download(f"{kept.values['title']}-{kept.values['day']}.xlsx", kept.files[_FILE])


def _kept(shared: Office, who: Visitor, key: str) -> Kept:
    kept = shared.shelf.get(who, key, _KIND)
    if kept is None:
        raise NotHere("台账，或者已经过了两小时，请重新出一次")
    return kept


def _told(made: MadeLedger) -> dict[str, Any]:
    """Return what the page shows of a ledger."""
    whole = made.totals[-1]
    return {
        "title": made.title,
        "day": made.as_of.isoformat() if made.as_of else clock.day(),
        "year": made.year,
        "columns": [(one.title, one.unit, one.total) for one in made.columns],
        "rows": [
            (one.case, one.group, [as_text(one.values.get(col.key)) for col in made.columns])
            for one in made.rows[:_SHOWN]
        ],
        "count": whole.count,
        "groups": [(one.group, one.count) for one in made.totals[:-1]],
        "sums": [
            (col.title, col.unit, as_text(whole.sums[col.key]))
            for col in made.columns
            if col.key in whole.sums
        ],
        "left_out": [(one.case, one.reason) for one in made.left_out],
        "notes": list(made.notes),
        "for_plan": made.kind in (InventoryKind.INEFFICIENT, InventoryKind.SUPPLY),
    }


def _asked(
    request: Request, who: Visitor, shared: Office, q: str, error: DocgenError | None = None
) -> Response:
    return paint(
        request,
        "ledgers/make.html",
        who,
        status=422 if error else 200,
        kinds=[(one.value, one.label) for one in InventoryKind],
        cases=shared.desk.cases(q, limit=_LISTED),
        total=shared.desk.count_cases(q),
        q=q,
        day=clock.day(),
        plans=[
            (one.folder.id, one.manifest.short_title) for one in plans(shared.settings.templates)
        ],
        stages=stages(),
        plan_sheet=plan_sheet(),
        problems=error.problems if error else (),
    )
