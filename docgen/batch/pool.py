"""Processes that print: one :class:`~docgen.batch.work.Worker` each, ended with their parent.

A process that prints never touches the register or a file: it gets rows and gives bytes back. So
it may be killed at any moment, and nobody has to tidy up after it.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from typing import TypeVar

from docgen.batch.job import Job, RowData
from docgen.batch.work import Worker
from docgen.errors import DocgenError

__all__ = ["Pool", "default_workers", "follow_parent"]

T = TypeVar("T")

#: Chunks that wait for each process: enough that none idles, few enough that little is in memory.
_WAITING = 2
#: Objects that may come into being before the garbage is looked for.
_SELDOM = 50_000

_worker: Worker | None = None


def default_workers() -> int:
    """Return how many processes print by default: one for each core that we may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else (os.cpu_count() or 1)


class Pool:
    """The processes of one run; with one worker everything happens in this very process.

    Args:
        job: What is the same for every row.
        workers: How many processes.
    """

    def __init__(self, job: Job, workers: int) -> None:
        self._alone = Worker(job) if workers == 1 else None
        self._executor: ProcessPoolExecutor | None = None
        self._workers = workers
        if self._alone is None:
            # Not forked: the parent has threads (the register's, the PDF engine's).
            self._executor = ProcessPoolExecutor(
                workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(job,)
            )

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)

    def map(
        self,
        work: Callable[[Worker, Sequence[RowData]], T],
        chunks: Iterable[tuple[int, Sequence[RowData]]],
    ) -> Iterator[tuple[int, T]]:
        """Yield what a piece of work gives for each chunk, in the order they get done.

        Args:
            work: A function of a module; it is sent by its name.
            chunks: Number and rows of each chunk; taken up only as fast as they are worked off.

        Raises:
            DocgenError: A process died (the machine may have run out of memory).
        """
        if self._executor is None:
            worker = self._alone
            assert worker is not None  # noqa: S101 - made in __init__ when there is no executor
            for number, rows in chunks:
                yield number, work(worker, rows)
            return
        yield from self._spread(self._executor, work, iter(chunks))

    def _spread(
        self,
        executor: ProcessPoolExecutor,
        work: Callable[[Worker, Sequence[RowData]], T],
        chunks: Iterator[tuple[int, Sequence[RowData]]],
    ) -> Iterator[tuple[int, T]]:
        under_way: dict[Future[T], int] = {}
        try:
            while True:
                while len(under_way) < self._workers * _WAITING:
                    taken = next(chunks, None)
                    if taken is None:
                        break
                    number, rows = taken
                    under_way[executor.submit(_do, work, rows)] = number
                if not under_way:
                    return
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=under_way.__getitem__):
                    yield under_way.pop(future), future.result()
        except BrokenProcessPool as error:
            raise DocgenError(
                "一个打印进程意外结束，多半是内存不够。",
                fix="用同样的命令继续；内存小的机器加 --workers 1。",
            ) from error
        finally:
            for future in under_way:
                future.cancel()


def _begin(job: Job) -> None:
    """Make this process's worker; leave Ctrl-C to the parent, and go when the parent goes."""
    global _worker  # noqa: PLW0603 - a process has one worker, made once
    follow_parent()
    _worker = Worker(job)
    # What was made for the whole run is never garbage, and a paper leaves next to none: looking
    # through all of it again and again takes a fifth of the time.
    gc.freeze()
    gc.set_threshold(_SELDOM)


def follow_parent() -> None:
    """Have a process that works for another leave Ctrl-C to it, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_go_with_parent, daemon=True).start()


def _go_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _do(work: Callable[[Worker, Sequence[RowData]], T], rows: Sequence[RowData]) -> T:
    if _worker is None:
        raise DocgenError("打印进程没有备好。")
    return work(_worker, rows)
