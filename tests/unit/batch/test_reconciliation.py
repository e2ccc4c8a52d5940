"""The reconciliation: what does not add up is told, and its sheet is written once through."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from docgen.batch.reconcile import Printed, PrintFileFacts, Reconciliation, sums_of
from docgen.batch.reconcile_sheet import as_sheet
from docgen.batch.rows import Column, Refused
from docgen.errors import Problem

PRICE = "grant.price_yuan"


def printed(row: int, *, said: str = "10.00") -> Printed:
    return Printed(
        row=row,
        place=f"台账.xlsx 第{row}行",
        number=f"示例函〔2026〕{row}号",
        addressee="=示例甲公司",
        stem=f"示例{row}",
        first_page=row,
        pages=1,
        amounts={PRICE: Decimal("10.00")},
        totals={PRICE: Decimal(said)},
        blanks=(),
        warnings=(),
    )


def reconciliation(papers: int, *, said: str = "10.00", total: str | None = None) -> Reconciliation:
    rows = tuple(printed(row, said=said if row == 1 else "10.00") for row in range(1, papers + 1))
    column = Column(PRICE, "出让价款（元）", "元", Decimal(total or 10 * papers))
    return Reconciliation(
        notice="示例通知书",
        key="",
        ledgers=(("台账.xlsx", "00"),),
        rows=papers,
        printed=rows,
        refused=(),
        earlier=(),
        columns=sums_of([column], rows, (), ()),
        print_file=PrintFileFacts("打印件.pdf", papers, papers, "00"),
        notes=(),
    )


def faults(found: Reconciliation) -> str:
    return "\n".join(str(one) for one in found.faults())


def test_a_run_that_adds_up_has_no_fault() -> None:
    assert faults(reconciliation(3)) == ""


def test_a_row_that_nobody_can_say_anything_of_is_a_fault() -> None:
    assert "读了4行" in faults(replace(reconciliation(3), rows=4))


def test_a_ledger_whose_sum_is_not_that_of_its_rows_is_a_fault() -> None:
    assert "台账合计31" in faults(reconciliation(3, total="31"))


def test_a_paper_that_says_another_amount_is_a_fault_twice() -> None:
    told = faults(reconciliation(3, said="10.01"))
    assert "印出的合计是30.01" in told
    assert "台账.xlsx 第1行：台账与文书的金额或者面积不同" in told


def test_a_number_on_two_papers_is_a_fault() -> None:
    found = reconciliation(2)
    twice = tuple(replace(one, number="示例函〔2026〕1号") for one in found.printed)
    assert "同一文号" in faults(replace(found, printed=twice))


def test_pages_that_belong_to_no_notice_are_a_fault() -> None:
    found = reconciliation(2)
    assert found.print_file is not None
    assert "各份共2页" in faults(
        replace(found, print_file=replace(found.print_file, notice_pages=3))
    )


def test_a_text_that_begins_like_a_formula_stays_a_text() -> None:
    book = openpyxl.load_workbook(BytesIO(as_sheet(reconciliation(1))))
    cell = book["印出"]["D2"]
    assert (cell.value, cell.data_type) == ("=示例甲公司", "s")


def test_a_refused_row_stands_there_with_what_to_do() -> None:
    refused = Refused(1, "台账.xlsx", "第5行", 5, (Problem("不是数。", "L5", "写数字。"),), 3, {})
    found = replace(reconciliation(1), refused=(refused,), rows=2)
    book = openpyxl.load_workbook(BytesIO(as_sheet(found)))
    assert [cell.value for cell in book["拒印"][2]][3:] == ["L5", "不是数。", "写数字。"]


def test_the_sheet_of_a_longer_run_is_gone_through_no_more_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    last_row = Worksheet.max_row

    def counted(sheet: Worksheet) -> int:
        asked.append(1)
        return int(last_row.fget(sheet))  # type: ignore[attr-defined]

    monkeypatch.setattr(Worksheet, "max_row", property(counted))
    as_sheet(reconciliation(5))
    few = len(asked)
    as_sheet(reconciliation(50))
    assert len(asked) == 2 * few
