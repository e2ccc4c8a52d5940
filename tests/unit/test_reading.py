from __future__ import annotations

import ast
import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from docgen import reading
from docgen.reading import (
    Fault,
    ReadingError,
    read_amount_words,
    read_date,
    read_decimal,
    read_number_words,
    read_ordinal,
)


def test_the_reader_shares_nothing_with_the_writer() -> None:
    tree = ast.parse(Path(reading.__file__).read_text("utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    assert not {name for name in imported if name and name.startswith("docgen")}


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        # Every form of the examples in 附一.
        ("壹仟肆佰零玖元伍角", "1409.50"),
        ("陆仟零柒元壹角肆分", "6007.14"),
        ("壹仟陆佰捌拾元零叁角贰分", "1680.32"),
        ("壹仟陆佰捌拾元叁角贰分", "1680.32"),
        ("壹拾万柒仟元零伍角叁分", "107000.53"),
        ("壹拾万零柒仟元伍角叁分", "107000.53"),
        ("壹拾万零柒仟元零伍角叁分", "107000.53"),
        ("壹拾万柒仟元伍角叁分", "107000.53"),
        ("壹万陆仟肆佰零玖元零贰分", "16409.02"),
        ("叁佰贰拾伍元零肆分", "325.04"),
        # 整 or 正, 元 or 圆, with 角 or without; traditional signs.
        ("壹仟贰佰圆整", "1200"),
        ("壹仟贰佰元正", "1200"),
        ("壹佰元伍角整", "100.50"),
        ("壹佰元零伍角", "100.50"),
        ("貳萬陸仟參佰圓整", "26300"),
        ("壹億元整", "100000000"),
        # Nought yuan.
        ("零元整", "0"),
        ("伍角", "0.50"),
        ("伍分", "0.05"),
        ("柒角捌分", "0.78"),
        ("零元伍角", "0.50"),
        ("零元零伍分", "0.05"),
        # 万 and 亿.
        ("壹拾万零壹佰元整", "100100"),
        ("壹佰万零伍佰元整", "1000500"),
        ("壹佰万零伍元整", "1000005"),
        ("壹亿零伍仟元整", "100005000"),
        ("壹亿伍仟元整", "100005000"),
        ("壹拾亿伍仟万元整", "1050000000"),
        ("壹拾亿零伍仟万元整", "1050000000"),
        ("壹万亿元整", "1000000000000"),
        ("玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分", "9999999999999.99"),
    ],
)
def test_every_form_the_rules_allow_is_read(words: str, yuan: str) -> None:
    assert read_amount_words(words) == Decimal(yuan)
    assert read_amount_words(f"人民币{words}", prefix_required=True) == Decimal(yuan)


@pytest.mark.parametrize(
    ("words", "fault", "value"),
    [
        ("壹佰万伍佰元整", Fault.MISSING_ZERO, "1000500"),
        ("壹拾万壹佰元整", Fault.MISSING_ZERO, "100100"),
        ("叁佰贰拾伍元肆分", Fault.MISSING_ZERO, "325.04"),
        ("壹仟贰拾元整", Fault.MISSING_ZERO, "1020"),
        ("壹佰零贰拾元整", Fault.EXTRA_ZERO, "120"),
        ("陆仟零柒元零壹角肆分", Fault.EXTRA_ZERO, "6007.14"),
        ("壹元壹角零肆分", Fault.EXTRA_ZERO, "1.14"),
        ("壹佰元", Fault.MISSING_ENDING, "100"),
        ("壹佰元伍角叁分整", Fault.EXTRA_ENDING, "100.53"),
        ("壹佰元零叁分整", Fault.EXTRA_ENDING, "100.03"),
        ("拾万元整", Fault.BARE_TEN, "100000"),
        ("贰佰拾伍元整", Fault.BARE_TEN, "215"),
        ("一百二十元整", Fault.LOWER_CASE, "120"),
        ("壹佰〇贰元整", Fault.LOWER_CASE, "102"),
        ("人民币 壹佰元整", Fault.GAP, "100"),
        ("人民币\u3000壹佰元整", Fault.GAP, "100"),
    ],
)
def test_a_fault_of_form_is_told_apart_and_keeps_its_value(
    words: str, fault: Fault, value: str
) -> None:
    with pytest.raises(ReadingError) as caught:
        read_amount_words(words)
    assert caught.value.fault is fault
    assert caught.value.value == Decimal(value)
    assert caught.value.reason == str(caught.value)


@pytest.mark.parametrize("words", ["壹佰贰元整", "壹佰万伍元整", "壹佰贰万元整"])
def test_a_missing_zero_before_a_bare_digit_leaves_no_value(words: str) -> None:
    # 壹佰贰 could be meant for 102 or for 120.
    with pytest.raises(ReadingError) as caught:
        read_amount_words(words)
    assert caught.value.fault is Fault.MISSING_ZERO
    assert caught.value.value is None


@pytest.mark.parametrize(
    "words",
    [
        "",
        "元整",
        "人民币",
        "人民币人民币壹元整",
        "零",
        "整",
        "壹佰整",
        "壹佰",
        "壹佰元零",
        "壹佰元零整",
        "壹佰元零零伍分",
        "壹佰元伍分叁角",
        "壹佰元伍角伍角",
        "壹佰元零角伍分",
        "壹佰元伍角零分",
        "零伍分",
        "零壹元整",
        "零壹佰元整",
        "壹佰零元整",
        "壹佰零零伍元整",
        "壹佰零零元整",
        "壹佰壹佰元整",
        "壹拾壹佰元整",
        "壹佰贰仟元整",
        "壹拾拾元整",
        "壹贰元整",
        "壹万贰万元整",
        "壹亿贰亿元整",
        "壹万零亿元整",
        "亿元整",
        "万元整",
        "壹亿万元整",
        "壹亿零万伍仟元整",
        "壹拾零万元整",
        "壹元贰元整",
        "壹元整整",
        "壹佰元伍角 叁分",
        " 壹佰元整",
        "壹佰元整\n",
        "负壹佰元整",
        "壹佰点伍元整",
        "１２３元整",
        "123元整",
        "两佰元整",
        "壹" * 101 + "元整",
    ],
)
def test_a_malformed_amount_is_refused_without_a_value(words: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read_amount_words(words)
    assert caught.value.fault is Fault.MALFORMED
    assert caught.value.value is None


def test_a_missing_prefix_is_told_apart_where_it_is_required() -> None:
    with pytest.raises(ReadingError) as caught:
        read_amount_words("壹佰元整", prefix_required=True)
    assert (caught.value.fault, caught.value.value) == (Fault.MISSING_PREFIX, Decimal(100))


def test_two_amounts_that_differ_by_495_yuan_are_told_apart() -> None:
    right = read_amount_words("壹佰万零伍佰元整")
    assert right - read_amount_words("壹佰万零伍元整") == 495


def test_a_reading_error_crosses_a_process_border_whole() -> None:
    error = ReadingError("缺零", Fault.MISSING_ZERO, Decimal(5))
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.reason, copy.fault, copy.value) == (error.reason, error.fault, error.value)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("陆万陆仟陆佰陆拾陆点陆柒", "66666.67"),
        ("壹万捌仟壹佰捌拾", "18180"),
        ("壹万捌仟壹佰捌拾点伍零", "18180.50"),
        ("零点零伍", "0.05"),
        ("零", "0"),
        ("壹拾万零柒仟", "107000"),
    ],
)
def test_an_area_in_words_is_read_with_its_decimals(words: str, value: str) -> None:
    assert str(read_number_words(words)) == value


@pytest.mark.parametrize(
    "words", ["", "点伍", "壹点", "壹点壹拾", "壹点伍点陆", "壹元", "十八", "壹佰伍", "壹 "]
)
def test_a_malformed_area_is_refused(words: str) -> None:
    with pytest.raises(ReadingError):
        read_number_words(words)


def test_a_date_is_read() -> None:
    assert read_date("2021年11月5日") == date(2021, 11, 5)
    assert read_date("2024年2月29日") == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "2021年11月05日",
        "2021年 11月5日",
        "2021年月日",
        "2021-11-05",
        "二〇二一年十一月五日",
        "２０２１年１１月５日",
        "2021年11月5日\n",
        "2021年11月5",
        "21年11月5日",
        "2023年2月29日",
        "2021年13月1日",
        "2021年11月31日",
        "0000年1月1日",
        "",
    ],
)
def test_what_is_not_a_real_day_in_the_house_form_is_refused(text: str) -> None:
    with pytest.raises(ReadingError):
        read_date(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("0.00", "0.00"),
        ("12345678.90", "12345678.90"),
        ("12,345,678.90", "12345678.90"),
        ("123,456", "123456"),
        ("66666.67", "66666.67"),
    ],
)
def test_a_plain_number_is_read_with_its_places(text: str, value: str) -> None:
    assert str(read_decimal(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "1\n",
        "+1",
        "-1",
        "--1",
        "1e3",
        "1E+3",
        ".5",
        "5.",
        "1.2.3",
        "007",
        "1,23",
        "1234,567",
        "12,3456",
        "0,123",
        "1,234.5,6",
        "１２",
        "٣",
        "1_000",
        "NaN",
        "Infinity",
        "0x1F",
        "一",
    ],
)
def test_anything_but_plain_digits_is_refused(text: str) -> None:
    with pytest.raises(ReadingError):
        read_decimal(text)


def test_a_minus_is_read_only_where_it_is_allowed() -> None:
    assert read_decimal("-1,234.5", signed=True) == Decimal("-1234.5")
    with pytest.raises(ReadingError, match="负数"):
        read_decimal("-1")
    with pytest.raises(ReadingError):
        read_decimal("+1", signed=True)


def test_a_number_longer_than_the_decimal_context_is_read_exactly() -> None:
    text = "1" * 60 + ".01"
    assert str(read_decimal(text)) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十一", 11),
        ("二十一", 21),
        ("一百零一", 101),
        ("一百一十", 110),
        ("一百一十二", 112),
        ("一千零一十", 1010),
        ("九千九百九十九", 9999),
    ],
)
def test_the_number_of_a_clause_is_read(text: str, number: int) -> None:
    assert read_ordinal(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "零",
        "〇",
        "一十一",
        "一百一",
        "一百十一",
        "一百零十",
        "一百〇一",
        "一零一",
        "十十",
        "百",
        "十一百",
        "壹",
        "一万",
        "第一条",
        "11",
        "一 ",
        "一" * 1000,
    ],
)
def test_the_number_of_a_clause_in_an_unusual_form_is_refused(text: str) -> None:
    with pytest.raises(ReadingError, match="不是规范的序号"):
        read_ordinal(text)
