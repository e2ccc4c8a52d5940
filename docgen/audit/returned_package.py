"""Opens a Word file that came back from outside: within limits, and only if it is one."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping

from lxml import etree

from docgen.errors import InputError

__all__ = ["MAIN", "Package", "W", "open_package"]

#: Namespace of WordprocessingML, as lxml writes it before a name.
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Roles of the parts that carry words, by the last word of their relationship type.
MAIN = "officeDocument"
_STORIES = ("header", "footer", "footnotes", "endnotes", "comments")
# No contract comes near these; a bomb passes them at once.
_MAX_FILE_BYTES = 64 * 1024 * 1024
_MAX_MEMBERS = 2_000
_MAX_UNZIPPED_BYTES = 128 * 1024 * 1024
_MAX_XML_BYTES = 32 * 1024 * 1024
_CHUNK = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED = 0x1
_RESAVE = "请用 Word 或 WPS 打开后另存为 .docx 再试。"
# Word's “strict” files say the same under other namespaces.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/",
        b"http://schemas.openxmlformats.org/drawingml/2006/",
    ),
)
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_XML_HEAD = 4096


class Package:
    """The members of a Word file and the parts that carry its words.

    Attributes:
        name: What messages call the file.
        members: Every member by name.
        main: Name of the main document part.
        stories: Names of further parts by role (``header``, ``footer``, ``footnotes`` …).
    """

    def __init__(self, members: Mapping[str, bytes], name: str) -> None:
        self.name = name
        self.members = dict(members)
        self.main = self._main()
        self.stories = self._find_stories()

    def root(self, part: str) -> etree._Element:
        """Return a part as XML.

        Raises:
            InputError: It is no XML, has a document type, or is too large.
        """
        content = self.members[part]
        if len(content) > _MAX_XML_BYTES:
            raise self.fault(f"部件 {part} 超过 {_MAX_XML_BYTES // 1024 // 1024} MB。")
        # Word never writes one; elsewhere it is how an XML bomb or a foreign file comes in.
        if _DOCTYPE.search(content[:_XML_HEAD]) or b"<!DOCTYPE" in content:
            raise self.fault(f"部件 {part} 里有文档类型声明（DTD），不读。")
        for strict, usual in _STRICT:
            content = content.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            root = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise self.fault(f"部件 {part} 不是完好的 XML。") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise self.fault(f"部件 {part} 里有文档类型声明（DTD），不读。")
        return root

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return a part's internal relationships: id → (kind, member)."""
        folder, base = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        if rels not in self.members:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for node in self.root(rels):
            if not isinstance(node.tag, str) or node.get("TargetMode") == "External":
                continue
            kind = (node.get("Type") or "").rpartition("/")[2]
            target = node.get("Target") or ""
            member = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            if member in self.members:
                found[node.get("Id") or ""] = (kind, member)
        return found

    def fault(self, message: str, fix: str = _RESAVE) -> InputError:
        """Return the error that says why this file cannot be read."""
        return _fault(self.name, message, fix)

    def _main(self) -> str:
        linked = [member for kind, member in self.relations("").values() if kind == MAIN]
        member = linked[0] if linked else "word/document.xml"
        if member not in self.members:
            raise self.fault("这不是 Word 文档：里面没有正文部件。")
        if self.root(member).tag != f"{W}document":
            raise self.fault("这不是 Word 文档：正文部件不是 Word 的格式。")
        return member

    def _find_stories(self) -> tuple[tuple[str, str], ...]:
        found = {
            (kind, member)
            for kind, member in self.relations(self.main).values()
            if kind in _STORIES
        }
        return tuple(sorted(found, key=lambda one: (_STORIES.index(one[0]), one[1])))


def open_package(data: bytes, *, name: str) -> Package:
    """Open a Word file that came from outside.

    Args:
        data: The bytes of the file.
        name: What messages call the file.

    Raises:
        InputError: It is not a Word file, is damaged, encrypted, or too large.
    """
    if not data:
        raise _fault(name, "文件是空的。")
    if data.startswith(_OLE):
        if _ENCRYPTED_STREAM in data:
            raise _fault(name, "文件设了打开密码，读不了。", "请去掉密码后再试。")
        raise _fault(name, "这是旧式 .doc 文件或其他 Office 文件，不是 .docx。")
    if len(data) > _MAX_FILE_BYTES:
        raise _fault(name, f"文件超过 {_MAX_FILE_BYTES // 1024 // 1024} MB。")
    if not data.startswith(b"PK"):
        raise _fault(name, "这不是 .docx 文件。")
    return Package(_members(data, name), name)


def _members(data: bytes, name: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            _check(entries, name)
            left = _MAX_UNZIPPED_BYTES
            members: dict[str, bytes] = {}
            for entry in entries:
                members[entry.filename] = _read(package, entry, left, name)
                left -= len(members[entry.filename])
            return members
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        raise _fault(name, "文件损坏，打不开。") from error


def _check(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > _MAX_MEMBERS:
        raise _fault(name, f"文件里有 {len(entries)} 个部件，超过 {_MAX_MEMBERS} 个。")
    if len({entry.filename.lower() for entry in entries}) != len(entries):
        # Of two members of one name, programs differ in which they show.
        raise _fault(name, "文件里有同名的部件，各程序看到的内容会不一样。")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise _fault(name, "文件加了密，读不了。", "请去掉密码后再试。")


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, name: str) -> bytes:
    """Read a member by chunks; the size that its entry states is only a claim."""
    chunks: list[bytes] = []
    with package.open(entry) as member:
        while chunk := member.read(_CHUNK):
            chunks.append(chunk)
            left -= len(chunk)
            if left < 0:
                size = _MAX_UNZIPPED_BYTES // 1024 // 1024
                raise _fault(name, f"解压后超过 {size} MB，不读。")
    return b"".join(chunks)


def _fault(name: str, message: str, fix: str = _RESAVE) -> InputError:
    return InputError(message, where=name, fix=fix, code="S040")
