"""What came back: a returned paper held against the register, or two papers against each other."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from docgen.delivery.names import safe_name
from docgen.errors import AuditError, DocgenError, InputError, UsageError
from docgen.intake import case_from_mapping
from docgen.pipeline.limited import limited
from docgen.pipeline.returned_data import Against, held_against
from docgen.pipeline.returned_told import STATUS, TRACES, figures_of, place_of
from docgen.register.records import DocumentState
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import NotHere, clerk
from docgen.web.downloads import download
from docgen.web.faults import status_of
from docgen.web.filed import Filed, find_filed
from docgen.web.office import Office, office
from docgen.web.paint import paint
from docgen.web.papers import document_title
from docgen.web.sent import Sent, found_before, sent
from docgen.web.shelf import Kept

__all__ = ["router"]

_VERDICT, _COMPARISON = "verdict", "comparison"
_MOST_DIGITS = 16
_STATES = {DocumentState.VOID: "已作废", DocumentState.SUPERSEDED: "已被更正"}
router = APIRouter()
_Clerk = Annotated[Visitor, Depends(clerk)]
_Shared = Annotated[Office, Depends(office)]


@router.get("/returned")
def ask(request: Request, who: _Clerk, shared: _Shared, case: int | None = None) -> Response:
    """Ask for a returned paper, or for two papers; of a case, its papers are named."""
    if case is not None and shared.desk.case(case) is None:
        raise NotHere("案卷")
    return _ask(request, who, shared, case)


@router.post("/returned")
def verify(
    request: Request,
    who: _Clerk,
    shared: _Shared,
    file: Annotated[UploadFile | None, File()] = None,
    paper: Annotated[str, Form()] = "",
    case: Annotated[str, Form()] = "",
) -> Response:
    """Hold a returned paper against the receipt that the register keeps."""
    try:
        key = _verify(who, shared, sent(file, what="收回的文书"), _number(paper))
    except DocgenError as error:
        return _ask(request, who, shared, _number(case), returned=error)
    return RedirectResponse(f"/returned/{key}", 303)


@router.post("/returned/compare")
def compare(
    request: Request,
    who: _Clerk,
    shared: _Shared,
    old: Annotated[UploadFile | None, File()] = None,
    new: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Compare two Word files."""
    try:
        key = _compare(who, shared, sent(old, what="原件"), sent(new, what="改稿"))
    except DocgenError as error:
        return _ask(request, who, shared, None, compared=error)
    return RedirectResponse(f"/returned/compared/{key}", 303)


@router.get("/returned/compared/{key}")
def compared(request: Request, who: _Clerk, shared: _Shared, key: str) -> Response:
    """Show what two papers differ in."""
    kept = found_before(shared, who, key, _COMPARISON)
    return paint(
        request,
        "returned/compared.html",
        who,
        key=key,
        old_name=kept.values["old_name"],
        name=kept.values["name"],
        **_changes(kept, ()),
    )


@router.get("/returned/compared/{key}/redline.docx")
def compared_redline(who: _Clerk, shared: _Shared, key: str) -> Response:
    """Hand out the later paper with the differences as tracked changes."""
    return _redline(found_before(shared, who, key, _COMPARISON))


@router.get("/returned/{key}")
def verdict(request: Request, who: _Clerk, shared: _Shared, key: str) -> Response:
    """Show what became of a returned paper, figures first."""
    kept = found_before(shared, who, key, _VERDICT)
    answer, filed = kept.values["answer"], kept.values["filed"]
    against, version = _against_case(shared, answer, filed)
    return paint(
        request,
        "returned/verdict.html",
        who,
        key=key,
        name=kept.values["name"],
        answer=answer,
        said=STATUS[answer["status"]],
        filed=filed,
        version=version,
        **_changes(kept, against),
    )


@router.get("/returned/{key}/redline.docx")
def redline(who: _Clerk, shared: _Shared, key: str) -> Response:
    """Hand out the returned paper with its differences from the filed one as tracked changes."""
    return _redline(found_before(shared, who, key, _VERDICT))


def _ask(
    request: Request,
    who: Visitor,
    shared: Office,
    case: int | None,
    *,
    returned: DocgenError | None = None,
    compared: DocgenError | None = None,
) -> Response:
    """Return the page that asks for files, with what was wrong with those sent in."""
    papers = [
        (one, document_title(one.submission.document, shared.settings.templates))
        for one in (shared.desk.issued(case) if case is not None else ())
    ]
    error = returned or compared
    return paint(
        request,
        "returned/ask.html",
        who,
        status=status_of(error) if error else 200,
        case=case,
        papers=papers,
        returned=returned.problems if returned else (),
        compared=compared.problems if compared else (),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS else None


def _verify(who: Visitor, shared: Office, given: Sent, chosen: int | None) -> str:
    with shared.turn():
        inside = limited("inside", given.data, name=given.name)
        filed = find_filed(shared.desk, sha256(given.data).hexdigest(), inside, chosen)
        answer = _verdict(given, filed, inside)
        marked = None
        if filed and filed.docx and answer["status"] == "changed" and not answer["is_pdf"]:
            marked = _marked(Sent("原件.docx", filed.docx), given)
    about = f"case/{filed.case_id}" if filed and filed.case_id else ""
    shared.desk.note(shared.act(who), "returned.verify", about)
    values = {"name": given.name, "answer": answer, "filed": _named(filed, shared)}
    return _keep(who, shared, _VERDICT, values, marked)


def _compare(who: Visitor, shared: Office, before: Sent, after: Sent) -> str:
    with shared.turn():
        answer = _marked(before, after)
    values = {"old_name": before.name, "name": after.name, "answer": answer}
    return _keep(who, shared, _COMPARISON, values, answer)


def _marked(before: Sent, after: Sent) -> dict[str, Any]:
    """Return what two papers differ in, with the redline where it gives back both."""
    options: dict[str, Any] = {"other": after.data, "other_name": after.name, "clauses": True}
    try:
        marked: dict[str, Any] = limited(
            "compare", before.data, name=before.name, options={**options, "redline": True}
        )
    except AuditError as error:
        marked = limited("compare", before.data, name=before.name, options=options)
        marked["unmarked"] = [f"没有做成修订稿：{error.problems[0].message}"]
    return marked


def _keep(
    who: Visitor,
    shared: Office,
    kind: str,
    values: dict[str, Any],
    marked: dict[str, Any] | None,
) -> str:
    """Keep what was found, with the redline; return the key under which it is found."""
    redline = marked.pop("redline") if marked else None
    values["unmarked"] = marked["unmarked"] if marked else []
    return shared.shelf.put(
        who, Kept(kind, values, {"redline": b64decode(redline)} if redline else {})
    )


def _verdict(given: Sent, filed: Filed | None, inside: dict[str, str] | None) -> dict[str, Any]:
    if filed is None and inside is None:
        raise UsageError(
            f"认不出「{given.name}」是哪一份文书：里面没有内嵌的回执，登记簿里也没有这个文件。",
            fix="从案卷的“文书”页进入，选定是哪一份再比对；或用“两份比较”与原件比较。",
        )
    options: dict[str, Any] = {"clauses": True}
    if filed is not None:
        options |= {"receipt": filed.receipt, "receipt_name": "登记簿存档的回执"}
    answer: dict[str, Any] = limited("verify", given.data, name=given.name, options=options)
    return answer


def _named(filed: Filed | None, shared: Office) -> dict[str, Any] | None:
    """Return what the page says of the filed paper."""
    if filed is None:
        return None
    return {
        "title": document_title(filed.document.kind, shared.settings.templates),
        "number": filed.document.number,
        "dated": filed.document.dated.isoformat() if filed.document.dated else "",
        "state": _STATES.get(filed.document.state, ""),
        "superseded_by": filed.document.superseded_by,
        "case_id": filed.case_id,
        "version": filed.version,
        "same": filed.same,
    }


def _against_case(
    shared: Office, answer: dict[str, Any], filed: dict[str, Any] | None
) -> tuple[tuple[Against, ...], int]:
    """Return how the changed figures stand to the case as it is now, and in which version."""
    if not filed or filed["case_id"] is None:
        return (), 0
    newest = shared.desk.case(filed["case_id"])
    if newest is None:
        return (), 0
    try:
        case = case_from_mapping(newest.data).case
    except InputError:  # it is being written; there is nothing to hold against
        return (), 0
    return held_against(figures_of(answer), case), newest.version


def _changes(kept: Kept, against: tuple[Against, ...]) -> dict[str, Any]:
    """Return the changes as both pages show them."""
    answer = kept.values["answer"]
    told = [
        {**one, "place": place_of(one["clause"], one["label"], one["story"])}
        for one in answer["figures"]
    ]
    beside = against or (None,) * len(told)
    traces = [
        {**one, "what": TRACES[one["kind"]], "place": place_of(one["clause"], "", one["story"])}
        for one in answer["traces"]
    ]
    return {
        "figures": list(zip(told, beside, strict=True)),
        "held": bool(against),
        "clauses": answer["clauses"],
        "traces": traces,
        "counts": answer["counts"],
        "silent": any(one["silent"] for one in (*answer["figures"], *_words(answer))),
        "unmarked": kept.values["unmarked"],
        "with_redline": "redline" in kept.files,
        "tally": _tally(against),
    }


def _words(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for _, held in answer["clauses"]:
        yield from held


def _tally(against: tuple[Against, ...]) -> int:
    """Return how many changed figures do not say what the case says now."""
    return sum(one.stand in ("differs", "absent") for one in against)


def _redline(kept: Kept) -> Response:
    if "redline" not in kept.files:
        raise NotHere("修订稿")
    stem = PurePath(kept.values["name"]).stem
    return download(safe_name(f"{stem}-修订稿.docx"), kept.files["redline"])
