"""Paragraph and run properties of WordprocessingML as plain dictionaries.

Properties that are made of attributes (``w:ind``, ``w:spacing``, ``w:rFonts``, borders) are merged
attribute by attribute when one layer of formatting is laid over another, as Word does; all others
are replaced whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from lxml import etree

__all__ = [
    "MC",
    "Props",
    "W",
    "child_value",
    "color_of",
    "fingerprint",
    "is_on",
    "merged",
    "paragraph_props",
    "points",
    "run_props",
]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

#: Property name → its attributes by local name; a switch has the attribute ``val``.
Props: TypeAlias = dict[str, dict[str, str]]

_TWIPS_PER_POINT = 20
_MERGED = frozenset({"ind", "spacing", "rFonts", "lang"})
# Each of these says the same thing in another unit or the other way round, so that the later
# layer must push the earlier one's out.
_RIVALS = {
    "firstLine": ("hanging", "hangingChars"),
    "firstLineChars": ("hanging", "hangingChars"),
    "hanging": ("firstLine", "firstLineChars"),
    "hangingChars": ("firstLine", "firstLineChars"),
    "start": ("left",),
    "end": ("right",),
    "ascii": ("asciiTheme",),
    "hAnsi": ("hAnsiTheme",),
    "eastAsia": ("eastAsiaTheme",),
    "asciiTheme": ("ascii",),
    "eastAsiaTheme": ("eastAsia",),
}


def paragraph_props(element: etree._Element | None) -> Props:
    """Return the properties of a ``w:pPr``; borders as ``pBdr.top`` and so on, tabs as ``tabs``."""
    props: Props = {}
    for child in _children(element):
        name = _local(child)
        if name == "pBdr":
            for side in _children(child):
                props[f"pBdr.{_local(side)}"] = _attributes(side)
        elif name == "tabs":
            for tab in _children(child):
                attributes = _attributes(tab)
                props[f"tab.{attributes.get('pos', '0')}"] = attributes
        elif name == "numPr":
            props["numPr"] = {_local(part): part.get(f"{W}val", "") for part in _children(child)}
        elif name not in ("rPr", "sectPr"):
            props[name] = _attributes(child)
    return props


def run_props(element: etree._Element | None) -> Props:
    """Return the properties of a ``w:rPr``."""
    return {_local(child): _attributes(child) for child in _children(element)}


def merged(base: Mapping[str, dict[str, str]], over: Mapping[str, dict[str, str]]) -> Props:
    """Return ``base`` with ``over`` laid upon it; neither is changed."""
    if not over:
        return dict(base)
    result = dict(base)
    for name, attributes in over.items():
        if name in _MERGED and name in result:
            result[name] = _merged_attributes(result[name], attributes)
        else:
            result[name] = attributes
    return result


def _merged_attributes(base: dict[str, str], over: dict[str, str]) -> dict[str, str]:
    pushed_out = {rival for name in over for rival in _RIVALS.get(name, ())}
    kept = {name: value for name, value in base.items() if name not in pushed_out}
    return {**kept, **over}


def fingerprint(element: etree._Element | None) -> tuple[object, ...]:
    """Return a key that is equal for elements with the same content; "no element" has its own.

    Several times cheaper than their XML, which counts with some thousand elements a document.
    """
    if element is None:
        return ("",)
    return tuple(
        (child.tag, *child.items(), fingerprint(child))
        if len(child)
        else (child.tag, *child.items())
        for child in element
    )


def is_on(props: Mapping[str, dict[str, str]], name: str) -> bool:
    """Return whether a switch (``w:b``, ``w:keepNext``) is present and not turned off."""
    attributes = props.get(name)
    return attributes is not None and attributes.get("val", "1") not in ("0", "false", "off")


def points(text: str | None, per_point: int = _TWIPS_PER_POINT) -> float:
    """Return a length in points; "" and what is no number count as 0, as Word takes them.

    Args:
        text: A whole number of units, perhaps with a unit of its own (``12pt``).
        per_point: Units to the point: 20 for twips, 8 for the eighths of borders.
    """
    if not text:
        return 0.0
    if text.endswith("pt"):
        return _number(text[:-2])
    return _number(text) / per_point


def color_of(text: str | None) -> str:
    """Return a colour as RRGGBB, "" for automatic and for what is no colour."""
    return text.upper() if text and re.fullmatch(r"[0-9A-Fa-f]{6}", text) else ""


def child_value(element: etree._Element | None, path: str) -> str:
    """Return ``w:val`` of a descendant named by local names with "/", "" where it is absent."""
    found = element
    for name in path.split("/"):
        found = None if found is None else found.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    # Word knows no length beyond 22 inches; this also keeps NaN and infinity out.
    return value if abs(value) < 1_000_000 else 0.0


def _children(element: etree._Element | None) -> Iterable[etree._Element]:
    if element is None:
        return ()
    return (child for child in element if isinstance(child.tag, str) and child.tag.startswith(W))


def _local(element: etree._Element) -> str:
    return str(element.tag)[len(W) :]


def _attributes(element: etree._Element) -> dict[str, str]:
    return {
        str(name)[len(W) :]: str(value)
        for name, value in element.attrib.items()
        if str(name).startswith(W)
    }
