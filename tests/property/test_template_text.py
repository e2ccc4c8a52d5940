"""Whatever an author types, the builder gives a sound file or says what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen import resources
from docgen.errors import TemplateError
from docgen.templating.build import build, read_layout
from tests.structure import problems

NAME = "layouts/contract.yaml"
LAYOUT = read_layout(resources.schema_bytes(NAME), name=NAME)

PIECES = st.sampled_from(
    [
        *("# ", "## ", "### ", "- ", "-- ", "> ", "@附件 ", "@图 甲 宽=", "@分页", "|", " | "),
        *(":::", ":::table 宽=1,2", ":::cover", ":::signature", ":::header", ":::header 首页"),
        *("{%p if 甲 %}", "{%p endif %}", "{%tr for 乙 in 丙 %}", "{%tr endfor %}", "{% if 甲 %}"),
        *("{% endif %}", "{{ 甲.乙|大写 }}", "{{ 条('丁') }}", " {丁}", "{页码}", "**", "\\", "{{"),
        *(
            "}}",
            "{",
            "}",
            "第三条",
            "《法》第三条",
            "文字",
            "<&>",
            "\t",
            "　",
            "𠮷",
            "\n",
            "\n",
            "\n",
        ),
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=25).map("".join))
@pytest.mark.slow
def test_any_mixture_of_marks_is_read_or_refused_with_its_line(text: str) -> None:
    try:
        made = build(text, LAYOUT, name="t")
    except TemplateError as error:
        assert all(problem.where.startswith("t 第") for problem in error.problems)
        assert all(problem.fix and problem.code for problem in error.problems)
    else:
        assert problems(made) == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_at_all_is_read_or_refused(text: str) -> None:
    try:
        build(text, LAYOUT, name="t")
    except TemplateError as error:
        assert error.problems
