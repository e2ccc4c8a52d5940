"""``/cases``: the desk's cases, each with its versions."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import Response

from docgen.errors import Problem
from docgen.intake import dump_case
from docgen.register.desk_records import CaseHead, NewerVersion
from docgen.web.api.answers import ApiFault, as_json
from docgen.web.api.body import JsonBody
from docgen.web.api.caller import Caller, Shared
from docgen.web.api.contract import PREFIX
from docgen.web.api.faults import FaultlessRoute
from docgen.web.api.keyed import Key, kept_once
from docgen.web.api.order import read_order
from docgen.web.door.who import NotHere

__all__ = ["Id", "Limit", "Offset", "router"]

_KNOWN = {"why": str, "name": str}
_MOST_ID = 2**31 - 1
_MOST_LISTED, _LONGEST_SEARCH = 200, 200
_TAG = re.compile(r'(?:W/)?"?([1-9][0-9]{0,8})"?')
router = APIRouter(route_class=FaultlessRoute)

Id = Annotated[int, Path(ge=1, le=_MOST_ID)]
Limit = Annotated[int, Query(ge=1, le=_MOST_LISTED)]
Offset = Annotated[int, Query(ge=0, le=_MOST_ID)]


@router.get("/cases")
def list_cases(
    shared: Shared,
    search: Annotated[str, Query(max_length=_LONGEST_SEARCH)] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """List the cases, the one changed last first."""
    found = shared.desk.cases(search, limit=limit, offset=offset)
    return as_json({"count": shared.desk.count_cases(search), "cases": found})


@router.post("/cases")
def add_case(request: Request, body: JsonBody, who: Caller, shared: Shared, key: Key) -> Response:
    """Add a case."""

    def make() -> Response:
        order = read_order(request, body, _KNOWN)
        act = shared.act(who, order.options.get("why", ""))
        return _saved(shared.desk.save_case(dump_case(order.case.case), act), 201)

    return kept_once(request, shared, who, key, body, make)


@router.get("/cases/{case_id}")
def get_case(
    case_id: Id,
    shared: Shared,
    version: Annotated[int | None, Query(ge=1, le=_MOST_ID)] = None,
) -> Response:
    """Return a version of a case, by default the newest."""
    found = shared.desk.case(case_id, version)
    if found is None:
        raise NotHere("案卷，或没有这一版")
    told = {
        "id": found.case_id,
        "version": found.version,
        "changed": found.act,
        "case": found.data,
    }
    return as_json(told, headers=_tag(found.version))


@router.get("/cases/{case_id}/versions")
def list_versions(case_id: Id, shared: Shared) -> Response:
    """List the versions of a case, the newest first."""
    found = shared.desk.versions(case_id)
    if not found:
        raise NotHere("案卷")
    return as_json({"versions": [{"version": one.version, "changed": one.act} for one in found]})


@router.put("/cases/{case_id}")
def change_case(
    case_id: Id,
    request: Request,
    body: JsonBody,
    who: Caller,
    shared: Shared,
    if_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Save a case as its next version, if nobody saved it since the caller read it."""
    based_on = _version(if_match)
    order = read_order(request, body, _KNOWN)
    if shared.desk.case_head(case_id) is None:
        raise NotHere("案卷")
    act = shared.act(who, order.options.get("why", ""))
    data = dump_case(order.case.case)
    try:
        return _saved(shared.desk.save_case(data, act, case_id=case_id, based_on=based_on))
    except NewerVersion as error:
        tag = _tag(error.head.version)
        told = ApiFault(412, "newer-version", "已有新的一版", error.problems, headers=tag)
        raise told from error


def _address(case_id: int) -> str:
    """Return where a case is found."""
    return f"{PREFIX}/cases/{case_id}"


def _version(if_match: str | None) -> int:
    if if_match is None:
        problem = Problem("没有写明案卷是从哪一版改起的。", fix="If-Match 写读到的 ETag。")
        raise ApiFault(428, "version-required", "缺少版本", [problem])
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        problem = Problem("If-Match 不是案卷的版本。", fix='写读到的 ETag，如 "3"。')
        raise ApiFault(422, "input", "请求有误", [problem])
    return int(found[1])


def _saved(head: CaseHead, status: int = 200) -> Response:
    headers = _tag(head.version)
    if status == 201:
        headers["Location"] = _address(head.id)
    return as_json(head, status, headers)


def _tag(version: int) -> dict[str, Any]:
    return {"ETag": f'"{version}"'}
