"""One line a request in the log: the route, never what was asked for in it."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from docgen.web import clock

__all__ = ["Diary"]

_log = logging.getLogger("docgen.web")


class Diary:
    """Writes down each request: method, route as it is written in the code, status, time taken.

    Addresses hold numbers of cases and words that were searched for; bodies hold names, ID numbers
    and amounts. None of these is written.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and note how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = clock.seconds(), 500

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, told)
        finally:
            # Where one application is mounted in another, the first part of the address is apart.
            route = scope.get("root_path", "") + getattr(scope.get("route"), "path", "-")
            taken = (clock.seconds() - begun) * 1000
            _log.info("%s %s %d %.0fms", scope["method"], route, status, taken)
