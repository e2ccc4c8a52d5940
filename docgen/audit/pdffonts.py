"""The fonts of a PDF, read from their dictionaries and programs: which letter each code draws.

A code counts as a letter only when its font is embedded, names the letter (``ToUnicode``) and has
an outline for it: a typesetter that lacks a glyph draws an empty box, or nothing, and says nothing.
Composite fonts of two-byte codes are read, which is what both engines write for every text
(ISO 32000-1, 9.7; CFF: Adobe Technical Notes 5176 and 5177; OpenType ``loca``).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from docgen.audit.pdffile import Dictionary, PdfFile, refuse

__all__ = ["PdfFont", "check_glyphs", "read_font"]

_RANGES = re.compile(
    rb"begin(bfchar|bfrange|cidchar|cidrange|notdefrange|codespacerange)\b(.*?)end\1", re.DOTALL
)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f\s]+)>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
_REPLACEMENT = "\ufffd"
_END_CHAR = 14
#: A charstring longer than this cannot be an empty one: a width and the end.
_EMPTY_AT_MOST = 7
_CHARSET, _CHARSTRINGS, _ROS = 15, 17, 1230


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
        empty = _empty_glyphs(program, font, printing)
    except (struct.error, IndexError, KeyError) as error:
        refuse(f"字体 {font.name} 嵌入的字形不完整（{error}）")
    if empty:
        shown = "".join(sorted(font.letters[code] for code in empty))
        refuse(f"字体 {font.name} 里没有「{shown}」的字形，印出来是空白")


def _empty_glyphs(program: bytes, font: PdfFont, codes: list[int]) -> list[int]:
    tables = _tables(program) if program[:4] in (b"OTTO", b"\0\1\0\0", b"true") else {}
    if "glyf" in tables:
        return _empty_outlines(program, tables, codes)
    start, end = tables.get("CFF ", (0, len(program)))
    return _Cff(program[start:end], named=font.kind == "CIDFontType0").empty(codes)


def _tables(program: bytes) -> dict[str, tuple[int, int]]:
    (count,) = struct.unpack_from(">H", program, 4)
    made = {}
    for at in range(12, 12 + 16 * count, 16):
        name, _, start, length = struct.unpack_from(">4sIII", program, at)
        made[name.decode("latin-1")] = (start, start + length)
    return made


def _empty_outlines(
    program: bytes, tables: dict[str, tuple[int, int]], codes: list[int]
) -> list[int]:
    (long,) = struct.unpack_from(">h", program, tables["head"][0] + 50)
    first, last = tables["loca"]
    form, size = (">II", 4) if long else (">HH", 2)
    empty = []
    for code in codes:
        at = first + size * code
        start, end = struct.unpack_from(form, program, at) if at + 2 * size <= last else (0, 0)
        if end <= start:
            empty.append(code)
    return empty


class _Cff:
    """A CFF font program: its glyphs by code.

    Args:
        data: The program.
        named: Whether codes are looked up in its charset, as those of a CID-keyed program are.
    """

    def __init__(self, data: bytes, *, named: bool) -> None:
        self._data = data
        at = _index(data, data[2])[1]  # behind the names
        tops, _ = _index(data, at)
        top = _operators(data[tops[0] : tops[1]])
        self._glyphs, _ = _index(data, int(top[_CHARSTRINGS][0]))
        keyed = named and _ROS in top
        self._glyph_of = self._charset(int(top[_CHARSET][0])) if keyed else None

    def empty(self, codes: list[int]) -> list[int]:
        """Return the codes that draw nothing: no glyph, ``.notdef``, or one without outline."""
        return [code for code in codes if not self._draws(code)]

    def _draws(self, code: int) -> bool:
        glyph = code if self._glyph_of is None else self._glyph_of.get(code, 0)
        if not 0 < glyph < len(self._glyphs) - 1:
            return False
        start, end = self._glyphs[glyph], self._glyphs[glyph + 1]
        return end - start > _EMPTY_AT_MOST or _has_outline(self._data[start:end])

    def _charset(self, at: int) -> dict[int, int]:
        """Read the charset of a CID-keyed program: glyph by CID (5176, 13)."""
        data, count = self._data, len(self._glyphs) - 1
        form, at = data[at], at + 1
        if form == 0:
            names = struct.unpack_from(f">{count - 1}H", data, at)
            return {name: glyph for glyph, name in enumerate(names, start=1)}
        made: dict[int, int] = {}
        step, size = (">HB", 3) if form == 1 else (">HH", 4)
        glyph = 1
        while glyph < count:
            first, left = struct.unpack_from(step, data, at)
            made.update(zip(range(first, first + left + 1), range(glyph, count), strict=False))
            glyph += left + 1
            at += size
        return made


def _index(data: bytes, at: int) -> tuple[list[int], int]:
    """Return where the entries of an INDEX begin, with the end of the last, and what follows."""
    (count,) = struct.unpack_from(">H", data, at)
    if not count:
        return [at + 2], at + 2
    size = data[at + 2]
    first = at + 3
    base = first + size * (count + 1) - 1
    raw = data[first : first + size * (count + 1)]
    if len(raw) < size * (count + 1):
        raise IndexError("CFF")
    if size in (2, 4):
        code = {2: "H", 4: "I"}[size]
        offsets: Iterable[int] = struct.unpack(f">{count + 1}{code}", raw)
    else:
        offsets = (int.from_bytes(raw[i : i + size], "big") for i in range(0, len(raw), size))
    places = [base + offset for offset in offsets]
    return places, places[-1]


def _operators(data: bytes) -> dict[int, list[float]]:
    """Return the operands of each operator of a DICT; real numbers are passed over as 0."""
    made: dict[int, list[float]] = {}
    operands: list[float] = []
    at = 0
    while at < len(data):
        byte = data[at]
        at += 1
        if byte <= 21:
            if byte == 12:
                byte = 1200 + data[at]
                at += 1
            made[byte] = operands
            operands = []
        elif byte == 28:
            operands.append(struct.unpack_from(">h", data, at)[0])
            at += 2
        elif byte == 29:
            operands.append(struct.unpack_from(">i", data, at)[0])
            at += 4
        elif byte == 30:
            while data[at] & 0x0F != 0x0F and data[at] >> 4 != 0x0F:
                at += 1
            at += 1
            operands.append(0)
        elif byte <= 246:
            operands.append(byte - 139)
        else:
            high = (byte - 247) * 256 + 108 if byte <= 250 else -(byte - 251) * 256 - 108
            operands.append(high + data[at] if byte <= 250 else high - data[at])
            at += 1
    return made


def _has_outline(charstring: bytes) -> bool:
    """Return whether a short charstring does anything but end."""
    at = 0
    while at < len(charstring):
        byte = charstring[at]
        if byte == 28:
            at += 3
        elif byte == 255:
            at += 5
        elif byte >= 247:
            at += 2
        elif byte >= 32:
            at += 1
        else:
            return byte != _END_CHAR
    return False
