"""A layout: page, fonts, styles and numbering of a template, read from ``schemas/layouts``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from docgen.errors import Problem, TemplateError

__all__ = [
    "STYLE_IDS",
    "Alignment",
    "Layout",
    "Level",
    "Style",
    "half_points",
    "read_layout",
    "twips_from_mm",
    "twips_from_pt",
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
#: Styles whose paragraphs are numbered in the text and in attachments.
_NUMBERED = ("Chapter", "Clause", "Item", "SubItem")
_NUMBERED_IN_ATTACHMENTS = ("Attachment", "Item", "SubItem")

Alignment: TypeAlias = Literal["left", "centre", "right", "both"]

TWIPS_PER_PT = 20
TWIPS_PER_INCH = 1440
MM_PER_INCH = Decimal("25.4")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(_Part):
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


class Font(_Part):
    """A font's entry in Word's font table."""

    alt: str = ""
    charset: str
    family: Literal["auto", "roman", "swiss", "modern", "script", "decorative"]


class Rule(_Part):
    """A line above or below a paragraph; ``space_pt`` is between it and the text."""

    kind: Literal["single", "thickThinSmallGap", "thinThickSmallGap"] = "single"
    width_eighths_pt: int = Field(gt=0, le=96)
    space_pt: int = Field(default=1, ge=0, le=31)
    color: str = Field(default="auto", pattern="^([0-9A-F]{6}|auto)$")


class Frame(_Part):
    """A place of its own in the middle of the sheet, counted from its upper edge."""

    width_mm: Decimal
    top_mm: Decimal


class Style(_Part):
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


class Level(_Part):
    """One level of a list."""

    style: str
    format: Literal["decimal", "chineseCountingThousand"]
    text: str
    follow: Literal["space", "nothing", "tab"]


class Lists(_Part):
    """Numbering; each list counts for itself.

    Clauses and their items are a list of their own (第一条 goes on through the chapters), or, where
    ``clauses`` is empty, the deeper levels of ``chapters`` (（一） begins anew in each).
    """

    chapters: tuple[Level, ...] = Field(min_length=1, max_length=9)
    clauses: tuple[Level, ...] = Field(max_length=9)
    attachments: tuple[Level, ...] = Field(min_length=3, max_length=9)


class TableLook(_Part):
    """Cell margins and border width of tables, and the space between a table and its text."""

    cell_side_mm: Decimal
    cell_top_mm: Decimal
    border_eighths_pt: int
    space_pt: Decimal


class CoverLook(_Part):
    """Widths of the cover's two columns in percent of the text width."""

    label_pct: int = Field(gt=0, lt=100)
    value_pct: int = Field(gt=0, lt=100)


class SignatureLook(_Part):
    """Least height of a signature line."""

    row_height_pt: Decimal


class NoticeLook(_Part):
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


class Layout(_Part):
    """Everything about the look of a document that its text does not say."""

    id: str
    language: str
    page: Page
    fonts: Mapping[str, Font]
    styles: Mapping[str, Style]
    lists: Lists
    table: TableLook
    cover: CoverLook
    signature: SignatureLook
    notice: NoticeLook | None = None

    @property
    def text_width_twips(self) -> int:
        """Width between the margins, each edge rounded to whole twips as Word stores it."""
        page = self.page
        return (
            twips_from_mm(page.width_mm)
            - twips_from_mm(page.left_mm)
            - twips_from_mm(page.right_mm)
        )

    def size_pt(self, style_id: str) -> Decimal:
        """Return the font size of a style, looked up along ``based_on``."""
        style = self.styles[style_id]
        return self.size_pt(style.based_on) if style.size_pt is None else style.size_pt


def read_layout(text: str | bytes, *, name: str) -> Layout:
    """Return the layout of a YAML text.

    Args:
        text: Content of a file of ``schemas/layouts``.
        name: What messages call the file.

    Raises:
        TemplateError: It cannot be read, a key is unknown or missing, a style that the builder
            needs is absent, or styles refer to each other in a circle.
    """
    try:
        # BaseLoader keeps every scalar as its text, so that no length passes through a float.
        data: Any = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - builds only plain text
        layout = Layout.model_validate(_without_nulls(data))
    except yaml.YAMLError as error:
        raise TemplateError(f"不是合格的 YAML：{error}", where=name, code="T120") from error
    except ValidationError as error:
        raise TemplateError(
            [
                Problem(item["msg"], f"{name} {'.'.join(map(str, item['loc']))}", code="T120")
                for item in error.errors()
            ]
        ) from error
    _check(layout, name)
    return layout


def twips_from_mm(length_mm: Decimal) -> int:
    """Return millimetres as twips (1/1440 inch), rounded half up."""
    return _whole(length_mm * TWIPS_PER_INCH / MM_PER_INCH)


def twips_from_pt(length_pt: Decimal) -> int:
    """Return points as twips, rounded half up."""
    return _whole(length_pt * TWIPS_PER_PT)


def half_points(size_pt: Decimal) -> int:
    """Return a font size in half points, rounded half up."""
    return _whole(size_pt * 2)


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _without_nulls(data: Any) -> Any:
    """Drop keys whose text says that there is no value."""
    if isinstance(data, dict):
        return {
            key: _without_nulls(value) for key, value in data.items() if value not in ("null", "")
        }
    return [_without_nulls(value) for value in data] if isinstance(data, list) else data


def _check(layout: Layout, name: str) -> None:
    problems = [
        Problem(f"缺少样式 {style_id}。", f"{name} styles", "照 contract.yaml 补上。", "T120")
        for style_id in (*STYLE_IDS, *(NOTICE_STYLE_IDS if layout.notice else ()))
        if style_id not in layout.styles
    ]
    for style_id, style in layout.styles.items():
        where = f"{name} styles.{style_id}"
        if style_id != "Normal" and not _reaches_normal(layout.styles, style_id):
            problems.append(Problem("based_on 不通向 Normal。", where, "改正 based_on。", "T120"))
        if style.next and style.next not in layout.styles:
            problems.append(Problem(f"next 指向没有的样式 {style.next}。", where, "改正。", "T120"))
        problems.extend(
            Problem(f"字体「{font}」不在 fonts 里。", where, "在 fonts 里登记它。", "T120")
            for font in (style.east_asia, style.latin)
            if font and font not in layout.fonts
        )
    problems.extend(
        Problem(f"样式 {style_id} 没有编号。", f"{name} lists", "在它的表里给它一级。", "T120")
        for style_id in _without_level(layout.lists)
    )
    normal = layout.styles.get("Normal")
    if normal and not (normal.east_asia and normal.latin and normal.size_pt and normal.line_pt):
        fix = "写明 east_asia、latin、size_pt、line_pt。"
        problems.append(Problem("Normal 没有写全。", f"{name} styles.Normal", fix, "T120"))
    if layout.cover.label_pct + layout.cover.value_pct > 100:
        problems.append(Problem("封面两列之和超过 100。", f"{name} cover", "改小。", "T120"))
    if problems:
        raise TemplateError(problems)


def _without_level(lists: Lists) -> list[str]:
    text = {level.style for level in (*lists.chapters, *lists.clauses)}
    attachments = {level.style for level in lists.attachments}
    missing = [one for one in _NUMBERED if one not in text]
    return missing + [one for one in _NUMBERED_IN_ATTACHMENTS if one not in attachments]


def _reaches_normal(styles: Mapping[str, Style], style_id: str) -> bool:
    for _ in styles:
        if style_id == "Normal":
            return True
        if style_id not in styles:
            return False
        style_id = styles[style_id].based_on
    return style_id == "Normal"
