"""Prints papers of one template, case after case: print, read back, proofread, write the receipt.

A paper's pages are set elsewhere: singly (:mod:`docgen.pipeline.maker`), or many in one file (a
print run). What they showed comes back here, for the receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from docgen.audit.docx import Audited, audit_paper
from docgen.audit.papertext import Line
from docgen.delivery.names import file_stem
from docgen.delivery.receipt import Paper, receipt_of
from docgen.delivery.seal import seal
from docgen.figures.absence import Settler
from docgen.model import Case, Stage
from docgen.packs import Pack
from docgen.page.engine import Typeset
from docgen.pipeline.proofread import proofread
from docgen.pipeline.values import Document, Report
from docgen.proof import Field, Group, Placed, PlanNode
from docgen.render.docx import render
from docgen.templating.compiled import Compiled
from docgen.templating.manifest import Manifest

__all__ = ["Press", "Printed"]


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper that was printed and read back.

    Attributes:
        docx: The Word file, without its receipt.
        audited: What the audit read in it.
        sheet: The pages set for its page count; None where none were set.
    """

    docx: bytes
    audited: Audited
    sheet: Typeset | None


class Press:
    """Prints papers of one template under one pack.

    Args:
        manifest: What the template says of itself.
        compiled: The template.
        pack: The jurisdiction's rules.
        stage: For which stage the papers are made.
        strict: Whether an unconfirmed warning stops a paper too.
        embed: Whether each Word file carries its receipt.
    """

    def __init__(
        self,
        manifest: Manifest,
        compiled: Compiled,
        pack: Pack,
        stage: Stage,
        *,
        strict: bool,
        embed: bool,
    ) -> None:
        self.manifest = manifest
        self._compiled = compiled
        self._pack = pack
        self._stage = stage
        self._strict = strict
        self._embed = embed
        self._settler = Settler(manifest.policies(stage))
        self.counts_pages = _names_page_count(compiled)

    def print(self, figures: Group, typeset: Callable[[bytes], Typeset] | None) -> Printed:
        """Print a paper and read it back.

        Args:
            figures: All figures of the case, absences not yet decided.
            typeset: What sets a Word file's pages; None where no page is wanted. A template that
                names its own page count needs it.

        Raises:
            TemplateError: The template cannot be printed with these figures.
            EngineError: The page cannot be set.
            AuditError: What was printed is not what the data say.
        """
        settled = self._settler.settle(figures)
        docx = render(self._compiled, settled)
        sheet = typeset(docx) if typeset is not None else None
        pages = sheet.page_count if sheet is not None else None
        if pages is not None and self.counts_pages:
            docx = render(self._compiled, settled, pages=pages)
        audited = audit_paper(docx, self._compiled.plan, settled, pages=pages)
        return Printed(docx, audited, sheet)

    def finish(
        self,
        printed: Printed,
        case: Case,
        report: Report,
        *,
        file: str | None,
        sheet: Typeset | None,
        pages: Mapping[int, int],
        pdf: bytes | None = None,
    ) -> Document:
        """Proofread a printed paper and write its receipt.

        Args:
            printed: The paper.
            case: The parcel's file.
            report: What the checks found; no errors.
            file: Name of the case's file.
            sheet: Its pages, audited; None where none were set.
            pages: The page of each paragraph of its text, as the audit of the pages found it.
            pdf: The PDF that is handed over with it.

        Raises:
            AuditError: The file with its receipt is not the audited one.
            FindingsError: The rules about papers stop it.
        """
        placed, lines = _with_pages(printed.audited.placed, pages), printed.audited.lines()
        found = proofread(
            printed.docx,
            sheet,
            placed,
            lines,
            audited=printed.audited,
            manifest=self.manifest,
            pack=self._pack,
            case=case,
            stage=self._stage,
            file=file,
        )
        whole = report.with_findings(found)
        whole.stop(strict=self._strict)
        paper = self._paper(case, file, whole, placed, lines, sheet, printed.audited)
        sealed = seal(printed.docx, receipt_of(paper, pdf), embed=self._embed)
        title = self.manifest.short_title
        return Document(
            title,
            file_stem(case, title, own_number=self._own_number(case)),
            sealed.docx,
            pdf,
            sheet.page_count if sheet else None,
            whole,
            sealed.receipt,
            sealed.receipt_json,
        )

    def _own_number(self, case: Case) -> str:
        """Return a notice's number; "" for other papers and where it has none yet."""
        if case.notice is None or self.manifest.kind is None:
            return ""
        return case.notice.document_no or ""

    def _paper(
        self,
        case: Case,
        file: str | None,
        report: Report,
        placed: tuple[Placed, ...],
        lines: tuple[Line, ...],
        sheet: Typeset | None,
        audited: Audited,
    ) -> Paper:
        return Paper(
            case=case,
            file=file or "",
            pack=self._pack,
            manifest=self.manifest,
            compiled=self._compiled,
            stage=self._stage,
            findings=report.findings,
            placed=placed,
            lines=lines,
            sheet=sheet,
            parts=audited.file.members.hashes(),
        )


def _with_pages(placed: tuple[Placed, ...], pages: Mapping[int, int]) -> tuple[Placed, ...]:
    if not pages:
        return placed
    return tuple(
        replace(one, page=pages.get(one.paragraph)) if one.part == "word/document.xml" else one
        for one in placed
    )


def _names_page_count(compiled: Compiled) -> bool:
    def among(nodes: tuple[PlanNode, ...]) -> bool:
        return any(
            (isinstance(node, Field) and node.name == "NUMPAGES")
            or any(among(body) for body in _bodies(node))
            for node in nodes
        )

    return any(among(part.nodes) for part in compiled.plan.parts if "document" in part.name)


def _bodies(node: PlanNode) -> Iterator[tuple[PlanNode, ...]]:
    if hasattr(node, "body"):
        yield node.body
    for _, body in getattr(node, "branches", ()):
        yield body
