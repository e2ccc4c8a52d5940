"""The process of a print run begun by the server, which need not outlive it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from typing import IO

from docgen.errors import DocgenError, UsageError
from docgen.register.records import Act
from docgen.web.run_child import BUSY, HELD
from docgen.web.settings import Settings

__all__ = ["start_process"]

_COMMAND = (sys.executable, "-I", "-m", "docgen.web.run_child")
#: What a process may know of the server's environment.
_PASSED_ON = ("SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "TZ")


def start_process(settings: Settings, name: str, act: Act) -> None:
    """Begin the process of a run, and wait until it holds the run.

    Args:
        settings: What the desk is started with.
        name: The run.
        act: Who lets it be printed, when.

    Raises:
        UsageError: Another process holds it.
        DocgenError: No process could be begun.
    """
    call = {
        "register": str(settings.register_path.resolve()),
        "runs": str(settings.runs.resolve()),
        "name": name,
        "templates": str(settings.templates.resolve()) if settings.templates else "",
        "act": asdict(act),
    }
    environment = {one: os.environ[one] for one in _PASSED_ON if one in os.environ}
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=settings.runs,
        env={"LC_ALL": "C.UTF-8", **environment},
        start_new_session=True,
        text=True,
    )
    answer = _talk(child, json.dumps(call) + "\n")
    # Nobody waits for it here; the system forgets it once somebody has asked how it ended.
    threading.Thread(target=child.wait, daemon=True).start()
    if answer == BUSY:
        raise UsageError("这一批正在打印。", fix="刷新页面，看它的进度。")
    if answer != HELD:
        raise DocgenError("打印进程没有启动。", fix="再试一次；仍不行的，请告诉维护者。")


def _talk(child: subprocess.Popen[str], order: str) -> str:
    given, taken = child.stdin, child.stdout
    if given is None or taken is None:  # both are pipes by the call above
        return ""
    with taken:
        _give(given, order)
        return taken.readline().strip()


def _give(given: IO[str], order: str) -> None:
    with suppress(BrokenPipeError):  # the process has ended; its silence says so
        given.write(order)
        given.flush()
    with suppress(BrokenPipeError):
        given.close()
