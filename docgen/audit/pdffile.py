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

from docgen.audit.pdfsyntax import (
    SPACE,
    Dictionary,
    Object,
    PdfStream,
    Ref,
    parse,
    refuse,
    whole,
)

__all__ = ["PdfFile"]


_HEAD = re.compile(SPACE + rb"*([0-9]+)" + SPACE + rb"+[0-9]+" + SPACE + rb"+obj\b")
_STREAM = re.compile(SPACE + rb"*stream\r?\n")
_START = re.compile(rb"startxref\s+([0-9]+)\s+%%EOF\s*$")
_SECTION = re.compile(rb"\s*([0-9]+) ([0-9]+) *\r?\n")
_ENTRY = re.compile(rb"([0-9]{10}) ([0-9]{5}) ([nf])[ \r\n]{2}")
_TRAILER = re.compile(rb"\s*trailer")
_MOST_BYTES = 256 * 1024 * 1024


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
        made, _ = parse(self._data, trailer.end())
        return self.dictionary(made)

    def _read_place_stream(self, start: int) -> Dictionary:
        stream = self._object_at(start, None)
        if not isinstance(stream, PdfStream) or stream.entries.get("Type") != "XRef":
            refuse("没有对象的位置表")
        entries = stream.entries
        widths = [whole(width) for width in self.array(entries.get("W"))]
        size = sum(widths)
        if len(widths) != 3 or not size:
            refuse("对象的位置表不完整")
        data = self.bytes_of(stream)
        index = [whole(one) for one in self.array(entries.get("Index", [0.0, entries["Size"]]))]
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
            place = self._places.pop(number, None)  # an object that needs itself is not found
            if place is None:
                refuse(f"缺少对象 {number}")
            if isinstance(place, int):
                self._objects[number] = self._object_at(place, number)
            else:
                self._objects[number] = self._packed_object(*place)
        return self._objects[number]

    def objects(self) -> Iterator[Object]:
        """Yield every object of the file."""
        for number in sorted({*self._places, *self._objects}):
            yield self.get(Ref(number))

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
        made, end = parse(self._data, head.end())
        opening = _STREAM.match(self._data, end)
        if opening is None:
            return made
        entries = self.dictionary(made)
        begin = opening.end()
        length = whole(self.get(entries.get("Length")))
        behind = self._data[begin + length : begin + length + 16]
        if not behind.lstrip().startswith(b"endstream"):
            refuse("数据流的长度不对")
        return PdfStream(entries, self._data[begin : begin + length])

    def _packed_object(self, holder: int, index: int) -> Object:
        if holder not in self._packed:
            stream = self.get(Ref(holder))
            if not isinstance(stream, PdfStream) or stream.entries.get("Type") != "ObjStm":
                refuse("对象流不完整")
            data = self.bytes_of(stream)
            first = whole(stream.entries.get("First"))
            offsets = [int(number) for number in data[:first].split()[1::2]]
            self._packed[holder] = [parse(data, first + at)[0] for at in offsets]
        if index >= len(self._packed[holder]):
            refuse("对象流不完整")
        return self._packed[holder][index]
