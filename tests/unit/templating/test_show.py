"""A template as lines of text, and the table of its fields."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from docgen.errors import TemplateError
from docgen.templating.library import Library
from docgen.templating.manifest import read_manifest
from docgen.templating.show import printed_lines, show_template
from docgen.templating.show_fields import all_fields, fields_of
from docgen.templating.show_sheet import fields_sheet
from tests.linttemplates import NOTICE, REMINDER, manifest_of, notice, reminder
from tests.tagged import docx, paragraph, table


def shown(data: bytes, *, numbered: bool = False) -> list[str]:
    told = printed_lines(show_template(data, name="试"), paragraphs_numbered=numbered)
    return [line.strip() if not numbered else line for line in told]


def contract() -> bytes:
    data = Library().find("land_grant_contract").folder.read("template.docx")
    assert data is not None
    return data


def test_a_row_is_one_line_and_a_condition_has_its_own_indented_lines():
    made = docx(
        paragraph("开头{% if 甲 %}，有甲{% else %}，无甲{% endif %}。"),
        table("名称‖金额", "{%tr for 期 in 各期 %}‖", "{{ 期.名 }}‖{{ 期.数 }}", "{%tr endfor %}‖"),
    )
    told = list(printed_lines(show_template(made, name="试")))
    assert told == [
        "   1  开头",
        "   2  {% if 甲 %}",
        "   3      ，有甲",
        "   4  {% else %}",
        "   5      ，无甲",
        "   6  {% endif %}",
        "   7  。",
        "   8  | 名称 | 金额 |",
        "   9  {%tr for 期 in 各期 %}",
        "  10      | {{ 期.名 }} | {{ 期.数 }} |",
        "  11  {%tr endfor %}",
    ]


def test_clauses_are_counted_and_lines_start_anew_with_each():
    told = shown(contract())
    assert "1  第一条　合同当事人" in told
    assert "1      第十二条　定金" in told
    assert any(line.startswith("3  （一）　不动产单元代码：") for line in told)
    assert any("附件1　" in line for line in told)


def test_a_new_paragraph_changes_the_lines_of_its_own_clause_only():
    first = shown(contract())
    made = contract_with("出让宗地的用途为", "新的一句。出让宗地的用途为")
    second = shown(made)
    assert len([one for one in second if one not in first]) == 1


def contract_with(old: str, new: str) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(contract())) as package:
        parts = {one: package.read(one) for one in package.namelist()}
    body = parts["word/document.xml"].decode()
    assert old in body
    parts["word/document.xml"] = body.replace(old, new, 1).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def test_fields_and_pictures_are_named_and_headers_come_last():
    told = show_template(contract(), name="试").lines
    footer = next(one for one in told if one.part == "word/footer1.xml")
    assert footer.text == "第{PAGE}页 共{NUMPAGES}页"
    assert any("［图：{{ 宗地.界址图 }}］" in one.text for one in told)
    assert any(one.text == "［分页］" for one in told)


@pytest.mark.slow
def test_every_letter_of_every_template_is_shown():
    for shelf in Library().all():
        data = shelf.folder.read("template.docx")
        text = "".join(one.text for one in show_template(data, name="试").lines)
        for use in ("{{", "{%"):
            assert text.count(use) == _count(data, use), shelf.folder.id


def _count(data: bytes, opener: str) -> int:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [one for one in package.namelist() if one.startswith("word/") and "xml" in one]
        return sum(package.read(one).decode("utf-8", "ignore").count(opener) for one in names)


def test_paragraph_numbers_are_those_of_lint():
    told = shown(docx(paragraph("甲"), paragraph("乙{% if 丙 %}丁{% endif %}")), numbered=True)
    assert told == [
        "   1  甲",
        "   2  乙",
        "      {% if 丙 %}",
        "          丁",
        "      {% endif %}",
    ]


def test_any_word_file_can_be_shown_and_nothing_else():
    assert shown(docx(paragraph("没有标记"))) == ["1  没有标记"]
    with pytest.raises(TemplateError):
        show_template(b"no Word file", name="试")


def test_the_fields_of_a_template_say_unit_kind_absence_and_place():
    manifest = read_manifest(manifest_of(NOTICE), name="清单")
    rows = {row.title: row for row in fields_of(notice(), name="试", manifest=manifest)}
    price = rows["出让.出让价款"]
    assert (price.unit, price.kind, price.absent) == ("元", "金额", "必填")
    assert price.forms == ["大写", ""] and price.known == ("小写", "大写", "万元")
    assert rows["文书.合同编号"].places == ["页眉"]
    assert rows["出让.分期"].where == "只作条件：开头"
    assert rows["出让.分期.金额"].written == "原样、万元"


def test_places_are_clauses():
    shelf = Library().find("land_grant_contract")
    rows = {row.title: row for row in fields_of(contract(), name="试", manifest=shelf.manifest)}
    assert rows["出让.定金"].places == ["第十二条"]
    assert rows["宗地.界址图"].places == ["附件1"]


def test_the_sheet_has_a_head_in_view_and_the_same_bytes_every_time():
    manifest = read_manifest(manifest_of(REMINDER), name="清单")
    rows = fields_of(reminder(), name="试", manifest=manifest)
    made = fields_sheet(rows, title="开工提醒")
    assert made == fields_sheet(rows, title="开工提醒")
    sheet = load_workbook(io.BytesIO(made)).active
    assert sheet.freeze_panes == "B2"
    assert [cell.value for cell in sheet[1]][:5] == [
        "字段",
        "单位",
        "种类",
        "没有值时",
        "印在何处（条款）",
    ]
    assert sheet.max_row == len(rows) + 1
    titles = [cell.value for cell in sheet["A"]][1:]
    assert "规划条件.绿地率.上限" in titles


def test_all_fields_are_listed_without_a_template():
    rows = all_fields()
    assert len(rows) > 300
    assert {row.title for row in rows} >= {"出让.出让价款", "受让人.名称", "宗地.界址图"}
