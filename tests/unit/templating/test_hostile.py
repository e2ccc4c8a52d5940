"""No template runs code, fills the memory, takes all the time or fetches anything."""

from __future__ import annotations

import time

import pytest

from docgen.errors import InputError, TemplateError
from docgen.pipeline.limited import Limits, limited
from docgen.render.docx import render_values
from docgen.templating.compiled import compile_template
from tests.hostile import AT_ONCE, WHEN_PRINTED, Sample
from tests.tagged import docx, paragraph


class Foreign:
    x = 1

    def __iter__(self) -> object:
        raise AssertionError("a foreign object was asked")


VALUES = {
    "甲": "甲", "名": "upper", "长": ["a"] * 1_000, "长长": "b" * 1_000_000, "对象": Foreign(),
    "函数": len, "注入": '"/><w:x', "乙": 2,
}  # fmt: skip


def refused(problem: TemplateError) -> None:
    for one in problem.problems:
        assert one.message.endswith(("。", "？"))
        assert one.where
        assert "Traceback" not in str(one)


def name_of(sample: Sample) -> str:
    return sample[0]


def test_there_are_at_least_two_hundred_of_them() -> None:
    assert len(AT_ONCE) + len(WHEN_PRINTED) >= 200
    assert len({name for name, _ in AT_ONCE}) > 200


@pytest.mark.parametrize("general", [True, False], ids=["general", "figures"])
@pytest.mark.parametrize("sample", AT_ONCE, ids=name_of)
@pytest.mark.slow
def test_a_hostile_template_is_refused_when_it_is_compiled(
    sample: Sample, *, general: bool
) -> None:
    begin = time.process_time()
    with pytest.raises(TemplateError) as caught:
        compile_template(sample[1](), name="来件.docx", general=general)
    refused(caught.value)
    assert time.process_time() - begin < 20


@pytest.mark.parametrize("sample", WHEN_PRINTED, ids=name_of)
@pytest.mark.slow
def test_a_bomb_stops_at_a_limit(sample: Sample) -> None:
    with pytest.raises(TemplateError) as caught:
        render_values(compile_template(sample[1](), name="来件.docx", general=True), VALUES)
    refused(caught.value)
    assert "来件.docx" in caught.value.problems[0].where


def test_an_honest_template_passes_the_limited_process() -> None:
    data = docx(paragraph("{{ 甲 }}"))
    made = limited("template", data, name="来件.docx", options={"general": True})
    assert made == {"sha256": compile_template(data, name="来件.docx", general=True).sha256}


def test_a_refused_template_is_told_in_the_same_words_from_the_limited_process() -> None:
    data = docx(paragraph("{{ 甲.__class__ }}{{ 乙| }}"))
    with pytest.raises(TemplateError) as direct:
        compile_template(data, name="来件.docx", general=True)
    with pytest.raises(TemplateError) as told:
        limited("template", data, name="来件.docx", options={"general": True})
    assert told.value.problems == direct.value.problems


@pytest.mark.slow
def test_what_takes_too_much_memory_ends_with_the_limited_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = docx(paragraph("{{ 甲 }}" * 20_000))
    small = {"template": Limits(20 * 1024 * 1024, 64 * 1024 * 1024, 20)}
    monkeypatch.setattr("docgen.pipeline.limited.CALLS", small)
    with pytest.raises(InputError, match=r"内存|停了下来"):
        limited("template", data, name="来件.docx")
