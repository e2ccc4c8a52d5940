"""What a tag may say, and that nothing else gets past the allow-list."""

from __future__ import annotations

import pytest

from docgen import proof
from docgen.proof import Compare, Const, Form, Index, Logic, Member, Name, Not
from docgen.templating.expressions import (
    ExpressionError,
    parse_expression,
    parse_reference,
    parse_statement,
    tidy,
)

PRICE = Member(Name("出让"), "出让价款")


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("甲", Name("甲")),
        ("出让.出让价款", PRICE),
        ("出让.出让价款|大写", Form(PRICE, "大写")),
        (" 出让 . 出让价款 | 大写 ", Form(PRICE, "大写")),
        ("分期[0].金额", Member(Index(Name("分期"), Const(0)), "金额")),
        ("出让['出让价款']", PRICE),
        ("甲 == '净地'", Compare(Name("甲"), "==", Const("净地"))),
        ("甲 not in '净地'", Compare(Name("甲"), "notin", Const("净地"))),
        ("not 甲 and 乙", Logic("and", Not(Name("甲")), Name("乙"))),
        ("甲 or 乙 and 丙", Logic("or", Name("甲"), Logic("and", Name("乙"), Name("丙")))),
        ("true", Const(True)),
        ("none", Const(None)),
        (
            "0 < 甲 < 2",
            Logic("and", Compare(Const(0), "<", Name("甲")), Compare(Name("甲"), "<", Const(2))),
        ),
    ],
)  # fmt: skip
def test_an_expression_becomes_plain_values(source: str, wanted: proof.Expr) -> None:
    assert parse_expression(source) == wanted


@pytest.mark.parametrize(
    "source",
    [
        "'a' * 10**10", "甲 + 1", "甲 - 1", "甲 ~ 乙", "甲 // 2", "-甲", "+甲", "2 ** 3",
        "甲()", "甲.upper()", "range(9)", "条('甲')|大写", "甲|join('x')", "甲|default(1)",
        "甲 is defined", "甲 if 乙 else 丙", "[1, 2]", "(1, 2)", "{'甲': 1}", "甲[1:2]", "1.5",
        "甲.__class__", "甲['__class__']", "甲._x", "", " ", "甲 乙", "甲 =",
        "甲 }} {{ 乙", "甲 %} {% if 乙",
        "甲 }}{% if 乙 %}{{ 丙", "甲..乙", ".甲", "甲|", "|大写", "'甲", "甲 == ",
        "lambda: 1", "甲; 乙",
    ],
)  # fmt: skip
def test_whatever_is_not_listed_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        parse_expression(source)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 5000 + "甲" + ")" * 5000,
        "(" * 60 + "甲" + ")" * 60,
        "甲" + ".甲" * 5000,
        "甲" + ".甲" * 200,
        "not " * 120 + "甲",
        "not " * 5000 + "甲",
        "-" * 480 + "1",
        "甲" + "[0]" * 100,
        "甲" + "[甲" * 60 + "]" * 60,
        " and ".join(["甲"] * 2000),
        " and ".join(["甲"] * 80),
        "甲" + "|大写" * 100,
        "[" * 400,
        "{" * 400,
        "甲 if " * 80 + "甲",
        "'" + "长" * 10_000 + "'",
    ],
)
def test_an_expression_that_would_exhaust_the_parser_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        parse_expression(source)


def test_a_long_but_honest_expression_is_read() -> None:
    parse_expression(" or ".join(f"指标.指标{i} == '值{i}'" for i in range(20)))
    parse_expression("甲" + ".甲" * 20)
    parse_expression("(" * 10 + "甲" + ")" * 10)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("甲 == “净地”", "甲 == '净地'"),
        ("甲 == ‘净地’", "甲 == '净地'"),
        ("（甲 or 乙） and 丙", "(甲 or 乙) and 丙"),
        ("甲｜大写", "甲|大写"),
        ("甲\u3000==\xa0'净地'", "甲 == '净地'"),
    ],
)
def test_full_width_signs_outside_quotes_are_read_as_meant(typed: str, meant: str) -> None:
    assert parse_expression(typed) == parse_expression(meant)


@pytest.mark.parametrize("value", ["镇（街道）", "他说“好”", "甲｜乙", "一\u3000二", "‘甲’"])
def test_what_stands_between_quotes_is_never_changed(value: str) -> None:
    # 镇（街道） is a value of the case; made 镇(街道) it would never be equal to it.
    for source in (f"甲 == '{value}'", f'甲 == "{value}"'):
        assert parse_expression(source) == Compare(Name("甲"), "==", Const(value))


def test_quotes_within_chinese_quotes_are_kept() -> None:
    assert tidy('甲 == “say "hi"”') == "甲 == 'say \"hi\"'"


@pytest.mark.parametrize(
    "source", ["条('付款')", '条("付款")', "条(“付款”)", "条（‘付款’）", " 条( '付款' ) "]
)
def test_a_reference_is_recognised(source: str) -> None:
    assert parse_reference(source) == "付款"


@pytest.mark.parametrize(
    "source", ["条", "条()", "条('')", "条('付款')|大写", "条(付款)", "x条('付款')"]
)
def test_anything_else_is_no_reference(source: str) -> None:
    assert parse_reference(source) is None


def test_control_tags_are_taken_apart() -> None:
    assert parse_statement("if 甲").expr == Name("甲")
    assert parse_statement("elif\n甲").word == "elif"
    assert parse_statement(" else ").word == "else"
    loop = parse_statement("for 期 in 出让.分期")
    assert (loop.word, loop.target, loop.expr) == ("for", "期", Member(Name("出让"), "分期"))


@pytest.mark.parametrize(
    "source",
    [
        "", "if", "elif", "else 甲", "endif 甲", "for", "for 期", "for 期 in", "for 一, 二 in 丙",
        "set 甲 = 1", "include 'x'", "import 'x' as y", "extends 'x'", "macro 甲()", "block 甲",
        "raw", "with 甲", "call 甲()", "filter upper", "do 甲", "autoescape false",
        "for loop in 甲", "for 1a in 甲", "for true in 甲", "for if in 甲", "for 期 in 甲 if 乙",
        "for 期 in 甲 recursive", "for 期 in range(10**9)", "IF 甲", "break",
    ],
)  # fmt: skip
def test_any_other_control_tag_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        parse_statement(source)
