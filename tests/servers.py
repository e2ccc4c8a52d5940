"""The desk as a program of its own, and a real browser at it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

__all__ = ["CHROMIUM", "Served", "browser_page", "needs_browser", "serve"]

_START_SECONDS = 60
_ADDRESS = re.compile(r"http://\S+/")
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome-stable")
     if (found := shutil.which(name))),
    None,
)  # fmt: skip
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="没有 Chromium")
#: Nothing but the desk is spoken to, and no screen is needed.
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip


class Served:
    """A running desk.

    Attributes:
        address: Where it answers, without the last slash.
        process: The program.
    """

    def __init__(self, data: Path, *more: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "docgen", "serve", "--port", "0", "--data", str(data), *more],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self._said: list[str] = []
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._begun = threading.Event()
        self._reader.start()
        if not self._begun.wait(_START_SECONDS):
            self.kill()
            raise AssertionError(f"the desk did not start: {self.said}")
        found = _ADDRESS.search(self.said)
        if found is None:
            self.process.wait(10)
            self._reader.join(10)
            raise AssertionError(f"the desk did not start: {self.said}")
        self.address = found[0].rstrip("/")

    @property
    def said(self) -> str:
        """What it has said so far."""
        return "".join(self._said)

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._said.append(line)
            if _ADDRESS.search(line):
                self._begun.set()
        self._begun.set()

    def stop(self) -> int:
        """Stop it as Ctrl-C does; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        self._reader.join(10)
        self._close()
        return code

    def kill(self) -> None:
        """Kill it, as a failing machine does."""
        self.process.kill()
        self.process.wait(30)
        self._reader.join(10)
        self._close()

    def _close(self) -> None:
        if self.process.stderr is not None:
            self.process.stderr.close()


@contextmanager
def serve(data: Path, *more: str) -> Iterator[Served]:
    """Yield a running desk over a data folder; it is stopped at the end."""
    desk = Served(data, *more)
    try:
        yield desk
    finally:
        if desk.process.poll() is None:
            desk.stop()


@contextmanager
def browser_page(
    address: str, *, downloads: Path | None = None, size: Sequence[int] = (1092, 614)
) -> Iterator[Any]:
    """Yield a page of a fresh browser; what its console says of faults fails the test.

    Args:
        address: The desk's.
        downloads: Folder for downloads.
        size: Of the window, in CSS pixels; by default 1366 × 768 at 125 %.
    """
    from playwright.sync_api import sync_playwright

    faults: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM,
            args=list(_QUIET),
            downloads_path=str(downloads) if downloads else None,
        )
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=1.25,
            locale="zh-CN",
            base_url=address,
            accept_downloads=True,
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda told: _note(told, faults))
        try:
            yield page
        finally:
            context.close()
            browser.close()
    assert faults == []


def _note(told: Any, faults: list[str]) -> None:
    # Answers with a status of 4xx are told as errors too; tests look at them themselves.
    if told.type == "error" and "Failed to load resource" not in told.text:
        faults.append(told.text)
