"""The child process of ``limited``: takes its limits upon itself, reads one file, answers in JSON.

On standard input: one line of JSON (what to call, limits, lengths), then the bytes. On standard
output: one JSON object, ``value``, ``error`` with its problems, or ``end`` when memory gave out.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

from docgen.errors import DocgenError
from docgen.pipeline.limited_readers import READERS, Reader

__all__ = ["main"]

_MOST_HEAD = 1 << 20
#: What a reader needs open at a time is a schema file or two.
_FILES = 64
_CUT_SHORT = 9


def main(readers: Mapping[str, Reader] = READERS) -> int:
    """Answer the one question on standard input.

    Args:
        readers: The readers that may be called.

    Returns:
        0 when an answer was written, whatever it says.
    """
    # What a library should print must not stand in the answer.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    source = sys.stdin.buffer
    head = json.loads(source.readline(_MOST_HEAD))
    limit(head["memory"], head["seconds"])
    data, options = _read(source, head["length"]), dict(head["options"])
    for name, length in head["lengths"].items():
        options[name] = _read(source, length)
    out.write(_answer(readers[head["call"]], data, head["name"], options))
    out.close()
    return 0


def _read(source: BinaryIO, length: int) -> bytes:
    data = source.read(length)
    if len(data) != length:  # whoever asked is gone
        sys.exit(_CUT_SHORT)
    return data


def _answer(read: Reader, data: bytes, name: str, options: Mapping[str, Any]) -> bytes:
    try:
        answer = {"value": read(data, name, options)}
    except DocgenError as error:
        problems = [asdict(one) for one in error.problems]
        answer = {"error": type(error).__name__, "problems": problems}
    except MemoryError:
        answer = {"end": "memory"}
    return json.dumps(answer, ensure_ascii=True).encode("ascii")


def limit(memory: int, seconds: int) -> None:
    """Take limits upon this process: memory, processor time, no files, no processes, no core.

    Args:
        memory: Bytes of address space.
        seconds: Seconds of processor time.
    """
    try:
        import resource  # not on Windows, where only the time is limited, by whoever asked
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds + 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _FILES),
    ):
        hard = resource.getrlimit(what)[1]
        held = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (held, held))
    # The signal of the soft limit says why the process ended; the hard one only kills.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    sys.exit(main())
