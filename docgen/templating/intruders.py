"""What a template may not bring along: macros, embedded objects, links to elsewhere, bombs.

A template comes from a colleague's mail or from a web page. Whoever opens the paper that is printed
from it must not meet a program, a file fetched from elsewhere, or text that nobody audited.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from itertools import chain

from lxml import etree

from docgen.errors import Problem, TemplateError
from docgen.templating.package import parse_xml
from docgen.templating.tags import w

__all__ = ["MAX_ELEMENTS", "MAX_XML_BYTES", "refuse_intruders"]

#: A template's largest part is some hundred kilobytes; these stand far above any honest one.
MAX_XML_BYTES = 16 * 1024 * 1024
MAX_ELEMENTS = 400_000
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_DEFAULT = "{http://schemas.openxmlformats.org/package/2006/content-types}Default"
_CONTENT_TYPES = "[Content_Types].xml"
#: Where a link of a paper may lead: a page or a mailbox, opened only when somebody clicks.
_ADDRESS = re.compile(r"^(https?://|mailto:)", re.IGNORECASE)
_MACRO_PART = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml)$|(?:^|/)activeX/", re.IGNORECASE)
_MACRO_TYPE = re.compile(r"macroEnabled|vbaProject|activeX|ms-office\.vba", re.IGNORECASE)
_OBJECT_KINDS = (
    "oleObject", "control", "aFChunk", "subDocument", "attachedTemplate", "frame", "vbaProject",
)  # fmt: skip
_DOCTYPE = re.compile(
    rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00D\x00O\x00C|<!\x00D\x00O\x00C", re.IGNORECASE
)
_WIDE = (b"\xff\xfe", b"\xfe\xff")
#: Fields that fetch text, pictures or data from elsewhere, or start a program.
_FIELD_WORDS = (
    "INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "DDE", "DDEAUTO", "LINK", "IMPORT", "DATABASE",
    "MACROBUTTON", "AUTOTEXT", "AUTOTEXTLIST", "EMBED", "RD", "GOTOBUTTON", "ADDIN", "PRINT",
    "HTMLACTIVEX", "CONTROL",
)  # fmt: skip
_FETCHING = re.compile(rb"<w:altChunk\b|<w:subDoc\b|<w:attachedTemplate\b")
_RESAVE = "请从 Word 或 WPS 另存一份不含它的 .docx。"


def refuse_intruders(members: Mapping[str, bytes], *, name: str) -> None:
    """Refuse a template that brings along more than text, pictures and their look.

    Args:
        members: Every member of the package.
        name: What messages call the file.

    Raises:
        TemplateError: ``T130`` for what is not let in, each with its part and its reason.
    """
    found = list(chain(_too_large(members, name), _document_types(members, name)))
    if not found:  # only now may any of it be parsed
        found = [
            *_programs(members, name),
            *_relations(members, name),
            *_fetching(members, name),
        ]
    if found:
        raise TemplateError(found)


def _problem(message: str, name: str, member: str, fix: str = _RESAVE) -> Problem:
    return Problem(message, f"{name} {member}", fix, "T130")


def _is_xml(member: str) -> bool:
    return member.lower().endswith((".xml", ".rels", ".vml"))


def _too_large(members: Mapping[str, bytes], name: str) -> Iterator[Problem]:
    for member, data in members.items():
        if not _is_xml(member):
            continue
        if len(data) > MAX_XML_BYTES:
            size = len(data) // 1024 // 1024
            yield _problem(f"部件展开后有 {size} MB，不像一份模板。", name, member)
        elif data.count(b"<") > MAX_ELEMENTS:
            yield _problem(f"部件里的元素超过 {MAX_ELEMENTS} 个，不像一份模板。", name, member)


def _document_types(members: Mapping[str, bytes], name: str) -> Iterator[Problem]:
    for member, data in members.items():
        if not _is_xml(member):
            continue
        if _DOCTYPE.search(data):
            yield _problem("部件含有文档类型声明或实体（DOCTYPE），不予读取。", name, member)
        elif data.startswith(_WIDE):
            yield _problem("部件不是 UTF-8 编码，不予读取。", name, member)


def _programs(members: Mapping[str, bytes], name: str) -> Iterator[Problem]:
    for member in members:
        if _MACRO_PART.search(member):
            yield _problem("文件带有宏或控件，不予使用。", name, member)
        elif re.search(r"(?:^|/)embeddings/.*\.bin$", member, re.IGNORECASE):
            yield _problem("文件嵌有其他程序的对象（OLE），不予使用。", name, member)
    declared = members.get(_CONTENT_TYPES)
    if declared is None:
        return
    root = parse_xml(declared, name=name, part=_CONTENT_TYPES)
    for node in root.iter(_OVERRIDE, _DEFAULT):
        if _MACRO_TYPE.search(node.get("ContentType") or ""):
            part = (node.get("PartName") or node.get("Extension") or "").lstrip("/")
            yield _problem("文件的类型是启用宏的文档，不予使用。", name, part)


def _relations(members: Mapping[str, bytes], name: str) -> Iterator[Problem]:
    for member, data in members.items():
        if not member.lower().endswith(".rels"):
            continue
        for node in parse_xml(data, name=name, part=member).iter(_RELATIONSHIP):
            kind = (node.get("Type") or "").rpartition("/")[2]
            target = node.get("Target") or ""
            if kind in _OBJECT_KINDS:
                yield _problem(f"文件含有不允许的关联（{kind}）。", name, member)
            elif (node.get("TargetMode") or "").lower() == "external":
                if kind != "hyperlink" or not _ADDRESS.match(target):
                    yield _problem(f"文件要到别处取内容（{kind}：{target[:60]}）。", name, member)
            elif kind != "hyperlink" and _leads_out(member, target):
                yield _problem(f"关联指向文件之外（{target[:60]}）。", name, member)


def _leads_out(relations: str, target: str) -> bool:
    """Return whether an internal target is an address, or a path above the package."""
    if "://" in target or target.startswith("\\") or "\\" in target:
        return True
    folder = posixpath.dirname(posixpath.dirname(relations))
    path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(path).startswith("..")


def _fetching(members: Mapping[str, bytes], name: str) -> Iterator[Problem]:
    for member, data in members.items():
        if not (member.startswith("word/") and member.endswith(".xml")):
            continue
        if _FETCHING.search(data):
            yield _problem("文件要并入别的文件，不予使用。", name, member)
        if b"instrText" not in data and b"fldSimple" not in data:
            continue
        for words in _instructions(parse_xml(data, name=name, part=member)):
            if words and words[0].upper() in _FIELD_WORDS:
                message = f"域「{words[0].upper()}」会到别处取内容或启动程序，不予使用。"
                yield _problem(message, name, member)


def _instructions(root: etree._Element) -> Iterator[list[str]]:
    """Yield the words of each field's instruction; Word may cut it into several runs."""
    open_fields: list[list[str]] = []
    for node in root.iter(w("fldChar"), w("instrText"), w("fldSimple")):
        if node.tag == w("fldSimple"):
            yield (node.get(w("instr")) or "").split()
        elif node.tag == w("instrText"):
            if not open_fields:
                yield (node.text or "").split()
            else:
                open_fields[-1].append(node.text or "")
        elif node.get(w("fldCharType")) == "begin":
            open_fields.append([])
        elif open_fields and node.get(w("fldCharType")) == "end":
            yield "".join(open_fields.pop()).split()
    for left in open_fields:
        yield "".join(left).split()
