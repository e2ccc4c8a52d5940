"""Numbers into Chinese: 大写金额, 大写面积, 年月日, 条款序号.

Source of the amounts: 《支付结算办法》(银发〔1997〕393号) 附一《正确填写票据和结算凭证的基本规定》.
Where it leaves a choice, the house writes one form only:

* 到元 and no further: 整 after 元. 到角: no 整 after 角. 到分: never 整.
* 万位 (or 亿位) is 0 but the 千位 that follows is not: no 零, 107000 is 壹拾万柒仟. When a whole
  section of four is 0 the 零 is written: 100005000 is 壹亿零伍仟.
* 元位 is 0 but 角位 is not: 零 after 元, 107000.53 is 壹拾万柒仟元零伍角叁分.

In both cases this is the form that 附一 names first for its own examples (¥107,000.53 and
¥1,680.32): one 零 where digits and 角 could be run together, none where 万 already parts them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

__all__ = [
    "MAX_AMOUNT",
    "MAX_ORDINAL",
    "amount_in_words",
    "chinese_count",
    "date_in_chinese",
    "number_in_words",
    "ordinal",
    "plain_decimal",
]

#: The largest amount or number put into words: 13 digits and two decimals.
MAX_AMOUNT = Decimal("9999999999999.99")
#: The largest number of a clause.
MAX_ORDINAL = 9999

_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_UNITS = ("", "拾", "佰", "仟")
_PLAIN_DIGITS = "零一二三四五六七八九"
_PLAIN_UNITS = ("", "十", "百", "千")
_MAX_EXPONENT = 100


def amount_in_words(yuan: Decimal) -> str:
    """Return an amount as 人民币大写.

    Args:
        yuan: Amount in 元, from 0 to 9,999,999,999,999.99, with at most two decimals; nothing
            is rounded.

    Raises:
        TypeError: The amount is not a ``Decimal``.
        ValueError: The amount is out of range, not finite, or finer than a fen.

    >>> amount_in_words(Decimal("1234567.90"))
    '人民币壹佰贰拾叁万肆仟伍佰陆拾柒元玖角'
    """
    whole_yuan, fen = divmod(_hundredths(yuan, "金额"), 100)
    return "人民币" + _yuan_words(whole_yuan, fen) + _fen_words(fen)


def number_in_words(value: Decimal) -> str:
    """Return a number (an area) in 大写 digits, without unit.

    The two decimals follow 点 digit by digit; both are written or, when both are nought, neither.

    Args:
        value: From 0 to 9,999,999,999,999.99, with at most two decimals; nothing is rounded.

    Raises:
        TypeError: The value is not a ``Decimal``.
        ValueError: The value is out of range, not finite, or has more than two decimals.

    >>> number_in_words(Decimal("66666.67"))
    '陆万陆仟陆佰陆拾陆点陆柒'
    >>> number_in_words(Decimal("18180.00"))
    '壹万捌仟壹佰捌拾'
    """
    whole, hundredths = divmod(_hundredths(value, "数值"), 100)
    if not hundredths:
        return _formal(whole)
    tenths, rest = divmod(hundredths, 10)
    return f"{_formal(whole)}点{_FORMAL_DIGITS[tenths]}{_FORMAL_DIGITS[rest]}"


def chinese_count(n: int) -> str:
    """Return a whole number in 大写 digits, as counts that must not be altered are written.

    Args:
        n: From 0 to 9,999,999,999,999: copies, instalments, pages.

    Raises:
        TypeError: ``n`` is not an ``int``.
        ValueError: ``n`` is out of range.

    >>> chinese_count(6), chinese_count(12)
    ('陆', '壹拾贰')
    """
    _check_int(n)
    if not 0 <= n <= MAX_AMOUNT:
        raise ValueError(f"份数等计数须在 0 至 {int(MAX_AMOUNT)} 之间，不能是 {n}")
    return _formal(n)


def ordinal(n: int) -> str:
    """Return a whole number in small Chinese digits, as 第×条 counts: 一, 十, 十一, 一百零一.

    Args:
        n: From 1 to 9999.

    Raises:
        TypeError: ``n`` is not an ``int``.
        ValueError: ``n`` is out of range.
    """
    _check_int(n)
    if not 1 <= n <= MAX_ORDINAL:
        raise ValueError(f"序号须在 1 至 {MAX_ORDINAL} 之间，不能是 {n}")
    words = _spell(n, _PLAIN_DIGITS, _PLAIN_UNITS)
    # 十一, not 一十一: the way of clause numbers, and of Word's chineseCountingThousand.
    return words.removeprefix("一") if 10 <= n <= 19 else words


def date_in_chinese(day: date) -> str:
    """Return a day as 2021年11月5日: Arabic digits, month and day without leading noughts.

    GB/T 9704-2012: 成文日期用阿拉伯数字，年月日标全，月日不编虚位.
    """
    return f"{day.year:04d}年{day.month}月{day.day}日"


def plain_decimal(value: Decimal) -> str:
    """Return a number in plain ASCII digits, with the decimals it has and no exponent.

    Args:
        value: Any finite number; a negative nought loses its sign.

    Raises:
        TypeError: The value is not a ``Decimal``.
        ValueError: The value is not finite or absurdly long.

    >>> plain_decimal(Decimal("1.50")), plain_decimal(Decimal("2E+3"))
    ('1.50', '2000')
    """
    _check_decimal(value, "数值")
    if value.adjusted() > _MAX_EXPONENT:
        raise ValueError("数值位数过多，无法写出")
    return format(value.copy_abs() if value.is_zero() else value, "f")


def _check_int(n: int) -> None:
    if not isinstance(n, int) or isinstance(n, bool):
        raise TypeError(f"须为整数，不能是 {type(n).__name__}")


def _check_decimal(value: Decimal, what: str) -> None:
    if not isinstance(value, Decimal):
        raise TypeError(f"{what}须为 Decimal，不能是 {type(value).__name__}")
    if not value.is_finite():
        raise ValueError(f"{what}须为有限的数，不能是 {value}")
    exponent = value.as_tuple().exponent
    # An exponent of minus a billion would take all memory when written out or made a fraction.
    if not isinstance(exponent, int) or abs(exponent) > _MAX_EXPONENT:
        raise ValueError(f"{what}位数过多，无法写出")


def _hundredths(value: Decimal, what: str) -> int:
    """Return value × 100 when it is whole and in range."""
    _check_decimal(value, what)
    if not 0 <= value <= MAX_AMOUNT:
        raise ValueError(f"{what}须在 0 至 {MAX_AMOUNT:,} 之间才能写成大写，不能是 {value}")
    hundredths = Fraction(value) * 100
    if hundredths.denominator != 1:
        raise ValueError(f"{what}最多两位小数才能写成大写，不能是 {value}")
    return int(hundredths)


def _yuan_words(whole_yuan: int, fen: int) -> str:
    if not whole_yuan:
        return "" if fen else "零元整"
    if not fen:
        return f"{_formal(whole_yuan)}元整"
    skipped = fen < 10 or whole_yuan % 10 == 0
    return f"{_formal(whole_yuan)}元" + ("零" if skipped else "")


def _fen_words(fen: int) -> str:
    tenths, rest = divmod(fen, 10)
    return (f"{_FORMAL_DIGITS[tenths]}角" if tenths else "") + (
        f"{_FORMAL_DIGITS[rest]}分" if rest else ""
    )


def _formal(number: int) -> str:
    return _spell(number, _FORMAL_DIGITS, _FORMAL_UNITS) or _FORMAL_DIGITS[0]


def _spell(number: int, digits: str, units: tuple[str, ...]) -> str:
    """Spell a whole number below 10¹⁶; nought is the empty text."""
    text = str(number) if number else ""
    words: list[str] = []
    skipped = 0
    for index, figure in enumerate(text):
        power = len(text) - 1 - index
        if figure == "0":
            skipped += 1
        else:
            # No 零 before a 千位 that directly follows its 万 or 亿 (see the module's text).
            if skipped and (power % 4 != 3 or skipped > 3):
                words.append(digits[0])
            words.append(digits[int(figure)] + units[power % 4])
            skipped = 0
        if power == 8:
            words.append("亿")
        elif power % 8 == 4 and text[max(0, index - 3) : index + 1].strip("0"):
            words.append("万")
    return "".join(words)
