"""What a delivered paper says, line by line: kept in its receipt, so that a copy can be held to it.

The numbering of paragraphs, the clause and the list numbers are those of the audit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from docgen.audit.counting import Label, Labels
from docgen.audit.word import WordFile, read_word
from docgen.errors import AuditError
from docgen.wording import ordinal

__all__ = ["Line", "paper_text", "part_lines", "text_parts"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARAGRAPH = f"{_W}p"
_TEXT = f"{_W}t"
_BREAK = f"{_W}br"
_LETTERS = {f"{_W}tab": "\t", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
_SHOWN = (_TEXT, _BREAK, *_LETTERS)
# Clauses and attachments of a contract, headings 一、 of a plan.
_CLAUSE = re.compile(r"^(第.+条|附件.+|[^（]+、)$")
#: Content types of the parts that hold text, in reading order: the body, what surrounds it, notes.
_KINDS = ("document.main", "header", "footer", "footnotes", "endnotes", "comments")
_KIND = re.compile(
    r"^application/vnd\.openxmlformats-officedocument\.wordprocessingml\.([a-z.]+)\+xml$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph that says something.

    Attributes:
        part: Part of the package.
        paragraph: Its number in the part, empty paragraphs counted, from 1.
        clause: The clause it stands in (第六条), "" outside any.
        label: Its own list number (（一）), "" without one.
        text: Its text, fields as they are shown, pictures left out.
    """

    part: str
    paragraph: int
    clause: str
    label: str
    text: str


def paper_text(docx: bytes) -> tuple[Line, ...]:
    """Return what a produced Word file says: body, headers, footers, notes, in this order.

    Args:
        docx: The file.

    Raises:
        AuditError: It is no readable Word file.
    """
    file = read_word(docx)
    lines: list[Line] = []
    for name in text_parts(file):
        if name not in file.members:
            raise AuditError(f"Word 文件里 {name} 读不出来。", where=name, code="A003")
        labels = Labels(file.members.get("word/styles.xml"), file.members.get("word/numbering.xml"))
        lines.extend(part_lines(name, _parsed(file.members[name], name), labels))
    return tuple(lines)


def text_parts(file: WordFile) -> list[str]:
    """Return the names of the parts that hold text, in reading order.

    Args:
        file: The opened file.

    Raises:
        AuditError: Its content types cannot be read.
    """
    name = "[Content_Types].xml"
    found: list[tuple[int, str]] = []
    for node in _parsed(file.members.get(name, b""), name).iter(f"{_CT}Override"):
        kind = _KIND.match(node.get("ContentType") or "")
        if kind is not None and kind[1] in _KINDS:
            part = (node.get("PartName") or "").removeprefix("/")
            found.append((_KINDS.index(kind[1]), part))
    # header2 before header10.
    return [part for _, part in sorted(found, key=lambda one: (one[0], len(one[1]), one[1]))]


def part_lines(name: str, root: etree._Element, labels: Labels) -> Iterator[Line]:
    """Yield the lines of one part.

    Args:
        name: Name of the part.
        root: Its XML.
        labels: The file's list numbers, none counted yet.
    """
    nested = next(root.iter(f"{_W}txbxContent"), None) is not None
    clause = ""
    for number, paragraph in enumerate(root.iter(_PARAGRAPH), start=1):
        label = _words(labels.next(paragraph.find(f"{_W}pPr")))
        if _CLAUSE.match(label):
            clause = label
        text = "".join(_letters(paragraph, nested=nested))
        if text.strip():
            yield Line(name, number, clause, label, text)


def _letters(paragraph: etree._Element, *, nested: bool) -> Iterator[str]:
    for node in paragraph.iter(*_SHOWN):
        if nested and not _belongs(node, paragraph):
            continue
        if node.tag == _TEXT:
            yield node.text or ""
        elif node.tag == _BREAK:
            yield "\f" if node.get(f"{_W}type") == "page" else "\n"
        else:
            parent = node.getparent()
            # A tab stop among a paragraph's properties bears the same name as a tab.
            if parent is not None and parent.tag == f"{_W}r":
                yield _LETTERS[str(node.tag)]


def _belongs(node: etree._Element, paragraph: etree._Element) -> bool:
    """Return whether a text is a paragraph's own, not that of a text box in it.

    A text box is written twice, for new programs and for old ones; the second is not read.
    """
    if next(node.iterancestors(_FALLBACK), None) is not None:
        return False
    return next(node.iterancestors(_PARAGRAPH)) is paragraph


def _words(label: Label | None) -> str:
    if label is None:
        return ""
    return "".join(
        ordinal(part) if isinstance(part, int) and label.chinese and part else str(part)
        for part in label.parts
    )


def _parsed(xml: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise AuditError(f"Word 文件里 {name} 读不出来。", where=name, code="A003") from error
