"""The page model: what a Word document shows, with every property worked out.

Frozen plain values. ``page.read`` makes them, an engine sets them; neither styles nor lists nor
field codes are left to be resolved. All lengths are PostScript points (1/72 inch), floats: they
place ink and never carry a figure of a case. Texts stand exactly as the document holds them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from docgen.page.inline import (
    NO_BORDERS,
    Border,
    Borders,
    Inline,
    Label,
    LineBreak,
    PageField,
    Picture,
    Run,
    RunStyle,
    Tab,
    TabStop,
)

__all__ = [
    "NO_BORDERS",
    "Alignment",
    "Block",
    "Border",
    "Borders",
    "Cell",
    "Frame",
    "Geometry",
    "Inline",
    "Label",
    "LineBreak",
    "PageBreak",
    "PageField",
    "PageModel",
    "Paragraph",
    "Picture",
    "Row",
    "Run",
    "RunStyle",
    "Section",
    "Tab",
    "TabStop",
    "Table",
]

Alignment: TypeAlias = Literal["left", "center", "right", "justify", "distribute"]


@dataclass(frozen=True, slots=True)
class Geometry:
    """A sheet of paper and its margins; ``header`` and ``footer`` are distances from the edge."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    header: float
    footer: float

    @property
    def text_width(self) -> float:
        """Width of the text block."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """Height of the text block."""
        return self.height - self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Frame:
    """A place in the middle of the sheet: its width, and how far its top is from the edge."""

    width: float
    top: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with all its properties.

    Attributes:
        inlines: What stands in it, in reading order.
        size: Size of its paragraph mark, which an empty paragraph's line takes.
        ascent: From the top of a line down to the baseline.
        descent: From the baseline down to the bottom of the line; both together are the pitch.
        left: Indent of every line but the first.
        first: What the first line's indent has more (or less) than ``left``.
        before: Space above; spaces between two paragraphs are not added, the larger one holds.
        label: Its list number, or None.
        tabs: Its tab stops in ascending order.
        default_tab: Distance of the stops that follow the last one.
        outline: Outline level from 0, or None for body text.
        bookmarks: Names of the bookmarks that begin in it.
        style_id: Id of its paragraph style.
        lasting: Whether the reader keeps this very object for further documents, so that an engine
            may keep what it made of it.
        fill: RRGGBB of its background, "" for none.
        frame: Its place where it has one of its own; a whole model holds none, for there it is
            worked out: ``before`` may be negative, and so may the indents.
    """

    inlines: tuple[Inline, ...]
    size: float
    ascent: float
    descent: float
    align: Alignment = "left"
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    before: float = 0.0
    after: float = 0.0
    keep_next: bool = False
    keep_lines: bool = False
    page_break_before: bool = False
    outline: int | None = None
    label: Label | None = None
    tabs: tuple[TabStop, ...] = ()
    default_tab: float = 21.0
    borders: Borders = NO_BORDERS
    fill: str = ""
    bookmarks: tuple[str, ...] = ()
    style_id: str = ""
    lasting: bool = field(default=False, compare=False)
    frame: Frame | None = None

    @property
    def text(self) -> str:
        """Its words: label and runs, tabs and line ends as such, without page numbers."""
        pieces = [self.label.text] if self.label else []
        for inline in self.inlines:
            if isinstance(inline, Run):
                pieces.append(inline.text)
            elif isinstance(inline, Tab):
                pieces.append("\t")
            elif isinstance(inline, LineBreak):
                pieces.append("\n")
        return "".join(pieces)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; a cell merged downwards stands only in its first row.

    Attributes:
        column: The first column it takes, from 0.
        columns: How many columns it takes.
        rows: How many rows it takes.
        margins: Space between line and text: top, right, bottom, left.
        fill: RRGGBB of its background, "" for none.
    """

    blocks: tuple[Block, ...]
    column: int
    columns: int
    rows: int
    align: Literal["top", "center", "bottom"]
    borders: Borders
    margins: tuple[float, float, float, float]
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        header: Whether it is repeated at the top of every page.
        cant_split: Whether it stays on one page.
        keep_next: Whether it stays on one page with the row after it.
        height: Its height, 0 when its text decides.
        exact: Whether ``height`` holds even where the text needs more.
    """

    cells: tuple[Cell, ...]
    header: bool = False
    cant_split: bool = False
    keep_next: bool = False
    height: float = 0.0
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of fixed column widths; ``left`` is its distance from the text block's edge."""

    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    align: Literal["left", "center", "right"] = "left"
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block: TypeAlias = Paragraph | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Section:
    """Pages of one paper size with one set of headers and footers.

    Attributes:
        title_page: Whether its first page has its own header and footer.
        even_header: Header of even pages; None where they have that of the others.
        even_footer: The same of the footer.
        first_number: Number of its first page; None to count on.
        dashed: Whether page numbers are printed between dashes.
    """

    geometry: Geometry
    blocks: tuple[Block, ...]
    title_page: bool = False
    header: tuple[Block, ...] = ()
    footer: tuple[Block, ...] = ()
    first_header: tuple[Block, ...] = ()
    first_footer: tuple[Block, ...] = ()
    even_header: tuple[Block, ...] | None = None
    even_footer: tuple[Block, ...] | None = None
    first_number: int | None = None
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class PageModel:
    """A document as it is to be set.

    Attributes:
        language: Language of its Chinese text (``zh-CN``).
        title: Title of the document's properties.
        sum_spaces: Whether the spaces between two paragraphs are added instead of the larger
            one holding (``w:doNotUseHTMLParagraphAutoSpacing``).
    """

    sections: tuple[Section, ...]
    language: str = "zh-CN"
    title: str = ""
    sum_spaces: bool = field(default=False)
