"""``styles.xml`` and ``numbering.xml`` of a layout.

All four font slots are written everywhere a font is named: Word takes the Chinese font from
``eastAsia`` alone, and a missing slot falls back to a Japanese theme font.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from lxml import etree

from docgen.templating.build_layout import (
    Layout,
    Level,
    Style,
    half_points,
    twips_from_mm,
    twips_from_pt,
)
from docgen.templating.build_xml import part_bytes, w

__all__ = ["LIST_IDS", "numbering_xml", "styles_xml"]

#: ``w:numId`` of each list.
LIST_IDS = {"chapters": 1, "clauses": 2, "attachments": 3}

_JC = {"left": "left", "centre": "center", "right": "right", "both": "both"}
# Word compares these ids when it merges lists; any fixed, different values will do.
_NSIDS = {"chapters": "1A2B3C01", "clauses": "1A2B3C02", "attachments": "1A2B3C03"}
_AUTO_LINE = 240
# Names that Word knows by itself; everything else is a style of our own.
_WORD_NAMES = frozenset({"Normal", "header", "footer"})


def styles_xml(layout: Layout) -> bytes:
    """Return ``word/styles.xml``."""
    root = w("styles", _defaults(layout))
    root.append(_built_in("character", "DefaultParagraphFont", "Default Paragraph Font", 1))
    root.append(_table_normal())
    root.append(_built_in("numbering", "NoList", "No List", 99))
    for style_id, style in layout.styles.items():
        root.append(_style(layout, style_id, style))
    return part_bytes(root)


def numbering_xml(layout: Layout) -> bytes:
    """Return ``word/numbering.xml``: a list each for chapters, clauses and attachments.

    A list without levels is left out.
    """
    root = w("numbering")
    lists: dict[str, tuple[Level, ...]] = {
        "chapters": layout.lists.chapters,
        "clauses": layout.lists.clauses,
        "attachments": layout.lists.attachments,
    }
    owners = _level_owners(layout)
    present = [key for key, levels in lists.items() if levels]
    for key in present:
        root.append(_abstract(layout, key, lists[key], owners))
    for key in present:
        root.append(w("num", w("abstractNumId", val=LIST_IDS[key]), numId=LIST_IDS[key]))
    return part_bytes(root)


def _level_owners(layout: Layout) -> dict[str, tuple[str, int]]:
    """Return, by style, the list and level that it carries; the first list that names it wins."""
    owners: dict[str, tuple[str, int]] = {}
    for key in ("chapters", "clauses", "attachments"):
        levels: tuple[Level, ...] = getattr(layout.lists, key)
        for depth, level in enumerate(levels):
            owners.setdefault(level.style, (key, depth))
    return owners


def _defaults(layout: Layout) -> etree._Element:
    normal = layout.styles["Normal"]
    size = half_points(layout.size_pt("Normal"))
    run = w(
        "rPr",
        _fonts(normal.east_asia, normal.latin),
        w("kern", val=0),
        w("sz", val=size),
        w("szCs", val=size),
        w("lang", val="en-US", eastAsia=layout.language, bidi="ar-SA"),
    )
    paragraph = w(
        "pPr",
        w("widowControl"),
        w("kinsoku"),
        w("overflowPunct"),
        w("autoSpaceDE"),
        w("autoSpaceDN"),
        w("adjustRightInd", val=0),
        *([] if layout.page.grid_pitch_twips else [w("snapToGrid", val=0)]),
        w("spacing", before=0, after=0),
    )
    return w("docDefaults", w("rPrDefault", run), w("pPrDefault", paragraph))


def _built_in(kind: str, style_id: str, name: str, priority: int) -> etree._Element:
    return w(
        "style",
        w("name", val=name),
        w("uiPriority", val=priority),
        w("semiHidden"),
        w("unhideWhenUsed"),
        type=kind,
        default=1,
        styleId=style_id,
    )


def _table_normal() -> etree._Element:
    style = _built_in("table", "TableNormal", "Normal Table", 99)
    zero: dict[str, str | int] = {"w": 0, "type": "dxa"}
    margins = w("tblCellMar", *(w(side, **zero) for side in ("top", "left", "bottom", "right")))
    style.append(w("tblPr", w("tblInd", **zero), margins))
    return style


def _style(layout: Layout, style_id: str, style: Style) -> etree._Element:
    origin = {"default": 1} if style_id == "Normal" else {"customStyle": 1}
    if style.name in _WORD_NAMES - {"Normal"}:
        origin = {}
    made = w("style", type="paragraph", styleId=style_id, **origin)
    made.append(w("name", val=style.name))
    if style_id != "Normal":
        made.append(w("basedOn", val=style.based_on))
    if style.next:
        made.append(w("next", val=style.next))
    made.append(w("qFormat"))
    for properties in (_paragraph_properties(layout, style_id, style), _run_properties(style)):
        if len(properties):
            made.append(properties)
    return made


def _paragraph_properties(layout: Layout, style_id: str, style: Style) -> etree._Element:
    """Return the ``w:pPr`` of a style, its children in the order of the schema."""
    made = w("pPr")
    for name, wanted in (
        ("keepNext", style.keep_next),
        ("keepLines", style.keep_lines),
        ("pageBreakBefore", style.page_break_before),
    ):
        if wanted:
            made.append(w(name))
    owner = _level_owners(layout).get(style_id)
    if owner:
        made.append(w("numPr", *_level_number(owner[1]), w("numId", val=LIST_IDS[owner[0]])))
    made.extend(_rules(style))
    pitch = layout.page.grid_pitch_twips
    if pitch and style.line_pt is not None and twips_from_pt(style.line_pt) != pitch:
        # LibreOffice would stretch a line of its own fixed height to whole lines of the grid.
        made.append(w("snapToGrid", val=0))
    made.extend(_spacing(style))
    indents = _indents(layout, style_id, style)
    if indents:
        made.append(w("ind", **indents))
    if style.align:
        made.append(w("jc", val=_JC[style.align]))
    if style.outline_level is not None:
        made.append(w("outlineLvl", val=style.outline_level))
    return made


def _level_number(depth: int) -> list[etree._Element]:
    return [w("ilvl", val=depth)] if depth else []


def _spacing(style: Style) -> Iterator[etree._Element]:
    attributes: dict[str, str | int] = {}
    if style.before_pt is not None:
        attributes["before"] = twips_from_pt(style.before_pt)
    if style.after_pt is not None:
        attributes["after"] = twips_from_pt(style.after_pt)
    if style.line_pt is not None:
        attributes |= {"line": twips_from_pt(style.line_pt), "lineRule": "exact"}
    elif style.line_multiple is not None:
        attributes |= {"line": int(style.line_multiple * _AUTO_LINE), "lineRule": "auto"}
    if attributes:
        yield w("spacing", **attributes)


def _rules(style: Style) -> Iterator[etree._Element]:
    if style.rule_below:
        yield w("pBdr", w("bottom", val="single", sz=4, space=1, color="auto"))
    sides = [("top", style.rule_top), ("bottom", style.rule_bottom)]
    lines = [
        w(side, val=rule.kind, sz=rule.width_eighths_pt, space=rule.space_pt, color=rule.color)
        for side, rule in sides
        if rule is not None
    ]
    if lines:
        yield w("pBdr", *lines)


def _indents(layout: Layout, style_id: str, style: Style) -> dict[str, str | int]:
    """Return the indents, each in characters with the same in twips, or in twips alone."""
    made: dict[str, str | int] = {}
    for side, chars, length_mm in (
        ("left", style.left_chars, style.left_mm),
        ("right", style.right_chars, style.right_mm),
        ("firstLine", style.first_line_chars, None),
    ):
        if chars is not None:
            made |= {
                f"{side}Chars": int(chars * 100),
                side: twips_from_pt(layout.size_pt(style_id) * chars),
            }
        elif length_mm is not None:
            made[side] = twips_from_mm(length_mm)
    return made


def _first_line(layout: Layout, style_id: str, chars: Decimal) -> etree._Element:
    """Return an indent in characters with the same in twips for programs that know only those."""
    return w(
        "ind",
        firstLineChars=int(chars * 100),
        firstLine=twips_from_pt(layout.size_pt(style_id) * chars),
    )


def _run_properties(style: Style) -> etree._Element:
    made = w("rPr")
    if style.east_asia or style.latin:
        made.append(_fonts(style.east_asia, style.latin))
    if style.bold is not None:
        made.extend([w("b", val=int(style.bold)), w("bCs", val=int(style.bold))])
    if style.color:
        made.append(w("color", val=style.color))
    if style.tracking_pt is not None:
        made.append(w("spacing", val=twips_from_pt(style.tracking_pt)))
    if style.size_pt is not None:
        size = half_points(style.size_pt)
        made.extend([w("sz", val=size), w("szCs", val=size)])
    return made


def _fonts(east_asia: str, latin: str) -> etree._Element:
    slots: dict[str, str | int] = {}
    if latin:
        slots |= {"ascii": latin, "hAnsi": latin}
    if east_asia:
        slots["eastAsia"] = east_asia
    if latin:
        slots["cs"] = latin
    return w("rFonts", **slots)


def _abstract(
    layout: Layout, key: str, levels: Sequence[Level], owners: dict[str, tuple[str, int]]
) -> etree._Element:
    made = w(
        "abstractNum",
        w("nsid", val=_NSIDS[key]),
        w("multiLevelType", val="multilevel"),
        w("tmpl", val=_NSIDS[key]),
        abstractNumId=LIST_IDS[key],
    )
    for depth, level in enumerate(levels):
        linked = owners[level.style] == (key, depth)
        made.append(_level(layout, depth, level, linked=linked))
    return made


def _level(layout: Layout, depth: int, level: Level, *, linked: bool) -> etree._Element:
    chars = layout.styles[level.style].first_line_chars
    indent = w("ind", left=0, firstLine=0)
    if chars is not None:
        indent = _first_line(layout, level.style, chars)
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=level.format),
        *([w("pStyle", val=level.style)] if linked else []),
        w("suff", val=level.follow),
        w("lvlText", val=level.text),
        w("lvlJc", val="left"),
        w("pPr", indent),
        ilvl=depth,
    )
