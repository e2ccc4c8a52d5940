"""The process of one print run: ``python -m docgen.web.run_child``, its order on standard input.

It outlives the server that began it. It waits for its turn, calls the same run as the command line,
writes how far it has come, and how it ended. Everything it does may be cut off at any moment: the
same call goes on with it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.errors import DocgenError, Problem, UsageError
from docgen.register.records import Act
from docgen.web import clock
from docgen.web.run_files import RunFiles, run_names
from docgen.web.run_progress import WAITING, Ended, Progress, process_mark

if TYPE_CHECKING:
    from docgen.batch.options import RunOptions

__all__ = ["BUSY", "HELD", "main"]

#: What is answered on standard output: the run is held, or another process holds it.
HELD, BUSY = "held", "busy"
#: Address space of each process: far more than pages of ten thousand notices take.
_MEMORY = 6 << 30
_PATIENCE, _NAP, _EVERY = 20, 0.05, 0.4


@dataclass(frozen=True, slots=True)
class _Call:
    """What the process is begun with."""

    register: Path
    runs: Path
    name: str
    templates: Path | None
    act: Act


class _Teller:
    """Writes down how far the run has come, a few times a second."""

    def __init__(self, files: RunFiles) -> None:
        now, pid = clock.wall(), os.getpid()
        self._files = files
        self._told = Progress(WAITING, 0, 0, now, 0, now, now, pid, process_mark(pid))
        files.tell(self._told)

    @property
    def queued(self) -> float:
        """When it began to wait."""
        return self._told.queued

    def step(self, what: str, done: int, total: int) -> None:
        """Take note of progress."""
        now, last = clock.wall(), self._told
        if what != last.what:
            last = replace(last, what=what, since=now, first=done)
        elif now - last.at < _EVERY and done < total:
            return
        self._told = replace(last, done=done, total=total, at=now)
        self._files.tell(self._told)


def main() -> int:
    """Print the run that is named on standard input.

    Returns:
        0 when it is done, 1 when it is not.
    """
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.default_int_handler)
    call = _read(sys.stdin.readline())
    files = RunFiles(call.runs, call.name)
    with _held(files) as free:
        if not free:
            print(BUSY, flush=True)
            return 1
        files.take_back_end()
        teller = _Teller(files)
        print(HELD, flush=True)
        ended = _ended(call, files, teller)
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_IGN)
        files.end(ended)
        return 0 if ended.how == "finished" else 1


def _read(line: str) -> _Call:
    told = json.loads(line)
    templates = Path(told["templates"]) if told["templates"] else None
    return _Call(
        Path(told["register"]), Path(told["runs"]), told["name"], templates, Act(**told["act"])
    )


@contextmanager
def _held(files: RunFiles) -> Iterator[bool]:
    """Hold the run; whoever looks whether it is held, holds it for a moment."""
    for _ in range(_PATIENCE - 1):
        with files.only_process() as free:
            if free:
                yield True
                return
        clock.pause(_NAP)
    with files.only_process() as free:
        yield free


def _ended(call: _Call, files: RunFiles, teller: _Teller) -> Ended:
    try:
        _limit_memory()
        with _turn(files, teller):
            _print(call, files, teller)
    except KeyboardInterrupt:
        return Ended("stopped")
    except DocgenError as error:
        return Ended("failed", error.problems)
    except Exception as error:
        # The edge of a process: nobody above could tell it.
        what = f"系统自身出错（{type(error).__name__}），没有交付任何文书。"
        return Ended("failed", [Problem(what, fix="再试一次；仍不行的，请告诉维护者。")])
    return Ended("finished")


def _limit_memory() -> None:
    try:
        import resource  # not on Windows
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def _turn(files: RunFiles, teller: _Teller) -> Iterator[None]:
    """Wait until no other run prints, those that came before going first."""
    while True:
        if not _others_first(files, teller.queued):
            with files.turn() as free:
                if free:
                    yield
                    return
        clock.pause(_EVERY)


def _others_first(files: RunFiles, queued: float) -> bool:
    for name in run_names(files.runs):
        other = RunFiles(files.runs, name)
        told = other.progress()
        earlier = told is not None and told.what == WAITING and told.queued < queued
        if name != files.name and earlier and other.is_alive:
            return True
    return False


def _print(call: _Call, files: RunFiles, teller: _Teller) -> None:
    teller.step("准备", 0, 0)
    # Those that wait need not have all of it in memory.
    from docgen.batch.run import print_run

    if files.approved() is None:
        raise UsageError("这一批的选项改过，还没有审核。", fix="审核后再打印。")
    _refuse_twin(call, files)
    print_run(_options(call, files), call.act, watch=teller)


def _options(call: _Call, files: RunFiles) -> RunOptions:
    from docgen.batch.options import RunOptions
    from docgen.batch.pool import default_workers

    order, cores = files.order(), default_workers()
    wish = order.wish
    return RunOptions(
        notice=wish.notice,
        ledgers=tuple(files.inside / one for one in order.ledgers),
        out=files.out,
        jurisdiction=wish.jurisdiction,
        common=wish.common,
        number=wish.number,
        merge=wish.merge,
        sort=wish.sort,
        duplex=wish.duplex,
        separators=wish.separators,
        returns=wish.returns,
        index=wish.index,
        # Those at the desk go on working while it prints.
        workers=cores - 1 if cores > 2 else cores,
        templates=call.templates,
        strict=wish.strict,
        stop_on_error=wish.stop_on_error,
        register=call.register,
        mapping=files.mapping if wish.mapping else None,
        sheet=wish.sheet,
        hidden=wish.hidden,
        embed=wish.embed,
    )


def _refuse_twin(call: _Call, files: RunFiles) -> None:
    """Refuse to print what another run has begun to print: they would be one in the register.

    Raises:
        UsageError: There is such a run, and it is not done.
    """
    if not call.register.exists():
        return
    from docgen.batch.folder import folder_seen_from
    from docgen.register.records import RunState
    from docgen.register.register import Register

    order = files.order()
    with Register.open(call.register, create=False) as register:
        for name in run_names(files.runs):
            other = RunFiles(files.runs, name)
            if name == files.name or not other.exists or not order.same_papers(other.order()):
                continue
            begun = register.runs(folder_seen_from(call.register, other.out))
            if any(one.state is RunState.RUNNING for one in begun):
                raise UsageError(
                    f"批次 {name} 用的是同一份台账和选项，还没有印完。",
                    fix="继续那一批，或先把它作罢。",
                )


if __name__ == "__main__":
    sys.exit(main())
