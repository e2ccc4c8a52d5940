"""The fonts of a PDF, read from their dictionaries and programs: which letter each code draws.

A code counts as a letter only when its font is embedded, names the letter (``ToUnicode``) and has
an outline for it: a typesetter that lacks a glyph draws an empty box, or nothing, and says nothing.
Composite fonts of two-byte codes are read, which is what both engines write for every text
(ISO 32000-1, 9.7).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from docgen.audit.pdfcff import empty_glyphs
from docgen.audit.pdffile import PdfFile
from docgen.audit.pdfsyntax import Dictionary, Ref, refuse

__all__ = ["Fonts", "PdfFont", "Steps"]

_RANGES = re.compile(
    rb"begin(bfchar|bfrange|cidchar|cidrange|notdefrange|codespacerange)\b(.*?)end\1", re.DOTALL
)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f\s]+)>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
_REPLACEMENT = "\ufffd"
#: What steps show, wherever they stand, by their bytes behind the place: letters, width, size;
#: None where they show none.
Steps: TypeAlias = "dict[bytes, tuple[str, float, float] | None]"


@dataclass(frozen=True, slots=True)
class PdfFont:
    """One font of a PDF.

    Attributes:
        name: Its name, for messages.
        letters: What each code stands for.
        widths: Width of each code in thousandths of the size.
        descriptor: Its descriptor, which holds its program.
        kind: Subtype of its descendant: CIDFontType0 or CIDFontType2.
    """

    name: str
    letters: dict[int, str]
    widths: dict[int, float]
    descriptor: Dictionary
    kind: str


def read_font(file: PdfFile, entries: Dictionary) -> PdfFont:
    """Read a font's dictionaries.

    Args:
        file: The PDF.
        entries: The font's dictionary.

    Raises:
        AuditError: It is not embedded, does not name its letters, or is of another kind.
    """
    name = str(entries.get("BaseFont", ""))
    if entries.get("Subtype") != "Type0" or entries.get("Encoding") != "Identity-H":
        refuse(f"字体 {name} 的编码方式不认识")
    descendants = file.array(entries.get("DescendantFonts"))
    if len(descendants) != 1:
        refuse(f"字体 {name} 不完整")
    descendant = file.dictionary(descendants[0])
    if descendant.get("CIDToGIDMap", "Identity") != "Identity":
        refuse(f"字体 {name} 的编码方式不认识")
    if "ToUnicode" not in entries:
        refuse(f"字体 {name} 没有写明字形是什么字")
    return PdfFont(
        name=name,
        letters=_letters(file.stream(entries["ToUnicode"]), name),
        widths=_widths(file, descendant),
        descriptor=file.dictionary(descendant.get("FontDescriptor")),
        kind=str(descendant.get("Subtype", "")),
    )


def _letters(cmap: bytes, name: str) -> dict[int, str]:
    made: dict[int, str] = {}
    for kind, body in _RANGES.findall(cmap):
        if kind == b"bfchar":
            made.update((int(code, 16), _text(value)) for code, value in _PAIR.findall(body))
        elif kind == b"bfrange":
            for first, last, start, listed in _TRIPLE.findall(body):
                codes = range(int(first, 16), int(last, 16) + 1)
                texts = [_text(one) for one in _HEX.findall(listed)] if listed else []
                if start:
                    base = _text(start)
                    texts = [base[:-1] + chr(ord(base[-1]) + step) for step in range(len(codes))]
                made.update(zip(codes, texts, strict=False))
        elif kind != b"codespacerange":
            refuse(f"字体 {name} 的字表读不懂")
    return made


def _text(digits: bytes) -> str:
    try:
        text = bytes.fromhex(digits.decode()).decode("utf-16-be")
    except ValueError:
        text = _REPLACEMENT
    return text or _REPLACEMENT


class _Widths(dict[int, float]):
    """Widths by code, with one for all that are not listed."""

    def __init__(self, default: float) -> None:
        super().__init__()
        self._default = default

    def __missing__(self, code: int) -> float:
        return self._default


def _widths(file: PdfFile, descendant: Dictionary) -> dict[int, float]:
    """Read ``W`` (9.7.4.3): ``first [w …]`` and ``first last w`` in turn."""
    default = descendant.get("DW", 1000.0)
    made = _Widths(default if isinstance(default, float) else 1000.0)
    listed = iter(file.array(descendant.get("W")))
    for first in listed:
        second = file.get(next(listed, None))
        if not isinstance(first, float):
            refuse("字宽表读不懂")
        if isinstance(second, list):
            found = [width for width in second if isinstance(width, float)]
            made.update(zip(range(int(first), int(first) + len(second)), found, strict=True))
            continue
        width = next(listed, None)
        if not isinstance(second, float) or not isinstance(width, float):
            refuse("字宽表读不懂")
        made.update(dict.fromkeys(range(int(first), int(second) + 1), width))
    return made


def check_glyphs(file: PdfFile, font: PdfFont, codes: Iterable[int]) -> None:
    """Refuse a font that is not embedded or has no outline for a letter that was drawn with it.

    Args:
        file: The PDF.
        font: The font.
        codes: The codes that the pages draw with it; those of white space draw nothing.

    Raises:
        AuditError: Names the font and the letters.
    """
    for key in ("FontFile3", "FontFile2"):
        if key in font.descriptor:
            program = file.stream(font.descriptor[key])
            break
    else:
        refuse(f"字体 {font.name} 没有嵌入文件")
    printing = [code for code in codes if font.letters[code].strip()]
    try:
        empty = empty_glyphs(program, printing, named=font.kind == "CIDFontType0")
    except (struct.error, IndexError, KeyError) as error:
        refuse(f"字体 {font.name} 嵌入的字形不完整（{error}）")
    if empty:
        shown = "".join(sorted(font.letters[code] for code in empty))
        refuse(f"字体 {font.name} 里没有「{shown}」的字形，印出来是空白")


class Fonts:
    """The fonts of all pages and the codes that are drawn with each.

    Args:
        file: The PDF.
    """

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._fonts: dict[int, PdfFont] = {}
        self._used: dict[int, set[int]] = {}
        self._steps: dict[object, Steps] = {}

    def steps(self, resources: Dictionary) -> Steps:
        """Return what was read from steps of other pages with the same fonts.

        Args:
            resources: The resources of the page.
        """
        listed = self._file.dictionary(resources.get("Font", {}))
        named = tuple(
            sorted((name, one.number) for name, one in listed.items() if isinstance(one, Ref))
        )
        # Fonts that are no objects of their own cannot be told apart: nothing is kept of them.
        return self._steps.setdefault(named, {}) if len(named) == len(listed) else {}

    def named(self, resources: Dictionary, name: str) -> tuple[PdfFont, set[int]]:
        """Return a font by its name on a page, and the codes that were drawn with it so far."""
        listed = self._file.dictionary(resources.get("Font"))
        if name not in listed:
            refuse(f"没有字体 {name}")
        entries = self._file.dictionary(listed[name])
        key = id(entries)  # the file keeps its objects, so that an id stays with one
        if key not in self._fonts:
            self._fonts[key] = read_font(self._file, entries)
            self._used[key] = set()
        return self._fonts[key], self._used[key]

    def check(self) -> None:
        """Refuse a font without a program, or a code without an outline."""
        for key, font in self._fonts.items():
            check_glyphs(self._file, font, sorted(self._used[key]))
