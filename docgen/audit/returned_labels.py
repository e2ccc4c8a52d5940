"""Counts list numbers in any Word file, as Word shows them.

Unlike :mod:`docgen.audit.counting`, which refuses what a paper of ours never has, this reader takes
what Word, WPS and LibreOffice write when they save a file again: overridden levels and every way
of writing a count. It writes no numeral itself; the caller hands in how a count becomes a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from docgen.audit.returned_package import W

__all__ = ["Numbers", "Ordinal", "is_clause"]

#: How a count is written in Chinese: 9 → 九.
Ordinal = Callable[[int], str]

_CHINESE = ("chinese", "taiwanese", "japanese", "ideographDigital")
_ON = ("1", "true", "on")
_LETTERS = 26
_CLAUSE = re.compile(r"第.+条|附件.+|[^（]+、")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MAX_LEVEL = 9
_MAX_DEPTH = 50


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    restart: int | None
    legal: bool


def is_clause(label: str) -> bool:
    """Return whether a list number names a clause (第九条, 附件1, 一、), not an item of one."""
    return _CLAUSE.fullmatch(label) is not None


class Numbers:
    """The list numbers of one document, counted paragraph by paragraph."""

    def __init__(
        self,
        styles: etree._Element | None,
        numbering: etree._Element | None,
        ordinal: Ordinal,
    ) -> None:
        self._ordinal = ordinal
        self._abstracts: dict[str, dict[int, _Level]] = {}
        self._bound: dict[tuple[str, str], int] = {}
        self._nums: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = {}
        self._styles: dict[str, tuple[str, str | None, int | None]] = {}
        self._default = ""
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        if numbering is not None:
            self._read_numbering(numbering)
        if styles is not None:
            self._read_styles(styles)

    def next(self, properties: etree._Element | None) -> str:
        """Return the number of the next paragraph, "" when it bears none.

        Args:
            properties: Its ``w:pPr``, or None.
        """
        num, level = self._place(properties)
        if num not in self._nums:
            return ""
        abstract, own, starts = self._nums[num]
        levels = {**self._abstracts.get(abstract, {}), **own}
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if level in starts and (num, level) not in self._started:
            self._started.add((num, level))
            counts[level] = starts[level]
        else:
            counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            limit = levels[deeper].restart if deeper in levels else None
            if limit is None or (limit > 0 and level < limit):
                del counts[deeper]
        return self._label(levels, level, counts)

    def _label(self, levels: dict[int, _Level], level: int, counts: dict[int, int]) -> str:
        shown = levels[level]
        if shown.form in ("none", "bullet"):
            return ""  # A bullet is a sign, not a number; programs change it at will.

        def count(match: re.Match[str]) -> str:
            named = levels.get(int(match[1]) - 1)
            if named is None:
                return ""
            number = counts.get(int(match[1]) - 1, named.start)
            return self._written(number, "decimal" if shown.legal else named.form)

        return re.sub(r"%([1-9])", count, shown.text).strip()

    def _written(self, number: int, form: str) -> str:
        if form.startswith(_CHINESE) and number > 0:
            return self._ordinal(number)
        if form.endswith("Letter") and number > 0:
            letter = chr(ord("a") + (number - 1) % _LETTERS) * ((number - 1) // _LETTERS + 1)
            return letter.upper() if form.startswith("upper") else letter
        if form.endswith("Roman") and number > 0:
            roman = _roman(number)
            return roman.upper() if form.startswith("upper") else roman
        return f"{number:02d}" if form == "decimalZero" else str(number)

    def _read_numbering(self, root: etree._Element) -> None:
        for abstract in root.iter(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId") or ""
            self._abstracts[name] = {}
            for node in abstract.iterchildren(f"{W}lvl"):
                level = _number(node.get(f"{W}ilvl"))
                self._abstracts[name][level] = _level(node)
                style = _val(node, "pStyle")
                if style is not None:
                    self._bound[name, style] = level
        for num in root.iter(f"{W}num"):
            abstract_id = _val(num, "abstractNumId") or ""
            own: dict[int, _Level] = {}
            starts: dict[int, int] = {}
            for override in num.iterchildren(f"{W}lvlOverride"):
                level = _number(override.get(f"{W}ilvl"))
                inner = override.find(f"{W}lvl")
                if inner is not None:
                    own[level] = _level(inner)
                if (start := _val(override, "startOverride")) is not None:
                    starts[level] = _number(start)
            for level, start_at in starts.items():
                base = own.get(level) or self._abstracts.get(abstract_id, {}).get(level)
                if base is not None:
                    own[level] = replace(base, start=start_at)
            self._nums[num.get(f"{W}numId") or ""] = (abstract_id, own, starts)

    def _read_styles(self, root: etree._Element) -> None:
        for style in root.iter(f"{W}style"):
            if style.get(f"{W}type") != "paragraph":
                continue
            name = style.get(f"{W}styleId") or ""
            if style.get(f"{W}default") in _ON:
                self._default = name
            numbering = style.find(f"{W}pPr/{W}numPr")
            level = _val(numbering, "ilvl")
            self._styles[name] = (
                _val(style, "basedOn") or "",
                _val(numbering, "numId"),
                _number(level) if level is not None else None,
            )

    def _place(self, properties: etree._Element | None) -> tuple[str, int]:
        own = properties.find(f"{W}numPr") if properties is not None else None
        num, level = _val(own, "numId"), _val(own, "ilvl")
        style = _val(properties, "pStyle") or self._default
        style_num, style_level = self._style_place(style)
        return num or style_num or "", _number(level) if level is not None else style_level

    def _style_place(self, style: str) -> tuple[str | None, int]:
        chain = list(self._ancestry(style))
        for name in chain:
            _, num, level = self._styles[name]
            if num is not None:
                abstract = self._nums.get(num, ("", {}, {}))[0]
                bound = [
                    self._bound[abstract, one] for one in chain if (abstract, one) in self._bound
                ]
                return num, bound[0] if bound else level or 0
        return None, 0

    def _ancestry(self, style: str) -> Iterator[str]:
        seen: set[str] = set()
        while style in self._styles and style not in seen and len(seen) < _MAX_DEPTH:
            seen.add(style)
            yield style
            style = self._styles[style][0]


def _level(node: etree._Element) -> _Level:
    restart = _val(node, "lvlRestart")
    legal = node.find(f"{W}isLgl")
    # Word writes a count of its own making into an alternate block; its fallback is the plain one.
    form = next((one.get(f"{W}val") for one in node.iter(f"{W}numFmt")), None)
    return _Level(
        _number(_val(node, "start") or "1"),
        form or "decimal",
        _val(node, "lvlText") or "",
        _number(restart) if restart is not None else None,
        legal is not None and legal.get(f"{W}val") not in ("0", "false", "off"),
    )


def _val(node: etree._Element | None, name: str) -> str | None:
    child = node.find(f"{W}{name}") if node is not None else None
    return child.get(f"{W}val") if child is not None else None


def _number(text: str | None) -> int:
    """Return a small whole number; what is none counts as nought."""
    return int(text) if text is not None and text.isascii() and text.isdigit() else 0


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        repeats, number = divmod(number, value)
        text += sign * min(repeats, _MAX_LEVEL)
    return text
