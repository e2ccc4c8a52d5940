"""Which characters a font file has a glyph for: its ``cmap`` table, read and nothing else.

A typesetter that meets a character without a glyph draws an empty box and says nothing; what is
on the paper is then no longer what the contract says. So every character is looked up beforehand.
Formats 4 and 12 of the OpenType specification are read; every font in use has one of them.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path

__all__ = ["Coverage", "read_coverage"]

_COLLECTION = b"ttcf"
_MAX_TABLE = 8 * 1024 * 1024
_UNICODE_ENCODINGS = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Code points with a glyph, as ranges in ascending order; ``ends`` are inclusive."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, character: str) -> bool:
        code = ord(character)
        index = bisect_right(self.starts, code) - 1
        return index >= 0 and code <= self.ends[index]


def read_coverage(path: Path, index: int) -> Coverage:
    """Return the characters of one face of a font file.

    Args:
        path: An OpenType or TrueType font or collection.
        index: Which face of a collection, from 0.

    Raises:
        ValueError: The file is no such font, or is damaged.
        OSError: The file cannot be read.
    """
    with path.open("rb") as stream:
        try:
            table = _cmap(stream, index)
            ranges = sorted(_ranges(table))
        except (struct.error, IndexError) as error:
            raise ValueError(f"{path.name}: {error}") from error
    return Coverage(tuple(first for first, _ in ranges), tuple(last for _, last in ranges))


def _cmap(stream: BufferedIOBase, index: int) -> bytes:
    tag, offset = stream.read(4), 0
    if tag == _COLLECTION:
        stream.seek(12 + 4 * index)
        (offset,) = struct.unpack(">I", stream.read(4))
    stream.seek(offset + 4)
    (count,) = struct.unpack(">H", stream.read(2))
    stream.seek(offset + 12)
    directory = stream.read(16 * count)
    for at in range(0, 16 * count, 16):
        name, _, start, length = struct.unpack_from(">4sIII", directory, at)
        if name == b"cmap":
            stream.seek(start)
            return stream.read(min(length, _MAX_TABLE))
    raise ValueError("没有 cmap 表")


def _ranges(table: bytes) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", table, 2)
    subtables = {}
    for at in range(4, 4 + 8 * count, 8):
        platform, encoding, offset = struct.unpack_from(">HHI", table, at)
        subtables[platform, encoding] = offset
    for wanted in _UNICODE_ENCODINGS:
        if wanted in subtables:
            offset = subtables[wanted]
            (form,) = struct.unpack_from(">H", table, offset)
            if form == 12:
                return _format_12(table, offset)
            if form == 4:
                return _format_4(table, offset)
    raise ValueError("没有可读的 Unicode 编码表")


def _format_12(table: bytes, offset: int) -> list[tuple[int, int]]:
    (groups,) = struct.unpack_from(">I", table, offset + 12)
    numbers = struct.unpack_from(f">{3 * groups}I", table, offset + 16)
    return [
        (first, last)
        for first, last, glyph in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
        if glyph or last > first
    ]


def _format_4(table: bytes, offset: int) -> list[tuple[int, int]]:
    (twice,) = struct.unpack_from(">H", table, offset + 6)
    count = twice // 2

    def numbers(at: int) -> tuple[int, ...]:
        return struct.unpack_from(f">{count}H", table, offset + at)

    ends, starts = numbers(14), numbers(16 + twice)
    deltas, where = numbers(16 + 2 * twice), 16 + 3 * twice
    ranges: list[tuple[int, int]] = []
    for segment, (first, last, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        at = offset + where + 2 * segment
        (jump,) = struct.unpack_from(">H", table, at)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if jump:
                (glyph,) = struct.unpack_from(">H", table, at + jump + 2 * (code - first))
            if (glyph + delta) % 0x10000 if glyph or not jump else 0:
                ranges.append((code, code))
    return ranges
