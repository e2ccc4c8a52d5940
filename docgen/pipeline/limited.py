"""What somebody sent in is read in a child process with little memory and time.

    limited("case", data, name="案卷.xlsx")     # {"data": …, "origins": …}
    limited("verify", data, name="合同.docx", options={"receipt": filed})

The child has its own interpreter, an empty folder, an empty environment, no files of its parent,
and limits that it cannot raise again (``limited_child``). It is ended with its whole group when its
time is up. Only JSON comes back. What a hostile file could do to a parser ends with the child.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import IO, Any

from docgen import errors
from docgen.errors import DocgenError, InputError, Problem

__all__ = ["CALLS", "BusyError", "Limits", "clean_name", "limited"]

_MB = 1024 * 1024
_LOG = logging.getLogger(__name__)


class BusyError(InputError):
    """So many files are being read that this one has to wait; nothing is wrong with it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reader may take.

    Attributes:
        most: Bytes of the file, and of each further file.
        memory: Bytes of address space.
        seconds: Processor time; twice as long by the clock.
    """

    most: int
    memory: int
    seconds: int


#: The closed list of readers with their limits.
CALLS: Mapping[str, Limits] = MappingProxyType(
    {
        "case": Limits(16 * _MB, 1024 * _MB, 20),
        "form": Limits(16 * _MB, 1024 * _MB, 20),
        "commented_form": Limits(16 * _MB, 1024 * _MB, 30),
        "ledger": Limits(64 * _MB, 2048 * _MB, 60),
        "commented": Limits(64 * _MB, 2048 * _MB, 90),
        "sheet": Limits(16 * _MB, 1024 * _MB, 20),
        "template": Limits(20 * _MB, 1024 * _MB, 20),
        "lint": Limits(20 * _MB, 1024 * _MB, 30),
        "verify": Limits(64 * _MB, 1024 * _MB, 30),
        "inside": Limits(64 * _MB, 1024 * _MB, 20),
        "compare": Limits(64 * _MB, 1536 * _MB, 60),
    }
)
_COMMAND = (sys.executable, "-I", "-B", "-m", "docgen.pipeline.limited_child")
#: A comparison may bring a whole Word file back, in letters.
_MOST_ANSWER = 96 * _MB
#: Children at a time: more would only share the same processors, and each may fill its memory.
_AT_ONCE = max(2, min(os.cpu_count() or 2, 8))
_places = threading.BoundedSemaphore(_AT_ONCE)
_PATIENCE_SECONDS = 30
_LONGEST_NAME = 80
_NAMELESS = "来件"
_OPEN_IT = "请用 Word、WPS 或 Excel 打开检查，另存一份再试。"
_ERRORS: Mapping[str, type[DocgenError]] = MappingProxyType(
    {name: getattr(errors, name) for name in errors.__all__ if name.endswith("Error")}
)


def limited(
    call: str,
    data: bytes,
    *,
    name: str,
    options: Mapping[str, Any] = MappingProxyType({}),
) -> Any:
    """Have a file read by a child process with little memory and time.

    Args:
        call: One of :data:`CALLS`.
        data: The file as it was sent in.
        name: Its name as it was sent in; used in messages only, after cleaning.
        options: For the reader: plain JSON values, and bytes for further files; what ends in
            ``_name`` is cleaned as ``name`` is.

    Returns:
        What the reader gives, as plain JSON values.

    Raises:
        DocgenError: What the reader raises, as itself, with all its problems.
        InputError: The file is too large, or took too much memory or time, or ended the reader.
        BusyError: No place became free.
    """
    limits, name = CALLS[call], clean_name(name)
    files = {key: value for key, value in options.items() if isinstance(value, bytes)}
    for one in (data, *files.values()):
        if len(one) > limits.most:
            message = f"文件太大：超过 {limits.most // _MB} MB。"
            raise InputError(message, where=name, fix="请核对是否选错了文件。", code="S011")
    head = {
        "call": call,
        "name": name,
        "options": {
            key: clean_name(value) if key.endswith("_name") else value
            for key, value in options.items()
            if key not in files
        },
        "memory": limits.memory,
        "seconds": limits.seconds,
        "length": len(data),
        "lengths": {key: len(value) for key, value in files.items()},
    }
    line = json.dumps(head).encode("ascii") + b"\n"
    with _place(name):
        answer, end = _ask((line, data, *files.values()), limits.seconds * 2)
    return _read(answer, end, call, name)


def clean_name(name: str) -> str:
    """Return a file's name for messages: one line, no folders, nothing that cannot be seen.

    Args:
        name: As a browser or a program sent it.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    seen = "".join(one for one in last if one.isprintable()).strip(" .")
    if len(seen) > _LONGEST_NAME:
        suffix = PurePath(seen).suffix[:10]
        seen = f"{seen[: _LONGEST_NAME - len(suffix) - 1]}…{suffix}"
    return seen or _NAMELESS


@contextmanager
def _place(name: str) -> Iterator[None]:
    if not _places.acquire(timeout=_PATIENCE_SECONDS):
        message = "正在读的文件太多，这一份还没有读。"
        raise BusyError(message, where=name, fix="请过一会儿再传一次。", code="S050")
    try:
        yield
    finally:
        _places.release()


def _ask(blobs: Iterable[bytes], seconds: int) -> tuple[bytes, int | None]:
    """Return what the child answers, and how it ended; None when its time was up."""
    with tempfile.TemporaryDirectory(prefix="docgen-") as empty:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=empty,
            env=_environment(),
            start_new_session=True,
        )
        late = threading.Event()
        timer = threading.Timer(seconds, _stop, (child, late))
        timer.start()
        answer = _talk(child, blobs)
        # The child is not waited for until nobody else can mean to kill it.
        timer.cancel()
        timer.join()
        _kill(child)
        end = child.wait()
    return answer, None if late.is_set() else end


def _environment() -> dict[str, str]:
    # Windows cannot load its libraries without it; nothing else is handed down.
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {"LC_ALL": "C.UTF-8", **kept}


def _talk(child: subprocess.Popen[bytes], blobs: Iterable[bytes]) -> bytes:
    given, taken = child.stdin, child.stdout
    if given is None or taken is None:  # both are pipes by the call above
        return b""
    writer = threading.Thread(target=_feed, args=(given, blobs))
    writer.start()
    with taken:
        answer = taken.read(_MOST_ANSWER + 1)
    if len(answer) > _MOST_ANSWER:
        answer = b""
        _kill(child)
    writer.join()
    return answer


def _feed(into: IO[bytes], blobs: Iterable[bytes]) -> None:
    with suppress(OSError):  # the child has ended; its answer says why
        for one in blobs:
            into.write(one)
        into.flush()
    with suppress(OSError):
        into.close()


def _stop(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    _kill(child)


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the child with whatever it began; it is not waited for, so its number is still its."""
    if sys.platform == "win32":
        child.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _read(answer: bytes, end: int | None, call: str, name: str) -> Any:
    try:
        said = json.loads(answer)
        if "value" in said:
            return said["value"]
        if "error" in said:
            problems = [Problem(**{k: str(v) for k, v in one.items()}) for one in said["problems"]]
            kind = _ERRORS[said["error"]]
        else:
            problems, kind = [], InputError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        said, problems, kind = {}, [], InputError
    if problems:
        raise kind(problems)
    reason = "memory" if said.get("end") == "memory" else ("time" if _timed_out(end) else "crash")
    _LOG.warning("limited reader %s ended without an answer: %s (%s)", call, reason, end)
    raise InputError(_ENDS[reason], where=name, fix=_OPEN_IT, code="S051")


_ENDS = {
    "memory": "读这个文件用尽了允许的内存，已经停止，不像一份正常的文件。",
    "time": "读这个文件用尽了允许的时间，已经停止，不像一份正常的文件。",
    "crash": "这个文件让读取中途停了下来，没有读出任何内容。",
}


def _timed_out(end: int | None) -> bool:
    return end is None or (sys.platform != "win32" and end == -signal.SIGXCPU)
