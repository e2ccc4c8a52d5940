"""A layout: page, fonts, styles and numbering of a template, read from ``schemas/layouts``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import yaml
from pydantic import ValidationError

from docgen.errors import Problem, TemplateError
from docgen.templating.build_looks import (
    NOTICE_STYLE_IDS,
    STYLE_IDS,
    Alignment,
    CoverLook,
    Font,
    Frame,
    Level,
    Lists,
    NoticeLook,
    Page,
    Part,
    SignatureLook,
    Style,
    TableLook,
)

__all__ = [
    "STYLE_IDS",
    "Alignment",
    "Frame",
    "Layout",
    "Level",
    "NoticeLook",
    "Style",
    "half_points",
    "read_layout",
    "twips_from_mm",
    "twips_from_pt",
]

#: Styles whose paragraphs are numbered in the text and in attachments.
_NUMBERED = ("Chapter", "Clause", "Item", "SubItem")
_NUMBERED_IN_ATTACHMENTS = ("Attachment", "Item", "SubItem")

TWIPS_PER_PT = 20
TWIPS_PER_INCH = 1440
MM_PER_INCH = Decimal("25.4")


class Layout(Part):
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
