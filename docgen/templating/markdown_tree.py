"""What ``template.md`` says, as a small frozen tree; :mod:`docgen.templating.markdown` makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = [
    "Align",
    "Block",
    "Break",
    "Closing",
    "Control",
    "ControlRow",
    "Document",
    "Imprint",
    "Inline",
    "Letterhead",
    "PageField",
    "Pairs",
    "Paragraph",
    "ParagraphKind",
    "Picture",
    "Row",
    "Signature",
    "Table",
    "TableRow",
    "Tag",
    "Text",
]

ParagraphKind: TypeAlias = Literal[
    "title",
    "title_more",
    "chapter",
    "clause",
    "item",
    "subitem",
    "body",
    "note",
    "attachment",
    "attachment_title",
    "cover_title",
    "cover_line",
    "header",
    "footer",
    "even_header",
    "even_footer",
    "first_rule",
    "letterhead",
    "letterhead_room",
    "number",
    "number_plain",
    "addressee",
    "attachment_note",
    "issuer",
    "issue_date",
    "contact",
]

#: Alignment of a table column.
Align: TypeAlias = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as its author wrote it: ``{{ … }}`` or ``{% … %}``.

    Attributes:
        source: The whole tag with its delimiters.
        bold: Whether it stands between ``**``.
        label: The label that ``{{ 条('…') }}`` refers to; "" for any other tag.
    """

    source: str
    bold: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class PageField:
    """``{页码}`` or ``{页数}``."""

    name: Literal["PAGE", "NUMPAGES"]
    bold: bool = False


Inline: TypeAlias = Text | Tag | PageField


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``label`` is the bookmark of a heading, "" for none."""

    kind: ParagraphKind
    inlines: tuple[Inline, ...]
    line: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """``{%p … %}`` alone on its line: a condition or loop over whole blocks."""

    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells."""

    cells: tuple[tuple[Inline, ...], ...]
    line: int


@dataclass(frozen=True, slots=True)
class ControlRow:
    """``{%tr … %}`` alone on its line: a condition or loop over rows."""

    source: str
    line: int


TableRow: TypeAlias = Row | ControlRow


@dataclass(frozen=True, slots=True)
class Table:
    """A table with borders; ``widths`` are parts of the text width."""

    widths: tuple[int, ...]
    aligns: tuple[Align, ...]
    header_rows: int
    rows: tuple[TableRow, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """Label and value lines of a cover."""

    rows: tuple[TableRow, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature block; a row has one cell (over both columns) or two."""

    rows: tuple[TableRow, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of an official paper: the issuer's name, and its number where it has one."""

    name: tuple[Inline, ...]
    number: tuple[Inline, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Closing:
    """Who issued an official paper, and below it the day."""

    issuer: tuple[Inline, ...]
    day: tuple[Inline, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Imprint:
    """The lines at the end of an official paper that say who else gets it, between rules."""

    rows: tuple[TableRow, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that ``expression`` names, with its box in millimetres."""

    expression: str
    width_mm: int
    height_mm: int
    line: int


@dataclass(frozen=True, slots=True)
class Break:
    """A page break."""

    line: int


Block: TypeAlias = (
    Paragraph
    | Control
    | Table
    | Pairs
    | Signature
    | Letterhead
    | Closing
    | Imprint
    | Picture
    | Break
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole ``template.md``; a part that the text does not have is empty."""

    cover: tuple[Block, ...]
    blocks: tuple[Block, ...]
    header: tuple[Block, ...]
    footer: tuple[Block, ...]
    first_header: tuple[Block, ...]
    first_footer: tuple[Block, ...]
    even_header: tuple[Block, ...] = ()
    even_footer: tuple[Block, ...] = ()
