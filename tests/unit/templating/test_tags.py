"""Tags are found wherever Word cut them, and gathered whole."""

from __future__ import annotations

import pytest
from lxml import etree

from docgen.errors import TemplateError
from docgen.templating.tags import find_tags, gather, paragraph_text, w
from tests.tagged import body, compiled, docx, paragraph, printed, table


def texts(text: str) -> list[str]:
    tags, faults = find_tags(text)
    assert faults == ()
    return [tag.text for tag in tags]


def test_tags_are_found_in_order_with_their_places() -> None:
    tags, faults = find_tags("甲{{ 一 }}乙{% if 二 %}{# 注 #}")
    assert [tag.text for tag in tags] == ["{{ 一 }}", "{% if 二 %}", "{# 注 #}"]
    assert [(tag.start, tag.end) for tag in tags] == [(1, 8), (9, 19), (19, 26)]
    assert faults == ()


def test_a_closing_brace_inside_quotes_does_not_close_a_tag() -> None:
    for quoted in ("'}}'", '"}}"', "“}}”", "‘}}’"):
        assert texts(f"{{{{ {quoted} }}}}") == [f"{{{{ {quoted} }}}}"]


def test_an_opening_without_an_end_is_told() -> None:
    for text in ("{{ 甲", "{% if", "{# 注", "{{ '甲 }}", "{{ 甲 %}"):
        _, faults = find_tags(text)
        assert len(faults) == 1, text
        assert "没有结尾" in faults[0]


def test_an_end_without_an_opening_is_told() -> None:
    for text in ("甲 }}", "%}", "{{ 甲 }}}}"):
        _, faults = find_tags(text)
        assert faults, text
        assert "没有开头" in faults[0]


def test_single_braces_are_no_tags() -> None:
    assert texts("{甲} { { 乙 } } %") == []


@pytest.mark.parametrize("cuts", range(1, 9))
def test_a_tag_cut_into_many_runs_is_gathered_into_the_first(cuts: int) -> None:
    text = "前{{ 出让人.名称 }}后"
    step = max(1, len(text) // (cuts + 1))
    root = etree.fromstring(
        body(paragraph(*[text[i : i + step] for i in range(0, len(text), step)]))
    )
    assert gather(root, where="正文") == ()
    whole = [node for node in root.iter(w("t")) if "{{" in (node.text or "")]
    assert len(whole) == 1
    assert "{{ 出让人.名称 }}" in (whole[0].text or "")
    assert paragraph_text(next(root.iter(w("p")))) == text


def test_two_tags_that_share_a_run_stay_whole() -> None:
    made = docx(paragraph("{{ 甲", " }}和{{", " 乙 }}"))
    assert printed(made, {"甲": "一", "乙": "二"}) == ["一和二"]


def test_a_fault_in_one_paragraph_names_its_place() -> None:
    root = etree.fromstring(body(paragraph("好"), paragraph("{{ 坏")))
    problems = gather(root, where="正文")
    assert [(one.where, one.code) for one in problems] == [("正文 第2段", "T001")]


def test_a_tag_cut_by_a_tab_or_a_break_is_still_read() -> None:
    split = '<w:p><w:r><w:t>{{ 甲</w:t><w:tab/><w:t xml:space="preserve"> }}</w:t></w:r></w:p>'
    assert printed(docx(split), {"甲": "一"})[0].strip() == "一"


@pytest.mark.parametrize("name", ["p", "r", "tr", "tc", "price", "tree", "rate"])
def test_a_name_that_begins_like_a_prefix_is_a_name(name: str) -> None:
    for tag in (f"{{{{{name}}}}}", f"{{{{ {name} }}}}", f"{{{{{name} }}}}"):
        assert printed(docx(paragraph(tag)), {name: "值"}) == ["值"], tag


@pytest.mark.parametrize("tag", ["{{p 甲 }}", "{{tr 甲 }}", "{{r 甲 }}", "{%vm%}", "{% hm %}"])
def test_a_form_that_would_tear_the_paper_is_refused(tag: str) -> None:
    with pytest.raises(TemplateError) as caught:
        printed(docx(paragraph(tag)), {"甲": "一"})
    assert caught.value.problems[0].where


@pytest.mark.parametrize("tag", ["{{ }}", "{{}}", "{% %}", "{%p %}", "{%p%}"])
def test_a_tag_without_content_is_refused(tag: str) -> None:
    with pytest.raises(TemplateError):
        printed(docx(paragraph(tag)), {})


def test_a_comment_prints_nothing() -> None:
    assert printed(docx(paragraph("甲{# 注 {{ 乙 }} #}丙")), {}) == ["甲丙"]


def test_every_fault_of_a_template_is_told_at_once() -> None:
    made = docx(paragraph("{{ 甲"), paragraph("好"), paragraph("乙 }}"))
    with pytest.raises(TemplateError) as caught:
        printed(made, {})
    assert [one.where for one in caught.value.problems] == ["试 正文 第1段", "试 正文 第3段"]


@pytest.mark.parametrize(
    "block",
    [
        paragraph("{%p if 甲 %}丢了的字"), paragraph("前{%p if 甲 %}"),
        paragraph("{%p if 甲 %}{%p if 乙 %}"), paragraph("{%p 甲 %} {{ 乙 }}"),
        table("{%tr for 行 in 组 %}‖丢了的字", "{%tr endfor %}"),
        paragraph("{%tr if 甲 %}"), table("{%tc if 甲 %}丢了的字"),
    ],
)  # fmt: skip
def test_what_would_be_lost_beside_a_whole_tag_is_refused(block: str) -> None:
    with pytest.raises(TemplateError) as caught:
        compiled(docx(block))
    assert "T016" in {one.code for one in caught.value.problems}
