"""What all requests share: the register, the settings, the turns for heavy work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request

from docgen.errors import DocgenError
from docgen.register.desk import Desk
from docgen.register.records import Act
from docgen.web import clock
from docgen.web.door.visitor import Visitor
from docgen.web.makers import Makers
from docgen.web.settings import Settings
from docgen.web.shelf import Shelf

__all__ = ["Busy", "Office", "office"]


class Busy(DocgenError):  # noqa: N818 - an answer, not a fault
    """More is asked for at once than this machine can do."""


class Office:
    """What all requests share.

    Args:
        settings: What the desk was started with.
        desk: The register and all that lies in its file.
    """

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self.settings = settings
        self.desk = desk
        self.shelf = Shelf()
        self.makers = Makers(settings.processes, settings.templates)
        self._turns = threading.BoundedSemaphore(settings.limits.heavy)
        self._peopled = False

    def has_people(self) -> bool:
        """Return whether anybody is set up; once somebody is, somebody always will be."""
        if not self._peopled:
            self._peopled = bool(self.desk.people())
        return self._peopled

    def now(self) -> str:
        """Return this moment, ISO 8601."""
        return clock.now()

    def act(self, visitor: Visitor, why: str = "") -> Act:
        """Return who does something now, for the trail.

        Args:
            visitor: Who.
            why: The reason.
        """
        return Act(clock.now(), visitor.name, why)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold one of the turns for heavy work: papers made, files compared.

        Raises:
            Busy: None became free in time.
        """
        if not self._turns.acquire(timeout=self.settings.limits.wait_seconds):
            raise Busy("正在制作的文书太多，没有排上。", fix="稍等片刻再试一次。")
        try:
            yield
        finally:
            self._turns.release()


def office(request: Request) -> Office:
    """Return the office of a request's desk; a dependency."""
    found: Office = request.app.state.office
    return found
