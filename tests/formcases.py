"""Cases of any shape that a form can hold, for tests that put them in and read them again."""

from __future__ import annotations

import string
from dataclasses import replace

from hypothesis import strategies as st

from docgen.intake.form_plan import FormField, FormPlan, whole_plan

__all__ = ["bare_plan", "values_of_any_case"]

FIELDS = tuple(whole_plan().fields())
#: Letters that a clerk may write, and such as turn a cell into a formula or look like nothing.
LETTERS = st.sampled_from(
    [*"示例甲乙公司（）〔〕、，。；：第一条㎡ ", *string.ascii_letters, *"0123456789=+-'@#.%/"]
)
WORDS = st.text(LETTERS, min_size=3, max_size=20).map(lambda text: f"示{text.strip()}例")
FIGURES = st.decimals(min_value=0, max_value=10**12, places=4).map(lambda one: format(one, "f"))
SHORT = st.decimals(min_value=0, max_value=10**9, places=2).map(
    lambda one: format(one.normalize(), "f")
)
DAYS = st.dates().filter(lambda day: day.year > 1904).map(lambda day: day.isoformat())


def _value(field: FormField) -> st.SearchStrategy[str]:
    if field.choices:
        return st.sampled_from([value for value, _ in field.choices])
    match field.kind:
        case "number":
            return FIGURES | SHORT | st.integers(0, 10**6).map(str)
        case "count":
            return st.integers(0, 10**6).map(str)
        case "day":
            return DAYS | st.sampled_from(["2021年 月 日", "待定", "2021-02-30"])
        case "month":
            return DAYS.map(lambda day: day[:7])
        case "code":
            return st.text(string.ascii_uppercase + string.digits, min_size=3, max_size=28)
        case "longtext":
            return st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
        case _ if field.path.startswith("contract.clauses."):
            return st.integers(1, 99).map(lambda number: f"第{number}条")
        case _:
            return WORDS


@st.composite
def values_of_any_case(draw: st.DrawFn) -> dict[str, str]:
    """Return flat names and texts of a case with some fields of the whole model."""
    chosen = draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=25, unique=True))
    found: dict[str, str] = {}
    for field in chosen:
        depth = field.path.count("[]")
        rows = draw(st.integers(1, 3)) if depth else 1
        for row in range(rows):
            name = field.name(*([row] * depth))
            found[name] = draw(_value(field))
            if field.path.endswith((".0", ".1")):
                other = f"{name[:-1]}{'1' if name.endswith('0') else '0'}"
                found.setdefault(other, draw(FIGURES))
    return found


def bare_plan() -> FormPlan:
    """Return the whole form as one that asks for nothing: its workbook has what a case fills."""
    topics = tuple(
        replace(
            topic,
            fields=tuple(replace(one, need="unused") for one in topic.fields),
            tables=tuple(
                replace(
                    table,
                    need="unused",
                    columns=tuple(replace(one, need="unused") for one in table.columns),
                )
                for table in topic.tables
            ),
        )
        for topic in whole_plan().topics
    )
    return replace(whole_plan(), topics=topics)
