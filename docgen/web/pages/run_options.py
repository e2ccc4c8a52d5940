"""What a print run is to be: the columns that were recognised, what is common, the options."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Set
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from docgen.errors import DocgenError, UsageError
from docgen.pipeline.limited import limited
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import NotHere, clerk
from docgen.web.downloads import download
from docgen.web.office import Office, office
from docgen.web.pages.runs import runs_of, title_of
from docgen.web.paint import paint
from docgen.web.run_form import lacking, packs, wanted
from docgen.web.run_order import RunWish
from docgen.web.run_state import DeskRun, Phase

__all__ = ["router"]

router = APIRouter()
_Clerk = Annotated[Visitor, Depends(clerk)]
_Shared = Annotated[Office, Depends(office)]
_COMMON, _FURTHER = "common:", "further"
_FLAGS = ("duplex", "separators", "returns", "index", "strict", "stop_on_error", "hidden")
_OPEN = (Phase.DRAFT, Phase.PREPARED, Phase.FAILED, Phase.STOPPED)
_TEXTS = ("jurisdiction", "number", "sort", "sheet")


async def _sent(request: Request) -> FormData:
    return await request.form()


@router.get("/runs/{name}/options")
def options(request: Request, name: str, who: _Clerk, shared: _Shared) -> Response:
    """Show what was found in the ledger, and ask for the rest."""
    run = _open(shared, name)
    return _asked(request, who, shared, run, run.order.wish)


@router.post("/runs/{name}/options")
def settle(
    request: Request,
    name: str,
    who: _Clerk,
    shared: _Shared,
    sent: Annotated[FormData, Depends(_sent)],
) -> Response:
    """Keep what was filled in; begin, hand over to a second person, or show it once more."""
    run = _open(shared, name)
    wish = _read(sent, run.order.wish)
    try:
        _check_lines(_text(sent, _FURTHER))
        go = _text(sent, "go") != "look"
        runs, act = runs_of(shared), shared.act(who)
        runs.change(name, wish, act, ready=go)
        if go and (who.alone or not runs.state(name).order.numbered):
            runs.begin(name, act, alone=who.alone)
    except DocgenError as error:
        return _asked(request, who, shared, run, wish, error, _text(sent, _FURTHER))
    return RedirectResponse(f"/runs/{name}" if go else f"/runs/{name}/options", 303)


@router.get("/runs/{name}/next-number")
def next_number(
    request: Request, name: str, who: _Clerk, shared: _Shared, number: str = ""
) -> Response:
    """Show which number a series would give out next."""
    told, wrong = "", ""
    if number.strip():
        try:
            told = shared.desk.next_number(number)
        except UsageError as error:
            wrong = str(error)
    return paint(request, "runs/_number.html", who, told=told, wrong=wrong, name=name)


@router.get("/runs/{name}/commented")
def commented(name: str, who: _Clerk, shared: _Shared) -> Response:
    """Hand out a copy of the ledger with every fault as a comment at its cell."""
    run = _open(shared, name)
    ledger, data = runs_of(shared).ledger(name)
    wish = run.order.wish
    told = {"sheet": wish.sheet, "include_hidden": wish.hidden, "mapping": dict(wish.mapping)}
    made = base64.b64decode(limited("commented", data, name=ledger, options=told))
    return download(f"{ledger.rpartition('.')[0]}-批注.xlsx", made)


def _open(shared: Office, name: str) -> DeskRun:
    """Return a run of which nothing was printed yet."""
    try:
        run = runs_of(shared).state(name)
    except UsageError as error:
        raise NotHere("批次") from error
    if run.phase not in _OPEN or run.printed or run.waiting:
        raise UsageError("这一批已经开始打印，选项不能再改。", fix="要改的，另建一批。")
    return run


def _asked(
    request: Request,
    who: Visitor,
    shared: Office,
    run: DeskRun,
    wish: RunWish,
    error: DocgenError | None = None,
    further: str = "",
) -> Response:
    runs, templates = runs_of(shared), shared.settings.templates
    ledger, data = runs.ledger(run.name)
    found = runs.look(RunWish(wish.notice, sheet=wish.sheet, hidden=wish.hidden), data, ledger)
    fields = wanted(wish.notice, wish.jurisdiction, templates, found)
    keys = {one.key for one in fields}
    return paint(
        request,
        "runs/options.html",
        who,
        status=422 if error else 200,
        run=run,
        title=title_of(shared, run),
        wish=wish,
        found=found,
        ledger=ledger,
        fields=fields,
        lacking=lacking(wish.notice, wish.jurisdiction, templates, found),
        further=further or _as_lines(wish, keys),
        brings_numbers=_brings_numbers(found),
        packs=packs(),
        problems=error.problems if error else (),
    )


def _brings_numbers(found: Mapping[str, Any]) -> bool:
    return any(one["path"] == "notice.document_no" for one in found["columns"])


def _read(sent: FormData, before: RunWish) -> RunWish:
    """Return what a form asks for."""
    common = {
        key.removeprefix(_COMMON): str(text)
        for key, text in sent.items()
        if key.startswith(_COMMON)
    }
    flags = {one: bool(_text(sent, one)) for one in _FLAGS}
    texts = {one: _text(sent, one) or None for one in _TEXTS}
    return RunWish(
        notice=before.notice,
        jurisdiction=texts["jurisdiction"],
        common=common | _lines(_text(sent, _FURTHER)),
        number=texts["number"],
        merge=_text(sent, "merge") != "word",
        sort=texts["sort"],
        sheet=texts["sheet"],
        embed=before.embed,
        mapping=before.mapping,
        **flags,
    )


def _lines(text: str) -> dict[str, str]:
    """Return what lines ``标题：值`` say; others are passed over."""
    pairs = (_pair(line) for line in text.splitlines())
    return {title: value for title, mark, value in pairs if mark and title}


def _check_lines(text: str) -> None:
    """Refuse lines that are no ``标题：值``.

    Raises:
        UsageError: There is one.
    """
    for line in text.splitlines():
        title, mark, _ = _pair(line)
        if line.strip() and not (mark and title):
            what = f"「{line.strip()[:40]}」不是「标题：值」的样子。"
            raise UsageError(what, fix="一行一项，如 联系人：示例某。")


def _pair(line: str) -> tuple[str, str, str]:
    title, mark, value = line.replace(":", "：", 1).partition("：")
    return title.strip(), mark, value.strip()


def _as_lines(wish: RunWish, keys: Set[str]) -> str:
    return "\n".join(f"{key}：{text}" for key, text in wish.common.items() if key not in keys)


def _text(sent: FormData, name: str) -> str:
    held = sent.get(name)
    return held.strip() if isinstance(held, str) else ""
