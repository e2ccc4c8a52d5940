"""Reads a plain part of a Word file: no paragraph within another, no comments, the usual prefix.

A part is cut at its paragraphs, and each is read from its own letters alone. Most paragraphs of a
paper are the template's own words, the same letters in every paper; what was read from them once is
kept. A part of any other form is left to the reader of elements, which gives the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from xml.parsers import expat

from lxml import etree

from docgen.audit.counting import Labels
from docgen.audit.paragraphs import (
    Content,
    Found,
    FoundStructure,
    W,
    content_of,
    found_paragraph,
)
from docgen.errors import AuditError

__all__ = ["ENDS", "STARTS", "read_flat"]

#: Starts and ends of tables, rows and cells.
STARTS = {kind: FoundStructure(kind) for kind in ("tbl", "tr", "tc")}
ENDS = {kind: FoundStructure(f"/{kind}") for kind in ("tbl", "tr", "tc")}
_HEADER_ROW = FoundStructure("tr", header=True)
_URI = W[1:-1]
_ROOT = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?<w:\w+((?:\s[^<>]*)?)>")
#: What only the reader of elements, or nobody, may read.
_ODD = ("<!", "txbxContent", "pPrChange", "<w:fldSimple", "<w:sym ", "<w:sym/", "<m:oMath")
_REFUSED = re.compile(r"<w:(?:ins|del|moveFrom|moveTo|vanish|specVanish)[ />]")
_PARAGRAPH = re.compile(r"<w:p(?=[ />])[^<>]*>")
_BLOCK = re.compile(r'<(/?)w:(tbl|tr|tc|tblHeader|gridSpan)(?=[ />])(?: w:val="(\d+)")?')
_PARTICULAR = re.compile(
    r"<w:(?:br|tab|cr|noBreakHyphen|bookmarkStart|fldChar|instrText|drawing|pict|object)\b"
)
_TEXT = re.compile(r"<w:t(?: [^<>]*)?>([^<]*)</w:t>")
#: A text that stands in no run: Word would not show it.
_STRAY = re.compile(r"(?:</w:r>|</w:pPr>|^<w:p[^<>]*>)\s*<w:t[ >]")
_PROPERTIES = re.compile(r"<w:pPr>(.*?)</w:pPr>", re.DOTALL)
_STYLE = re.compile(r'<w:pStyle w:val="([^"]*)"')
_NUMBERED = re.compile(r"<w:numPr>(.*?)</w:numPr>", re.DOTALL)
_NUM = re.compile(r'<w:numId w:val="([^"]*)"')
_LEVEL = re.compile(r'<w:ilvl w:val="([^"]*)"')
_ENTITY = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


@dataclass(frozen=True, slots=True)
class _Read:
    """A paragraph as its letters tell it: what it holds, its style and its place in a list."""

    content: Content
    style: str
    num: str | None
    level: str | None
    properties: tuple[str, str]


def read_flat(data: bytes, labels: Labels, name: str) -> list[Found | FoundStructure] | None:
    """Return what stands in a plain part; None for a part of another form.

    Args:
        data: The part.
        labels: The file's list numbers, none counted yet.
        name: Name of the part, for messages.

    Raises:
        AuditError: The part is no XML, or a paragraph holds what the audit does not know.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    declared = _declared(text)
    if declared is None:
        return None
    _check_form(data, name)
    pieces = _cut(text)
    if pieces is None:
        return None
    found: list[Found | FoundStructure] = []
    for index, piece in enumerate(pieces):
        if index % 2:
            found.append(_paragraph(piece, declared, index // 2 + 1, labels, name))
        elif piece:
            _blocks(piece, found)
    return found


def _cut(text: str) -> list[str] | None:
    """Return what stands between paragraphs and the paragraphs themselves, in turn.

    Returns:
        None where a paragraph's end has no start before it.
    """
    pieces: list[str] = []
    *chunks, tail = text.split("</w:p>")
    for chunk in chunks:
        at = 0
        for match in _PARAGRAPH.finditer(chunk):
            start = match.start()
            pieces.append(chunk[at:start])
            if not match[0].endswith("/>"):
                pieces.append(f"{chunk[start:]}</w:p>")
                break
            pieces.append(match[0])
            at = match.end()
        else:
            return None
    at = 0
    for match in _PARAGRAPH.finditer(tail):
        pieces += (tail[at : match.start()], match[0])
        at = match.end()
    pieces.append(tail[at:])
    return pieces


def _declared(text: str) -> str | None:
    """Return the declarations of a plain part's root; None for a part of another form."""
    root = _ROOT.match(text)
    usual = f'xmlns:w="{_URI}"'
    if root is None or usual not in root[1] or root[1].endswith("/"):
        return None
    if text.count(_URI) != 1 or text.count("xmlns:w=") != 1 or text.count("<?") > 1:
        return None
    if any(odd in text for odd in _ODD) or _REFUSED.search(text):
        return None
    return root[1]


def _check_form(data: bytes, name: str) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the last piece of the data
    except expat.ExpatError as error:
        raise AuditError(
            f"生成的 Word 文件里 {name} 读不出来。", where=name, code="A003"
        ) from error


def _blocks(between: str, found: list[Found | FoundStructure]) -> None:
    """Note the tables, rows and cells that begin or end between two paragraphs."""
    for end, kind, value in _BLOCK.findall(between):
        if kind == "tblHeader":
            found[-1] = _HEADER_ROW
        elif kind == "gridSpan":
            found[-1] = FoundStructure("tc", span=int(value or 1))
        else:
            found.append(ENDS[kind] if end else STARTS[kind])


def _paragraph(raw: str, declared: str, number: int, labels: Labels, name: str) -> Found:
    try:
        read = _read(raw, declared)
    except AuditError as error:
        raise AuditError(f"第{number}{error}", where=name, code="A003") from error
    label = labels.count(read.style, read.num, read.level)
    return found_paragraph(read.content, number, label, read.properties)


@lru_cache(maxsize=4096)
def _read(raw: str, declared: str) -> _Read:
    """Return a paragraph as its letters tell it; the same letters are read once."""
    properties = _PROPERTIES.search(raw)
    place = properties[1] if properties else ""
    numbered = _NUMBERED.search(place)
    return _Read(
        _content(raw, declared),
        _first(_STYLE, place) or "",
        _first(_NUM, numbered[1]) if numbered else None,
        _first(_LEVEL, numbered[1]) if numbered else None,
        (place, declared),
    )


def _content(raw: str, declared: str) -> Content:
    if _PARTICULAR.search(raw):
        return content_of(etree.fromstring(f"<w:x{declared}>{raw}</w:x>")[0], nested=False)
    if _STRAY.search(raw):
        raise AuditError("段里有不在任何一段格式里的文字。", code="A003")
    text = "".join(_TEXT.findall(raw))
    return Content(_ENTITY.sub(_letter, text) if "&" in text else text)


def _letter(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    return chr(int(match[1]) if match[1] else int(match[2], 16))


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[1] if match else None
