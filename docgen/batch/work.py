"""What each process of a run does: examine rows, print and audit them, set their pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from docgen.audit.run import Expected, audit_run
from docgen.batch.cases import day_of, keys_of, row_case
from docgen.batch.job import Chunk, Examined, Job, Made, RowData
from docgen.delivery.receipt import blanks, canonical, sha256
from docgen.errors import DocgenError, FindingsError
from docgen.figures.compose import compose
from docgen.intake import dump_case
from docgen.model import Case, Stage
from docgen.packs import Pack, load_pack
from docgen.page import typst
from docgen.page.engine import Typeset
from docgen.page.read import read as read_page
from docgen.page.run import Piece, set_run
from docgen.pipeline.needs import missing
from docgen.pipeline.press import Press, Printed
from docgen.pipeline.values import Report
from docgen.proof import Group, Placed
from docgen.rules import Finding, run
from docgen.templating.library import Library, Shelf

__all__ = ["Worker", "examine", "make"]


def examine(worker: Worker, rows: Sequence[RowData]) -> list[Examined]:
    """Let a worker examine rows; a function, so that it can be sent to another process."""
    return [worker.examine(row) for row in rows]


def make(worker: Worker, rows: Sequence[RowData]) -> Chunk:
    """Let a worker print rows; a function, so that it can be sent to another process."""
    return worker.make(rows)


@dataclass(frozen=True, slots=True)
class _Paper:
    """A paper that was printed and audited, before its receipt."""

    row: RowData
    case: Case
    report: Report
    printed: Printed
    press: Press
    attached: Printed | None


class Worker:
    """Examines and prints rows of one run; each process has one.

    Args:
        job: What is the same for all of them.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._library = Library(job.templates)
        self._shelf: Shelf = self._library.find(job.document)
        self._presses: dict[tuple[str, str | None], Press] = {}
        self._packs: dict[str | None, Pack] = {}

    def examine(self, row: RowData) -> Examined:
        """Return what the checks say of a row; nothing is printed.

        Args:
            row: The row; its texts are of the types of their fields.
        """
        found: tuple[Finding, ...] = ()
        try:
            case = self._case(row)
            _, found = self._look(row, case)
            Report(found).stop(strict=self._job.strict)
        except DocgenError as error:
            return Examined(row.no, error.problems, error.exit_code, found)
        return Examined(row.no, (), 0, found)

    def make(self, rows: Sequence[RowData]) -> Chunk:
        """Print rows, audit them and set their pages.

        Args:
            rows: Rows that were examined and found good; what is refused all the same (by the
                audit, or by the rules about papers) is told and left out.

        Raises:
            DocgenError: The pages of the chunk cannot be set, or are not what was printed.
        """
        refused: list[Made] = []
        papers: list[_Paper] = []
        for row in rows:
            try:
                papers.append(self._print(row))
            except DocgenError as error:
                refused.append(Made(row.no, error.problems, error.exit_code))
        made: list[Made] = []
        pdf, sheet = b"", None
        if self._job.merge and papers:
            sheet = self._set(papers)
            pdf = sheet.pdf
        for paper in papers:
            try:
                made.append(self._finish(paper, sheet))
            except FindingsError as error:
                if self._job.merge:
                    # Its pages stand in the chunk already: the chunk is set again without it.
                    others = self.make([row for row in rows if row.no != paper.row.no])
                    return others.with_refused(Made(paper.row.no, error.problems, error.exit_code))
                refused.append(Made(paper.row.no, error.problems, error.exit_code))
        return Chunk(tuple(sorted(made + refused, key=lambda one: one.no)), pdf)

    def _case(self, row: RowData) -> Case:
        return row_case(row, self._shelf.manifest.kind, self._job.jurisdiction)

    def _look(self, row: RowData, case: Case) -> tuple[Group, tuple[Finding, ...]]:
        pack = self._pack(case.jurisdiction)
        figures = compose(case, stage=Stage.FINAL, origins=row.origins, pack=pack)
        found = run(case, None, pack, stage=Stage.FINAL, file=row.file, row=row.place, excerpt=True)
        compiled = self._shelf.compiled(receipt=self._embeds)
        lacking = missing(self._shelf.manifest, compiled, figures, Stage.FINAL, row.file)
        return figures, Report(found).with_findings(lacking).findings

    @property
    def _embeds(self) -> bool:
        return self._job.embed and not self._job.merge

    def _pack(self, name: str | None) -> Pack:
        if name not in self._packs:
            self._packs[name] = load_pack(name)
        return self._packs[name]

    def _press(self, document: str, pack: str | None) -> Press:
        key = document, pack
        if key not in self._presses:
            shelf = self._library.find(document)
            self._presses[key] = Press(
                shelf.manifest,
                shelf.compiled(receipt=self._embeds),
                self._pack(pack),
                Stage.FINAL,
                strict=self._job.strict,
                embed=self._embeds,
            )
        return self._presses[key]

    def _print(self, row: RowData) -> _Paper:
        case = self._case(row)
        figures, found = self._look(row, case)
        report = Report(found)
        report.stop(strict=self._job.strict)
        press = self._press(self._job.document, case.jurisdiction)
        printed = press.print(figures, _alone if press.counts_pages else None)
        attached = None
        if self._job.returns is not None:
            returned = self._press(self._job.returns, case.jurisdiction)
            attached = returned.print(figures, _alone if returned.counts_pages else None)
        return _Paper(row, case, report, printed, press, attached)

    def _set(self, papers: Sequence[_Paper]) -> Typeset:
        """Set the pages of all papers in one file, and hold them against what was printed."""
        pieces: list[Piece] = []
        contents: list[tuple[bytes, Press]] = []
        for paper in papers:
            number, addressee = _named(paper)
            pieces.append(Piece(_model(paper.printed, paper.press), "notice", number, addressee))
            contents.append((paper.printed.docx, paper.press))
            if paper.attached is not None:
                pieces.append(Piece(_model(paper.attached, paper.press), "attached"))
                contents.append((paper.attached.docx, paper.press))
        sheet = set_run(pieces, document_date=None)
        spans = spans_of(sheet.pdf)
        expected = (
            Expected(docx, span.first, span.count, promises=press.manifest.layout_promises)
            for (docx, press), span in zip(contents, spans, strict=True)
        )
        audit_run(sheet.pdf, expected, outline=False)
        return sheet
