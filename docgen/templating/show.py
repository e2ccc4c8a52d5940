"""A Word template as lines of text: clause numbers counted, tags in place, blocks indented.

The lines of two versions of a template can be held against each other: their numbers start anew
with every clause, so that a new paragraph changes the lines of its own clause only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from docgen.errors import TemplateError
from docgen.templating.lint_tags import LintTag, read_tags
from docgen.templating.numbering import Numbering
from docgen.templating.package import parse_xml, read_package
from docgen.templating.places import BODY, SeenParagraph, paragraphs
from docgen.templating.show_text import Pieces, pieces_of
from docgen.templating.tags import W, w

__all__ = ["Line", "Shown", "printed_lines", "show_template"]

_STYLES, _NUMBERING = "word/styles.xml", "word/numbering.xml"
_NO_STYLES = f'<w:styles xmlns:w="{W}"/>'.encode()
#: A label that names its clause by itself; other headings are told with those above them.
_CLAUSE = re.compile(r"^(?:第.+条|附件.+)$")
_UNCOUNTED = "［编号］"
_IN_LINE = ("if", "elif", "else", "endif", "for", "endfor")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a template.

    Attributes:
        part: Name of its part.
        paragraph: Number of its paragraph in the part, as lint counts; 0 for what goes on.
        number: Number of the line in its clause, from 1.
        clause: Number of its clause: 第六条, 附件1, 一、（二）; "" outside any.
        depth: How many loops and conditions it stands in.
        text: What it says, its own clause number in front.
    """

    part: str
    paragraph: int
    number: int
    clause: str
    depth: int
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A template as lines.

    Attributes:
        lines: The lines, the body first.
        clauses: Number of the clause of each paragraph, by part and number of the paragraph.
    """

    lines: tuple[Line, ...]
    clauses: Mapping[tuple[str, int], str]


def show_template(data: bytes, *, name: str) -> Shown:
    """Return a template, or any Word file, as lines.

    Args:
        data: The ``.docx`` file.
        name: What messages call it.

    Raises:
        TemplateError: The file is no readable Word file.
    """
    members = read_package(data, name=name)
    if BODY not in members:
        raise TemplateError(
            "文件里没有正文（word/document.xml）。",
            where=name,
            fix="请用 Word 或 WPS 另存为 .docx 再试。",
            code="T100",
        )
    styles = members.get(_STYLES, _NO_STYLES)
    numbering = Numbering.parse(styles, members.get(_NUMBERING))
    outline = _outline_levels(parse_xml(styles, name=name, part=_STYLES))
    lines: list[Line] = []
    clauses: dict[tuple[str, int], str] = {}
    for part, seen in paragraphs(members, name=name):
        teller = _Teller(part, numbering, outline)
        teller.tell(seen)
        lines += teller.lines
        clauses.update(teller.clauses)
    return Shown(tuple(lines), clauses)


def _outline_levels(root: etree._Element) -> Mapping[str, int]:
    """Return the outline level of each style that has one, its own or that it is based on."""
    own: dict[str, int] = {}
    parents: dict[str, str] = {}
    for style in root.iterfind(w("style")):
        key = style.get(w("styleId")) or ""
        level = _level(style.find(f"{w('pPr')}/{w('outlineLvl')}"))
        based = style.find(w("basedOn"))
        if level is not None:
            own[key] = level
        elif based is not None:
            parents[key] = based.get(w("val")) or ""
    for key in parents:
        above, seen = key, {key}
        while above in parents and parents[above] not in seen:
            above = parents[above]
            seen.add(above)
        if above in own:
            own.setdefault(key, own[above])
    return own


def _level(element: etree._Element | None) -> int | None:
    text = (element.get(w("val")) or "") if element is not None else ""
    return int(text) if text in tuple("012345678") else None


class _Teller:
    """Tells one part, line by line."""

    def __init__(self, part: str, numbering: Numbering, outline: Mapping[str, int]) -> None:
        self.lines: list[Line] = []
        self.clauses: dict[tuple[str, int], str] = {}
        self._part = part
        self._numbering = numbering
        self._counter = numbering.counter()
        self._outline = outline
        self._headings: dict[int, str] = {}
        self._clause = ""
        self._number = 0
        self._depth = 0

    def tell(self, seen: Sequence[SeenParagraph]) -> None:
        row: list[SeenParagraph] = []
        for one in seen:
            if row and (not one.place.table or not _same_row(row[-1], one)):
                self._row(row)
                row = []
            if one.place.table and not one.boxed:
                row.append(one)
            else:
                self._paragraph(one)
        if row:
            self._row(row)

    def _row(self, row: Sequence[SeenParagraph]) -> None:
        """Tell a row of a table in one line; a row that only holds a control tag is that tag."""
        pieces = [(one, self._labelled(one)) for one in row]
        for one in row:
            self.clauses[self._part, one.place.paragraph] = self._clause
        said = [text for _, text in pieces if text.strip()]
        tags = [tag for one in row for tag in read_tags(one)[0]]
        if len(said) == 1 and len(tags) == 1 and tags[0].scope == "tr":
            self._control(row[0].place.paragraph, tags[0], said[0])
            return
        cells: dict[int, list[str]] = {}
        for one, text in pieces:
            cells.setdefault(one.place.cell, []).append(text)
        line = " | ".join(" ¶ ".join(held) for held in cells.values())
        self._say(row[0].place.paragraph, f"| {line} |")

    def _paragraph(self, seen: SeenParagraph) -> None:
        label = self._label(seen)
        self.clauses[self._part, seen.place.paragraph] = self._clause
        number = seen.place.paragraph
        text = f"{label}　" if label else ""
        if seen.boxed:
            text = f"［文本框］{text}"
        tags, _ = read_tags(seen)
        at = 0
        shown = pieces_of(seen.element)
        for tag in tags:
            if tag.word not in _IN_LINE:
                continue
            text += shown.between(at, tag.spot.start)
            if text.strip():
                self._say(number, text)
                number = 0
            self._control(number, tag, tag.source)
            text, number, at = "", 0, tag.spot.end
        text += shown.between(at, len(seen.place.text), last=True)
        if text.strip():
            self._say(number, text)

    def _control(self, number: int, tag: LintTag, text: str) -> None:
        if tag.word in ("elif", "else", "endif", "endfor"):
            self._depth = max(0, self._depth - 1)
        self._say(number, text.strip())
        if tag.word in ("if", "for", "elif", "else"):
            self._depth += 1

    def _say(self, paragraph: int, text: str) -> None:
        self._number += 1
        self.lines.append(
            Line(self._part, paragraph, self._number, self._clause, self._depth, text)
        )

    def _labelled(self, seen: SeenParagraph) -> str:
        label = self._label(seen)
        shown: Pieces = pieces_of(seen.element)
        text = shown.between(0, len(seen.place.text), last=True)
        return f"{label}　{text}" if label else text

    def _label(self, seen: SeenParagraph) -> str:
        """Count a paragraph; a heading opens its clause."""
        properties = seen.element.find(w("pPr"))
        place = self._numbering.level_of(properties)
        if place is None:
            return ""
        try:
            label = self._counter.next(*place)
        except TemplateError:
            return _UNCOUNTED  # lint and the page say what is wrong with the list
        level = self._outline_of(properties)
        if _CLAUSE.match(label) or level is not None:
            depth = level if level is not None else 0
            self._headings = {at: held for at, held in self._headings.items() if at < depth}
            self._headings[depth] = label
            self._clause = label if _CLAUSE.match(label) else "".join(self._headings.values())
            self._number = 0
        return label

    def _outline_of(self, properties: etree._Element | None) -> int | None:
        if properties is None:
            return None
        own = _level(properties.find(w("outlineLvl")))
        style = properties.find(w("pStyle"))
        named = self._outline.get((style.get(w("val")) or "") if style is not None else "")
        return own if own is not None else named


def _same_row(one: SeenParagraph, other: SeenParagraph) -> bool:
    first, second = one.place, other.place
    return (first.table, first.row) == (second.table, second.row)


def printed_lines(shown: Shown, *, paragraphs_numbered: bool = False) -> Iterator[str]:
    """Yield the lines as they are shown: number, indentation, text.

    Args:
        shown: The template as lines.
        paragraphs_numbered: Whether the numbers are those of the paragraphs in their part, as lint
            names them, instead of those of the lines in their clause.
    """
    for one in shown.lines:
        number = one.paragraph if paragraphs_numbered else one.number
        gutter = f"{number:>4}" if number else " " * 4
        yield f"{gutter}  {'    ' * one.depth}{one.text}"
