"""What somebody sent in and what was found in it, kept for a while in memory only.

It lets a page be opened again, printed and downloaded from without sending the file once more. Each
thing is its owner's alone. When the desk ends it is gone; nothing of it touches the disk.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from docgen.web import clock
from docgen.web.door.tickets import new_ticket
from docgen.web.door.visitor import Visitor

__all__ = ["Kept", "Shelf"]

_MOST, _MOST_BYTES = 64, 192 * 1024 * 1024
_SECONDS = 2 * 60 * 60


@dataclass(frozen=True, slots=True)
class Kept:
    """Something kept.

    Attributes:
        kind: What page it belongs to.
        values: What the page shows.
        files: Files by name.
    """

    kind: str
    values: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


class Shelf:
    """Keeps a limited number of things for a limited time; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[int | None, float, Kept, int]] = OrderedDict()

    def put(self, who: Visitor, kept: Kept) -> str:
        """Keep something and return the key under which it is found.

        Args:
            who: Whose it is.
            kept: What.
        """
        key = new_ticket()
        with self._lock:
            self._kept[key] = (_owner(who), clock.seconds(), kept, _weight(kept))
            self._tidy()
        return key

    def get(self, who: Visitor, key: str, kind: str) -> Kept | None:
        """Return what is kept, None where there is no such thing of theirs, or not any more.

        Args:
            who: Who asks.
            key: As :meth:`put` gave it.
            kind: What page it belongs to.
        """
        with self._lock:
            self._tidy()
            found = self._kept.get(key)
        if found is None or found[0] != _owner(who) or found[2].kind != kind:
            return None
        return found[2]

    def _tidy(self) -> None:
        now = clock.seconds()
        for key in [one for one, (_, at, _, _) in self._kept.items() if now - at > _SECONDS]:
            del self._kept[key]
        while len(self._kept) > _MOST or (len(self._kept) > 1 and self._size() > _MOST_BYTES):
            self._kept.popitem(last=False)

    def _size(self) -> int:
        return sum(weight for _, _, _, weight in self._kept.values())


def _weight(kept: Kept) -> int:
    """Return about how many bytes something takes up."""
    return sum(map(len, kept.files.values())) + len(repr(kept.values))


def _owner(who: Visitor) -> int | None:
    return who.person.id if who.person else None
