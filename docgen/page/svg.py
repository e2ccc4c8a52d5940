"""A page as Typst writes it to SVG, made small and safe to stand in a web page.

Typst draws letters as outlines and writes the outlines again on every page. Here a page keeps its
lines, its pictures and where each letter stands; the outlines are named by what they look like, the
same on all pages of all documents, and are given once beside them.

Of Typst's elements and attributes only those listed here pass: no style, no script, no text, no
address but that of an outline or of a picture's own bytes. An unknown one is refused.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from threading import Lock
from typing import NamedTuple

from lxml import etree

from docgen.errors import EngineError

__all__ = ["SVG", "Leaf", "Text", "read_leaf"]

SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_OUTLINE = re.compile(
    r'<symbol id="g([0-9A-F]{16,32})" overflow="visible"><path d="([^"<>&]*)"/></symbol>'
)
_PATH = re.compile(r"[MmLlHhVvCcQqZz0-9 .,e-]*")
_NUMBER = r"(-?[0-9.]+(?:e-?[0-9]+)?)"
_NUMERAL = re.compile(_NUMBER)
_TRANSLATE = re.compile(rf"translate\({_NUMBER}(?: {_NUMBER})?\)")
_MATRIX = re.compile(rf"matrix\({' '.join([_NUMBER] * 6)}\)")
_PAINT = re.compile(r"#[0-9a-fA-F]{3,8}|[0-9a-z. -]{0,80}")
_PICTURE = re.compile(r"data:image/(?:png|jpe?g);base64,[A-Za-z0-9+/=]*")
#: Places behind the point that an outline keeps: a thousandth of a point cannot be seen.
_FINE = re.compile(r"(\.[0-9]{3})[0-9]+")
#: How a drawing is painted, and what a browser takes for granted: that need not be said.
_PAINTS = {
    "fill": "#000000",
    "fill-rule": "nonzero",
    "stroke": "none",
    "stroke-width": "1",
    "stroke-linecap": "butt",
    "stroke-linejoin": "miter",
    "stroke-miterlimit": "4",
    "stroke-dashoffset": "0",
    "stroke-dasharray": "none",
}
_NAME_LETTERS = 16
_DEEPEST = 64
_MOST_LEAVES = 128

#: The first two rows of a matrix, column by column, as SVG writes them.
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Text(NamedTuple):
    """Letters that Typst sets as one piece, in one line.

    Attributes:
        x: Where it begins, in points from the left edge of the page.
        y: Its baseline, in points from the upper edge.
        letters: Where each visible letter begins, in points from ``x``.
    """

    x: float
    y: float
    letters: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page.

    Attributes:
        width: Its width in points.
        height: Its height in points.
        drawing: What stands on it, as SVG elements.
        texts: Its pieces of text, in the order in which they are drawn.
        outlines: The letters that it draws: name to path.
    """

    width: float
    height: float
    drawing: str
    texts: tuple[Text, ...]
    outlines: Mapping[str, str]


_leaves: OrderedDict[bytes, Leaf] = OrderedDict()
_lock = Lock()


def read_leaf(svg: bytes) -> Leaf:
    """Return a page that Typst wrote; the same page is read once.

    Args:
        svg: The page, as Typst wrote it.

    Raises:
        EngineError: It holds what is not known here.
    """
    key = blake2b(svg, digest_size=20).digest()
    with _lock:
        known = _leaves.get(key)
    if known is not None:
        return known
    made = _Reader(svg.decode()).leaf()
    with _lock:
        _leaves[key] = made
        while len(_leaves) > _MOST_LEAVES:
            _leaves.popitem(last=False)
    return made


class _Reader:
    """Reads one page."""

    def __init__(self, svg: str) -> None:
        body, _, defs = svg.partition("<defs>")
        self._outlines: dict[str, str] = {}
        rest = _OUTLINE.sub(self._keep, defs)
        if rest not in ("", "</defs></svg>"):
            raise _unknown(f"定义 {rest[:40]}")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        whole = body + "</svg>" if defs else body
        self._root = etree.fromstring(whole.encode(), parser)
        self._texts: list[Text] = []
        self._out: list[str] = []

    def leaf(self) -> Leaf:
        """Return the page."""
        left, top, width, height = map(float, (self._root.get("viewBox") or "").split())
        if left or top:
            raise _unknown("页面的边")
        self._children(self._root, _IDENTITY, 0)
        return Leaf(width, height, "".join(self._out), tuple(self._texts), self._outlines)

    def _keep(self, found: re.Match[str]) -> str:
        self._outlines[_named(found[1])] = _fine(found[2])
        return ""

    def _children(self, parent: etree._Element, matrix: _Matrix, depth: int) -> None:
        if depth > _DEEPEST:
            raise _unknown("层次")
        letters: list[float] = []
        for node in parent:
            tag = str(node.tag).rpartition("}")[2]
            if tag == "g":
                self._group(node, matrix, depth)
            elif tag == "use":
                letters.append(self._letter(node))
            elif tag == "path":
                self._path(node)
            elif tag == "image":
                self._picture(node)
            else:
                raise _unknown(f"元素 {tag}")
        if letters:
            self._texts.append(Text(matrix[4], matrix[5], tuple(letters)))

    def _group(self, node: etree._Element, matrix: _Matrix, depth: int) -> None:
        moved = _demand(node, {"transform"}).get("transform", "")
        inner = _product(_matrix(moved), matrix) if moved else matrix
        self._out.append(f'<g transform="{moved}">' if moved else "<g>")
        before = len(self._out)
        self._children(node, inner, depth + 1)
        if len(self._out) == before:  # white space
            self._out.pop()
        else:
            self._out.append("</g>")

    def _letter(self, node: etree._Element) -> float:
        given = _demand(node, {_HREF, "x", "y", "fill", "fill-rule"})
        name = _named(given.get(_HREF, "").removeprefix("#g"))
        if name not in self._outlines:
            raise _unknown("字形")
        places = "".join(
            f' {side}="{_numeral(given[side])}"'
            for side in ("x", "y")
            if given.get(side, "0") != "0"
        )
        self._out.append(f'<use href="#{name}"{places}{_paint(given)}/>')
        return float(given.get("x", "0"))

    def _path(self, node: etree._Element) -> None:
        given = _demand(node, {"d", "transform", *_PAINTS})
        if not _PATH.fullmatch(given.get("d", "")):
            raise _unknown("路径")
        moved = given.get("transform", "")
        if moved:
            _matrix(moved)
        at = f' transform="{moved}"' if moved else ""
        self._out.append(f'<path d="{given.get("d", "")}"{at}{_paint(given)}/>')

    def _picture(self, node: etree._Element) -> None:
        given = _demand(node, {_HREF, "x", "y", "width", "height", "preserveAspectRatio"})
        data = given.get(_HREF, "")
        if not _PICTURE.fullmatch(data):
            raise _unknown("图片")
        sides = "".join(
            f' {side}="{_numeral(given[side])}"'
            for side in ("x", "y", "width", "height")
            if side in given
        )
        self._out.append(f'<image href="{data}"{sides} preserveAspectRatio="none"/>')


def _named(name: str) -> str:
    """Return our name of an outline: its beginning names it well enough."""
    return f"g{name[:_NAME_LETTERS].lower()}"


@lru_cache(maxsize=8192)
def _fine(path: str) -> str:
    """Return an outline with no more places than can be seen."""
    if not _PATH.fullmatch(path):
        raise _unknown("路径")
    return _FINE.sub(r"\1", path)


def _demand(node: etree._Element, known: set[str]) -> dict[str, str]:
    """Return the attributes of an element.

    Raises:
        EngineError: One of them is not known.
    """
    given = {str(name): str(value) for name, value in node.attrib.items()}
    for name in given:
        if name not in known:
            raise _unknown(f"属性 {name}")
    return given


def _paint(given: Mapping[str, str]) -> str:
    """Return the attributes that say how something is painted."""
    made = ""
    for name, usual in _PAINTS.items():
        value = given.get(name, usual)
        if not _PAINT.fullmatch(value):
            raise _unknown(f"颜色 {value}")
        if value not in ("", usual):
            made += f' {name}="{value}"'
    return made


def _numeral(text: str) -> str:
    if not _NUMERAL.fullmatch(text):
        raise _unknown(f"数 {text}")
    return text


def _matrix(moved: str) -> _Matrix:
    """Return what a transformation says."""
    found = _MATRIX.fullmatch(moved)
    if found:
        a, b, c, d, e, f = map(float, found.groups())
        return a, b, c, d, e, f
    found = _TRANSLATE.fullmatch(moved)
    if not found:
        raise _unknown(f"变换 {moved}")
    return 1.0, 0.0, 0.0, 1.0, float(found[1]), float(found[2] or 0)


def _product(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    m, n, o, p, q, r = then
    return (
        a * m + b * o, a * n + b * p,
        c * m + d * o, c * n + d * p,
        e * m + f * o + q, e * n + f * p + r,
    )  # fmt: skip


def _unknown(what: str) -> EngineError:
    return EngineError(
        f"页面预览里有不认识的{what}。", where="预览", fix="请把这份案卷报告给维护者。"
    )
