"""What each process of a run does: examine rows, print and audit them, set their pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from docgen import glossary
from docgen.audit.docx import Audited
from docgen.audit.run import Expected, audit_run
from docgen.audit.run_pages import page_marks
from docgen.batch.cases import row_case
from docgen.batch.job import Chunk, Examined, Job, Made, RowData
from docgen.delivery.receipt import blanks, canonical, sha256
from docgen.errors import DocgenError, FindingsError
from docgen.figures.compose import compose
from docgen.intake import dump_case
from docgen.model import Case, Stage
from docgen.packs import Pack, load_pack, named_pack
from docgen.page import typst
from docgen.page.engine import Typeset
from docgen.page.read import read as read_page
from docgen.page.run import Piece, PieceKind, set_run, spans_of
from docgen.page.run_sheets import separator_piece
from docgen.pipeline.found_by import addressee_of, day_of, keys_of, number_of
from docgen.pipeline.needs import Needs
from docgen.pipeline.press import Press, Printed
from docgen.pipeline.values import Report
from docgen.proof import Group, LayoutPromises, Placed
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
    attached: tuple[Printed, Press] | None

    def parts(self) -> Iterator[tuple[PieceKind, Printed, Press]]:
        """Yield the paper and what goes with it."""
        yield "notice", self.printed, self.press
        if self.attached is not None:
            yield "attached", *self.attached


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages of a chunk: one file, and how many each paper has in it."""

    sheet: Typeset
    counts: tuple[int, ...]

    def of(self, place: int) -> Typeset:
        """Return what a receipt tells of one paper's pages."""
        return replace(self.sheet, pdf=b"", page_count=self.counts[place])


class Worker:
    """Examines and prints rows of one run; each process has one.

    Args:
        job: What is the same for all of them.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._library = Library(job.templates)
        self._shelf: Shelf = self._library.find(job.document)
        compiled = self._shelf.compiled(receipt=self._embeds)
        self._needs = Needs(self._shelf.manifest, compiled, Stage.FINAL)
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
        pages = self._set(papers) if self._job.merge and papers else None
        for place, paper in enumerate(papers):
            try:
                made.append(self._finish(paper, pages.of(place) if pages else None))
            except FindingsError as error:
                if self._job.merge:
                    # Its pages stand in the chunk already: the chunk is set again without it.
                    others = self.make([row for row in rows if row.no != paper.row.no])
                    return others.with_refused(Made(paper.row.no, error.problems, error.exit_code))
                refused.append(Made(paper.row.no, error.problems, error.exit_code))
        ordered = sorted(made + refused, key=lambda one: one.no)
        if pages is None:
            return Chunk(tuple(ordered), b"", ())
        return Chunk(tuple(ordered), pages.sheet.pdf, page_marks(pages.sheet.pdf))

    def _case(self, row: RowData) -> Case:
        return row_case(row, self._shelf.manifest.kind, self._job.jurisdiction)

    def _figures(self, row: RowData, case: Case) -> Group:
        pack = self._pack(case.jurisdiction)
        return compose(case, stage=Stage.FINAL, origins=row.origins, pack=pack)

    def _look(self, row: RowData, case: Case) -> tuple[Group, tuple[Finding, ...]]:
        pack = self._pack(case.jurisdiction)
        figures = self._figures(row, case)
        found = run(case, None, pack, stage=Stage.FINAL, file=row.file, row=row.place, excerpt=True)
        lacking = self._needs.missing(figures, row.file)
        return figures, Report(found).with_findings(lacking).findings

    @property
    def _embeds(self) -> bool:
        return self._job.embed and not self._job.merge

    def _pack(self, name: str | None) -> Pack:
        if name not in self._packs:
            chosen = name == self._job.jurisdiction
            self._packs[name] = load_pack(name) if chosen else named_pack(name)
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
        if row.findings is None:
            figures, found = self._look(row, case)
        else:
            figures, found = self._figures(row, case), row.findings
        report = Report(found)
        report.stop(strict=self._job.strict)
        press = self._press(self._job.document, case.jurisdiction)
        printed = press.print(figures, _alone if press.counts_pages else None)
        attached = None
        if self._job.returns is not None:
            returned = self._press(self._job.returns, case.jurisdiction)
            attached = returned.print(figures, _alone if returned.counts_pages else None), returned
        return _Paper(row, case, report, printed, press, attached)

    def _set(self, papers: Sequence[_Paper]) -> _Pages:
        """Set the pages of all papers in one file, and hold them against what was printed."""
        pieces: list[Piece] = []
        expected: list[tuple[Audited | Sequence[str], LayoutPromises]] = []
        for paper in papers:
            if paper.row.separator:
                pieces.append(separator_piece(paper.row.separator))
                expected.append((paper.row.separator, LayoutPromises()))
            for kind, printed, press in paper.parts():
                model = read_page(printed.docx, name=press.manifest.title)
                pieces.append(Piece(model, kind, number_of(paper.case), addressee_of(paper.case)))
                expected.append((printed.audited, press.manifest.layout_promises))
        sheet = set_run(pieces, document_date=None)
        spans = spans_of(sheet.pdf)
        wanted = (
            Expected(content, span.first, span.count, promises=promises)
            for (content, promises), span in zip(expected, spans, strict=True)
        )
        audit_run(sheet.pdf, wanted, outline=False)
        return _Pages(sheet, tuple(span.count for span in spans if span.kind == "notice"))

    def _finish(self, paper: _Paper, sheet: Typeset | None) -> Made:
        document = paper.press.finish(
            paper.printed, paper.case, paper.report, file=paper.row.file, sheet=sheet, pages={}
        )
        attached = self._attached(paper)
        placed = paper.printed.audited.placed
        day = day_of(paper.case)
        return Made(
            no=paper.row.no,
            stem=paper.row.stem,
            docx=b"" if self._job.merge else document.docx,
            docx_sha256=sha256(document.docx),
            attached=attached,
            receipt_json=document.receipt_json,
            case_json=canonical(dump_case(paper.case)),
            keys=keys_of(paper.case),
            contract_no=paper.case.contract_no or "",
            addressee=addressee_of(paper.case),
            dated=day.isoformat() if day else "",
            pages=sheet.page_count if sheet is not None else 0,
            totals=_totals(placed, paper.row.amounts),
            blanks=tuple(one.title for one in blanks(placed)),
            warnings=tuple(one.code for one in document.report.unconfirmed),
        )

    def _attached(self, paper: _Paper) -> bytes:
        """Return the Word file that goes with a paper, b"" for none."""
        if paper.attached is None or self._job.merge:
            return b""
        printed, press = paper.attached
        made = press.finish(
            printed, paper.case, Report(()), file=paper.row.file, sheet=None, pages={}
        )
        return made.docx


def _totals(placed: Iterable[Placed], paths: Iterable[str]) -> dict[str, Decimal]:
    """Return the figures of some fields as they were read back from a paper, each field once.

    A table that shows a field's figure again names the field as its basis.
    """
    wanted = {path: path for path in paths}
    shown = {_title(path): path for path in wanted}
    found: dict[str, Decimal] = {}
    for one in placed:
        figure = one.figure
        path = wanted.get(figure.key) or shown.get(figure.basis)
        if path is not None and isinstance(figure.value, Decimal):
            found.setdefault(path, figure.value)
    return found


@lru_cache(maxsize=1024)
def _title(path: str) -> str:
    return glossary.title_path(path)


def _alone(docx: bytes) -> Typeset:
    """Set one paper's pages, for a text that names how many it has."""
    return typst.typeset(read_page(docx, name=""), document_date=None)
