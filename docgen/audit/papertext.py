"""What a delivered paper says, line by line: kept in its receipt, so that a copy can be held to it.

The numbering of paragraphs, the clause and the list numbers are those of the audit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from docgen.audit.counting import Label, Labels
from docgen.audit.expect import FIELD, words
from docgen.audit.word import Found, FoundStructure, WordFile, read_part, read_word
from docgen.errors import AuditError
from docgen.wording import ordinal

__all__ = ["CLAUSE", "Line", "label_words", "lines_of", "paper_text", "shown_text"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TYPES = "[Content_Types].xml"
_BOX = b"txbxContent"
_PARAGRAPH = f"{_W}p"
_TEXT = f"{_W}t"
_BREAK = f"{_W}br"
_LETTERS = {f"{_W}tab": "\t", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
_SHOWN = (_TEXT, _BREAK, *_LETTERS)
#: List numbers that name a place: clauses and attachments of a contract, headings 一、 of a plan.
CLAUSE = re.compile(r"^(第.+条|附件.+|[^（]+、)$")
#: Content types of the parts that hold text, in reading order: the body, what surrounds it, notes.
_KINDS = ("document.main", "header", "footer", "footnotes", "endnotes", "comments")
_KIND = re.compile(
    r"^application/vnd\.openxmlformats-officedocument\.wordprocessingml\.([a-z.]+)\+xml$"
)


# Nobody changes it; a frozen one takes three times as long to make.
@dataclass(slots=True, unsafe_hash=True)
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
    return lines_of(read_word(docx), {})


def lines_of(
    file: WordFile, found: Mapping[str, Sequence[Found | FoundStructure]]
) -> tuple[Line, ...]:
    """Return what an opened Word file says, in reading order.

    Args:
        file: The file.
        found: What was read of its parts already, by name; the others are read here.

    Raises:
        AuditError: It is no readable Word file.
    """
    types = file.members.kept(_TYPES)
    if types is None:
        raise AuditError("这不是 Word 文件。", where=_TYPES, code="A003")
    lines: list[Line] = []
    for name in _text_parts(types):
        if name in file.members and _BOX in file.members[name]:
            lines.extend(_boxed_lines(file, name))
        else:
            blocks = found[name] if name in found else read_part(file, name)
            lines.extend(_found_lines(name, blocks))
    return tuple(lines)


@lru_cache(maxsize=64)
def _text_parts(types: bytes) -> tuple[str, ...]:
    """Return the names of the parts that hold text, in reading order, by their content types."""
    found: list[tuple[int, str]] = []
    for node in _parsed(types, _TYPES).iter(f"{_CT}Override"):
        kind = _KIND.match(node.get("ContentType") or "")
        if kind is not None and kind[1] in _KINDS:
            part = (node.get("PartName") or "").removeprefix("/")
            found.append((_KINDS.index(kind[1]), part))
    # header2 before header10.
    return tuple(part for _, part in sorted(found, key=lambda one: (one[0], len(one[1]), one[1])))


def _found_lines(name: str, blocks: Iterable[Found | FoundStructure]) -> Iterator[Line]:
    clause = ""
    for one in blocks:
        if isinstance(one, FoundStructure):
            continue
        label = ""
        if one.label is not None:
            label = label_words(one.label)
            if CLAUSE.match(label):
                clause = label
        text = shown_text(one)
        if text and not text.isspace():
            yield Line(name, one.number, clause, label, text)


def shown_text(found: Found) -> str:
    """Return a paragraph's text as a reader sees it: fields as they are shown, pictures left out.

    Args:
        found: The paragraph.
    """
    text = words(found.text)
    for field in found.fields:
        text = text.replace(FIELD, field.shown, 1)
    return text


def _boxed_lines(file: WordFile, name: str) -> Iterator[Line]:
    """Yield the lines of a part with text boxes.

    A box is written twice, for new programs and for old ones; the second is not read.
    """
    labels = Labels(file.members.get("word/styles.xml"), file.members.get("word/numbering.xml"))
    clause = ""
    root = _parsed(file.members[name], name)
    for number, paragraph in enumerate(root.iter(_PARAGRAPH), start=1):
        label = label_words(labels.next(paragraph.find(f"{_W}pPr")))
        if CLAUSE.match(label):
            clause = label
        text = "".join(_letters(paragraph))
        if text.strip():
            yield Line(name, number, clause, label, text)


def _letters(paragraph: etree._Element) -> Iterator[str]:
    for node in paragraph.iter(*_SHOWN):
        if not _belongs(node, paragraph):
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
    """Return whether a text is a paragraph's own, not that of a text box in it."""
    if next(node.iterancestors(_FALLBACK), None) is not None:
        return False
    return next(node.iterancestors(_PARAGRAPH)) is paragraph


@lru_cache(maxsize=2048)
def label_words(label: Label | None) -> str:
    """Return a list number for a person to read, "" for none.

    What is printed is compared as a number, not as this.
    """
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
