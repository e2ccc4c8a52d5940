"""Who gives a command, and when: the only place that asks the machine."""

from __future__ import annotations

import getpass
import time
from datetime import datetime

from docgen.register.records import Act

__all__ = ["act_now", "seconds"]

_NOBODY = "未署名"


def act_now(by: str | None = None, why: str = "") -> Act:
    """Return who does something now, for the register's trail.

    Args:
        by: Who, as given on the command line; by default the name of the login.
        why: The reason.
    """
    try:
        login = getpass.getuser()
    except (KeyError, OSError):
        login = _NOBODY
    return Act(datetime.now().astimezone().isoformat(timespec="seconds"), by or login, why)


def seconds() -> float:
    """Return seconds of a clock that only runs on, to tell how fast a run comes along."""
    return time.monotonic()
