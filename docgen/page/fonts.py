"""Fonts: what a Word file names, what stands in for it here, and which characters it can draw.

``schemas/fonts.yaml`` lists for each font the accepted stand-ins in order. A stand-in is told; a
character that only a further font can draw is told; a font that the table does not know and the
machine does not have, or a character that no accepted font can draw, is an error.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import yaml

from docgen.errors import EngineError, Problem
from docgen.page.cmap import Coverage, read_coverage
from docgen.resources import schema_bytes

if TYPE_CHECKING:
    from PIL import ImageFont

__all__ = ["Face", "FontBook", "Stack", "Substitution", "system_fonts"]

_BOLD = 600  # OpenType weights: 400 is regular, 700 bold
_REGULAR = 400
_MEASURED_AT = 1000
#: Categories that print nothing: controls, format characters such as the zero width space.
_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp"})


@dataclass(frozen=True, slots=True, order=True)
class Face:
    """One face of a font family, as it lies on this machine."""

    family: str
    weight: int
    path: str
    index: int


@dataclass(frozen=True, slots=True, order=True)
class Substitution:
    """What was printed in another font than the document names; told in the receipt.

    Attributes:
        font: The font that the document names.
        used: The font that was used.
        characters: The characters concerned, "" when it is the whole font.
    """

    font: str
    used: str
    characters: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """The families to draw with, in order, for one font that a document names.

    Attributes:
        name: The font that the document names.
        families: Those present on this machine; never empty.
        bold: Whether the stand-in has to be bold to look like it.
        substituted: Whether the first family is another than the one named.
    """

    name: str
    families: tuple[str, ...]
    bold: bool
    substituted: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    names: tuple[str, ...]
    stand_ins: tuple[str, ...]
    bold: bool


@dataclass(frozen=True, slots=True)
class _Table:
    entries: Mapping[str, _Entry]
    fallback: tuple[str, ...]
    install: str


class FontBook:
    """The faces of this machine; immutable but for what it remembers, one a process."""

    def __init__(self, faces: Iterable[Face]) -> None:
        self._faces: dict[str, list[Face]] = {}
        for face in sorted(faces):
            self._faces.setdefault(face.family.casefold(), []).append(face)
        self._stacks: dict[str, Stack] = {}

    def stack(self, name: str) -> Stack:
        """Return what to draw a named font with.

        Raises:
            EngineError: Neither the font nor any accepted stand-in is present.
        """
        if name not in self._stacks:
            self._stacks[name] = self._resolve(name)
        return self._stacks[name]

    def _resolve(self, name: str) -> Stack:
        table = _table()
        entry = table.entries.get(name.casefold())
        known = entry.names if entry else ()
        stand_ins = entry.stand_ins if entry else ()
        own = [n for n in (name, *known) if n.casefold() in self._faces][:1]
        others = [n for n in stand_ins if n.casefold() in self._faces]
        if not own and not others:
            reason = (
                "本机没有它，也没有可用的替身" if entry else "本机没有它，对照表里也没有它的替身"
            )
            raise EngineError(
                f"文件用了字体「{name}」，{reason}。",
                where="字体",
                fix=f"请运行：{table.install}；或在 Word 中改用宋体、仿宋、楷体、黑体。",
            )
        wanted = [*own, *others, *(n for n in table.fallback if n.casefold() in self._faces)]
        families = tuple(self._faces[n.casefold()][0].family for n in dict.fromkeys(wanted))
        return Stack(
            name, families, bold=bool(entry and entry.bold and not own), substituted=not own
        )

    def uncovered(self, text: Iterable[str], families: Sequence[str], *, bold: bool) -> set[str]:
        """Return the visible characters that none of the families can draw."""
        return {
            character
            for character in set(text)
            if not _invisible(character)
            and not any(character in self._coverage(family, bold) for family in families)
        }

    def advance(self, text: str, families: Sequence[str], *, bold: bool) -> float:
        """Return how wide a text is in one line, in parts of its size.

        Args:
            text: The text; each letter is drawn by the first family that has it.
            families: The families, in order.
            bold: Whether in bold.
        """
        width = 0.0
        for character in text:
            having = [f for f in families if character in self._coverage(f, bold)] or families[:1]
            face = self._face(having[0], bold)
            width += _measure(face.path, face.index).getlength(character) / _MEASURED_AT
        return width

    def _coverage(self, family: str, bold: bool) -> Coverage:  # noqa: FBT001 - a key, not a switch
        face = self._face(family, bold)
        return _coverage(face.path, face.index)

    def _face(self, family: str, bold: bool) -> Face:  # noqa: FBT001 - a key, not a switch
        weight = 700 if bold else _REGULAR
        faces = self._faces[family.casefold()]
        return min(faces, key=lambda each: (abs(each.weight - weight), each))

    def problem(self, characters: Iterable[str], stack: Stack) -> Problem:
        """Return the problem of characters that no font of a stack can draw."""
        named = "、".join(f"「{c}」（U+{ord(c):04X}）" for c in sorted(characters))
        return Problem(
            f"字符{named}在可用的字体（{'、'.join(stack.families)}）里没有字形。",
            where=f"字体 {stack.name}",
            fix=f"核对原字是否有误；确需此字，请安装含有它的字体，或运行：{_table().install}。",
            code="T201",
        )


@lru_cache(maxsize=1)
def system_fonts() -> FontBook:
    """Return the fonts of this machine, looked for once a process."""
    import typst  # loaded on first use: reading a document needs no PDF engine

    return FontBook(
        Face(font.family, font.weight, font.path, font.index)
        for font in typst.Fonts(include_embedded_fonts=False).fonts()
        if font.path is not None and font.style == "normal"
    )


@cache
def _table() -> _Table:
    data = yaml.load(schema_bytes("fonts.yaml"), Loader=yaml.CSafeLoader)
    entries: dict[str, _Entry] = {}
    for row in data["fonts"]:
        entry = _Entry(tuple(row["names"]), tuple(row["stand_ins"]), bool(row.get("bold")))
        for name in entry.names:
            entries[name.casefold()] = entry
    return _Table(MappingProxyType(entries), tuple(data["fallback"]), data["install"])


@cache
def _coverage(path: str, index: int) -> Coverage:
    try:
        return read_coverage(Path(path), index)
    except (OSError, ValueError) as error:
        raise EngineError(
            f"字体文件 {path} 读不出来：{error}。", where="字体", fix="重新安装这个字体。"
        ) from error


@cache
def _measure(path: str, index: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont  # only lines with tab stops are measured

    try:
        # At this size the hinting of single glyphs no longer shows in their widths.
        return ImageFont.truetype(
            path, _MEASURED_AT, index=index, layout_engine=ImageFont.Layout.BASIC
        )
    except OSError as error:
        raise EngineError(
            f"字体文件 {path} 读不出来：{error}。", where="字体", fix="重新安装这个字体。"
        ) from error


def _invisible(character: str) -> bool:
    # Variation selectors choose a form of the character before them and draw nothing themselves.
    return (
        unicodedata.category(character) in _INVISIBLE
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )
