"""What ``styles.xml`` and ``numbering.xml`` say of lists, read into plain values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from lxml import etree

from docgen.errors import TemplateError

__all__ = [
    "LEVELS",
    "NAME",
    "Level",
    "NumberedList",
    "StyleNumber",
    "integer",
    "read_lists",
    "read_styles",
    "value_of",
]

#: 17.9.3: w:ilvl is 0 to 8.
LEVELS = 9

#: What messages call the file whose parts are read here.
NAME = "模板"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of one list.

    Attributes:
        start: The number of its first paragraph.
        form: ``w:numFmt``: decimal, chineseCountingThousand, bullet, ….
        text: ``w:lvlText``, where ``%n`` stands for the number of level n, counted from 1.
        suffix: What stands between the number and the text.
        legal: ``w:isLgl``: every number of the label in Arabic digits.
        restart: ``w:lvlRestart``: the level (from 1) after which this one starts anew, 0 for
            never, None for after any higher level.
        style: Id of the paragraph style that is bound to this level, or "".
        ppr: Its ``w:pPr`` as XML, empty when absent.
        rpr: Its ``w:rPr`` as XML, the look of the label, empty when absent.
        picture: Whether the bullet is a picture.
    """

    start: int
    form: str
    text: str
    suffix: Literal["tab", "space", "nothing"]
    legal: bool
    restart: int | None
    style: str
    ppr: bytes
    rpr: bytes
    picture: bool


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A ``w:num``: its abstractNum with the overrides applied."""

    shared: int
    levels: Mapping[int, Level]
    restarted: frozenset[int]


@dataclass(frozen=True, slots=True)
class StyleNumber:
    """What a paragraph style says of numbering: its parent's id, and its own ``w:numPr``."""

    parent: str
    num_id: int | None
    ilvl: int | None


def read_styles(root: etree._Element) -> tuple[Mapping[str, StyleNumber], str]:
    """Return the paragraph styles of ``w:styles`` by id, and the id of the default one."""
    styles: dict[str, StyleNumber] = {}
    default = ""
    for style in root.iterfind(f"{_W}style"):
        if style.get(f"{_W}type", "paragraph") != "paragraph":
            continue
        style_id = style.get(f"{_W}styleId", "")
        number = style.find(f"{_W}pPr/{_W}numPr")
        styles[style_id] = StyleNumber(
            parent=value_of(style.find(f"{_W}basedOn")),
            num_id=integer(number, "numId") if number is not None else None,
            ilvl=integer(number, "ilvl") if number is not None else None,
        )
        if style.get(f"{_W}default") in ("1", "true", "on"):
            default = style_id
    return MappingProxyType(styles), default


def read_lists(root: etree._Element, styles: etree._Element) -> Mapping[int, NumberedList]:
    """Return the lists of ``w:numbering`` by numId.

    Raises:
        TemplateError: An id or a level is not a number.
    """
    shared = {_attribute(a, "abstractNumId"): a for a in root.iterfind(f"{_W}abstractNum")}
    numbers = {_attribute(n, "numId"): n for n in root.iterfind(f"{_W}num")}
    lists: dict[int, NumberedList] = {}
    for num_id, number in numbers.items():
        abstract_id = _abstract(number, shared, numbers, styles)
        if abstract_id is None or num_id == 0:
            continue
        levels = {
            _depth(level): _level(level) for level in shared[abstract_id].iterfind(f"{_W}lvl")
        }
        restarted: set[int] = set()
        for override in number.iterfind(f"{_W}lvlOverride"):
            _apply(override, levels, restarted)
        lists[num_id] = NumberedList(abstract_id, MappingProxyType(levels), frozenset(restarted))
    return MappingProxyType(lists)


def _abstract(
    number: etree._Element,
    shared: Mapping[int, etree._Element],
    numbers: Mapping[int, etree._Element],
    styles: etree._Element,
) -> int | None:
    """Follow ``w:numStyleLink`` (17.9.21) to the abstractNum that holds the levels."""
    seen: set[int] = set()
    while True:
        abstract_id = integer(number, "abstractNumId")
        if abstract_id is None or abstract_id not in shared or abstract_id in seen:
            return None
        seen.add(abstract_id)
        link = value_of(shared[abstract_id].find(f"{_W}numStyleLink"))
        if not link:
            return abstract_id
        target = _style_number(styles, link)
        if target is None or target not in numbers:
            return None
        number = numbers[target]


def _style_number(styles: etree._Element, style_id: str) -> int | None:
    for style in styles.iterfind(f"{_W}style"):
        if style.get(f"{_W}styleId") == style_id:
            number = style.find(f"{_W}pPr/{_W}numPr")
            return integer(number, "numId") if number is not None else None
    return None


def _apply(override: etree._Element, levels: dict[int, Level], restarted: set[int]) -> None:
    ilvl = _depth(override)
    replaced = override.find(f"{_W}lvl")
    if replaced is not None:
        levels[ilvl] = _level(replaced)
    start = integer(override, "startOverride")
    if start is not None and ilvl in levels:
        levels[ilvl] = replace(levels[ilvl], start=start)
        restarted.add(ilvl)


def _level(level: etree._Element) -> Level:
    suffix = value_of(level.find(f"{_W}suff"))
    text = level.find(f"{_W}lvlText")
    return Level(
        start=integer(level, "start") or 0,
        form=_form(level),
        text=text.get(f"{_W}val", "") if text is not None else "",
        suffix="space" if suffix == "space" else "nothing" if suffix == "nothing" else "tab",
        legal=_on(level.find(f"{_W}isLgl")),
        restart=integer(level, "lvlRestart"),
        style=value_of(level.find(f"{_W}pStyle")),
        ppr=_bytes(level.find(f"{_W}pPr")),
        rpr=_bytes(level.find(f"{_W}rPr")),
        picture=level.find(f"{_W}lvlPicBulletId") is not None,
    )


def _depth(element: etree._Element) -> int:
    ilvl = _attribute(element, "ilvl")
    if not 0 <= ilvl < LEVELS:
        raise TemplateError(
            f"编号的级别 {ilvl} 超出 0—{LEVELS - 1}。",
            where="word/numbering.xml",
            fix="用 Word 或 WPS 打开后另存一次。",
        )
    return ilvl


def _form(level: etree._Element) -> str:
    # Newer forms stand in an AlternateContent whose Fallback names a form of the first edition.
    form = level.find(f"{_W}numFmt")
    if form is None:
        form = level.find(f".//{_MC}Fallback/{_W}numFmt")
    return value_of(form) or "decimal"


def _bytes(element: etree._Element | None) -> bytes:
    return b"" if element is None else etree.tostring(element, with_tail=False)


def value_of(element: etree._Element | None) -> str:
    """Return ``w:val`` of an element, "" where element or attribute is absent."""
    return "" if element is None else element.get(f"{_W}val", "")


def _on(element: etree._Element | None) -> bool:
    return element is not None and element.get(f"{_W}val", "1") not in ("0", "false", "off")


def integer(parent: etree._Element, tag: str) -> int | None:
    """Return ``w:val`` of the named child as a whole number, None where there is no such child.

    Raises:
        TemplateError: The value is not a whole number.
    """
    child = parent.find(f"{_W}{tag}")
    return None if child is None else _attribute(child, "val")


def _attribute(element: etree._Element, name: str) -> int:
    text = element.get(f"{_W}{name}", "")
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        tag = etree.QName(element).localname
        raise TemplateError(
            f"{tag} 的 {name} 应为整数，现为「{text}」。",
            where="word/numbering.xml",
            fix="用 Word 或 WPS 打开后另存一次。",
        )
    return int(text)
