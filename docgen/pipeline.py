"""One case, six steps in order: read, compose, check, render, audit, and hand over for delivery.

The command line, the web desk and other programs all come in here; nothing here touches a file but
through ``intake`` and ``delivery``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from docgen import intake
from docgen.audit.docx import audit_docx
from docgen.audit.expect import Paragraph, expect
from docgen.audit.pdf import audit_pdf
from docgen.delivery import receipt as receipts
from docgen.delivery.names import file_stem
from docgen.delivery.write import write_all
from docgen.errors import FindingsError, InputError, Problem, UsageError
from docgen.figures.absence import plain_title, settle
from docgen.figures.compose import compose
from docgen.model import Case, Stage
from docgen.packs import Pack, load_pack
from docgen.page.read import read as read_page
from docgen.page.typst import Typeset, typeset
from docgen.proof import Field, Figure, Group, Placed, PlanNode
from docgen.render.docx import render, render_values
from docgen.rules import Finding, missing_field_finding, run
from docgen.templating.compiled import Compiled, compile_template
from docgen.templating.library import Library, Shelf
from docgen.templating.manifest import Manifest

__all__ = [
    "FORMATS",
    "Document",
    "Report",
    "Template",
    "check",
    "deliver",
    "generate",
    "load_case",
    "load_template",
]

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
    """

    title: str
    stem: str
    docx: bytes
    pdf: bytes | None
    page_count: int | None
    report: Report
    receipt: Mapping[str, Any]

    def files(self, formats: Sequence[str] = FORMATS) -> dict[str, bytes]:
        """Return the files to write, by name: the formats asked for, and the receipt."""
        made: dict[str, bytes] = {}
        if "docx" in formats:
            made[f"{self.stem}.docx"] = self.docx
        if "pdf" in formats and self.pdf is not None:
            made[f"{self.stem}.pdf"] = self.pdf
        made[f"{self.stem}.receipt.json"] = receipts.canonical(self.receipt)
        return made


@dataclass(frozen=True, slots=True)
class Template:
    """Any Word template, compiled once; immutable, safe to share between threads.

    Attributes:
        compiled: The compiled template.
    """

    compiled: Compiled

    def render(self, values: Mapping[str, Any]) -> bytes:
        """Return the Word file printed with plain values.

        Args:
            values: Names to texts, numbers, dates, lists and mappings of them.

        Raises:
            TemplateError: A tag has no value.
        """
        return render_values(self.compiled, values)


def load_case(source: str | os.PathLike[str]) -> Case:
    """Read a parcel's file (YAML, JSON or TOML).

    Args:
        source: Path of the file.

    Raises:
        InputError: Every problem of the file at once, each with its place.
    """
    return intake.load_case(source).case


def load_template(
    source: str | os.PathLike[str] | bytes,
    *,
    filters: Mapping[str, Callable[..., Any]] | None = None,
) -> Template:
    """Compile any Word file with docxtpl's syntax; no schema is needed.

    Args:
        source: Path or bytes of the ``.docx`` file.
        filters: Further filters by name.

    Raises:
        InputError: The file cannot be read.
        TemplateError: Its tags are at fault; all faults at once.
    """
    if isinstance(source, bytes):
        return Template(compile_template(source, name="模板", filters=filters))
    name = Path(source).name
    data = intake.read_bytes(source)
    return Template(compile_template(data, name=name, filters=filters))


def check(case: Case, *, stage: Stage | str | None = None, file: str | None = None) -> Report:
    """Check a case: the rules of the nation and of its jurisdiction, and what its papers need.

    Args:
        case: The parcel's file.
        stage: announcement, draft or final; by default the case's own, else final.
        file: Name of the case's file, for the findings.

    Raises:
        InputError: The case names a jurisdiction that has no pack.
    """
    wanted = _stage(case, stage)
    figures = compose(case, stage=wanted, origins=case.origins)
    findings = run(case, figures, _pack(case), stage=wanted, file=file)
    for shelf in _applicable(Library(), figures):
        findings += _missing(shelf.manifest, shelf.compiled(), figures, wanted, file)
    return Report(_ordered(findings))


def generate(
    case: Case,
    documents: Sequence[str] | None = None,
    *,
    formats: Sequence[str] = FORMATS,
    stage: Stage | str | None = None,
    strict: bool = False,
    templates: Path | None = None,
    file: str | None = None,
) -> Iterator[Document]:
    """Make the papers of a case, each checked and audited.

    Args:
        case: The parcel's file.
        documents: Names of the papers; by default all that the case has data for.
        formats: ``docx``, ``pdf`` or both.
        stage: announcement, draft or final; by default the case's own, else final.
        strict: Whether an unconfirmed warning stops too.
        templates: A bureau's own folder of templates.
        file: Name of the case's file, for findings and receipt.

    Yields:
        One audited paper after another, in the order asked for.

    Raises:
        FindingsError: The checks stop a paper.
        TemplateError: A template is at fault.
        AuditError: What was made is not what the data say; it is not handed over.
        UsageError: An unknown document or format.
    """
    _check_formats(formats)
    wanted = _stage(case, stage)
    library = Library(templates)
    figures = compose(case, stage=wanted, origins=case.origins)
    shelves = _chosen(library, documents, figures)
    pack = _pack(case)
    found = run(case, figures, pack, stage=wanted, file=file)
    for shelf in shelves:
        compiled = shelf.compiled()
        missing = _missing(shelf.manifest, compiled, figures, wanted, file)
        report = Report(_ordered(found + missing))
        _stop(report, strict=strict)
        maker = _Maker(case, pack, shelf.manifest, compiled, wanted, file)
        yield maker.make(figures, report, with_pdf="pdf" in formats)


def deliver(
    documents: Sequence[Document], folder: Path, *, formats: Sequence[str] = FORMATS
) -> tuple[Path, ...]:
    """Write finished papers with their receipts: all of them, or none.

    Raises:
        DeliveryError: The folder cannot be written.
    """
    files: dict[str, bytes] = {}
    for document in documents:
        files.update(document.files(formats))
    return write_all(folder, files)


class _Maker:
    """Makes one paper of one case."""

    def __init__(
        self,
        case: Case,
        pack: Pack,
        manifest: Manifest,
        compiled: Compiled,
        stage: Stage,
        file: str | None,
    ) -> None:
        self._case = case
        self._pack = pack
        self._manifest = manifest
        self._compiled = compiled
        self._stage = stage
        self._file = file

    def make(self, figures: Group, report: Report, *, with_pdf: bool) -> Document:
        settled = settle(figures, self._manifest.policies(self._stage))
        docx, sheet = self._print(settled, with_pdf=with_pdf)
        pages = sheet.page_count if sheet else None
        placed = audit_docx(docx, self._compiled.plan, settled, pages=pages)
        pdf = sheet.pdf if sheet is not None and with_pdf else None
        if sheet is not None:
            placed = _with_pages(placed, audit_pdf(sheet.pdf, docx))
        stem = file_stem(self._case, self._manifest.short_title)
        receipt = self._receipt(docx, pdf, placed, report, sheet)
        title = self._manifest.short_title
        return Document(title, stem, docx, pdf, pages, report, receipt)

    def _print(self, settled: Group, *, with_pdf: bool) -> tuple[bytes, Typeset | None]:
        """Print, and lay out where a PDF is wanted or the text itself names its page count."""
        docx = render(self._compiled, settled)
        counts = _names_page_count(self._compiled)
        if not (with_pdf or counts):
            return docx, None
        sheet = typeset(
            read_page(docx, name=self._manifest.title), document_date=self._document_date()
        )
        if counts:
            docx = render(self._compiled, settled, pages=sheet.page_count)
        return docx, sheet

    def _document_date(self) -> date | None:
        day = self._case.document_date
        return day if isinstance(day, date) else None

    def _receipt(
        self,
        docx: bytes,
        pdf: bytes | None,
        placed: tuple[Placed, ...],
        report: Report,
        sheet: Typeset | None,
    ) -> dict[str, Any]:
        outputs = {
            "docx": {
                "sha256": receipts.sha256(docx),
                "parts_sha256": receipts.canonical_parts_sha256(docx),
            }
        }
        if pdf is not None:
            outputs["pdf"] = {"sha256": receipts.sha256(pdf)}
        manifest, compiled = self._manifest, self._compiled
        return {
            "format": "docgen-receipt/1",
            "made_by": receipts.engines(),
            "stage": self._stage.value,
            "document": {
                "id": manifest.id,
                "title": manifest.title,
                "version": manifest.version,
                "template_sha256": compiled.sha256,
                "wording_sha256": compiled.plan.wording_sha256,
            },
            "case": {
                "file": self._file or "",
                "sha256": receipts.sha256(receipts.canonical(intake.dump_case(self._case))),
            },
            "jurisdiction": self._pack.jurisdiction or "",
            "outputs": outputs,
            "page_count": sheet.page_count if sheet else None,
            "fonts": [
                {"named": one.font, "used": one.used, "characters": one.characters}
                for one in (sheet.substitutions if sheet else ())
            ],
            "findings": [one.as_dict() for one in report.findings],
            "blanks": [{"path": one.key, "title": one.title} for one in receipts.blanks(placed)],
            "figures": [receipts.figure_line(one) for one in placed],
        }


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


def _stage(case: Case, stage: Stage | str | None) -> Stage:
    try:
        return Stage(stage) if stage is not None else case.stage or Stage.FINAL
    except ValueError as error:
        allowed = "、".join(one.value for one in Stage)
        raise UsageError(f"没有「{stage}」这个阶段。", fix=f"可用：{allowed}。") from error


def _pack(case: Case) -> Pack:
    """Return the case's pack; a relative path to one starts at the case's own folder."""
    name = case.jurisdiction
    # A bare name is a pack's, whatever folders of that name lie about.
    if name and case.folder and "/" in name:
        return load_pack(Path(case.folder, name))
    return load_pack(name)


def _check_formats(formats: Sequence[str]) -> None:
    unknown = [one for one in formats if one not in FORMATS]
    if unknown or not formats:
        raise UsageError(
            f"没有「{'、'.join(unknown)}」这种格式。" if unknown else "没有指定格式。",
            fix=f"可用：{'、'.join(FORMATS)}。",
        )


def _applicable(library: Library, figures: Group) -> list[Shelf]:
    return [shelf for shelf in library.all() if _has_data(shelf.manifest, figures)]


def _has_data(manifest: Manifest, figures: Group) -> bool:
    return all(_any_present(figures.find(title)) for title in manifest.needs)


def _any_present(node: object) -> bool:
    if isinstance(node, Figure):
        return node.present
    if isinstance(node, Group):
        return any(_any_present(child) for child in node.entries.values())
    return any(_any_present(item) for item in getattr(node, "items", ()))


def _chosen(library: Library, documents: Sequence[str] | None, figures: Group) -> list[Shelf]:
    if documents:
        return [library.find(name) for name in documents]
    chosen = _applicable(library, figures)
    if not chosen:
        raise InputError(
            "案卷里的资料不够出任何一种文书。",
            fix="补填「出让」等部分，或用 -d 指定文书看缺什么。",
            code="S020",
        )
    return chosen


def _missing(
    manifest: Manifest, compiled: Compiled, figures: Group, stage: Stage, file: str | None
) -> tuple[Finding, ...]:
    """Return a finding for each field that this paper would print, needs and does not have."""
    required = manifest.required(stage)
    settled = settle(figures, manifest.policies(stage))
    seen: dict[str, Figure] = {}
    for part in compiled.plan.parts:
        for block in expect(part, settled):
            for piece in block.pieces if isinstance(block, Paragraph) else ():
                figure = piece.figure
                if figure is None or figure.present:
                    continue
                if figure.absence == "" or plain_title(figure.title) in required:
                    seen.setdefault(figure.key, figure)
    return tuple(missing_field_finding(key, stage, file=file) for key in seen)


def _ordered(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: (one.code, one.path)))


def _stop(report: Report, *, strict: bool) -> None:
    stopping = report.errors + (report.unconfirmed if strict else ())
    if stopping:
        raise FindingsError(
            [
                Problem(one.message, one.place or one.title, one.fix, one.code, one.path, one.value)
                for one in stopping
            ]
        )
