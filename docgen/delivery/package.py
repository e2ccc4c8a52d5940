"""The directory of a Word file of our own making, and one more member put behind its last.

Nothing that already lies in the file is touched, unpacked or packed again.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from docgen.errors import DeliveryError
from docgen.templating.archive import deflate

__all__ = ["Directory", "Member", "append", "directory"]

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_MARKS = (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06")
_VERSION = 20
_DEFLATED = 8
#: 1980-01-01, 00:00: the first day that a zip file can name, and the same for every paper.
_DATE, _TIME = 0x21, 0


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the directory lists it.

    Attributes:
        name: Its name in the package.
        packed: Bytes that it takes up.
        offset: Where its local header begins.
    """

    name: str
    packed: int
    offset: int


@dataclass(frozen=True, slots=True)
class Directory:
    """What lies in a zip file.

    Attributes:
        members: Every member in the directory's order.
        start: Where the directory begins.
        size: How many bytes it takes.
    """

    members: tuple[Member, ...]
    start: int
    size: int


def directory(data: bytes) -> Directory:
    """Read the directory of a zip file without comments or further disks.

    Raises:
        DeliveryError: The file is no such zip file.
    """
    try:
        return _directory(data)
    except (struct.error, UnicodeDecodeError) as error:
        raise _broken() from error


def _directory(data: bytes) -> Directory:
    mark, _, _, _, count, size, start, comment = _END.unpack_from(data, len(data) - _END.size)
    if mark != _MARKS[2] or comment or start + size + _END.size != len(data):
        raise _broken()
    members = []
    at = start
    for _ in range(count):
        fields = _CENTRAL.unpack_from(data, at)
        if fields[0] != _MARKS[1]:
            raise _broken()
        named, extra, remark = fields[10:13]
        name = data[at + _CENTRAL.size : at + _CENTRAL.size + named].decode("utf-8")
        members.append(Member(name, fields[8], fields[16]))
        at += _CENTRAL.size + named + extra + remark
    return Directory(tuple(members), start, size)


def append(data: bytes, held: Directory, name: str, added: bytes) -> bytes:
    """Return the file with one more member behind its last; every other byte before stays.

    Args:
        data: The zip file.
        held: Its directory.
        name: Name of the new member, ASCII.
        added: What it holds.
    """
    title = name.encode("ascii")
    packed = deflate(added)
    sizes = (zlib.crc32(added), len(packed), len(added))
    shared = (0, _DEFLATED, _TIME, _DATE, *sizes, len(title), 0)
    local = _LOCAL.pack(_MARKS[0], _VERSION, *shared) + title
    listed = _CENTRAL.pack(_MARKS[1], _VERSION, _VERSION, *shared, 0, 0, 0, 0, held.start) + title
    count = len(held.members) + 1
    start = held.start + len(local) + len(packed)
    size = held.size + len(listed)
    end = _END.pack(_MARKS[2], 0, 0, count, count, size, start, 0)
    known = data[held.start : held.start + held.size]
    return b"".join((data[: held.start], local, packed, known, listed, end))


def _broken() -> DeliveryError:
    return DeliveryError(
        "生成的 Word 文件不完整，不能附上回执。", fix="请把案卷和模板报告给维护者。", code="D002"
    )
