"""What kind of file somebody sent in, told by its content; its name is no evidence.

Runs in the limited child only: it opens what may be hostile.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePath
from typing import Literal, TypeAlias

from docgen.errors import InputError

__all__ = ["Kind", "kind_of", "named_as", "only", "text_kind"]

Kind: TypeAlias = Literal["docx", "xlsx", "pdf", "compound", "zip", "broken", "text", "other"]

_ZIP, _PDF = b"PK\x03\x04", b"%PDF"
#: How a compound file begins: .doc, .xls, and any encrypted Office file.
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_TYPES = "[Content_Types].xml"
_MOST_TYPES = 1 << 20
_WORD = re.compile(rb"wordprocessingml\.(?:document|template)\.main|ms-word\.(?:doc|templ)")
_SHEET = re.compile(rb"spreadsheetml\.(?:sheet|template)\.main|ms-excel\.(?:sheet|templ)")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_HEAD = 8192
# The first line that says anything: [a.b] or a = 1 in TOML, a: 1 in YAML.
_TOML = re.compile(rb"\s*(?:\[|[^:{\[\n]*=)")
_UNSAID = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\n]*)?\r?\n)*")
_SEND_AGAIN = "请重新传一次；还不行，请用 Word、WPS 或 Excel 打开后另存，或请对方重发。"
_SPOKEN: dict[Kind, str] = {
    "docx": "Word 文件（.docx）",
    "xlsx": "Excel 工作簿（.xlsx）",
    "pdf": "PDF 文件",
    "compound": "旧格式的 Office 文件，或者加了密码",
    "zip": "压缩包",
    "broken": "不完整的文件，后面缺了一段",
    "text": "文本文件",
    "other": "认不出格式的文件",
}


def kind_of(data: bytes) -> Kind:
    """Return what a file is by its content.

    Args:
        data: The file.
    """
    if data.startswith(_ZIP):
        return _kind_of_zip(data)
    if data.startswith(_PDF):
        return "pdf"
    if data.startswith(_COMPOUND):
        return "compound"
    if data.startswith(_WIDE_MARKS) or b"\0" not in data[:_HEAD]:
        return "text"
    return "other"


def _kind_of_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if _TYPES not in archive.namelist():
                return "zip"
            with archive.open(_TYPES) as stream:
                types = stream.read(_MOST_TYPES)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        return "broken"
    if _WORD.search(types):
        return "docx"
    return "xlsx" if _SHEET.search(types) else "zip"


def text_kind(data: bytes) -> str:
    """Return which way of writing a case a text follows: ``.json``, ``.toml`` or ``.yaml``.

    Args:
        data: The text, in UTF-8 or not.
    """
    begin = _UNSAID.match(data)
    rest = data[begin.end() if begin else 0 :]
    if rest.lstrip().startswith(b"{"):
        return ".json"
    return ".toml" if _TOML.match(rest) else ".yaml"


def only(data: bytes, name: str, *wanted: Kind, fix: str) -> Kind:
    """Return the kind of a file, which has to be one of those wanted.

    Args:
        data: The file.
        name: What messages call it.
        wanted: The kinds that will do.
        fix: What to do when it is another.

    Raises:
        InputError: It is another.
    """
    kind = kind_of(data)
    if kind not in wanted:
        message = "文件是空的。" if not data else f"这是{_SPOKEN[kind]}，这里读不了。"
        told = _SEND_AGAIN if kind == "broken" else fix
        raise InputError(message, where=name, fix=told, code="S012")
    return kind


def named_as(name: str, *suffixes: str) -> str:
    """Return a name that ends as its content is; the readers of files on disk go by the suffix.

    Args:
        name: The name as it was sent in, already clean.
        suffixes: Suffixes for this content; the first is added when the name has none of them.
    """
    return name if PurePath(name).suffix.lower() in suffixes else f"{name}{suffixes[0]}"
