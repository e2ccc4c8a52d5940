"""What docgen knows: schemas, templates, jurisdictions, rules, fields."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from docgen.errors import UsageError
from docgen.model.schema import case_schema
from docgen.packs import Pack, list_packs
from docgen.rules import Rule, catalogue
from docgen.templating.library import Library, Shelf
from docgen.templating.show import show_template
from docgen.templating.show_fields import FieldRow, all_fields, fields_of
from docgen.web.api.answers import as_json, plain
from docgen.web.api.caller import Shared
from docgen.web.api.faults import FaultlessRoute
from docgen.web.door.who import NotHere
from docgen.web.office import Office

__all__ = ["router"]

_CASE = "case"
_PACK_PARTS = (
    "former_codes",
    "further_policies",
    "authorities",
    "titles",
    "zones",
    "indicator_sets",
    "measures",
    "classes",
    "offices",
    "renamed",
    "lowered",
)
router = APIRouter(route_class=FaultlessRoute)


@router.get("/schemas")
def schemas(shared: Shared) -> Response:
    """List the schemas: of a case, and of each document's data."""
    papers = [one for one in Library(shared.settings.templates).all() if one.manifest.fields]
    named = [{"id": one.folder.id, "title": one.manifest.short_title} for one in papers]
    return as_json({"schemas": [{"id": _CASE, "title": case_schema()["title"]}, *named]})


@router.get("/schemas/{document}")
def schema(document: str, shared: Shared) -> Response:
    """Return the JSON Schema of the data of a document."""
    if document == _CASE:
        return as_json(case_schema())
    manifest = _shelf(document, shared).manifest
    if not manifest.fields:
        raise NotHere("文书的数据结构")
    policies = {title: one["absent"].what for title, one in sorted(manifest.fields.items())}
    return as_json(case_schema() | {"x-docgen-document": manifest.id, "x-docgen-fields": policies})


@router.get("/templates")
def templates(shared: Shared) -> Response:
    """List the templates."""
    shelves = Library(shared.settings.templates).all()
    return as_json({"templates": [_template(one) for one in shelves]})


@router.get("/templates/{document}")
def template(document: str, shared: Shared) -> Response:
    """Return a template's text line by line, and its fields."""
    shelf = _shelf(document, shared)
    data, title = shelf.folder.read("template.docx") or b"", shelf.manifest.short_title
    fields = fields_of(data, name=title, manifest=shelf.manifest)
    return as_json(
        _template(shelf)
        | {
            "needs": shelf.manifest.needs,
            "notice": shelf.manifest.notice,
            "law": shelf.manifest.law,
            "lines": show_template(data, name=title).lines,
            "fields": [_field(one) for one in fields],
        }
    )


@router.get("/jurisdictions")
def jurisdictions() -> Response:
    """List the jurisdictions."""
    return as_json({"jurisdictions": [_pack(one) for one in list_packs()]})


@router.get("/jurisdictions/{jurisdiction}")
def jurisdiction(jurisdiction: str) -> Response:
    """Return what a jurisdiction's pack itself says, each item with its source."""
    names = {label: one for one in list_packs() for label in (one.id, one.code, *one.names)}
    if jurisdiction not in names:
        raise NotHere("辖区")
    pack = names[jurisdiction]
    values = [one for history in pack.values.values() for one in history]
    parts = {name: getattr(pack, name) for name in _PACK_PARTS}
    return as_json(_pack(pack) | {"values": values, **parts})


@router.get("/rules")
def rules() -> Response:
    """List the rules."""
    return as_json({"rules": [_rule(one) for one in catalogue()]})


@router.get("/rules/{code}")
def rule(code: str) -> Response:
    """Return a rule with every way in which it is not met."""
    found = next((one for one in catalogue() if one.code == code.upper()), None)
    if found is None:
        raise NotHere("规则")
    return as_json(_rule(found) | {"example": found.example.strip(), "branches": found.branches})


@router.get("/fields")
def fields() -> Response:
    """List every field that a paper may print."""
    return as_json({"fields": [_field(one) for one in all_fields()]})


def _shelf(document: str, shared: Office) -> Shelf:
    try:
        return Library(shared.settings.templates).find(document)
    except UsageError as error:
        raise NotHere("文书") from error


def _template(shelf: Shelf) -> dict[str, Any]:
    manifest = shelf.manifest
    return {
        "id": shelf.folder.id,
        "title": manifest.title,
        "short_title": manifest.short_title,
        "version": manifest.version,
        "kind": manifest.kind.value if manifest.kind else None,
    }


def _pack(pack: Pack) -> dict[str, Any]:
    return {
        "id": pack.id,
        "code": pack.code,
        "names": pack.names,
        "policy": pack.policy,
        "sha256": pack.sha256,
    }


def _rule(one: Rule) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "severity": one.severity,
        "scope": one.scope,
        "authority": one.authority,
        "source": one.source,
    }


def _field(one: FieldRow) -> dict[str, Any]:
    told: dict[str, Any] = plain(asdict(one))
    return told
