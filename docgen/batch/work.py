"""What each process of a run does: examine rows, print and audit them, set their pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from docgen.batch.cases import day_of, keys_of, row_case
from docgen.batch.job import Examined, Job, Made, RowData, Totals
from docgen.delivery.receipt import blanks, canonical, sha256
from docgen.errors import AuditError, DocgenError, FindingsError, Problem, TemplateError
from docgen.figures.compose import compose
from docgen.intake import dump_case
from docgen.model import Case, Stage
from docgen.packs import Pack, load_pack
from docgen.pipeline.needs import missing
from docgen.pipeline.press import Press, Printed
from docgen.pipeline.values import Document, Report
from docgen.proof import Group, Placed
from docgen.rules import Finding, run
from docgen.templating.compiled import Compiled
from docgen.templating.library import Library, Shelf

__all__ = ["Worker"]


@dataclass(frozen=True, slots=True)
class _Audited:
    """A paper that was printed and audited, before its receipt."""

    row: RowData
    case: Case
    report: Report
    printed: Printed
    press: Press


class Worker:
    """Examines and prints rows of one run; each process has one.

    Args:
        job: What is the same for all of them.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._shelf: Shelf = Library(job.templates).find(job.document)
        self._presses: dict[str | None, Press] = {}
        self._packs: dict[str | None, Pack] = {}

    @cached_property
    def _compiled(self) -> Compiled:
        return self._shelf.compiled(receipt=self._embeds)

    @property
    def _embeds(self) -> bool:
        return self._job.embed and not self._job.merge

    def examine(self, rows: Sequence[RowData]) -> list[Examined]:
        """Return what the checks say of rows; nothing is printed.

        Args:
            rows: The rows; their texts are of the types of their fields.
        """
        return [self._examine(row) for row in rows]

    def _examine(self, row: RowData) -> Examined:
        try:
            case = self._case(row)
            figures, found = self._look(row, case)
            Report(found).stop(strict=self._job.strict)
        except FindingsError as error:
            return Examined(row.no, error.problems, found)
        except DocgenError as error:
            return Examined(row.no, error.problems, ())
        return Examined(row.no, (), found)

    def _case(self, row: RowData) -> Case:
        return row_case(row, self._shelf.manifest.kind, self._job.jurisdiction)

    def _look(self, row: RowData, case: Case) -> tuple[Group, tuple[Finding, ...]]:
        pack = self._pack(case.jurisdiction)
        figures = compose(case, stage=Stage.FINAL, origins=row.origins, pack=pack)
        found = run(case, None, pack, stage=Stage.FINAL, file=row.file, row=row.place, excerpt=True)
        lacking = missing(self._shelf.manifest, self._compiled, figures, Stage.FINAL, row.file)
        return figures, Report(found).with_findings(lacking).findings

    def _pack(self, name: str | None) -> Pack:
        if name not in self._packs:
            self._packs[name] = load_pack(name)
        return self._packs[name]

    def _press(self, name: str | None) -> Press:
        if name not in self._presses:
            self._presses[name] = Press(
                self._shelf.manifest,
                self._compiled,
                self._pack(name),
                Stage.FINAL,
                strict=self._job.strict,
                embed=self._embeds,
            )
        return self._presses[name]
