"""How a print run of the desk stands, as pages and API show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from docgen.errors import Problem
from docgen.register.records import Act
from docgen.web.run_order import RunOrder
from docgen.web.run_progress import Progress

__all__ = ["NOT_NOW", "DeskRun", "Phase"]


class Phase(StrEnum):
    """Where a run of the desk stands."""

    DRAFT = "draft"  # its options are still being filled in
    PREPARED = "prepared"  # waits to be let out
    WAITING = "waiting"  # let out; another run is printing
    RUNNING = "running"
    STOPPED = "stopped"  # by somebody, or cut off; may go on
    FAILED = "failed"
    GIVEN_UP = "given_up"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class DeskRun:
    """How a run stands.

    Attributes:
        name: Its name.
        phase: Where it stands.
        order: What is asked for.
        order_sha256: What whoever lets it out has to have seen.
        approved: Who let it out, when; None for nobody.
        progress: How far the process has come, while there is one.
        problems: Why it failed.
        printed: Rows printed and audited.
        refused: Rows that were refused while they were printed.
        waiting: Rows still to be printed.
        first_number: The first number that it holds; "" for none.
        last_number: The last one.
        cut_off: Whether its process was killed rather than stopped.
    """

    name: str
    phase: Phase
    order: RunOrder
    order_sha256: str
    approved: Act | None
    progress: Progress | None
    problems: Sequence[Problem]
    printed: int
    refused: int
    waiting: int
    first_number: str
    last_number: str
    cut_off: bool

    @property
    def is_alive(self) -> bool:
        """Whether a process prints it, or waits to."""
        return self.phase in (Phase.WAITING, Phase.RUNNING)

    @property
    def may_begin(self) -> bool:
        """Whether it may be let out, or go on."""
        return self.phase in (Phase.PREPARED, Phase.STOPPED, Phase.FAILED)


#: Why a run cannot be let out, by where it stands.
NOT_NOW: Mapping[Phase, str] = MappingProxyType(
    {
        Phase.DRAFT: "这一批的选项还没有填完。",
        Phase.WAITING: "这一批已经在排队。",
        Phase.RUNNING: "这一批正在打印。",
        Phase.GIVEN_UP: "这一批已经作罢。",
        Phase.FINISHED: "这一批已经印完。",
    }
)
