"""The desk's clock: the only place of these rooms that asks the machine for the time."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

__all__ = ["day", "later", "now", "pause", "seconds", "wall"]


def now() -> str:
    """Return this moment, ISO 8601 with its offset, to the second."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def later(seconds_from_now: float) -> str:
    """Return a moment to come, as :func:`now` writes it."""
    moment = datetime.now().astimezone() + timedelta(seconds=seconds_from_now)
    return moment.isoformat(timespec="seconds")


def day() -> str:
    """Return the day, ISO."""
    return datetime.now().astimezone().date().isoformat()


def seconds() -> float:
    """Return seconds of a clock that only runs on."""
    return time.monotonic()


def wall() -> float:
    """Return seconds since 1970 of a clock that all programs of the machine share."""
    return time.time()


def pause(length: float) -> None:
    """Wait for some seconds."""
    time.sleep(length)
