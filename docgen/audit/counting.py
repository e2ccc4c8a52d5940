"""The audit's own counting of Word's list numbers: 第三条, （二）, 附件1.

It never writes a Chinese numeral: it counts, and reads what is printed back to a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from docgen.errors import AuditError
from docgen.reading import ReadingError, read_ordinal

__all__ = ["Label", "Labels"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = ("chineseCountingThousand", "chineseCounting")
_ON = ("1", "true", "on")
_NUMERAL = re.compile(r"[零一二三四五六七八九十百千]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class Label:
    """A number as Word shows it.

    Attributes:
        parts: Words and counts in turn, ``("第", 3, "条")``; nothing for a bullet.
        place: List and level of the paragraph, ``2:0``.
        chinese: Whether the list writes its counts in Chinese numerals; for messages only.
    """

    parts: tuple[str | int, ...]
    place: str = ""
    chinese: bool = True

    def end_in(self, text: str, start: int = 0) -> int:
        """Return the index behind this label where it stands at ``start``, or -1."""
        at = start
        for part in self.parts:
            if isinstance(part, str):
                if not text.startswith(part, at):
                    return -1
                at += len(part)
                continue
            match = _NUMERAL.match(text, at)
            if match is None or _read(match[0]) != part:
                return -1
            at = match.end()
        return at

    def stands_as(self, text: str) -> bool:
        """Return whether a text is this label and nothing else."""
        return self.end_in(text) == len(text)


def _read(numeral: str) -> int | None:
    try:
        return int(numeral) if numeral.isascii() else read_ordinal(numeral)
    except ReadingError:
        return None


@dataclass(slots=True)
class _Level:
    start: int
    form: str
    text: str
    restart: int | None  # w:lvlRestart


class Labels:
    """Counts the numbered paragraphs of one document in their order."""

    def __init__(self, styles: bytes | None, numbering: bytes | None) -> None:
        self._abstracts: dict[str, dict[int, _Level]] = {}
        self._nums: dict[str, str] = {}
        self._styles: dict[str, tuple[str, str | None, int | None]] = {}
        self._bound: dict[tuple[str, str], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._overridden: set[str] = set()
        self._default = ""
        if numbering is not None:
            self._read_numbering(etree.fromstring(numbering))
        if styles is not None:
            self._read_styles(etree.fromstring(styles))

    def _read_numbering(self, root: etree._Element) -> None:
        for abstract in root.iter(f"{_W}abstractNum"):
            levels = {
                int(level.get(f"{_W}ilvl") or 0): _Level(
                    int(_val(level, "start") or 1),
                    _val(level, "numFmt") or "decimal",
                    _val(level, "lvlText") or "",
                    int(_val(level, "lvlRestart") or -1) if _has(level, "lvlRestart") else None,
                )
                for level in abstract.iter(f"{_W}lvl")
            }
            name = abstract.get(f"{_W}abstractNumId") or ""
            self._abstracts[name] = levels
            for level in abstract.iter(f"{_W}lvl"):
                style = _val(level, "pStyle")
                if style is not None:
                    self._bound[name, style] = int(level.get(f"{_W}ilvl") or 0)
        for num in root.iter(f"{_W}num"):
            if num.find(f"{_W}lvlOverride") is not None:
                self._overridden.add(num.get(f"{_W}numId") or "")
            self._nums[num.get(f"{_W}numId") or ""] = _val(num, "abstractNumId") or ""

    def _read_styles(self, root: etree._Element) -> None:
        for style in root.iter(f"{_W}style"):
            properties = style.find(f"{_W}pPr/{_W}numPr")
            num = _val(properties, "numId") if properties is not None else None
            level = _val(properties, "ilvl") if properties is not None else None
            name = style.get(f"{_W}styleId") or ""
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in _ON:
                self._default = name
            self._styles[name] = (
                _val(style, "basedOn") or "",
                num,
                int(level) if level is not None else None,
            )

    def next(self, properties: etree._Element | None) -> Label | None:
        """Return the label of the next paragraph, None when it bears none.

        Args:
            properties: Its ``w:pPr``, or None.
        """
        num, level = self._place(properties)
        abstract = self._nums.get(num or "", "")
        levels = self._abstracts.get(abstract)
        if levels is None or num in (None, "0") or level not in levels:
            return None
        if num in self._overridden:
            raise AuditError("编号用了 lvlOverride，审核不能独立计数。", code="A002")
        counts = self._counts.setdefault(abstract, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            limit = levels[deeper].restart
            if limit is None or (limit > 0 and level < limit):
                del counts[deeper]
        return self._label(levels, level, counts, f"{num}:{level}")

    def _place(self, properties: etree._Element | None) -> tuple[str | None, int]:
        own = properties.find(f"{_W}numPr") if properties is not None else None
        num = _val(own, "numId") if own is not None else None
        level = _val(own, "ilvl") if own is not None else None
        style = (_val(properties, "pStyle") if properties is not None else None) or self._default
        style_num, style_level = self._style_place(style)
        return num or style_num, int(level) if level is not None else style_level

    def _style_place(self, style: str) -> tuple[str | None, int]:
        """Return list and level that a style gives, its own or that of the one it is based on."""
        chain: list[str] = []
        while style in self._styles and style not in chain:
            chain.append(style)
            parent, num, level = self._styles[style]
            if num is not None:
                abstract = self._nums.get(num, "")
                bound = [
                    self._bound[abstract, one] for one in chain if (abstract, one) in self._bound
                ]
                return num, bound[0] if bound else level or 0
            style = parent
        return None, 0

    def _label(
        self, levels: dict[int, _Level], level: int, counts: dict[int, int], place: str
    ) -> Label:
        if levels[level].form == "none":
            return Label((), place)
        if levels[level].form == "bullet":
            return Label((levels[level].text,), place)
        parts: list[str | int] = []
        for index, piece in enumerate(re.split(r"%([1-9])", levels[level].text)):
            if index % 2 == 0:
                if piece:
                    parts.append(piece)
                continue
            named = int(piece) - 1
            if named not in levels or levels[named].form not in (*_CHINESE, "decimal"):
                shown = levels[named].form if named in levels else f"%{piece}"
                raise AuditError(f"不会核对编号写法「{shown}」。", code="A002")
            parts.append(counts.get(named, levels[named].start))
        return Label(tuple(parts), place, levels[level].form in _CHINESE)


def _has(node: etree._Element, name: str) -> bool:
    return node.find(f"{_W}{name}") is not None


def _val(node: etree._Element, name: str) -> str | None:
    child = node.find(f"{_W}{name}")
    return child.get(f"{_W}val") if child is not None else None
