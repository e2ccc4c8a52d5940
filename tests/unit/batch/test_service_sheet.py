"""送达登记.xlsx out and back in: nothing is lost, every fault is told at its cell."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from docgen.batch.service_read import ServiceSheet, read_service_sheet
from docgen.batch.service_sheet import FILE_NAME, SHEET, columns, service_sheet
from docgen.errors import InputError
from docgen.register.records import Act, Recorded, Served
from docgen.register.register import Register
from tests.registers import ACT, NEXT, begin, fresh, made, numbers, plans

TODAY = date(2027, 3, 1)
ADDRESSEES = ("示例甲公司", "示例乙公司", "=示例丙公司")
FILLED = {
    "method": "邮寄送达",
    "served_on": date(2026, 11, 30),
    "signer": "示例某",
    "mail_no": "EX01",
}


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(fresh(tmp_path)) as opened:
        run = begin(opened)
        opened.reserve(run, plans(3, per_chunk=3), ACT, number=NEXT)
        papers = [
            made(row, addressee=addressee, case_json=case_json(addressee))
            for row, addressee in enumerate(ADDRESSEES, start=1)
        ]
        opened.confirm(run, 0, papers, ACT)
        opened.finish(run, ACT)
        yield opened


def case_json(addressee: str) -> bytes:
    notice = {"kind": "price_demand", "date": "2026-11-24", "addressee": addressee}
    return json.dumps({"document_date": "2026-11-24", "notice": notice}).encode()


def filled(register: Register, rows: Mapping[int, Mapping[str, Any]]) -> bytes:
    """Return the sheet of a register with cells filled in, by row of the sheet and key."""

    def fill(sheet: Any) -> None:
        for row, cells in rows.items():
            for key, value in cells.items():
                sheet.cell(row, list(columns()).index(key) + 1).value = value

    return edited(service_sheet(register.documents()), fill)


def edited(data: bytes, edit: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book[SHEET])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(register: Register, data: bytes) -> ServiceSheet:
    return read_service_sheet(data, name=FILE_NAME, register=register, today=TODAY)


def told(sheet: ServiceSheet) -> list[str]:
    return [str(one) for one in sheet.faults]


def test_the_sheet_names_every_paper_and_leaves_room_for_its_service(register: Register) -> None:
    book = openpyxl.load_workbook(io.BytesIO(service_sheet(register.documents())))
    rows = [[cell.value for cell in row] for row in book[SHEET].iter_rows()]
    assert rows[0] == [
        "登记簿编号", "文号", "文种", "受送达人", "送达方式", "公告送达日期", "送达日期", "签收人",
        "邮件号码", "送达地点", "送达人",
    ]  # fmt: skip
    assert rows[1][:4] == ["1", "偃自然资函〔2026〕1号", "出让价款催缴通知书", "示例甲公司"]
    assert rows[1][4:] == [None] * 7


def test_a_name_that_looks_like_a_formula_stays_a_text(register: Register) -> None:
    book = openpyxl.load_workbook(io.BytesIO(service_sheet(register.documents())))
    cell = book[SHEET]["D4"]
    assert (cell.value, cell.data_type, cell.number_format) == ("=示例丙公司", "s", "@")


def test_the_methods_are_offered_and_days_are_asked_for(register: Register) -> None:
    book = openpyxl.load_workbook(io.BytesIO(service_sheet(register.documents())))
    rules = {one.type: one for one in book[SHEET].data_validations.dataValidation}
    assert "邮寄送达" in rules["list"].formula1
    assert str(rules["list"].sqref) == "E2:E4"
    assert sorted(str(rules["date"].sqref).split()) == ["F2:F4", "G2:G4"]


def test_the_same_papers_give_the_same_bytes(register: Register) -> None:
    assert service_sheet(register.documents()) == service_sheet(register.documents())


def test_a_sheet_without_papers_is_a_sheet(register: Register) -> None:
    assert read(register, service_sheet([])) == ServiceSheet((), (), 0)


def test_an_untouched_sheet_says_nothing(register: Register) -> None:
    assert read(register, service_sheet(register.documents())) == ServiceSheet((), (), 3)


def test_what_was_filled_in_is_read_and_the_rest_stays_open(register: Register) -> None:
    sheet = read(register, filled(register, {3: FILLED}))
    ((paper, served),) = sheet.services
    assert paper.number == numbers(2)[0]
    assert served == Served("mail", date(2026, 11, 30), signer="示例某", mail_no="EX01")
    assert (sheet.faults, sheet.open) == ((), 2)


@pytest.mark.parametrize(
    "day", ["2026-11-30", "2026年11月30日", "2026/11/30", datetime(2026, 11, 30)]
)
def test_days_are_read_as_people_write_them(register: Register, day: object) -> None:
    sheet = read(register, filled(register, {2: FILLED | {"served_on": day}}))
    assert [served.served_on for _, served in sheet.services] == [date(2026, 11, 30)]


def test_a_mail_number_stored_as_a_number_is_read_as_its_digits(register: Register) -> None:
    sheet = read(register, filled(register, {2: FILLED | {"mail_no": 1234567890123}}))
    assert [served.mail_no for _, served in sheet.services] == ["1234567890123"]


def test_the_sheet_read_back_twice_is_noted_once_and_a_change_is_a_correction(
    register: Register,
) -> None:
    first = read(register, filled(register, {2: FILLED, 3: FILLED}))
    assert register.record_services(first.services, ACT) == (Recorded.NEW,) * 2
    again = read(register, service_sheet(register.documents()))
    assert register.record_services(again.services, ACT) == (Recorded.SAME,) * 2
    changed = read(register, filled(register, {3: {"signer": "示例乙某"}}))
    assert register.record_services(changed.services, ACT) == (
        Recorded.SAME,
        Recorded.CORRECTED,
    )


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"method": None}, "送达登记.xlsx 送达登记!E2：没有填写。"),
        ({"method": "托梦"}, "送达登记.xlsx 送达登记!E2：不是送达方式。填一种：直接送达、"),
        ({"served_on": None}, "送达登记.xlsx 送达登记!G2：没有填写。"),
        ({"served_on": "不日"}, "送达登记.xlsx 送达登记!G2：「不日」不是日期。"),
        ({"served_on": "2026-11-31"}, "送达登记.xlsx 送达登记!G2：「2026-11-31」不是日期。"),
        ({"served_on": date(2027, 3, 2)}, "送达登记.xlsx 送达登记!G2：晚于今天。"),
        ({"served_on": date(2026, 11, 23)}, "G2：早于文书的成文日期2026-11-24。"),
        ({"id": "9"}, "送达登记.xlsx 送达登记!A2：登记簿里没有这个登记簿编号。"),
        ({"number": numbers(2)[0]}, "B2：与登记簿里登记簿编号1的「偃自然资函〔2026〕1号」不同。"),
        ({"recipient": "示例乙公司"}, "D2：与登记簿里登记簿编号1的「示例甲公司」不同。"),
    ],
)
def test_every_fault_is_told_at_its_cell_and_the_other_rows_go_on(
    register: Register, cells: dict[str, object], says: str
) -> None:
    sheet = read(register, filled(register, {2: FILLED | cells, 3: FILLED}))
    assert len(sheet.faults) == 1
    assert says in told(sheet)[0]
    assert [paper.id for paper, _ in sheet.services] == [2]


def test_a_day_that_is_a_mere_number_is_told(register: Register) -> None:
    def edit(sheet: Any) -> None:
        sheet["G2"].value, sheet["G2"].number_format = 46356, "General"

    sheet = read(register, edited(filled(register, {2: FILLED}), edit))
    assert told(sheet) == ["送达登记.xlsx 送达登记!G2：「46356」不是日期。写成 2026-11-30。"]


def test_all_faults_of_a_row_are_told_at_once(register: Register) -> None:
    cells = {"method": "托梦", "served_on": "不日", "published_on": date(2027, 3, 2)}
    sheet = read(register, filled(register, {2: cells}))
    assert [line.partition("：")[0][-2:] for line in told(sheet)] == ["E2", "G2", "F2"]


def test_public_notice_needs_its_day_and_the_days_that_the_law_lets_pass(
    register: Register,
) -> None:
    public = {"method": "公告送达", "served_on": date(2026, 12, 1)}
    sheet = read(register, filled(register, {2: public}))
    assert [one.where for one in sheet.faults] == ["送达登记.xlsx 送达登记!F2"]
    assert [one.code for one in sheet.faults] == ["R113"]
    early = read(register, filled(register, {2: public | {"published_on": date(2026, 11, 25)}}))
    assert [(one.where[-2:], one.code) for one in early.faults] == [("G2", "R113")]
    right = {"published_on": date(2026, 11, 25), "served_on": date(2026, 12, 25)}
    assert read(register, filled(register, {2: public | right})).faults == ()


def test_a_paper_in_two_rows_is_told(register: Register) -> None:
    twice = {"id": "1", "number": numbers(1)[0], "recipient": "示例甲公司"}
    sheet = read(register, filled(register, {2: FILLED, 3: FILLED | twice}))
    assert told(sheet) == [
        "送达登记.xlsx 送达登记!A3：与送达登记.xlsx 送达登记!A2是同一件文书。一件文书只留一行。"
    ]


def test_a_voided_paper_takes_no_service(register: Register) -> None:
    data = filled(register, {2: FILLED})
    register.void(register.documents()[0], Act(ACT.at, ACT.who, "主送写错"))
    sheet = read(register, data)
    assert "已经作废" in told(sheet)[0]
    assert sheet.services == ()


def test_rows_may_be_sorted_and_lines_put_above(register: Register) -> None:
    def edit(sheet: Any) -> None:
        sheet.insert_rows(1, 2)
        sheet["A1"] = "某局送达登记"

    sheet = read(register, edited(filled(register, {2: FILLED}), edit))
    assert [paper.id for paper, _ in sheet.services] == [1]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0" * 99])
def test_what_is_no_workbook_is_told(register: Register, data: bytes) -> None:
    with pytest.raises(InputError, match="另存为"):
        read(register, data)


def test_another_workbook_is_told(register: Register) -> None:
    def without_method(sheet: Any) -> None:
        sheet.delete_cols(5)

    def without_signer(sheet: Any) -> None:
        sheet.delete_cols(8)

    data = service_sheet(register.documents())
    with pytest.raises(InputError, match="找不到列「送达方式」"):
        read(register, edited(data, without_method))
    with pytest.raises(InputError, match="少了列「签收人」"):
        read(register, edited(data, without_signer))
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(InputError, match="1904"):
        read(register, buffer.getvalue())
    book = openpyxl.Workbook()
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(InputError, match="没有工作表「送达登记」"):
        read(register, buffer.getvalue())
