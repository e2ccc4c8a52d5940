"""The folder of one print run of the desk: what lies where, and whether anybody prints into it.

    DATA/runs/2026-11-25-1/
        in/           the ledger, order.json (what is asked for), approved.json, ended.json
        desk.json     how far it has come; no names or amounts
        .desk.lock    held by the process that prints, for as long as it lives
        …             what the run delivers (docgen.batch.folder)

Whether a run is printing is told by the lock alone: the system lets it go with the process that
held it, however that ended. Nothing here rests on the memory of a server.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from docgen.delivery.lock import held
from docgen.delivery.write import write_all
from docgen.errors import DeliveryError, Problem, UsageError
from docgen.register.records import Act
from docgen.web.run_order import RunOrder
from docgen.web.run_progress import Ended, Progress, process_mark

__all__ = ["DISCARDED", "RunFiles", "new_run", "run_names"]

_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{1,6}")
#: Begins the name of a folder that was put aside.
DISCARDED = ".discarded-"
_LOCK, _TURN, _PROGRESS = ".desk.lock", ".printing.lock", "desk.json"
_IN, _ORDER, _APPROVED, _ENDED, _MAPPING = (
    "in",
    "order.json",
    "approved.json",
    "ended.json",
    "mapping.yaml",
)


class RunFiles:
    """The folder of one run.

    Args:
        runs: Folder of all runs.
        name: Name of the run.

    Raises:
        UsageError: It is no name of a run.
    """

    def __init__(self, runs: Path, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise UsageError("没有这一批。", fix="从批次列表进入。")
        self.name, self.runs = name, runs
        self.out = runs / name
        self.inside = self.out / _IN

    @property
    def exists(self) -> bool:
        """Whether there is such a run."""
        return (self.inside / _ORDER).is_file()

    @property
    def mapping(self) -> Path:
        """The file that says which column is which field; there only where one was told."""
        return self.inside / _MAPPING

    def order(self) -> RunOrder:
        """Return what is asked for.

        Raises:
            InputError: It cannot be read.
        """
        return RunOrder.from_file(self.inside / _ORDER)

    @property
    def order_sha256(self) -> str:
        """What tells what is asked for from what was asked for before."""
        return sha256((self.inside / _ORDER).read_bytes()).hexdigest()

    def put(self, order: RunOrder) -> None:
        """Write what is asked for; what was let out and how it ended are void with it.

        Raises:
            DeliveryError: It cannot be written.
        """
        self.take_back_end()
        write_all(self.inside, parts_of(order))

    def approved(self) -> Act | None:
        """Return who let the run be printed as it is asked for now; None for nobody."""
        told = _read(self.inside / _APPROVED)
        try:
            act = Act(**told["act"])
            return act if told["order"] == self.order_sha256 else None
        except (KeyError, TypeError):
            return None

    def approve(self, act: Act, order_sha256: str) -> None:
        """Note who lets it be printed as they saw it.

        Args:
            act: Who, when.
            order_sha256: What they saw.

        Raises:
            DeliveryError: It cannot be written.
        """
        told = {"act": asdict(act), "order": order_sha256}
        write_all(self.inside, {_APPROVED: json.dumps(told).encode("ascii")})

    def ended(self) -> Ended | None:
        """Return how the last process ended; None where it was killed, or there was none."""
        told = _read(self.inside / _ENDED)
        try:
            return Ended(told["how"], tuple(Problem(**one) for one in told["problems"]))
        except (KeyError, TypeError):
            return None

    def end(self, ended: Ended) -> None:
        """Note how the process ended; it says why while nobody else can.

        Raises:
            DeliveryError: It cannot be written.
        """
        told = json.dumps(asdict(ended)).encode("ascii")
        write_all(self.inside, {_ENDED: told})

    def take_back_end(self) -> None:
        """Begin anew: how the process before ended does not count any more."""
        (self.inside / _ENDED).unlink(missing_ok=True)

    def progress(self) -> Progress | None:
        """Return how far the run has come, None before it began."""
        try:
            return Progress(**_read(self.out / _PROGRESS))
        except TypeError:
            return None

    def tell(self, progress: Progress) -> None:
        """Write how far it has come, whole; a full disk keeps nobody from printing."""
        draft = self.out / f".{_PROGRESS}.{os.getpid()}"
        with suppress(OSError):
            draft.write_text(json.dumps(asdict(progress), ensure_ascii=False), "utf-8")
            draft.replace(self.out / _PROGRESS)

    @contextmanager
    def only_process(self) -> Iterator[bool]:
        """Hold the run for as long as a process prints; yield whether nobody else does."""
        with held(self.out / _LOCK) as free:
            yield free

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Hold the desk's turn to print; yield whether no other run has it."""
        with held(self.runs / _TURN) as free:
            yield free

    @property
    def is_alive(self) -> bool:
        """Whether a process prints, or waits for its turn."""
        if not (self.out / _LOCK).exists():
            return False
        with self.only_process() as free:
            return not free

    def interrupt(self) -> bool:
        """Ask the process that prints to end cleanly; return whether there was one.

        Raises:
            UsageError: It is only just beginning.
        """
        told = self.progress()
        if told is None or not self.is_alive:
            return False
        if sys.platform != "linux":
            os.kill(told.pid, signal.SIGINT)
            return True
        try:
            handle = os.pidfd_open(told.pid)
        except ProcessLookupError:
            return False
        try:
            # From here on the number cannot pass to another process unseen.
            if process_mark(told.pid) != told.mark:
                raise UsageError("这一批刚刚开始。", fix="过一两秒再停一次。")
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, signal.SIGINT)
        finally:
            os.close(handle)
        return True


def parts_of(order: RunOrder) -> dict[str, bytes | Path]:
    """Return the files that an order is kept in, by name."""
    files: dict[str, bytes | Path] = {_ORDER: order.as_bytes()}
    if order.wish.mapping:
        told = json.dumps(dict(order.wish.mapping), ensure_ascii=False)
        files[_MAPPING] = told.encode("utf-8", "surrogatepass")
    return files


def run_names(runs: Path) -> tuple[str, ...]:
    """Return the names of all runs, the newest first."""
    if not runs.is_dir():
        return ()
    found = [one.name for one in runs.iterdir() if _NAME.fullmatch(one.name)]
    return tuple(sorted(found, key=_age, reverse=True))


def new_run(runs: Path, day: str, ledger: str, data: bytes, order: RunOrder) -> RunFiles:
    """Make the folder of a run, whole, under a name of its own.

    Args:
        runs: Folder of all runs.
        day: ISO date that the name begins with.
        ledger: File name of the ledger.
        data: The ledger.
        order: What is asked for.

    Raises:
        DeliveryError: It cannot be written.
    """
    try:
        runs.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".new-", dir=runs))
        try:
            write_all(draft / _IN, {ledger: data, **parts_of(order)})
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        number = max(_taken(runs, day), default=0) + 1
        while True:
            target = runs / f"{day}-{number}"
            try:
                draft.rename(target)  # fails where there is one: another may have been quicker
                return RunFiles(runs, target.name)
            except OSError:
                if not target.exists():
                    raise
                number += 1
    except OSError as error:
        raise DeliveryError(
            "批次的文件夹不能写入。", fix="请管理员检查数据文件夹的权限和磁盘空间。"
        ) from error


def _taken(runs: Path, day: str) -> list[int]:
    """Return the counters of a day's runs, of those put aside too."""
    names = (one.name.removeprefix(DISCARDED) for one in runs.iterdir())
    return [_age(one)[1] for one in names if _NAME.fullmatch(one) and one.startswith(f"{day}-")]


def _age(name: str) -> tuple[str, int]:
    day, _, number = name.rpartition("-")
    return day, int(number)


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
