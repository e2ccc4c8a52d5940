"""The jurisdiction packs: which there are, and all that one says with its sources."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from docgen.packs import list_packs
from docgen.pipeline.pack_told import told_pack, validity_words
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import NotHere, visitor
from docgen.web.paint import paint

__all__ = ["router"]

router = APIRouter()
_Visitor = Annotated[Visitor, Depends(visitor)]


@router.get("/jurisdictions")
def jurisdictions(request: Request, who: _Visitor) -> Response:
    """List the packs."""
    packs = [(one, validity_words(one.validity)) for one in list_packs()]
    return paint(request, "jurisdictions/list.html", who, packs=packs)


@router.get("/jurisdictions/{pack_id}")
def jurisdiction(request: Request, who: _Visitor, pack_id: str, q: str = "") -> Response:
    """Show one pack: authorities, thresholds with validity and article, sources."""
    found = next((one for one in list_packs() if one.id == pack_id), None)
    if found is None:
        raise NotHere("辖区")
    told = told_pack(found)
    words = q.casefold().split()
    values = [
        one
        for one in told.values
        if all(word in f"{one.title}{one.text}{one.source}{one.note}".casefold() for word in words)
    ]
    return paint(
        request,
        "jurisdictions/one.html",
        who,
        pack=told,
        values=values,
        q=q,
        national=not found.national,
    )
