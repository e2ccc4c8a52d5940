"""The parcel's outline: side lengths and area from its boundary points, and its drawing.

Coordinates are those of Chinese cadastral maps: X is north, Y is east, in metres.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import TypeAlias

from docgen.units import round_half_up

__all__ = ["Point", "area_m2", "draw", "side_lengths_m"]

Point: TypeAlias = tuple[Decimal, Decimal]

_PLACES = 2
_PRECISION = 50
_CANVAS_PX = 1200
_MARGIN_PX = 150
_LINE_PX = 5
_DOT_PX = 11
_FONT_PX = 44
_LABEL_PX = 46


def area_m2(points: Sequence[Point]) -> Decimal:
    """Return the area of a closed outline in ㎡, half up to 0.01 ㎡ (the shoelace formula).

    Args:
        points: At least three corners in order, either way round; the last joins the first.
    """
    with localcontext() as context:
        context.prec = _PRECISION
        twice = Decimal(0)
        for (x, y), (next_x, next_y) in _sides(points):
            twice += x * next_y - next_x * y
        return round_half_up(abs(twice) / 2, _PLACES)


def side_lengths_m(points: Sequence[Point]) -> tuple[Decimal, ...]:
    """Return the length of each side in m, half up to 0.01 m, beginning at the first corner."""
    with localcontext() as context:
        context.prec = _PRECISION
        return tuple(
            round_half_up(((next_x - x) ** 2 + (next_y - y) ** 2).sqrt(), _PLACES)
            for (x, y), (next_x, next_y) in _sides(points)
        )


def _sides(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    return [(point, points[(i + 1) % len(points)]) for i, point in enumerate(points)]


def draw(points: Sequence[Point], labels: Sequence[str]) -> bytes:
    """Return the outline as a square PNG, north at the top, each corner with its label.

    It shows no figures: side lengths and coordinates stand in a table, where they can be read back.

    Args:
        points: The corners in order.
        labels: One label a corner (ASCII), such as J1.
    """
    return _drawn(tuple(points), tuple(labels))


# While a case is written, it is composed again and again with the same corners.
@lru_cache(maxsize=16)
def _drawn(points: tuple[Point, ...], labels: tuple[str, ...]) -> bytes:
    from PIL import Image, ImageDraw, ImageFont  # only a case with boundary points draws

    image = Image.new("L", (_CANVAS_PX, _CANVAS_PX), 255)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(_FONT_PX)
    pixels = _to_pixels(points)
    pen.line([*pixels, pixels[0]], fill=0, width=_LINE_PX, joint="curve")
    centre_x = sum(x for x, _ in pixels) // len(pixels)
    centre_y = sum(y for _, y in pixels) // len(pixels)
    for (x, y), label in zip(pixels, labels, strict=True):
        pen.ellipse((x - _DOT_PX, y - _DOT_PX, x + _DOT_PX, y + _DOT_PX), fill=0)
        across = _LABEL_PX if x >= centre_x else -_LABEL_PX
        down = _LABEL_PX if y >= centre_y else -_LABEL_PX
        pen.text((x + across, y + down), label, fill=0, font=font, anchor="mm")
    _north_arrow(pen, font)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False, compress_level=9, dpi=(300, 300))
    return out.getvalue()


def _to_pixels(points: Sequence[Point]) -> list[tuple[int, int]]:
    """Map metres to pixels with one scale for both axes, the outline in the middle."""
    north = [x for x, _ in points]
    east = [y for _, y in points]
    span = max(max(north) - min(north), max(east) - min(east)) or Decimal(1)
    scale = (_CANVAS_PX - 2 * _MARGIN_PX) / span
    left = (_CANVAS_PX - (max(east) - min(east)) * scale) / 2
    top = (_CANVAS_PX - (max(north) - min(north)) * scale) / 2
    return [
        (int(left + (y - min(east)) * scale), int(top + (max(north) - x) * scale))
        for x, y in points
    ]


def _north_arrow(pen: object, font: object) -> None:
    from PIL.ImageDraw import ImageDraw

    assert isinstance(pen, ImageDraw)  # noqa: S101 - narrows the lazily imported type
    x, top = _CANVAS_PX - 70, 40
    pen.polygon([(x, top), (x - 22, top + 80), (x, top + 60), (x + 22, top + 80)], fill=0)
    pen.text((x, top + 110), "N", fill=0, font=font, anchor="mm")  # type: ignore[arg-type]
