"""docxtpl as the oracle: whatever it prints of a template, docgen prints in the same words.

Where they part on purpose (docs/template-engine.md lists it) the difference is a test of its own.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from docx import Document
from docx.shared import Mm
from docxtpl import (
    DocxTemplate,
    InlineImage,
    Listing,
    RichText,
    RichTextParagraph,
)
from jinja2 import Environment, StrictUndefined
from PIL import Image

from docgen import load_template
from docgen.errors import TemplateError
from tests.counts import count
from tests.structure import problems
from tests.tagged import docx, lines, paragraph, table

Values = dict[str, Any]


def cells(*rows: str) -> str:
    """Return a table whose cells have properties, as Word writes them."""
    return table(*rows).replace("<w:tc>", '<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/></w:tcPr>')


#: What authors write, one block each; the values are those of :func:`values`.
BLOCKS = [
    paragraph("甲{{ 甲 }}乙"), paragraph("{{甲}}{{ 数 }}{{ 小数 }}{{ 真 }}"),
    paragraph("{{ 甲", " }}和{", "{ 行.名 }", "}"), paragraph("{", "% if 真 %}是{% e", "lse %}否{% endif %}"),
    paragraph("{{ 行['名'] }}{{ 组[0].名 }}{{ 组[-1]['名'] }}{{ 文[1] }}{{ 文[:2] }}"),
    paragraph("{% if 真 and not 假 or 数 > 3 %}一{% elif 甲 == '值' %}二{% else %}三{% endif %}"),
    paragraph("{% if 数 is odd %}单{% else %}双{% endif %}{% if 没有 is defined %}有{% else %}无{% endif %}"),
    paragraph("{{ 文|upper }}{{ 文|lower }}{{ 文|title }}{{ 文|capitalize }}{{ 文|length }}"),
    paragraph("{{ 文|replace('b', '-') }}{{ 名单|join('、') }}{{ 名单|first }}{{ 名单|last }}"),
    paragraph("{{ 没有|default('缺') }}{{ 空|default('缺', true) }}{{ 小数|round(1) }}{{ 数|string }}"),
    paragraph("{{ 组|map(attribute='名')|join('-') }}{{ 组|selectattr('数', '>', 1)|list|length }}"),
    paragraph("{{ 名单|sort|join }}{{ 名单|reverse|join }}{{ 名单|unique|list|length }}{{ 数|abs }}"),
    paragraph("{{ '一' ~ 数 ~ '二' }}{{ 数 + 1 }}{{ 数 - 1 }}{{ -数 }}{{ '是' if 真 else '否' }}"),
    paragraph("{% set 别 = 行.名 %}{{ 别 }}{% set 一, 二 = 名单[0], 名单[1] %}{{ 一 }}{{ 二 }}"),
    paragraph("{% for 项 in 组 %}{{ loop.index }}{{ 项.名 }}{% if not loop.last %}、{% endif %}{% endfor %}。"),
    paragraph("{% for 项 in 组 if 项.数 > 1 %}{{ 项.名 }}{% else %}没有{% endfor %}"),
    paragraph("{% for 名 in 行 %}{{ 名 }}{% endfor %}"),
    paragraph("{% for 名, 值 in 对 %}{{ 名 }}={{ 值 }};{% endfor %}{% for 名, 值 in 行|dictsort %}{{ 值 }}{% endfor %}"),
    paragraph("{% for i in range(3) %}{{ i }}{% endfor %}{% for a in [1, 2] %}{{ a }}{% endfor %}"),
    paragraph("{% for 项 in 组 %}{{ loop.cycle('奇', '偶') }}{{ loop.revindex }}{{ loop.first }}{% endfor %}"),
    paragraph("甲{# 注 {{ 没有 }} #}乙") + paragraph("{#p 整段 #}") + paragraph("完"),
    paragraph("{_{ 不是标记 }_}{_% 也不是 %_}{{ 甲 }}"), paragraph("100% {甲} } { 50 %"),
    paragraph("{%p if 真 %}") + paragraph("一{{ 甲 }}") + paragraph("{%p else %}") + paragraph("二")
    + paragraph("{%p endif %}"),
    paragraph("{%p for 项 in 组 %}") + paragraph("{{ loop.index }}{{ 项.名 }}") + paragraph("{%p endfor %}"),
    paragraph("前") + paragraph("{%p for 项 in 组 %}") + cells("{{ 项.名 }}‖{{ 项.数 }}") + paragraph("{%p endfor %}"),
    cells("头‖{{ 甲 }}", "{%tr for 项 in 组 %}", "{{ 项.名 }}‖{{ 项.数 }}", "{%tr endfor %}"),
    cells("{%tr if 真 %}", "{{ 甲 }}", "{%tr endif %}", "尾"),
    cells("名‖{%tc for 项 in 组 %}‖{{ 项.名 }}‖{%tc endfor %}‖尾"),
    cells("{% colspan 数 %}宽{{ 甲 }}‖二", "一‖二‖三‖四"), cells("{% cellbg '00FF00' %}绿‖{{ 甲 }}"),
    cells("{%tr for 项 in 组 %}", "{% vm %}{{ 甲 }}‖{{ 项.名 }}", "{%tr endfor %}"),
    cells("首‖{%tc for 项 in 组 %}‖{% hm %}跨{{ 数 }}‖{%tc endfor %}"),
    cells("{%tr for 项 in 组 %}", "{{ 项.名 }}‖{% if loop.first %}首{% else %}{{ loop.index0 }}{% endif %}", "{%tr endfor %}"),
    paragraph("{%r if 真 %}", "整段格式", "{%r endif %}", "尾"), paragraph("{{r 富 }}后"), paragraph("前{{r 富 }}"),
    paragraph("{{p 富段 }}") + paragraph("后"), paragraph("{{ 清单 }}"), paragraph("{{ 多行 }}"),
    paragraph("{{ 换页 }}"), paragraph("{{ 分段 }}尾", properties='<w:jc w:val="right"/>'),

    paragraph("{{ 嵌.二.三 }}{% for 外 in 嵌套 %}{% for 内 in 外 %}{{ 内 }}{% endfor %};{% endfor %}"),
    paragraph("{{ 日.year }}年{{ 日.month }}月"), paragraph("{{ “引” if 真 else ‘号’ }}"),
]  # fmt: skip
OBJECTS = ("富", "富段", "清单")


def values(rng: Random) -> Values:
    from datetime import date

    size = rng.randint(1, 3)
    rich = RichText("粗", bold=True)
    rich.add("斜<>&", italic=True, color="#FF0000", size=30, font="eastAsia:仿宋")
    return {
        "甲": rng.choice(["值", "A & B", "<乙>", "\"引\"和'号'", "长" * 30, "𠮷"]),
        "数": 3, "小数": 2.25, "真": rng.random() < 0.5, "假": False, "空": "", "文": "abcB",
        "行": {"名": rng.choice(["行", "<名>"]), "数": 1}, "名单": ["乙", "甲", "丙"],
        "组": [{"名": f"名{n}&", "数": n} for n in range(1, size + 1)], "对": [("一", 1), ("二", 2)],
        "嵌": {"二": {"三": "深"}}, "嵌套": [["a", "b"], [], ["c"]], "日": date(2021, 11, 5),
        "富": rich, "富段": RichTextParagraph("段&", parastyle="a"), "清单": Listing("一\n二\t<三>\a四"),
        "多行": "上\n下\t右", "换页": "前\f后", "分段": "一\a二",
    }  # fmt: skip


def docxtpl_lines(made: bytes, given: Values, part: str = "word/document.xml") -> list[str]:
    template = DocxTemplate(io.BytesIO(made))
    template.render(given, jinja_env=Environment(undefined=StrictUndefined), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return lines(out.getvalue(), part)


def docgen_lines(made: bytes, given: Values, part: str = "word/document.xml") -> list[str]:
    return lines(load_template(made).render(given), part)


@pytest.mark.parametrize("index", range(len(BLOCKS)))
def test_each_construct_prints_as_docxtpl_prints_it(index: int) -> None:
    made = docx(paragraph("首"), BLOCKS[index], paragraph("完"))
    for seed in range(3):
        given = values(Random(seed))
        assert docgen_lines(made, given) == docxtpl_lines(made, given)


@pytest.mark.slow
def test_any_mixture_of_constructs_prints_as_docxtpl_prints_it() -> None:
    for seed in range(count(3_000, 60)):
        rng = Random(seed)
        blocks = [rng.choice(BLOCKS) for _ in range(rng.randint(1, 7))]
        made = docx(
            *blocks, paragraph("完"), header=rng.choice(BLOCKS[:14]), footer=paragraph("{{ 甲 }}")
        )
        given = values(rng)
        for part in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
            assert docgen_lines(made, given, part) == docxtpl_lines(made, given, part), seed


@pytest.mark.slow
def test_tags_cut_anywhere_print_as_whole_ones() -> None:
    for seed in range(count(3_000, 150)):
        rng = Random(seed)
        # docxtpl's escapes are no tags: it knows them only within one run, and so do we.
        single = [one for one in BLOCKS if one.count("<w:t ") == 1 and "tbl" not in one]
        block = rng.choice([one for one in single if "{_{" not in one])
        text = block.partition('preserve">')[2].partition("</w:t>")[0]
        marks = ("</w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:r><w:t xml:space=\"preserve\">",
                 "</w:t></w:r><w:bookmarkStart w:id=\"9\" w:name=\"_\"/><w:bookmarkEnd w:id=\"9\"/><w:r><w:t xml:space=\"preserve\">",
                 "</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">")  # fmt: skip
        cut = text
        for at in sorted(rng.sample(range(1, len(text)), min(3, len(text) - 1)), reverse=True):
            if "&" not in text[max(0, at - 5) : at + 1]:
                cut = cut[:at] + rng.choice(marks) + cut[at:]
        given = values(Random(seed))
        whole = docgen_lines(docx(paragraph("首"), block), given)
        assert docgen_lines(docx(paragraph("首"), block.replace(text, cut)), given) == whole, cut


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("｛｛ 甲 ｝｝", "{{ 甲 }}"), ("｛% if 真 %｝是｛% endif %｝", "{% if 真 %}是{% endif %}"),
        ("{｛ 甲 }｝", "{{ 甲 }}"), ("｛％ if 真 ％｝是{% endif %}", "{% if 真 %}是{% endif %}"),
        ("{{ 甲｜upper }}", "{{ 甲|upper }}"), ("{% if 甲 == “值” %}是{% endif %}", "{% if 甲 == '值' %}是{% endif %}"),
        ("{{　甲　}}", "{{ 甲 }}"), ("｛甲｝", "｛甲｝"),
    ],
)  # fmt: skip
def test_what_a_clerk_types_is_understood(typed: str, meant: str) -> None:
    given = values(Random(1))
    assert docgen_lines(docx(paragraph(typed)), given) == docgen_lines(
        docx(paragraph(meant)), given
    )


def test_a_tag_may_draw_two_paragraphs_together() -> None:
    made = docx(paragraph("上文"), paragraph("{%- if 真 %}接上{% endif %}"), paragraph("完"))
    for given in ({"真": True}, {"真": False}):
        assert docgen_lines(made, given) == docxtpl_lines(made, given)


def test_a_tag_that_tears_its_table_is_named() -> None:
    with pytest.raises(TemplateError, match="拆散"):
        load_template(docx(table("一"), paragraph("{%- if 真 %}接上{% endif %}")))


# --- where docxtpl is wrong, or the allow-list forbids -------------------------------------------


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("{{ 没有 }}", "「没有」未定义"), ("{{ 行.没有 }}", "「没有」未定义"), ("{{ 无 }}", "没有值"),
        ("{{ 名单 }}", "不能直接印出"), ("{{ 行 }}", "不能直接印出"), ("{{ 名单.append }}", "未定义"),
    ],
)  # fmt: skip
def test_what_docxtpl_prints_blank_or_as_python_is_an_error(tag: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        docgen_lines(docx(paragraph(tag)), {**values(Random(1)), "无": None})


def test_the_names_without_a_value_are_told_all_at_once_with_their_places() -> None:
    made = docx(
        paragraph("{{ 甲乙 }}"),
        cells("头", "{{ 行.名子 }}‖{{ 甲 }}"),
        header=paragraph("{{ 没有 }}"),
    )
    with pytest.raises(TemplateError) as caught:
        docgen_lines(made, {**values(Random(1)), "甲丙": "x"})
    told = [(one.message, one.where) for one in caught.value.problems]
    assert told == [
        ("「甲乙」未定义。是不是「甲」？", "模板 正文 第1段「{{ 甲乙 }}」的「{{ 甲乙 }}」"),
        ("「名子」未定义。是不是「名」？", "模板 正文 第3段（表1 第2行第1格）「{{ 行.名子 }}」的「{{ 行.名子 }}」"),
        ("「没有」未定义。", "模板 页眉 第1段「{{ 没有 }}」的「{{ 没有 }}」"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "tag", ["{{ 文.upper() }}", "{{ 数 * 2 }}", "{{ 函数(1) }}", "{{ 数 % 2 }}"]
)
def test_what_the_allow_list_forbids_is_named(tag: str) -> None:
    with pytest.raises(TemplateError) as caught:
        load_template(docx(paragraph(f"前{tag}")))
    (problem,) = caught.value.problems
    assert "第1段" in problem.where
    assert tag.strip("{} ") in problem.message


def test_a_value_is_escaped_once_whatever_the_template_says_of_it() -> None:
    made = docx(paragraph("{{ 甲 }}|{{ 甲|e }}|{{ 甲|safe }}|{{ 甲|escape|safe }}"))
    assert docgen_lines(made, {"甲": "A & <B>"}) == ["|".join(["A & <B>"] * 4)]


def test_values_that_hold_docxtpls_escapes_stay_as_they_are() -> None:
    assert docgen_lines(docx(paragraph("{{ 甲 }}")), {"甲": "{_{ x }_}"}) == ["{_{ x }_}"]


# --- docxtpl's own objects -----------------------------------------------------------------------


def png(colour: str) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(out, "PNG", dpi=(96, 96))
    out.seek(0)
    return out


def word_file(*texts: str) -> io.BytesIO:
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    out.seek(0)
    return out


def opened(data: bytes) -> Any:
    return Document(io.BytesIO(data))


def test_pictures_made_for_a_docxtpl_template_come_along() -> None:
    data = word_file("{{ 图 }}{% for 张 in 多 %}{{ 张 }}{% endfor %}").getvalue()
    peer = DocxTemplate(io.BytesIO(data))
    given = {
        "图": InlineImage(peer, png("red"), width=Mm(20), anchor="https://example.test/a?b=1&c=2"),
        "多": [InlineImage(peer, png("red")), InlineImage(peer, png("blue"), height=Mm(5))],
    }
    made = load_template(data).render(given)
    document = opened(made)
    shapes = document.inline_shapes
    assert next(iter(shapes)).width == Mm(20)
    assert len(shapes) == 3
    assert len({shape._inline.docPr.id for shape in shapes}) == 3
    pictures = [name for name in opened(made).part.package.iter_parts() if "media" in name.partname]
    assert len(pictures) == 2
    assert set(problems(made)) <= set(problems(data))


def test_a_picture_in_a_header_belongs_to_the_header() -> None:
    made = load_template(docx(paragraph("文"), header=paragraph("{{ 图 }}"))).render(
        {"图": InlineImage(None, png("red"))}
    )
    header = opened(made).sections[0].header
    assert len(header._element.xpath(".//a:blip")) == 1
    assert [rel.reltype.rpartition("/")[2] for rel in header.part.rels.values()] == ["image"]


def test_links_of_rich_text_come_along() -> None:
    data = word_file("{{r 富 }}").getvalue()
    peer = DocxTemplate(io.BytesIO(data))
    theirs = RichText("链接", url_id=peer.build_url_id("https://example.test/a"))
    template = load_template(data)
    ours = RichText("链接", url_id=template.build_url_id("https://example.test/?a=1&b=2"))
    for rich, address in (
        (theirs, "https://example.test/a"),
        (ours, "https://example.test/?a=1&b=2"),
    ):
        document = opened(template.render({"富": rich}, made_for=peer))
        (link,) = document.paragraphs[0].hyperlinks
        assert (link.text, link.address) == ("链接", address)
    with pytest.raises(TemplateError, match="made_for"):
        template.render({"富": theirs})


def test_a_subdocument_brings_its_styles_lists_and_pictures() -> None:
    master = word_file("前", "{{p 附 }}", "后").getvalue()
    part = Document()
    part.styles.add_style("自己的样式", 1)
    part.add_paragraph("有样式", style="自己的样式")
    part.add_paragraph("列表", style="List Number")
    part.add_picture(png("green"))
    part.add_table(1, 2).cell(0, 0).text = "格"
    stored = io.BytesIO()
    part.save(stored)
    peer = DocxTemplate(io.BytesIO(master))
    stored.seek(0)
    made = load_template(master).render({"附": peer.new_subdoc(stored)})
    document = opened(made)
    texts = [one.text for one in document.paragraphs]
    assert texts[:3] == ["前", "有样式", "列表"]
    assert texts[-1] == "后"
    assert document.paragraphs[1].style.name == "自己的样式"
    assert len(document.inline_shapes) == 1
    assert document.tables[0].cell(0, 0).text == "格"
    # python-docx's own template carries a part that lists its styles for old programs.
    new = set(problems(made)) - set(problems(master))
    assert all("stylesWithEffects" in one for one in new)


def test_a_subdocument_built_in_place_prints_as_docxtpl_prints_it() -> None:
    data = word_file("前", "{{p 附 }}", "后").getvalue()

    def built(peer: DocxTemplate) -> Any:
        sub = peer.new_subdoc()
        sub.add_paragraph("甲<&>").add_run("粗").bold = True
        return sub

    peer = DocxTemplate(io.BytesIO(data))
    ours = lines(load_template(data).render({"附": built(peer)}))
    again = DocxTemplate(io.BytesIO(data))
    again.render({"附": built(again)}, autoescape=True)
    out = io.BytesIO()
    again.save(out)
    assert ours == lines(out.getvalue()) == ["前", "甲<&>粗", "后"]


@pytest.mark.parametrize(
    ("tag", "make"),
    [
        ("{{ 富 }}", lambda: RichText("x")), ("{{ 富 }}", lambda: RichTextParagraph("x")),
        ("{{r 富 }}", lambda: RichText("x", url_id="rId99")),
        ("{{r 富 }}", lambda: RichText("x", style='"/><w:y')),
        ("{{ 富 }}", lambda: InlineImage(None, io.BytesIO(b"no picture"))),
        ("{{ 富 }}", lambda: InlineImage(None, "/nowhere/x.png")),
    ],
)  # fmt: skip
def test_an_object_in_the_wrong_place_or_of_the_wrong_kind_is_named(
    tag: str, make: Callable[[], object]
) -> None:
    with pytest.raises(TemplateError) as caught:
        load_template(docx(paragraph(tag))).render({"富": make()})
    assert caught.value.problems[0].fix


def test_docgens_own_templates_take_no_objects() -> None:
    from docgen.render.docx import render_values
    from docgen.templating.compiled import compile_template

    strict = compile_template(docx(paragraph("{{ 富 }}")), name="试")
    with pytest.raises(TemplateError, match="RichText"):
        render_values(strict, {"富": RichText("x")})


def test_printing_with_objects_leaves_no_trace_in_the_template() -> None:
    template = load_template(docx(paragraph("{{ 图 }}{{ 甲 }}")))
    before = template.render({"图": "", "甲": "一"})
    template.render({"图": InlineImage(None, png("red")), "甲": "二"})
    assert template.render({"图": "", "甲": "一"}) == before
