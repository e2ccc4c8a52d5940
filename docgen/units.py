"""Quantities of land and money: exact conversion and one way of rounding.

Everything is ``Decimal``; a float, NaN or Infinity is refused at every door. Conversions are exact
and unrounded whatever decimal context the caller has set, so that a comparison with a limit sees
the true value; rounding is a separate, visible step (:func:`round_half_up`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction

__all__ = [
    "FEN_PER_YUAN",
    "HECTARES_PER_M2",
    "M2_PER_MU",
    "MU_PER_M2",
    "WAN_PER_YUAN",
    "YUAN_PER_WAN",
    "hectares_from_m2",
    "mu_from_m2",
    "round_half_up",
    "split_evenly",
    "wan_from_yuan",
    "yuan_from_wan",
]

# 1 公顷 = 10 000 ㎡ = 15 亩, so one mu is 2000/3 ㎡: a fraction that no decimal ends.
M2_PER_MU = Fraction(2000, 3)
# The reciprocal ends: 3/2000 = 0.0015. Dividing by 666.67 instead makes 66666.67 ㎡ 99.9995 亩.
MU_PER_M2 = Decimal("0.0015")
# 1 公顷 = 10 000 ㎡ (hectare, 国务院关于在我国统一实行法定计量单位的命令).
HECTARES_PER_M2 = Decimal("0.0001")
# 万 is 10⁴.
YUAN_PER_WAN = Decimal(10_000)
WAN_PER_YUAN = Decimal("0.0001")
# 中国人民银行法 第十七条: 人民币的单位为元，辅币单位为角、分.
FEN_PER_YUAN = 100

# Far beyond any parcel or price, yet small enough that every exact product stays cheap.
_MAX_DIGITS = 100
_EXACT = Context(prec=4 * _MAX_DIGITS, traps=[Inexact, InvalidOperation])
_ROUNDING = Context(prec=4 * _MAX_DIGITS, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


def _checked(value: Decimal) -> Decimal:
    """Return the value if it is a finite ``Decimal`` of sane size."""
    if not isinstance(value, Decimal):
        raise TypeError(f"数量须为 Decimal，不能是 {type(value).__name__}")
    if not value.is_finite():
        raise ValueError(f"数量须为有限的数，不能是 {value}")
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -_MAX_DIGITS or value.adjusted() > _MAX_DIGITS:
        raise ValueError(f"数量的位数超出 {_MAX_DIGITS} 位")
    return value


def mu_from_m2(area_m2: Decimal) -> Decimal:
    """Return an area in 亩, exact and unrounded: ㎡ × 0.0015.

    Args:
        area_m2: Area in square metres.

    Raises:
        TypeError: The area is not a ``Decimal``.
        ValueError: The area is NaN, infinite or absurdly long.

    >>> mu_from_m2(Decimal("66666.67"))
    Decimal('100.000005')
    """
    return _EXACT.multiply(_checked(area_m2), MU_PER_M2)


def hectares_from_m2(area_m2: Decimal) -> Decimal:
    """Return an area in 公顷, exact and unrounded: ㎡ ÷ 10 000.

    Args:
        area_m2: Area in square metres.

    Raises:
        TypeError: The area is not a ``Decimal``.
        ValueError: The area is NaN, infinite or absurdly long.
    """
    return _EXACT.multiply(_checked(area_m2), HECTARES_PER_M2)


def yuan_from_wan(amount_wan: Decimal) -> Decimal:
    """Return an amount in 元, exact and unrounded: 万元 × 10 000.

    Args:
        amount_wan: Amount in 万元.

    Raises:
        TypeError: The amount is not a ``Decimal``.
        ValueError: The amount is NaN, infinite or absurdly long.
    """
    return _EXACT.multiply(_checked(amount_wan), YUAN_PER_WAN)


def wan_from_yuan(amount_yuan: Decimal) -> Decimal:
    """Return an amount in 万元, exact and unrounded: 元 ÷ 10 000.

    Args:
        amount_yuan: Amount in 元.

    Raises:
        TypeError: The amount is not a ``Decimal``.
        ValueError: The amount is NaN, infinite or absurdly long.
    """
    return _EXACT.multiply(_checked(amount_yuan), WAN_PER_YUAN)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Return the value with exactly ``places`` decimals, 四舍五入.

    A half moves away from zero; a result of nought never carries a minus sign.

    Args:
        value: Any finite number.
        places: Decimals kept, 0 to 100.

    Raises:
        TypeError: The value is not a ``Decimal``.
        ValueError: The value is not finite or absurdly long, or ``places`` is out of range.

    >>> round_half_up(Decimal("617283.945"), 2)
    Decimal('617283.95')
    """
    if not 0 <= places <= _MAX_DIGITS:
        raise ValueError(f"保留的小数位数须在 0 至 {_MAX_DIGITS} 之间，不能是 {places}")
    rounded = _ROUNDING.quantize(_checked(value), Decimal((0, (1,), -places)))
    return rounded.copy_abs() if rounded.is_zero() else rounded


def split_evenly(total_yuan: Decimal, shares: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Split an amount by shares so that the parts add up to it to the fen.

    Each part but the last is ``total × share ÷ Σ shares`` rounded half up to the fen; the last
    takes the rest (疑难实例 1).

    Args:
        total_yuan: The amount in 元, not negative, with at most two decimals.
        shares: Weights of the parts, all positive: fractions, percentages or ones.

    Returns:
        The parts in 元, each with two decimals, in the order of ``shares``.

    Raises:
        TypeError: A number is not a ``Decimal``.
        ValueError: No share, a share that is not positive, a total that is negative or finer
            than a fen, or so small a total that roundings leave less than nothing for the last.

    >>> split_evenly(Decimal("1234567.89"), [Decimal("0.5"), Decimal("0.5")])
    (Decimal('617283.95'), Decimal('617283.94'))
    """
    total_fen = Fraction(_checked(total_yuan)) * FEN_PER_YUAN
    if total_fen < 0 or total_fen.denominator != 1:
        raise ValueError(f"待分金额须不小于零且精确到分，不能是 {total_yuan}")
    weights = [Fraction(_checked(share)) for share in shares]
    if not weights or min(weights) <= 0:
        raise ValueError("份额须至少一项，且每项大于零")
    whole = sum(weights)
    # ⌊x + 1/2⌋ is half up for what is not negative, without any division that is cut short.
    parts_fen = [int(total_fen * weight / whole + Fraction(1, 2)) for weight in weights[:-1]]
    rest_fen = int(total_fen) - sum(parts_fen)
    if rest_fen < 0:
        raise ValueError(f"金额 {total_yuan} 元太小，分不成 {len(weights)} 份")
    return tuple(Decimal(f"{fen}E-2") for fen in (*parts_fen, rest_fen))
