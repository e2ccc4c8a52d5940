"""A paper as pages while its case is still being written: a draft, whatever the checks say.

The pages are set from the same Word file, page model and source as the PDF that would be delivered,
so that they break where its pages break; nothing is put into the text to find the figures again.
Where each figure stands is read from the PDF of that very source (:mod:`docgen.audit.shown`), whose
texts stand in the order of Typst's SVG, and a link is laid over it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from docgen.audit.shown import Seen, see
from docgen.errors import AuditError, DocgenError, Problem
from docgen.figures.absence import Settler, drafted
from docgen.model import Case, Stage
from docgen.page import typst
from docgen.page.fonts import system_fonts
from docgen.page.read import read as read_page
from docgen.page.svg import SVG, Leaf, read_leaf
from docgen.pipeline.needs import missing
from docgen.pipeline.notices import View, Views
from docgen.pipeline.preview_links import Link, links_of, page_svg
from docgen.pipeline.run import pack_of, stage_of
from docgen.pipeline.values import Report
from docgen.render.docx import render
from docgen.rules import Finding
from docgen.templating.library import Library, Shelf

__all__ = ["Page", "Preview", "outline_sheet", "preview"]

_KEPT = 4
_DIGEST_LETTERS = 24


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a draft.

    Attributes:
        svg: The page, without the outlines of its letters.
        outlines: The outlines that it draws, by name: the same name is the same outline on every
            page of every paper.
    """

    svg: str
    outlines: Mapping[str, str]

    @property
    def digest(self) -> str:
        """Names this very page: another content has another digest."""
        return sha256(self.svg.encode()).hexdigest()[:_DIGEST_LETTERS]


@dataclass(frozen=True, slots=True)
class Preview:
    """A paper as it would look now.

    Attributes:
        title: Short title of the document; "" where there is no such document.
        leaves: Its pages, without the outlines of their letters.
        findings: What the checks find for this paper, what is missing included.
        places: On which pages a figure stands, by its English path.
        problems: Why there are no pages.
    """

    title: str = ""
    leaves: tuple[Page, ...] = ()
    findings: tuple[Finding, ...] = ()
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def pages(self) -> tuple[str, ...]:
        """Each page as an SVG text that needs nothing beside it."""
        return tuple(
            leaf.svg.replace(">", f"><defs>{_paths(leaf.outlines)}</defs>", 1)
            for leaf in self.leaves
        )


def outline_sheet(leaves: Sequence[Page]) -> str:
    """Return an SVG that shows nothing and holds the outlines of pages, each once.

    Args:
        leaves: The pages that are shown beside it.
    """
    together: dict[str, str] = {}
    for leaf in leaves:
        together.update(leaf.outlines)
    return (
        f'<svg xmlns="{SVG}" class="outlines" width="0" height="0" aria-hidden="true"'
        f' focusable="false"><defs>{_paths(together)}</defs></svg>'
    )


def _paths(outlines: Mapping[str, str]) -> str:
    return "".join(f'<path id="{name}" d="{path}"/>' for name, path in outlines.items())


def preview(
    case: Case,
    document: str,
    *,
    stage: Stage | str | None = None,
    templates: Path | None = None,
    file: str | None = None,
) -> Preview:
    """Return a paper as pages, however much its case still lacks.

    Args:
        case: The parcel's file.
        document: Name of the paper.
        stage: announcement, draft or final; by default the case's own, else final.
        templates: A bureau's own folder of templates.
        file: Name of the case's file, for the findings.

    Returns:
        The pages; or, where there can be none (no such paper, a template at fault, a letter without
        a glyph), the problems.
    """
    try:
        wanted, pack = stage_of(case, stage), pack_of(case)
        shelf = Library(templates).find(document)
        view = Views(case, pack, wanted, file).of(shelf.manifest.kind)
    except DocgenError as error:
        return Preview(problems=error.problems)
    title, findings = shelf.manifest.short_title, Report(view.findings)
    try:
        lacking = missing(shelf.manifest, shelf.compiled(), view.figures, wanted, file)
        findings = findings.with_findings(lacking)
        leaves, links = _set(shelf, view, wanted)
    except DocgenError as error:
        return Preview(title, findings=findings.findings, problems=error.problems)
    pages = tuple(
        Page(page_svg(leaf, on_page, f"{title}第{number}页", findings.findings), leaf.outlines)
        for number, (leaf, on_page) in enumerate(zip(leaves, links, strict=True), start=1)
    )
    return Preview(title, pages, findings.findings, _places(links))


def _set(
    shelf: Shelf, view: View, stage: Stage
) -> tuple[tuple[Leaf, ...], tuple[tuple[Link, ...], ...]]:
    """Return the pages of a draft, and what stands on each of them.

    Raises:
        TemplateError: The template cannot be printed.
        EngineError: A letter has no glyph, or Typst refused the page.
    """
    figures = drafted(Settler(shelf.manifest.policies(stage)).settle(view.figures))
    compiled = shelf.compiled()
    docx = render(compiled, figures)
    day = view.case.document_date
    day = day if isinstance(day, date) else None
    model = read_page(docx, name=shelf.manifest.title)
    source, _ = typst.source(model, document_date=day, fonts=system_fonts())
    leaves, pdf = _typeset(source, day)
    try:
        seen = see(pdf, docx, compiled.plan, figures)
    except AuditError:
        # What the audit does not know how to read is shown without links; it is a draft.
        seen = Seen(tuple(() for _ in leaves), ())
    return leaves, links_of(seen, leaves)


@lru_cache(maxsize=_KEPT)
def _typeset(source: str, day: date | None) -> tuple[tuple[Leaf, ...], bytes]:
    """Return pages and PDF of a source: typing in a field that is not printed changes neither."""
    pages = typst.compile_pages(source, day)
    return tuple(map(read_leaf, pages)), typst.compile_source(source, day)


def _places(links: Sequence[Sequence[Link]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, on_page in enumerate(links, start=1):
        for link in on_page:
            pages = found.setdefault(link.figure.key, [])
            if number not in pages:
                pages.append(number)
    return {key: tuple(pages) for key, pages in found.items()}
