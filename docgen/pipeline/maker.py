"""Makes one paper of one case: print, lay out, audit, write the receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Protocol

from docgen.audit.docx import Audited, audit_paper
from docgen.audit.papertext import Line
from docgen.audit.pdf import audit_pdf
from docgen.delivery.names import file_stem
from docgen.delivery.receipt import Paper, receipt_of
from docgen.delivery.seal import seal
from docgen.figures.absence import settle
from docgen.model import Case, Stage
from docgen.packs import Pack
from docgen.page import typst, weasy
from docgen.page.engine import PdfEngine, Typeset
from docgen.page.model import PageModel
from docgen.page.read import read as read_page
from docgen.pipeline.proofread import proofread
from docgen.pipeline.values import Document, Report
from docgen.proof import Field, Group, Placed, PlanNode
from docgen.render.docx import render
from docgen.templating.compiled import Compiled
from docgen.templating.manifest import Manifest

__all__ = ["Maker"]


class _Engine(Protocol):
    def __call__(self, model: PageModel, *, document_date: date | None, pdf_a: bool) -> Typeset: ...


_ENGINES: Mapping[PdfEngine, _Engine] = {"typst": typst.typeset, "weasyprint": weasy.typeset}


class Maker:
    """Makes one paper of one case."""

    def __init__(
        self,
        case: Case,
        pack: Pack,
        manifest: Manifest,
        compiled: Compiled,
        stage: Stage,
        file: str | None,
        pdf_engine: PdfEngine,
        *,
        strict: bool,
        embed: bool,
        pdf_a: bool,
    ) -> None:
        self._case = case
        self._pack = pack
        self._manifest = manifest
        self._compiled = compiled
        self._stage = stage
        self._file = file
        self._strict = strict
        self._typeset = _ENGINES[pdf_engine]
        self._embed = embed
        self._pdf_a = pdf_a

    def make(self, figures: Group, report: Report, *, with_pdf: bool) -> Document:
        """Print the paper, lay it out, read it back, and write its receipt.

        Args:
            figures: All figures of the case, absences not yet decided.
            report: What the checks found; no errors.
            with_pdf: Whether the PDF is wanted; a text that names its own page count is laid out
                in any case.

        Raises:
            TemplateError: The template cannot be printed with these figures.
            EngineError: The page cannot be set.
            AuditError: What was made is not what the data say.
            FindingsError: The rules about papers stop it.
        """
        settled = settle(figures, self._manifest.policies(self._stage))
        docx, sheet = self._print(settled, with_pdf=with_pdf)
        pages = sheet.page_count if sheet else None
        audited = audit_paper(docx, self._compiled.plan, settled, pages=pages)
        placed, lines = audited.placed, audited.lines()
        pdf = sheet.pdf if sheet is not None and with_pdf else None
        if sheet is not None:
            promises = self._manifest.layout_promises
            day = self._document_date() if self._pdf_a else None
            at = audit_pdf(sheet.pdf, docx, placed=placed, promises=promises, pdf_a=day)
            placed = _with_pages(placed, at)
        report = self._proofread(report, docx, sheet, audited, lines)
        stem = file_stem(self._case, self._manifest.short_title)
        paper = self._paper(report, placed, lines, sheet, audited.file.members.hashes())
        sealed = seal(docx, receipt_of(paper, pdf), embed=self._embed)
        title = self._manifest.short_title
        return Document(
            title, stem, sealed.docx, pdf, pages, report, sealed.receipt, sealed.receipt_json
        )

    def _proofread(
        self,
        report: Report,
        docx: bytes,
        sheet: Typeset | None,
        audited: Audited,
        lines: tuple[Line, ...],
    ) -> Report:
        """Add what the rules about papers find; an error of theirs stops delivery too."""
        found = proofread(
            docx,
            sheet,
            audited.placed,
            lines,
            audited=audited,
            manifest=self._manifest,
            pack=self._pack,
            case=self._case,
            stage=self._stage,
            file=self._file,
        )
        whole = report.with_findings(found)
        whole.stop(strict=self._strict)
        return whole

    def _print(self, settled: Group, *, with_pdf: bool) -> tuple[bytes, Typeset | None]:
        """Print, and lay out where a PDF is wanted or the text itself names its page count."""
        docx = render(self._compiled, settled)
        counts = _names_page_count(self._compiled)
        if not (with_pdf or counts):
            return docx, None
        sheet = self._typeset(
            read_page(docx, name=self._manifest.title),
            document_date=self._document_date(),
            pdf_a=self._pdf_a,
        )
        if counts:
            docx = render(self._compiled, settled, pages=sheet.page_count)
        return docx, sheet

    def _document_date(self) -> date | None:
        day = self._case.document_date
        return day if isinstance(day, date) else None

    def _paper(
        self,
        report: Report,
        placed: tuple[Placed, ...],
        lines: tuple[Line, ...],
        sheet: Typeset | None,
        parts: Mapping[str, str],
    ) -> Paper:
        return Paper(
            case=self._case,
            file=self._file or "",
            pack=self._pack,
            manifest=self._manifest,
            compiled=self._compiled,
            stage=self._stage,
            findings=report.findings,
            placed=placed,
            lines=lines,
            sheet=sheet,
            parts=parts,
        )


def _with_pages(placed: tuple[Placed, ...], pages: Mapping[int, int]) -> tuple[Placed, ...]:
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
