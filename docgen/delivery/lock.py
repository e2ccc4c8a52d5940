"""One program at a time: a file that is held for as long as something is being done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

__all__ = ["held"]

fcntl: ModuleType | None
try:
    fcntl = import_module("fcntl")
except ImportError:  # Windows: an open file cannot be removed there, which tells as much
    fcntl = None


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold a file's lock until the end of the block; a program that dies lets it go.

    Args:
        path: The file; made when it is not there.

    Yields:
        Whether nobody else holds it.

    Raises:
        OSError: The file cannot be opened.
    """
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        free = True
        if fcntl is not None:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                free = False
        yield free
    finally:
        os.close(handle)
