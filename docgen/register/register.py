"""The register: the one place that gives out numbers and knows what was issued.

Every call is one transaction: kept as a whole, or not at all. There is no clock in here; who does
something and when comes as an :class:`~docgen.register.records.Act`. Nothing is deleted: things get
another state, and the trail says who gave it. Several programs may use one register at once; of a
run, one program at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from docgen.register import papers, reserve, rows, runs, trail
from docgen.register.records import (
    Act,
    Document,
    Event,
    Outcome,
    Recorded,
    RefusedRow,
    RowPlan,
    Run,
    RunOrder,
    RunRow,
    Served,
    Texts,
)
from docgen.register.room import Room
from docgen.register.services import record

__all__ = ["Register"]


class Register(Room):
    """An open register. Threads may share it; a forked process must open its own."""

    # Runs and their rows.

    def begin_run(self, order: RunOrder, act: Act) -> Run:
        """Begin a run, or return the one begun under the same key (``resumed``; see ``state``).

        Args:
            order: What it is to be.
            act: Who begins it, when.

        Raises:
            UsageError: Another run delivers into the same folder and is not done; or the paper to
                be corrected does not stand any more.
        """
        with self._store.writing() as connection:
            return runs.begin(connection, order, act)

    def reserve(
        self, run: Run, plans: Sequence[RowPlan], act: Act, *, number: str = ""
    ) -> tuple[RunRow, ...]:
        """Put the rows of a run into the register and reserve a number for each, in their order.

        Called again for the same run, it gives the same numbers.

        Args:
            run: The run.
            plans: The rows in ledger order.
            act: Who, when.
            number: ``偃自然资函〔2026〕12号`` to begin with this one,
                ``偃自然资函〔2026〕号`` to go on with the next free ones; empty for papers without
                a number. Rows that bring their own number keep it.

        Raises:
            UsageError: The number is none, or in use; the message names the next free one.
            InputError: Rows bring numbers that are none, in use, or twice; all are named.
        """
        with self._store.writing() as connection:
            return reserve.reserve(connection, run, plans, number, act)

    def confirm(self, run: Run, chunk: int, outcomes: Iterable[Outcome], act: Act) -> None:
        """Note what became of every row of a chunk; the refused give their numbers back.

        Args:
            run: The run.
            chunk: The chunk.
            outcomes: One for each of its rows; rows noted already may be left out, or told again
                with the same result.
            act: Who, when.

        Raises:
            DocgenError: Rows are missing, foreign, or made otherwise than before.
        """
        # Lost with the power, a confirmation only means that its chunk is printed once more.
        with self._store.writing(at_once=False) as connection:
            rows.confirm(connection, run, chunk, outcomes, act)

    def refuse(self, run: Run, row: int, reason: str, act: Act) -> None:
        """Refuse one reserved row and give its number back.

        Raises:
            DocgenError: The row was confirmed already, or is none of the run's.
        """
        with self._store.writing() as connection:
            rows.refuse(connection, run, RefusedRow(row, reason), act)

    def finish(
        self, run: Run, act: Act, *, pages: Mapping[int, tuple[int, int]] | None = None
    ) -> tuple[Document, ...]:
        """Issue everything that was confirmed; from here on its numbers are used up for ever.

        Args:
            run: The run; a finished one stays as it is.
            act: Who, when.
            pages: First page in the print file and number of pages, by row.

        Returns:
            The papers issued.

        Raises:
            UsageError: It was stopped, or the paper it corrects does not stand any more.
            DocgenError: Rows are neither confirmed nor refused.
        """
        with self._store.writing() as connection:
            runs.finish(connection, run, act, pages or {})
            return papers.find_documents(connection, run_id=run.id)

    def stop(self, run: Run, act: Act, *, keep: bool) -> None:
        """End a run that will not be finished.

        Args:
            run: The run.
            act: Who, when and why.
            keep: Whether what was confirmed is issued all the same. If not, all its numbers are
                free again: only for papers of which none has left the house.

        Raises:
            UsageError: It is finished or stopped already.
        """
        with self._store.writing() as connection:
            runs.stop(connection, run, act, keep=keep)

    def runs(self, folder: str | None = None) -> tuple[Run, ...]:
        """Return all runs, or those that deliver into one folder, oldest first."""
        with self._store.reading() as connection:
            return runs.all_runs(connection, folder)

    def rows(self, run: Run, chunk: int | None = None) -> tuple[RunRow, ...]:
        """Return the rows of a run, or of one chunk, in their order."""
        with self._store.reading() as connection:
            return rows.rows_of(connection, run.id, chunk)

    # Papers.

    def find(self, number: str) -> Document | None:
        """Return the paper that bears a number, None for none; it may be void or corrected."""
        return self.find_many((number,)).get(number)

    def find_many(self, numbers: Iterable[str]) -> Mapping[str, Document]:
        """Return the papers that bear numbers, by number as given; others are not in it."""
        with self._store.reading() as connection:
            return papers.find_numbers(connection, numbers)

    def documents(
        self,
        *,
        run: Run | None = None,
        kind: str | None = None,
        key: str | None = None,
        unserved: bool = False,
    ) -> tuple[Document, ...]:
        """Return papers in the order they were issued.

        Args:
            run: Only those of this run.
            kind: Only those of this kind.
            key: Only those found by this code or number of a parcel or contract.
            unserved: Only those that are valid and of which no service is noted.
        """
        with self._store.reading() as connection:
            return papers.find_documents(
                connection,
                run_id=run.id if run else None,
                kind=kind,
                key=key,
                unserved=unserved,
            )

    def latest(
        self, kinds: Sequence[str], keys: Iterable[str]
    ) -> Mapping[str, Mapping[str, Document]]:
        """Return the valid paper issued last, for each of many parcels and of each kind.

        Args:
            kinds: Codes of notices or documents.
            keys: Codes and numbers of parcels or contracts.

        Returns:
            By kind, then by code or number; with its service, if one is noted. What has none is
            left out.
        """
        with self._store.reading() as connection:
            return papers.latest(connection, kinds, keys)

    def texts(self, run_id: int, row: int) -> Texts:
        """Return what a confirmed row was made from, and its receipt.

        Raises:
            DocgenError: The row was not confirmed.
        """
        with self._store.reading() as connection:
            return rows.texts_of(connection, run_id, row)

    def void(self, document: Document, act: Act) -> Document:
        """Void a paper; its number is used up for ever.

        Args:
            document: The paper.
            act: Who, when and why.

        Raises:
            UsageError: No reason is given, or it is not valid.
        """
        with self._store.writing() as connection:
            return papers.void(connection, document.id, act)

    def note_reprints(self, documents: Iterable[Document], act: Act) -> None:
        """Add to the trail that papers are printed once more; nothing else changes."""
        with self._store.writing() as connection:
            for one in documents:
                trail.note(
                    connection, "document.reprint", act, run_id=one.run_id, document_id=one.id
                )

    def record_services(
        self, services: Sequence[tuple[Document, Served]], act: Act
    ) -> tuple[Recorded, ...]:
        """Note how papers were served: all of them, or none.

        Args:
            services: Papers and how each was served. What is noted already stays; what differs is
                a correction, and the former stays in the register.
            act: Who, when; why, for the corrections.

        Raises:
            UsageError: A paper is not valid any more.
            DocgenError: A paper comes twice.
        """
        with self._store.writing() as connection:
            told = [(document.id, served) for document, served in services]
            return record(connection, told, act)

    def trail(self, of: Run | Document) -> tuple[Event, ...]:
        """Return what was done to a run, or to a paper and the run it came from."""
        with self._store.reading() as connection:
            if isinstance(of, Run):
                return trail.trail_of_run(connection, of.id)
            return trail.trail_of_document(connection, of.id)
