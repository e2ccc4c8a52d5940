"""What is written in Chinese is read back as the same number, by a reader that shares nothing."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.reading import (
    Fault,
    ReadingError,
    read_amount_words,
    read_decimal,
    read_number_words,
    read_ordinal,
)
from docgen.units import mu_from_m2, round_half_up, split_evenly
from docgen.wording import amount_in_words, number_in_words, ordinal, plain_decimal
from tests.counts import count

SETTINGS = settings(derandomize=True, database=None, deadline=None, max_examples=200)

MAX_FEN = 999_999_999_999_999
FEN = st.integers(min_value=0, max_value=MAX_FEN)
DIGITS = "零壹贰叁肆伍陆柒捌玖"

# Every shape a section of four digits can take: where its noughts stand, and its borders.
SECTIONS = (
    *(0, 1, 9, 10, 11, 20, 99, 100, 101, 110, 111, 900, 990, 999),
    *(1000, 1001, 1010, 1011, 1100, 1101, 1110, 1111, 5000, 9000, 9009, 9090, 9900, 9999),
)
FEN_SHAPES = (0, 1, 5, 9, 10, 11, 50, 90, 99)


def yuan(fen: int) -> Decimal:
    return Decimal(f"{fen}E-2")


def faults(amounts_fen: Iterable[int]) -> list[tuple[int, str]]:
    """Return every amount whose words are not read back as the amount."""
    wrong = []
    for fen in amounts_fen:
        words = amount_in_words(yuan(fen))
        try:
            back = read_amount_words(words, prefix_required=True)
        except ReadingError as error:
            wrong.append((fen, f"{words}: {error}"))
        else:
            if back != yuan(fen):
                wrong.append((fen, f"{words}: {back}"))
    return wrong


def random_fen(how_many: int, seed: int) -> Iterator[int]:
    """Yield amounts up to 9,999 亿, of every length, half of them rich in noughts."""
    source = random.Random(seed)
    for index in range(how_many):
        fen = source.randrange(10 ** source.randint(1, 14))
        if index % 2:
            digits = [figure if source.random() < 0.4 else "0" for figure in str(fen)]
            fen = int("".join(digits))
        yield fen


class TestAmountInWords:
    """附一 第四项: 数字中有“0”时，大写按汉语语言规律、金额数字构成和防止涂改的要求书写."""

    @SETTINGS
    @given(FEN)
    def test_an_amount_is_read_back_as_it_was(self, fen: int) -> None:
        assert faults([fen]) == []

    @SETTINGS
    @given(FEN)
    def test_the_words_hold_just_the_digits_of_the_amount(self, fen: int) -> None:
        words = amount_in_words(yuan(fen))
        spelled = [str(DIGITS.index(sign)) for sign in words if sign in DIGITS and sign != "零"]
        assert "".join(spelled) == str(fen).replace("0", "")

    @SETTINGS
    @given(FEN)
    def test_noughts_are_never_doubled_nor_before_a_unit(self, fen: int) -> None:
        words = amount_in_words(yuan(fen))
        if fen:
            assert not any(f"零{after}" in words for after in "零拾佰仟万亿元角分整")

    @SETTINGS
    @given(FEN, st.data())
    def test_a_sign_left_out_is_never_read_as_the_same_amount(
        self, fen: int, data: st.DataObject
    ) -> None:
        words = amount_in_words(yuan(fen)).removeprefix("人民币")
        place = data.draw(st.integers(min_value=0, max_value=len(words) - 1))
        shorter = words[:place] + words[place + 1 :]
        try:
            back = read_amount_words(shorter)
        except ReadingError as error:
            if error.value is not None and error.fault is not Fault.BARE_TEN:
                assert words[place] in "零整" or error.value != yuan(fen)
        else:
            # Only the 零 that 附一 leaves to the writer may go without a word.
            assert words[place] == "零" or back != yuan(fen)

    @SETTINGS
    @given(FEN, st.data())
    def test_a_changed_digit_is_never_read_as_the_same_amount(
        self, fen: int, data: st.DataObject
    ) -> None:
        words = amount_in_words(yuan(fen))
        places = [place for place, sign in enumerate(words) if sign in DIGITS[1:]]
        if not places:
            return
        place = data.draw(st.sampled_from(places))
        other = data.draw(st.sampled_from(sorted(set(DIGITS) - {words[place]})))
        try:
            back = read_amount_words(words[:place] + other + words[place + 1 :])
        except ReadingError as error:
            assert error.value != yuan(fen)
        else:
            assert back != yuan(fen)

    @SETTINGS
    @given(st.text(alphabet="零壹贰伍玖拾佰仟万亿元角分整〇一十点 ", max_size=14))
    def test_any_text_is_either_read_or_refused_and_what_is_read_is_true(self, text: str) -> None:
        try:
            value = read_amount_words(text)
        except ReadingError:
            return
        # What was read differs from the house's own form by optional signs alone.
        house = amount_in_words(value).removeprefix("人民币")
        optional = str.maketrans("", "", "零整")
        bare = text.translate(optional).removeprefix("元")
        assert bare == house.translate(optional).removeprefix("元")


class TestNumberInWords:
    """F-9-32: 面积大写，非整数用“点”加逐位数字."""

    @SETTINGS
    @given(FEN)
    def test_an_area_is_read_back_as_it_was(self, hundredths: int) -> None:
        assert read_number_words(number_in_words(yuan(hundredths))) == yuan(hundredths)

    def test_every_clause_number_is_read_back_and_agrees_with_an_outside_writer(self) -> None:
        seen = set()
        for number in range(1, 10_000):
            text = ordinal(number)
            seen.add(text)
            assert read_ordinal(text) == number
            assert text == cn2an.an2cn(number, "low").removeprefix(
                "一" if number // 10 == 1 else ""
            )
        assert len(seen) == 9_999


class TestExactness:
    """合同金额四舍五入到分; 亩 = ㎡ × 0.0015."""

    DECIMALS = st.decimals(min_value=-(10**12), max_value=10**12, places=6)

    @SETTINGS
    @given(DECIMALS, st.integers(min_value=0, max_value=6))
    def test_rounding_moves_a_number_by_half_a_unit_at_most(
        self, value: Decimal, places: int
    ) -> None:
        rounded = round_half_up(value, places)
        moved = abs(Fraction(rounded) - Fraction(value))
        half = Fraction(1, 2 * 10**places)
        assert moved <= half
        assert rounded.as_tuple().exponent == -places
        if moved == half:
            assert abs(rounded) > abs(value)

    @SETTINGS
    @given(st.decimals(min_value=0, max_value=10**10, places=2))
    def test_mu_are_exactly_three_two_thousandths_of_square_metres(self, area_m2: Decimal) -> None:
        assert Fraction(mu_from_m2(area_m2)) == Fraction(area_m2) * 3 / 2000

    @SETTINGS
    @given(
        st.integers(min_value=10**4, max_value=10**15),
        st.lists(st.decimals(min_value="0.01", max_value=100, places=2), min_size=1, max_size=12),
    )
    def test_the_parts_of_an_amount_add_up_to_the_fen(
        self, fen: int, shares: list[Decimal]
    ) -> None:
        parts = split_evenly(yuan(fen), shares)
        assert len(parts) == len(shares)
        assert sum(Fraction(part) for part in parts) == Fraction(fen, 100)
        whole = sum(Fraction(share) for share in shares)
        for part, share in zip(parts[:-1], shares, strict=False):
            exact = Fraction(fen, 100) * Fraction(share) / whole
            assert abs(Fraction(part) - exact) <= Fraction(1, 200)

    @SETTINGS
    @given(st.decimals(min_value=0, max_value=10**20, places=4))
    def test_a_plain_number_is_read_back_with_its_places(self, value: Decimal) -> None:
        assert str(read_decimal(plain_decimal(value))) == plain_decimal(value)


def test_all_pairs_of_section_shapes_are_read_back() -> None:
    pairs = product(SECTIONS, repeat=2)
    shapes = ((high * 10**4 + low) * 10 ** (4 * lift) for high, low in pairs for lift in (0, 1))
    assert faults(whole * 100 for whole in shapes) == []


@pytest.mark.slow
def test_every_amount_to_99999_yuan_with_every_fen_is_read_back() -> None:
    step = count(1, 37)
    checked = wrong = 0
    for whole in range(0, 100_000, step):
        amounts = range(whole * 100, whole * 100 + 100)
        checked += len(amounts)
        wrong += len(faults(amounts))
    assert wrong == 0
    assert checked >= count(10_000_000, 270_000)


@pytest.mark.slow
def test_all_borders_of_the_sections_are_read_back() -> None:
    tops = (*SECTIONS[:: count(1, 7)], 10_000, 10_001, 90_000, 99_999)
    wholes = (
        top * 10**8 + middle * 10**4 + low for top, middle, low in product(tops, SECTIONS, SECTIONS)
    )
    assert faults(whole * 100 + fen for whole in wholes for fen in FEN_SHAPES) == []


@pytest.mark.slow
def test_powers_of_ten_and_their_neighbours_are_read_back() -> None:
    powers = [10**power for power in range(16)]
    sums = {left + sign * right for left in powers for right in powers for sign in (-1, 1)}
    near = {total + step for total in sums for step in range(-101, 102)}
    assert faults(sorted(fen for fen in near if 0 <= fen <= MAX_FEN)) == []


@pytest.mark.slow
def test_random_amounts_to_9999_yi_are_read_back() -> None:
    assert faults(random_fen(count(1_000_000, 20_000), seed=393)) == []


@pytest.mark.slow
def test_an_outside_writer_writes_the_same_words_but_for_the_optional_zero() -> None:
    # cn2an leaves every optional 零 out; its floats are right where a double holds the amount.
    differing = []
    for fen in random_fen(count(200_000, 10_000), seed=1997):
        outside = cn2an.an2cn(plain_decimal(yuan(fen)), "rmb")
        words = amount_in_words(yuan(fen)).removeprefix("人民币")
        same = words.replace("零", "") == outside.replace("零", "")
        if not same or read_amount_words(outside) != yuan(fen):
            differing.append((fen, words, outside))
    assert differing == []
