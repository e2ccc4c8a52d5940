"""Holds the file that is handed over against the one that was audited: one receipt apart.

A receipt tells where each figure stands, so it can only be put in after the audit. This reader
proves that nothing else came in with it.
"""

from __future__ import annotations

import struct
import zlib

from docgen.errors import AuditError

__all__ = ["audit_delivered"]

# No other spelling is accepted, so that no XML reader has to be trusted with it.
_OPEN = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<receipt xmlns="urn:docgen:receipt">'
)
_CLOSE = b"</receipt>"
_FIX = "这份文书不予交付；请把案卷和模板一并报告给维护者。"
_LOCAL_MARK = b"PK\x03\x04"
_ENTRY = struct.Struct("<4s6H3I5H2I")
#: How an entry of the directory begins: made by and for version 2.0, deflated, 1980-01-01.
_USUAL = (b"PK\x01\x02", 20, 20, 0, 8, 0, 0x21)
_END = struct.Struct("<4s4H2IH")


def audit_delivered(delivered: bytes, audited: bytes, member: str, receipt: bytes) -> None:
    """Hold a file with its receipt against the audited file.

    Args:
        delivered: The file to be handed over.
        audited: The file that was read back, without its receipt.
        member: Name of the part that holds the receipt.
        receipt: The receipt, canonical JSON.

    Raises:
        AuditError: They differ in anything but this one part, or it says something else.
    """
    count, begin, listed = _directory(audited)
    if delivered[:begin] != audited[:begin]:
        raise _apart("文书本身的字节变了")
    all_count, start, all_listed = _directory(delivered)
    if all_listed[: len(listed)] != listed or all_count != count + 1:
        raise _apart("文件目录变了")
    title = member.encode("utf-8")
    if title.lower() in listed.lower():
        raise _apart("回执占了别的部件的名字")
    packed, checksum, length = _listing(all_listed[len(listed) :], title, begin)
    head = _LOCAL_MARK + all_listed[len(listed) + 6 : len(listed) + 32] + title
    if delivered[begin : begin + len(head)] != head or begin + len(head) + packed != start:
        raise _apart("回执之外还多了内容")
    held = _unpacked(delivered[begin + len(head) : start])
    if (zlib.crc32(held), len(held)) != (checksum, length) or _said(held) != receipt:
        raise _apart("里面的回执不是这一份")


def _listing(entry: bytes, title: bytes, begin: int) -> tuple[int, int, int]:
    """Return packed size, checksum and size that the directory tells of the receipt.

    Nothing unusual is let through: it is deflated, and has no extras, remarks or attributes.
    """
    if len(entry) != _ENTRY.size + len(title) or entry[_ENTRY.size :] != title:
        raise _apart("多出的部件不是回执")
    mark, made, need, flags, method, time, day, checksum, packed, length, *rest = _ENTRY.unpack(
        entry[: _ENTRY.size]
    )
    if (mark, made, need, flags, method, time, day) != _USUAL or rest != [
        len(title), 0, 0, 0, 0, 0, begin,
    ]:  # fmt: skip
        raise _apart("回执在文件目录里登记得不对")
    return packed, checksum, length


def _directory(data: bytes) -> tuple[int, int, bytes]:
    """Return how many members a zip file lists, where its directory begins, and the directory."""
    try:
        mark, disk, first, here, count, size, start, comment = _END.unpack(data[-_END.size :])
    except struct.error as error:
        raise _apart("文件不完整") from error
    if mark != b"PK\x05\x06" or disk or first or here != count or comment:
        raise _apart("文件不完整")
    if start + size + _END.size != len(data):
        raise _apart("文件目录变了")
    return count, start, data[start : start + size]


def _unpacked(packed: bytes) -> bytes:
    """Return what was packed; to its very end, where some readers would stop too early."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        held = inflater.decompress(packed)
    except zlib.error as error:
        raise _apart("里面的回执打不开") from error
    if not inflater.eof or inflater.unused_data:
        raise _apart("里面的回执不完整")
    return held


def _said(part: bytes) -> bytes:
    """Return the receipt that a part holds; nothing when it holds anything else besides."""
    text = part[len(_OPEN) : -len(_CLOSE)]
    if part[: len(_OPEN)] != _OPEN or part[-len(_CLOSE) :] != _CLOSE or b"<" in text:
        return b""
    if b"&" not in text:  # looked for many times faster than what begins with it
        return text
    return text.replace(b"&lt;", b"<").replace(b"&gt;", b">").replace(b"&amp;", b"&")


def _apart(what: str) -> AuditError:
    return AuditError(f"附上回执以后，{what}。", where="回执", fix=_FIX, code="A007")
