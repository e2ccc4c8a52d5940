"""A print run from ledger to delivered, reconciled papers; the same call again goes on with it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from docgen import intake
from docgen.batch.chain import Chain
from docgen.batch.chunks import Chunks
from docgen.batch.comments import comments_on
from docgen.batch.finish import finish, sheets_of, standing_of
from docgen.batch.folder import RunFolder, folder_seen_from, only_run
from docgen.batch.job import Job
from docgen.batch.merge import Merged, put_together
from docgen.batch.options import RunOptions, run_key
from docgen.batch.outcome import not_printed_yet, outcome_of
from docgen.batch.plan import plan_run, reserved
from docgen.batch.pool import Pool, default_workers
from docgen.batch.reconcile import Earlier, Printed, Reconciliation, sums_of
from docgen.batch.rows import Refused
from docgen.batch.survey import Survey, Surveyor
from docgen.batch.watch import Silent, Watch
from docgen.delivery.receipt import sha256
from docgen.delivery.write import write_all
from docgen.errors import FindingsError
from docgen.intake.ledger import Ledger, annotate, read_ledger
from docgen.packs import load_pack
from docgen.register.records import Act, RunOrder
from docgen.register.register import Register
from docgen.register.series import asked_number
from docgen.templating.library import Library, Shelf
from docgen.version import __version__

__all__ = ["RunResult", "print_run"]

#: Papers printed at a time: pages are set soonest so (measured, docs/proofs/print-runs.md).
CHUNK = 40
_RETURN_RECEIPT = "service_receipt"
_SILENT = Silent()


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did.

    Attributes:
        reconciliation: What was printed and what was not; None where the run had been finished
            before and nothing was done now.
        folder: Where everything lies.
        survey: What reading and checking the ledgers showed.
        resumed: Whether it went on with a run begun before.
    """

    reconciliation: Reconciliation | None
    folder: RunFolder
    survey: Survey
    resumed: bool


def print_run(options: RunOptions, act: Act, *, watch: Watch = _SILENT) -> RunResult:
    """Print a run: check the rows, number the good ones, print, audit, reconcile, deliver.

    Args:
        options: What is asked for.
        act: Who prints, when.
        watch: Is told of the progress.

    Raises:
        InputError: A ledger cannot be read, or no row of it can be printed.
        FindingsError: A row is bad and ``stop_on_error`` was asked for.
        UsageError: The number is in use; another run in the folder is not done.
        AuditError: What was printed does not add up; nothing of it is delivered.
        DeliveryError: Folder or register cannot be written.
    """
    return _PrintRun(options, act, watch).print()


class _PrintRun:
    def __init__(self, options: RunOptions, act: Act, watch: Watch) -> None:
        self._options, self._act, self._watch = options, act, watch
        library = Library(options.templates)
        self._shelf: Shelf = library.find(options.notice)
        self._attached = library.find(_RETURN_RECEIPT) if options.returns else None
        self._job = Job(
            document=self._shelf.folder.id,
            templates=options.templates,
            jurisdiction=options.jurisdiction,
            strict=options.strict,
            merge=options.merge,
            returns=self._attached.folder.id if self._attached else None,
            embed=options.embed,
            pdf_engine=options.pdf_engine,
        )

    def print(self) -> RunResult:
        load_pack(self._options.jurisdiction)  # an unknown one is told before anything is read
        ledgers = [self._read(path) for path in self._options.ledgers]
        with ExitStack() as held:
            held.enter_context(only_run(self._options.out))
            pool = held.enter_context(Pool(self._job, self._options.workers or default_workers()))
            path = self._options.register_path
            known = held.enter_context(Register.open(path)) if path.exists() else None
            survey = self._survey(ledgers, pool, known)
            order = self._order(ledgers, survey)
            register = known or held.enter_context(Register.open(path))
            return self._print(register, pool, order, ledgers, survey)

    def _read(self, path: Path) -> Ledger:
        return read_ledger(
            path,
            sheet=self._options.sheet,
            mapping=self._options.mapping,
            common=self._options.common,
            include_hidden=self._options.hidden,
        )

    def _survey(self, ledgers: Sequence[Ledger], pool: Pool, register: Register | None) -> Survey:
        surveyor = Surveyor(
            self._shelf.manifest,
            self._options.jurisdiction,
            pool,
            Chain(register, self._job.document),
            sort=self._options.sort,
            number=_first_number(self._options.number),
            strict=self._options.strict,
        )
        survey = surveyor.survey(ledgers, self._watch)
        if survey.refused and self._options.stop_on_error:
            raise FindingsError([problem for one in survey.refused for problem in one.problems])
        return survey

    def _order(self, ledgers: Sequence[Ledger], survey: Survey) -> RunOrder:
        """Return what the run is to be; everything that decides a byte decides its key."""
        options, attached = self._options, self._attached
        read = ",".join(one.sha256 for one in ledgers)
        key = run_key(
            options,
            ledgers=read,
            mapping=sha256(intake.read_bytes(options.mapping)) if options.mapping else "",
            template=_wording(self._shelf),
            attached=_wording(attached) if attached else "",
            packs=",".join(survey.packs),
            version=__version__,
        )
        return RunOrder(
            key,
            self._shelf.folder.id,
            folder_seen_from(options.register_path, options.out),
            sha256(read.encode()),
            self._shelf.compiled().sha256,
            options.as_texts(),
        )

    def _print(
        self,
        register: Register,
        pool: Pool,
        order: RunOrder,
        ledgers: Sequence[Ledger],
        survey: Survey,
    ) -> RunResult:
        standing = standing_of(register, order, self._options.out)
        before, folder = standing.before, standing.folder
        if standing.is_done:
            return RunResult(None, folder, survey, resumed=True)
        good, earlier = not_printed_yet(register, order.kind, survey.good, before)
        if not good:
            found = self._reconciled(order, ledgers, survey, (), earlier, (), None)
            commented = self._commented(folder, found, ledgers, survey)
            write_all(folder.out, {**sheets_of(folder, found), **commented})
            return RunResult(found, folder, survey, resumed=False)
        run = before or register.begin_run(order, self._act)
        plan = plan_run(good, CHUNK, separators=self._options.separators)
        rows = reserved(register, run, plan, self._act, self._options.number or "")
        chunks = Chunks(register, run, plan, folder, merge=self._options.merge)
        chunks.print(pool, self._act, self._watch)
        merged = self._merge(chunks, folder) if self._options.merge else None
        printed, refused = outcome_of(chunks, plan, rows, merged)
        found = self._reconciled(order, ledgers, survey, printed, earlier, refused, merged)
        beside = self._commented(folder, found, ledgers, survey)
        finish(register, run, self._act, folder, chunks, found, merged, beside)
        return RunResult(found, folder, survey, resumed=before is not None)

    def _merge(self, chunks: Chunks, folder: RunFolder) -> Merged | None:
        self._watch.step("合并打印件", 0, 0)
        name = folder.print_file.name
        return put_together(
            chunks,
            folder.draft(name),
            name=name,
            title=self._shelf.manifest.short_title,
            duplex=self._options.duplex,
            index=self._options.index,
        )

    def _reconciled(
        self,
        order: RunOrder,
        ledgers: Sequence[Ledger],
        survey: Survey,
        printed: tuple[Printed, ...],
        earlier: tuple[Earlier, ...],
        refused: tuple[Refused, ...],
        merged: Merged | None,
    ) -> Reconciliation:
        every = tuple(sorted((*survey.refused, *refused), key=lambda one: one.no))
        return Reconciliation(
            notice=self._shelf.manifest.short_title,
            key=order.key,
            ledgers=tuple((one.name, one.sha256) for one in ledgers),
            rows=survey.rows,
            printed=printed,
            refused=every,
            earlier=earlier,
            columns=sums_of(survey.columns, printed, every, earlier),
            print_file=merged.facts if merged else None,
            notes=survey.table_notes,
        )

    def _commented(
        self,
        folder: RunFolder,
        found: Reconciliation,
        ledgers: Sequence[Ledger],
        survey: Survey,
    ) -> dict[str, bytes | Path]:
        """Return the ledgers of which there is something to say, with comments, by name."""
        made: dict[str, bytes | Path] = {}
        for path, ledger in zip(self._options.ledgers, ledgers, strict=True):
            if comments := comments_on(ledger, survey, found.refused):
                made[folder.commented(path).name] = annotate(path, comments)
        return made


def _wording(shelf: Shelf) -> str:
    """Return the hash of a template's Word file and manifest."""
    manifest = shelf.folder.read("manifest.yaml") or b""
    return f"{shelf.compiled().sha256}{sha256(manifest)}"


def _first_number(asked: str | None) -> str:
    """Return a number of the series that was asked for; "" where none was.

    Raises:
        UsageError: It is no number.
    """
    if not asked:
        return ""
    series, first = asked_number(asked)
    return series.text(first or 1)
