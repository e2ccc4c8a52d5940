"""The workbook of a ledger: what it says, that it is read back, and that no cell is changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from docgen.errors import AuditError, InputError
from docgen.intake import case_from_bytes
from docgen.intake.inventory_check import CHECK_SHEET, is_inventory
from docgen.intake.inventory_sheet import read_ledger_sheet
from docgen.ledgers import readback, run
from docgen.ledgers.made import MadeLedger
from docgen.ledgers.run import make_ledger
from docgen.model import Case
from tests.counts import count
from tests.parcelcases import idle, inefficient, supply, taxes

TITLE = "低效用地工作台账"
FIRST_ROW = 6


def some(how_many: int = 3) -> list[tuple[str, Case]]:
    return [
        (
            f"案卷{place}",
            inefficient(
                **{
                    "宗地.宗地代码": f"410307001005GB0030{place}",
                    "宗地.宗地总面积": f"{20010 + place}.25",
                }
            ),
        )
        for place in range(1, how_many + 1)
    ]


def ledger(how_many: int = 3) -> MadeLedger:
    return make_ledger(TITLE, some(how_many), None, date(2021, 11, 30))


DATA = ledger(2).data


def edited(change: Callable[[Workbook], None], data: bytes | None = None) -> bytes:
    book = load_workbook(io.BytesIO(data or ledger().data))
    change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_the_same_cases_make_the_same_bytes() -> None:
    assert ledger().data == ledger().data


def test_the_sheet_is_ready_to_print() -> None:
    sheet: Any = load_workbook(io.BytesIO(ledger().data))[TITLE]
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
    assert sheet.print_title_rows == "$3:$5"
    assert "&P" in sheet.oddFooter.center.text
    assert sheet["F5"].value == "平方米"
    assert sheet.cell(FIRST_ROW, 6).value == 20011.25
    assert sheet.cell(FIRST_ROW, 6).number_format == "#,##0.00"
    assert "低效工业用地再开发实施细则" not in str(sheet["A2"].value)
    assert "附件2第七条" in str(sheet["A2"].value)


def test_a_policy_that_is_not_in_force_is_only_a_reference() -> None:
    late = make_ledger(TITLE, some(), None, date(2025, 1, 1))
    sheet: Any = load_workbook(io.BytesIO(late.data))[TITLE]
    assert "参照（不在有效期内）" in str(sheet["A2"].value)
    assert "依据：" not in str(sheet["A2"].value)


def test_an_empty_ledger_is_one_too() -> None:
    made = make_ledger(TITLE, [("案卷1", idle())])
    assert (made.rows, made.totals[-1].count) == ((), 0)
    read, _ = read_ledger_sheet(made.data, "台账.xlsx")
    assert read.rows == ()


def test_who_was_left_out_stands_on_a_sheet_of_its_own() -> None:
    made = make_ledger(TITLE, [*some(), ("案卷9", idle())])
    sheet: Any = load_workbook(io.BytesIO(made.data))["未列入"]
    assert sheet["A2"].value == "案卷9"
    assert "类别" in str(sheet["B2"].value)


def test_figures_too_long_for_a_spreadsheet_are_texts_and_come_back_whole() -> None:
    long = "12345678901234567.25"
    made = make_ledger(TITLE, [("案卷1", inefficient(**{"宗地.宗地总面积": long}))])
    assert made.rows[0].values["area_m2"] == Decimal(long)
    read, _ = read_ledger_sheet(made.data, "台账.xlsx")
    assert read.rows[0].cells["area_m2"] == long


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    made = make_ledger(TITLE, [("案卷1", inefficient(**{"再开发.形成原因": "=1+1"}))])
    read, _ = read_ledger_sheet(made.data, "台账.xlsx")
    assert read.rows[0].cells["cause"] == "=1+1"


@settings(max_examples=count(200, 8), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.decimals(min_value="0.01", max_value="9999999.99", places=2),
            st.sampled_from(["产业转型类", "其他低效用地", "停建停产类"]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_counts_and_areas_are_those_of_a_plain_count(
    parcels: list[tuple[Decimal, str, bool]],
) -> None:
    cases = [
        (
            f"案卷{place}",
            inefficient(
                **{
                    "宗地.宗地代码": f"410307001005GB{place:05}",
                    "宗地.宗地总面积": str(area),
                    "再开发.认定类型": kind,
                    "再开发.形成原因": "工艺落后。" if whole else "null",
                }
            ),
        )
        for place, (area, kind, whole) in enumerate(parcels)
    ]
    made = make_ledger(TITLE, cases)
    inside = [(area, kind) for area, kind, whole in parcels if whole and kind != "停建停产类"]
    assert len(made.rows) == made.totals[-1].count == len(inside)
    assert len(made.rows) + len(made.left_out) == len(parcels)
    assert made.totals[-1].sums["area_m2"] == sum((area for area, _ in inside), Decimal(0))
    for total in made.totals[:-1]:
        held = [area for area, kind in inside if kind == total.group]
        assert (total.count, total.sums["area_m2"]) == (len(held), sum(held))
    again = case_from_bytes(made.data, name="台账.xlsx").case.inventory
    assert again is not None
    assert (again.count, again.area_m2) == (len(inside), made.totals[-1].sums["area_m2"])
    assert sorted(row.area_m2 or 0 for row in again.rows) == sorted(area for area, _ in inside)


@pytest.mark.parametrize(
    ("case", "kind"),
    [(idle(), "闲置土地清单"), (taxes(), "关注类土地台账"), (supply(), "年度可供土地清单")],
)
def test_every_ledger_is_read_back(case: Case, kind: str) -> None:
    made = make_ledger(kind, [("案卷1", case)], None, date(2022, 6, 30))
    read, _ = read_ledger_sheet(made.data, "台账.xlsx")
    assert len(read.rows) == 1
    assert is_inventory(made.data)


# --- faults --------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["F6", "H7", "K8", "N6", "C9", "F10", "D4", "A2"])
def test_a_changed_cell_is_found_and_named(cell: str) -> None:
    def change(book: Workbook) -> None:
        book[TITLE][cell] = 1 if cell.startswith("F") else "改过"

    with pytest.raises(InputError) as caught:
        case_from_bytes(edited(change), name="台账.xlsx")
    assert [problem.code for problem in caught.value.problems] == ["S014"]
    assert f"{TITLE}!{cell}" in caught.value.problems[0].where


def test_a_row_taken_out_put_in_or_moved_is_found() -> None:
    for change in (
        lambda book: book[TITLE].delete_rows(7),
        lambda book: book[TITLE].insert_rows(7),
        lambda book: book[TITLE].append(["多", "一", "行"]),
        lambda book: book[TITLE].move_range("A6:P6", rows=8),
    ):
        with pytest.raises(InputError, match="台账"):
            case_from_bytes(edited(change), name="台账.xlsx")


def test_without_its_check_a_workbook_is_no_ledger_of_ours() -> None:
    def gone(book: Workbook) -> None:
        del book[CHECK_SHEET]

    assert not is_inventory(edited(gone))

    def other(book: Workbook) -> None:
        book[CHECK_SHEET]["B1"] = "9"

    with pytest.raises(InputError, match="别的版本"):
        case_from_bytes(edited(other), name="台账.xlsx")


@pytest.mark.parametrize("cell", ["C1", "D1", "F1", "B2", "K3", "I1", "B4", "A6"])
def test_what_the_check_says_of_the_ledger_is_marked_too(cell: str) -> None:
    def change(book: Workbook) -> None:
        book[CHECK_SHEET][cell] = "9" * 5000 if cell == "B4" else "2030-01-01"

    with pytest.raises(InputError) as caught:
        case_from_bytes(edited(change), name="台账.xlsx")
    assert {problem.code for problem in caught.value.problems} <= {"S014"}


@settings(max_examples=count(1000, 25), deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 255), st.integers(0, 30))
def test_a_damaged_ledger_is_refused_or_still_the_same(at: int, byte: int, member: int) -> None:
    whole = DATA
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        names = package.namelist()
        parts = {name: bytearray(package.read(name)) for name in names}
    part = parts[names[member % len(names)]]
    part[at % len(part)] = byte
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as target:
        for name, data in parts.items():
            target.writestr(name, bytes(data))
    try:
        case = case_from_bytes(held.getvalue(), name="台账.xlsx").case
    except InputError:
        return
    assert case == case_from_bytes(whole, name="台账.xlsx").case


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"a: 1", b"PK\x03\x04" + b"\0" * 500])
def test_anything_at_all_is_asked_whether_it_is_a_ledger(data: bytes) -> None:
    assert not is_inventory(data)


def test_a_ledger_of_which_no_plan_is_made_says_which_can() -> None:
    made = make_ledger("闲置土地清单", [("案卷1", idle())], None, date(2022, 6, 30))
    with pytest.raises(InputError, match="低效用地工作台账、年度可供土地清单"):
        case_from_bytes(made.data, name="清单.xlsx")


def test_a_ledger_that_says_something_else_than_its_cases_is_not_handed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = run.written

    def lying(draft: Any) -> bytes:
        rows = [
            type(row)(row.case, row.group, {**row.values, "area_m2": Decimal("1.00")})
            for row in draft.rows
        ]
        return real(
            type(draft)(**{**{n: getattr(draft, n) for n in draft.__slots__}, "rows": rows})
        )

    monkeypatch.setattr(run, "written", lying)
    with pytest.raises(AuditError, match="面积") as caught:
        ledger()
    assert caught.value.exit_code == 6
    assert "合计" in str(caught.value)


def test_the_reader_takes_its_values_from_the_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that was wrong before it was written is found: the case has another."""
    real = run.values_of

    def wrong(entry: Any, words: Any) -> dict[str, Any]:
        return {**real(entry, words), "cause": "别的原因。"}

    monkeypatch.setattr(run, "values_of", wrong)
    with pytest.raises(AuditError, match="形成原因"):
        ledger()
    assert readback.audit_ledger is run.audit_ledger


# --- the plan's own sheet ------------------------------------------------------------------------


def test_what_the_office_fills_in_comes_with_the_parcels() -> None:
    def fill(book: Workbook) -> None:
        sheet: Any = book["方案资料"]
        wanted = {
            "编制单位": "示例管委会",
            "目标任务": "第一项。\n第二项。",
            "成文日期": "2021-12-10",
        }
        for row in sheet.iter_rows(min_row=3):
            if row[0].value in wanted:
                row[1].value = wanted[row[0].value]

    loaded = case_from_bytes(edited(fill), name="台账.xlsx")
    case = loaded.case
    assert case.scheme is not None and case.inventory is not None
    assert case.scheme.goals == ("第一项。", "第二项。")
    assert case.document_date == date(2021, 12, 10)
    assert case.jurisdiction == "yanshi"
    assert loaded.origins["scheme.unit"].startswith("台账.xlsx 方案资料!B")
    assert loaded.origins["inventory.rows[1].area_m2"] == f"台账.xlsx {TITLE}!F7"
    assert loaded.origins["inventory.area_m2"].endswith("!F10")


def test_an_item_that_there_is_not_is_named() -> None:
    def fill(book: Workbook) -> None:
        book["方案资料"]["A3"], book["方案资料"]["B3"] = "月亮", "圆"

    with pytest.raises(InputError, match="月亮"):
        case_from_bytes(edited(fill), name="台账.xlsx")
