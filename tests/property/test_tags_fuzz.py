"""Whatever stands in a template, compiling it ends in a template or in one clear error."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.errors import TemplateError
from docgen.templating.expressions import (
    ExpressionError,
    parse_expression,
    parse_statement,
    tidy,
)
from docgen.templating.tags import find_tags
from tests.tagged import compiled, docx, lines, paragraph, printed

PIECES = st.sampled_from(
    [
        *[
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "{%p",
            "{%tr",
            "甲",
            "乙",
            ".",
            "|",
            "大写",
            "if",
            "for",
            "in",
            "endif",
            "endfor",
            "else",
            "'",
        ],
        *[
            '"',
            "“",
            "”",
            "(",
            ")",
            "条",
            "==",
            "not",
            "1",
            "-",
            "p",
            "<",
            "&",
            "𠮷",
            "_",
            "__class__",
            "[",
            "]",
            ",",
            "*",
            "}",
            "{",
            "%",
        ],
        " ",
        "\n",
    ]
)
TEXTS = st.lists(PIECES, max_size=14).map("".join)
LETTERS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@given(TEXTS)
def test_finding_tags_always_ends_and_cuts_nothing(text: str) -> None:
    tags, faults = find_tags(text)
    for tag in tags:
        assert text[tag.start : tag.end] == tag.text
    assert all(one.end <= two.start for one, two in pairwise(tags))
    assert faults or "{{" not in "".join(_between(text, tags))


def _between(text: str, tags: object) -> list[str]:
    assert isinstance(tags, tuple)
    out, at = [], 0
    for tag in tags:
        out.append(text[at : tag.start])
        at = tag.end
    return [*out, text[at:]]


@given(TEXTS | LETTERS)
def test_an_expression_is_read_or_refused(text: str) -> None:
    for parse in (parse_expression, parse_statement):
        try:
            parse(text)
        except ExpressionError as error:
            assert str(error)


@given(TEXTS)
def test_making_a_tag_straight_twice_changes_no_more(text: str) -> None:
    try:
        parse_expression(text)
    except ExpressionError:
        return
    assert parse_expression(tidy(text)) == parse_expression(text)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.integers(1, 4))
def test_a_template_is_compiled_or_refused_wherever_its_runs_are_cut(text: str, cuts: int) -> None:
    step = max(1, len(text) // cuts)
    whole, cut = (
        docx(paragraph(text)),
        docx(paragraph(*[text[at : at + step] for at in range(0, len(text), step)])),
    )
    assert _outcome(whole) == _outcome(cut)


def _outcome(made: bytes) -> object:
    try:
        return compiled(made).plan.parts[0]
    except TemplateError as error:
        assert all(one.message and one.where for one in error.problems)
        return [one.code for one in error.problems]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20))
def test_any_text_is_printed_as_it_is_or_refused(value: str) -> None:
    try:
        made = printed(docx(paragraph("{{ 甲 }}")), {"甲": value})
    except TemplateError as error:
        assert "U+F" in str(error)
        return
    assert made == [value]


def test_the_helper_reads_what_it_wrote() -> None:
    assert lines(docx(paragraph("甲", "乙"))) == ["甲乙"]
