"""Starting the desk's server."""

from __future__ import annotations

import logging
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import uvicorn

from docgen.errors import DeliveryError, UsageError
from docgen.web.app import create_app
from docgen.web.settings import Settings
from docgen.web.warm import warm_up

__all__ = ["serve"]

_STOP_SECONDS = 10


def serve(settings: Settings, tell: Callable[[str], None]) -> None:
    """Serve the desk until it is stopped (Ctrl-C, SIGTERM).

    Args:
        settings: What it is started with.
        tell: Is given what whoever started it must know, a line at a time.

    Raises:
        UsageError: The address cannot be had.
        DeliveryError: The data folder cannot be written.
        InputError: The register cannot be read.
    """
    _make_folder(settings)
    if not settings.only_here and not settings.setup_code:
        settings = replace(settings, setup_code=secrets.token_urlsafe(9))
    app = create_app(settings)
    listening = _listen(settings)
    warm_up(settings)
    if not app.state.office.has_people():
        tell(
            "还没有设立用户：只有这台电脑能使用，打开下面的网址即可设立。"
            if settings.only_here
            else f"还没有设立用户：打开下面的网址设立第一个，设立码 {settings.setup_code} 。"
        )
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    tell(f"已启动：http://{host}:{listening.getsockname()[1]}/ 用浏览器打开；按 Ctrl-C 停止。")
    logging.getLogger("docgen.web").setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").addFilter(_without_trace)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    # Ctrl-C is how it is meant to end: requests under way are answered first.
    with listening, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
    tell("已停止。")


def _without_trace(record: logging.LogRecord) -> bool:
    """Keep traces and messages of errors out of the log: they hold what was being worked on."""
    if record.exc_info and record.exc_info[0] is not None:
        record.msg, record.args = "unanswered %s", (record.exc_info[0].__name__,)
        record.exc_info = record.exc_text = None
    return True


def _make_folder(settings: Settings) -> None:
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        settings.runs.mkdir(exist_ok=True)
    except OSError as error:
        raise DeliveryError(
            f"数据文件夹「{settings.data}」不能用。", fix="换一个位置（--data），或改正它的权限。"
        ) from error


def _listen(settings: Settings) -> socket.socket:
    """Return a socket that listens; taken before anything is told, so that what is told is true."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        made = socket.socket(family, kind, protocol)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
            made.listen(128)
        except OSError:
            made.close()
            raise
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"不能在 {settings.host}:{settings.port} 上启动，可能已有程序占用。",
            fix="换一个端口（--port），或先停掉那个程序。",
        ) from error
    return made
