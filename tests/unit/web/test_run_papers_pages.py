"""What a finished run of the desk offers: its files, one paper again, voided, services noted."""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from docgen.batch.options import RunOptions
from docgen.batch.run import print_run
from docgen.pipeline.limited import clean_name
from docgen.pipeline.limited_readers import READERS
from docgen.register.desk import Desk as Book
from docgen.register.desk_records import Role
from docgen.web import run_issued, runs
from docgen.web.run_order import RunWish
from docgen.web.runs import Runs
from docgen.web.settings import Settings
from tests.deskruns import CLERK, REVIEWER
from tests.desks import Desk, desk_of
from tests.runledger import write_ledger

NAME = "2026-11-25-1"
DAY = "2026-11-25"


def number(no: int) -> str:
    return f"偃自然资函〔2022〕{no}号"


def read_here(call: str, data: bytes, *, name: str, options: Mapping[str, Any]) -> Any:
    """Read a file in this process: the child that reads them has tests of its own."""
    return READERS[call](data, clean_name(name), options)


@cache
def printed(merge: bool) -> Path:
    """Return a data folder in which a run of three notices was printed, made once."""
    data = Path(tempfile.mkdtemp(prefix="docgen-tests-"))
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    ledger = write_ledger(data / "台账.xlsx", 3)
    wish = RunWish("price_demand", jurisdiction="yanshi", number=number(3), merge=merge)
    patch = pytest.MonkeyPatch()
    patch.setattr(runs, "limited", read_here)
    patch.setattr(runs, "start_process", lambda *_: None)
    patch.setattr(runs.clock, "day", lambda: DAY)
    with patch.context(), Book.open(data / "register.sqlite") as book:
        made = Runs(Settings(data=data), book)
        name = made.prepare(wish, ledger.read_bytes(), "台账.xlsx", CLERK)
        made.begin(name, REVIEWER)
        assert name == NAME
    patch.undo()
    print_run(
        RunOptions(
            wish.notice,
            (data / "runs" / name / "in" / "台账.xlsx",),
            data / "runs" / name,
            jurisdiction="yanshi",
            number=wish.number,
            merge=merge,
            workers=1,
            register=data / "register.sqlite",
        ),
        REVIEWER,
    )
    return data


@pytest.fixture
def merge() -> bool:
    """Whether the run made one print file."""
    return True


both = pytest.mark.parametrize("merge", [True, False], ids=["merge", "word"])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, merge: bool) -> Iterator[Desk]:
    monkeypatch.setattr(run_issued, "limited", read_here)
    data = Path(shutil.copytree(printed(merge), tmp_path / "desk"))
    with desk_of(data) as made:
        yield made


@both
def test_the_page_of_a_finished_run_shows_that_it_adds_up(desk: Desk, merge: bool) -> None:
    visit = desk.visit()
    page = visit.get(f"/runs/{NAME}").text
    assert "已印完" in page
    assert "读 3 行 = 印出 <b>3</b> + 拒印 <b>0</b>" in page
    assert f"文号 {number(3)} 至 {number(5)}，共 3 个" in page
    assert ("下载打印件" in page) == merge
    if merge:
        assert visit.get(f"/runs/{NAME}/files/打印件.pdf").content.startswith(b"%PDF")
    else:
        found = visit.get(f"/runs/{NAME}/papers.zip").content
        with zipfile.ZipFile(io.BytesIO(found)) as package:
            assert sum(one.endswith(".docx") for one in package.namelist()) == 3


@both
def test_one_paper_is_printed_again_by_its_number(desk: Desk, merge: bool) -> None:
    visit = desk.visit()
    answer = visit.post(f"/runs/{NAME}/reprint", {"number": number(4)})
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF" if merge else b"PK")
    assert visit.post(f"/runs/{NAME}/reprint", {"number": number(9)}).status_code == 400


def test_a_paper_is_voided_with_a_reason_by_a_reviewer(desk: Desk) -> None:
    keeper = desk.set_up()
    clerk = desk.add(keeper, "jingban", "示例经办", Role.CLERK)
    told = {"number": number(4), "why": "主送写错"}
    assert clerk.post(f"/runs/{NAME}/void", told).status_code == 403
    assert keeper.post(f"/runs/{NAME}/void", {**told, "why": " "}).status_code == 400
    answer = keeper.post(f"/runs/{NAME}/void", told)
    assert "已作废" in answer.text
    assert keeper.post(f"/runs/{NAME}/reprint", {"number": number(4)}).status_code == 400
    page = keeper.get(f"/runs/{NAME}/papers").text
    assert page.count("已作废") == 1
    assert page.count(">补印<") == 2


def test_papers_are_found_by_number_and_addressee(desk: Desk) -> None:
    visit = desk.visit()
    page = visit.get(f"/runs/{NAME}/papers?q=示例1号").text
    assert number(4) in page
    assert number(3) not in page
    assert "没有这样的文书" in visit.get(f"/runs/{NAME}/papers?q=不在").text


def test_services_go_out_as_a_sheet_and_come_back_once(desk: Desk) -> None:
    visit = desk.visit()
    answer = visit.get(f"/runs/{NAME}/service.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.active
    places = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, places["送达方式"], "直接送达")
    sheet.cell(2, places["送达日期"], "2022-03-11")
    sheet.cell(2, places["签收人"], "示例某")
    sheet.cell(3, places["送达方式"], "口头")
    target = io.BytesIO()
    book.save(target)
    book.close()

    def send() -> str:
        file = ("送达登记.xlsx", io.BytesIO(target.getvalue()))
        return str(visit.post(f"/runs/{NAME}/service", {}, files={"sheet": file}).text)

    page = send()
    assert "新登记 <b>1</b> 件" in page
    assert "不是送达方式" in page
    assert "送达登记!" in page
    assert "以前登记过 <b>1</b> 件" in send()


def test_another_workbook_is_no_sheet_of_services(desk: Desk, tmp_path: Path) -> None:
    data = write_ledger(tmp_path / "别的.xlsx", 1).read_bytes()
    file = ("别的.xlsx", io.BytesIO(data))
    answer = desk.visit().post(f"/runs/{NAME}/service", {}, files={"sheet": file})
    assert answer.status_code == 422
    assert "没有工作表" in answer.text


def test_a_finished_run_is_neither_begun_again_nor_put_aside_nor_given_up(desk: Desk) -> None:
    visit = desk.visit()
    for what in ("begin", "discard", "stop"):
        assert visit.post(f"/runs/{NAME}/{what}", {}).status_code == 400, what
    assert visit.post(f"/runs/{NAME}/give-up", {"why": "不要了"}).status_code == 400
    assert visit.get(f"/runs/{NAME}/options").status_code == 400
