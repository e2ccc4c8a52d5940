"""The chunks of a run: which are done, what they left, and how each is put down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from docgen.batch.folder import RunFolder, packed
from docgen.batch.job import Chunk, Made
from docgen.batch.lines import Line, line_of, read_lines, read_marks, write_lines
from docgen.batch.plan import RunPlan
from docgen.batch.pool import Pool
from docgen.batch.watch import Watch
from docgen.batch.work import make
from docgen.delivery.receipt import sha256
from docgen.delivery.write import write_all
from docgen.errors import FindingsError, Problem
from docgen.register.records import Act, MadeRow, Outcome, RefusedRow, RowState, Run, RunRow
from docgen.register.register import Register

__all__ = ["ATTACHED", "Chunks"]

_PDF, _RECEIPTS, _LINES = ".pdf", ".zip", ".json"
_PRINTING = "打印"
#: What follows the name of a notice in the name of the paper that goes with it.
ATTACHED = "-送达回证"


class Chunks:
    """Prints what is not printed yet of a run, chunk by chunk.

    A chunk is done when its parts lie in the folder and the register has confirmed its rows, in
    this order; whatever else is found is made again, to the same bytes.

    Args:
        register: The register.
        run: The run.
        plan: Its rows in the order of printing.
        folder: Where it delivers to.
        merge: Whether its pages are kept for one print file, and no Word files made.
    """

    def __init__(
        self, register: Register, run: Run, plan: RunPlan, folder: RunFolder, *, merge: bool
    ) -> None:
        self._register, self._run, self._plan = register, run, plan
        self._folder, self._merge = folder, merge
        self.numbers = range((len(plan.rows) + plan.chunk_size - 1) // plan.chunk_size)

    def print(self, pool: Pool, act: Act, watch: Watch) -> None:
        """Print every chunk that is not done.

        Args:
            pool: What prints.
            act: Who prints, when.
            watch: Is told of the progress.

        Raises:
            DocgenError: A chunk cannot be printed; those before it stay done.
            DeliveryError: The folder or the register cannot be written.
        """
        rows = self._register.rows(self._run)
        by_chunk = {number: list(some) for number, some in groupby(rows, lambda one: one.chunk)}
        todo = [number for number in self.numbers if not self._is_done(number, by_chunk[number])]
        total = len(rows)
        done = total - sum(len(by_chunk[number]) for number in todo)
        watch.step(_PRINTING, done, total)
        waiting = ((number, self._plan.chunk(_standing(by_chunk[number]))) for number in todo)
        for number, chunk in pool.map(make, waiting):
            self._put_down(number, _with_refused(chunk, by_chunk[number]), act)
            done += len(by_chunk[number])
            watch.step(_PRINTING, done, total)

    def lines(self) -> Iterator[Line]:
        """Yield what became of each row, in the order of printing."""
        for number in self.numbers:
            yield from read_lines(self._folder.chunk(number, _LINES).read_bytes())

    def marks(self) -> Iterator[str]:
        """Yield the mark of every page of the chunks, as it was when it was audited."""
        for number in self.numbers:
            yield from read_marks(self._folder.chunk(number, _LINES).read_bytes())

    def pages(self) -> Iterator[bytes]:
        """Yield the pages of each chunk that has any."""
        for number in self.numbers:
            path = self._folder.chunk(number, _PDF)
            if path.exists():
                yield path.read_bytes()

    def receipts(self) -> Iterator[bytes]:
        """Yield the receipts of each chunk, packed."""
        for number in self.numbers:
            yield self._folder.chunk(number, _RECEIPTS).read_bytes()

    def _is_done(self, number: int, rows: Sequence[RunRow]) -> bool:
        if any(one.state is RowState.RESERVED for one in rows):
            return False
        return self._folder.chunk(number, _LINES).exists()

    def _put_down(self, number: int, chunk: Chunk, act: Act) -> None:
        """Keep a chunk's parts, then have the register confirm it."""
        if self._merge:
            named = {f"{one.stem}.receipt.json": one.receipt_json for one in _made(chunk)}
            parts = {self._folder.chunk(number, _RECEIPTS): packed(named)}
            if chunk.pdf:
                parts[self._folder.chunk(number, _PDF)] = chunk.pdf
        else:
            parts = {}
            write_all(self._folder.papers, dict(_files(chunk)))
        lines = write_lines([line_of(one) for one in chunk.rows], chunk.marks)
        self._folder.keep({**parts, self._folder.chunk(number, _LINES): lines})
        outcomes = [self._outcome(one) for one in chunk.rows]
        self._register.confirm(self._run, number, outcomes, act)

    def _outcome(self, made: Made) -> Outcome:
        if made.problems:
            return RefusedRow(made.no, "；".join(str(one) for one in made.problems))
        good = self._plan.rows[made.no - 1]
        return MadeRow(
            row=made.no,
            docx_sha256=made.docx_sha256,
            receipt_sha256=sha256(made.receipt_json),
            case_json=made.case_json,
            receipt_json=made.receipt_json,
            keys=(*made.keys, good.content),
            contract_no=made.contract_no,
            addressee=made.addressee,
            dated=date.fromisoformat(made.dated) if made.dated else None,
            pages=made.pages or None,
            sums=made.totals,
        )


def _standing(rows: Sequence[RunRow]) -> list[RunRow]:
    """Return the rows that are to be printed: not those refused before a death."""
    return [one for one in rows if one.state is not RowState.REFUSED]


def _with_refused(chunk: Chunk, rows: Sequence[RunRow]) -> Chunk:
    """Return a chunk made again with the rows that were refused the first time."""
    for one in rows:
        if one.state is RowState.REFUSED:
            problem = Problem(one.reason, one.place)
            chunk = chunk.with_refused(Made(one.row, (problem,), FindingsError.exit_code))
    return chunk


def _made(chunk: Chunk) -> Iterator[Made]:
    return (one for one in chunk.rows if not one.problems)


def _files(chunk: Chunk) -> Iterator[tuple[str, bytes]]:
    for one in _made(chunk):
        yield f"{one.stem}.docx", one.docx
        yield f"{one.stem}.receipt.json", one.receipt_json
        if one.attached:
            yield f"{one.stem}{ATTACHED}.docx", one.attached
