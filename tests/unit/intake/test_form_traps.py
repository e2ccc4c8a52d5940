"""What clerks and spreadsheets do to a form, and what is said of it at which cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from docgen.errors import InputError
from docgen.intake import case_from_bytes, dump_case, load_case
from docgen.intake.form_book import form_book
from docgen.intake.form_plan import whole_plan
from docgen.intake.form_read import FormRead, read_form
from docgen.pipeline.form import form_of
from tests.forms import changed, filled_in, find

NAME = "案卷.xlsx"


@pytest.fixture(scope="module")
def blank() -> bytes:
    plan = form_of("supervision_agreement")
    topics = ("parties", "parcel", "grant", "indicators", "supervision")
    return form_book(replace(plan, topics=tuple(t for t in plan.topics if t.id in topics))).data


def said(read: FormRead) -> list[tuple[str, str, str]]:
    return [(note.code, note.severity, f"{note.sheet}!{note.cell}") for note in read.notes]


def test_an_empty_form_is_an_empty_case_for_its_document(blank: bytes) -> None:
    read = read_form(blank, NAME)
    assert (dump_case(read.case), read.notes, read.document) == ({}, (), "supervision_agreement")


def test_values_are_read_with_their_cells(blank: bytes) -> None:
    data = filled_in(
        blank,
        {
            ("宗地", "出让宗地面积"): 66666.67,
            ("宗地", "坐落"): "示例路1号",
            ("出让", "签订日期"): date(2021, 11, 5),
            ("监管", "税收达标可不追究"): "是",
            ("当事人·受让人", "名称"): "示例甲公司",
            ("指标·其他指标", "方向"): "不低于",
        },
    )
    loaded = case_from_bytes(data, name=NAME)
    assert dump_case(loaded.case) == {
        "parcel": {"granted_area_m2": "66666.67", "location": "示例路1号"},
        "grant": {"signing_date": "2021-11-05"},
        "supervision": {"waiver_on_tax": True},
        "parties": {"grantees": [{"name": "示例甲公司"}]},
        "indicators": {"others": [{"direction": "at_least"}]},
    }
    assert loaded.origins["parties.grantees[0].name"] == f"{NAME} 当事人·受让人!A4"
    assert loaded.case.origins["parcel.location"].startswith(f"{NAME} 宗地!B")
    assert (loaded.document, loaded.notes) == ("supervision_agreement", ())


TRAPS: list[tuple[str, str, object, str, str]] = [
    ("宗地", "出让宗地面积", "100亩", "L024", "error"),
    ("宗地", "出让宗地面积", "6.5公顷", "L008", "warning"),
    ("宗地", "出让宗地面积", "６６６６６．６７", "L020", "warning"),
    ("宗地", "出让宗地面积", -5, "L022", "error"),
    ("宗地", "出让宗地面积", "约五十亩", "S005", "error"),
    ("宗地", "出让宗地面积", "=1+1", "L013", "error"),
    ("宗地", "不动产单元代码", 4.1030700100100e27, "L010", "error"),
    ("宗地", "电子监管号", 4103072021, "L011", "warning"),
    ("当事人·受让人", "统一社会信用代码", "9.14103E+17", "L010", "error"),
    ("出让", "签订日期", "44505", "L012", "warning"),
    ("出让", "签订日期", datetime(2021, 11, 5, 9, 30), "S007", "error"),
    ("出让", "签订日期", "去年底", "S007", "error"),
    ("监管", "税收达标可不追究", "可以", "S008", "error"),
    ("监管", "竣工验收期限（日）", 30, "", ""),
    ("监管", "竣工验收期限", 30.5, "S005", "error"),
    ("监管", "履约保证金", 123456789012345678, "L028", "error"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "label", "value", "code", "severity"), TRAPS)
def test_each_trap_is_told_at_its_cell(
    blank: bytes, sheet: str, label: str, value: object, code: str, severity: str
) -> None:
    cell = ""

    def fill(book: Any) -> None:
        nonlocal cell
        try:
            found = find(book, sheet, label)
        except LookupError:
            found = find(book, sheet, label.partition("（")[0])
        cell = f"{sheet}!{found.coordinate}"
        found.value = value

    read = read_form(changed(blank, fill), NAME)
    assert said(read) == ([(code, severity, cell)] if code else [])
    assert read.ok == (severity != "error")
    if code:
        note = read.notes[0]
        assert note.where == f"{NAME} {cell}"
        assert note.message.endswith("。")
        assert note.fix


def test_trailing_blanks_and_placeholders_say_nothing(blank: bytes) -> None:
    data = filled_in(
        blank,
        {
            ("宗地", "坐落"): " 示例路1号　\n",
            ("宗地", "用途"): "/",
            ("出让", "签订日期"): "2021年 月 日",
        },
    )
    read = read_form(data, NAME)
    assert dump_case(read.case) == {
        "parcel": {"location": "示例路1号"},
        "grant": {"signing_date": "2021年 月 日"},
    }
    assert all(note.severity == "warning" for note in read.notes)


def test_an_error_value_is_told(blank: bytes) -> None:
    def fill(book: Any) -> None:
        cell = find(book, "监管", "履约保证金")
        cell.value, cell.data_type = "#REF!", "e"

    assert [code for code, *_ in said(read_form(changed(blank, fill), NAME))] == ["L014"]


def test_merged_cells_are_told(blank: bytes) -> None:
    def fill(book: Any) -> None:
        sheet = book["当事人·受让人"]
        sheet["A4"].value, sheet["A5"].value = "示例甲公司", "示例乙公司"
        sheet["C4"].value = "示例"
        sheet.merge_cells("A4:A5")

    read = read_form(changed(blank, fill), NAME)
    assert [(code, cell) for code, _, cell in said(read)] == []
    assert dump_case(read.case)["parties"]["grantees"] == [
        {"name": "示例甲公司", "credit_code": "示例"}
    ]

    def with_value(book: Any) -> None:
        fill(book)
        book["当事人·受让人"]["C5"].value = "示例二"

    assert said(read_form(changed(blank, with_value), NAME)) == [
        ("L017", "error", "当事人·受让人!A5")
    ]


def rename_sheet(book: Any) -> None:
    find(book, "宗地", "用途").value = "工业用地"
    book["宗地"].title = "宗地情况"


def rename_label(book: Any) -> None:
    cell = find(book, "宗地", "出让宗地面积")
    cell.value = 1
    book["宗地"].cell(cell.row, 1).value = "出让宗地的面积"


def move_label(book: Any) -> None:
    book["出让"].append(["绿地率·上限", 20])


def no_label(book: Any) -> None:
    book["出让"].append([None, 20])


def twice(book: Any) -> None:
    find(book, "出让", "出让年限").value = 20
    book["出让"].append(["出让年限", 30])


def rename_column(book: Any) -> None:
    sheet = book["当事人·受让人"]
    sheet["A3"].value, sheet["A4"].value = "受让人的名称", "示例甲公司"


def extra_column(book: Any) -> None:
    sheet = book["当事人·受让人"]
    sheet["A4"].value, sheet.cell(4, 40).value = "示例甲公司", "备注"


def other_unit(book: Any) -> None:
    cell = find(book, "宗地", "出让宗地面积")
    cell.value = 1
    book["宗地"].cell(cell.row, 3).value = "万元"


def hidden_row(book: Any) -> None:
    cell = find(book, "宗地", "用途")
    cell.value = "工业用地"
    book["宗地"].row_dimensions[cell.row].hidden = True


def hidden_sheet(book: Any) -> None:
    book["宗地"].sheet_state = "hidden"


def no_headings(book: Any) -> None:
    book["宗地"].delete_rows(3)


ODD: list[tuple[Callable[[Any], None], str, str]] = [
    (rename_sheet, "S003", "可能是「宗地」"),
    (rename_label, "S003", "可能是「出让宗地面积」"),
    (move_label, "S003", "移到工作表「规划条件」"),
    (no_label, "S003", "补上项目名"),
    (twice, "S004", "只留一处"),
    (rename_column, "S003", "可能是「名称」"),
    (extra_column, "S003", "补上表头"),
    (other_unit, "L005", "改回表单原来的单位"),
    (hidden_row, "L015", "取消隐藏"),
    (hidden_sheet, "L015", "取消隐藏"),
    (no_headings, "L001", "补上"),
]


@pytest.mark.parametrize(("change", "code", "fix"), ODD, ids=[one[0].__name__ for one in ODD])
def test_what_was_renamed_or_hidden_is_told_with_what_it_was(
    blank: bytes, change: Callable[[Any], None], code: str, fix: str
) -> None:
    read = read_form(changed(blank, change), NAME)
    assert [note.code for note in read.notes] == [code]
    assert fix in read.notes[0].fix
    assert not read.ok


def test_a_unit_beside_the_cell_that_can_be_converted_is(blank: bytes) -> None:
    def change(book: Any) -> None:
        cell = find(book, "宗地", "出让宗地面积")
        cell.value = 6.5
        book["宗地"].cell(cell.row, 3).value = "公顷"

    read = read_form(changed(blank, change), NAME)
    assert dump_case(read.case) == {"parcel": {"granted_area_m2": "65000.00"}}
    assert "原文 6.5公顷" in read.origins["parcel.granted_area_m2"]


def test_rows_may_be_moved_left_out_and_added(blank: bytes) -> None:
    def change(book: Any) -> None:
        sheet = book["当事人·受让人"]
        for row, name in ((4, "示例甲公司"), (6, "示例乙公司"), (60, "示例丙公司")):
            sheet.cell(row, 1).value = name
        parcel = book["宗地"]
        parcel.delete_rows(find(book, "宗地", "坐落").row)
        parcel.append(["坐落", "示例路1号"])

    read = read_form(changed(blank, change), NAME)
    names = [one.name for one in (read.case.parties.grantees if read.case.parties else ())]
    assert names == ["示例甲公司", "示例乙公司", "示例丙公司"]
    assert read.origins["parties.grantees[2].name"] == f"{NAME} 当事人·受让人!A60"
    assert dump_case(read.case)["parcel"] == {"location": "示例路1号"}


def test_all_faults_are_told_at_once_and_where_no_value_is_its_place_is_known(blank: bytes) -> None:
    data = filled_in(
        blank,
        {
            ("宗地", "出让宗地面积"): "100亩",
            ("出让", "签订日期"): "去年底",
            ("指标·其他指标", "约定值"): "若干",
        },
    )
    with pytest.raises(InputError) as caught:
        case_from_bytes(data, name=NAME)
    assert [one.code for one in caught.value.problems] == ["L024", "S007", "S005"]
    read = read_form(data, NAME)
    assert read.cell_of("parcel.location")[0] == "宗地"
    assert read.cell_of("parties.grantees[0].name") == ("当事人·受让人", "A3")
    assert read.cell_of("grantees.name") == ("当事人·受让人", "A3")
    assert read.cell_of("nothing") == ("填写说明", "A1")


def test_items_below_an_item_name_its_number() -> None:
    plan = whole_plan()
    topics = ("performance", "parcel", "contract")
    data = form_book(replace(plan, topics=tuple(t for t in plan.topics if t.id in topics))).data

    def change(book: Any) -> None:
        years, tenants = book["履约·年度"], book["履约·年度·实际入园企业"]
        years["B4"].value, years["B5"].value = 2023, 2024
        tenants["A4"].value, tenants["B4"].value = 2, "示例甲公司"

    read = read_form(changed(data, change), NAME)
    assert dump_case(read.case) == {
        "performance": {
            "years": [{"year": 2023}, {"year": 2024, "workshop_tenants": [{"name": "示例甲公司"}]}]
        }
    }

    def wrong(book: Any) -> None:
        change(book)
        book["履约·年度·实际入园企业"]["A4"].value = 99

    assert said(read_form(changed(data, wrong), NAME)) == [
        ("S005", "error", "履约·年度·实际入园企业!A4")
    ]

    def half(book: Any) -> None:
        book["宗地·界址点"]["A5"].value = 1.5
        find(book, "原合同", "条款·付款").value = "十"

    told = said(read_form(changed(data, half), NAME))
    found = {(code, cell.partition("!")[0]) for code, _, cell in told}
    assert found == {("S009", "宗地·界址点"), ("S009", "原合同")}


# --- no form at all ------------------------------------------------------------------------------


def refused(data: bytes, name: str = NAME) -> str:
    with pytest.raises(InputError) as caught:
        case_from_bytes(data, name=name)
    (problem,) = caught.value.problems
    assert problem.where
    assert problem.fix
    return f"{problem.code} {problem.message}"


def packed(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        for name, part in parts.items():
            out.writestr(name, part)
    return held.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_other_files_are_told_apart(blank: bytes, root: Path) -> None:
    assert refused(b"") == "S002 文件是空的。"
    assert refused("出让：\n".encode()).startswith("S002")
    assert "旧的 .xls" in refused(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert "旧的 .xls" in refused(blank, "案卷.xls")
    assert "宏" in refused(blank, "案卷.xlsm")
    assert refused(b"x" * 20_000_001).startswith("S011")
    ledger = next((root / "examples" / "ledgers").glob("*.xlsx"))
    assert "这不是表单" in refused(ledger.read_bytes(), ledger.name)


@pytest.mark.slow
def test_hostile_workbooks_are_refused(blank: bytes) -> None:
    parts = parts_of(blank)
    sheet = next(name for name in parts if name.endswith("sheet2.xml"))
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[sheet]
    assert "DTD" in refused(packed({**parts, sheet: entity}))
    far = parts[sheet].replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    assert refused(packed({**parts, sheet: far})).startswith("S011")
    bomb = packed({**parts, "xl/media/bomb.bin": b"\0" * 210_000_000})
    assert refused(bomb).startswith("S011")
    assert refused(blank[: len(blank) // 2]).startswith("S002")


def test_links_into_other_workbooks_are_no_values(blank: bytes) -> None:
    parts = parts_of(filled_in(blank, {("宗地", "出让宗地面积"): 77777}))
    for name, part in parts.items():
        if b"<v>77777</v>" in part:
            parts[name] = part.replace(b"<v>77777</v>", b"<f>[1]Sheet1!A1</f><v>77777</v>")
    read = read_form(packed(parts), NAME)
    assert [note.code for note in read.notes] == ["L031"]


def test_a_form_of_another_version_is_read_and_told(blank: bytes) -> None:
    def change(book: Any) -> None:
        book["填写说明"]["B2"].value = "supervision_agreement 0.9.0 00000000"
        find(book, "宗地", "用途").value = "工业用地"

    read = read_form(changed(blank, change), NAME)
    assert [(note.code, note.severity) for note in read.notes] == [("F001", "warning")]
    assert dump_case(read.case) == {"parcel": {"use": "工业用地"}}


def test_without_its_first_sheet_a_form_is_still_one(blank: bytes, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        del book["填写说明"]
        find(book, "宗地", "用途").value = "工业用地"

    path = tmp_path / NAME
    path.write_bytes(changed(blank, change))
    loaded = load_case(path)
    assert (dump_case(loaded.case), loaded.document) == ({"parcel": {"use": "工业用地"}}, "")
    assert loaded.case.folder == str(tmp_path)
