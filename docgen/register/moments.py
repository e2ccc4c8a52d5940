"""Moments in the one form in which they are compared as texts."""

from __future__ import annotations

from datetime import UTC, datetime

from docgen.errors import DocgenError

__all__ = ["utc"]


def utc(at: str) -> str:
    """Return a moment in the one form in which moments are compared as texts.

    Args:
        at: ISO 8601 with its offset.

    Raises:
        DocgenError: It is none, or has no offset.
    """
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise DocgenError("登记的时间不是 ISO 8601。") from error
    if moment.tzinfo is None:
        raise DocgenError("登记的时间没有写明时区。")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
