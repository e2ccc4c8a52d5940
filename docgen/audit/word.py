"""The audit's own reader of Word files: what stands on the paper, in reading order."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from docgen.audit.counting import Label, Labels
from docgen.audit.expect import ANCHOR, ANCHOR_END, FIELD, PICTURE
from docgen.errors import AuditError

__all__ = ["Found", "FoundField", "FoundStructure", "WordFile", "read_part", "read_word"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_DRAWN = (f"{_W}drawing", f"{_W}pict", f"{_W}object")
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_STRUCTURE = {f"{_W}tbl": "tbl", f"{_W}tr": "tr", f"{_W}tc": "tc"}
_LETTERS = {f"{_W}tab": "\t", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
_FIELDS = ("PAGE", "NUMPAGES", "REF")
_TRACKED = tuple(f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "fldSimple"))
_HIDING = (f"{_W}vanish", f"{_W}specVanish")
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class WordFile:
    """A produced Word file, opened anew.

    Attributes:
        members: Every member by name.
    """

    members: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class FoundField:
    """A field on the paper: its instruction (``REF 付款``) and the text it shows."""

    instruction: str
    shown: str


@dataclass(frozen=True, slots=True)
class Found:
    """A paragraph as it stands on the paper.

    Attributes:
        number: Its place in the part, from 1.
        text: Its text, fields as :data:`~docgen.audit.expect.FIELD`.
        fields: Its fields in order.
        label: Its list number, None without one.
        bookmarks: Names of the bookmarks that begin in it.
        pictures: Relationship ids of its pictures in order; "" for one that shows no media.
    """

    number: int
    text: str
    fields: tuple[FoundField, ...]
    label: Label | None
    bookmarks: tuple[str, ...]
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundStructure:
    """The start or end of a table, row or cell; ``header`` for a row that repeats on each page."""

    kind: str
    header: bool = False


def read_word(data: bytes) -> WordFile:
    """Open a produced Word file.

    Raises:
        AuditError: It is not a readable package.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            # Of two members of one name, programs differ in which they read.
            if len({name.lower() for name in names}) != len(names):
                raise AuditError("生成的 Word 文件里有同名的部件。", code="A003")
            return WordFile({name: package.read(name) for name in names})
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise AuditError("生成的 Word 文件打不开。", code="A003") from error


@dataclass(slots=True)
class _Open:
    number: int
    label: Label | None
    text: list[str]
    fields: list[FoundField]
    bookmarks: list[str]
    pictures: list[str]
    instruction: str = ""
    shown: str = ""
    stage: str = ""  # "", "code", "result"


def read_part(file: WordFile, name: str) -> list[Found | FoundStructure]:
    """Return what stands in one part, paragraph by paragraph.

    Args:
        file: The opened file.
        name: Name of the part.

    Raises:
        AuditError: The part is missing, is no XML, or holds what this reader does not know.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(file.members[name], parser)
    except (KeyError, etree.XMLSyntaxError) as error:
        raise AuditError(
            f"生成的 Word 文件里 {name} 读不出来。", where=name, code="A003"
        ) from error
    labels = Labels(file.members.get("word/styles.xml"), file.members.get("word/numbering.xml"))
    return list(_read(root, labels, name))


def _read(root: etree._Element, labels: Labels, name: str) -> Iterator[Found | FoundStructure]:
    open_paragraphs: list[_Open] = []
    number = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag
        if tag == f"{_W}p":
            if event == "start":
                number += 1
                label = labels.next(node.find(f"{_W}pPr"))
                anchor = [f"{ANCHOR}n{label.place}{ANCHOR_END}"] if label else []
                open_paragraphs.append(_Open(number, label, anchor, [], [], []))
            else:
                yield _close(open_paragraphs.pop(), name)
        elif tag in _STRUCTURE:
            header = event == "start" and node.find(f"{_W}trPr/{_W}tblHeader") is not None
            yield FoundStructure(("" if event == "start" else "/") + _STRUCTURE[tag], header)
        elif event == "start" and open_paragraphs:
            _take(open_paragraphs[-1], node, name)


def _close(paragraph: _Open, name: str) -> Found:
    if paragraph.stage:
        raise AuditError(f"第{paragraph.number}段的域没有结束。", where=name, code="A003")
    return Found(
        paragraph.number,
        "".join(paragraph.text),
        tuple(paragraph.fields),
        paragraph.label,
        tuple(paragraph.bookmarks),
        tuple(paragraph.pictures),
    )


def _take(paragraph: _Open, node: etree._Element, name: str) -> None:
    tag = node.tag
    if tag == f"{_W}bookmarkStart":
        mark = node.get(f"{_W}name") or ""
        paragraph.bookmarks.append(mark)
        paragraph.text.append(f"{ANCHOR}b{mark}{ANCHOR_END}")
    elif tag == f"{_W}fldChar":
        _turn_field(paragraph, node.get(f"{_W}fldCharType") or "", name)
    elif tag == f"{_W}instrText":
        paragraph.instruction += node.text or ""
    elif tag in _TRACKED:
        raise AuditError(
            f"第{paragraph.number}段里有审核不认识的内容（{tag}）。", where=name, code="A003"
        )
    elif tag in _HIDING and node.get(f"{_W}val") not in _OFF:
        raise AuditError(f"第{paragraph.number}段里有隐藏的文字。", where=name, code="A003")
    elif tag in _DRAWN:
        if paragraph.stage != "result":
            blip = next(node.iter(_BLIP), None)
            paragraph.pictures.append((blip.get(_R_EMBED) or "") if blip is not None else "")
        _add(paragraph, PICTURE)
    else:
        _add(paragraph, _letters(node))


def _letters(node: etree._Element) -> str:
    parent = node.getparent()
    if parent is None or parent.tag != f"{_W}r":
        return ""
    if node.tag == f"{_W}t":
        return node.text or ""
    if node.tag == f"{_W}br":
        return "\f" if node.get(f"{_W}type") == "page" else "\n"
    return _LETTERS.get(str(node.tag), "")


def _add(paragraph: _Open, letters: str) -> None:
    if paragraph.stage == "result":
        paragraph.shown += letters
    else:
        paragraph.text.append(letters)


def _turn_field(paragraph: _Open, kind: str, name: str) -> None:
    if kind == "begin" and not paragraph.stage:
        paragraph.stage, paragraph.instruction, paragraph.shown = "code", "", ""
    elif kind == "separate" and paragraph.stage == "code":
        paragraph.stage = "result"
    elif kind == "end" and paragraph.stage == "result":
        words = paragraph.instruction.split()
        if not words or words[0] not in _FIELDS:
            raise AuditError(
                f"第{paragraph.number}段里有审核不认识的域「{paragraph.instruction.strip()}」。",
                where=name,
                code="A003",
            )
        instruction = " ".join(words[:2]) if words[0] == "REF" else words[0]
        paragraph.fields.append(FoundField(instruction, paragraph.shown))
        paragraph.text.append(FIELD)
        paragraph.stage = ""
    else:
        raise AuditError(f"第{paragraph.number}段的域不完整。", where=name, code="A003")
