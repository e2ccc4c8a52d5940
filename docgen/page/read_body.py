"""Reads a body of plain paragraphs and tables, chunk by chunk, with what is remembered of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from docgen.page.model import Block, Paragraph, Table
from docgen.page.read_context import Context
from docgen.page.read_memory import Chunk, Known, Memory, paragraphs_of, parsed, plain
from docgen.page.read_paragraphs import list_place, read_paragraph
from docgen.page.read_tables import table_style

__all__ = ["read_chunks"]

_Elements = Iterator[etree._Element]
#: Reads any element of the body in the general way.
ReadBlocks = Callable[[list[etree._Element], Context, str], tuple[Block, ...]]


def read_chunks(
    head: bytes, chunks: list[Chunk], context: Context, memory: Memory, blocks: ReadBlocks
) -> tuple[Block, ...]:
    """Return the blocks of a body.

    Args:
        head: The start tag of the document, for its namespaces.
        chunks: The paragraphs and tables of the body.
        context: Of the body; its counters go on.
        memory: What is remembered, and what will be.
        blocks: Reads an element that is not remembered.

    Raises:
        TemplateError: A chunk is not well-formed.
    """
    plans = [_plan(chunk, memory) for chunk in chunks]
    unknown = [chunk for plan in plans for chunk in plan.unknown()]
    elements = parsed(head, unknown, context.name)
    made: list[Block] = []
    for plan in plans:
        if plan.paragraphs is not None:
            made += plan.read(elements, context, memory)
            continue
        element = next(elements)
        found = blocks([element], context, "")
        made += found
        if len(found) == 1 and isinstance(found[0], Table):
            _keep_table(plan.chunk, element, found[0], context, memory)
    return tuple(made)


@dataclass(slots=True)
class _Plan:
    """How a chunk is read, decided before the first one is: memory changes on the way.

    Attributes:
        chunk: The chunk.
        paragraphs: Its paragraphs, each with what is remembered of it; None to read it as a whole.
        style: Style of the table that they stand in.
        frame: The remembered table, None for a paragraph.
    """

    chunk: Chunk
    paragraphs: list[tuple[Chunk, Known | None]] | None
    style: str = ""
    frame: Table | None = None

    def unknown(self) -> list[Chunk]:
        """Return what must be parsed, in the order in which it is read."""
        if self.paragraphs is None:
            return [self.chunk]
        return [chunk for chunk, known in self.paragraphs if known is None]

    def read(self, elements: _Elements, context: Context, memory: Memory) -> list[Block]:
        """Return the blocks of the chunk."""
        held: list[list[Block]] = [
            _paragraph(chunk, self.style, elements, context, memory)
            if known is None
            else [known.paragraph(context)]
            for chunk, known in self.paragraphs or ()
        ]
        return held[0] if self.frame is None else [_filled(self.frame, held)]


def _plan(chunk: Chunk, memory: Memory) -> _Plan:
    if chunk.startswith(b"<w:p"):
        return _Plan(chunk, [(chunk, memory.paragraphs.get((chunk, "")))])
    cut = paragraphs_of(chunk)
    kept = None if cut is None else memory.tables.get(cut[0])
    if cut is None or kept is None:
        return _Plan(chunk, None)
    style, frame = kept
    known = [(one, memory.paragraphs.get((one, style))) for one in cut[1]]
    return _Plan(chunk, known, style, frame)


def _paragraph(
    chunk: Chunk, style: str, elements: _Elements, context: Context, memory: Memory
) -> list[Block]:
    element = next(elements)
    told = len(context.problems)
    made = list(read_paragraph(element, context, table_style=style))
    key = (chunk, style)
    alone = len(made) == 1 and len(context.problems) == told
    if alone and isinstance(made[0], Paragraph) and plain(chunk) and memory.lasting(key):
        memory.keep(key, made[0], list_place(element, context, style))
    return made


def _filled(frame: Table, paragraphs: list[list[Block]]) -> Table:
    """Return a remembered table with the paragraphs that stand in it now."""
    blocks = iter(paragraphs)
    rows = []
    for row in frame.rows:
        cells = [
            replace(cell, blocks=tuple(one for _ in cell.blocks for one in next(blocks)))
            for cell in row.cells
        ]
        kept = any(isinstance(b, Paragraph) and b.keep_next for c in cells for b in c.blocks)
        rows.append(replace(row, cells=tuple(cells), keep_next=kept))
    return replace(frame, rows=tuple(rows))


def _keep_table(
    chunk: Chunk, element: etree._Element, made: Table, context: Context, memory: Memory
) -> None:
    """Keep the frame of a table whose paragraphs stand in its cells one for one."""
    cut = paragraphs_of(chunk)
    if cut is None or context.problems or not all(map(plain, cut[1])):
        return
    held = [block for row in made.rows for cell in row.cells for block in cell.blocks]
    if len(held) == len(cut[1]) and all(isinstance(block, Paragraph) for block in held):
        memory.keep_table(cut[0], table_style(element, context), made)
