"""A paper as an officer writes it down in a case file → what the rules about papers look at.

``lines`` are its paragraphs: a text, or a mapping with ``text``, ``part`` (default document),
``clause``, ``table`` (``[表, 行, 格]``), ``header``, ``align``, ``font``, ``size_pt``, ``line_pt``,
``paged``, ``heading`` and ``blank`` (a text that is a line to be filled in by hand). In a line of a
``template`` a tag ``{{ … }}`` stands for its data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from docgen.audit.sheet import tagged
from docgen.paper import Break, Cell, Drawn, PaperLine, PaperPage, PaperSlot, PaperText

__all__ = ["paper_of"]

LINE = {
    "text", "part", "clause", "table", "header", "align", "font", "size_pt", "line_pt", "paged",
    "heading", "blank",
}  # fmt: skip
PAGE = {"width", "height", "top", "right", "bottom", "left", "footer", "pitch"}
KEYS = {"document", "layout", "lines", "page", "footers", "drawn", "breaks", "template"}
YES = "true"


def paper_of(item: Mapping[str, Any]) -> PaperText:
    """Return the paper that a case file describes."""
    assert set(item) <= KEYS, set(item) - KEYS
    template = item.get("template") == YES
    numbers: dict[str, int] = {}
    lines = [_line(one, numbers) for one in item.get("lines", [])]
    return PaperText(
        document=item.get("document", "land_grant_contract"),
        layout=item.get("layout", "contract"),
        lines=tuple(tagged(one) if template else one for one in lines),
        page=_page(item["page"], item.get("footers", {})) if "page" in item else None,
        drawn=tuple(Drawn(*one) for one in item.get("drawn", [])),
        breaks=tuple(Break(text, int(page)) for text, page in item.get("breaks", [])),
        template=template,
    )


def _line(one: str | Mapping[str, Any], numbers: dict[str, int]) -> PaperLine:
    said = {"text": one} if isinstance(one, str) else dict(one)
    assert set(said) <= LINE, set(said) - LINE
    part = f"word/{said.get('part', 'document')}.xml"
    numbers[part] = numbers.get(part, 0) + 1
    table = [int(number) for number in said.get("table", [])]
    line = PaperLine(
        part,
        numbers[part],
        said["text"],
        cell=Cell(*table, header=said.get("header") == YES) if table else None,
        align=said.get("align", "both"),
        font=said.get("font", ""),
        size_pt=_decimal(said.get("size_pt")),
        line_pt=_decimal(said.get("line_pt")),
        paged=said.get("paged") == YES,
        heading=said.get("heading") == YES,
        clause=said.get("clause", ""),
    )
    blank = said.get("blank")
    if not blank:
        return line
    start = line.text.index(blank)
    return replace(line, slots=(PaperSlot(start, start + len(blank), "空白", blank=True),))


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _page(item: Mapping[str, str], footers: Mapping[str, str]) -> PaperPage:
    assert set(item) <= PAGE, set(item) - PAGE
    sides = {f"{name}_mm": Decimal(item.get(name, "0")) for name in PAGE - {"pitch"}}
    return PaperPage(
        **sides,
        pitch_pt=_decimal(item.get("pitch")),
        footers={kind: f"word/{part}.xml" for kind, part in footers.items()},
        first_differs="first" in footers,
        even_differs="even" in footers,
    )
