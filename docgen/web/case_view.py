"""The page of a case's form, and what a check answers to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import Request
from fastapi.responses import Response

from docgen.intake.form_plan import whole_plan
from docgen.intake.form_values import Filled
from docgen.pipeline.form import form_of
from docgen.register.desk_records import CaseHead
from docgen.templating.library import Library
from docgen.web import clock
from docgen.web.case_check import check_filled
from docgen.web.case_form import sections
from docgen.web.case_posted import Posted
from docgen.web.casework import pack_choices, shelf_of, stage_named, stages
from docgen.web.door.visitor import Visitor
from docgen.web.echoes import echoes
from docgen.web.office import Office
from docgen.web.paint import paint

__all__ = ["Telling", "check_page", "documents", "form_page"]


def documents(shared: Office) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return id and title of every paper, the contracts before the notices.

    Args:
        shared: The office.
    """
    shelves = Library(shared.settings.templates).all()
    named = [(one.folder.id, one.manifest.short_title, one.manifest.kind) for one in shelves]
    return {
        "合同、协议和方案": [(key, title) for key, title, kind in named if kind is None],
        "通知书等": [(key, title) for key, title, kind in named if kind is not None],
    }


@dataclass(frozen=True, slots=True)
class Telling:
    """What the page of a form says beside the form.

    Attributes:
        status: Status of the answer.
        unsaved: Whether it holds what is not saved yet.
        saved: The version that was just saved; 0 for none.
        problem: Why what was asked for was not done; "" for nothing.
        further: Blank rows to be added, by the flat name of their table.
    """

    status: int = 200
    unsaved: bool = False
    saved: int = 0
    problem: str = ""
    further: Mapping[str, int] = field(default_factory=dict)


def form_page(
    request: Request,
    who: Visitor,
    shared: Office,
    head: CaseHead,
    form: Posted,
    filled: Filled,
    told: Telling,
) -> Response:
    """Return the form of a case with all that is to be said of it.

    Args:
        request: The request.
        who: Who is there.
        shared: The office.
        head: The case.
        form: What stands in the form.
        filled: The same, read.
        told: What else the page says.
    """
    templates = shared.settings.templates
    stage_named(form.stage)
    shelf = shelf_of(form.document, templates)
    plan = form_of(shelf.folder.id, templates=templates)
    return paint(
        request,
        "cases/edit.html",
        who,
        status=told.status,
        head=head,
        form=form.for_paper(shelf.folder.id),
        document_title=shelf.manifest.short_title,
        sections=sections(plan, form.values, told.further),
        checked=check_filled(filled, shelf.folder.id, form.stage, templates),
        documents=documents(shared),
        stages=stages(),
        packs=pack_choices(),
        today=clock.day(),
        told=told,
    )


def check_page(
    request: Request, who: Visitor, shared: Office, form: Posted, filled: Filled
) -> Response:
    """Return what is to be said of a form: a part for each place of the page where it stands.

    Args:
        request: The request.
        who: Who is there.
        shared: The office.
        form: What stands in the form.
        filled: The same, read.
    """
    templates = shared.settings.templates
    stage_named(form.stage)
    shelf = shelf_of(form.document, templates)
    return paint(
        request,
        "cases/_check.html",
        who,
        checked=check_filled(filled, shelf.folder.id, form.stage, templates),
        document_title=shelf.manifest.short_title,
        today=clock.day(),
        topics=whole_plan().topics,
        echoes=echoes(form.values),
    )
