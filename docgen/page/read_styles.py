"""Word's styles: what a paragraph and a run look like after all layers of formatting.

The order is Word's: document defaults, table style, list level, paragraph style with all that it
is based on, character style, direct formatting. What two paragraphs share is worked out once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

from docgen.page.model import RunStyle
from docgen.page.read_properties import (
    Props,
    W,
    child_value,
    color_of,
    fingerprint,
    is_on,
    merged,
    paragraph_props,
    points,
    run_props,
)
from docgen.templating.numbering import ListPlace, Numbering

__all__ = ["Layers", "Look", "Styles"]

_HALF_POINTS = 2
_SIZE = 10.0  # 17.3.2.38: without any w:sz a run is 10 points
_LARGEST = 1638.0  # what Word takes at most
_LATIN = "Times New Roman"
_EAST_ASIA = "宋体"
_TOGGLES = ("b", "i", "caps", "smallCaps", "strike", "dstrike", "vanish")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

#: Paragraph and run properties of one layer.
Layers = tuple[Props, Props]


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks, and whether it is hidden or printed in capitals."""

    style: RunStyle
    hidden: bool
    caps: bool


class Styles:
    """All styles of one document; belongs to one reading of it."""

    def __init__(
        self, root: etree._Element, numbering: Numbering, theme: etree._Element | None
    ) -> None:
        self._numbering = numbering
        self._theme = _theme_fonts(theme)
        self._elements = {s.get(f"{W}styleId", ""): s for s in root.iterfind(f"{W}style")}
        defaults = root.find(f"{W}docDefaults")
        self._defaults: Layers = (
            paragraph_props(_find(defaults, "pPrDefault", "pPr")),
            run_props(_find(defaults, "rPrDefault", "rPr")),
        )
        self._default_ids = {
            s.get(f"{W}type", ""): s.get(f"{W}styleId", "")
            for s in root.iterfind(f"{W}style")
            if s.get(f"{W}default") in ("1", "true", "on")
        }
        self._chains: dict[tuple[str, bool], Layers] = {}
        self._paragraphs: dict[tuple[str, str, ListPlace | None], Layers] = {}
        self._levels: dict[ListPlace, Layers] = {}
        # The base itself is kept, so that its id cannot pass to another dictionary.
        self._looks: dict[tuple[object, ...], tuple[Props, Look]] = {}

    def default(self, kind: str) -> str:
        """Return the id of the default style of a kind (paragraph, table), or ""."""
        return self._default_ids.get(kind, "")

    def table_chain(self, style_id: str) -> list[etree._Element]:
        """Return a table style and what it is based on, the base first."""
        chain: list[etree._Element] = []
        while style_id in self._elements and self._elements[style_id] not in chain:
            chain.insert(0, self._elements[style_id])
            style_id = child_value(self._elements[style_id], "basedOn")
        return chain

    def paragraph(self, style_id: str, table_style: str, direct_list: ListPlace | None) -> Layers:
        """Return what a paragraph has before its direct formatting.

        Args:
            style_id: Its paragraph style; "" for the default one.
            table_style: Style of the table it stands in; "" outside tables.
            direct_list: Where its own ``w:numPr`` puts it; None when it has none.
        """
        style_id = style_id if style_id in self._elements else self.default("paragraph")
        key = (style_id, table_style, direct_list)
        if key not in self._paragraphs:
            ppr, rpr = self._defaults
            for element in self.table_chain(table_style):
                ppr = merged(ppr, paragraph_props(element.find(f"{W}pPr")))
                rpr = merged(rpr, run_props(element.find(f"{W}rPr")))
            own_ppr, own_rpr = self._chain(style_id, lists=direct_list is None)
            ppr, rpr = merged(ppr, own_ppr), merged(rpr, own_rpr)
            if direct_list is not None:
                ppr = merged(ppr, self.level_layers(direct_list)[0])
            self._paragraphs[key] = (ppr, rpr)
        return self._paragraphs[key]

    def level_layers(self, place: ListPlace) -> Layers:
        """Return paragraph and label properties of a list level."""
        if place not in self._levels:
            level = self._numbering.level(place)
            self._levels[place] = (paragraph_props(_xml(level.ppr)), run_props(_xml(level.rpr)))
        return self._levels[place]

    def _chain(self, style_id: str, *, lists: bool) -> Layers:
        key = (style_id, lists)
        if key not in self._chains:
            self._chains[key] = ({}, {})  # a style based on itself finds this and stops
            self._chains[key] = self._resolve(style_id, lists=lists)
        return self._chains[key]

    def _resolve(self, style_id: str, *, lists: bool) -> Layers:
        element = self._elements.get(style_id)
        if element is None:
            return {}, {}
        ppr, rpr = self._chain(child_value(element, "basedOn"), lists=lists)
        own = paragraph_props(element.find(f"{W}pPr"))
        if lists and "numPr" in own:
            place = self._numbering.place(style_id)
            if place is not None:
                ppr = merged(ppr, self.level_layers(place)[0])
        return merged(ppr, own), merged(rpr, run_props(element.find(f"{W}rPr")))

    def look(self, base: Props, rpr: etree._Element | None, *, tracking: float = 0.0) -> Look:
        """Return how a run looks.

        Args:
            base: Run properties of its paragraph's layers.
            rpr: Its ``w:rPr``, or None.
            tracking: What the document grid adds to every character, in points.
        """
        key = (id(base), tracking, fingerprint(rpr))
        if key not in self._looks:
            self._looks[key] = (base, self.look_of(base, run_props(rpr), tracking=tracking))
        return self._looks[key][1]

    def look_of(self, base: Props, direct: Props, *, tracking: float = 0.0) -> Look:
        """Return what :meth:`look` does, from properties."""
        props = self._run(base, direct)
        style = self._style(props)
        if tracking and is_on({"snapToGrid": {"val": "1"}, **props}, "snapToGrid"):
            style = replace(style, tracking=style.tracking + tracking)
        return Look(style, hidden=is_on(props, "vanish"), caps=is_on(props, "caps"))

    def _run(self, base: Props, direct: Props) -> Props:
        props = dict(base)
        style_id = direct.get("rStyle", {}).get("val", "")
        if style_id in self._elements:
            character = self._chain(style_id, lists=False)[1]
            props = merged(props, character)
            # 17.7.3: a switch set by both the paragraph's and the character style is off.
            for name in _TOGGLES:
                if name in character and is_on(base, name) and is_on(character, name):
                    props[name] = {"val": "0"}
        return merged(props, direct)

    def _style(self, props: Props) -> RunStyle:
        fonts = props.get("rFonts", {})
        shift = props.get("vertAlign", {}).get("val", "")
        return RunStyle(
            latin=self._font(fonts, "ascii", _LATIN),
            east_asia=self._font(fonts, "eastAsia", _EAST_ASIA),
            size=_size(props),
            bold=is_on(props, "b"),
            italic=is_on(props, "i"),
            underline=props.get("u", {}).get("val", "none") != "none",
            strike=is_on(props, "strike") or is_on(props, "dstrike"),
            tracking=points(props.get("spacing", {}).get("val")),
            color=color_of(props.get("color", {}).get("val")),
            shift="super" if shift == "superscript" else "sub" if shift == "subscript" else "",
        )

    def _font(self, fonts: Mapping[str, str], slot: str, default: str) -> str:
        theme = self._theme.get((fonts.get(f"{slot}Theme", ""), slot), "")
        return theme or fonts.get(slot) or default


def _size(props: Props) -> float:
    size = points(props.get("sz", {}).get("val"), _HALF_POINTS)
    return size if 0 < size <= _LARGEST else _SIZE


def _theme_fonts(theme: etree._Element | None) -> dict[tuple[str, str], str]:
    """Return the fonts of a theme by ``(theme slot, font slot)``: ``("minorEastAsia", …)``."""
    found: dict[tuple[str, str], str] = {}
    if theme is None:
        return found
    for size in ("major", "minor"):
        fonts = theme.find(f".//{_A}{size}Font")
        if fonts is None:
            continue
        hans = [f.get("typeface", "") for f in fonts.iterfind(f"{_A}font[@script='Hans']")]
        names = {"latin": _typeface(fonts, "latin"), "ea": _typeface(fonts, "ea")}
        east_asia = names["ea"] or (hans[0] if hans else "")
        for slot in ("ascii", "eastAsia"):
            found[f"{size}EastAsia", slot] = east_asia
            found[f"{size}HAnsi", slot] = names["latin"]
            found[f"{size}Ascii", slot] = names["latin"]
    return found


def _typeface(fonts: etree._Element, name: str) -> str:
    element = fonts.find(f"{_A}{name}")
    return "" if element is None else element.get("typeface", "")


def _find(element: etree._Element | None, *names: str) -> etree._Element | None:
    for name in names:
        element = None if element is None else element.find(f"{W}{name}")
    return element


def _xml(data: bytes) -> etree._Element | None:
    return etree.fromstring(data) if data else None
