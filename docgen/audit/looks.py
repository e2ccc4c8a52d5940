"""How a paragraph looks, and the page: what the audit's reader of papers tells of the layout."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from lxml import etree

from docgen.audit.word import WordFile
from docgen.paper import PaperPage

__all__ = ["Look", "Looks", "page_of", "read_looks", "read_page"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TWIPS_PER_POINT = 20
_KEPT_LOOKS = 1024
_MM_PER_INCH = Decimal("25.4")
_TWIPS_PER_INCH = 1440
_FIXED = ("exact", "atLeast")
_GRIDS = ("lines", "linesAndChars", "snapToChars")
_SPOKEN = (f"{_W}jc", f"{_W}spacing", f"{_W}outlineLvl")
# What Word calls both edges and what it calls the two ends of a line of any direction.
_ALIGN = {"start": "left", "end": "right", "distribute": "both"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks; see :class:`~docgen.paper.PaperLine`."""

    align: str = "left"
    font: str = ""
    size_pt: Decimal | None = None
    line_pt: Decimal | None = None
    heading: bool = False
    after_pt: Decimal = Decimal(0)


class Looks:
    """The looks that the styles of one file give."""

    def __init__(self, styles: bytes | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._default = ""
        root = etree.fromstring(styles) if styles else etree.Element("none")
        base = root.find(f"{_W}docDefaults")
        self._base = Look()
        if base is not None:
            self._base = _over(
                self._base,
                base.find(f"{_W}pPrDefault/{_W}pPr"),
                base.find(f"{_W}rPrDefault/{_W}rPr"),
            )
        for style in root.iter(f"{_W}style"):
            name = style.get(f"{_W}styleId") or ""
            self._styles[name] = style
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default"):
                self._default = name
        self._known: dict[str, Look] = {}
        self._read: dict[tuple[str, str], Look] = {}

    def of_letters(self, letters: tuple[str, str]) -> Look:
        """Return the look of a paragraph by the letters of its ``w:pPr``; read once for each.

        Args:
            letters: What stands in it, and the declarations of namespaces that it stands under.
        """
        known = self._read.get(letters)
        if known is None:
            place, declared = letters
            known = self.of(etree.fromstring(f"<w:pPr{declared}>{place}</w:pPr>"))
            if len(self._read) < _KEPT_LOOKS:
                self._read[letters] = known
        return known

    def of(self, properties: etree._Element | None) -> Look:
        """Return the look of a paragraph: its style's, with what it says itself over it.

        Args:
            properties: Its ``w:pPr``, or None.
        """
        style, own = self._default, False
        for child in properties if properties is not None else ():
            if child.tag == f"{_W}pStyle":
                style = child.get(f"{_W}val") or ""
            own = own or child.tag in _SPOKEN
        look = self._style(style)
        return _over(look, properties, None) if own else look

    def _style(self, name: str) -> Look:
        if name not in self._known:
            chain: list[etree._Element] = []
            at = name
            while at in self._styles and self._styles[at] not in chain:
                chain.append(self._styles[at])
                parent = self._styles[at].find(f"{_W}basedOn")
                at = (parent.get(f"{_W}val") or "") if parent is not None else ""
            look = self._base
            for style in reversed(chain):
                look = _over(look, style.find(f"{_W}pPr"), style.find(f"{_W}rPr"))
            self._known[name] = look
        return self._known[name]


@lru_cache(maxsize=32)
def read_looks(styles: bytes | None) -> Looks:
    """Return the looks of a ``styles.xml``; the papers of one template share theirs."""
    return Looks(styles)


def _over(look: Look, paragraph: etree._Element | None, run: etree._Element | None) -> Look:
    if paragraph is not None:
        align = paragraph.find(f"{_W}jc")
        spacing = paragraph.find(f"{_W}spacing")
        if paragraph.find(f"{_W}outlineLvl") is not None:
            look = replace(look, heading=True)
        if align is not None:
            value = align.get(f"{_W}val") or "left"
            look = replace(look, align=_ALIGN.get(value, value))
        if spacing is not None and spacing.get(f"{_W}line"):
            fixed = spacing.get(f"{_W}lineRule") in _FIXED
            height = Decimal(spacing.get(f"{_W}line") or 0) / _TWIPS_PER_POINT
            look = replace(look, line_pt=height if fixed else None)
        if spacing is not None and spacing.get(f"{_W}after"):
            after = Decimal(spacing.get(f"{_W}after") or 0) / _TWIPS_PER_POINT
            look = replace(look, after_pt=after)
    if run is not None:
        fonts, size = run.find(f"{_W}rFonts"), run.find(f"{_W}sz")
        if fonts is not None and fonts.get(f"{_W}eastAsia"):
            look = replace(look, font=fonts.get(f"{_W}eastAsia") or "")
        if size is not None:
            look = replace(look, size_pt=Decimal(size.get(f"{_W}val") or 0) / 2)
    return look


def read_page(body: etree._Element, file: WordFile) -> PaperPage | None:
    """Return the page of a file's last section; None when it names no size.

    Args:
        body: Root of its body.
        file: The opened file, for its settings and footers.
    """
    sections = list(body.iter(f"{_W}sectPr"))
    links = file.members.kept("word/_rels/document.xml.rels")
    settings = file.members.kept("word/settings.xml") or b""
    return page_of(sections[-1] if sections else None, links, settings)


def page_of(
    section: etree._Element | None, links: bytes | None, settings: bytes
) -> PaperPage | None:
    """Return the page of a section; None when it names no size.

    Args:
        section: Its ``w:sectPr``.
        links: The relationships of the body.
        settings: The file's settings.
    """
    size = section.find(f"{_W}pgSz") if section is not None else None
    margins = section.find(f"{_W}pgMar") if section is not None else None
    if section is None or size is None or margins is None:
        return None
    grid = section.find(f"{_W}docGrid")
    pitch = None
    if grid is not None and grid.get(f"{_W}type") in _GRIDS:
        pitch = Decimal(grid.get(f"{_W}linePitch") or 0) / _TWIPS_PER_POINT
    return PaperPage(
        width_mm=_mm(size, "w"),
        height_mm=_mm(size, "h"),
        top_mm=_mm(margins, "top"),
        right_mm=_mm(margins, "right"),
        bottom_mm=_mm(margins, "bottom"),
        left_mm=_mm(margins, "left"),
        footer_mm=_mm(margins, "footer"),
        pitch_pt=pitch,
        footers=_footers(section, links),
        first_differs=section.find(f"{_W}titlePg") is not None,
        even_differs=b"evenAndOddHeaders" in settings,
    )


def _mm(node: etree._Element, name: str) -> Decimal:
    return Decimal(node.get(f"{_W}{name}") or 0) * _MM_PER_INCH / _TWIPS_PER_INCH


def _footers(section: etree._Element, links: bytes | None) -> Mapping[str, str]:
    if links is None:
        return {}
    targets = {
        node.get("Id"): posixpath.normpath(posixpath.join("word", node.get("Target") or ""))
        for node in etree.fromstring(links)
    }
    return {
        node.get(f"{_W}type") or "default": targets.get(node.get(f"{_R}id"), "")
        for node in section.findall(f"{_W}footerReference")
    }
