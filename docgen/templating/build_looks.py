"""The parts of a layout: page, fonts, styles, lists, and how tables and heads look."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "NOTICE_STYLE_IDS",
    "STYLE_IDS",
    "Alignment",
    "CoverLook",
    "Font",
    "Frame",
    "Level",
    "Lists",
    "NoticeLook",
    "Page",
    "Part",
    "Rule",
    "SignatureLook",
    "Style",
    "TableLook",
]

#: Style ids that the builder uses; a layout must have each of them.
STYLE_IDS = (
    "Normal",
    "Body",
    "Title",
    "Chapter",
    "Clause",
    "Item",
    "SubItem",
    "Note",
    "Attachment",
    "AttachmentTitle",
    "CellLeft",
    "CellCentre",
    "CellRight",
    "CellHead",
    "Signature",
    "CoverTitle",
    "CoverLine",
    "CoverLabel",
    "CoverValue",
    "Picture",
    "Gap",
    "TableGap",
    "Header",
    "Footer",
)
#: Further styles of a layout that has a head of its own.
NOTICE_STYLE_IDS = (
    "TitleMore",
    "Letterhead",
    "LetterheadRoom",
    "Number",
    "NumberPlain",
    "Addressee",
    "AttachmentNote",
    "Issuer",
    "IssueDate",
    "Contact",
    "Imprint",
    "FirstRule",
    "FooterEven",
)

Alignment: TypeAlias = Literal["left", "centre", "right", "both"]


class Part(BaseModel):
    """Frozen; knows no key but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(Part):
    """The sheet and its margins, in millimetres; header and footer count from the paper's edge."""

    width_mm: Decimal
    height_mm: Decimal
    top_mm: Decimal
    bottom_mm: Decimal
    left_mm: Decimal
    right_mm: Decimal
    header_mm: Decimal
    footer_mm: Decimal
    grid_pitch_twips: int | None = None


class Font(Part):
    """A font's entry in Word's font table."""

    alt: str = ""
    charset: str
    family: Literal["auto", "roman", "swiss", "modern", "script", "decorative"]


class Rule(Part):
    """A line above or below a paragraph; ``space_pt`` is between it and the text."""

    kind: Literal["single", "thickThinSmallGap", "thinThickSmallGap"] = "single"
    width_eighths_pt: int = Field(gt=0, le=96)
    space_pt: int = Field(default=1, ge=0, le=31)
    color: str = Field(default="auto", pattern="^([0-9A-F]{6}|auto)$")


class Frame(Part):
    """A place of its own in the middle of the sheet, counted from its upper edge."""

    width_mm: Decimal
    top_mm: Decimal


class Style(Part):
    """A paragraph style; what is not set comes from ``based_on``."""

    name: str
    based_on: str = "Normal"
    next: str = ""
    east_asia: str = ""
    latin: str = ""
    size_pt: Decimal | None = None
    bold: bool | None = None
    align: Alignment | None = None
    first_line_chars: Decimal | None = None
    line_pt: Decimal | None = None
    line_multiple: Decimal | None = None
    before_pt: Decimal | None = None
    after_pt: Decimal | None = None
    keep_next: bool = False
    keep_lines: bool = False
    page_break_before: bool = False
    outline_level: int | None = Field(default=None, ge=0, le=8)
    rule_below: bool = False
    left_chars: Decimal | None = None
    right_chars: Decimal | None = None
    left_mm: Decimal | None = None
    right_mm: Decimal | None = None
    tracking_pt: Decimal | None = None
    color: str = Field(default="", pattern="^([0-9A-F]{6}|auto)?$")
    rule_top: Rule | None = None
    rule_bottom: Rule | None = None
    frame: Frame | None = None


class Level(Part):
    """One level of a list."""

    style: str
    format: Literal["decimal", "chineseCountingThousand"]
    text: str
    follow: Literal["space", "nothing", "tab"]


class Lists(Part):
    """Numbering; each list counts for itself.

    Clauses and their items are a list of their own (第一条 goes on through the chapters), or, where
    ``clauses`` is empty, the deeper levels of ``chapters`` (（一） begins anew in each).
    """

    chapters: tuple[Level, ...] = Field(min_length=1, max_length=9)
    clauses: tuple[Level, ...] = Field(max_length=9)
    attachments: tuple[Level, ...] = Field(min_length=3, max_length=9)


class TableLook(Part):
    """Cell margins and border width of tables, and the space between a table and its text."""

    cell_side_mm: Decimal
    cell_top_mm: Decimal
    border_eighths_pt: int
    space_pt: Decimal


class CoverLook(Part):
    """Widths of the cover's two columns in percent of the text width."""

    label_pct: int = Field(gt=0, lt=100)
    value_pct: int = Field(gt=0, lt=100)


class SignatureLook(Part):
    """Least height of a signature line."""

    row_height_pt: Decimal


class NoticeLook(Part):
    """What the head and the pages of an official paper look like.

    Attributes:
        switch: The field that says how the head is printed.
        preprinted: Its value for paper that bears name and rules already.
        bare: Its value for no head at all.
        page_number: The text around the page number of every page; "" for none.
        letter: Whether the first page bears no number but a rule at its foot.
        imprint_edge_eighths_pt: Width of the first and the last rule of the imprint.
        imprint_inner_eighths_pt: Width of the rules between.
    """

    switch: str
    preprinted: str
    bare: str
    page_number: tuple[str, str] | None = None
    letter: bool = False
    imprint_edge_eighths_pt: int
    imprint_inner_eighths_pt: int
