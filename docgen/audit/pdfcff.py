"""Which glyphs of a font program have an outline: CFF and TrueType, read and nothing else.

CFF: Adobe Technical Notes 5176 and 5177; TrueType: the OpenType specification, ``loca``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

__all__ = ["empty_glyphs"]

_END_CHAR = 14
#: A charstring longer than this cannot be an empty one: a width and the end.
_EMPTY_AT_MOST = 7
_CHARSET, _CHARSTRINGS, _ROS = 15, 17, 1230


def empty_glyphs(program: bytes, codes: list[int], *, named: bool) -> list[int]:
    """Return the codes that a font program draws nothing for.

    Args:
        program: The embedded program: OpenType, TrueType or bare CFF.
        codes: The codes to look at.
        named: Whether codes are looked up in the charset of a CID-keyed program.

    Raises:
        struct.error, IndexError, KeyError: The program is damaged.
    """
    tables = _tables(program) if program[:4] in (b"OTTO", b"\0\1\0\0", b"true") else {}
    if "glyf" in tables:
        return _empty_outlines(program, tables, codes)
    start, end = tables.get("CFF ", (0, len(program)))
    return _Cff(program[start:end], named=named).empty(codes)


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
