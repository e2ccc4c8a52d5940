"""``/batch``: print runs from a ledger; each is printed by a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response

from docgen.errors import Problem, UsageError
from docgen.register.desk_records import Role
from docgen.templating.library import Library
from docgen.web.api.answers import ApiFault, as_json, plain
from docgen.web.api.body import Upload
from docgen.web.api.caller import Caller, Shared
from docgen.web.api.cases import Limit, Offset
from docgen.web.api.contract import PREFIX
from docgen.web.api.faults import FaultlessRoute
from docgen.web.api.keyed import Key, kept_once
from docgen.web.api.order import read_options
from docgen.web.door.who import NotHere
from docgen.web.downloads import download_file, download_zip
from docgen.web.office import Office
from docgen.web.run_delivered import own_files, papers, reconciliation
from docgen.web.run_order import RunWish
from docgen.web.run_state import DeskRun
from docgen.web.runs import Runs

__all__ = ["router"]

_OPTIONS = {
    "notice": str,
    "jurisdiction": str,
    "common": dict,
    "number": str,
    "merge": bool,
    "sort": str,
    "duplex": bool,
    "separators": bool,
    "returns": bool,
    "index": bool,
    "strict": bool,
    "stop_on_error": bool,
    "sheet": str,
    "hidden": bool,
    "embed": bool,
    "mapping": dict,
}
router = APIRouter(route_class=FaultlessRoute)


@router.get("/batch")
def list_runs(shared: Shared, limit: Limit = 50, offset: Offset = 0) -> Response:
    """List the runs, the newest first."""
    runs = _runs(shared)
    told = [_state(one) for one in runs.listing(limit, offset)]
    return as_json({"count": len(runs.names()), "batches": told})


@router.post("/batch")
def start(request: Request, form: Upload, who: Caller, shared: Shared, key: Key) -> Response:
    """Print the notices of a ledger; those with numbers wait for a second pair of eyes."""
    form.only({"ledger"}, {"options"})
    ledger, asked = form.file("ledger"), form.texts.get("options", "{}").encode()

    def make() -> Response:
        runs, act = _runs(shared), shared.act(who)
        wish = _wish(read_options(request, asked, _OPTIONS), shared)
        name = runs.prepare(wish, ledger.data, ledger.name, act)
        if who.alone or not runs.state(name).order.numbered:
            runs.begin(name, act, alone=who.alone)
        headers = {"Location": f"{PREFIX}/batch/{name}"}
        return as_json(_whole(name, shared), 202, headers)

    return kept_once(request, shared, who, key, asked + b"\0" + ledger.data, make)


@router.get("/batch/{name}")
def get_run(name: str, shared: Shared) -> Response:
    """Return how a run stands, its reconciliation and what it delivered."""
    _found(name, shared)
    return as_json(_whole(name, shared))


@router.post("/batch/{name}/resume")
def resume(name: str, who: Caller, shared: Shared) -> Response:
    """Let a run out that waits for it, or go on with one that was stopped."""
    run = _found(name, shared)
    if run.approved is None and run.order.numbered and not who.may(Role.REVIEWER):
        told = Problem("有文号的批次要由「审核」放行。", fix="换用有这个权限的同事的令牌。")
        raise ApiFault(403, "forbidden", "没有这个权限", [told])
    _runs(shared).begin(name, shared.act(who), alone=who.alone)
    return as_json(_whole(name, shared), 202)


@router.post("/batch/{name}/stop")
def stop(name: str, who: Caller, shared: Shared) -> Response:
    """Have a run end cleanly; what is printed stays."""
    _found(name, shared)
    _runs(shared).stop(name, shared.act(who))
    return as_json(_whole(name, shared), 202)


@router.get("/batch/{name}/results")
def get_results(name: str, shared: Shared) -> Response:
    """Return everything that a run delivered, as one zip."""
    _found(name, shared)
    out = _runs(shared).folder(name)
    files = dict(own_files(out)) | {f"文书/{one.name}": one for one in papers(out)}
    if not files:
        raise NotHere("结果")
    return download_zip(f"{name}.zip", files)


@router.get("/batch/{name}/files/{file}")
def get_run_file(name: str, file: str, shared: Shared) -> Response:
    """Return one file of a run: the print file, the reconciliation, the receipts."""
    _found(name, shared)
    files = own_files(_runs(shared).folder(name))
    if file not in files:
        raise NotHere("文件")
    return download_file(file, files[file])


def _wish(options: Mapping[str, Any], shared: Office) -> RunWish:
    """Return what is asked for.

    Raises:
        UsageError: No notice is named, or what is named is none.
    """
    if "notice" not in options:
        raise UsageError("没有写明打印哪一种通知书。", fix="options 里写 notice。")
    shelf = Library(shared.settings.templates).find(options["notice"])
    if shelf.manifest.kind is None:
        raise UsageError(f"「{shelf.manifest.short_title}」不是通知书，不能批量打印。")
    return RunWish(**{**options, "notice": shelf.folder.id})


def _runs(shared: Office) -> Runs:
    return Runs(shared.settings, shared.desk)


def _found(name: str, shared: Office) -> DeskRun:
    try:
        return _runs(shared).state(name)
    except UsageError as error:
        raise NotHere("批次") from error


def _whole(name: str, shared: Office) -> dict[str, Any]:
    runs = _runs(shared)
    out = runs.folder(name)
    address = f"{PREFIX}/batch/{name}/files"
    files = [{"name": one, "address": f"{address}/{quote(one)}"} for one in own_files(out)]
    return _state(runs.state(name)) | {"reconciliation": reconciliation(out), "files": files}


def _state(run: DeskRun) -> dict[str, Any]:
    told = run.progress
    progress = {"what": told.what, "done": told.done, "total": told.total} if told else None
    return {
        "name": run.name,
        "state": run.phase.value,
        "notice": run.order.wish.notice,
        "numbered": run.order.numbered,
        "prepared": plain(run.order.prepared),
        "approved": plain(run.approved),
        "progress": progress,
        "printed": run.printed,
        "refused": run.refused,
        "waiting": run.waiting,
        "first_number": run.first_number,
        "last_number": run.last_number,
        "problems": plain(run.problems),
    }
