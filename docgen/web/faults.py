"""Errors as pages: what is wrong, where, and how to put it right; never a traceback."""

from __future__ import annotations

import errno
import logging
from collections.abc import Sequence
from urllib.parse import quote

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
from docgen.register.desk_records import NewerVersion
from docgen.register.faults import InUse
from docgen.web.door.forms import StaleForm
from docgen.web.door.who import Forbidden, NotHere, NotLoggedIn, NotSetUp
from docgen.web.office import Busy
from docgen.web.paint import is_fragment, paint
from docgen.web.words import ROLES

__all__ = ["Faultless", "install_faults", "no_room", "status_of"]

_log = logging.getLogger("docgen.web")
#: The first that fits counts.
_STATUS: Sequence[tuple[type[DocgenError], int]] = (
    (StaleForm, 403),
    (NewerVersion, 409),
    (Busy, 503),
    (BusyError, 503),
    (InUse, 503),
    (UsageError, 400),
    (InputError, 422),
    (FindingsError, 422),
    (TemplateError, 422),
    (PackError, 422),
    (AuditError, 409),
    (EngineError, 500),
    (DeliveryError, 507),
)
_TITLES = {
    400: "这样做不行",
    403: "没有提交",
    404: "没有这一页",
    405: "不能这样打开",
    409: "与现有的不一致",
    413: "内容太大",
    422: "内容有问题",
    503: "正忙",
    507: "写不进去",
}
_OURS = "系统自身出错"
_RETRY_SECONDS = "5"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM})


def status_of(error: DocgenError) -> int:
    """Return the HTTP status of an error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def install_faults(app: FastAPI) -> None:
    """Have every error that a page raises answered by a page."""

    @app.exception_handler(DocgenError)
    def known(request: Request, error: DocgenError) -> Response:
        return _fault(request, status_of(error), error.problems)

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, _: RequestValidationError) -> Response:
        problem = Problem("请求里缺少内容，或写得不对。", fix="回到上一页，重新填写。")
        return _fault(request, 400, [problem])

    @app.exception_handler(HTTPException)
    def plain(request: Request, error: HTTPException) -> Response:
        problem = Problem(
            _TITLES.get(error.status_code, _OURS) + "。", fix="核对网址，或从首页进入。"
        )
        return _fault(request, error.status_code, [problem])

    @app.exception_handler(NotHere)
    def absent(request: Request, error: NotHere) -> Response:
        problem = Problem(f"没有这个{error.what}。", fix="可能已被取代，请从列表进入。")
        return _fault(request, 404, [problem])

    @app.exception_handler(Forbidden)
    def forbidden(request: Request, error: Forbidden) -> Response:
        problem = Problem(
            f"这一步要由「{ROLES[error.needed]}」来做。", fix="请有这个权限的同事登录办理。"
        )
        return _fault(request, 403, [problem], title="没有这个权限")

    @app.exception_handler(NotLoggedIn)
    def stranger(request: Request, _: NotLoggedIn) -> Response:
        return _sent_to(request, f"/login?next={quote(_way_back(request), safe='')}")

    @app.exception_handler(NotSetUp)
    def early(request: Request, _: NotSetUp) -> Response:
        return _sent_to(request, "/")


class Faultless:
    """Answers what nobody foresaw: the server beneath would log it word for word.

    Args:
        app: What is answered for.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a fault is answered by a page, unless an answer was begun."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def told(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, told)
        except Exception as error:  # the last stand before the client
            # The kind alone: messages of libraries hold what they stumbled on.
            _log.error("fault %s", type(error).__name__)
            if not begun:
                answer = await to_thread.run_sync(_unforeseen, Request(scope), error)
                await answer(scope, receive, send)


def no_room(error: Exception) -> Problem | None:
    """Return what to say of an error of the disk: full, or not to be written; None for others."""
    if not isinstance(error, OSError) or error.errno not in _NO_ROOM:
        return None
    what = "磁盘已满，或没有写入的权限，没有做成。"
    return Problem(what, fix="请管理员检查磁盘空间和数据文件夹的权限。")


def _unforeseen(request: Request, error: Exception) -> Response:
    full = no_room(error)
    if full is not None:
        return _fault(request, 507, [full])
    what = f"{_OURS}（{type(error).__name__}），没有交付任何文书。"
    return _fault(request, 500, [Problem(what, fix="请告诉维护者。")])


def _fault(
    request: Request, status: int, problems: Sequence[Problem], *, title: str = ""
) -> Response:
    title, part = title or _TITLES.get(status, _OURS), is_fragment(request)
    view = "_fault.html" if part else "fault.html"
    answer = paint(request, view, status=status, title=title, problems=problems)
    if part:
        answer.headers["HX-Retarget"] = "#faults"
        answer.headers["HX-Reswap"] = "innerHTML"
    if status == 503:
        answer.headers["Retry-After"] = _RETRY_SECONDS
    return answer


def _sent_to(request: Request, address: str) -> Response:
    if is_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _way_back(request: Request) -> str:
    """Return where to go on after logging in: only pages that were to be looked at."""
    if request.method != "GET":
        return "/"
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query
