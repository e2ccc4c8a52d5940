from __future__ import annotations

import decimal
import doctest
from datetime import date
from decimal import Decimal

import pytest

from docgen import wording
from docgen.wording import (
    amount_in_words,
    chinese_count,
    date_in_chinese,
    number_in_words,
    ordinal,
    plain_decimal,
)


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        # The examples of 附一《正确填写票据和结算凭证的基本规定》, in the form it names first.
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        # No yuan at all.
        ("0", "零元整"),
        ("0.00", "零元整"),
        ("0.78", "柒角捌分"),
        ("0.50", "伍角"),
        ("0.05", "伍分"),
        # Noughts inside and between the sections of four.
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("100100.00", "壹拾万零壹佰元整"),
        ("1000500.00", "壹佰万零伍佰元整"),
        ("12000.01", "壹万贰仟元零壹分"),
        ("309825", "叁拾万玖仟捌佰贰拾伍元整"),
        ("100000000", "壹亿元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("1050000000", "壹拾亿伍仟万元整"),
        ("100010001", "壹亿零壹万零壹元整"),
        ("101001010.10", "壹亿零壹佰万壹仟零壹拾元零壹角"),
        ("1000000000000", "壹万亿元整"),
        ("1000050000000", "壹万亿零伍仟万元整"),
        ("9999999999999.99", "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("42305004.00", "肆仟贰佰叁拾万伍仟零肆元整"),
    ],
)
def test_an_amount_is_written_as_the_rules_say(yuan: str, words: str) -> None:
    assert amount_in_words(Decimal(yuan)) == "人民币" + words


def test_an_amount_with_no_fen_ends_in_整() -> None:
    assert amount_in_words(Decimal("1234567.00")).endswith("元整")


def test_an_amount_that_ends_in_角_or_分_has_no_整() -> None:
    assert amount_in_words(Decimal("1234567.90")).endswith("元玖角")
    assert amount_in_words(Decimal("1234567.98")).endswith("玖角捌分")


def test_trailing_noughts_and_exponents_do_not_change_the_words() -> None:
    assert amount_in_words(Decimal("1E+3")) == amount_in_words(Decimal("1000.0000"))


@pytest.mark.parametrize(
    ("yuan", "reason"),
    [
        ("1.005", "两位小数"),
        ("28.999999999999996", "两位小数"),
        ("-0.01", "0 至 9,999,999,999,999.99"),
        ("10000000000000", "0 至 9,999,999,999,999.99"),
        ("NaN", "有限"),
        ("Infinity", "有限"),
        ("1E-999999", "位数过多"),
    ],
)
def test_an_amount_that_cannot_be_written_exactly_is_refused(yuan: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        amount_in_words(Decimal(yuan))


@pytest.mark.parametrize("write", [amount_in_words, number_in_words, plain_decimal])
def test_a_float_is_refused(write) -> None:  # type: ignore[no-untyped-def]  # the point is a wrong type
    with pytest.raises(TypeError, match="float"):
        write(0.1)


def test_the_words_do_not_feel_the_callers_decimal_context() -> None:
    with decimal.localcontext() as context:
        context.prec = 2
        assert amount_in_words(Decimal("1234.56")) == "人民币壹仟贰佰叁拾肆元伍角陆分"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("66666.67", "陆万陆仟陆佰陆拾陆点陆柒"),
        ("18180.00", "壹万捌仟壹佰捌拾"),
        ("18180", "壹万捌仟壹佰捌拾"),
        ("18180.50", "壹万捌仟壹佰捌拾点伍零"),
        ("26114.2", "贰万陆仟壹佰壹拾肆点贰零"),
        ("0.05", "零点零伍"),
        ("0", "零"),
    ],
)
def test_an_area_is_written_with_both_decimals_or_none(value: str, words: str) -> None:
    assert number_in_words(Decimal(value)) == words


def test_an_area_finer_than_a_hundredth_is_refused() -> None:
    with pytest.raises(ValueError, match="两位小数"):
        number_in_words(Decimal("1.005"))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (19, "十九"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (111, "一百一十一"),
        (112, "一百一十二"),
        (1000, "一千"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (1100, "一千一百"),
        (9999, "九千九百九十九"),
    ],
)
def test_a_clause_is_numbered_as_word_numbers_it(number: int, words: str) -> None:
    assert ordinal(number) == words


@pytest.mark.parametrize("number", [0, -1, 10000])
def test_there_is_no_clause_before_the_first_or_after_the_9999th(number: int) -> None:
    with pytest.raises(ValueError, match="1 至 9999"):
        ordinal(number)


@pytest.mark.parametrize("write", [ordinal, chinese_count])
@pytest.mark.parametrize("value", [True, 1.0, Decimal(1), "1"])
def test_only_whole_numbers_are_counted(write, value) -> None:  # type: ignore[no-untyped-def]  # the point is a wrong type
    with pytest.raises(TypeError, match="整数"):
        write(value)


@pytest.mark.parametrize(("number", "words"), [(0, "零"), (6, "陆"), (12, "壹拾贰")])
def test_copies_are_counted_in_digits_that_cannot_be_altered(number: int, words: str) -> None:
    assert chinese_count(number) == words


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="计数"):
        chinese_count(-1)


def test_a_date_has_no_leading_noughts() -> None:
    assert date_in_chinese(date(2021, 11, 5)) == "2021年11月5日"
    assert date_in_chinese(date(2022, 1, 31)) == "2022年1月31日"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1.50", "1.50"),
        ("1E+3", "1000"),
        ("0E-8", "0.00000000"),
        ("0.00000001", "0.00000001"),
        ("-2.5", "-2.5"),
        ("-0.00", "0.00"),
        ("12345678901234567890123456789012.34", "12345678901234567890123456789012.34"),
    ],
)
def test_a_plain_number_keeps_its_places_and_has_no_exponent(value: str, text: str) -> None:
    assert plain_decimal(Decimal(value)) == text


@pytest.mark.parametrize("value", ["NaN", "1E+101", "1E-101"])
def test_a_number_that_cannot_be_written_plainly_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="数值"):
        plain_decimal(Decimal(value))


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(wording)
    assert result.attempted >= 5
    assert result.failed == 0
