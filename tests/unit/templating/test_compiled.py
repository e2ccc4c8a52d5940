"""A template compiled once: its Plan, its pictures, its faults; and the hostile ones."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest

from docgen.errors import TemplateError
from docgen.proof import (
    Choice,
    Literal_,
    Loop,
    Mark,
    Member,
    Name,
    Picture,
    PlanNode,
    Reference,
    Slot,
)
from docgen.templating.compiled import compile_template
from docgen.templating.names import uses
from tests import records
from tests.tagged import compiled, docx, paragraph, printed, table

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)
DRAWING = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:docPr id="1" name="图1" descr="{descr}"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
    '<a:blip r:embed="{link}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
)
LINKS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId7" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/image" Target="media/image1.png"/></Relationships>'
)


def with_picture(descr: str, link: str = "rId7") -> bytes:
    return docx(
        DRAWING.format(descr=descr, link=link),
        extra={"word/media/image1.png": PNG, "word/_rels/document.xml.rels": LINKS},
    )


def plan_of(*blocks: str) -> tuple[PlanNode, ...]:
    return compiled(docx(*blocks)).plan.parts[0].nodes


def test_the_plan_holds_literals_and_slots_in_reading_order() -> None:
    assert plan_of(paragraph("甲", "{{ 乙", " }}丙")) == (
        Mark("p"), Literal_("甲"), Slot(Name("乙"), "{{ 乙 }}"), Literal_("丙"), Mark("/p"),
    )  # fmt: skip


def test_a_condition_over_paragraphs_is_a_choice_of_whole_paragraphs() -> None:
    nodes = plan_of(
        paragraph("{%p if 甲 %}"), paragraph("一"), paragraph("{%p else %}"), paragraph("二"),
        paragraph("{%p endif %}"),
    )  # fmt: skip
    one, two = (Mark("p"), Literal_("一"), Mark("/p")), (Mark("p"), Literal_("二"), Mark("/p"))
    assert nodes == (Choice(((Name("甲"), one), (None, two))),)


def test_a_loop_over_rows_is_a_loop_of_whole_rows() -> None:
    nodes = plan_of(table("{%tr for 期 in 分期 %}", "{{ 期.金额 }}", "{%tr endfor %}"))
    (loop,) = [node for node in nodes if isinstance(node, Loop)]
    assert (loop.target, loop.over) == ("期", Name("分期"))
    assert loop.body[0] == Mark("tr")
    assert Slot(Member(Name("期"), "金额"), "{{ 期.金额 }}") in loop.body


def test_headers_footers_and_nested_tables_are_planned_too() -> None:
    inner = table("{{ 乙 }}").replace("</w:tbl>", "</w:tbl>")
    outer = f"<w:tbl><w:tr><w:tc>{inner}{paragraph('{{ 甲 }}')}</w:tc></w:tr></w:tbl>"
    made = docx(outer, header=paragraph("{{ 丙 }}"), footer=paragraph("{{ 丁 }}"))
    titles = {use.title for use in uses(compiled(made).plan)}
    assert titles == {"甲", "乙", "丙", "丁"}
    values = dict.fromkeys("甲乙丙丁", "值")
    assert printed(made, values) == ["值", "值"]
    assert printed(made, values, "word/header1.xml") == ["值"]
    assert printed(made, values, "word/footer1.xml") == ["值"]


def test_a_tag_in_a_text_box_is_planned_and_printed() -> None:
    box = (
        f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('{{ 甲', ' }}')}</w:txbxContent></w:pict>"
        "<w:t>外{{ 乙 }}</w:t></w:r></w:p>"
    )
    assert printed(docx(box), {"甲": "内", "乙": "面"}) == ["外面", "内"]


def test_a_reference_becomes_a_field_of_its_own() -> None:
    (reference,) = [
        node for node in plan_of(paragraph("见{{ 条('付款') }}。")) if isinstance(node, Reference)
    ]
    assert reference.label == "付款"


def test_a_picture_placeholder_stands_at_its_place_in_the_plan() -> None:
    made = compile_template(with_picture("{{ 宗地.界址图 }}"), name="试")
    body = made.plan.parts[0].nodes
    assert body == (
        Mark("p"), Picture(Member(Name("宗地"), "界址图"), "{{ 宗地.界址图 }}"), Mark("/p"),
    )  # fmt: skip
    assert made.pictures == {"word/media/image1.png": Member(Name("宗地"), "界址图")}


def test_a_placeholder_without_media_is_refused() -> None:
    with pytest.raises(TemplateError, match="没有图片"):
        compile_template(with_picture("{{ 图 }}", link="rId9"), name="试")
    with pytest.raises(TemplateError):
        compile_template(with_picture("{{ 图( }}"), name="试")


def test_the_members_that_no_render_changes_are_planned_by_their_hash() -> None:
    made = compile_template(with_picture("没有标记"), name="试")
    fixed = made.plan.fixed
    assert fixed["word/media/image1.png"] == hashlib.sha256(PNG).hexdigest()
    assert {part.name for part in made.plan.parts} | set(fixed) == set(made.members)


def test_the_wording_hash_changes_with_the_words_and_not_with_the_look() -> None:
    plain = compiled(docx(paragraph("甲{{ 乙 }}"))).plan.wording_sha256
    bold = docx(paragraph("甲{{ 乙 }}").replace("<w:t ", "<w:rPr><w:b/></w:rPr><w:t "))
    assert compiled(bold).plan.wording_sha256 == plain
    assert compiled(docx(paragraph("甲{{ 丙 }}"))).plan.wording_sha256 != plain
    assert compiled(docx(paragraph("丁{{ 乙 }}"))).plan.wording_sha256 != plain


def test_a_compiled_template_cannot_be_changed() -> None:
    made = compiled(docx(paragraph("{{ 甲 }}")))
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.name = "别的"  # type: ignore[misc]  # that is what is tested
    with pytest.raises(TypeError):
        made.members["x"] = b""  # type: ignore[index]  # that is what is tested


def test_compiling_twice_gives_the_same_plan() -> None:
    first = records.contract()[0]
    again = compile_template(_package(first.members), name="出让合同")
    assert again.plan == first.plan


def _package(members: object) -> bytes:
    from docgen.templating.package import write_package

    assert hasattr(members, "items")
    return write_package(members.items())


@pytest.mark.parametrize(
    "tag",
    [
        "{{ 'a' * 10**10 }}", "{{ ().__class__ }}", "{{ 甲.__class__.__mro__ }}",
        "{{ self }}{{ 甲() }}",
        "{{ 甲|unknown }}", "{% if 甲|unknown %}x{% endif %}",
        "{% if 甲 == 乙|unknown %}x{% endif %}",
        "{% for x in 甲|unknown %}x{% endfor %}", "{% set a = 1 %}", "{% include '/etc/passwd' %}",
        "{% for x in range(10) %}x{% endfor %}", "{% macro a() %}{% endmacro %}",
        "{% if 甲 %}", "{% endif %}", "{% else %}", "{% for x in 甲 %}{% endif %}",
        "{% if 甲 %}{% else %}{% else %}{% endif %}",
        "{% if 甲 %}{% else %}{% elif 乙 %}{% endif %}",
        "{% for x in 甲 %}{% else %}{% endfor %}", "{% for loop in 甲 %}{% endfor %}",
        "{% if 甲 %}" * 40 + "{% endif %}" * 40, "{% for x in 甲 %}" * 25 + "{% endfor %}" * 25,
        "{{ " + "(" * 300 + "甲" + ")" * 300 + " }}", "{{ 甲" + ".甲" * 400 + " }}",
        "\ufdd0R付款\ufdd1", "{{ 甲 }}\ufdd2",
    ],
)  # fmt: skip
def test_a_hostile_or_broken_tag_is_one_clear_error(tag: str) -> None:
    with pytest.raises(TemplateError) as caught:
        compiled(docx(paragraph(tag)))
    for problem in caught.value.problems:
        assert problem.message
        assert problem.where
        assert problem.code.startswith("T")


def test_a_condition_that_begins_inside_a_table_and_ends_outside_is_refused() -> None:
    made = docx(table("{% if 甲 %}一"), paragraph("二{% endif %}"))
    with pytest.raises(TemplateError, match="不在同一层"):
        compiled(made)


def test_a_file_without_a_body_is_refused() -> None:
    from docgen.templating.package import write_package

    with pytest.raises(TemplateError, match="正文"):
        compile_template(write_package([("word/styles.xml", b"<x/>")]), name="试")
    with pytest.raises(TemplateError):
        compile_template(b"not a zip", name="试")


def test_names_says_what_a_template_prints_and_what_it_only_asks() -> None:
    made = compiled(
        docx(
            paragraph("{% if 甲.一 == 乙 %}{{ 丙|大写 }}{% endif %}"),
            table("{%tr for 期 in 分期 %}", "{{ 期.金额 }}{{ loop.index }}", "{%tr endfor %}"),
        )
    )
    found = {(use.title, use.form, use.printed) for use in uses(made.plan)}
    assert found == {
        ("甲.一", "", False), ("乙", "", False), ("丙", "大写", True), ("分期", "", False),
        ("分期.金额", "", True),
    }  # fmt: skip
