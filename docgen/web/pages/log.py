"""The log of everything done at the desk, to runs and to papers; the register's backup."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from docgen.register.copies import backup
from docgen.register.told import EVENTS
from docgen.web import clock
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import admin
from docgen.web.office import Office, office
from docgen.web.paint import paint

__all__ = ["router"]

_PAGE = 100
router = APIRouter()
_Admin = Annotated[Visitor, Depends(admin)]
_Shared = Annotated[Office, Depends(office)]


@router.get("/log")
def log(request: Request, who: _Admin, shared: _Shared, before: int | None = None) -> Response:
    """Show what was done, newest first."""
    found = shared.desk.log(limit=_PAGE, before=before)
    older = found[-1].id if len(found) == _PAGE else None
    return paint(request, "log.html", who, entries=found, older=older, events=EVENTS)


@router.post("/register/backup")
def download_backup(who: _Admin, shared: _Shared) -> Response:
    """Hand out a checked copy of the register, taken while others go on working."""
    shared.desk.note(shared.act(who), "register.backup")
    with tempfile.TemporaryDirectory(prefix="docgen-") as folder:
        copy = Path(folder) / "register.sqlite"
        backup(shared.settings.register_path, copy)
        data = copy.read_bytes()
    name = f"docgen-register-{clock.day()}.sqlite"
    return Response(
        data,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
