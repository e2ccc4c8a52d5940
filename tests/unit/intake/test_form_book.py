"""What stands in the workbook of a form."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook

from docgen.intake import case_from_mapping
from docgen.intake.form_book import form_book
from docgen.intake.form_plan import form_version
from docgen.pipeline.form import form_of, sample_of
from tests.forms import find

DOCUMENT = "land_grant_contract"


@pytest.fixture(scope="module")
def data() -> bytes:
    return form_book(form_of(DOCUMENT), sample=sample_of(DOCUMENT)).data


@pytest.fixture(scope="module")
def book(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


def rule(book: Any, sheet: str, label: str) -> Any:
    cell = find(book, sheet, label).coordinate
    return next(one for one in book[sheet].data_validations.dataValidation if cell in one.sqref)


def test_the_same_form_is_the_same_bytes(data: bytes) -> None:
    assert form_book(form_of(DOCUMENT), sample=sample_of(DOCUMENT)).data == data


def test_the_first_sheet_explains_and_says_what_the_form_is(book: Any) -> None:
    sheet = book.worksheets[0]
    assert sheet.title == "填写说明"
    assert sheet["A1"].value == "出让合同填写表"
    assert sheet["B2"].value == f"land_grant_contract 1.0.0 {form_version()}"
    text = "\n".join(str(row[0].value) for row in sheet.iter_rows(max_row=12))
    assert "docgen check" in text
    links = [
        cell.hyperlink.location or cell.hyperlink.target for cell in sheet["B"] if cell.hyperlink
    ]
    assert any("宗地" in str(one) for one in links)


def test_topics_are_sheets_and_repeating_parts_are_tables_that_grow(book: Any) -> None:
    names = book.sheetnames
    assert names[:6] == ["填写说明", "案卷", "当事人", "当事人·受让人", "宗地", "宗地·界址点"]
    assert names[-2:] == ["示例", "选项"]
    assert book["选项"].sheet_state == "hidden"
    table = next(iter(book["分期"].tables.values()))
    assert table.ref.startswith("A3:")
    headings = [cell.value for cell in book["分期"][3]]
    assert [column.name for column in table.tableColumns] == headings
    assert "金额（元）" in headings


def test_what_is_required_is_marked_by_word_and_colour(book: Any) -> None:
    area = find(book, "宗地", "出让宗地面积")
    assert book["宗地"].cell(area.row, 3).value == "平方米"
    assert book["宗地"].cell(area.row, 4).value == "必填"
    assert area.fill.fgColor.rgb.endswith("FFE699")
    no = find(book, "宗地", "电子监管号")
    assert book["宗地"].cell(no.row, 4).value == "留空手填"
    height = find(book, "宗地", "竖向上界")
    assert book["宗地"].cell(height.row, 4).value == "印到时必填"


def test_excel_holds_cells_to_what_fits(book: Any) -> None:
    method = rule(book, "出让", "出让方式")
    sheet, _, cells = method.formula1.replace("'", "").replace("$", "").partition("!")
    choices = [cell.value for row in book[sheet][cells] for cell in row]
    assert (method.type, choices) == ("list", ["挂牌", "拍卖", "招标", "协议", "划拨"])
    price = rule(book, "出让", "出让价款")
    assert price.type == "custom"
    assert "ROUND(" in price.formula1
    assert "单位：元" in price.error
    assert rule(book, "出让", "签订日期").type == "date"
    assert rule(book, "出让", "出让年限").type == "whole"
    code = rule(book, "当事人", "出让人·统一社会信用代码")
    assert (code.type, code.formula1, code.errorStyle) == ("textLength", "18", "warning")
    assert find(book, "出让", "签订日期").number_format == "yyyy-mm-dd"
    assert find(book, "出让", "出让价款").number_format == "#,##0.00"
    assert find(book, "宗地", "宗地代码").number_format == "@"


def test_the_law_behind_a_field_stands_beside_it(book: Any) -> None:
    deposit = find(book, "出让", "定金")
    assert "民法典" in book["出让"].cell(deposit.row, 6).value


def test_the_example_is_marked_and_shows_labels_with_units(book: Any) -> None:
    sheet = book["示例"]
    assert "不读这一张" in sheet["A1"].value
    rows = {(row[0].value, row[1].value): row[2].value for row in sheet.iter_rows(min_row=4)}
    assert rows["出让", "出让方式"] == "挂牌"
    assert rows["出让", "出让年限"].endswith(" 年")


#: CT_Worksheet of ECMA-376, as far as a form has it: Excel repairs what stands in another order.
PARTS = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells",
    "dataValidations", "hyperlinks", "pageMargins", "pageSetup", "headerFooter", "legacyDrawing",
    "tableParts",
)  # fmt: skip
LONGEST = {"error": 225, "errorTitle": 32, "prompt": 255, "promptTitle": 32}


def test_excel_has_nothing_to_repair() -> None:
    with zipfile.ZipFile(io.BytesIO(form_book(form_of(None)).data)) as package:
        for name in package.namelist():
            if not re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
                continue
            tree = etree.fromstring(package.read(name))
            places = [PARTS.index(etree.QName(one).localname) for one in tree]
            assert places == sorted(places)
            for rule in tree.iter("{*}dataValidation"):
                assert all(len(rule.get(key, "")) <= most for key, most in LONGEST.items())
        tables = [name for name in package.namelist() if name.startswith("xl/tables/")]
        texts = "".join(package.read(one).decode() for one in tables)
        names = re.findall(r' displayName="([^"]+)"', texts)
    assert len(set(names)) == len(tables) > 20
    # A name that reads as a cell (T01) is none for a table.
    assert not any(re.fullmatch(r"[A-Za-z]{1,3}\d+", one) for one in names)


def test_what_a_case_has_beyond_the_document_is_in_its_form() -> None:
    case = case_from_mapping(
        {
            "履约": {
                "年度": [{"年度": 2023, "实际入园企业": [{"名称": "示例甲公司"}]}, {"年度": 2024}]
            }
        }
    ).case
    made = form_book(form_of(DOCUMENT), case=case)
    book = load_workbook(io.BytesIO(made.data))
    assert made.left_out == ()
    assert find(book, "履约·年度", "年度").value == 2023
    assert [cell.value for cell in book["履约·年度·实际入园企业"][4]][:2] == [1, "示例甲公司"]


def test_what_a_form_cannot_hold_is_told() -> None:
    case = case_from_mapping({"宗地": {"用途": "-", "坐落": " 示例路"}}).case
    made = form_book(form_of(DOCUMENT), case=case)
    assert {one.path for one in made.left_out} == {"parcel.use", "parcel.location"}
