"""Processes that make papers for the desk: in one process, papers take turns at one core."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from docgen.batch.pool import follow_parent
from docgen.errors import DocgenError
from docgen.model import Case, Stage
from docgen.page.engine import PdfEngine
from docgen.pipeline.run import generate
from docgen.pipeline.values import FORMATS, Document

__all__ = ["Makers", "Wanted"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What papers are wanted of a case; as :func:`docgen.pipeline.generate` takes it."""

    documents: Sequence[str] | None
    formats: Sequence[str] = FORMATS
    stage: Stage | str | None = None
    strict: bool = False
    file: str | None = None
    pdf_engine: PdfEngine = "typst"
    embed: bool = True
    pdf_a: bool = False


class Makers:
    """Makes papers, in processes of its own or, with none, in the thread that asks.

    They get a case and give papers back, and touch neither register nor files: one that dies
    leaves nothing behind.

    Args:
        processes: How many; 0 for none.
        templates: A bureau's own folder of templates.
    """

    def __init__(self, processes: int, templates: Path | None) -> None:
        self._processes, self._templates = processes, templates
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def make(self, case: Case, wanted: Wanted) -> tuple[Document, ...]:
        """Return the papers of a case, each checked and audited.

        Args:
            case: The case.
            wanted: Which papers, and how.

        Raises:
            DocgenError: As :func:`docgen.pipeline.generate`; or the process died.
        """
        if not self._processes:
            return _made(case, wanted, self._templates)
        pool = self._running()
        try:
            return pool.submit(_made, case, wanted, self._templates).result()
        except BrokenProcessPool as error:
            self._give_up(pool)
            raise DocgenError(
                "制作文书的进程意外结束，没有做成。", fix="再试一次；总是这样的，多半是内存不够。"
            ) from error

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                # Not forked: the server has threads.
                self._pool = ProcessPoolExecutor(
                    self._processes, mp_context=get_context("spawn"), initializer=follow_parent
                )
            return self._pool

    def _give_up(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        pool.shutdown(wait=False)


def _made(case: Case, wanted: Wanted, templates: Path | None) -> tuple[Document, ...]:
    return tuple(
        generate(
            case,
            wanted.documents,
            formats=wanted.formats,
            stage=wanted.stage,
            strict=wanted.strict,
            templates=templates,
            file=wanted.file,
            pdf_engine=wanted.pdf_engine,
            embed=wanted.embed,
            pdf_a=wanted.pdf_a,
        )
    )
