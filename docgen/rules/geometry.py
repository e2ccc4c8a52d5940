"""Plane geometry of a boundary, exact in Decimal.

Area by Gauss's formula. Whether a polygon crosses or touches itself is asked of every two sides
that are not neighbours and whose extents along X overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

__all__ = ["Point", "area_of", "corners_of", "first_crossing"]

#: X (north) and Y (east), metres.
Point: TypeAlias = tuple[Decimal, Decimal]


def corners_of(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the corners of a closed boundary: a repeated or closing point counts once.

    Args:
        points: The boundary points in their order, metres.
    """
    corners = [
        point for index, point in enumerate(points) if index == 0 or point != points[index - 1]
    ]
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    return tuple(corners)


def area_of(corners: Sequence[Point]) -> Decimal:
    """Return the area of a polygon in ㎡, unrounded.

    Args:
        corners: Corners in either direction, metres.
    """
    doubled = sum(
        (
            x1 * y2 - x2 * y1
            for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True)
        ),
        Decimal(0),
    )
    return abs(doubled) / 2


def first_crossing(corners: Sequence[Point]) -> tuple[int, int] | None:
    """Return two sides that cross or touch though they are not neighbours, None when all is well.

    A side is named by the number of the corner it starts from, from 1. Neighbours that fold back
    on each other count too.
    """
    sides = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    count = len(sides)
    order = sorted(range(count), key=lambda i: min(sides[i][0][0], sides[i][1][0]))
    for place, i in enumerate(order):
        reach = max(sides[i][0][0], sides[i][1][0])
        for j in order[place + 1 :]:
            if min(sides[j][0][0], sides[j][1][0]) > reach:
                break
            if _clash(sides[i], sides[j], neighbours=(i - j) % count in (1, count - 1)):
                return min(i, j) + 1, max(i, j) + 1
    return None


def _clash(one: tuple[Point, Point], two: tuple[Point, Point], *, neighbours: bool) -> bool:
    if not neighbours:
        return _meet(one, two)
    shared = one[1] if one[1] in two else one[0]
    far_one = one[0] if shared == one[1] else one[1]
    far_two = two[0] if shared == two[1] else two[1]
    return _turn(far_one, shared, far_two) == 0 and (
        _between(shared, far_one, far_two) or _between(shared, far_two, far_one)
    )


def _meet(one: tuple[Point, Point], two: tuple[Point, Point]) -> bool:
    (a, b), (c, d) = one, two
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    turns = _turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    ends = ((a, c, b), (a, d, b), (c, a, d), (c, b, d))
    return any(turn == 0 and _between(*end) for turn, end in zip(turns, ends, strict=True))


def _turn(a: Point, b: Point, c: Point) -> int:
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (cross > 0) - (cross < 0)


def _between(a: Point, b: Point, c: Point) -> bool:
    """Return whether ``b``, known to lie in line with ``a`` and ``c``, lies between them."""
    inside_x = min(a[0], c[0]) <= b[0] <= max(a[0], c[0])
    return inside_x and min(a[1], c[1]) <= b[1] <= max(a[1], c[1])
