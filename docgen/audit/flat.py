"""Reads a plain part of a Word file: no paragraph within another, no comments, the usual prefix.

A part is cut at its paragraphs, and each is read from its own letters alone. Most paragraphs of a
paper are the template's own words, the same letters in every paper; what was read from them once is
kept. Where data print, the tags at least are the same letters in every paper: they are checked and
understood once (:class:`_Shape`), and only the words between them are taken anew. What stands
around the paragraphs is checked as one frame. Frame and paragraphs, each well-formed, are so
together.

A part of any other form is left to the reader of elements, which gives the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
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
_OPEN, _OTHER = "<w:p>", re.compile("<w:p[ /]")
_BLOCK = re.compile(r'<(/?)w:(tbl|tr|tc|tblHeader|gridSpan)(?=[ />])(?: w:val="(\d+)")?')
_PARTICULAR = re.compile(
    r"<w:(?:br|tab|cr|noBreakHyphen|bookmarkStart|fldChar|instrText|drawing|pict|object)\b"
)
#: Words between two tags. A ``>`` among them stays with the tags, and the elements are asked.
_BETWEEN_TAGS = re.compile(r">([^<>]+)<")
_BEFORE_TEXT = re.compile(r"<w:t(?: [^<>]*)?$")
_TAG = re.compile(r"<[^<>]*>")
#: What no XML may hold, or nobody should have to read.
_UNREADABLE = bytes(code for code in range(32) if code not in b"\t\n\r")
_NO_LETTERS = ("\ufffe", "\uffff")
#: A text that stands in no run: Word would not show it.
_STRAY = re.compile(r"(?:</w:r>|</w:pPr>|^<w:p[^<>]*>)\s*<w:t[ >]")
_PROPERTIES = re.compile(r"<w:pPr>(.*?)</w:pPr>", re.DOTALL)
_STYLE = re.compile(r'<w:pStyle w:val="([^"]*)"')
_NUMBERED = re.compile(r"<w:numPr>(.*?)</w:numPr>", re.DOTALL)
_NUM = re.compile(r'<w:numId w:val="([^"]*)"')
_LEVEL = re.compile(r'<w:ilvl w:val="([^"]*)"')
_ENTITY = re.compile("&(amp|lt|gt|quot|apos);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the tags of a paragraph tell, whatever words stand between them.

    Attributes:
        texts: Which of the pieces between tags are words of a run; None where its elements must be
            asked.
        rest: Which of them stand elsewhere: blanks, or the elements must be asked.
        style: Its style.
        num: Its list.
        level: Its level in the list.
        properties: As in :class:`~docgen.audit.paragraphs.Found`.
    """

    texts: tuple[int, ...] | None
    rest: tuple[int, ...]
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
    pieces = _cut(text) if _ROOT.match(text) else None
    if pieces is None or any(one in text for one in _NO_LETTERS):
        return None
    if len(data.translate(None, _UNREADABLE)) != len(data):
        return None
    try:
        declared = _declared("<w:p/>".join(pieces[::2]))
    except expat.ExpatError as error:
        raise _unread(name) from error
    found: list[Found | FoundStructure] = []
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            if piece:
                found += _blocks(piece)
            continue
        one = _paragraph(piece, declared, index // 2 + 1, labels, name) if declared else None
        if one is None:
            return None
        found.append(one)
    return found


def _cut(text: str) -> list[str] | None:
    """Return what stands between paragraphs and the paragraphs themselves, in turn.

    Returns:
        None where a paragraph's end has no start before it.
    """
    pieces: list[str] = []
    *chunks, tail = text.split("</w:p>")
    for chunk in chunks:
        # Most have one paragraph, and its start bears nothing.
        before, opened, rest = chunk.partition(_OPEN)
        if opened and not (before and _OTHER.search(before)):
            pieces += (before, f"{_OPEN}{rest}</w:p>")
            continue
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


@lru_cache(maxsize=64)
def _declared(frame: str) -> str | None:
    """Return the declarations of a plain part's root; None for a part of another form.

    Args:
        frame: The part with an empty paragraph in place of each.

    Raises:
        ExpatError: It is no XML.
    """
    root = _ROOT.match(frame)
    usual = f'xmlns:w="{_URI}"'
    if root is None or usual not in root[1] or root[1].endswith("/"):
        return None
    if frame.count(_URI) != 1 or frame.count("xmlns:w=") != 1 or frame.count("<?") > 1:
        return None
    if _is_odd(frame):
        return None
    _check_form(frame)
    return root[1]


def _is_odd(tags: str) -> bool:
    return any(odd in tags for odd in _ODD) or _REFUSED.search(tags) is not None


def _check_form(xml: str) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.Parse(xml.encode("utf-8"), True)  # noqa: FBT003 - the last piece of the data


def _unread(name: str) -> AuditError:
    return AuditError(f"生成的 Word 文件里 {name} 读不出来。", where=name, code="A003")


@lru_cache(maxsize=1024)
def _blocks(between: str) -> tuple[FoundStructure, ...]:
    """Return the tables, rows and cells that begin or end between two paragraphs."""
    found: list[FoundStructure] = []
    for end, kind, value in _BLOCK.findall(between):
        if kind in ENDS:
            found.append(ENDS[kind] if end else STARTS[kind])
        elif found and not end:
            header = kind == "tblHeader"
            found[-1] = _HEADER_ROW if header else FoundStructure("tc", span=int(value or 1))
    return tuple(found)


def _paragraph(raw: str, declared: str, number: int, labels: Labels, name: str) -> Found | None:
    try:
        read = _read(raw, declared)
    except (expat.ExpatError, etree.XMLSyntaxError) as error:
        raise _unread(name) from error
    except AuditError as error:
        raise AuditError(f"第{number}{error}", where=name, code="A003") from error
    if read is None:
        return None
    content, shape = read
    label = labels.count(shape.style, shape.num, shape.level)
    return found_paragraph(content, number, label, shape.properties)


@lru_cache(maxsize=4096)
def _read(raw: str, declared: str) -> tuple[Content, _Shape] | None:
    """Return a paragraph as its letters tell it; the same letters are read once."""
    pieces = _BETWEEN_TAGS.split(raw)
    shape = _shape(tuple(pieces[::2]), declared)
    if shape is None:
        return None
    if shape.texts is not None and (
        not shape.rest or all(pieces[index].isspace() for index in shape.rest)
    ):
        text = "".join([pieces[index] for index in shape.texts])
        if "&" not in text:
            return Content(text), shape
        if "&" not in _ENTITY.sub("", text):
            return Content(_ENTITY.sub(_letter, text)), shape
    whole = etree.fromstring(f"<w:x{declared}>{raw}</w:x>")
    return content_of(whole[0], nested=False), shape


@lru_cache(maxsize=4096)
def _shape(tags: tuple[str, ...], declared: str) -> _Shape | None:
    """Return what the tags of a paragraph tell; None where only elements may be read.

    Args:
        tags: Its letters without the words, parted where these stand.
        declared: Declarations of the part's root.
    """
    bare = "><".join(tags)
    if _is_odd(bare) or "<?" in bare or _URI in bare or "xmlns:w=" in bare:
        return None
    _check_form(f"<w:x{declared}>{bare}</w:x>")
    if _STRAY.search(bare):
        raise AuditError("段里有不在任何一段格式里的文字。", code="A003")
    spoken = [
        index * 2 + 1
        for index, (before, after) in enumerate(pairwise(tags))
        if _BEFORE_TEXT.search(before) and after.startswith("/w:t>")
    ]
    plain = not _PARTICULAR.search(bare) and not _TAG.sub("", bare)
    properties = _PROPERTIES.search(bare)
    place = properties[1] if properties else ""
    numbered = _NUMBERED.search(place)
    return _Shape(
        tuple(spoken) if plain else None,
        tuple(index for index in range(1, len(tags) * 2 - 1, 2) if index not in spoken),
        _first(_STYLE, place) or "",
        _first(_NUM, numbered[1]) if numbered else None,
        _first(_LEVEL, numbered[1]) if numbered else None,
        (place, declared),
    )


def _letter(match: re.Match[str]) -> str:
    return _NAMED[match[1]]


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[1] if match else None
