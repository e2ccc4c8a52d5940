"""Limits on what one request, and all of them together, may take."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from docgen.errors import Problem
from docgen.web.settings import Limits

__all__ = ["Limiter"]

_log = logging.getLogger("docgen.web")


class _TooLargeError(Exception):
    pass


class Limiter:
    """Keeps each request within its limits and answers plainly beyond them.

    Args:
        app: What is kept.
        limits: The limits.
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._now = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._now >= self._limits.requests:
            await _refuse(send, 503, "busy", "同时的请求太多", "稍等片刻再试一次。", retry=2)
            return
        if _announced(scope) > self._limits.body_bytes:
            await self._too_large(send)
            return
        self._now += 1
        try:
            await self._served(scope, receive, send)
        finally:
            self._now -= 1

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, taken = False, 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._limits.body_bytes:
                raise _TooLargeError
            return message

        async def told(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            with anyio.fail_after(self._limits.seconds):
                await self._app(scope, counted, told)
        except _TooLargeError:
            if not begun:
                await self._too_large(send)
        except TimeoutError:
            _log.warning("timeout %s", scope["method"])
            if not begun:
                limit = int(self._limits.seconds)
                title = f"超过 {limit} 秒没有做完"
                await _refuse(send, 503, "busy", title, "减少内容再试一次。", retry=5)

    async def _too_large(self, send: Send) -> None:
        most = self._limits.body_bytes // (1024 * 1024)
        title = f"发来的内容超过 {most} MB"
        await _refuse(send, 413, "too-large", title, "拆成几份，或压缩其中的图片。")


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


async def _refuse(
    send: Send, status: int, kind: str, title: str, fix: str, *, retry: int = 0
) -> None:
    """Answer with a problem, in the shape of the API's; a browser shows its text as it is."""
    problem = Problem(f"{title}。", fix=fix)
    told = {
        "type": f"urn:docgen:problem:{kind}",
        "title": title,
        "status": status,
        "detail": str(problem),
        "problems": [asdict(problem)],
        "findings": [],
    }
    body = json.dumps(told, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    if retry:
        headers.append((b"retry-after", str(retry).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
