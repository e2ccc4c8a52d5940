"""How two texts are cut and laid side by side: a figure is never cut in two."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.audit.compare_align import align
from docgen.audit.compare_tokens import cut, hunks, value_of

FIGURES = (
    "12,345,678.90", "0.5‰", "2021年11月5日", "二〇二一年十一月五日", "第二十一条",
    "人民币壹拾万柒仟元零伍角叁分", "陆万陆仟陆佰陆拾陆点陆柒", "410307001002GB00123",
    "91410307MA9X000111", "0379-00000011", "１２．５％", "-3.2", "churang@example.com",
)  # fmt: skip
WORDS = st.text("受让人应当按照约定支付价款，。（）元天", min_size=1, max_size=8)


@given(st.lists(st.one_of(st.sampled_from(FIGURES), WORDS), max_size=8))
def test_the_pieces_of_a_text_are_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    assert "".join(one.text for one in cut(text)) == text


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_is_one_piece(figure: str) -> None:
    assert figure in [one.text for one in cut(f"价款为{figure}，另议")]


@given(WORDS, st.sampled_from(FIGURES), WORDS, st.sampled_from(FIGURES), WORDS)
def test_a_difference_takes_in_a_figure_whole(
    head: str, old: str, middle: str, new: str, tail: str
) -> None:
    before, after = f"{head}，{old}，{middle}", f"{head}，{new}，{tail}"
    places = [(one.start, one.end) for one in cut(before) if one.text == old]
    for hunk in hunks(before, after):
        for start, end in places:
            assert hunk.a2 <= start or hunk.a1 >= end or (hunk.a1 <= start and end <= hunk.a2)


@given(WORDS, WORDS)
def test_the_differences_lead_from_one_text_to_the_other(old: str, new: str) -> None:
    made, at = "", 0
    for hunk in hunks(old, new):
        made += old[at : hunk.a1] + new[hunk.b1 : hunk.b2]
        at = hunk.a2
    assert made + old[at:] == new


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,345,678.90", Decimal("12345678.90")),
        ("１２．５％", Decimal("12.5")),
        ("人民币壹拾万柒仟元零伍角叁分", Decimal("107000.53")),
        ("壹佰元", Decimal("100.00")),  # 缺“整”：写法不规范，数是清楚的
        ("陆万陆仟陆佰陆拾陆点陆柒", Decimal("66666.67")),
        ("2021年11月5日", date(2021, 11, 5)),
        ("2021年13月5日", None),
        ("壹佰贰元整", None),
    ],
)
def test_a_figure_says_what_it_says(text: str, value: object) -> None:
    assert value_of(text) == value


@given(
    st.lists(st.sampled_from("甲乙丙丁戊"), max_size=12),
    st.lists(st.sampled_from("甲乙丙丁戊"), max_size=12),
)
def test_every_line_of_both_papers_is_laid_once_and_in_order(
    old: list[str], new: list[str]
) -> None:
    pairs = align(old, new)
    assert [i for i, _ in pairs if i is not None] == list(range(len(old)))
    assert [j for _, j in pairs if j is not None] == list(range(len(new)))


def test_a_reworded_line_is_laid_beside_the_one_it_was() -> None:
    old = ["出让价款在签订之日起三十日内付清。", "逾期的，按日支付违约金千分之一。"]
    new = [
        "另加的一段，与前后都不同",
        "出让价款在签订之日起六十日内付清。",
        "逾期的，按日支付违约金千分之二。",
    ]
    assert align(old, new) == [(None, 0), (0, 1), (1, 2)]
