"""Finds fonts that Word gives to the Latin letters only, and Japanese fonts for Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from lxml import etree

from docgen.templating.lint_words import Fault, fault, words
from docgen.templating.package import parse_xml
from docgen.templating.places import Place, SeenParagraph, Spot, texts_of
from docgen.templating.tags import w

__all__ = ["check_fonts"]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_STYLES, _SETTINGS = "word/styles.xml", "word/settings.xml"
_THEME = re.compile(r"^word/theme/theme\d*\.xml$")
_CHINESE = re.compile("[\u3400-\u9fff]")
_IN_DIALOG = "在“字体”对话框的“中文字体”里改选宋体、仿宋等。"
_IN_THEME = (
    "在“设计”的“字体”里自定义主题字体，把中文字体选为宋体等；"
    "或在文件选项的“语言”里把默认语言设为中文后另存。"
)

Slots: TypeAlias = Mapping[str, str]
_NONE: Slots = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    parent: str
    slots: Slots


class _Book:
    """The styles of a template, and what its theme makes of the Chinese slot."""

    def __init__(self, members: Mapping[str, bytes], name: str) -> None:
        self.styles: dict[str, _Style] = {}
        self.defaults: Slots = _NONE
        self.default_style = ""
        if _STYLES in members:
            self._read(parse_xml(members[_STYLES], name=name, part=_STYLES))
        self._themed = _themed(members, name)

    def _read(self, root: etree._Element) -> None:
        self.defaults = _slots(root.find(f"{w('docDefaults')}/{w('rPrDefault')}"))
        for style in root.iterfind(w("style")):
            key = style.get(w("styleId")) or ""
            title = _value(style.find(w("name"))) or key
            self.styles[key] = _Style(title, _value(style.find(w("basedOn"))), _slots(style))
            default = style.get(w("default")) in ("1", "true", "on")
            if default and style.get(w("type"), "paragraph") == "paragraph":
                self.default_style = key

    def chain(self, *style_ids: str) -> Iterator[Slots]:
        """Yield the fonts that styles give, the nearest first, then the document's."""
        for at in style_ids:
            seen: set[str] = set()
            key = at
            while key in self.styles and key not in seen:
                seen.add(key)
                yield self.styles[key].slots
                key = self.styles[key].parent
        yield self.defaults

    def above(self, style_id: str) -> Iterator[Slots]:
        """Yield the fonts under a style's own."""
        return self.chain(self.styles[style_id].parent)

    def used(self, named: set[str]) -> set[str]:
        """Return the styles that a document uses, with those they are based on."""
        found: set[str] = set()
        waiting = [*named, self.default_style]
        while waiting:
            one = waiting.pop()
            if one in self.styles and one not in found:
                found.add(one)
                waiting.append(self.styles[one].parent)
        return found

    def east_asian(self, slots: Slots) -> str:
        """Return the font that some fonts give to Chinese text, "" for none."""
        if "eastAsiaTheme" in slots:
            return self._themed.get(slots["eastAsiaTheme"][:5], "")
        return slots.get("eastAsia", "")


def check_fonts(
    members: Mapping[str, bytes], seen: Sequence[SeenParagraph], *, name: str, loose: bool
) -> Iterator[Fault]:
    """Yield what is wrong with the fonts of Chinese text, each once a paragraph or style.

    Args:
        members: The members of the package.
        seen: The paragraphs of the template.
        name: What messages call the file.
        loose: Whether the template has no manifest.
    """
    book = _Book(members, name)
    named: set[str] = set()
    for one in seen:
        named.update(_value(node) for node in one.element.iter(w("pStyle"), w("rStyle")))
        yield from _paragraph(one, book, loose=loose)
    yield from _judge(book.defaults, (), book, Spot(Place(_STYLES, 0, "默认字体")), loose=loose)
    for key in sorted(book.used(named)):
        style = book.styles[key]
        spot = Spot(Place(_STYLES, 0, style.name))
        yield from _judge(style.slots, tuple(book.above(key)), book, spot, loose=loose)


def _paragraph(seen: SeenParagraph, book: _Book, *, loose: bool) -> Iterator[Fault]:
    style = _value(seen.element.find(f"{w('pPr')}/{w('pStyle')}")) or book.default_style
    told: set[tuple[str, str]] = set()
    at = 0
    for node in texts_of(seen):
        start, at = at, at + len(node.text or "")
        run = node.getparent()
        if run is None or not (node.text or "").strip() or (node.text or "").isascii():
            continue
        slots = _slots(run)
        under = tuple(book.chain(_value(run.find(f"{w('rPr')}/{w('rStyle')}")), style))
        for found in _judge(slots, under, book, Spot(seen.place, start, at), loose=loose):
            if (found.code, found.message) not in told:
                told.add((found.code, found.message))
                yield found


def _judge(
    own: Slots, under: Sequence[Slots], book: _Book, spot: Spot, *, loose: bool
) -> Iterator[Fault]:
    """Yield what is wrong with one setting of fonts.

    Args:
        own: The fonts that it sets, by slot.
        under: The fonts that show where it sets none, the nearest first.
        book: The styles.
        spot: Where it stands.
        loose: Whether the template has no manifest.
    """
    chinese = book.east_asian(own)
    if chinese:
        if chinese.casefold() in words().japanese_fonts:
            how = _IN_THEME if "eastAsiaTheme" in own else _IN_DIALOG
            yield fault("T217", spot, loose=loose, font=f"「{chinese}」", how=how)
        return
    if "eastAsiaTheme" in own:
        return  # the theme leaves it to Word, which takes a Chinese font
    meant = next((own[key] for key in ("ascii", "hAnsi") if _is_chinese(own.get(key, ""))), "")
    actual = next(filter(None, (book.east_asian(one) for one in under)), "")
    if meant and meant != actual:
        shown = f"「{actual}」" if actual else "默认的字体"
        yield fault("T216", spot, loose=loose, font=meant, actual=shown)


def _is_chinese(font: str) -> bool:
    return bool(_CHINESE.search(font)) or font.casefold() in words().chinese_fonts


def _slots(holder: etree._Element | None) -> Slots:
    """Return the fonts that a run, style or default sets, by slot."""
    fonts = holder.find(f"{w('rPr')}/{w('rFonts')}") if holder is not None else None
    if fonts is None:
        return _NONE
    return {etree.QName(str(key)).localname: str(value) for key, value in fonts.attrib.items()}


def _value(element: etree._Element | None) -> str:
    return (element.get(w("val")) or "") if element is not None else ""


def _themed(members: Mapping[str, bytes], name: str) -> Mapping[str, str]:
    """Return the font of Chinese text by the theme's ``major`` and ``minor``; "" for Word's own."""
    found: dict[str, str] = {}
    for part in filter(_THEME.match, members):
        root = parse_xml(members[part], name=name, part=part)
        for kind in ("major", "minor"):
            fonts = root.find(f".//{_A}{kind}Font")
            if fonts is not None:
                found[kind] = _theme_font(fonts, _language(members, name))
    return found


def _theme_font(fonts: etree._Element, language: str) -> str:
    east = fonts.find(f"{_A}ea")
    stated = (east.get("typeface") or "") if east is not None else ""
    if stated:
        return stated
    # Without a stated font Word goes by the language of the theme; where that is not Chinese it is
    # the Japanese one of most themes (ECMA-376 part 1, 17.15.1.88).
    script = "Hans" if language.startswith("zh") else "Jpan"
    for one in fonts.iterfind(f"{_A}font"):
        if one.get("script") == script:
            return one.get("typeface") or ""
    return ""


def _language(members: Mapping[str, bytes], name: str) -> str:
    if _SETTINGS not in members:
        return ""
    root = parse_xml(members[_SETTINGS], name=name, part=_SETTINGS)
    language = root.find(w("themeFontLang"))
    return (language.get(w("eastAsia")) or "") if language is not None else ""
