"""Where in a Word file something stands: part, paragraph, cell of a table, and the exact letters.

Compilation rewrites a part before it reads it; this module looks at the parts as their author left
them, so that a place can be said in his words and marked in his file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from docgen.templating.package import parse_xml
from docgen.templating.parts import text_parts
from docgen.templating.tags import own_texts, paragraph_text, w

__all__ = [
    "BODY",
    "Place",
    "SeenParagraph",
    "Spot",
    "paragraphs",
    "part_title",
    "texts_of",
]

BODY = "word/document.xml"
_TITLES = {
    "document": "正文",
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "comments": "批注",
    "styles": "样式",
    "numbering": "编号",
    "theme": "主题字体",
    "settings": "设置",
    "core": "文件属性",
    "app": "文件属性",
    "custom": "文件属性",
    "chart": "图表",
    "manifest": "模板清单",
}
_EXCERPT = 24
_OUTSIDE = (0, 0, 0, -1)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph of a part, or a part as a whole.

    Attributes:
        part: Name of the part in the package; ``manifest.yaml`` for the manifest.
        paragraph: Number of the paragraph in its part, from 1; 0 for the part as a whole.
        text: Text of the paragraph; for a part as a whole what names the thing (a style, a field).
        table: Number of the table in its part, from 1; 0 outside any table.
        row: Number of the row in its table, from 1.
        cell: Number of the cell in its row, from 1.
    """

    part: str
    paragraph: int = 0
    text: str = ""
    table: int = 0
    row: int = 0
    cell: int = 0

    def __str__(self) -> str:
        """Return the place as a person would say it."""
        said = part_title(self.part)
        if self.paragraph:
            said += f" 第{self.paragraph}段"
        if self.table:
            said += f"（表{self.table} 第{self.row}行第{self.cell}格）"
        if self.text:
            cut = self.text if len(self.text) <= _EXCERPT else self.text[:_EXCERPT] + "…"
            said += f"「{cut}」"
        return said


@dataclass(frozen=True, slots=True)
class Spot:
    """Some letters of a paragraph; ``start == end`` stands for the paragraph as a whole."""

    place: Place
    start: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        """The letters themselves."""
        return self.place.text[self.start : self.end]


@dataclass(frozen=True, slots=True, eq=False)
class SeenParagraph:
    """A paragraph as it lies in the file.

    Attributes:
        place: Where it stands; its ``text`` is the paragraph's text.
        element: Its ``w:p``.
        column: Place of its cell in the grid of its table, from 0, spans counted; -1 outside.
        boxed: Whether it stands in a text box or other drawing.
    """

    place: Place
    element: etree._Element
    column: int = -1
    boxed: bool = False


def part_title(part: str) -> str:
    """Return what a part is called in messages: 正文, 页眉, ….

    Args:
        part: Name of the part in the package.
    """
    stem, _ = posixpath.splitext(posixpath.basename(part))
    return _TITLES.get(stem.rstrip("0123456789"), part)


def paragraphs(
    members: Mapping[str, bytes], *, name: str
) -> Iterator[tuple[str, tuple[SeenParagraph, ...]]]:
    """Yield the parts that hold text, the body first, each with its paragraphs in order.

    A text box lies twice in its file, once for old programs; the second copy is passed over. Each
    of the file's properties that holds a tag counts as a paragraph.

    Args:
        members: The members of the package.
        name: What messages call the file.

    Raises:
        TemplateError: A part is not well-formed.
    """
    for part in text_parts(members, name=name):
        root = parse_xml(members[part.name], name=name, part=part.name)
        if part.is_properties:
            yield part.name, tuple(_properties(part.name, root))
        else:
            yield part.name, tuple(_Walker(part.name).walk(root))


def _properties(part: str, root: etree._Element) -> Iterator[SeenParagraph]:
    held = [node for node in root.iter() if isinstance(node.tag, str) and (node.text or "").strip()]
    for number, node in enumerate(held, start=1):
        if "{" in (node.text or "") or "}" in (node.text or ""):
            yield SeenParagraph(Place(part, number, node.text or ""), node)


class _Walker:
    """Numbers the paragraphs, tables, rows and cells of one part."""

    def __init__(self, part: str) -> None:
        self._part = part
        # cell → table, row, cell, column of the grid
        self._cells: dict[etree._Element, tuple[int, int, int, int]] = {}

    def walk(self, root: etree._Element) -> Iterator[SeenParagraph]:
        for number, table in enumerate(root.iter(w("tbl")), start=1):
            self._number_cells(table, number)
        for number, paragraph in enumerate(root.iter(w("p")), start=1):
            if next(paragraph.iterancestors(_FALLBACK), None) is None:
                yield self._seen(paragraph, number)

    def _number_cells(self, table: etree._Element, number: int) -> None:
        for index, row in enumerate(_own(table, "tr"), start=1):
            column = _number(row.find(f"{w('trPr')}/{w('gridBefore')}"))
            for place, cell in enumerate(_own(row, "tc"), start=1):
                self._cells[cell] = (number, index, place, column)
                column += max(1, _number(cell.find(f"{w('tcPr')}/{w('gridSpan')}")))

    def _seen(self, paragraph: etree._Element, number: int) -> SeenParagraph:
        text = paragraph_text(paragraph)
        boxed = next(paragraph.iterancestors(w("p")), None) is not None
        cell = next(paragraph.iterancestors(w("tc")), None)
        table, row, place, column = (
            self._cells.get(cell, _OUTSIDE) if cell is not None else _OUTSIDE
        )
        found = Place(self._part, number, text, table, row, place)
        return SeenParagraph(found, paragraph, column, boxed)


def _own(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, not those of tables inside it."""
    for found in parent.iter(w(name)):
        if next(found.iterancestors(parent.tag), None) is parent:
            yield found


def _number(element: etree._Element | None) -> int:
    text = (element.get(w("val")) or "") if element is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0


def texts_of(seen: SeenParagraph) -> list[etree._Element]:
    """Return the ``w:t`` whose letters make up the paragraph's text, in order."""
    return list(own_texts(seen.element))
