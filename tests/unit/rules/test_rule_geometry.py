"""Areas and crossings, held against figures worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from docgen.model import Case
from docgen.packs import load_pack
from docgen.rules import run
from docgen.rules.geometry import Point, area_of, corners_of, first_crossing


def points(*pairs: tuple[int, int]) -> tuple[Point, ...]:
    return tuple((Decimal(x), Decimal(y)) for x, y in pairs)


SQUARE = points((0, 0), (0, 10), (10, 10), (10, 0))


def test_the_area_does_not_depend_on_the_direction() -> None:
    assert area_of(SQUARE) == area_of(SQUARE[::-1]) == 100


def test_the_area_of_a_concave_parcel_leaves_its_bay_out() -> None:
    # A square of 10 × 10 without a bay of 4 × 5.
    bay = points((0, 0), (10, 0), (10, 10), (7, 10), (7, 5), (3, 5), (3, 10), (0, 10))
    assert area_of(bay) == 80
    assert first_crossing(bay) is None


def test_a_closing_or_repeated_point_counts_once() -> None:
    assert corners_of([SQUARE[0], *SQUARE, SQUARE[0]]) == SQUARE
    assert corners_of(SQUARE[:1] * 5) == SQUARE[:1]


@pytest.mark.parametrize(
    ("parcel", "sides"),
    [
        (points((0, 0), (10, 10), (10, 0), (0, 10)), (1, 3)),  # a bow tie
        (points((0, 0), (10, 0), (5, 0), (5, 10)), (1, 2)),  # folds back on itself
        (points((0, 0), (10, 0), (10, 10), (5, 0), (0, 10)), (1, 4)),  # touches a side
    ],
)
def test_a_boundary_that_crosses_or_touches_itself_is_found(
    parcel: tuple[Point, ...], sides: tuple[int, int]
) -> None:
    assert first_crossing(parcel) == sides


def test_a_triangle_and_a_square_do_not_cross() -> None:
    assert first_crossing(SQUARE[:3]) is None
    assert first_crossing(SQUARE) is None


def test_a_point_in_line_with_its_neighbours_is_no_crossing() -> None:
    assert first_crossing(points((0, 0), (5, 0), (10, 0), (10, 10), (0, 10))) is None


def test_more_points_than_can_be_checked_are_said_so() -> None:
    many = [[str(i), str(i * i)] for i in range(2001)]
    case = Case.model_validate({"parcel": {"boundary_points": [tuple(p) for p in many]}})
    found = [f for f in run(case, None, load_pack(None)) if f.code == "R027"]
    assert [(f.severity, f.value) for f in found] == [("warning", "2001")]
    assert "没有核对" in found[0].message
