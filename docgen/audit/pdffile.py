"""The audit's own reader of PDF files: their objects and streams.

It knows what our engines write (one revision, cross-reference table or stream, object streams, no
encryption, Flate or nothing as filter) and refuses everything else: what it cannot read it does
not let pass. It shares nothing with the engines, and nothing with the library that the tests read
PDFs with (ISO 32000-1, 7.5).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from docgen.errors import AuditError

__all__ = ["STRING", "Dictionary", "Name", "PdfFile", "PdfStream", "Ref", "refuse", "string_bytes"]


class Name(str):
    """A PDF name, without its slash."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to an object by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class PdfStream:
    """A stream: its dictionary, and its bytes as they lie in the file."""

    entries: Dictionary
    raw: bytes


Object: TypeAlias = (
    "Dictionary | list[Object] | Name | Ref | PdfStream | bytes | float | bool | None"
)
Dictionary: TypeAlias = dict[str, Object]


def _nested(depth: int) -> bytes:
    """Return the pattern of a string with parentheses in it, so many levels deep (7.3.4.2)."""
    inner = rb"|" + _nested(depth - 1) if depth else b""
    return rb"\((?:[^()\\]++|\\." + inner + rb")*+\)"


#: A string in parentheses, as a regular expression.
STRING = _nested(12)
_SPACE = rb"[\x00\t\n\f\r ]"
_TOKEN = re.compile(
    rb"(?:" + _SPACE + rb"|%[^\r\n]*+)*+"
    rb"(<<|>>|\[|\]|/[^\x00\t\n\f\r ()<>\[\]{}/%]*+|[0-9]+ [0-9]+ R(?![A-Za-z])|[-+0-9.]+"
    rb"|" + STRING + rb"|<[0-9A-Fa-f\s]*+>|true|false|null)",
    re.DOTALL,
)
_HEAD = re.compile(_SPACE + rb"*([0-9]+)" + _SPACE + rb"+[0-9]+" + _SPACE + rb"+obj\b")
_STREAM = re.compile(_SPACE + rb"*stream\r?\n")
_START = re.compile(rb"startxref\s+([0-9]+)\s+%%EOF\s*$")
_SECTION = re.compile(rb"\s*([0-9]+) ([0-9]+) *\r?\n")
_ENTRY = re.compile(rb"([0-9]{10}) ([0-9]{5}) ([nf])[ \r\n]{2}")
_TRAILER = re.compile(rb"\s*trailer")
_ESCAPE = re.compile(rb"\\(?:[0-7]{1,3}|\r\n|.)", re.DOTALL)
_PLAIN = {
    b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f",
    b"\n": b"", b"\r": b"", b"\r\n": b"",
}  # fmt: skip
_MOST_BYTES = 256 * 1024 * 1024
_DEEPEST = 32


def refuse(what: str, where: str = "") -> NoReturn:
    """Stop the delivery of a PDF that cannot be read to the letter.

    Raises:
        AuditError: Always.
    """
    raise AuditError(
        f"生成的 PDF 不能逐字读回：{what}。",
        where=where or "PDF",
        fix="这份文书不予交付；请把案卷和模板一并报告给维护者。",
        code="A013",
    )


class PdfFile:
    """A PDF opened anew.

    Args:
        data: The file.

    Raises:
        AuditError: It is none, or holds what this reader does not know.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._objects: dict[int, Object] = {}
        #: Where an object lies: its offset, or the object stream and the index in it.
        self._places: dict[int, int | tuple[int, int]] = {}
        self._packed: dict[int, list[Object]] = {}
        start = _START.search(data, max(0, len(data) - 64))
        if not data.startswith(b"%PDF-") or start is None:
            refuse("文件的开头或结尾不完整")
        self.trailer = self._read_places(int(start[1]))
        if "Encrypt" in self.trailer or "Prev" in self.trailer:
            refuse("文件加密，或者写成之后又有改动")
        self.root = self.dictionary(self.trailer.get("Root"))

    def _read_places(self, start: int) -> Dictionary:
        if not self._data.startswith(b"xref", start):
            return self._read_place_stream(start)
        at = start + 4
        while section := _SECTION.match(self._data, at):
            at = section.end()
            first, count = int(section[1]), int(section[2])
            for number in range(first, first + count):
                entry = _ENTRY.match(self._data, at)
                if entry is None:
                    refuse("对象的位置表不完整")
                if entry[3] == b"n":
                    self._places[number] = int(entry[1])
                at = entry.end()
        trailer = _TRAILER.match(self._data, at)
        if trailer is None:
            refuse("没有文件尾")
        made, _ = self._parse(self._data, trailer.end())
        return self.dictionary(made)

    def _read_place_stream(self, start: int) -> Dictionary:
        stream = self._object_at(start, None)
        if not isinstance(stream, PdfStream) or stream.entries.get("Type") != "XRef":
            refuse("没有对象的位置表")
        entries = stream.entries
        widths = [_whole(width) for width in self.array(entries.get("W"))]
        size = sum(widths)
        if len(widths) != 3 or not size:
            refuse("对象的位置表不完整")
        data = self.bytes_of(stream)
        index = [_whole(one) for one in self.array(entries.get("Index", [0.0, entries["Size"]]))]
        rows = (data[at : at + size] for at in range(0, len(data), size))
        for first, count in zip(index[::2], index[1::2], strict=True):
            for number, row in zip(range(first, first + count), rows, strict=False):
                a, b = widths[0], widths[0] + widths[1]
                kind = int.from_bytes(row[:a], "big") if a else 1
                second, third = int.from_bytes(row[a:b], "big"), int.from_bytes(row[b:], "big")
                if kind:
                    self._places[number] = second if kind == 1 else (second, third)
        return entries

    def get(self, value: Object) -> Object:
        """Return the object that a value is or refers to."""
        if not isinstance(value, Ref):
            return value
        number = value.number
        if number not in self._objects:
            place = self._places.get(number)
            if place is None:
                refuse(f"缺少对象 {number}")
            if isinstance(place, int):
                self._objects[number] = self._object_at(place, number)
            else:
                self._objects[number] = self._packed_object(*place)
        return self._objects[number]

    def dictionary(self, value: Object) -> Dictionary:
        """Return a dictionary, that of a stream included."""
        found = self.get(value)
        if isinstance(found, PdfStream):
            return found.entries
        if not isinstance(found, dict):
            refuse("应为字典的地方不是字典")
        return found

    def array(self, value: Object) -> list[Object]:
        """Return an array; absent ones are empty."""
        found = self.get(value)
        if found is None:
            return []
        if not isinstance(found, list):
            refuse("应为数组的地方不是数组")
        return found

    def stream(self, value: Object) -> bytes:
        """Return the decoded bytes of a stream."""
        found = self.get(value)
        if not isinstance(found, PdfStream):
            refuse("应为数据流的地方不是数据流")
        return self.bytes_of(found)

    def bytes_of(self, stream: PdfStream) -> bytes:
        """Return the decoded bytes of a stream."""
        filters = self.get(stream.entries.get("Filter"))
        names = filters if isinstance(filters, list) else [] if filters is None else [filters]
        data = stream.raw
        if self.get(stream.entries.get("DecodeParms")) is not None:
            refuse("数据流带有解码参数")
        for name in names:
            if name != "FlateDecode":
                refuse(f"数据流的压缩方式不认识（{name!r}）")
            engine = zlib.decompressobj()
            try:
                data = engine.decompress(data, _MOST_BYTES)
            except zlib.error:
                refuse("数据流解不开")
            if not engine.eof:
                refuse("数据流不完整")
        return data

    def _object_at(self, offset: int, number: int | None) -> Object:
        head = _HEAD.match(self._data, offset)
        if head is None or (number is not None and int(head[1]) != number):
            refuse(f"对象 {number} 不在位置表所说的地方")
        made, end = self._parse(self._data, head.end())
        opening = _STREAM.match(self._data, end)
        if opening is None:
            return made
        entries = self.dictionary(made)
        begin = opening.end()
        length = _whole(self.get(entries.get("Length")))
        if self._data[begin + length :].lstrip()[:9] != b"endstream":
            refuse("数据流的长度不对")
        return PdfStream(entries, self._data[begin : begin + length])

    def _packed_object(self, holder: int, index: int) -> Object:
        if holder not in self._packed:
            stream = self.get(Ref(holder))
            if not isinstance(stream, PdfStream) or stream.entries.get("Type") != "ObjStm":
                refuse("对象流不完整")
            data = self.bytes_of(stream)
            first = _whole(stream.entries.get("First"))
            offsets = [int(number) for number in data[:first].split()[1::2]]
            self._packed[holder] = [self._parse(data, first + at)[0] for at in offsets]
        if index >= len(self._packed[holder]):
            refuse("对象流不完整")
        return self._packed[holder][index]

    def _parse(self, data: bytes, at: int, depth: int = 0) -> tuple[Object, int]:
        """Return the object that begins at a place, and the place behind it."""
        found = _TOKEN.match(data, at)
        if found is None or depth > _DEEPEST:
            refuse("有读不懂的对象")
        token, at = found[1], found.end()
        if token == b"<<":
            items = list(self._until(data, at, b">>", depth))
            ends = items.pop()[1]
            keys, values = items[::2], items[1::2]
            return {str(k): v for (k, _), (v, _) in zip(keys, values, strict=True)}, ends
        if token == b"[":
            items = list(self._until(data, at, b"]", depth))
            return [value for value, _ in items[:-1]], items[-1][1]
        return _simple(token), at

    def _until(self, data: bytes, at: int, end: bytes, depth: int) -> Iterator[tuple[Object, int]]:
        while True:
            found = _TOKEN.match(data, at)
            if found is None:
                refuse("有读不懂的对象")
            if found[1] == end:
                yield None, found.end()
                return
            if found[1] in (b"<<", b"["):
                value, at = self._parse(data, at, depth + 1)
            else:
                value, at = _simple(found[1]), found.end()
            yield value, at


def _simple(token: bytes) -> Object:
    first = token[:1]
    if first == b"/":
        text = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes.fromhex(m[1].decode()), token[1:])
        return Name(text.decode("latin-1"))
    if first in b"(<":
        return string_bytes(token)
    if token in (b"true", b"false", b"null"):
        return {b"true": True, b"false": False, b"null": None}[token]
    if token.endswith(b"R"):
        return Ref(int(token.split()[0]))
    try:
        return float(token)
    except ValueError:
        refuse("有读不懂的对象")


def string_bytes(token: bytes) -> bytes:
    """Return what a string in parentheses or in hexadecimal digits stands for (7.3.4)."""
    if token.startswith(b"<"):
        digits = token[1:-1].decode()
        return bytes.fromhex(digits if len(digits) % 2 == 0 else "".join(digits.split()) + "0")
    return _ESCAPE.sub(_unescaped, token[1:-1])


def _unescaped(match: re.Match[bytes]) -> bytes:
    return _ESCAPED[match[0]]


def _escaped(after: bytes) -> bytes:
    if after.isdigit() and after.strip(b"01234567") == b"":
        return bytes((int(after, 8) & 0xFF,))
    return _PLAIN.get(after, after)


#: What each escape stands for: looked up some thousand times a paper.
_ESCAPED = {
    b"\\" + after: _escaped(after)
    for after in [
        *(bytes((byte,)) for byte in range(256)),
        *(b"%0*o" % (digits, code) for digits in (2, 3) for code in range(8**digits)),
        b"\r\n",
    ]
}


def _whole(value: Object) -> int:
    if not isinstance(value, float) or value != int(value) or value < 0:
        refuse("应为整数的地方不是整数")
    return int(value)
