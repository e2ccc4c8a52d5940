"""Word's list numbers, computed from ``styles.xml`` and ``numbering.xml``.

Word never writes 第三条 into a document: it writes that the paragraph is numbered and works the
number out while it lays the page. :class:`Numbering` holds what the two parts say,
:class:`Counter` walks the numbered paragraphs of one document in their order and gives each its
text. The rules are those of ECMA-376 part 1, 17.9; LibreOffice, the tests' oracle, follows them too
except for ``w:lvlRestart`` and ``w:isLgl``, which it ignores.

Numbering is immutable and safe to share between threads; a Counter belongs to one document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from lxml import etree

from docgen.errors import TemplateError
from docgen.templating.numberforms import MARKED_FORMS, bullet, in_form
from docgen.templating.numbering_xml import (
    LEVELS,
    NAME,
    Level,
    NumberedList,
    StyleNumber,
    integer,
    read_lists,
    read_styles,
    value_of,
)
from docgen.templating.package import parse_xml

__all__ = ["Counter", "Level", "ListPlace", "Numbering"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

#: ``(num_id, ilvl)``: which list a paragraph belongs to and at which level, ilvl from 0.
ListPlace: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Numbering:
    """All lists of a document and which paragraph styles belong to them."""

    lists: Mapping[int, NumberedList]
    styles: Mapping[str, StyleNumber]
    default_style: str

    @classmethod
    def parse(cls, styles_xml: bytes, numbering_xml: bytes | None) -> Numbering:
        """Read the two parts.

        Args:
            styles_xml: Bytes of ``word/styles.xml``.
            numbering_xml: Bytes of ``word/numbering.xml``; None when the document has none.

        Raises:
            TemplateError: A part is not well-formed XML, or a number in it is not a number.
        """
        styles = parse_xml(styles_xml, name=NAME, part="word/styles.xml")
        by_id, default = read_styles(styles)
        if numbering_xml is None:
            return cls(MappingProxyType({}), by_id, default)
        numbering = parse_xml(numbering_xml, name=NAME, part="word/numbering.xml")
        return cls(read_lists(numbering, styles), by_id, default)

    def level_of(self, ppr: etree._Element | None) -> ListPlace | None:
        """Return the list place of a paragraph with these properties, or None for none.

        Args:
            ppr: The paragraph's ``w:pPr``, or None when it has none.
        """
        if ppr is None:
            return self.place("")
        style = value_of(ppr.find(f"{_W}pStyle"))
        number = ppr.find(f"{_W}numPr")
        if number is None:
            return self.place(style)
        return self.place(style, integer(number, "numId"), integer(number, "ilvl"))

    def place(
        self, style_id: str, num_id: int | None = None, ilvl: int | None = None
    ) -> ListPlace | None:
        """Return the list place that a style and direct formatting give together.

        Direct formatting wins over the style, the style over the one it is based on; numId 0
        takes the numbering away (17.9.18). In a style the level is the one that names the style
        in its ``w:pStyle``; only where none does, the style's own ``w:ilvl`` counts.

        Args:
            style_id: ``w:pStyle``; "" for the default paragraph style.
            num_id: ``w:numId`` of the paragraph itself, or None.
            ilvl: ``w:ilvl`` of the paragraph itself, or None.
        """
        inherited = self._style_place(style_id or self.default_style)
        if num_id is None and inherited is None:
            return None
        number = num_id if num_id is not None else (inherited[0] if inherited else 0)
        level = ilvl if ilvl is not None else (inherited[1] if inherited else 0)
        return (number, level) if number in self.lists else None

    def _style_place(self, style_id: str) -> ListPlace | None:
        seen: list[str] = []
        while style_id in self.styles and style_id not in seen:
            seen.append(style_id)
            style = self.styles[style_id]
            if style.num_id is not None:
                return self._linked_place(style.num_id, style.ilvl, seen)
            style_id = style.parent
        return None

    def _linked_place(self, num_id: int, ilvl: int | None, chain: list[str]) -> ListPlace | None:
        if num_id not in self.lists:
            return None
        levels = self.lists[num_id].levels
        for style_id in chain:
            for index, level in levels.items():
                if level.style == style_id:
                    return num_id, index
        return num_id, ilvl or 0

    def level(self, place: ListPlace) -> Level:
        """Return the level at a place.

        Raises:
            TemplateError: The list or the level is not defined.
        """
        num_id, ilvl = place
        found = self.lists.get(num_id)
        if found is None or ilvl not in found.levels:
            raise TemplateError(
                f"段落用了编号 {num_id} 的第 {ilvl + 1} 级，但文件里没有定义这一级。",
                where="word/numbering.xml",
                fix="在 Word 中对该段重新选择编号样式。",
            )
        return found.levels[ilvl]

    def counter(self) -> Counter:
        """Return a counter at the start of a document."""
        return Counter(self)


class Counter:
    """Counts the numbered paragraphs of one document in reading order."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        # Lists that share an abstractNum go on counting one another (17.9.15).
        self._counts: dict[int, list[int | None]] = {}
        self._restarted: set[ListPlace] = set()

    def next(self, num_id: int, ilvl: int) -> str:
        """Count one paragraph and return the text of its label.

        Args:
            num_id: The list.
            ilvl: Its level, from 0.

        Returns:
            The label without what follows it (``第三条``, ``（一）``, ``•``); may be empty.

        Raises:
            TemplateError: The level is not defined, or its number form is not known.
        """
        self.count(num_id, ilvl)
        return self.label(num_id, ilvl)

    def count(self, num_id: int, ilvl: int) -> None:
        """Count one paragraph without writing its label.

        Args:
            num_id: The list.
            ilvl: Its level, from 0.

        Raises:
            TemplateError: The level is not defined.
        """
        level = self._numbering.level((num_id, ilvl))
        listed = self._numbering.lists[num_id]
        counts = self._counts.get(listed.shared)
        if counts is None:
            counts = self._counts[listed.shared] = [None] * LEVELS
        if ilvl in listed.restarted and (num_id, ilvl) not in self._restarted:
            self._restarted.add((num_id, ilvl))
            counts[ilvl] = None
        before = counts[ilvl]
        counts[ilvl] = level.start if before is None else before + 1
        for deeper in range(ilvl + 1, LEVELS):
            if counts[deeper] is not None and _restarts(listed.levels[deeper], deeper, ilvl):
                counts[deeper] = None

    def restart(self, num_id: int, ilvl: int) -> None:
        """Let the next paragraph of this list and level bear its first number."""
        counts = self._counts.get(self._numbering.lists[num_id].shared)
        if counts is not None:
            counts[ilvl] = None

    def label(self, num_id: int, ilvl: int) -> str:
        """Return the label of the paragraph of this list and level that was counted last.

        Raises:
            TemplateError: The number form is not known.
        """
        listed = self._numbering.lists[num_id]
        counts = self._counts[listed.shared]
        return _label(listed.levels, listed.levels[ilvl], ilvl, counts)


def _restarts(level: Level, own: int, used: int) -> bool:
    if level.restart is None or level.restart > own:
        return True  # 17.9.10: a value not above the level itself is ignored
    return used < level.restart


def _label(levels: Mapping[int, Level], level: Level, ilvl: int, counts: list[int | None]) -> str:
    if level.picture:
        raise TemplateError(
            "项目符号是图片，无法照样印出。",
            where="word/numbering.xml",
            fix="在 Word 中改用文字符号或数字编号。",
        )
    if level.form == "bullet":
        return bullet(level.text)

    def number(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        if index > ilvl or index not in levels:
            return ""
        other = levels[index]
        count = counts[index]
        value = other.start if count is None else count
        form = "decimal" if level.legal and other.form not in MARKED_FORMS else other.form
        return in_form(value, form)

    return re.sub(r"%([1-9])", number, level.text)
