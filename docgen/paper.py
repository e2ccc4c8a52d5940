"""The text of a paper with its places, as the rules about papers read it.

``audit`` makes it from bytes (a produced file, or a template with its tags), ``rules`` reads it.
Everything here is frozen, plain and knows neither Word nor law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

__all__ = ["Break", "Cell", "Drawn", "PaperLine", "PaperPage", "PaperSlot", "PaperText"]


@dataclass(frozen=True, slots=True)
class PaperSlot:
    """A stretch of a line that data print: a figure, or in a template its tag.

    Attributes:
        start: Its first letter in the line's text.
        end: The letter behind its last one.
        title: Chinese path of what is printed, ``出让.出让价款``; "" for a tag that prints nothing.
        form: The form that was chosen, ``大写``; "" for the default.
        kind: Kind of the figure, ``amount``; "" in a template, where no figure is known yet.
        blank: Whether it is a line to be filled in by hand.
    """

    start: int
    end: int
    title: str
    form: str = ""
    kind: str = ""
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a table, each counted from 1 as a person counts; ``header`` repeats on pages."""

    table: int
    row: int
    column: int
    header: bool = False


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paragraph.

    Attributes:
        part: Member of the package, ``word/document.xml``.
        paragraph: Its number in the part, from 1.
        text: Its words; a field stands as what it shows.
        slots: What data print in it, in order.
        cell: Its place in a table; None outside any.
        align: ``left``, ``right``, ``center`` or ``both``.
        font: Font named for Chinese letters; "" when none is named.
        size_pt: Size of its letters in points; None when none is named.
        line_pt: Fixed height of its lines in points; None when it is not fixed.
        paged: Whether it shows a page number.
        heading: Whether it heads what follows.
        clause: The clause it stands in, 第九条; "" outside any or where nobody asked.
        after_pt: Space below it in points.
    """

    part: str
    paragraph: int
    text: str
    slots: tuple[PaperSlot, ...] = ()
    cell: Cell | None = None
    align: str = "left"
    font: str = ""
    size_pt: Decimal | None = None
    line_pt: Decimal | None = None
    paged: bool = False
    heading: bool = False
    clause: str = ""
    after_pt: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The page that a paper is set on.

    Attributes:
        width_mm: Width of the sheet.
        height_mm: Height of the sheet.
        top_mm: Upper margin.
        right_mm: Right margin.
        bottom_mm: Lower margin.
        left_mm: Left margin.
        footer_mm: From the lower edge of the sheet to the footer.
        pitch_pt: Height of a line of the document grid; None without a grid of lines.
        footers: Part of the footer by its type: default, even, first.
        first_differs: Whether the first page has a header and footer of its own.
        even_differs: Whether even pages have a header and footer of their own.
    """

    width_mm: Decimal
    height_mm: Decimal
    top_mm: Decimal
    right_mm: Decimal
    bottom_mm: Decimal
    left_mm: Decimal
    footer_mm: Decimal
    pitch_pt: Decimal | None = None
    footers: Mapping[str, str] = field(default_factory=dict)
    first_differs: bool = False
    even_differs: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """Letters that the PDF draws with another font than the paper names.

    Attributes:
        named: The font that the paper names.
        used: The font that was used.
        characters: The letters; "" when the whole font was replaced.
    """

    named: str
    used: str
    characters: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """An amount in words that the PDF parts over two lines."""

    text: str
    page: int


@dataclass(frozen=True, slots=True)
class PaperText:
    """All that a rule about papers may look at.

    Attributes:
        document: Id of the document, ``land_grant_contract``.
        layout: Name of its layout.
        lines: Every paragraph of every part, in reading order, the body first.
        page: Its page; None when it names none.
        drawn: What the PDF drew with other fonts; nothing where no PDF was set.
        breaks: Amounts that the PDF parts over two lines.
        template: Whether it is a template, its tags standing for data.
    """

    document: str
    layout: str
    lines: tuple[PaperLine, ...]
    page: PaperPage | None = None
    drawn: tuple[Drawn, ...] = ()
    breaks: tuple[Break, ...] = ()
    template: bool = False
