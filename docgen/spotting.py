"""Finds amounts and days in a running text, whoever wrote them: a template, a clerk, docgen.

What is found is read by ``reading``; a text that is no amount is simply not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from docgen.reading import (
    Fault,
    ReadingError,
    read_amount_words,
    read_decimal,
    read_number_words,
)

__all__ = [
    "GAP_IN_AMOUNT",
    "Spotted",
    "Twin",
    "between_twins",
    "chinese_dates",
    "digit_amounts",
    "is_figure",
    "may_hold_date",
    "may_hold_words",
    "twins",
    "word_amounts",
    "word_numbers",
]

_CAPITAL = "壹贰貳叁參叄肆伍陆陸柒捌玖拾佰仟"
_SIGN = f"[零〇一二三四五六七八九十百千万萬亿億{_CAPITAL}]"
# 十分, 三角 and 万元 are words of other kinds: an amount bears 人民币 or a capital numeral.
_WORDS = re.compile(
    rf"(?P<prefix>人民币[ \u3000]*)?(?<![0-9.])(?P<body>{_SIGN}+(?:[元圆圓円]{_SIGN}*)?"
    rf"(?:{_SIGN}?角{_SIGN}*)?分?[整正]?)"
)
# Most texts hold neither; they are passed over at once.
_PREFIX = "人民币"
_ANY_CAPITAL = re.compile(f"[{_CAPITAL}]")
_MONEY = re.compile("[元圆圓円角分整正]")
_NUMBER = re.compile(rf"(?P<body>{_SIGN}+(?:点[零〇{_CAPITAL}一二三四五六七八九]+)?)(?=平方米)")
_DIGITS = re.compile(
    r"(?<![0-9.,])(?P<body>[0-9][0-9,]*(?:\.[0-9]+)?)[ \u3000]*(?P<unit>万元|元|平方米)"
)
_BARE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_DATE_BEHIND_YEAR = "年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
_DATE = re.compile(f"[〇○零一二三四五六七八九]{{4}}{_DATE_BEHIND_YEAR}")
# What begins with a letter of its own is found many times faster than what begins with a class.
_MAY_BE_DATE = re.compile(_DATE_BEHIND_YEAR)
#: 人民币 and the amount behind it must touch.
GAP_IN_AMOUNT = re.compile(rf"人民币[ \u3000\t]+(?=[￥¥0-9{_CAPITAL}])")
#: What may stand between an amount in words and the same amount in figures.
_BETWEEN = re.compile(
    r"(?:元|平方米)?[（(【\[]?(?:小写|大写|即|合计|人民币)?[：:]?[￥¥]?[ \u3000]*"
)
_WAN = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Spotted:
    """A number found in a text.

    Attributes:
        start: Its first letter.
        end: The letter behind its last one.
        text: The letters.
        value: What it says, in 元 or ㎡; None when it cannot be read.
        fault: What is wrong with the way it is written; None when nothing is.
        reason: The fault in Chinese words.
    """

    start: int
    end: int
    text: str
    value: Decimal | None
    fault: Fault | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Twin:
    """A number in words and the number in figures that stands for the same."""

    words: Spotted
    digits: Spotted


def may_hold_words(text: str) -> bool:
    """Return whether a text may hold an amount or an area in words; False is certain."""
    return _PREFIX in text or _ANY_CAPITAL.search(text) is not None


def may_hold_date(text: str) -> bool:
    """Return whether a text may hold a day in Chinese numerals; False is certain."""
    return _MAY_BE_DATE.search(text) is not None


def word_amounts(text: str) -> Iterator[Spotted]:
    """Yield every 大写金额 of a text, 人民币 included where it stands before it.

    Args:
        text: Any text.
    """
    if not may_hold_words(text):
        return
    for match in _WORDS.finditer(text):
        body, whole = match["body"], match[0]
        if not _MONEY.search(body) or not (match["prefix"] or _has_capital(body)):
            continue
        yield _read_words(whole, match.start(), match.end())


def word_numbers(text: str) -> Iterator[Spotted]:
    """Yield every area written in words: what stands before 平方米 in capital numerals."""
    if not may_hold_words(text):
        return
    for match in _NUMBER.finditer(text):
        if _has_capital(match["body"]):
            yield _read(match["body"], match.start(), match.end(), amount=False)


def digit_amounts(text: str) -> Iterator[Spotted]:
    """Yield every number with 元, 万元 or 平方米 behind it, in 元 or ㎡."""
    for match in _DIGITS.finditer(text):
        factor = _WAN if match["unit"] == "万元" else Decimal(1)
        yield Spotted(match.start(), match.end(), match[0], _digits(match["body"], factor))


def chinese_dates(text: str) -> Iterator[str]:
    """Yield every day that is written in Chinese numerals, 二〇二一年十一月五日."""
    for match in _DATE.finditer(text):
        yield match[0]


def between_twins(text: str) -> bool:
    """Return whether a text between two numbers says that they are one: （小写, ￥, …."""
    return _BETWEEN.fullmatch(text) is not None


def is_figure(text: str) -> bool:
    """Return whether a text is a number in figures and nothing else."""
    return _BARE.fullmatch(text.strip()) is not None


def twins(text: str, beside: str = "") -> Iterator[Twin]:
    """Yield every number in words with the number in figures that stands for the same.

    Args:
        text: A paragraph, or one cell of a table.
        beside: The next cell of the row; its number pairs with a cell that is a number in words.
    """
    if not may_hold_words(text):
        return
    worded = [*word_amounts(text), *word_numbers(text)]
    if not worded:
        return
    figured = list(digit_amounts(text))
    for words in worded:
        for digits in figured:
            first, second = sorted((words, digits), key=lambda one: one.start)
            if first.end <= second.start and between_twins(text[first.end : second.start]):
                yield Twin(words, digits)
    if len(worded) == 1 and worded[0].text == text.strip() and is_figure(beside):
        digits_text = beside.strip()
        yield Twin(worded[0], Spotted(0, len(digits_text), digits_text, _digits(digits_text)))


def _has_capital(body: str) -> bool:
    return any(sign in _CAPITAL for sign in body)


def _read_words(whole: str, start: int, end: int) -> Spotted:
    # A gap behind 人民币 is told apart, lest it hide another fault.
    touching = re.sub(r"(?<=人民币)[ \u3000]+", "", whole)
    read = _read(touching, start, end, amount=True)
    return Spotted(start, end, whole, read.value, read.fault, read.reason)


def _read(text: str, start: int, end: int, *, amount: bool) -> Spotted:
    try:
        value = read_amount_words(text, prefix_required=True) if amount else read_number_words(text)
    except ReadingError as error:
        return Spotted(start, end, text, error.value, error.fault, error.reason)
    return Spotted(start, end, text, value)


def _digits(body: str, factor: Decimal = Decimal(1)) -> Decimal | None:
    try:
        return read_decimal(body) * factor
    except ReadingError:
        return None
