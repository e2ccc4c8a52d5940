from datetime import date, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from docgen.model import Grant, Party, Range, SignedContract, UnclearDate


def kind_of_fault(model: type, **data: object) -> str:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return caught.value.errors()[0]["type"]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("12345678.90", "12345678.90"),
        ("1,234,567.5", "1234567.5"),
        ("１２３．４０", "123.40"),
        (" 20 ", "20"),
        ("-5.5", "-5.5"),
        ("0123", "123"),
        (20, "20"),
        (Decimal("1E+5"), "100000"),
        (Decimal("0.10"), "0.10"),
        ("-0.00", "0.00"),
    ],
)
def test_a_figure_keeps_every_digit_it_was_given(given: object, read: str) -> None:
    assert str(Grant(price_yuan=given).price_yuan) == read  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given",
    [1.5, True, "1e3", "1E5", "NaN", "Infinity", "", "  ", "1,23", "12,3456", "1.2.3", ".5", "5.",
     "+5", "1 000", "1，234", "٣", "²", "壹", "--1", "1_000", "0x1F", Decimal("NaN"),
     Decimal("Infinity"), Decimal("1E+999999"), Decimal("1E-999999"), 10**60, "9" * 60],
)  # fmt: skip
def test_what_is_not_plain_digits_is_no_figure(given: object) -> None:
    assert kind_of_fault(Grant, price_yuan=given) == "docgen_number"


@pytest.mark.parametrize(
    ("given", "unit"),
    [("20万元", "万元"), ("100 亩", "亩"), ("1‰", "‰"), ("30%", "%"), ("1,000元整", "元整"),
     ("5m", "m"), ("66,666.67㎡", "㎡"), ("100m2", "m2")],
)  # fmt: skip
def test_a_unit_in_a_figure_is_named(given: str, unit: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Grant(price_yuan=given)  # type: ignore[arg-type]
    fault = caught.value.errors()[0]
    assert fault["type"] == "docgen_unit"
    assert fault["ctx"]["unit"] == unit
    assert f"「{unit}」" in fault["msg"]


@pytest.mark.parametrize("given", [[1], {"a": 1}, date(2021, 1, 1), b"1", None.__class__])
def test_what_is_no_single_value_is_no_figure(given: object) -> None:
    assert kind_of_fault(Grant, price_yuan=given) == "docgen_shape"


@pytest.mark.parametrize("given", ["20", 20, Decimal("20.0"), "２０"])
def test_a_count_is_a_whole_number(given: object) -> None:
    term = Grant(term_years=given).term_years  # type: ignore[arg-type]
    assert term == 20
    assert type(term) is int


def test_half_a_year_is_no_count() -> None:
    assert kind_of_fault(Grant, term_years="20.5") == "docgen_number"


@pytest.mark.parametrize(
    "given",
    ["2021-11-05", "2021-11-5", "2021/11/5", "2021.11.5", "2021年11月5日", "２０２１年１１月０５日",
     " 2021-11-05 ", date(2021, 11, 5)],
)  # fmt: skip
def test_every_usual_way_to_write_a_day_is_read(given: object) -> None:
    assert Grant(signing_date=given).signing_date == date(2021, 11, 5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "read"),
    [("1900-01-01", date(1900, 1, 1)), ("9999-12-31", date(9999, 12, 31))],
)
def test_a_placeholder_that_is_a_day_is_read_as_that_day(given: str, read: date) -> None:
    assert Grant(signing_date=given).signing_date == read  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given",
    ["2021年 月 日", "    年  月  日", "____年__月__日", "20××年×月×日", "2021-__-__", "44505",
     "44505.0", "20211105", "2021-02-30", "2021-13-01", "0000-00-00", "2021年11月", "2021-11",
     "21-11-5", "二〇二一年十一月五日", "待定", "/", "—", "2021/11-5", "xx"],
)  # fmt: skip
def test_a_day_not_yet_filled_in_is_kept_as_it_was_written(given: str) -> None:
    kept = Grant(signing_date=given).signing_date  # type: ignore[arg-type]
    assert isinstance(kept, UnclearDate)
    assert kept == given


@pytest.mark.parametrize(
    "given",
    ["无所谓", "", "abc", "12", "x", "签订之日起三十日内", "2021-11-05T00:00:00", "9" * 50,
     datetime(2021, 11, 5), 44505.5],
)  # fmt: skip
def test_nonsense_is_no_day(given: object) -> None:
    assert kind_of_fault(Grant, signing_date=given) in {"docgen_date", "docgen_shape"}


@pytest.mark.parametrize("given", ["2021年\x0b月", "\x1f-\x1f", "年\x85月"])
def test_a_placeholder_with_control_characters_is_refused(given: str) -> None:
    assert kind_of_fault(Grant, signing_date=given) == "docgen_date"


@pytest.mark.parametrize(
    "given", ["示例甲机械制造有限公司", "䶮某𠮷", " 前后空白 ", "一\n二\t三", ""]
)
def test_text_is_kept_letter_for_letter(given: str) -> None:
    assert Party(name=given).name == given


@pytest.mark.parametrize(
    ("given", "place", "name"),
    [("甲\x00", 2, "U+0000"), ("\x1b[0m", 1, "U+001B"), ("甲乙\ud800", 3, "U+D800"),
     ("价款\u202e123", 3, "U+202E"), ("\x85", 1, "U+0085"), ("\uffff", 1, "U+FFFF"),
     ("一\r\n", 2, "U+000D")],
)  # fmt: skip
def test_a_character_no_paper_can_carry_is_named_with_its_place(
    given: str, place: int, name: str
) -> None:
    with pytest.raises(ValidationError, match=f"第{place}个字符（{name.replace('+', '[+]')}）"):
        Party(name=given)


@pytest.mark.parametrize("given", [12, True, Decimal(1), ["甲"], {"a": "b"}])
def test_a_number_is_no_text_because_its_zeros_may_be_lost(given: object) -> None:
    assert kind_of_fault(Party, name=given) == "docgen_shape"


@pytest.mark.parametrize(
    ("given", "read"), [("是", True), ("true", True), ("否", False), (False, False)]
)
def test_yes_and_no_are_read(given: object, read: bool) -> None:
    assert Party(overseas=given).overseas is read  # type: ignore[arg-type]


@pytest.mark.parametrize("given", ["yes", "1", 1, "", None.__class__])
def test_other_words_are_neither_yes_nor_no(given: object) -> None:
    assert kind_of_fault(Party, overseas=given) == "docgen_choice"


@pytest.mark.parametrize("given", ["listing", "挂牌", "挂牌出让", " 挂牌 "])
def test_a_listed_value_is_read_from_code_wording_or_alias(given: str) -> None:
    method = Grant(method=given).method  # type: ignore[arg-type]
    assert method is not None
    assert method.value == "listing"
    assert method.label == "挂牌"


def test_an_unlisted_value_is_told_what_is_allowed() -> None:
    with pytest.raises(ValidationError, match="挂牌、拍卖、招标、协议、划拨"):
        Grant(method="租赁")  # type: ignore[arg-type]


def test_limits_are_read_under_both_names() -> None:
    assert Range.model_validate({"下限": "1.0"}) == Range.model_validate({"min": "1.0"})


def test_clause_numbers_are_held_by_codes_in_one_order_and_written_as_a_mapping() -> None:
    contract = SignedContract(clauses={"开竣工": "第十五条", "payment": "第十条"})  # type: ignore[arg-type]
    assert contract.clauses == (("payment", "第十条"), ("construction", "第十五条"))
    dumped = contract.model_dump(mode="json")["clauses"]
    assert dumped == {"payment": "第十条", "construction": "第十五条"}
    assert SignedContract(clauses=contract.clauses) == contract


def test_a_topic_under_its_code_and_its_word_is_said_twice() -> None:
    with pytest.raises(ValidationError, match="付款"):
        SignedContract(clauses={"付款": "第十条", "payment": "第十一条"})  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [Decimal("1E-39"), Decimal("1E-38"), Decimal("1E+38"), 10**38])
def test_what_is_taken_as_a_figure_is_read_back_as_the_text_it_is_kept_as(given: object) -> None:
    written = format(Decimal(given), "f")  # type: ignore[arg-type]
    if len(written) > 40:
        assert kind_of_fault(Grant, price_yuan=given) == "docgen_number"
        assert kind_of_fault(Grant, price_yuan=written) == "docgen_number"
        return
    assert Grant(price_yuan=given) == Grant(price_yuan=written)  # type: ignore[arg-type]
