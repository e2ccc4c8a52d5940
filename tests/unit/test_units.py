from __future__ import annotations

import decimal
import doctest
from decimal import Decimal
from fractions import Fraction

import pytest

from docgen import units
from docgen.units import (
    hectares_from_m2,
    mu_from_m2,
    round_half_up,
    split_evenly,
    wan_from_yuan,
    yuan_from_wan,
)


def test_one_mu_is_two_thousand_thirds_of_a_square_metre() -> None:
    assert Fraction(units.MU_PER_M2) * units.M2_PER_MU == 1
    assert Fraction(units.HECTARES_PER_M2) * 15 == Fraction(units.MU_PER_M2)


def test_66666_67_square_metres_are_just_over_100_mu() -> None:
    mu = mu_from_m2(Decimal("66666.67"))
    assert mu == Decimal("100.000005")
    assert mu >= 100
    assert round_half_up(mu, 4) == Decimal("100.0000")


def test_2_611420_hectares_are_39_1713_mu() -> None:
    area_m2 = Decimal("26114.20")
    assert hectares_from_m2(area_m2) == Decimal("2.611420")
    assert mu_from_m2(area_m2) == Decimal("39.1713")


def test_wan_become_yuan_and_the_unit_price_proves_the_unit() -> None:
    price_yuan = yuan_from_wan(Decimal("4230.5004"))
    assert price_yuan == Decimal("42305004.00")
    assert round_half_up(price_yuan / Decimal("26114.20"), 2) == Decimal("1620.00")
    assert wan_from_yuan(price_yuan) == Decimal("4230.5004")


def test_conversions_do_not_feel_the_callers_decimal_context() -> None:
    with decimal.localcontext() as context:
        context.prec = 3
        context.rounding = decimal.ROUND_DOWN
        assert mu_from_m2(Decimal("66666.67")) == Decimal("100.000005")
        assert yuan_from_wan(Decimal("99999999.9999")) == Decimal("999999999999")
        assert round_half_up(Decimal("999999999999.985"), 2) == Decimal("999999999999.99")
        assert sum(split_evenly(Decimal("999999999999.99"), [Decimal(1)] * 3)) < Decimal("1E+13")


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.125", 2, "0.13"),
        ("0.115", 2, "0.12"),
        ("1.005", 2, "1.01"),
        ("-0.125", 2, "-0.13"),
        ("-0.001", 2, "0.00"),
        ("2.5", 0, "3"),
        ("7", 2, "7.00"),
        ("0.1249999999999999999999999999999999999999", 2, "0.12"),
        ("1E+3", 2, "1000.00"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: str, places: int, expected: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == expected


@pytest.mark.parametrize("places", [-1, 101])
def test_a_senseless_number_of_places_is_refused(places: int) -> None:
    with pytest.raises(ValueError, match="小数位数"):
        round_half_up(Decimal(1), places)


def test_two_halves_of_an_odd_fen_add_up_to_the_whole() -> None:
    parts = split_evenly(Decimal("1234567.89"), [Decimal("0.5"), Decimal("0.5")])
    assert [str(part) for part in parts] == ["617283.95", "617283.94"]


def test_shares_may_be_percentages_and_the_last_takes_the_rest() -> None:
    shares = [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    parts = split_evenly(Decimal("100.01"), shares)
    assert [str(part) for part in parts] == ["33.33", "33.33", "33.35"]


def test_a_single_share_is_the_whole_amount() -> None:
    assert split_evenly(Decimal(5), [Decimal(1)]) == (Decimal("5.00"),)


@pytest.mark.parametrize(
    ("total", "shares", "reason"),
    [
        ("0.05", ["1"] * 10, "太小"),
        ("1.005", ["1", "1"], "精确到分"),
        ("-1", ["1", "1"], "不小于零"),
        ("1", [], "至少一项"),
        ("1", ["1", "0"], "大于零"),
        ("1", ["2", "-1"], "大于零"),
    ],
)
def test_an_amount_that_cannot_be_split_is_refused(
    total: str, shares: list[str], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        split_evenly(Decimal(total), [Decimal(share) for share in shares])


DOORS = [
    mu_from_m2,
    hectares_from_m2,
    yuan_from_wan,
    wan_from_yuan,
    lambda value: round_half_up(value, 2),
    lambda value: split_evenly(value, [Decimal(1)]),
    lambda value: split_evenly(Decimal(1), [value]),
]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("value", [0.1, 1, "1", None])
def test_every_door_refuses_what_is_not_a_decimal(door, value) -> None:  # type: ignore[no-untyped-def]  # the point is a wrong type
    with pytest.raises(TypeError, match="Decimal"):
        door(value)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+101", "1E-101"])
def test_every_door_refuses_what_is_not_a_sane_number(door, text) -> None:  # type: ignore[no-untyped-def]  # doors differ in type
    with pytest.raises(ValueError, match="数量"):
        door(Decimal(text))


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(units)
    assert result.attempted >= 3
    assert result.failed == 0
