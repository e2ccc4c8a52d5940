"""What stands in one paragraph of a Word file, read from its XML."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from docgen.audit.counting import Label
from docgen.audit.pieces import ANCHOR, ANCHOR_END, FIELD, PICTURE
from docgen.errors import AuditError

__all__ = [
    "PARTICULAR",
    "Content",
    "Found",
    "FoundField",
    "FoundStructure",
    "W",
    "content_of",
    "found_paragraph",
]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_P, _T = f"{W}p", f"{W}t"
_DRAWN = (f"{W}drawing", f"{W}pict", f"{W}object")
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_LETTERS = {f"{W}tab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}
#: What makes a paragraph more than the text of its runs.
PARTICULAR = (
    f"{W}br",
    *_LETTERS,
    f"{W}bookmarkStart",
    f"{W}fldChar",
    f"{W}instrText",
    *_DRAWN,
    f"{W}txbxContent",
)
_FIELDS = ("PAGE", "NUMPAGES", "REF")


@dataclass(frozen=True, slots=True)
class FoundField:
    """A field on the paper: its instruction (``REF 付款``) and the text it shows."""

    instruction: str
    shown: str


# Nobody changes it. A frozen one takes three times as long to make, and a paper holds hundreds.
@dataclass(slots=True, unsafe_hash=True)
class Found:
    """A paragraph as it stands on the paper.

    Attributes:
        number: Its place in the part, from 1.
        text: Its text, fields as :data:`~docgen.audit.expect.FIELD`.
        fields: Its fields in order.
        label: Its list number, None without one.
        bookmarks: Names of the bookmarks that begin in it.
        pictures: Relationship ids of its pictures in order; "" for one that shows no media.
        properties: The letters of its ``w:pPr`` and the declarations they stand under; None where
            it was read from elements.
    """

    number: int
    text: str
    fields: tuple[FoundField, ...]
    label: Label | None
    bookmarks: tuple[str, ...]
    pictures: tuple[str, ...]
    properties: tuple[str, str] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class FoundStructure:
    """The start or end of a table, row or cell.

    Attributes:
        kind: tbl, /tbl, tr, /tr, tc, /tc.
        header: Whether a row repeats on each page.
        span: How many columns a cell takes.
    """

    kind: str
    header: bool = False
    span: int = 1


@dataclass(slots=True, unsafe_hash=True)  # as Found
class Content:
    """What a paragraph holds, wherever it stands.

    Attributes:
        text: Its text, fields as :data:`~docgen.audit.pieces.FIELD`, without its list number.
        fields: Its fields in order.
        bookmarks: Names of the bookmarks that begin in it.
        pictures: Relationship ids of its pictures in order; "" for one that shows no media.
    """

    text: str
    fields: tuple[FoundField, ...] = ()
    bookmarks: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


def found_paragraph(
    content: Content,
    number: int,
    label: Label | None,
    properties: tuple[str, str] | None = None,
) -> Found:
    """Return a paragraph at its place.

    Args:
        content: What it holds.
        number: Its place in the part, from 1.
        label: Its list number.
        properties: As in :class:`Found`.
    """
    anchor = f"{ANCHOR}n{label.place}{ANCHOR_END}" if label is not None else ""
    if label is not None and label.anew:
        anchor += f"{ANCHOR}s{ANCHOR_END}"
    return Found(
        number,
        anchor + content.text,
        content.fields,
        label,
        content.bookmarks,
        content.pictures,
        properties,
    )


@dataclass(slots=True)
class _Open:
    text: list[str] = field(default_factory=list)
    fields: list[FoundField] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    instruction: str = ""
    shown: str = ""
    stage: str = ""  # "", "code", "result"


def content_of(node: etree._Element, *, nested: bool) -> Content:
    """Return what a paragraph holds, piece by piece.

    Args:
        node: Its element.
        nested: Whether paragraphs may stand within it (text boxes), which are left out.

    Raises:
        AuditError: A field is not whole, or of a kind that the audit does not know.
    """
    paragraph = _Open()
    for child in node.iter(_T, *PARTICULAR):
        if not nested or next(child.iterancestors(_P)) is node:
            _take(paragraph, child)
    if paragraph.stage:
        raise AuditError("段里的域没有结束。", code="A003")
    return Content(
        "".join(paragraph.text),
        tuple(paragraph.fields),
        tuple(paragraph.bookmarks),
        tuple(paragraph.pictures),
    )


def _take(paragraph: _Open, node: etree._Element) -> None:
    tag = node.tag
    if tag == f"{W}bookmarkStart":
        mark = node.get(f"{W}name") or ""
        paragraph.bookmarks.append(mark)
        paragraph.text.append(f"{ANCHOR}b{mark}{ANCHOR_END}")
    elif tag == f"{W}fldChar":
        _turn_field(paragraph, node.get(f"{W}fldCharType") or "")
    elif tag == f"{W}instrText":
        paragraph.instruction += node.text or ""
    elif tag in _DRAWN:
        if paragraph.stage != "result":
            blip = next(node.iter(_BLIP), None)
            paragraph.pictures.append((blip.get(_R_EMBED) or "") if blip is not None else "")
        _add(paragraph, PICTURE)
    else:
        _add(paragraph, _letters(node))


def _letters(node: etree._Element) -> str:
    parent = node.getparent()
    if parent is None or parent.tag != f"{W}r":
        return ""
    if node.tag == f"{W}t":
        return node.text or ""
    if node.tag == f"{W}br":
        return "\f" if node.get(f"{W}type") == "page" else "\n"
    return _LETTERS.get(str(node.tag), "")


def _add(paragraph: _Open, letters: str) -> None:
    if paragraph.stage == "result":
        paragraph.shown += letters
    else:
        paragraph.text.append(letters)


def _turn_field(paragraph: _Open, kind: str) -> None:
    if kind == "begin" and not paragraph.stage:
        paragraph.stage, paragraph.instruction, paragraph.shown = "code", "", ""
    elif kind == "separate" and paragraph.stage == "code":
        paragraph.stage = "result"
    elif kind == "end" and paragraph.stage == "result":
        words = paragraph.instruction.split()
        if not words or words[0] not in _FIELDS:
            raise AuditError(
                f"段里有审核不认识的域「{paragraph.instruction.strip()}」。", code="A003"
            )
        instruction = " ".join(words[:2]) if words[0] == "REF" else words[0]
        paragraph.fields.append(FoundField(instruction, paragraph.shown))
        paragraph.text.append(FIELD)
        paragraph.stage = ""
    else:
        raise AuditError("段里的域不完整。", code="A003")
