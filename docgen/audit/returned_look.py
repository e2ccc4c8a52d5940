"""What makes words print otherwise than they read: hidden, struck out, white, tiny, turned."""

from __future__ import annotations

from lxml import etree

from docgen.audit.returned_package import W

__all__ = ["HOW", "look_of", "style_looks"]

#: How words look, in Chinese, by what :func:`look_of` calls it.
HOW = {
    "vanish": "隐藏文字",
    "strike": "划了删除线",
    "white": "白色文字",
    "tiny": "字号极小",
    "turned": "改了文字方向",
}
_SWITCHES = (
    ("vanish", "vanish"),
    ("strike", "strike"),
    ("dstrike", "strike"),
    ("rtl", "turned"),
)
_OFF = ("0", "false", "off", "none")
# 2 points and less, in half points; a fifth of a letter's width and less, in percent.
_TINY = 4
_NARROW_PCT = 20
#: The lightest grey that still shows on white paper.
_LIGHT = 0xF0
_COLOUR_LETTERS = 6


def look_of(properties: etree._Element | None) -> dict[str, bool]:
    """Return what run properties say of the look: only what they say, either way.

    Args:
        properties: A ``w:rPr``, or None.
    """
    said: dict[str, bool] = {}
    if properties is None:
        return said
    for name, key in _SWITCHES:
        node = properties.find(f"{W}{name}")
        if node is not None:
            said[key] = node.get(f"{W}val") not in _OFF or said.get(key, False)
    colour = properties.find(f"{W}color")
    if colour is not None:
        shaded = any(properties.find(f"{W}{name}") is not None for name in ("shd", "highlight"))
        said["white"] = _is_light(colour.get(f"{W}val") or "") and not shaded
    for name, most in (("sz", _TINY), ("w", _NARROW_PCT)):
        node = properties.find(f"{W}{name}")
        value = (node.get(f"{W}val") or "") if node is not None else ""
        if value.isascii() and value.isdigit():
            said["tiny"] = int(value) <= most or said.get("tiny", False)
    return said


def _is_light(colour: str) -> bool:
    if len(colour) != _COLOUR_LETTERS or not colour.isalnum() or not colour.isascii():
        return False
    try:
        return all(int(colour[at : at + 2], 16) >= _LIGHT for at in (0, 2, 4))
    except ValueError:
        return False


def style_looks(root: etree._Element | None) -> dict[str, dict[str, bool]]:
    """Return for each style what it, or one that it is based on, says of the look.

    Args:
        root: Root of the styles part; None without one.

    Returns:
        The looks by style id; under "" that of a paragraph that names no style.
    """
    if root is None:
        return {"": {}}
    base = look_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
    own: dict[str, tuple[str, dict[str, bool], bool]] = {}
    default = ""
    for style in root.iter(f"{W}style"):
        parent = style.find(f"{W}basedOn")
        name = style.get(f"{W}styleId") or ""
        is_paragraph = style.get(f"{W}type") == "paragraph"
        if is_paragraph and style.get(f"{W}default") in ("1", "true", "on"):
            default = name
        based = (parent.get(f"{W}val") or "") if parent is not None else ""
        own[name] = (based, look_of(style.find(f"{W}rPr")), is_paragraph)
    looks = {
        name: {**(base if paragraph else {}), **_inherited(name, own)}
        for name, (_, _, paragraph) in own.items()
    }
    looks[""] = looks.get(default, base)
    return looks


def _inherited(name: str, own: dict[str, tuple[str, dict[str, bool], bool]]) -> dict[str, bool]:
    chain: list[str] = []
    while name in own and name not in chain:
        chain.append(name)
        name = own[name][0]
    look: dict[str, bool] = {}
    for one in reversed(chain):
        look.update(own[one][1])
    return look
