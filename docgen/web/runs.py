"""Print runs of the desk: prepared, let out, printed by a process of their own, watched, stopped.

Pages and API call these. How a run stands is read from its folder, its lock and the register at
every question: a server that dies, or a second one beside it, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from docgen.batch.folder import folder_seen_from
from docgen.delivery.names import safe_name
from docgen.delivery.receipt import sha256
from docgen.errors import DocgenError, UsageError
from docgen.pipeline.limited import clean_name, limited
from docgen.register.desk import Desk
from docgen.register.records import Act, Document, RowState, Run, RunState
from docgen.register.rows import RowCount
from docgen.web import clock
from docgen.web.run_files import DISCARDED, RunFiles, new_run, run_names
from docgen.web.run_order import RunOrder, RunWish
from docgen.web.run_process import start_process
from docgen.web.run_progress import WAITING
from docgen.web.run_state import NOT_NOW, DeskRun, Phase
from docgen.web.settings import Settings

__all__ = ["DeskRun", "Phase", "RunWish", "Runs"]

_NUMBER_FIELD = "notice.document_no"


class Runs:
    """The print runs of a desk.

    Args:
        settings: What the desk is started with.
        desk: Its register.
    """

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self._settings, self._desk = settings, desk

    def look(self, wish: RunWish, data: bytes, name: str) -> Any:
        """Return what a ledger holds, as :func:`limited` tells it of the reader ``ledger``.

        Args:
            wish: What is asked for; its sheet, common fields and mapping count.
            data: The ledger.
            name: Its name as it was sent in.

        Raises:
            InputError: It cannot be read.
        """
        options = {
            "sheet": wish.sheet,
            "common": dict(wish.common),
            "mapping": dict(wish.mapping),
            "include_hidden": wish.hidden,
        }
        return limited("ledger", data, name=name, options=options)

    def prepare(
        self, wish: RunWish, ledger: bytes, name: str, act: Act, *, ready: bool = True
    ) -> str:
        """Keep a ledger and what is asked for as a run that may be let out.

        Args:
            wish: What is asked for.
            ledger: The ledger.
            name: Its name as it was sent in.
            act: Who, when.
            ready: Whether it may be let out as it is; else it is a draft.

        Returns:
            The run's name.

        Raises:
            UsageError: Options do not go together, or there is no such notice.
            InputError: The ledger cannot be read.
            DeliveryError: The folder cannot be written.
        """
        wish = wish.tidied()
        found = self.look(wish, ledger, name)
        order = RunOrder(
            wish=wish,
            ledgers=(safe_name(clean_name(name)),),
            ledger_sha256=(sha256(ledger),),
            numbered=_numbered(wish, found),
            ready=ready,
            prepared=act,
        )
        made = new_run(self._settings.runs, clock.day(), order.ledgers[0], ledger, order)
        self._desk.note(act, "run.prepare", f"run/{made.name}")
        return made.name

    def change(self, name: str, wish: RunWish, act: Act, *, ready: bool = True) -> None:
        """Ask for something else, of a run of which nothing was printed yet.

        Args:
            name: The run.
            wish: What is asked for now.
            act: Who, when; a second person has to let it out.
            ready: Whether it may be let out as it is.

        Raises:
            UsageError: No such run, or it was begun.
            InputError: The ledger cannot be read so.
        """
        files, wish = self._files(name), wish.tidied()
        if not self._may_change(files):
            raise UsageError("这一批已经开始打印，选项不能再改。", fix="要改的，另建一批。")
        order = files.order()
        data = (files.inside / order.ledgers[0]).read_bytes()
        found = self.look(wish, data, order.ledgers[0])
        numbered = _numbered(wish, found)
        files.put(replace(order, wish=wish, numbered=numbered, ready=ready, prepared=act))
        self._desk.note(act, "run.prepare", f"run/{name}")

    def begin(self, name: str, act: Act, *, seen: str = "", alone: bool = False) -> None:
        """Let a run out, or go on with it: a process of its own prints it.

        Args:
            name: The run.
            act: Who, when. A run with numbers is let out by somebody else than who prepared it.
            seen: ``order_sha256`` as they saw it; "" for as it is now.
            alone: Whether the desk has no people, so that one person does both.

        Raises:
            UsageError: No such run; it is a draft, done, printing already; it has to be let out by
                another person; it was changed in between.
            DeliveryError: The folder cannot be written.
        """
        files, run = self._files(name), self.state(name)
        if not run.may_begin:
            raise UsageError(NOT_NOW[run.phase], fix="刷新页面，看它现在的状态。")
        if seen and seen != run.order_sha256:
            raise UsageError("这一批的选项刚刚改过。", fix="看过改动后再审核。")
        if run.approved is None:
            if run.order.numbered and not alone and act.who == run.order.prepared.who:
                raise UsageError(
                    "有文号的批次要由另一个人审核后打印。", fix="请另一位有审核权限的同事审核。"
                )
            files.approve(act, run.order_sha256)
            self._desk.note(act, "run.approve", f"run/{name}")
        else:
            self._desk.note(act, "run.resume", f"run/{name}")
        start_process(self._settings, name, act)

    def start(
        self, wish: RunWish, ledger: bytes, name: str, act: Act, *, alone: bool = False
    ) -> str:
        """Prepare a run and let it out at once: one without numbers, or of a desk without people.

        Returns:
            The run's name.

        Raises:
            DocgenError: As :meth:`prepare` and :meth:`begin`.
        """
        made = self.prepare(wish, ledger, name, act)
        self.begin(made, act, alone=alone)
        return made

    def stop(self, name: str, act: Act) -> None:
        """Have the process of a run end cleanly; what is printed stays, and it may go on.

        Raises:
            UsageError: No such run, or no process prints it.
        """
        if not self._files(name).interrupt():
            raise UsageError("这一批没有在打印。", fix="刷新页面，看它现在的状态。")
        self._desk.note(act, "run.interrupt", f"run/{name}")

    def names(self) -> tuple[str, ...]:
        """Return the names of all runs, the newest first."""
        return run_names(self._settings.runs)

    def listing(self, limit: int = 50, offset: int = 0) -> tuple[DeskRun, ...]:
        """Return how runs stand, the newest first; folders that hold none are passed over."""
        return tuple(self._standing(self.names()[offset : offset + limit]))

    def _standing(self, names: Sequence[str]) -> Iterator[DeskRun]:
        for name in names:
            try:
                yield self.state(name)
            except DocgenError:
                continue

    def state(self, name: str) -> DeskRun:
        """Return how a run stands.

        Raises:
            UsageError: There is no such run.
            InputError: What it was asked for cannot be read.
        """
        files = self._files(name)
        alive, ended = files.is_alive, files.ended()
        known = self._registered(files)
        count = self._desk.count_rows(known) if known is not None else RowCount({})
        phase = self._phase(files, known, alive=alive)
        told = files.progress()
        return DeskRun(
            name=name,
            phase=phase,
            order=files.order(),
            order_sha256=files.order_sha256,
            approved=files.approved(),
            progress=told if alive else None,
            problems=ended.problems if ended and phase is Phase.FAILED else (),
            printed=count.states.get(RowState.CONFIRMED, 0),
            refused=count.states.get(RowState.REFUSED, 0),
            waiting=count.states.get(RowState.RESERVED, 0),
            first_number=count.first,
            last_number=count.last,
            cut_off=phase is Phase.STOPPED and ended is None,
        )

    def documents(self, name: str) -> tuple[Document, ...]:
        """Return the papers that a run issued, in the order of printing."""
        known = self._registered(self._files(name))
        return self._desk.register.documents(run=known) if known is not None else ()

    def folder(self, name: str) -> Path:
        """Return a run's folder, as ``docgen.batch`` takes it.

        Raises:
            UsageError: There is no such run.
        """
        return self._files(name).out

    def ledger(self, name: str) -> tuple[str, bytes]:
        """Return a run's ledger: its name and the file."""
        files = self._files(name)
        first = files.order().ledgers[0]
        return first, (files.inside / first).read_bytes()

    def discard(self, name: str, act: Act) -> None:
        """Put a run aside of which nothing was ever printed.

        Raises:
            UsageError: No such run, or something was printed.
        """
        files = self._files(name)
        if not self._may_change(files):
            raise UsageError("这一批已经开始打印，不能丢弃。", fix="停下以后可以作罢，文号退回。")
        target = self._settings.runs / f"{DISCARDED}{name}"
        files.out.rename(target)
        self._desk.note(act, "run.discard", f"run/{name}")

    def _files(self, name: str) -> RunFiles:
        files = RunFiles(self._settings.runs, name)
        if not files.exists:
            raise UsageError("没有这一批。", fix="从批次列表进入。")
        return files

    def _registered(self, files: RunFiles) -> Run | None:
        """Return the run in the register, the last one of its folder; None before it begins.

        One that was stopped before it had any row (its first number was in use) did not begin.
        """
        folder = folder_seen_from(self._settings.register_path, files.out)
        found = self._desk.register.runs(folder)
        if not found:
            return None
        last = found[-1]
        empty = last.state is RunState.STOPPED and not self._desk.count_rows(last).states
        return None if empty else last

    def _may_change(self, files: RunFiles) -> bool:
        return self._registered(files) is None and not files.is_alive

    def _phase(self, files: RunFiles, known: Run | None, *, alive: bool) -> Phase:
        if alive:
            told = files.progress()
            return Phase.WAITING if told is None or told.what == WAITING else Phase.RUNNING
        if known is not None and known.state is RunState.FINISHED:
            return Phase.FINISHED
        if known is not None and known.state is RunState.STOPPED:
            return Phase.GIVEN_UP
        ended = files.ended()
        if ended is not None:
            return Phase(ended.how)
        if known is not None or (files.approved() is not None and files.progress() is not None):
            return Phase.STOPPED
        return Phase.PREPARED if files.order().ready else Phase.DRAFT


def _numbered(wish: RunWish, found: Mapping[str, Any]) -> bool:
    return bool(wish.number) or any(one["path"] == _NUMBER_FIELD for one in found["columns"])
