"""Runs a compiled template's programs and packs the result as a Word file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from docgen import proof
from docgen.render.context import context_of
from docgen.render.diagnose import FAILURES, diagnose
from docgen.render.finish import Filler
from docgen.render.grids import count_drawings, fit_columns
from docgen.render.objects import Objects
from docgen.templating.compiled import Compiled, CompiledPart
from docgen.templating.filters import MAX_TEXT, ROUNDS
from docgen.templating.restarts import with_restarts
from docgen.templating.runtime import BUDGET, OBJECTS
from docgen.templating.values import TooMuchError

__all__ = ["render", "render_values"]


def render(compiled: Compiled, figures: proof.Group, *, pages: int | None = None) -> bytes:
    """Print a template with a case's figures.

    Args:
        compiled: The template.
        figures: All figures of the case, settled.
        pages: Page count for the cached result of NUMPAGES fields, from the layout engine.

    Returns:
        The Word file; the same bytes for the same arguments.

    Raises:
        TemplateError: A tag has no value, a value cannot be printed, or a reference leads nowhere.
    """
    context = context_of(figures)
    filler = Filler(compiled.numbering, pages, compiled.name)
    changed = [
        (part.name, _print(compiled, part, context, filler).encode("utf-8"))
        for part in compiled.parts.values()
    ]
    changed += _lists(compiled, filler)
    for member, expr in compiled.pictures.items():
        changed.append((member, _picture(expr, figures) or compiled.members[member]))
    return compiled.archive.write(changed)


def render_values(compiled: Compiled, values: Mapping[str, Any], *, made_for: Any = None) -> bytes:
    """Print a template with plain values: texts, numbers, dates, lists and mappings of them.

    Args:
        compiled: The template.
        values: Names to values; only what the template names is read. docxtpl's own objects are
            accepted in a general template.
        made_for: The ``DocxTemplate`` for which links in RichText objects were made.

    Raises:
        TemplateError: A tag has no value, a value cannot be printed, or a reference leads nowhere.
    """
    objects = Objects(compiled, made_for)
    filler = Filler(compiled.numbering, None, compiled.name)
    basket: list[Any] | None = [] if compiled.general else None
    token = OBJECTS.set(basket)
    try:
        changed: list[tuple[str, bytes]] = []
        for part in compiled.parts.values():
            xml = _print(compiled, part, values, filler)
            if basket:
                xml = objects.put_in(xml, part.name, basket)
                basket.clear()
            changed.append((part.name, xml.encode("utf-8")))
    finally:
        OBJECTS.reset(token)
    changed += _lists(compiled, filler)
    if objects.used:
        return objects.package(changed)
    return compiled.archive.write(changed)


def _print(
    compiled: Compiled, part: CompiledPart, values: Mapping[str, Any], filler: Filler
) -> str:
    try:
        xml = _run(part, values)
    except FAILURES as error:
        raise diagnose(compiled, values, error) from error
    if part.marked:
        xml = filler.fill(xml)
    if compiled.general and not part.properties:
        if "\a" in xml or "\f" in xml:
            xml = _break_paragraphs(xml)
        if part.columns:
            xml = fit_columns(xml)
    return count_drawings(xml) if part.drawings else xml


def _lists(compiled: Compiled, filler: Filler) -> list[tuple[str, bytes]]:
    """Return the definitions of the lists, where a print may add to them."""
    return [
        (name, with_restarts(compiled.members[name], filler.restarts, compiled.numbering))
        for name in compiled.plan.extended
    ]


def _run(part: CompiledPart, values: Mapping[str, Any]) -> str:
    """Return what a program prints, within the limit of one part."""
    program = part.program
    context = program.new_context({**values, BUDGET: [ROUNDS]})
    chunks = program.root_render_func(context)
    # No chunk is longer than the source or a value, so a batch of this size stays within bounds.
    size = max(1, MAX_TEXT // max(1, len(part.source.text)))
    return "".join(_batches(chunks, size))


def _batches(chunks: Iterator[str], size: int) -> Iterator[str]:
    total = 0
    while batch := list(islice(chunks, size)):
        text = "".join(batch)
        total += len(text)
        if total > MAX_TEXT:
            raise TooMuchError(f"印出的文字超过 {MAX_TEXT // 1024 // 1024} 兆字。")
        yield text


def _break_paragraphs(xml: str) -> str:
    r"""Make of \a a new paragraph and of \f a new page, as docxtpl does."""
    from docxtpl import DocxTemplate  # heavy, and few values hold these letters

    return str(DocxTemplate.resolve_listing(None, xml))


def _picture(expr: proof.Expr, figures: proof.Group) -> bytes:
    """Return the PNG that replaces a placeholder; empty keeps the placeholder."""
    node: proof.Node | None = figures
    for step in _steps(expr):
        node = node.entries.get(step) if isinstance(node, proof.Group) else None
    if isinstance(node, proof.Figure) and isinstance(node.value, bytes):
        return node.value
    return b""


def _steps(expr: proof.Expr) -> list[str]:
    if isinstance(expr, proof.Member):
        return [*_steps(expr.of), expr.name]
    return [expr.name] if isinstance(expr, proof.Name) else []
