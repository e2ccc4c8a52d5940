"""Makes one paper of one case: print, lay out, audit, write the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from docgen.audit.pdf import audit_pdf
from docgen.model import Case
from docgen.page import typst, weasy
from docgen.page.engine import PdfEngine, Typeset
from docgen.page.model import PageModel
from docgen.page.read import read as read_page
from docgen.pipeline.press import Press
from docgen.pipeline.values import Document, Report
from docgen.proof import Group

__all__ = ["Maker"]


class _Engine(Protocol):
    def __call__(self, model: PageModel, *, document_date: date | None, pdf_a: bool) -> Typeset: ...


_ENGINES: Mapping[PdfEngine, _Engine] = {"typst": typst.typeset, "weasyprint": weasy.typeset}


class Maker:
    """Makes one paper of one case, with its own PDF.

    Args:
        press: What prints it.
        case: The parcel's file.
        file: Name of the case's file.
        pdf_engine: What sets the PDF.
        pdf_a: Whether the PDF is PDF/A-2b.
    """

    def __init__(
        self, press: Press, case: Case, file: str | None, pdf_engine: PdfEngine, *, pdf_a: bool
    ) -> None:
        self._press = press
        self._case = case
        self._file = file
        self._engine = _ENGINES[pdf_engine]
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
        wanted = with_pdf or self._press.counts_pages
        printed = self._press.print(figures, self._typeset if wanted else None)
        sheet, pages = printed.sheet, {}
        if sheet is not None:
            promises = self._press.manifest.layout_promises
            day = self._document_date() if self._pdf_a else None
            placed = printed.audited.placed
            pages = dict(
                audit_pdf(sheet.pdf, printed.docx, placed=placed, promises=promises, pdf_a=day)
            )
        pdf = sheet.pdf if sheet is not None and with_pdf else None
        return self._press.finish(
            printed, self._case, report, file=self._file, sheet=sheet, pages=pages, pdf=pdf
        )

    def _typeset(self, docx: bytes) -> Typeset:
        return self._engine(
            read_page(docx, name=self._press.manifest.title),
            document_date=self._document_date(),
            pdf_a=self._pdf_a,
        )

    def _document_date(self) -> date | None:
        day = self._case.document_date
        return day if isinstance(day, date) else None
