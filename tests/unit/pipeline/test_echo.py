"""What a value means while it is being typed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.pipeline.echo import echo
from docgen.reading import read_amount_words, read_date
from tests.counts import count


def told(path: str, text: str) -> dict[str, str]:
    return {one.form: one.text for one in echo(path, text)}


def test_an_amount_is_told_in_words_and_in_ten_thousands() -> None:
    assert told("grant.price_yuan", "19200000.96") == {
        "大写": "人民币壹仟玖佰贰拾万元零玖角陆分",
        "万元": "1920.000096万元",
    }


def test_an_amount_in_a_row_is_told_whichever_row_it_is() -> None:
    for path in ("grant.instalments[3].amount_yuan", "grant.instalments.3.amount_yuan"):
        assert told(path, " 500 ")["大写"] == "人民币伍佰元整"


def test_an_area_is_told_in_mu_and_hectares() -> None:
    forms = told("parcel.granted_area_m2", "66666.67")
    assert forms["亩"] == "100.0000亩"
    assert forms["公顷"] == "6.666667公顷"
    assert forms["大写"].startswith("陆万")


def test_a_day_is_told_as_papers_print_it_however_it_was_typed() -> None:
    for text in ("2021-11-05", "2021年11月5日", "2021/11/5"):
        assert told("grant.signing_date", text) == {"年月日": "2021年11月5日"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("grant.price_yuan", "一百万"),
        ("grant.price_yuan", "12,34.5.6"),
        ("grant.signing_date", "2021-13-01"),
        ("grant.term_years", "二十"),
        ("grant.term_years", "1e9"),
        ("没有的字段", "1"),
    ],
)
def test_what_cannot_be_read_is_told_with_a_way_out(path: str, text: str) -> None:
    found = echo(path, text)
    assert found
    assert all(one.is_fault and one.text and one.fix for one in found)


@pytest.mark.parametrize(
    ("path", "text"),
    [("grant.price_yuan", "  "), ("parcel.location", "示例路"), ("grant.term_years", "20")],
)
def test_what_is_printed_as_it_was_typed_has_no_echo(path: str, text: str) -> None:
    assert echo(path, text) == ()


def test_a_value_beyond_all_words_has_none() -> None:
    assert echo("grant.price_yuan", "-5") == ()
    assert echo("grant.price_yuan", "0.123") == ()


def test_an_echo_comes_at_once() -> None:
    echo("grant.price_yuan", "1")
    best = min(_seconds(number) for number in range(20))
    assert best < 0.01  # 2 ms on an idle machine; a busy one must not fail the test


def _seconds(number: int) -> float:
    begun = time.perf_counter()
    echo("grant.price_yuan", f"{number}19200000.96")
    return time.perf_counter() - begun


@settings(max_examples=count(400, 60), deadline=None)
@given(fen=st.integers(0, 10**14))
def test_the_words_of_an_amount_are_read_back_as_it(fen: int) -> None:
    text = f"{fen // 100}.{fen % 100:02d}"
    words = told("grant.deposit_yuan", text)["大写"]
    assert read_amount_words(words) * 100 == fen


@settings(max_examples=count(400, 60), deadline=None)
@given(day=st.dates())
def test_a_day_is_read_back_as_it(day) -> None:  # type: ignore[no-untyped-def]
    forms = told("grant.signing_date", day.isoformat())
    assert read_date(forms["年月日"]) == day


@settings(max_examples=count(600, 80), deadline=None)
@given(
    path=st.sampled_from(
        ["grant.price_yuan", "parcel.granted_area_m2", "grant.signing_date", "jurisdiction",
         "parcel.boundary_points.0.0", "parties.grantees.0.name", "", "a..b", "grant"]
    ),
    text=st.text(max_size=40),
)  # fmt: skip
def test_whatever_is_typed_gives_forms_or_faults(path: str, text: str) -> None:
    for one in echo(path, text):
        assert one.text
        assert bool(one.form) != one.is_fault
