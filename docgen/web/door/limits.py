"""Limits on what one request, and all of them together, may take."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from docgen.errors import Problem
from docgen.web.settings import Limits

__all__ = ["Limiter", "TooLargeError"]

_log = logging.getLogger("docgen.web")


class TooLargeError(Exception):
    """A body that did not say how large it is grew too large; whoever reads it lets this pass."""


class _Request:
    """One request whose body is counted as it comes; too large a one gets no answer of the app."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive, self._send, self._most = receive, send, most
        self._taken = 0
        self.begun = self.too_large = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self._taken > self._most:
            self.too_large = True
            raise TooLargeError
        return message

    async def send(self, message: Message) -> None:
        # Whoever read the body may have taken the interruption for a fault in it.
        if self.too_large and not self.begun:
            raise TooLargeError
        self.begun = True
        await self._send(message)


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
        request = _Request(receive, send, self._limits.body_bytes)
        try:
            with anyio.fail_after(self._limits.seconds):
                await self._app(scope, request.receive, request.send)
        except TooLargeError:
            pass
        except TimeoutError:
            _log.warning("timeout %s", scope["method"])
            if not request.begun:
                limit = int(self._limits.seconds)
                title = f"超过 {limit} 秒没有做完"
                await _refuse(send, 503, "busy", title, "减少内容再试一次。", retry=5)
        if request.too_large and not request.begun:
            await self._too_large(send)

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
