"""What lint says of small templates, one fault at a time, and that it is silent of sound ones."""

from __future__ import annotations

import pytest
import yaml

from docgen.errors import TemplateError
from docgen.pipeline.lint import lint
from docgen.resources import schema_bytes
from docgen.templating.library import Library
from docgen.templating.lint import lint_template
from docgen.templating.lint_words import Fault, fault_kinds
from docgen.templating.manifest import Manifest, read_manifest
from tests.linttemplates import manifest_of
from tests.tagged import docx, paragraph, table

FIELDS = """
宗地.坐落: required
宗地.出让宗地面积: required
出让.出让价款: required
出让.出让年限: omit
出让.定金: omit
出让.分期.金额: required
当事人.受让人.名称: required
"""
#: Prints every field of FIELDS, so that only what a test adds is at fault.
SOUND = (
    paragraph("{{ 宗地.坐落 }}的宗地，{{ 宗地.出让宗地面积 }}平方米，价款{{ 出让.出让价款 }}元。"),
    paragraph("{% if 出让.定金 %}定金{{ 出让.定金 }}元，{% endif %}年限{{ 出让.出让年限 }}年。"),
    paragraph("{% for 期 in 出让.分期 %}{{ 期.金额 }}元；{% endfor %}"),
    paragraph("{% for 方 in 当事人.受让人 %}{{ 方.名称 }}；{% endfor %}"),
)


def manifest() -> Manifest:
    return read_manifest(manifest_of(FIELDS), name="清单")


def told(*blocks: str, **more: object) -> tuple[Fault, ...]:
    """Return what lint says of the sound template with further blocks behind it."""
    made = docx(*SOUND, *blocks, **more)  # type: ignore[arg-type]
    return lint_template(made, name="试", manifest=manifest())


def codes(*blocks: str, **more: object) -> list[str]:
    return [one.code for one in told(*blocks, **more)]


def line(text: str) -> list[str]:
    return codes(paragraph(text))


def test_a_sound_template_has_no_fault():
    assert told() == ()


@pytest.mark.parametrize("shelf", Library().all(), ids=lambda shelf: shelf.folder.id)
@pytest.mark.slow
def test_every_shipped_template_is_clean(shelf):
    data = shelf.folder.read("template.docx")
    found = lint(data, name=shelf.manifest.short_title, manifest=shelf.manifest)
    assert [str(one.spot.place) + one.message for one in found] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ 宗地.坐洛 }}", "T201"),
        ("{% if 出让.定今 %}甲{% endif %}", "T201"),
        ("{{ 出让.定金|大血 }}", "T007"),
        ("{{ 宗地.坐落|大写 }}", "T205"),
        ("{{ 出让.出让年限|亩 }}", "T205"),
        ("{% for 项 in 出让.定金 %}{{ 项.甲 }}{% endfor %}", "T206"),
        ("{% for 项 in 宗地 %}{{ 项.坐落 }}{% endfor %}", "T206"),
        ("{{ 宗地 }}", "T207"),
        ("{{ 出让.分期 }}", "T207"),
        ("{{ 文书.草稿 }}", "T207"),
        ("{{ 出让.定金 == '1' }}", "T207"),
        ("{{ 宗地.界址图 }}", "T207"),
        ("{% if 宗地.坐落 == 5 %}甲{% endif %}", "T208"),
        ("{% if 出让.出让年限 > 20 %}甲{% endif %}", "T208"),
        ("{% if 出让.出让年限 == '二十' %}甲{% endif %}", "T208"),
        ("{% if 宗地 %}甲{% endif %}", "T208"),
        ("{% if 出让.分期 == '2' %}甲{% endif %}", "T208"),
        ("{% if 出让.定金 and not 出让.定金 %}甲{% endif %}", "T209"),
        ("{% if 出让.出让方式 == '挂卖' %}甲{% endif %}", "T209"),
        ("{% if 出让.定金 %}甲{% elif 出让.定金 %}乙{% endif %}", "T209"),
        ("{% if 出让.定金 or not 出让.定金 %}甲{% endif %}", "T210"),
        ("{% if 1 %}甲{% endif %}", "T210"),
        ("{% for 项 in 出让.分期 %}甲{% endfor %}", "T221"),
        ("{% for 宗地 in 当事人.受让人 %}{{ 宗地.名称 }}{% endfor %}", "T222"),
        ("依照第八条办理", "T213"),
        ("（二）其他事项", "T213"),
        ("详见附件2", "T213"),
        ("{{ 条('没有') }}", "T214"),
        ("{% if 条('没有') %}甲{% endif %}", "T215"),
        ("剩下一个}括号", "T219"),
        ("单位：【　】", "T220"),
        ("XX公司", "T220"),
        ("{{ }}", "T002"),
        ("{{ 出让.定金 + 1 }}", "T004"),
        ("{% fi 出让.定金 %}甲{% endif %}", "T004"),
        ("{{ 出让.定金 ", "T001"),
        ("{% if 出让.定金 %}甲", "T005"),
        ("甲{% endfor %}", "T005"),
        ("{% if 出让.定金 %}甲{% endfor %}", "T005"),
        ("{% else %}甲{% endif %}", "T005"),
        ("{% for 期 in 出让.分期 %}{{ 期.金额 }}{% else %}甲{% endfor %}", "T005"),
        ("{{ 出让.定金|大写|小写 }}", "T004"),
    ],
)
def test_a_fault_is_told_once_with_its_code_at_its_paragraph(text, code):
    (found,) = told(paragraph(text))
    assert found.code == code
    assert (found.spot.place.part, found.spot.place.paragraph) == ("word/document.xml", 5)
    assert found.message and "{" not in found.fix.replace("{{", "").replace("}}", "")


@pytest.mark.parametrize(
    "text",
    [
        "{{ 出让.定金 }}元、{{ 出让.定金|万元 }}万元、¥{{ 出让.定金 }}",
        "{{ 出让.定金|大写 }}（{{ 出让.定金 }}元）",
        "{{ 宗地.出让宗地面积|大写 }}平方米（{{ 宗地.出让宗地面积 }}㎡）",
        "{{ 宗地.出让宗地面积|公顷 }}公顷",
        "{{ 宗地.出让宗地面积|亩 }} 亩",
        "面积（亩）：{{ 宗地.出让宗地面积|亩 }}",
        "{{ 出让.出让年限 }}年期",
        "依照《中华人民共和国民法典》第五百八十六条、第五百八十七条办理",
        "3.5 米以上",
        "{{ 出让.定金 }}，{% if 出让.出让方式 == '挂牌' %}甲{% elif 出让.出让方式 %}乙{% endif %}",
        "{% if 出让.出让方式 == '挂牌' or 出让.出让方式 == '拍卖' %}甲{% endif %}",
        "{% for 期 in 出让.分期 %}{{ loop.index }}{% if not loop.last %}、{% endif %}{% endfor %}",
        "{% for 期 in 出让.分期 %}{% if 期.付款日期 %}{{ 期.金额 }}{% endif %}{% endfor %}",
        "{# 说明：这里不印 #}",
        "Excel 表和 USB 接口",
    ],
)
def test_what_is_right_is_not_told(text):
    found = [one for one in told(paragraph(text)) if one.code != "T204"]
    assert [one.message for one in found] == []


@pytest.mark.parametrize(
    ("text", "printed", "expected"),
    [
        ("{{ 出让.定金 }}万元", "万元", "元"),
        ("{{ 宗地.出让宗地面积 }}亩", "亩", "平方米"),
        ("{{ 宗地.出让宗地面积|亩 }}㎡", "㎡", "亩"),
        ("{{ 出让.定金|万元 }}元", "元", "万元"),
        ("{{ 出让.迟延付款解除天数 }}个月", "个月", "日"),
        ("{{ 出让.迟延付款解除天数 }}个工作日", "个工作日", "日"),
        ("百分之{{ 出让.迟延付款违约金日率 }}", "百分之", "‰/日"),
        ("{{ 规划条件.绿地率.上限 }}‰", "‰", "%"),
        ("{{ 规划条件.容积率.下限 }}%", "%", "没有单位"),
        ("（亩）：{{ 宗地.出让宗地面积 }}", "亩", "平方米"),
        ("{{ 宗地.出让宗地面积 }}（亩）", "亩", "平方米"),
        ("{{ 出让.定金|大写 }}元", "元", "大写"),
        ("¥{{ 出让.定金|万元 }}", "¥", "万元"),
        ("{{ 指标.亩均税收 }}元/亩", "元/亩", "万元/亩"),
        ("{{ 出让.出让单价 }}元/亩", "元/亩", "元/平方米"),
    ],
)
def test_a_unit_that_is_not_the_fields_is_told_at_its_letters(text, printed, expected):
    (found,) = [one for one in told(paragraph(text)) if one.code == "T211"]
    assert found.spot.text == printed
    assert expected in found.message


def test_a_unit_in_a_header_or_in_the_cell_to_the_left_counts():
    headed = table("名称‖金额（万元）", "甲‖{{ 出让.定金 }}")
    left = table("面积（亩）‖{{ 宗地.出让宗地面积 }}")
    for made, text in ((headed, "万元"), (left, "亩")):
        (found,) = told(made)
        assert (found.code, found.spot.text) == ("T211", text)
        assert found.spot.place.table == 1 and found.spot.place.row == 1
    assert codes(table("名称‖金额（元）", "甲‖{{ 出让.定金 }}")) == []


def test_an_amount_in_words_needs_its_figure_in_the_same_row_or_paragraph():
    assert line("定金{{ 出让.定金|大写 }}。") == ["T212"]
    assert line("定金{{ 出让.定金|大写 }}（{{ 出让.定金|万元 }}万元）。") == ["T212"]
    assert codes(table("{{ 出让.定金|大写 }}‖{{ 出让.定金 }}")) == []
    assert codes(table("{{ 出让.定金|大写 }}", "{{ 出让.定金 }}")) == ["T212"]


def test_a_field_that_the_manifest_needs_and_nobody_prints_is_told():
    made = docx(*SOUND[1:])
    found = lint_template(made, name="试", manifest=manifest())
    assert {(one.code, one.spot.place.text) for one in found} == {
        ("T202", "宗地.坐落"),
        ("T202", "宗地.出让宗地面积"),
        ("T202", "出让.出让价款"),
    }
    assert {one.spot.place.part for one in found} == {"manifest.yaml"}


def test_a_field_without_a_word_in_the_manifest_is_a_warning():
    (found,) = told(paragraph("{{ 宗地.用途 }}"))
    assert (found.code, found.severity) == ("T204", "warning")


def test_a_misspelt_field_is_not_told_again_as_missing():
    text = SOUND[0].replace("{{ 宗地.坐落 }}", "{{ 宗地.坐洛 }}")
    found = lint_template(docx(text, *SOUND[1:]), name="试", manifest=manifest())
    assert [one.code for one in found] == ["T201"]
    assert "宗地.坐落" in found[0].message


def test_several_faults_are_told_in_one_pass():
    found = codes(
        paragraph("{{ 宗地.坐洛 }}"),
        paragraph("{{ 出让.定金 }}万元"),
        paragraph("{{ 未完"),
        paragraph("见第八条"),
        header=paragraph("{{ 文书.合同编好 }}"),
    )
    assert sorted(found) == ["T001", "T201", "T201", "T211", "T213"]


def test_the_places_name_part_table_row_and_cell():
    (found,) = told(table("甲‖乙", "丙‖{{ 宗地.坐洛 }}"))
    assert str(found.spot.place) == "正文 第8段（表1 第2行第2格）「{{ 宗地.坐洛 }}」"
    (found,) = told(header=paragraph("编号{{ 文书.合同编好 }}"))
    assert str(found.spot.place) == "页眉 第1段「编号{{ 文书.合同编好 }}」"


def test_tags_in_places_that_nothing_fills_are_told():
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>'
        " PAGE {{ 出让.定金 }} </w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    assert codes(field) == ["T218"]
    chart = b'<c xmlns="urn:x"><t>{{ a</t><t> }}</t></c>'
    assert codes(extra={"word/charts/chart1.xml": chart}) == ["T218"]


def test_a_chinese_font_set_for_latin_letters_only_is_told():
    run = (
        '<w:p><w:r><w:rPr><w:rFonts w:ascii="{}" w:hAnsi="{}"{}/></w:rPr>'
        "<w:t>甲方</w:t></w:r></w:p>"
    )
    assert codes(run.format("仿宋", "仿宋", "")) == ["T216"]
    assert codes(run.format("FangSong", "FangSong", "")) == ["T216"]
    assert codes(run.format("仿宋", "仿宋", ' w:eastAsia="仿宋"')) == []
    assert codes(run.format("Times New Roman", "Times New Roman", "")) == []


def test_a_japanese_font_is_told_in_a_run_a_style_and_the_theme():
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    run = '<w:p><w:r><w:rPr><w:rFonts w:eastAsia="ＭＳ 明朝"/></w:rPr><w:t>甲方</w:t></w:r></w:p>'
    assert codes(run) == ["T217"]
    styles = (
        f'<w:styles xmlns:w="{w}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:eastAsiaTheme="minorEastAsia"/></w:rPr></w:rPrDefault>'
        "</w:docDefaults></w:styles>"
    ).encode()
    theme = (
        f'<a:theme xmlns:a="{a}"><a:minorFont><a:ea typeface=""/><a:font script="Jpan"'
        ' typeface="ＭＳ 明朝"/><a:font script="Hans" typeface="宋体"/></a:minorFont></a:theme>'
    ).encode()
    parts = {"word/styles.xml": styles, "word/theme/theme1.xml": theme}
    assert codes(extra=parts) == ["T217"]
    chinese = (
        f'<w:settings xmlns:w="{w}"><w:themeFontLang w:eastAsia="zh-CN"/></w:settings>'.encode()
    )
    assert codes(extra={**parts, "word/settings.xml": chinese}) == []


def test_without_a_manifest_only_what_needs_no_schema_is_looked_at():
    made = docx(
        paragraph("{{ 甲.乙 }}万元，见第八条"), paragraph("{% if 甲 and not 甲 %}丙{% endif %}")
    )
    found = lint_template(made, name="试")
    assert [(one.code, one.severity) for one in found] == [("T213", "warning"), ("T209", "error")]


def test_what_the_page_cannot_show_is_told_at_its_paragraph():
    m = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    formula = f'<w:p><w:r><w:t>面积等于</w:t></w:r><m:oMath xmlns:m="{m}"/></w:p>'
    found = lint(docx(*SOUND, formula), name="试", manifest=manifest())
    assert [(one.code, one.spot.place.paragraph) for one in found] == [("T200", 5)]


def test_a_block_whose_end_lies_in_another_cell_is_told_at_its_opener():
    found = told(table("{% if 出让.定金 %}甲‖乙{% endif %}"))
    assert [(one.code, one.spot.place.cell) for one in found] == [("T005", 1)]


def test_the_opener_whose_end_is_missing_is_told_not_the_ones_round_it():
    found = told(
        paragraph("{%p if 出让.定金 %}"),
        paragraph("{% if 出让.出让年限 %}年限"),
        paragraph("{%p endif %}"),
    )
    assert [(one.code, one.spot.place.paragraph) for one in found] == [("T005", 6)]


def test_what_stands_beside_a_tag_that_takes_its_paragraph_or_row_is_told():
    found = told(
        paragraph("{%p if 出让.定金 %}会丢的字"), paragraph("甲"), paragraph("{%p endif %}")
    )
    assert [(one.code, one.spot.place.paragraph) for one in found] == [("T223", 5)]
    assert "会丢的字" in found[0].message
    row = table("{%tr for 期 in 出让.分期 %}‖会丢的字", "{{ 期.金额 }}‖乙", "{%tr endfor %}‖")
    assert codes(row) == ["T223"]
    assert codes(paragraph("{%p if 出让.定金 %}{%p endif %}")) == ["T223"]


def test_a_tag_for_rows_outside_any_table_is_told():
    assert codes(paragraph("{%tr if 出让.定金 %}"), paragraph("{%tr endif %}")) == ["T224"] * 2


@pytest.mark.slow
def test_blocks_nested_beyond_reason_are_told_once():
    deep = "{% if 出让.定金 %}" * 3000 + "{% endif %}" * 3000
    assert [one for one in line(deep) if one == "T005"] == ["T005"]


@pytest.mark.slow
def test_thousands_of_stray_ends_are_told_each():
    found = told(*(paragraph("甲{% endif %}") for _ in range(1000)))
    assert len(found) == 1000 and {one.code for one in found} == {"T005"}


def test_without_a_manifest_docxtpls_other_constructs_are_no_fault():
    made = docx(
        paragraph("{% set 甲 = 乙 + 1 %}{{ 甲|round(2) }}{{r 丙 }}"),
        paragraph("{% for 项 in 各项 %}{{ 项 }}{% else %}没有{% endfor %}"),
        table("{% cellbg 色 %}甲"),
    )
    assert [one.message for one in lint_template(made, name="试")] == []


def test_a_file_that_is_no_word_file_is_refused():
    with pytest.raises(TemplateError):
        lint_template(b"no Word file", name="试")


def test_the_catalogue_has_words_for_every_code_and_no_other_key():
    raw = yaml.safe_load(schema_bytes("lint.yaml"))["faults"]
    for code, kind in fault_kinds().items():
        assert set(raw[code]) <= {"name", "severity", "loose", "message", "fix"}
        assert kind.severity in ("error", "warning") and kind.loose in ("error", "warning")
        if code.startswith("T2") and code != "T200":
            assert kind.message and kind.fix, code
