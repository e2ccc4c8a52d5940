"""更正: a paper made anew from its case with some fields changed, under a number of its own.

The corrected paper is a small run: checked, printed, audited, reconciled and delivered as any other
one, into a folder within that of the first. When it is issued the first one is superseded, and each
names the other. The same command again goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from docgen import glossary
from docgen.batch.cases import row_case
from docgen.batch.changed import Change, Changed, changed_case, figure_at
from docgen.batch.chunks import Chunks
from docgen.batch.finish import finish, standing_of
from docgen.batch.folder import RunFolder, only_run
from docgen.batch.issued import CORRECTIONS, Issued
from docgen.batch.job import Job, RowData
from docgen.batch.kept import Kept, job_of, kept_of, stem_of
from docgen.batch.merge import Merged, put_together
from docgen.batch.outcome import outcome_of
from docgen.batch.plan import RunPlan, plan_run, reserved
from docgen.batch.pool import Pool
from docgen.batch.reconcile import Printed, Reconciliation, sums_of
from docgen.batch.rows import Column, Good
from docgen.batch.watch import Silent, Watch
from docgen.batch.withdraw import cited_by
from docgen.batch.work import examine
from docgen.delivery.receipt import canonical, sha256
from docgen.errors import UsageError, error_of
from docgen.intake.ledger_fields import field_at
from docgen.packs import load_pack
from docgen.pipeline.found_by import keys_of
from docgen.register.records import Act, Document, DocumentState, Run, RunOrder, RunRow
from docgen.register.series import number_of
from docgen.templating.library import Library, Shelf
from docgen.version import __version__

__all__ = ["Corrected", "correct"]

_SILENT = Silent()


@dataclass(frozen=True, slots=True)
class Corrected:
    """A paper corrected.

    Attributes:
        old: The paper that was corrected.
        new: The paper that corrects it.
        changes: What was changed.
        folder: Where everything of it lies.
        reconciliation: Whether it adds up; None where it had been done before.
        cited_by: Valid papers that name the old one's number as a paper before them.
    """

    old: Document
    new: Document
    changes: tuple[Change, ...]
    folder: RunFolder
    reconciliation: Reconciliation | None
    cited_by: tuple[Document, ...]


def correct(
    issued: Issued,
    name: str,
    settings: Mapping[str, str],
    act: Act,
    *,
    number: str | None = None,
    templates: Path | None = None,
    watch: Watch = _SILENT,
) -> Corrected:
    """Correct a paper of a folder; the same call again goes on where it stopped.

    Args:
        issued: The folder's papers.
        name: The paper's number, or a code or number that only it has.
        settings: Chinese title → what it shall say; "" to clear a field.
        act: Who, when and why.
        number: The new number, or its series; None to go on in the old one's series.
        templates: The bureau's own folder of templates.
        watch: Is told of the progress.

    Raises:
        UsageError: No reason is given, the paper does not stand any more, nothing is changed, or
            the number is in use.
        InputError: A title is that of no field, or a value cannot be read.
        FindingsError: The checks stop the corrected paper; nothing was noted.
        AuditError: It is not what the data say; its number is given back.
        DeliveryError: Folder or register cannot be written.
    """
    if not act.why.strip():
        raise UsageError("没有写更正的原因。", fix="加上 --why 原因；它会留在登记簿里。")
    paper = issued.find(name)
    run = issued.run_of(paper)
    row = next(one for one in issued.register.rows(run) if one.row == paper.row)
    kept = kept_of(issued.register, paper, run, row)
    asked = number or _series_of(paper)
    return _Correction(issued, kept, settings, act, asked, templates, watch).make()


def _series_of(paper: Document) -> str:
    """Return the series of a paper's number, to go on in; "" for a paper without one."""
    parts = number_of(paper.number)
    if parts is None:
        return ""
    series = parts[0]
    if not series.head.endswith("〕"):
        raise UsageError(
            f"文号「{paper.number}」不是发文字号，不知道下一个怎样编。",
            fix="用 --number 指明新文号。",
        )
    return f"{series.head}{series.tail}"


class _Correction:
    def __init__(
        self,
        issued: Issued,
        kept: Kept,
        settings: Mapping[str, str],
        act: Act,
        number: str,
        templates: Path | None,
        watch: Watch,
    ) -> None:
        self._issued, self._register = issued, issued.register
        self._kept, self._act, self._number, self._watch = kept, act, number, watch
        library = Library(templates)
        self._shelf: Shelf = library.find(kept.run.order.kind)
        self._job: Job = job_of(kept.run, library, templates)
        self._changed: Changed = changed_case(kept.data, settings, self._shelf.manifest.kind)
        self._out = issued.out / CORRECTIONS

    def make(self) -> Corrected:
        order = self._order()
        standing = standing_of(self._register, order, self._out)
        folder = standing.folder
        if standing.before is not None and standing.is_done:
            papers = self._register.documents(run=standing.before)
            return self._told(papers, folder, None)
        if self._kept.paper.state is not DocumentState.VALID:
            raise UsageError(
                f"「{self._kept.paper.number}」已经作废或已被更正。",
                fix="用 docgen register show 文号 查看；已更正的，更正最新的那一件。",
            )
        with ExitStack() as held:
            pool = held.enter_context(Pool(self._job, 1))
            good = self._good()
            self._examine(pool, good.row(""))
            held.enter_context(only_run(self._out))
            run = self._register.begin_run(order, self._act)
            plan = plan_run([good], 1, separators=False)
            rows = reserved(self._register, run, plan, self._act, self._number)
            return self._print(pool, run, plan, rows, folder)

    def _order(self) -> RunOrder:
        kept, shelf = self._kept, self._shelf
        template = shelf.compiled().sha256
        options = {**kept.run.order.options, "number": json.dumps(self._number)}
        told = {
            "paper": str(kept.paper.id),
            "case": sha256(canonical(self._changed.data)),
            "template": template,
            "manifest": sha256(shelf.folder.read("manifest.yaml") or b""),
            "pack": load_pack(self._job.jurisdiction).sha256,
            "version": __version__,
            "options": options,
        }
        return RunOrder(
            key=sha256(canonical(told)),
            kind=kept.run.order.kind,
            folder=self._issued.corrected,
            ledger_sha256=sha256(canonical(kept.data)),
            template_sha256=template,
            options=options,
            corrects=kept.paper.id,
        )

    def _good(self) -> Good:
        """Return the row to be printed, with the figures that the first paper was held to."""
        kept, data = self._kept, self._changed.data
        paths = [*kept.row.sums, *(one.path for one in self._changed.changes if one.is_figure)]
        found = {path: figure_at(data, path) for path in paths}
        amounts = {path: value for path, value in found.items() if value is not None}
        old = kept.paper.number or f"登记簿第{kept.paper.id}件"
        origins = {**kept.origins, **{one.path: f"更正{old}" for one in self._changed.changes}}
        row = RowData(1, kept.file, f"更正{old}", 0, data, origins, amounts)
        case = row_case(row, self._shelf.manifest.kind, self._job.jurisdiction)
        stem = stem_of(case, self._shelf.manifest.short_title, row.place, row.place)
        return Good(
            no=1,
            place=f"{row.file} {row.place}".strip(),
            content=kept.content,
            keys=keys_of(case),
            amounts=amounts,
            order="",
            packed=Good.pack(replace(row, stem=stem)),
        )

    def _examine(self, pool: Pool, row: RowData) -> None:
        """Stop before anything is noted where the checks stop the corrected paper."""
        for _, looked in pool.map(examine, [(0, [row])]):
            for one in looked:
                if one.problems:
                    raise error_of(one.exit_code)(one.problems)

    def _print(
        self, pool: Pool, run: Run, plan: RunPlan, rows: Sequence[RunRow], folder: RunFolder
    ) -> Corrected:
        chunks = Chunks(self._register, run, plan, folder, merge=self._job.merge)
        chunks.print(pool, self._act, self._watch)
        merged = self._merge(chunks, folder) if self._job.merge else None
        printed, refused = outcome_of(chunks, plan, rows, merged)
        if refused:
            self._register.stop(run, self._act, keep=False)
            folder.clear()
            raise error_of(refused[0].exit_code)(refused[0].problems)
        found = self._reconciled(run, plan, printed, merged)
        papers = finish(self._register, run, self._act, folder, chunks, found, merged, {})
        return self._told(papers, folder, found)

    def _merge(self, chunks: Chunks, folder: RunFolder) -> Merged | None:
        name = folder.print_file.name
        title = self._shelf.manifest.short_title
        return put_together(
            chunks, folder.draft(name), name=name, title=title, duplex=False, index=False
        )

    def _reconciled(
        self, run: Run, plan: RunPlan, printed: tuple[Printed, ...], merged: Merged | None
    ) -> Reconciliation:
        (good,) = plan.rows
        columns = [_column(path, good) for path in good.amounts]
        return Reconciliation(
            notice=self._shelf.manifest.short_title,
            key=run.order.key,
            ledgers=((good.place, run.order.ledger_sha256),),
            rows=1,
            printed=printed,
            refused=(),
            earlier=(),
            columns=sums_of(columns, printed, (), ()),
            print_file=merged.facts if merged else None,
            notes=tuple(f"{one}。" for one in self._changed.changes),
        )

    def _told(
        self, papers: Sequence[Document], folder: RunFolder, found: Reconciliation | None
    ) -> Corrected:
        (new,) = papers
        cited = cited_by(self._register, self._kept.paper)
        return Corrected(self._kept.paper, new, self._changed.changes, folder, found, cited)


def _column(path: str, good: Good) -> Column:
    field = field_at(path)
    unit = field.unit if field is not None else ""
    return Column(path, glossary.title_path(path), unit, good.amounts[path])
