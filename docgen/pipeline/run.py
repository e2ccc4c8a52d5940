"""One case, six steps in order: read, compose, check, render, audit, and hand over for delivery."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from docgen import intake
from docgen.delivery.write import write_all
from docgen.errors import UsageError
from docgen.figures.compose import compose
from docgen.model import Case, Stage
from docgen.packs import Pack, is_pack_path, load_pack, named_pack
from docgen.page.engine import PdfEngine, demand_date
from docgen.pipeline.maker import Maker
from docgen.pipeline.needs import (
    Omission,
    applicable,
    check_engine,
    check_formats,
    chosen,
    missing,
    omissions,
)
from docgen.pipeline.notices import Views
from docgen.pipeline.press import Press
from docgen.pipeline.values import FORMATS, Document, Report, Template
from docgen.rules import Finding, Row, Spot, run_ledger
from docgen.templating.compiled import compile_template
from docgen.templating.library import Library

__all__ = [
    "check",
    "check_together",
    "deliver",
    "generate",
    "left_out",
    "load_case",
    "load_template",
    "pack_of",
    "stage_of",
]


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
        return Template(compile_template(source, name="模板", filters=filters, general=True))
    name = Path(source).name
    data = intake.read_bytes(source)
    return Template(compile_template(data, name=name, filters=filters, general=True))


def check(
    case: Case,
    documents: Sequence[str] | None = None,
    *,
    stage: Stage | str | None = None,
    templates: Path | None = None,
    file: str | None = None,
) -> Report:
    """Check a case: the rules of the nation and of its jurisdiction, and what its papers need.

    Args:
        case: The parcel's file.
        documents: Names of the papers that it is checked for; by default all that the case has
            data for, and the case is checked as the file of a contract.
        stage: announcement, draft or final; by default the case's own, else final.
        templates: A bureau's own folder of templates.
        file: Name of the case's file, for the findings.

    Raises:
        InputError: The case names a jurisdiction that has no pack, or its notice is another.
        UsageError: An unknown document.
    """
    wanted = stage_of(case, stage)
    pack = pack_of(case)
    views = Views(case, pack, wanted, file)
    library = Library(templates)
    findings: tuple[Finding, ...] = ()
    if documents:
        shelves = chosen(library, documents, lambda: views.of(None).figures)
        for kind in dict.fromkeys(shelf.manifest.kind for shelf in shelves):
            findings += views.of(kind).findings
    else:
        findings = views.of(None).findings
        shelves = applicable(library, views.of(None).figures)
    for shelf in shelves:
        figures = views.of(shelf.manifest.kind).figures
        findings += missing(shelf.manifest, shelf.compiled(), figures, wanted, file)
    return Report(()).with_findings(findings)


def check_together(
    cases: Sequence[tuple[str, Case]], *, stage: Stage | str | None = None
) -> Report:
    """Check what cases show only when they are held against each other.

    What each shows by itself, :func:`check` finds.

    Args:
        cases: Names of the files and what they hold, in their order.
        stage: As for :func:`check`, for all of them; None is final.

    Raises:
        InputError: A case names a jurisdiction that has no pack.
    """
    rows = (Row(case, pack_of(case), Spot(file)) for file, case in cases)
    return Report(run_ledger(rows, stage=stage))


def generate(
    case: Case,
    documents: Sequence[str] | None = None,
    *,
    formats: Sequence[str] = FORMATS,
    stage: Stage | str | None = None,
    strict: bool = False,
    templates: Path | None = None,
    file: str | None = None,
    pdf_engine: PdfEngine = "typst",
    embed: bool = True,
    pdf_a: bool = False,
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
        pdf_engine: What sets the PDF: ``typst`` or ``weasyprint``.
        embed: Whether each Word file carries its receipt inside.
        pdf_a: Whether the PDFs are PDF/A-2b; the case must then have a document date.

    Yields:
        One audited paper after another, in the order asked for.

    Raises:
        FindingsError: The checks stop a paper.
        TemplateError: A template is at fault.
        AuditError: What was made is not what the data say; it is not handed over.
        EngineError: The PDF engine is absent or could not set the page.
        UsageError: An unknown document, format or engine.
    """
    check_formats(formats)
    engine = check_engine(pdf_engine)
    if pdf_a:
        demand_date(case.document_date if isinstance(case.document_date, date) else None)
    wanted = stage_of(case, stage)
    library = Library(templates)
    pack = pack_of(case)
    views = Views(case, pack, wanted, file)
    for shelf in chosen(library, documents, lambda: views.of(None).figures):
        view, compiled = views.of(shelf.manifest.kind), shelf.compiled(receipt=embed)
        lacking = missing(shelf.manifest, compiled, view.figures, wanted, file)
        report = Report(()).with_findings(view.findings + lacking)
        report.stop(strict=strict)
        press = Press(shelf.manifest, compiled, pack, wanted, strict=strict, embed=embed)
        maker = Maker(press, view.case, file, engine, pdf_a=pdf_a)
        yield maker.make(view.figures, report, with_pdf="pdf" in formats)


def left_out(case: Case, *, templates: Path | None = None) -> tuple[Omission, ...]:
    """Return the papers that :func:`generate` does not make of a case by itself, and why.

    Args:
        case: The parcel's file.
        templates: A bureau's own folder of templates.
    """
    return omissions(Library(templates), compose(case, pack=pack_of(case)))


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


def stage_of(case: Case, stage: Stage | str | None) -> Stage:
    """Return the stage that a paper is made for.

    Args:
        case: The parcel's file.
        stage: The stage asked for; None for the case's own, else final.

    Raises:
        UsageError: There is no such stage.
    """
    try:
        return Stage(stage) if stage is not None else case.stage or Stage.FINAL
    except ValueError as error:
        allowed = "、".join(one.value for one in Stage)
        raise UsageError(f"没有「{stage}」这个阶段。", fix=f"可用：{allowed}。") from error


def pack_of(case: Case) -> Pack:
    """Return the case's pack; a relative path to one starts at the case's own folder.

    A case that came from no folder was sent by somebody: what it calls its pack opens no file.

    Raises:
        InputError: There is no such pack, or it cannot be read.
    """
    name = case.jurisdiction
    # A bare name is a pack's, whatever folders of that name lie about.
    if name and case.folder and is_pack_path(name):
        return load_pack(Path(case.folder, name) if "/" in name else name)
    return named_pack(name)
