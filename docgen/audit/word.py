"""The audit's own reader of Word files: what stands on the paper, in reading order.

Most parts are plain and read by :mod:`docgen.audit.flat`; what is not (text boxes, comments within
the XML, another prefix) is read element by element here. Both give the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from docgen.audit.counting import Labels
from docgen.audit.flat import ENDS, STARTS, read_flat
from docgen.audit.paragraphs import (
    Found,
    FoundField,
    FoundStructure,
    W,
    content_of,
    found_paragraph,
)
from docgen.audit.zipped import Members, read_members
from docgen.errors import AuditError

__all__ = [
    "Found",
    "FoundField",
    "FoundStructure",
    "WordFile",
    "read_part",
    "read_tree",
    "read_word",
]

_P = f"{W}p"
_STRUCTURE = {f"{W}tbl": "tbl", f"{W}tr": "tr", f"{W}tc": "tc"}
_TRACKED = (
    *(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "fldSimple", "sym")),
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath",
)
_HIDING = (f"{W}vanish", f"{W}specVanish")
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class WordFile:
    """A produced Word file, opened anew.

    Attributes:
        members: Every member by name.
    """

    members: Members


def read_word(data: bytes) -> WordFile:
    """Open a produced Word file.

    Raises:
        AuditError: It is not a readable package.
    """
    return WordFile(read_members(data))


def read_part(file: WordFile, name: str) -> list[Found | FoundStructure]:
    """Return what stands in one part, paragraph by paragraph.

    Args:
        file: The opened file.
        name: Name of the part.

    Raises:
        AuditError: The part is missing, is no XML, or holds what this reader does not know.
    """
    if name not in file.members:
        raise AuditError(f"生成的 Word 文件里 {name} 读不出来。", where=name, code="A003")
    data = file.members[name]
    members = file.members
    labels = Labels(members.kept("word/styles.xml"), members.kept("word/numbering.xml"))
    found = read_flat(data, labels, name)
    return found if found is not None else read_tree(data, labels, name)


def read_tree(data: bytes, labels: Labels, name: str) -> list[Found | FoundStructure]:
    """Return what stands in a part of any form, read element by element.

    Args:
        data: The part.
        labels: The file's list numbers, none counted yet.
        name: Name of the part, for messages.

    Raises:
        AuditError: It is no XML, or holds what this reader does not know.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise AuditError(
            f"生成的 Word 文件里 {name} 读不出来。", where=name, code="A003"
        ) from error
    if not str(root.tag).startswith(W):
        return list(_properties(root))
    _refuse_unknown(root, name)
    return _walk(root, labels, name)


def _properties(root: etree._Element) -> Iterator[Found]:
    """Yield the file's properties: each element with text as a paragraph of its own."""
    number = 0
    for node in root.iter(etree.Element):
        if not len(node) and node.text:
            number += 1
            yield Found(number, node.text, (), None, (), ())


def _refuse_unknown(root: etree._Element, name: str) -> None:
    """Refuse what this reader could not show as it stands: changes, hidden text, symbols."""
    for node in root.iter(*_TRACKED, *_HIDING):
        hiding = node.tag in _HIDING
        if hiding and node.get(f"{W}val") in _OFF:
            continue
        paragraph = next(node.iterancestors(_P), node)
        number = sum(1 for _ in _until(root, paragraph))
        what = "隐藏的文字" if hiding else f"审核不认识的内容（{node.tag}）"
        raise AuditError(f"第{number}段里有{what}。", where=name, code="A003")


def _until(root: etree._Element, paragraph: etree._Element) -> Iterator[etree._Element]:
    for one in root.iter(_P):
        yield one
        if one is paragraph:
            return


def _walk(root: etree._Element, labels: Labels, name: str) -> list[Found | FoundStructure]:
    found: list[Found | FoundStructure] = []
    waiting: list[Found] = []
    number = 0
    for event, node in etree.iterwalk(root, events=("start", "end"), tag=(_P, *_STRUCTURE)):
        if node.tag != _P:
            found.append(_structure(node, start=event == "start"))
        elif event == "end":
            found.append(waiting.pop())
        else:
            number += 1
            label = labels.next(node.find(f"{W}pPr"))
            try:
                waiting.append(found_paragraph(content_of(node, nested=True), number, label))
            except AuditError as error:
                raise AuditError(f"第{number}{error}", where=name, code="A003") from error
    return found


def _structure(node: etree._Element, *, start: bool) -> FoundStructure:
    kind = _STRUCTURE[str(node.tag)]
    if not start:
        return ENDS[kind]
    if kind == "tc":
        span = node.find(f"{W}tcPr/{W}gridSpan")
        columns = span.get(f"{W}val") if span is not None else None
        return FoundStructure(kind, span=int(columns)) if columns else STARTS[kind]
    if kind == "tr":
        return FoundStructure(kind, node.find(f"{W}trPr/{W}tblHeader") is not None)
    return STARTS[kind]
