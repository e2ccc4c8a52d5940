"""A Word file whose unchanged members lie ready compressed: only what changes is deflated.

The same members always give the same bytes on the same deflate library: dates, system and
attributes are fixed, and nothing is read from the clock or the machine.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from docgen.templating.package import Held

__all__ = ["DEFLATE", "Archive", "deflate"]

isal_zlib: ModuleType | None
try:
    isal_zlib = import_module("isal.isal_zlib")
except ImportError:  # a platform without wheels: slower, and the receipt names it
    isal_zlib = None

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_UTF8_NAME = 0x800
_DEFLATED = 8
_MIDNIGHT, _FIRST_DAY = 0, 0x21  # 1980-01-01 00:00, where a zip file's time begins
_ISAL_LEVEL = 1
_ZLIB_LEVEL = 6
#: What deflates, for the receipt: the bytes of a file depend on it, its words do not.
DEFLATE = (
    f"isal {import_module('isal').ISAL_VERSION} {_ISAL_LEVEL}"
    if isal_zlib
    else f"zlib {zlib.ZLIB_RUNTIME_VERSION} {_ZLIB_LEVEL}"
)


def deflate(data: bytes) -> bytes:
    """Return the data as a zip file holds it: raw deflate."""
    if isal_zlib is not None:
        packer = isal_zlib.compressobj(_ISAL_LEVEL, zlib.DEFLATED, -15)
    else:
        packer = zlib.compressobj(_ZLIB_LEVEL, zlib.DEFLATED, -15)
    return bytes(packer.compress(data) + packer.flush())


def _crc(data: bytes) -> int:
    return int(isal_zlib.crc32(data)) if isal_zlib is not None else zlib.crc32(data)


@dataclass(frozen=True, slots=True)
class Archive:
    """The unchanged members of a template as one stretch of bytes.

    Attributes:
        head: Their local entries, one behind the other.
        directory: Their entries of the central directory.
        count: How many they are.
    """

    head: bytes
    directory: bytes
    count: int

    @classmethod
    def of(cls, members: Mapping[str, Held], changing: Iterable[str]) -> Archive:
        """Lay the members that no render changes behind one another.

        Args:
            members: Every member in its order, as it lies in the template.
            changing: Names of those that are printed anew; they come last in a written file.
        """
        left_out = frozenset(changing)
        head: list[bytes] = []
        directory: list[bytes] = []
        offset = 0
        for name, held in members.items():
            if name in left_out:
                continue
            packed, method = held.packed, held.method
            local, central = _entry(name, packed, held.crc, len(held.data), method, offset)
            head += (local, packed)
            directory.append(central)
            offset += len(local) + len(packed)
        return cls(b"".join(head), b"".join(directory), len(directory))

    def write(self, changed: Iterable[tuple[str, bytes]]) -> bytes:
        """Return the whole file: the unchanged members, then the changed ones in their order."""
        out = [self.head]
        directory = [self.directory]
        offset, count = len(self.head), self.count
        for name, data in changed:
            packed = deflate(data)
            local, central = _entry(name, packed, _crc(data), len(data), _DEFLATED, offset)
            out += (local, packed)
            directory.append(central)
            offset += len(local) + len(packed)
            count += 1
        central_size = sum(map(len, directory))
        end = _END.pack(b"PK\5\6", 0, 0, count, count, central_size, offset, 0)
        return b"".join((*out, *directory, end))


def _entry(
    name: str, packed: bytes, crc: int, size: int, method: int, offset: int
) -> tuple[bytes, bytes]:
    """Return a member's local header and its entry of the central directory."""
    raw = name.encode("utf-8")
    flags = 0 if raw.isascii() else _UTF8_NAME
    fields = (flags, method, _MIDNIGHT, _FIRST_DAY, crc, len(packed), size, len(raw), 0)
    local = _LOCAL.pack(b"PK\3\4", _VERSION, *fields) + raw
    central = _CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *fields, 0, 0, 0, 0, offset) + raw
    return local, central
