"""The audit's own counting of Word's list numbers: 第三条, （二）, 附件1.

It never writes a Chinese numeral: it counts, and reads what is printed back to a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from docgen.errors import AuditError
from docgen.proof import RESTARTED
from docgen.reading import ReadingError, read_ordinal

__all__ = ["Label", "Labels"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STYLE, _NUMBER, _VAL = f"{_W}pStyle", f"{_W}numPr", f"{_W}val"
_CHINESE = ("chineseCountingThousand", "chineseCounting")
_ON = ("1", "true", "on")
_NUMERAL = re.compile(r"[零一二三四五六七八九十百千]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class Label:
    """A number as Word shows it.

    Attributes:
        parts: Words and counts in turn, ``("第", 3, "条")``; nothing for a bullet.
        place: Definition of the list and level of the paragraph, ``2:0``.
        chinese: Whether the list writes its counts in Chinese numerals; for messages only.
        anew: Whether its list begins anew here, by a number made when the paper was printed.
    """

    parts: tuple[str | int, ...]
    place: str = ""
    chinese: bool = True
    anew: bool = False

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


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    restart: int | None  # w:lvlRestart


@dataclass(frozen=True, slots=True)
class _Definitions:
    """What styles.xml and numbering.xml say of lists; the same for all papers of a template."""

    abstracts: Mapping[str, Mapping[int, _Level]]
    nums: Mapping[str, str]
    overridden: frozenset[str]
    anew: Mapping[str, tuple[int, int]]
    styles: Mapping[str, tuple[str, str | None, int | None]]
    bound: Mapping[tuple[str, str], int]
    default: str

    def style_place(self, style: str) -> tuple[str | None, int]:
        """Return list and level that a style gives, its own or that of the one it is based on."""
        chain: list[str] = []
        while style in self.styles and style not in chain:
            chain.append(style)
            parent, num, level = self.styles[style]
            if num is not None:
                abstract = self.nums.get(num, "")
                bound = [
                    self.bound[abstract, one] for one in chain if (abstract, one) in self.bound
                ]
                return num, bound[0] if bound else level or 0
            style = parent
        return None, 0


@lru_cache(maxsize=64)
def _definitions(styles: bytes | None, numbering: bytes | None) -> _Definitions:
    abstracts: dict[str, Mapping[int, _Level]] = {}
    nums: dict[str, str] = {}
    overridden: set[str] = set()
    anew: dict[str, tuple[int, int]] = {}
    bound: dict[tuple[str, str], int] = {}
    if numbering is not None:
        root = etree.fromstring(numbering)
        for abstract in root.iter(f"{_W}abstractNum"):
            name = abstract.get(f"{_W}abstractNumId") or ""
            abstracts[name] = dict(map(_level, abstract.iter(f"{_W}lvl")))
            for level in abstract.iter(f"{_W}lvl"):
                style = _val(level, "pStyle")
                if style is not None:
                    bound[name, style] = int(level.get(f"{_W}ilvl") or 0)
        for num in root.iter(f"{_W}num"):
            name = num.get(f"{_W}numId") or ""
            nums[name] = _val(num, "abstractNumId") or ""
            override = num.find(f"{_W}lvlOverride")
            if override is None:
                continue
            start = _val(override, "startOverride")
            if name.isdigit() and int(name) >= RESTARTED and start and len(override) == 1:
                anew[name] = (int(override.get(f"{_W}ilvl") or 0), int(start))
            else:
                overridden.add(name)
    found, default = _styles(styles)
    return _Definitions(abstracts, nums, frozenset(overridden), anew, found, bound, default)


def _level(level: etree._Element) -> tuple[int, _Level]:
    return int(level.get(f"{_W}ilvl") or 0), _Level(
        int(_val(level, "start") or 1),
        _val(level, "numFmt") or "decimal",
        _val(level, "lvlText") or "",
        int(_val(level, "lvlRestart") or -1) if _has(level, "lvlRestart") else None,
    )


def _styles(data: bytes | None) -> tuple[dict[str, tuple[str, str | None, int | None]], str]:
    found: dict[str, tuple[str, str | None, int | None]] = {}
    default = ""
    for style in etree.fromstring(data).iter(f"{_W}style") if data is not None else ():
        properties = style.find(f"{_W}pPr/{_W}numPr")
        num = _val(properties, "numId") if properties is not None else None
        level = _val(properties, "ilvl") if properties is not None else None
        name = style.get(f"{_W}styleId") or ""
        if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in _ON:
            default = name
        parent = _val(style, "basedOn") or ""
        found[name] = (parent, num, int(level) if level is not None else None)
    return found, default


class Labels:
    """Counts the numbered paragraphs of one document in their order."""

    def __init__(self, styles: bytes | None, numbering: bytes | None) -> None:
        self._known = _definitions(styles, numbering)
        self._counts: dict[str, dict[int, int]] = {}
        self._places: dict[str, tuple[str | None, int]] = {}
        self._begun: set[str] = set()

    def next(self, properties: etree._Element | None) -> Label | None:
        """Return the label of the next paragraph, None when it bears none.

        Args:
            properties: Its ``w:pPr``, or None.
        """
        style, num, level = "", None, None
        for node in properties.iterchildren(_STYLE, _NUMBER) if properties is not None else ():
            if node.tag == _STYLE:
                style = node.get(_VAL) or ""
            else:
                num, level = _val(node, "numId"), _val(node, "ilvl")
        return self.count(style, num, level)

    def count(self, style: str, num: str | None, level: str | None) -> Label | None:
        """Return the label of the next paragraph by what its properties say.

        Args:
            style: Its ``w:pStyle``; "" for the default style.
            num: Its own ``w:numId``, None for its style's.
            level: Its own ``w:ilvl``, None for its style's.

        Raises:
            AuditError: The list is of a form that the audit cannot count.
        """
        list_num, ilvl = self._place(style, num, level)
        if list_num is None or list_num == "0":
            return None
        known = self._known
        abstract = known.nums.get(list_num, "")
        levels = known.abstracts.get(abstract)
        if levels is None or ilvl not in levels:
            return None
        if list_num in known.overridden:
            raise AuditError("编号用了 lvlOverride，审核不能独立计数。", code="A002")
        counts = self._counts.setdefault(abstract, {})
        anew = self._begins_anew(list_num, ilvl)
        if anew is not None:
            if anew != levels[ilvl].start:
                raise AuditError(
                    f"重新编号应从 {levels[ilvl].start} 起，现从 {anew} 起。", code="A002"
                )
            counts[ilvl] = anew - 1
        counts[ilvl] = counts.get(ilvl, levels[ilvl].start - 1) + 1
        for deeper in [one for one in counts if one > ilvl]:
            limit = levels[deeper].restart
            if limit is None or (limit > 0 and ilvl < limit):
                del counts[deeper]
        label = self._label(levels, ilvl, counts, f"{abstract}:{ilvl}")
        return label if anew is None else replace(label, anew=True)

    def _begins_anew(self, num: str, ilvl: int) -> int | None:
        """Return the first number of a list that begins anew at this paragraph, None for others."""
        level, start = self._known.anew.get(num, (-1, 0))
        if level != ilvl or num in self._begun:
            return None
        self._begun.add(num)
        return start

    def _place(self, style: str, num: str | None, level: str | None) -> tuple[str | None, int]:
        if num is not None and level is not None:
            return num, int(level)
        named = style or self._known.default
        place = self._places.get(named)
        if place is None:
            place = self._places[named] = self._known.style_place(named)
        return num or place[0], int(level) if level is not None else place[1]

    def _label(
        self, levels: Mapping[int, _Level], level: int, counts: Mapping[int, int], place: str
    ) -> Label:
        if levels[level].form == "none":
            return Label((), place)
        if levels[level].form == "bullet":
            return Label((levels[level].text,), place)
        parts: list[str | int] = []
        for index, piece in enumerate(_split(levels[level].text)):
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


@lru_cache(maxsize=256)
def _split(text: str) -> tuple[str, ...]:
    """Return the words of a level's text and, between them, the levels whose counts it shows."""
    return tuple(re.split(r"%([1-9])", text))


def _has(node: etree._Element, name: str) -> bool:
    return node.find(f"{_W}{name}") is not None


def _val(node: etree._Element, name: str) -> str | None:
    child = node.find(f"{_W}{name}")
    return child.get(f"{_W}val") if child is not None else None
