"""The templates: what each says, which fields it prints, and what is wrong with one sent in."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from docgen.delivery.names import safe_name
from docgen.errors import DocgenError
from docgen.pipeline.fields_told import template_fields
from docgen.pipeline.limited import limited
from docgen.pipeline.templates_told import told_lines
from docgen.templating.library import Library, Shelf
from docgen.templating.show import Line, show_template
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import NotHere, visitor
from docgen.web.downloads import download
from docgen.web.faults import status_of
from docgen.web.office import Office, office
from docgen.web.paint import paint
from docgen.web.sent import Sent, found_before, sent
from docgen.web.shelf import Kept

__all__ = ["router"]

_DOCX = "template.docx"
_KIND = "template"
_GROUPS = {"contracts": "合同、协议与方案", "notices": "通知书与函"}
router = APIRouter()
_Visitor = Annotated[Visitor, Depends(visitor)]
_Shared = Annotated[Office, Depends(office)]


@router.get("/templates")
def templates(request: Request, who: _Visitor, shared: _Shared, q: str = "") -> Response:
    """List the templates, and take one to be checked."""
    return _list(request, who, shared, q)


@router.post("/templates")
def check_own(
    request: Request,
    who: _Visitor,
    shared: _Shared,
    file: Annotated[UploadFile | None, File()] = None,
    document: Annotated[str, Form()] = "",
) -> Response:
    """Check a template that somebody sent in; nothing of it is kept but what was found."""
    held = _shelf(shared, document) if document else None
    try:
        key = _checked(who, shared, sent(file, what="模板文件"), held)
    except DocgenError as error:
        return _list(request, who, shared, "", error)
    return RedirectResponse(f"/templates/checked/{key}", 303)


@router.get("/templates/checked/{key}")
def checked(request: Request, who: _Visitor, shared: _Shared, key: str) -> Response:
    """Show what was found in a template."""
    values = found_before(shared, who, key, _KIND).values
    return paint(request, "templates/checked.html", who, key=key, **_found(values))


@router.get("/templates/checked/{key}/marked.docx")
def marked(who: _Visitor, shared: _Shared, key: str) -> Response:
    """Hand out the template with comments at its faults."""
    kept = found_before(shared, who, key, _KIND)
    return download(safe_name(f"{Path(kept.values['name']).stem}-批注.docx"), kept.files["marked"])


@router.get("/templates/{document}")
def template(request: Request, who: _Visitor, shared: _Shared, document: str) -> Response:
    """Show what a template says and which fields it prints."""
    shelf = _shelf(shared, document)
    data = shelf.folder.read(_DOCX)
    lines = show_template(data, name=shelf.manifest.short_title).lines if data else ()
    return paint(
        request,
        "templates/one.html",
        who,
        shelf=shelf,
        lines=list(told_lines(lines)),
        fields=template_fields(shelf),
        own=_is_own(shelf, shared.settings.templates),
    )


@router.get("/templates/{document}/template.docx")
def template_file(who: _Visitor, shared: _Shared, document: str) -> Response:
    """Hand out a template's Word file."""
    shelf = _shelf(shared, document)
    data = shelf.folder.read(_DOCX)
    if data is None:
        raise NotHere("模板文件")
    return download(safe_name(f"{shelf.manifest.short_title}-模板.docx"), data)


@router.post("/templates/{document}/check")
def check_one(who: _Visitor, shared: _Shared, document: str) -> Response:
    """Check a template of the library as one sent in is checked."""
    shelf = _shelf(shared, document)
    data = shelf.folder.read(_DOCX)
    if data is None:
        raise NotHere("模板文件")
    key = _checked(who, shared, Sent(f"{shelf.manifest.short_title}.docx", data), shelf)
    return RedirectResponse(f"/templates/checked/{quote(key)}", 303)


def _list(
    request: Request, who: Visitor, shared: Office, q: str, error: DocgenError | None = None
) -> Response:
    """Return the list of templates, with what was wrong with a file sent in."""
    shelves = Library(shared.settings.templates).all()
    words = q.casefold().split()
    found = [one for one in shelves if all(word in _words(one) for word in words)]
    groups = [
        (name, [one for one in found if one.folder.kind == kind]) for kind, name in _GROUPS.items()
    ]
    return paint(
        request,
        "templates/list.html",
        who,
        status=status_of(error) if error else 200,
        groups=[(name, held) for name, held in groups if held],
        shelves=shelves,
        own={one.folder.id for one in shelves if _is_own(one, shared.settings.templates)},
        q=q,
        problems=error.problems if error else (),
    )


def _checked(who: Visitor, shared: Office, given: Sent, shelf: Shelf | None) -> str:
    own = shared.settings.templates
    options = {"document": shelf.folder.id if shelf else "", "templates": str(own) if own else ""}
    with shared.turn():
        found = limited("lint", given.data, name=given.name, options=options)
    marked = b64decode(found.pop("marked"))
    against = shelf.manifest.short_title if shelf else ""
    kept = Kept(_KIND, {"name": given.name, "against": against, **found}, {"marked": marked})
    return shared.shelf.put(who, kept)


def _found(values: Any) -> dict[str, Any]:
    """Return what the page of a checked template shows."""
    faults = values["findings"]
    groups = [
        (word, kind, [one for one in faults if one["severity"] == kind])
        for kind, word in (("error", "错误"), ("warning", "警告"))
    ]
    return {
        "name": values["name"],
        "against": values["against"],
        "groups": [one for one in groups if one[2]],
        "faults": len(faults),
        "at_fault": {(one["part"], one["paragraph"]) for one in faults},
        "lines": list(told_lines(Line(**one) for one in values["lines"])),
        "fields": values["fields"],
    }


def _shelf(shared: Office, document: str) -> Shelf:
    shelves = Library(shared.settings.templates).all()
    found = next((one for one in shelves if one.folder.id == document), None)
    if found is None:
        raise NotHere("模板")
    return found


def _words(shelf: Shelf) -> str:
    manifest = shelf.manifest
    laws = " ".join(f"{one.title} {' '.join(one.articles)}" for one in manifest.law)
    return f"{manifest.title} {manifest.short_title} {manifest.id} {laws}".casefold()


def _is_own(shelf: Shelf, own: Path | None) -> bool:
    folder = shelf.folder.folder
    return (
        own is not None and isinstance(folder, Path) and own.resolve() in folder.resolve().parents
    )
