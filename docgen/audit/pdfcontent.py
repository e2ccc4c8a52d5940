"""One page's content stream, step by step: which letters it shows, and where.

Text in upright lines, lines and areas, pictures. Whatever else could show or hide a letter (forms,
layers, invisible or rotated text, text under a clipping path or beyond the paper's edge) is refused
(ISO 32000-1, 8 and 9).
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from docgen.audit.pdffile import PdfFile
from docgen.audit.pdffonts import Fonts, PdfFont
from docgen.audit.pdfsyntax import STRING, Dictionary, refuse, short_bytes, string_bytes

__all__ = ["MIDDLE", "Stretch", "read_content"]

_REPLACEMENT = "\ufffd"
_N = rb"[-+]?[0-9.]++"
_SIX = rb"\s++".join([rb"(" + _N + rb")"] * 6)
_SIX_UNREAD = rb"\s++".join([_N] * 6)
# Operators that neither place nor hide a letter, with what stands before them: colours, lines,
# areas, the beginning and end of text and of marked content.
_OTHER = (
    rb"(?>(?:" + _N + rb"|/[^\s/<>\[\]()]+|\[[-0-9.\s]*\])\s*+)*+"
    rb"(?:cs|CS|scn|SCN|sc|SC|rg|RG|g|G|k|K|w|J|j|M|d|i|ri|gs|m|l|c|v|y|h|re"
    rb"|S|s|f\*|f|B\*|B|b\*|b|n|BT|ET|EMC)(?![A-Za-z*])\s*+"
)
_SHOWN = rb"(?:\[((?:[^\[\]()]++|" + STRING + rb")*+)\]\s*+TJ|(" + STRING + rb"|<[^<>]*+>)\s*+Tj)"
_FONT = rb"(?:/([^\s/<>\[\]()]++)\s++(" + _N + rb")\s++Tf\s*+)?"
_STEP = re.compile(
    # A text, often with a state of its own around it; its groups: cm 1-6, Tf 7-8, Tm 9-14, Tf 15-16
    rb"(?P<text>(?:q\s++" + _SIX + rb"\s*+cm\s*+)?(?:" + _OTHER + rb")*+(?:0\s++Tr\s*+)?"
    + _FONT + _SIX + rb"\s++Tm\s*+" + _FONT + _SHOWN + rb"\s*+(?P<closed>(?:ET\s++)?Q\s*+)?)"
    rb"|(?P<drawing>(?:" + _OTHER + rb"|q\s++" + _SIX_UNREAD + rb"\s*+cm\s*+(?:" + _OTHER
    + rb")*+Q\s*+)++)"
    rb"|(?P<state>([qQ])(?![A-Za-z])\s*+)"
    rb"|(?P<matrix>" + _SIX + rb"\s++cm(?![A-Za-z])\s*+)"
    rb"|(?P<clip>W\*?(?![A-Za-z*])\s*+)"
    rb"|(?P<object>/([^\s/<>\[\]()]+)\s+Do(?![A-Za-z])\s*+)"
    rb"|(?P<mark>/([A-Za-z0-9]+)\s*+(?:<<[^<>]*>>\s*+BDC|BMC)(?![A-Za-z])\s*+)",
    re.DOTALL,
)  # fmt: skip
_PIECE = re.compile(rb"(<[^<>]*+>|" + STRING + rb")|(" + _N + rb")", re.DOTALL)
_OVER_THE_EDGE = 0.5
MIDDLE = 0.35  # of a letter, above its baseline, in parts of its size
_LEVEL = 1e-6
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FLIPPED = (b"1", b"0", b"0", b"-1")
_FLIPPED_BACK = (*_FLIPPED, b"0", b"0")
#: How a step with a state of its own, turned over and moved, begins and ends: Typst writes all so.
_PLACE = re.compile(rb"q 1 0 0 -1 (" + _N + rb") (" + _N + rb") cm")
_CLOSED = b"\nQ\n"
_SWAPPED = sys.byteorder == "little"

_Matrix = tuple[float, float, float, float, float, float]


class Stretch(NamedTuple):
    """Letters that one operator shows: they stand in one line.

    Attributes:
        letters: The letters, without white space.
        page: Their page, from 1.
        left: Where the first one begins, in points from the paper's left edge.
        right: Where the last one ends.
        baseline: Height of their baseline above the paper's lower edge.
        size: Their size in points.
    """

    letters: str
    page: int
    left: float
    right: float
    baseline: float
    size: float


@dataclass(slots=True)
class _State:
    matrix: _Matrix
    font: bytes
    size: float
    clipped: bool


def read_content(
    file: PdfFile, fonts: Fonts, entries: Dictionary, number: int, box: list[float]
) -> list[Stretch]:
    """Return what a page shows, in the order of its content stream.

    Args:
        file: The PDF.
        fonts: Takes the codes that are drawn.
        entries: The page's dictionary.
        number: Its number, from 1.
        box: Its edges: left, bottom, right, top.

    Raises:
        AuditError: It holds what cannot be read, or what could hide a letter.
    """
    return list(_Page(file, fonts, entries, number, box).read())


class _Page:
    def __init__(
        self, file: PdfFile, fonts: Fonts, entries: Dictionary, number: int, box: list[float]
    ) -> None:
        self._file = file
        self._resources = file.dictionary(entries.get("Resources"))
        self._fonts = fonts
        self._contents = entries.get("Contents")
        self._number = number
        self._box = box
        self._state = _State(_IDENTITY, b"", 0.0, clipped=False)
        self._saved: list[_State] = []
        self._known: dict[bytes, tuple[PdfFont, set[int]]] = {}
        self._steps = fonts.steps(self._resources)

    def read(self) -> Iterator[Stretch]:
        held = self._file.get(self._contents)
        parts = held if isinstance(held, list) else [held]
        data = b"\n".join(self._file.stream(part) for part in parts).strip()
        at = 0
        while at < len(data):
            place = _PLACE.match(data, at) if self._plain() else None
            end = data.find(_CLOSED, at) + len(_CLOSED)
            rest = data[place.end() : end] if place else b""
            if place and rest in self._steps:
                yield from self._again(self._steps[rest], place)
                at = end
                continue
            step = _STEP.match(data, at)
            if step is None:
                self._refuse(f"有不认识的绘图指令（{data[at : at + 20]!r}）")
            at = step.end()
            kind = step.lastgroup
            if rest and at >= end and kind == "drawing":
                self._steps[rest] = None
            if kind == "text":
                made = self._text(step)
                if rest and at == end and step["closed"] and (step[8] or step[16]):
                    self._steps[rest] = (made.letters, made.right - made.left, made.size)
                yield made
            elif kind == "state":
                self._turn(save=step["state"].startswith(b"q"))
            elif kind == "matrix":
                self._concat(_numbers(step["matrix"].split()[:6]))
            elif kind == "clip":
                self._state.clipped = True
            elif kind == "object":
                self._object(step["object"].split()[0][1:].decode("latin-1"))
            elif kind == "mark" and step["mark"].startswith(b"/OC"):
                self._refuse("有可以隐藏的图层")
        if self._saved:
            self._refuse("绘图指令不完整")

    def _plain(self) -> bool:
        """Return whether a step with a state of its own says everything by its bytes."""
        return self._state.matrix == _IDENTITY and not self._state.clipped

    def _again(
        self, known: tuple[str, float, float] | None, place: re.Match[bytes]
    ) -> Iterator[Stretch]:
        """Yield what a step shows that was read before, at the place where it stands now."""
        if known is not None:
            letters, width, size = known
            x, y = _pair(place.groups())
            made = Stretch(letters, self._number, x, x + width, y, size)
            if letters:
                self._check(made)
            yield made

    def _turn(self, *, save: bool) -> None:
        if save:
            old = self._state
            self._saved.append(old)
            self._state = _State(old.matrix, old.font, old.size, old.clipped)
        elif self._saved:
            self._state = self._saved.pop()
        else:
            self._refuse("绘图指令不完整")

    def _concat(self, matrix: _Matrix) -> None:
        self._state.matrix = _product(matrix, self._state.matrix)

    def _object(self, name: str) -> None:
        found = self._file.dictionary(self._resources.get("XObject")).get(name)
        if self._file.dictionary(found).get("Subtype") != "Image":
            self._refuse("有图片以外的嵌入对象")

    def _text(self, step: re.Match[bytes]) -> Stretch:
        groups = step.groups()
        own, closed = groups[1] is not None, bool(groups[19])  # a state of its own, and its end
        if own and not closed:
            self._turn(save=True)
        state = self._state
        name, size = groups[15] or groups[7], groups[16] or groups[8]
        font, size = (state.font, state.size) if name is None else (name, float(size))
        turned = closed and groups[1:5] == _FLIPPED and groups[9:15] == _FLIPPED_BACK
        if turned and state.matrix == _IDENTITY:
            # Every text by Typst: turned over and back, and moved; reckoned out beforehand.
            a, b, d, x, y = 1.0, 0.0, 1.0, *_pair(groups[5:7])
        else:
            matrix = state.matrix
            if own:
                matrix = _product(_numbers(groups[1:7]), matrix)
            a, b, _, d, x, y = _product(_numbers(groups[9:15]), matrix)
            if not (own and closed):
                state.matrix, state.font, state.size = matrix, font, size
            if closed and not own:
                self._turn(save=False)
        letters, width = self._letters(font, groups[17], groups[18])
        made = Stretch(letters, self._number, x, x + width * size * a, y, size * d)
        if letters:
            if a <= 0 or d <= 0 or size <= 0 or abs(b) > _LEVEL or state.clipped:
                self._refuse(f"「{letters[:12]}」转动、翻转或被裁去")
            self._check(made)
        return made

    def _letters(self, name: bytes, shown: bytes | None, single: bytes | None) -> tuple[str, float]:
        """Return the letters that an operator shows, and their width in parts of the size."""
        known = self._known.get(name)
        if known is None:
            found = self._fonts.named(self._resources, name.decode("latin-1"))
            known = self._known[name] = found
        font, used = known
        moved = 0.0
        if shown is None:
            data = string_bytes(single or b"()")
        elif shown.startswith(b"<") and shown.find(b"<", 1) < 0 and shown.endswith(b">"):
            data = string_bytes(shown)
        else:
            pieces = _PIECE.findall(shown)
            data = b"".join([short_bytes(piece) for piece, _ in pieces if piece])
            moved = sum([float(number) for _, number in pieces if number])
        if len(data) % 2:
            self._refuse("有半个字的编码")
        codes = array("H", data)
        if _SWAPPED:
            codes.byteswap()
        used.update(codes)
        try:
            text = "".join(map(font.letters.__getitem__, codes))
        except KeyError as error:
            self._refuse(f"字体 {font.name} 里有读不出文字的字形（{error}）")
        if _REPLACEMENT in text or "\0" in text:
            self._refuse(f"字体 {font.name} 里有读不出文字的字形")
        width = (sum(map(font.widths.__getitem__, codes)) - moved) / 1000
        return "".join(text.split()), width

    def _check(self, one: Stretch) -> None:
        left, bottom, right, top = self._box
        sideways = one.left < left - _OVER_THE_EDGE or one.right > right + _OVER_THE_EDGE
        if sideways or one.baseline < bottom or one.baseline + MIDDLE * one.size > top:
            self._refuse(f"「{one.letters[:12]}」伸出纸外")

    def _refuse(self, what: str) -> NoReturn:
        refuse(what, f"PDF 第{self._number}页")


def _pair(found: tuple[bytes, ...]) -> tuple[float, float]:
    x, y = found
    try:
        return float(x), float(y)
    except ValueError:
        refuse("绘图指令里有读不懂的数")


def _numbers(found: tuple[bytes, ...] | list[bytes]) -> _Matrix:
    try:
        a, b, c, d, e, f = map(float, found)
    except ValueError:
        refuse("绘图指令里有读不懂的数")
    return a, b, c, d, e, f


def _product(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    m, n, o, p, q, r = then
    return (
        a * m + b * o, a * n + b * p,
        c * m + d * o, c * n + d * p,
        e * m + f * o + q, e * n + f * p + r,
    )  # fmt: skip
