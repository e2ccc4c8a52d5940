"""Paragraphs: properties worked out, list number as text, cut in two at a page break."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from docgen.page.model import (
    Alignment,
    Block,
    Frame,
    Inline,
    Label,
    PageBreak,
    Paragraph,
    Run,
    TabStop,
)
from docgen.page.read_borders import paragraph_borders, read_frame, refuse_frame
from docgen.page.read_context import Context, Grid
from docgen.page.read_properties import (
    Props,
    W,
    color_of,
    fingerprint,
    is_on,
    merged,
    paragraph_props,
    points,
    run_props,
)
from docgen.page.read_runs import Content, read_content
from docgen.templating.numbering import ListPlace

__all__ = ["Format", "line_box", "list_place", "read_paragraph"]

# Word sets a single line of 宋体, and of every Chinese font of its own, 1.3 times as high as the
# font; the stand-ins are drawn in a higher box, which would make every page longer.
_NATURAL = 1.3
_NATURAL_ASCENT = 1.0
_EXACT_ASCENT = 0.8  # how Word and LibreOffice place a line of fixed height upon the baseline
_SINGLE = 240  # 17.3.1.33: w:line of automatic spacing in 240ths of a line
_PER_CHARACTER = 100
_OUTLINE_LEVELS = frozenset("012345678")  # 9 is body text (17.3.1.20)
_ALIGNMENTS: Mapping[str, Alignment] = {
    "left": "left", "start": "left", "center": "center", "right": "right", "end": "right",
    "both": "justify", "distribute": "distribute", "thaiDistribute": "justify",
    "lowKashida": "justify", "mediumKashida": "justify", "highKashida": "justify",
}  # fmt: skip


@dataclass(slots=True)
class Format:
    """What all paragraphs with the same ``w:pPr`` have in common, worked out once."""

    place: ListPlace | None
    ppr: Props
    rpr: Props
    mark: Props
    style_id: str
    frame: Frame | None
    #: Paragraphs without content by their largest font size, which the line height follows.
    empty: dict[float, Paragraph] = field(default_factory=dict)


def read_paragraph(
    element: etree._Element, context: Context, *, table_style: str = ""
) -> Iterator[Block]:
    """Yield the blocks of one ``w:p``: none when it is hidden, more than one around page breaks.

    Args:
        element: The ``w:p``.
        context: Of the part it stands in; its counters go on.
        table_style: Style of the table it stands in, "" outside tables.
    """
    context.paragraph += 1
    made = _format(element.find(f"{W}pPr"), context, table_style)
    content = read_content(element, made.rpr, context)
    if not content.pieces and (content.hidden or is_on(made.mark, "vanish")):
        return
    if "framePr" in made.ppr and made.frame is None:
        refuse_frame(context)
    sizes = [piece.style.size for piece in content.pieces if isinstance(piece, Run)]
    largest = max(sizes, default=0.0)
    if largest not in made.empty:
        made.empty[largest] = _paragraph(made, largest, context)
    yield from _cut(made.empty[largest], content, _label(made, context))


def list_place(
    element: etree._Element, context: Context, table_style: str = ""
) -> ListPlace | None:
    """Return list and level of a ``w:p``, None where it bears no number."""
    return _format(element.find(f"{W}pPr"), context, table_style).place


def _format(own: etree._Element | None, context: Context, table_style: str) -> Format:
    key = (table_style, fingerprint(own))
    found = context.formats.get(key)
    if isinstance(found, Format):
        return found
    direct = paragraph_props(own)
    style_id = direct.get("pStyle", {}).get("val", "")
    place = context.numbering.level_of(own)
    direct_list = place if direct.get("numPr", {}).get("numId") not in (None, "0") else None
    ppr, rpr = context.styles.paragraph(style_id, table_style, direct_list)
    mark = run_props(own.find(f"{W}rPr")) if own is not None else {}
    made = Format(
        place=None if is_on(rpr, "vanish") else place,
        ppr=merged(ppr, direct),
        rpr=rpr,
        mark=mark,
        style_id=style_id,
        frame=read_frame({**ppr, **direct}.get("framePr", {})),
    )
    context.formats[key] = made
    return made


def _cut(base: Paragraph, content: Content, label: Label | None) -> Iterator[Block]:
    """Yield the paragraph, cut where page breaks stand in it.

    A break that ends a paragraph leaves no empty line behind on the new page, as in Word since
    its version 2007.
    """
    parts: list[list[Inline]] = [[]]
    for piece in content.pieces:
        if isinstance(piece, PageBreak):
            parts.append([])
        else:
            parts[-1].append(piece)
    bookmarks = tuple(content.bookmarks)
    if len(parts) == 1:
        yield replace(base, inlines=tuple(parts[0]), label=label, bookmarks=bookmarks)
        return
    current = replace(base, label=label, bookmarks=bookmarks)
    for index, inlines in enumerate(parts):
        last = index == len(parts) - 1
        if inlines or (index == 0 and label is not None):
            yield replace(current, inlines=tuple(inlines), after=base.after if last else 0.0)
            current = replace(current, label=None, first=0.0, before=0.0, bookmarks=())
        if not last:
            yield PageBreak()


def _paragraph(made: Format, largest: float, context: Context) -> Paragraph:
    ppr = made.ppr
    look = context.styles.look_of(made.rpr, made.mark).style
    spacing = ppr.get("spacing", {})
    snaps = is_on({"snapToGrid": {"val": "1"}, **ppr}, "snapToGrid")
    grid = context.grid if snaps else Grid()
    ascent, descent = line_box(largest or look.size, spacing, grid)
    # The width of a character, in which indents are given, is that of the paragraph's style.
    character = context.styles.look_of(made.rpr, {}).style.size + grid.tracking
    indent = _Indents(ppr.get("ind", {}), character)
    outline = ppr.get("outlineLvl", {}).get("val", "")
    return Paragraph(
        inlines=(),
        size=look.size,
        ascent=ascent,
        descent=descent,
        align=_ALIGNMENTS.get(ppr.get("jc", {}).get("val", ""), "left"),
        left=indent.left,
        right=indent.right,
        first=indent.first,
        before=_space(spacing, "before", grid),
        after=_space(spacing, "after", grid),
        keep_next=is_on(ppr, "keepNext"),
        keep_lines=is_on(ppr, "keepLines"),
        page_break_before=is_on(ppr, "pageBreakBefore"),
        outline=int(outline) if outline in _OUTLINE_LEVELS else None,
        tabs=_tabs(ppr),
        default_tab=context.default_tab,
        borders=paragraph_borders(ppr),
        fill=color_of(ppr.get("shd", {}).get("fill")),
        style_id=made.style_id,
        frame=made.frame,
    )


class _Indents:
    """``w:ind`` in points; an indent in characters goes before the same in twips (17.3.1.12)."""

    def __init__(self, ind: Mapping[str, str], character: float) -> None:
        def length(*names: str) -> float:
            for name in names:
                if points(ind.get(f"{name}Chars"), 1):
                    return points(ind.get(f"{name}Chars"), _PER_CHARACTER) * character
                if name in ind:
                    return points(ind[name])
            return 0.0

        hanging = length("hanging")
        self.left = length("left", "start")
        self.right = length("right", "end")
        self.first = -hanging if hanging else length("firstLine")
        # In characters the left indent is counted from the first line, in twips from the rest.
        if points(ind.get("hangingChars"), 1) and points(ind.get("leftChars"), 1):
            self.left += hanging if "left" not in ind else 0.0


def line_box(size: float, spacing: Mapping[str, str], grid: Grid) -> tuple[float, float]:
    """Return how far a line reaches above and below its baseline, in points.

    Args:
        size: The largest font size in the paragraph.
        spacing: Attributes of ``w:spacing``.
        grid: The document grid, or none (pitch 0) where the paragraph does not keep to it.
    """
    line = spacing.get("line")
    rule = spacing.get("lineRule", "auto")
    natural = _NATURAL * size
    if points(line) <= 0:
        line = None
    pitch = points(line)
    if line and rule == "exact":
        return _EXACT_ASCENT * pitch, (1 - _EXACT_ASCENT) * pitch
    ascent = _NATURAL_ASCENT * size
    if grid.pitch:
        cell = math.ceil(natural / grid.pitch) * grid.pitch
        ascent += (cell - natural) / 2
        natural = cell
    descent = natural - ascent
    if line and rule == "atLeast":
        return ascent + max(0.0, pitch - natural), descent
    factor = points(line, _SINGLE) if line else 1.0
    return ascent + (factor - 1) * natural, descent


def _space(spacing: Mapping[str, str], side: str, grid: Grid) -> float:
    lines = points(spacing.get(f"{side}Lines"), _PER_CHARACTER)
    if lines:
        return lines * (grid.pitch or 12.0)  # 17.3.1.33: a line without a grid is 240 twips
    if spacing.get(f"{side}Autospacing") in ("1", "true", "on"):
        return 14.0  # HTML's automatic space as Word takes it: 280 twips
    return points(spacing.get(side))


def _tabs(ppr: Props) -> tuple[TabStop, ...]:
    stops: list[TabStop] = []
    for name, attributes in ppr.items():
        if not name.startswith("tab.") or attributes.get("val") in ("clear", "bar", "num"):
            continue
        kind = attributes.get("val", "left")
        position = points(attributes.get("pos"))
        if kind == "center":
            stops.append(TabStop(position, "center"))
        else:
            stops.append(TabStop(position, "right" if kind in ("right", "end") else "left"))
    return tuple(sorted(stops, key=lambda stop: stop.position))


def _label(made: Format, context: Context) -> Label | None:
    if made.place is None:
        return None
    text = context.counter.next(*made.place)
    if not text:
        return None
    level = context.numbering.level(made.place)
    # A label looks like the paragraph mark, then as its list says (17.9.24).
    direct = merged(made.mark, context.styles.level_layers(made.place)[1])
    return Label(text, context.styles.look_of(made.rpr, direct).style, level.suffix)
