"""The independent reader: Chinese and Arabic numbers back into values.

It shares neither table nor method with ``wording``, so that neither can repeat the other's
mistake. Every form that 《支付结算办法》附一 (银发〔1997〕393号) allows is read; others are
refused with a :class:`ReadingError` that says why and, where it is beyond doubt, which
value was meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

__all__ = [
    "Fault",
    "ReadingError",
    "read_amount_words",
    "read_date",
    "read_decimal",
    "read_number_words",
    "read_ordinal",
]


class Fault(StrEnum):
    """Why a text was not read; all but ``MALFORMED`` are faults of form with a clear value."""

    MALFORMED = "malformed"
    MISSING_ZERO = "missing_zero"
    EXTRA_ZERO = "extra_zero"
    MISSING_ENDING = "missing_ending"
    EXTRA_ENDING = "extra_ending"
    BARE_TEN = "bare_ten"
    LOWER_CASE = "lower_case"
    MISSING_PREFIX = "missing_prefix"
    GAP = "gap"


class ReadingError(ValueError):
    """A text that is not a correctly written number, amount or day.

    Attributes:
        reason: What is wrong, in Chinese.
        fault: The class of the fault.
        value: What was meant, when only the form is at fault; None otherwise.
    """

    def __init__(
        self, reason: str, fault: Fault = Fault.MALFORMED, value: Decimal | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fault = fault
        self.value = value


@dataclass(frozen=True, slots=True)
class _Term:
    """One digit with its power of ten, and whether a 零 stands before it."""

    digit: int
    power: int
    after_zero: bool


_Faults = list[tuple[Fault, str]]

_VALUE = {sign: number for number, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
_POWER = {"拾": 1, "佰": 2, "仟": 3}
# 附一 第一项: 使用繁体字的也应受理; 圆 stands for 元.
_ACCEPTED = str.maketrans("貳參叄陸萬億圓圆正", "贰叁叁陆万亿元元整")
_SMALL = "〇一二三四五六七八九十百千"
_FORMAL = str.maketrans(_SMALL, "零壹贰叁肆伍陆柒捌玖拾佰仟")
_CHANGE = re.compile(r"(零?)(?:([壹贰叁肆伍陆柒捌玖])角)?(零?)(?:([壹贰叁肆伍陆柒捌玖])分)?")
_DATE = re.compile(r"([0-9]{4})年([1-9][0-9]?)月([1-9][0-9]?)日")
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_ORDINAL = re.compile("(?!一十)[零一二三四五六七八九十百千]{1,9}")
_MAX_LENGTH = 100


def read_amount_words(text: str, *, prefix_required: bool = False) -> Decimal:
    """Read 大写金额 back into 元.

    Args:
        text: For instance 人民币壹拾万柒仟元零伍角叁分, without any blank around it.
        prefix_required: Whether 人民币 must stand before the amount; it always may.

    Returns:
        The amount in 元 with two decimals.

    Raises:
        ReadingError: The text is not an amount, or is written against 附一.
    """
    faults: _Faults = []
    bare = _bounded(text).removeprefix("人民币")
    if prefix_required and bare == text:
        faults.append((Fault.MISSING_PREFIX, "大写金额前应写“人民币”"))
    if bare != text and bare != bare.lstrip():
        faults.append((Fault.GAP, "“人民币”与金额之间不得留空"))
    body = _formal_signs(bare.lstrip() if bare != text else bare, faults)
    yuan_text, yuan, change = body.rpartition("元")
    if not yuan:
        yuan_text, change = "", body
    whole = _whole(yuan_text, faults) if yuan else 0
    stem = change.removesuffix("整")
    tenths, rest = _change(stem, whole, has_yuan=bool(yuan), faults=faults)
    if rest and stem != change:
        faults.append((Fault.EXTRA_ENDING, "有“分”的金额后面不写“整”"))
    if not (tenths or rest) and stem == change:
        faults.append((Fault.MISSING_ENDING, "到“元”为止的金额，“元”之后应写“整”"))
    return _settled(Decimal(f"{whole * 100 + tenths * 10 + rest}E-2"), faults)


def read_number_words(text: str) -> Decimal:
    """Read a number in 大写 digits, such as 陆万陆仟陆佰陆拾陆点陆柒, without unit.

    Returns:
        The number, with as many decimals as stand after 点.

    Raises:
        ReadingError: The text is not such a number, or is written against 附一.
    """
    faults: _Faults = []
    whole_text, point, decimals = _formal_signs(_bounded(text), faults).partition("点")
    whole = _whole(whole_text, faults)
    if point and (not decimals or any(sign not in _VALUE for sign in decimals)):
        raise ReadingError("“点”之后应逐位写大写数字")
    digits = "".join(str(_VALUE[sign]) for sign in decimals)
    return _settled(Decimal(f"{whole}.{digits}" if point else whole), faults)


def read_date(text: str) -> date:
    """Read a day written as 2021年11月5日, month and day without leading noughts.

    Raises:
        ReadingError: The text has another form, or there is no such day.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        raise ReadingError("日期应写作“2021年11月5日”：阿拉伯数字，月、日不补零")
    year, month, day = (int(number) for number in match.groups())
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ReadingError(f"没有{text}这一天") from error


def read_decimal(text: str, *, signed: bool = False) -> Decimal:
    """Read a number in ASCII digits; commas, if any, must group it in threes throughout.

    Args:
        text: For instance ``12345678.90`` or ``12,345,678.90``.
        signed: Whether a leading minus is allowed.

    Returns:
        The number with the decimals it was written with.

    Raises:
        ReadingError: Anything else: an exponent, a plus, leading noughts, full-width digits.
    """
    if _PLAIN.fullmatch(text) is None:
        raise ReadingError("应为阿拉伯数字（半角，可用逗号每三位分节），不用科学计数法")
    if text.startswith("-") and not signed:
        raise ReadingError("此处不得为负数")
    return Decimal(text.replace(",", ""))


def read_ordinal(text: str) -> int:
    """Read the number of a clause: 二十一 is 21; from 一 to 九千九百九十九.

    Raises:
        ReadingError: The text is not such a number in its usual form.
    """
    unusual = ReadingError(f"「{text[:_MAX_LENGTH]}」不是规范的序号，应如“一”“十一”“一百零一”")
    if _ORDINAL.fullmatch(text) is None:
        raise unusual
    faults: _Faults = []
    spelled = f"一{text}" if text.startswith("十") else text
    try:
        number = _whole(spelled.translate(_FORMAL), faults)
    except ReadingError as error:
        raise unusual from error
    if faults or not number:
        raise unusual
    return number


def _bounded(text: str) -> str:
    if not text:
        raise ReadingError("没有内容")
    if len(text) > _MAX_LENGTH:
        raise ReadingError("内容过长，不是一个数")
    return text


def _settled(value: Decimal, faults: _Faults) -> Decimal:
    """Return the value, or raise the first fault of form with it."""
    for fault, reason in faults:
        raise ReadingError(reason, fault, value)
    return value


def _formal_signs(text: str, faults: _Faults) -> str:
    """Return the text in standard 大写 signs, noting small digits."""
    small = [sign for sign in text if sign in _SMALL]
    if small:
        faults.append((Fault.LOWER_CASE, f"应用大写数字，不能写「{small[0]}」"))
    return text.translate(_ACCEPTED).translate(_FORMAL)


def _change(text: str, whole: int, *, has_yuan: bool, faults: _Faults) -> tuple[int, int]:
    """Read what stands after 元: 角 and 分, and judge the 零 before each."""
    match = _CHANGE.fullmatch(text)
    if match is None:
        shape = "“元”之后应依次为“角”“分”，每个单位前一个大写数字"
        raise ReadingError(shape if has_yuan else "缺“元”，不成金额")
    first_zero, tenths, second_zero, rest = match.groups()
    zero_before_fen = bool(second_zero or (first_zero and not tenths))
    if (zero_before_fen and not rest) or (first_zero and second_zero and not tenths):
        raise ReadingError("“元”之后的“零”重复，或其后没有数字")
    if not has_yuan and (not (tenths or rest) or first_zero):
        raise ReadingError("缺“元”，不成金额")
    if tenths and first_zero and whole % 10:
        faults.append((Fault.EXTRA_ZERO, "元位不是零，“元”与“角”之间不写“零”"))
    if tenths and second_zero:
        faults.append((Fault.EXTRA_ZERO, "“角”与“分”之间不写“零”"))
    if has_yuan and rest and not tenths and not zero_before_fen:
        faults.append((Fault.MISSING_ZERO, "角位为零、分位不为零，“元”之后应写“零”"))
    return _VALUE[tenths] if tenths else 0, _VALUE[rest] if rest else 0


def _whole(text: str, faults: _Faults) -> int:
    """Read a whole number in standard signs, noting every 零 that is missing or too many."""
    if text == "零":
        return 0
    terms = _split(text, "亿", 8, lambda part, base: _split(part, "万", 4, _section, base))
    if terms[0].after_zero:
        raise ReadingError("数字不能以“零”起首")
    for left, right in pairwise(terms):
        _judge_zero(left, right, faults)
    if any(term.digit == 0 for term in terms):
        faults.append((Fault.BARE_TEN, "“拾”之前应写“壹”"))
    return sum((term.digit or 1) * 10**term.power for term in terms)


def _split(
    text: str, unit: str, power: int, read: Callable[[str, int], list[_Term]], base: int = 0
) -> list[_Term]:
    """Read what stands before the large unit and what stands after it."""
    before, found, after = text.partition(unit)
    if not found:
        return read(text, base)
    return read(before, base + power) + (read(after, base) if after else [])


def _section(text: str, base: int) -> list[_Term]:
    """Read at most four digits with 仟, 佰, 拾 in falling order."""
    terms: list[_Term] = []
    place, limit = 0, 4
    while place < len(text):
        after_zero = text[place] == "零"
        place += after_zero
        digit, place = _digit(text, place)
        power = _POWER.get(text[place : place + 1], 0)
        place += power > 0
        if power >= limit:
            raise ReadingError(f"「{text}」中单位重复或次序颠倒")
        limit = power
        terms.append(_Term(digit, base + power, after_zero))
    if not terms:
        raise ReadingError("单位之前没有数字")
    return terms


def _digit(text: str, place: int) -> tuple[int, int]:
    """Return the digit and the place after it; 0 stands for the 壹 left out before 拾."""
    sign = text[place : place + 1]
    if sign == "拾":
        return 0, place
    digit = _VALUE.get(sign, 0)
    if not digit:
        raise ReadingError(f"「{text}」的第{place + 1}个字处应为壹至玖的大写数字")
    return digit, place + 1


def _judge_zero(left: _Term, right: _Term, faults: _Faults) -> None:
    """附一 第四项: one 零 for a run of noughts; before 千位 it may be left out."""
    gap = left.power - right.power > 1
    if right.after_zero and not gap:
        faults.append((Fault.EXTRA_ZERO, "相邻两位之间没有零，不写“零”"))
    if gap and not right.after_zero and right.power % 4 != 3:
        # 壹佰贰 may be meant for 102 or for 120, so that no value is beyond doubt.
        if right.power % 4 == 0:
            raise ReadingError("数字中间有零，应写“零”，否则有歧义", Fault.MISSING_ZERO)
        faults.append((Fault.MISSING_ZERO, "数字中间有零，应写“零”"))
