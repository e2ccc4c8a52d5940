"""What the parts of the desk share: the open file, and times that can be compared."""

from __future__ import annotations

from datetime import UTC, datetime

from docgen.errors import DocgenError
from docgen.register.store import Store

__all__ = ["Room", "utc"]


class Room:
    """A part of the desk: some calls on the open register, each one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store


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
