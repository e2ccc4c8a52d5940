"""Ledgers and plans at the desk: of which cases, who is left out and why, workbook and plan."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from docgen.intake import dump_case, load_case
from docgen.pipeline.limited import clean_name
from docgen.pipeline.limited_readers import READERS
from docgen.web import ledger_work
from tests.deskruns import CLERK
from tests.desks import Desk, Visit, desk_of

CASES = ("base.yaml", "base-idle.yaml", "base-jindong.yaml")


@pytest.fixture
def desk(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    def here(call: str, data: bytes, *, name: str) -> Any:
        return READERS[call](data, clean_name(name), {})

    monkeypatch.setattr(ledger_work, "limited", here)
    with desk_of(tmp_path / "desk") as made:
        for one in CASES:
            case = load_case(root / "tests" / "cases" / one).case
            made.app.state.office.desk.save_case(dump_case(case), CLERK)  # type: ignore[attr-defined]
        yield made


def made(visit: Visit, kind: str, **more: str) -> str:
    """Have a ledger made; return its address."""
    answer = visit.post("/ledgers", {"kind": kind, "as_of": "2026-11-25", **more})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_ledger_is_made_of_all_cases_and_says_who_was_left_out(desk: Desk) -> None:
    visit = desk.visit()
    page = visit.get(made(visit, "闲置土地清单")).text
    assert "闲置土地清单" in page
    assert "没有列入" in page
    rows = int(re.findall(r"2026-11-25 · (\d+) 行", page)[0])
    left = int(re.findall(r"没有列入 <span class=\"count\">(\d+) 宗", page)[0])
    assert rows + left == len(CASES)


def test_the_workbook_is_handed_out_under_its_name(desk: Desk) -> None:
    visit = desk.visit()
    answer = visit.get(f"{made(visit, 'parcel_ledger')}/file")
    assert answer.status_code == 200
    assert (
        "%E4%B8%80%E5%9C%B0%E4%B8%80%E6%A1%A3-2026-11-25.xlsx"
        in answer.headers["content-disposition"]
    )
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames
    book.close()


def test_only_the_chosen_cases_are_in_it(desk: Desk) -> None:
    visit = desk.visit()
    page = visit.get(made(visit, "parcel_ledger", which="some", case="1")).text
    assert "410307001002GB00123" in page
    assert "330703001002GB00123" not in page


def test_a_search_limits_the_cases(desk: Desk) -> None:
    visit = desk.visit()
    page = visit.get("/ledgers?q=金东").text
    assert "找到的全部 1 宗" in page
    page = visit.get(made(visit, "parcel_ledger", q="金东")).text
    assert "330703001002GB00123" in page
    assert "410307001002GB00123" not in page


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"kind": "别的"}, "没有选台账"),
        ({"kind": "parcel_ledger", "which": "some"}, "没有选案卷"),
        ({"kind": "parcel_ledger", "as_of": "昨天"}, "基准日不是日期"),
        ({"kind": "supply_ledger", "year": "九九"}, "年度写得不对"),
        ({"kind": "parcel_ledger", "which": "some", "case": "77"}, "没有案卷77"),
    ],
)
def test_what_cannot_be_made_is_told_beside_the_form(
    desk: Desk, form: Mapping[str, str], words: str
) -> None:
    answer = desk.visit().post("/ledgers", dict(form))
    assert answer.status_code == 422
    assert words in answer.text
    assert "由案卷出台账" in answer.text


def test_a_ledger_is_its_makers_alone(desk: Desk) -> None:
    from docgen.register.desk_records import Role

    keeper = desk.set_up()
    other = desk.add(keeper, "jingban", "示例经办", Role.CLERK)
    address = made(keeper, "parcel_ledger")
    assert keeper.get(address).status_code == 200
    assert other.get(address).status_code == 404


def test_a_case_leads_to_the_index_of_its_papers(desk: Desk) -> None:
    visit = desk.visit()
    answer = visit.get("/ledgers/of-case/1")
    assert answer.status_code == 303
    assert "一地一档" in visit.get(answer.headers["location"]).text
    assert visit.get("/ledgers/of-case/77").status_code == 404


def test_a_plan_is_refused_with_what_it_lacks(desk: Desk) -> None:
    visit = desk.visit()
    book = visit.get(f"{made(visit, 'inefficient_ledger')}/file").content
    told = {"document": "revitalization_plan"}
    answer = visit.post("/ledgers/plan", told, files={"ledger": ("台账.xlsx", io.BytesIO(book))})
    assert answer.status_code == 422
    assert "方案.编制单位" in answer.text


def test_a_workbook_of_another_make_makes_no_plan(desk: Desk, tmp_path: Path) -> None:
    from tests.runledger import write_ledger

    data = write_ledger(tmp_path / "别的.xlsx", 1).read_bytes()
    told = {"document": "revitalization_plan"}
    answer = desk.visit().post("/ledgers/plan", told, files={"ledger": ("别的.xlsx", data)})
    assert answer.status_code == 422
    answer = desk.visit().post("/ledgers/plan", {"document": "land_grant_contract"})
    assert answer.status_code == 422


def test_a_ledger_becomes_a_plan_in_word_and_as_pages(desk: Desk, root: Path) -> None:
    for one in sorted((root / "examples" / "yanshi").glob("*.yaml")):
        desk.app.state.office.desk.save_case(dump_case(load_case(one).case), CLERK)  # type: ignore[attr-defined]
    visit = desk.visit()
    address = made(visit, "低效用地工作台账", as_of="2021-11-30")
    page = visit.get(address).text
    assert "0 行" not in page
    assert "编制方案的，先填好表里的" in page
    book = visit.get(f"{address}/file").content
    told = {"document": "revitalization_plan", "stage": "draft"}
    file = ("低效用地工作台账.xlsx", io.BytesIO(book))
    answer = visit.post("/ledgers/plan", told, files={"ledger": file})
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        names = package.namelist()
    assert {Path(one).suffix for one in names} == {".docx", ".pdf", ".json"}
