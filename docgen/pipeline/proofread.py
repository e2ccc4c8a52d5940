"""Runs the rules about papers: on a template before any data, on a paper before it is delivered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from docgen.audit.docx import Audited
from docgen.audit.linebreaks import broken_amounts
from docgen.audit.papertext import Line, paper_text
from docgen.audit.sheet import read_sheet, with_clauses
from docgen.model import Case, Stage
from docgen.packs import Pack
from docgen.page.engine import Typeset
from docgen.paper import Drawn
from docgen.proof import Placed
from docgen.rules import Finding, run_paper
from docgen.templating.manifest import Manifest

__all__ = ["proofread", "proofread_template"]


def proofread(
    docx: bytes,
    sheet: Typeset | None,
    placed: Iterable[Placed],
    lines: Iterable[Line],
    *,
    audited: Audited | None = None,
    manifest: Manifest,
    pack: Pack,
    case: Case,
    stage: Stage,
    file: str | None,
) -> tuple[Finding, ...]:
    """Return what the rules about papers find in a produced, audited paper.

    Args:
        docx: The produced Word file.
        sheet: The produced PDF; None where none was set. It may lack its bytes where the pages
            stand in a file of many papers, and were audited there.
        placed: Where the audit found the figures.
        lines: What the paper says, line by line, as its receipt tells it.
        audited: The Word file as the audit has read it; without it, it is read anew.
        manifest: Manifest of the template.
        pack: The jurisdiction's pack.
        case: The parcel's file, for its days and acknowledgements.
        stage: Stage of the paper.
        file: Name of the case's file.

    Raises:
        AuditError: The paper cannot be read.
    """
    paper = read_sheet(
        docx, document=manifest.id, layout=manifest.layout, placed=placed, audited=audited
    )
    if sheet is not None:
        drawn = (Drawn(one.font, one.used, one.characters) for one in sheet.substitutions)
        breaks = broken_amounts(sheet.pdf, paper) if sheet.pdf else paper.breaks
        paper = replace(paper, drawn=tuple(drawn), breaks=breaks)
    found = run_paper(paper, pack, case, stage=stage, file=file)
    if not found or (told := with_clauses(paper, lines)) is paper:
        return found
    return run_paper(told, pack, case, stage=stage, file=file)


def proofread_template(
    docx: bytes, *, document: str, layout: str, pack: Pack, file: str | None = None
) -> tuple[Finding, ...]:
    """Return what the rules about papers find in a template, its tags standing for data.

    Args:
        docx: The template.
        document: Id of the document.
        layout: Name of its layout.
        pack: The national pack, or the pack of the county it is for.
        file: Name of the template's file.

    Raises:
        AuditError: It is no readable Word file.
    """
    paper = read_sheet(docx, document=document, layout=layout, template=True)
    found = run_paper(paper, pack, file=file)
    # Clauses are told only of papers of which there is something to say.
    return found and run_paper(with_clauses(paper, paper_text(docx)), pack, file=file)
