"""How many cases a counting test tries: all of them before an issue is closed, fewer daily."""

from __future__ import annotations

import os
from typing import TypeVar

__all__ = ["count"]


T = TypeVar("T")


def count(full: T, reduced: T) -> T:
    """Return ``full`` when the environment has ``DOCGEN_COUNTS=full``, else ``reduced``.

    Raises:
        ValueError: ``DOCGEN_COUNTS`` is set to anything but ``full`` or ``reduced``.
    """
    chosen = os.environ.get("DOCGEN_COUNTS", "reduced")
    if chosen not in ("full", "reduced"):
        raise ValueError(f"DOCGEN_COUNTS 只能是 full 或 reduced，不能是 {chosen}")
    return full if chosen == "full" else reduced
