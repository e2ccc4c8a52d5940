"""Texts in the columns of a screen."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from docgen.cli.columns import cells, columns, wrapped

TEXT = st.text(alphabet="出让价款（）《》，。0123456789.元 ABC", max_size=200)


@given(TEXT, st.integers(0, 20), st.integers(0, 8))
def test_wrapping_loses_no_letter_and_fits_but_for_hanging_marks(
    text: str, indent: int, hang: int
) -> None:
    lines = list(wrapped(text, indent, hang=hang))
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    for line in lines:
        assert columns(line.rstrip("，。）》% ")) <= 80 + 40
        assert columns(line) <= 80 or line.rstrip()[-1] in "，。）》" or " " not in line.strip()


def test_a_number_is_never_parted() -> None:
    lines = list(wrapped("款" * 37 + "17200000.86元", 0))
    assert any("17200000.86" in line for line in lines)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    lines = list(wrapped("款" * 39 + "（一）" + "款" * 38 + "。", 0))
    assert not any(line.strip()[0] in "）。" or line.strip()[-1] == "（" for line in lines)


def test_a_cell_stays_in_its_own_column() -> None:
    rows = list(cells(("亩均税收的目标值", "二十", "2021-09-30"), (8, 6, 10)))
    assert rows == ["亩均税收  二十    2021-09-30", "的目标值"]
