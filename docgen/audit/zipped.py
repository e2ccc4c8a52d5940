"""The audit's own reader of zip files: what lies in a produced Word file, unpacked when asked for.

Only what docgen and honest programs write is read: stored or deflated members, one disk, a plain
directory. Everything else is refused rather than guessed.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from docgen.errors import AuditError

__all__ = ["Members", "read_members"]

_END = struct.Struct("<4s4H2IH")
_ENTRY = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_ENCRYPTED = 0x1
_MOST_BYTES = 256 * 1024 * 1024
#: Members that are the same in every paper of a template are unpacked and hashed once.
_KEPT = 512
_KEPT_BYTES = 1024 * 1024
_KEPT_CONTENTS = 64


@dataclass(frozen=True, slots=True)
class _Member:
    packed: bytes
    method: int
    crc: int
    size: int


class Members(Mapping[str, bytes]):
    """The members of a Word file by name, in the directory's order."""

    def __init__(self, held: Mapping[str, _Member]) -> None:
        self._held = held
        self._unpacked: dict[str, bytes] = {}
        self._hashes: dict[str, str] = {}

    def __getitem__(self, name: str) -> bytes:
        if name not in self._unpacked:
            self._unpacked[name] = _content(self._held[name])
        return self._unpacked[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, name: object) -> bool:
        return name in self._held

    def sha256(self, name: str) -> str:
        """Return the SHA-256 of a member's content.

        Raises:
            KeyError: There is none of that name.
            AuditError: It cannot be unpacked.
        """
        if name not in self._hashes:
            member = self._held[name]
            if name in self._unpacked or len(member.packed) > _KEPT_BYTES:
                self._hashes[name] = hashlib.sha256(self[name]).hexdigest()
            else:
                self._hashes[name] = _digest(member.packed, member.method, member.crc, member.size)
        return self._hashes[name]

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every member's content by name.

        Raises:
            AuditError: One cannot be unpacked.
        """
        return {name: self.sha256(name) for name in self._held}

    def kept(self, name: str) -> bytes | None:
        """Return what a member holds that is the same in most papers of a template, None for none.

        Such a member (styles, numbering, …) is unpacked once for all of them.

        Raises:
            AuditError: It cannot be unpacked.
        """
        member = self._held.get(name)
        if member is None or len(member.packed) > _KEPT_BYTES:
            return self.get(name)
        return _kept(member.packed, member.method, member.crc, member.size)


def read_members(data: bytes) -> Members:
    """Open a zip file.

    Raises:
        AuditError: It is damaged, or unusual in any way.
    """
    try:
        return Members(_directory(data))
    except (struct.error, UnicodeDecodeError) as error:
        raise _broken() from error


def _directory(data: bytes) -> dict[str, _Member]:
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - 0xFFFF))
    if at < 0:
        raise _broken()
    _, disk, first, here, count, size, start, remark = _END.unpack_from(data, at)
    if disk or first or here != count or start + size != at or at + _END.size + remark != len(data):
        raise _broken()
    found: dict[str, _Member] = {}
    names: set[str] = set()
    total, at = 0, start
    for _ in range(count):
        fields = _ENTRY.unpack_from(data, at)
        mark, flags, method = fields[0], fields[3], fields[4]
        crc, packed, length, named, extra, noted, offset = (*fields[7:13], fields[16])
        if mark != b"PK\x01\x02" or flags & _ENCRYPTED or method not in (0, 8):
            raise _broken()
        name = data[at + _ENTRY.size : at + _ENTRY.size + named].decode("utf-8")
        total += length
        if total > _MOST_BYTES:
            raise _broken()
        # Of two members of one name, or of names that differ in their case alone, programs
        # differ in which they read.
        if name.lower() in names:
            raise AuditError("生成的 Word 文件里有同名的部件。", code="A003")
        names.add(name.lower())
        found[name] = _Member(_packed(data, offset, packed), method, crc, length)
        at += _ENTRY.size + named + extra + noted
    if at != start + size:
        raise _broken()
    return found


def _packed(data: bytes, offset: int, length: int) -> bytes:
    mark, *_, named, extra = _LOCAL.unpack_from(data, offset)
    begin = offset + _LOCAL.size + named + extra
    if mark != b"PK\x03\x04" or begin + length > len(data):
        raise _broken()
    return data[begin : begin + length]


def _content(member: _Member) -> bytes:
    if member.method == 0:
        content = member.packed
    else:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflater.decompress(member.packed, member.size + 1)
        except zlib.error as error:
            raise _broken() from error
    if len(content) != member.size or zlib.crc32(content) != member.crc:
        raise _broken()
    return content


@lru_cache(maxsize=_KEPT_CONTENTS)
def _kept(packed: bytes, method: int, crc: int, size: int) -> bytes:
    return _content(_Member(packed, method, crc, size))


@lru_cache(maxsize=_KEPT)
def _digest(packed: bytes, method: int, crc: int, size: int) -> str:
    return hashlib.sha256(_content(_Member(packed, method, crc, size))).hexdigest()


def _broken() -> AuditError:
    return AuditError("生成的 Word 文件打不开。", code="A003")
