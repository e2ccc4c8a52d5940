"""The zip package of a Word file: a reader that trusts nothing, a writer that repeats itself.

The same parts in the same order always give the same bytes on the same deflate library: dates,
system and attributes are fixed, and nothing is read from the clock or the machine.
"""

from __future__ import annotations

import io
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from docgen.errors import TemplateError

__all__ = [
    "MAX_PARTS",
    "MAX_TOTAL_BYTES",
    "Held",
    "parse_xml",
    "read_members",
    "read_package",
    "write_package",
]

#: No honest template comes near these; a zip bomb passes them at once.
MAX_PARTS = 2_000
MAX_TOTAL_BYTES = 64 * 1024 * 1024

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_DEFLATE_LEVEL = 6
_ENCRYPTED = 0x1
_ALLOWED_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# Where a local header says how long the name and the extra field behind it are.
_LENGTHS = struct.Struct("<HH")
_LENGTHS_AT = 26
_LOCAL_HEADER = 30
#: How a compound file begins: .doc, .xls, and any encrypted Office file.
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
#: What members unpacked to, by all that their reading depends on; the oldest is forgotten first.
_UNPACKED: dict[tuple[object, ...], bytes] = {}
_MOST_KEPT, _MOST_KEPT_BYTES = 256, 256 * 1024
_remembering = threading.Lock()
_FIX_RESAVE = "请用 Word 或 WPS 打开后另存为 .docx 再试。"


def write_package(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file of ``parts`` in the order given.

    Args:
        parts: Pairs of part name (``word/document.xml``) and content; for a Word file
            ``[Content_Types].xml`` comes first.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(
        buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_DEFLATE_LEVEL
    ) as package:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _FIXED_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, content)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Held:
    """A member as it lies in its package.

    Attributes:
        data: Its content.
        packed: The same as the package holds it.
        method: How it is packed: 0 stored, 8 deflated.
        crc: Its checksum.
    """

    data: bytes
    packed: bytes
    method: int
    crc: int


def read_members(data: bytes, *, name: str) -> dict[str, Held]:
    """Return the parts of a zip package by name, packed and unpacked, within fixed limits.

    Args:
        data: The bytes of the file.
        name: What messages call the file.

    Raises:
        TemplateError: As for :func:`read_package`.
    """
    return _opened(data, name)


def read_package(data: bytes, *, name: str) -> dict[str, bytes]:
    """Return the parts of a zip package by name, in their order, within fixed limits.

    Args:
        data: The bytes of the file.
        name: What messages call the file.

    Raises:
        TemplateError: Not a zip file, damaged, encrypted, too many or too large parts, a name
            that appears twice or points outside the package.
    """
    return {member: held.data for member, held in _opened(data, name).items()}


def _opened(data: bytes, name: str) -> dict[str, Held]:
    if data.startswith(_COMPOUND):
        fix = "请在 Word 或 WPS 里去掉打开密码，另存为 .docx。"
        raise _broken("这是旧版 .doc，或设有打开密码的文件。", name, fix=fix)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            _check_entries(entries, name)
            return _read_entries(data, package, entries, name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,
        UnicodeDecodeError,
        OSError,
    ) as error:
        raise _broken("不是完整的 Word 文件（.docx）。", name) from error


def parse_xml(content: bytes, *, name: str, part: str) -> etree._Element:
    """Return the root of an XML part; document types, entities and network access are refused.

    Args:
        content: The bytes of the part.
        name: What messages call the file.
        part: Name of the part within the file.

    Raises:
        TemplateError: The part is not well-formed or declares a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _broken(f"部件 {part} 的 XML 有误（第 {error.lineno} 行）。", name) from error
    if b"<!DOCTYPE" in content or root.getroottree().docinfo.internalDTD is not None:
        raise _broken(f"部件 {part} 含有文档类型声明（DOCTYPE），不予读取。", name)
    return root


def _check_entries(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > MAX_PARTS:
        raise _broken(f"文件里有 {len(entries)} 个部件，超过 {MAX_PARTS} 个。", name)
    if sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise _broken(f"解压后超过 {MAX_TOTAL_BYTES // 1024 // 1024} MB。", name)
    seen: set[str] = set()
    for entry in entries:
        _check_entry(entry, name)
        # OPC names ignore case. Of two parts of one name, programs differ in which they read, so
        # what was audited and what Word opens might not be the same.
        if entry.filename.lower() in seen:
            raise _broken(f"部件 {entry.filename} 出现两次。", name)
        seen.add(entry.filename.lower())


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    steps = entry.filename.split("/")
    if entry.filename.startswith("/") or "\\" in entry.filename or ".." in steps:
        raise _broken(f"部件名 {entry.filename!r} 指向文件之外。", name)
    if entry.flag_bits & _ENCRYPTED:
        raise _broken("文件设有打开密码。", name, fix="请取消密码后再试。")
    if entry.compress_type not in _ALLOWED_METHODS:
        raise _broken(f"部件 {entry.filename} 的压缩方式不受支持。", name)


def _read_entries(
    data: bytes, package: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str
) -> dict[str, Held]:
    parts: dict[str, Held] = {}
    left = MAX_TOTAL_BYTES
    for entry in entries:
        header, packed = _lying(data, entry)
        told = (entry.filename, entry.CRC, entry.file_size, entry.flag_bits, entry.compress_type)
        key = (header, packed, *told)
        content = _UNPACKED.get(key)
        if content is None:
            with package.open(entry) as stream:
                # The size in the directory may be a lie; the reading is limited once more.
                content = stream.read(left + 1)
            _remember(key, content)
        left -= len(content)
        if left < 0:
            raise _broken(f"解压后超过 {MAX_TOTAL_BYTES // 1024 // 1024} MB。", name)
        parts[entry.filename] = Held(content, packed, entry.compress_type, entry.CRC)
    return parts


def _remember(key: tuple[object, ...], content: bytes) -> None:
    """Keep what a member unpacked to: most members of a template's papers are the same."""
    if len(content) <= _MOST_KEPT_BYTES:
        with _remembering:
            while len(_UNPACKED) >= _MOST_KEPT:
                _UNPACKED.pop(next(iter(_UNPACKED)), None)
            _UNPACKED[key] = content


def _lying(data: bytes, entry: zipfile.ZipInfo) -> tuple[bytes, bytes]:
    """Return a member's local header and its bytes as they lie in the package behind it."""
    name_length, extra_length = _LENGTHS.unpack_from(data, entry.header_offset + _LENGTHS_AT)
    start = entry.header_offset + _LOCAL_HEADER + name_length + extra_length
    return data[entry.header_offset : start], data[start : start + entry.compress_size]


def _broken(message: str, name: str, *, fix: str = _FIX_RESAVE) -> TemplateError:
    return TemplateError(message, where=name, fix=fix, code="T100")
