"""Errors of the API as problems, with the findings that a program can act on; never a traceback."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import cache
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from docgen.errors import (
    AuditError,
    DeliveryError,
    DocgenError,
    EngineError,
    FindingsError,
    InputError,
    PackError,
    Problem,
    TemplateError,
    UsageError,
)
from docgen.pipeline.limited import BusyError
from docgen.pipeline.values import problems_as_findings
from docgen.register.desk_records import NewerVersion
from docgen.register.faults import InUse
from docgen.web.api.answers import ApiFault, problem
from docgen.web.api.contract import PREFIX, contract
from docgen.web.api.order import FILE
from docgen.web.door.limits import TooLargeError
from docgen.web.door.who import NotHere
from docgen.web.faults import no_room, status_of
from docgen.web.office import Busy

__all__ = ["FaultlessRoute", "Stopped", "install_api_faults"]

_log = logging.getLogger("docgen.web")
_RETRY_SECONDS = "5"
#: Kind and title by error; the first that fits counts.
_KINDS: Sequence[tuple[type[DocgenError], str, str]] = (
    (BusyError, "busy", "正忙"),
    (Busy, "busy", "正忙"),
    (InUse, "busy", "正忙"),
    (NewerVersion, "newer-version", "已有新的一版"),
    (UsageError, "usage", "这样做不行"),
    (FindingsError, "findings", "检查没有通过"),
    (PackError, "pack", "规则包有误"),
    (InputError, "input", "内容有误"),
    (TemplateError, "template", "模板有误"),
    (AuditError, "audit", "回读与数据不符"),
    (EngineError, "engine", "不能排版"),
    (DeliveryError, "delivery", "写不进去"),
)
#: What is answered elsewhere.
_KNOWN = (DocgenError, ApiFault, NotHere, HTTPException, RequestValidationError, TooLargeError)
_OURS = "系统自身出错"
_PLAIN = {
    400: ("usage", "请求有误", "按接口说明改写请求。"),
    404: ("not-found", "没有这一项", "核对地址，见 /api/v1/openapi.json。"),
    405: ("method", "不能这样调用", "核对方法，见 /api/v1/openapi.json。"),
}


class Stopped(FindingsError):  # noqa: N818 - an answer more than a fault
    """The checks stopped a paper.

    Attributes:
        findings: Every finding of the case, in the shape of ``check --json``.
    """

    def __init__(self, error: FindingsError, findings: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(error.problems)
        self.findings = tuple(findings)


class FaultlessRoute(APIRoute):
    """A route whose unforeseen faults are answered too; their words never reach the log."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, held."""
        handle = super().get_route_handler()

        async def held(request: Request) -> Response:
            try:
                return await handle(request)
            except _KNOWN:
                raise
            except Exception as error:  # the last stand before the client
                # The kind alone: messages of libraries hold what they stumbled on.
                kind = type(error).__name__
                _log.error("fault %s %s", kind, self.path_format)
                full = no_room(error)
                if full is not None:
                    return problem(ApiFault(507, "delivery", "写不进去", [full]))
                told = Problem(f"{_OURS}（{kind}），没有交付任何文书。", fix="请告诉维护者。")
                return problem(ApiFault(500, "fault", _OURS, [told]))

        return held


def install_api_faults(app: FastAPI) -> None:
    """Have every error that a route of the API raises answered by a problem."""

    @app.exception_handler(DocgenError)
    def known(request: Request, error: DocgenError) -> Response:
        file = getattr(request.state, "file", FILE)
        return problem(_fault_of(error), _findings_of(error, file))

    @app.exception_handler(ApiFault)
    def told(_: Request, error: ApiFault) -> Response:
        return problem(error)

    @app.exception_handler(NotHere)
    def absent(_: Request, error: NotHere) -> Response:
        told = Problem(f"没有这个{error.what}。", fix="从列表里取编号。")
        return problem(ApiFault(404, "not-found", "没有这一项", [told]))

    @app.exception_handler(RequestValidationError)
    def unreadable(_: Request, error: RequestValidationError) -> Response:
        names = dict.fromkeys(str(one["loc"][-1]) for one in error.errors())
        problems = [
            Problem(f"「{one[:60]}」缺少或写得不对。", fix="按接口说明改写。") for one in names
        ]
        return problem(ApiFault(422, "input", "请求有误", problems))

    @app.exception_handler(HTTPException)
    def plain(request: Request, error: HTTPException) -> Response:
        kind, title, fix = _PLAIN.get(error.status_code, ("usage", "请求有误", ""))
        headers = dict(error.headers or {})
        if "Allow" in headers:
            headers["Allow"] = _allowed(request.url.path) or headers["Allow"]
        told = Problem(f"{title}。", fix=fix)
        return problem(ApiFault(error.status_code, kind, title, [told], headers=headers))


@cache
def _methods() -> Sequence[tuple[re.Pattern[str], frozenset[str]]]:
    """Return the methods of each address; one address may have several routes."""
    return [
        (compile_path(f"{PREFIX}{path}")[0], frozenset(one.upper() for one in item))
        for path, item in contract()["paths"].items()
    ]


def _allowed(path: str) -> str:
    found = {method for regex, methods in _methods() if regex.match(path) for method in methods}
    return ", ".join(sorted(found))


def _fault_of(error: DocgenError) -> ApiFault:
    found = ((kind, title) for known, kind, title in _KINDS if isinstance(error, known))
    kind, title = next(found, ("fault", _OURS))
    status = 503 if kind == "busy" else status_of(error)
    headers = {"Retry-After": _RETRY_SECONDS} if kind == "busy" else {}
    return ApiFault(status, kind, title, error.problems, headers=headers)


def _findings_of(error: DocgenError, file: str) -> Sequence[Mapping[str, Any]]:
    if isinstance(error, Stopped):
        return error.findings
    if isinstance(error, InputError | FindingsError):
        return problems_as_findings(error, file)
    return ()
