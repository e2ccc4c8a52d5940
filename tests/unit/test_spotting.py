"""Amounts and days in a running text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.spotting import chinese_dates, digit_amounts, twins, word_amounts, word_numbers
from docgen.wording import amount_in_words, number_in_words

FEN = st.integers(min_value=1, max_value=10**13).map(lambda fen: Decimal(fen) / 100)


@given(FEN)
def test_every_amount_that_docgen_writes_is_found_in_a_text_and_read_as_it_is(
    yuan: Decimal,
) -> None:
    words = amount_in_words(yuan)
    found = list(word_amounts(f"出让价款为{words}（小写{yuan}元），下同。"))
    assert [(one.text, one.value, one.fault) for one in found] == [(words, yuan, None)]


@given(FEN, FEN)
def test_words_and_figures_side_by_side_are_one_pair(first: Decimal, second: Decimal) -> None:
    text = (
        f"为{amount_in_words(first)}（小写{first}元），{amount_in_words(second)}（￥{second}元）。"
    )
    pairs = [(one.words.value, one.digits.value) for one in twins(text)]
    assert pairs == [(first, first), (second, second)]


@given(st.integers(min_value=1, max_value=10**9).map(lambda n: Decimal(n) / 100))
def test_an_area_in_words_is_found_before_its_unit(area: Decimal) -> None:
    words = number_in_words(area)
    pairs = list(twins(f"总面积：{words}平方米（小写{area}平方米）；"))
    held = [one.value for one in word_numbers(f"{words}平方米")]
    assert held in ([area], [])
    assert [one.digits.value == area for one in pairs] == [True] * len(held)


@pytest.mark.parametrize(
    "text",
    ["单位为万元", "十分重要", "三角地带", "五万元以上", "投资3亿元", "每平方米28元", "整改"],
)
def test_what_is_no_amount_in_words_is_not_found(text: str) -> None:
    assert list(word_amounts(text)) == []


def test_figures_are_read_in_yuan_whatever_their_unit() -> None:
    found = [one.value for one in digit_amounts("投资1,200.5万元，定金3000.00元，面积20平方米")]
    assert found == [Decimal("12005000.0"), Decimal("3000.00"), Decimal(20)]


def test_numbers_that_are_grouped_wrongly_are_found_and_not_read() -> None:
    assert [one.value for one in digit_amounts("定金30,00元")] == [None]


def test_days_in_chinese_numerals_are_found() -> None:
    said = "于二〇二一年十一月五日签订，2021年11月5日生效"
    assert list(chinese_dates(said)) == ["二〇二一年十一月五日"]


def test_two_amounts_far_apart_are_no_pair() -> None:
    text = "定金为人民币壹佰元整，另收取手续费小写50.00元。"
    assert list(twins(text)) == []
