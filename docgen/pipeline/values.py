"""What the pipeline hands over: reports, finished papers, compiled templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docgen.errors import DocgenError, FindingsError, Problem
from docgen.render.docx import render_values
from docgen.render.objects import URL
from docgen.rules import Finding
from docgen.templating.compiled import Compiled

__all__ = ["FORMATS", "Document", "Report", "Template", "problems_as_findings"]

#: Formats that a document can be handed over in.
FORMATS = ("docx", "pdf")


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks found in a case.

    Attributes:
        findings: Every finding, by code and path.
    """

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing stops the paper: no errors (warnings may be left)."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop the paper."""
        return tuple(one for one in self.findings if one.severity == "error")

    @property
    def unconfirmed(self) -> tuple[Finding, ...]:
        """The warnings that nobody has confirmed; ``strict`` stops on them."""
        return tuple(
            one for one in self.findings if one.severity == "warning" and one.confirmed is None
        )

    def with_findings(self, found: tuple[Finding, ...]) -> Report:
        """Return the report with further findings in their order."""
        return Report(tuple(sorted(self.findings + found, key=lambda one: (one.code, one.path))))

    def stop(self, *, strict: bool) -> None:
        """Let nothing pass that stops a paper.

        Args:
            strict: Whether an unconfirmed warning stops too.

        Raises:
            FindingsError: Every finding that stops, with its place.
        """
        stopping = self.errors + (self.unconfirmed if strict else ())
        if stopping:
            raise FindingsError(
                [
                    Problem(
                        one.message, one.place or one.title, one.fix, one.code, one.path, one.value
                    )
                    for one in stopping
                ]
            )


@dataclass(frozen=True, slots=True)
class Document:
    """A finished, audited paper.

    Attributes:
        title: Name of the document, ``出让合同``.
        stem: File name without its ending.
        docx: The Word file.
        pdf: The PDF; None when it was not asked for.
        page_count: Pages of the PDF; None when nothing was laid out.
        report: What the checks found; no errors.
        receipt: What proves the paper, as plain JSON values.
        receipt_json: The same as it lies beside the files: canonical JSON.
    """

    title: str
    stem: str
    docx: bytes
    pdf: bytes | None
    page_count: int | None
    report: Report
    receipt: Mapping[str, Any]
    receipt_json: bytes

    def files(self, formats: Sequence[str] = FORMATS) -> dict[str, bytes]:
        """Return the files to write, by name: the formats asked for, and the receipt."""
        made: dict[str, bytes] = {}
        if "docx" in formats:
            made[f"{self.stem}.docx"] = self.docx
        if "pdf" in formats and self.pdf is not None:
            made[f"{self.stem}.pdf"] = self.pdf
        made[f"{self.stem}.receipt.json"] = self.receipt_json
        return made


@dataclass(frozen=True, slots=True)
class Template:
    """Any Word template, compiled once; immutable, safe to share between threads.

    Attributes:
        compiled: The compiled template.
    """

    compiled: Compiled

    def render(self, values: Mapping[str, Any], *, made_for: Any = None) -> bytes:
        """Return the Word file printed with plain values.

        Args:
            values: Names to texts, numbers, dates, lists and mappings of them, and docxtpl's own
                objects (RichText, RichTextParagraph, Listing, InlineImage, Subdoc).
            made_for: The ``DocxTemplate`` whose ``build_url_id`` made the links of RichText
                objects; not needed for those made by this template's own.

        Raises:
            TemplateError: A tag has no value, or a value cannot be printed; all faults at once.
        """
        return render_values(self.compiled, values, made_for=made_for)

    def build_url_id(self, url: str) -> str:
        """Return what docxtpl's ``RichText.add(url_id=…)`` takes for a link to an address.

        Args:
            url: A web or mail address.
        """
        return f"{URL}{escape(url, {chr(34): '&quot;'})}"


def problems_as_findings(error: DocgenError, file: str) -> list[dict[str, Any]]:
    """Return what could not be read in the shape of findings, as ``check --json`` prints them.

    Args:
        error: What was raised.
        file: Name of the file it was raised for.
    """
    return [
        {
            "code": one.code,
            "severity": "error",
            "path": one.path,
            "title": one.where,
            "value": one.value,
            "expected": "",
            "message": one.message,
            "fix": one.fix,
            "source": {"title": "产品约定", "article": one.code},
            "jurisdiction": None,
            "file": file,
        }
        for one in error.problems
    ]
