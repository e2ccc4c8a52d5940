"""Pages of print runs: who may do what, what is shown, what comes back from a form."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from docgen.pipeline.limited import clean_name
from docgen.pipeline.limited_readers import READERS
from docgen.register.desk_records import Role
from docgen.web import run_issued, runs
from docgen.web.pages import run_options
from tests.desks import Desk, Visit, desk_of
from tests.runledger import write_ledger

NUMBER = "偃自然资函〔2022〕3号"


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files in this process: the child that reads them has tests of its own."""

    def here(call: str, data: bytes, *, name: str, options: Mapping[str, Any] | None = None) -> Any:
        return READERS[call](data, clean_name(name), options or {})

    for one in (runs, run_options, run_issued):
        monkeypatch.setattr(one, "limited", here)


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let no process begin; return the names of the runs that would."""
    told: list[str] = []
    monkeypatch.setattr(runs, "start_process", lambda _, name, __: told.append(name))
    return told


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path / "desk") as made:
        yield made


@pytest.fixture
def ledger(tmp_path: Path) -> bytes:
    return write_ledger(
        tmp_path / "台账.xlsx", 3, spoiled={1: {"出让价款（元）": "无"}}
    ).read_bytes()


def upload(visit: Visit, ledger: bytes, **more: str) -> Any:
    told = {"notice": "price_demand", "jurisdiction": "yanshi", **more}
    return visit.post("/runs/new", told, files={"ledger": ("台账.xlsx", io.BytesIO(ledger))})


def drafted(visit: Visit, ledger: bytes) -> str:
    answer = upload(visit, ledger)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).split("/")[2]


def settle(visit: Visit, name: str, **more: str) -> Any:
    told = {"jurisdiction": "yanshi", "number": NUMBER, "merge": "one", "go": "go", **more}
    return visit.post(f"/runs/{name}/options", told)


def test_an_empty_desk_says_what_runs_are_for(desk: Desk) -> None:
    page = desk.visit().get("/runs").text
    assert "还没有打印过" in page


def test_notices_are_offered_in_groups_with_chinese_names(desk: Desk) -> None:
    page = desk.visit().get("/runs/new").text
    assert '<optgroup label="合同催告与履约">' in page
    assert '<option value="price_demand">出让价款催缴通知书</option>' in page


def test_a_ledger_is_looked_at_before_anything_is_printed(
    desk: Desk, ledger: bytes, begun: list[str]
) -> None:
    visit = desk.visit()
    page = visit.get(f"/runs/{drafted(visit, ledger)}/options").text
    assert "共 3 行，读得出 2 行，读不出 1 行" in page
    assert "「无」不是数" in page
    assert "L3" in page
    assert "乡镇" in page  # the column that no field takes
    assert begun == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "没有选台账"),
        (b"PK\x03\x04", "台账.xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "台账.xlsx"),
    ],
    ids=["empty", "broken", "old Excel"],
)
def test_a_file_that_is_no_ledger_is_told_beside_the_form(
    desk: Desk, data: bytes, words: str
) -> None:
    answer = upload(desk.visit(), data)
    assert answer.status_code == 422
    assert words in answer.text
    assert "读取台账" in answer.text


def test_no_notice_chosen_is_told_beside_the_form(desk: Desk, ledger: bytes) -> None:
    answer = upload(desk.visit(), ledger, notice="")
    assert answer.status_code in (400, 422)
    answer = upload(desk.visit(), ledger, notice="nothing")
    assert answer.status_code == 422
    assert "没有选通知书" in answer.text


def test_the_commented_ledger_is_handed_out(desk: Desk, ledger: bytes) -> None:
    from openpyxl import load_workbook

    visit = desk.visit()
    answer = visit.get(f"/runs/{drafted(visit, ledger)}/commented")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    assert "不是数" in book["催缴"]["L3"].comment.text
    book.close()


def test_the_next_number_of_a_series_is_shown(desk: Desk, ledger: bytes) -> None:
    visit = desk.visit()
    name = drafted(visit, ledger)
    found = visit.get(f"/runs/{name}/next-number?number=偃自然资函〔2022〕号").text
    assert "偃自然资函〔2022〕1号" in found
    assert "写成" in visit.get(f"/runs/{name}/next-number?number=随便").text


def test_alone_one_step_prints(desk: Desk, ledger: bytes, begun: list[str]) -> None:
    visit = desk.visit()
    name = drafted(visit, ledger)
    assert settle(visit, name).headers["location"] == f"/runs/{name}"
    assert begun == [name]


def test_options_that_do_not_go_together_are_told_and_nothing_that_was_typed_is_lost(
    desk: Desk, ledger: bytes, begun: list[str]
) -> None:
    visit = desk.visit()
    name = drafted(visit, ledger)
    answer = settle(visit, name, merge="word", duplex="1", further="联系人 示例某")
    assert answer.status_code == 422
    assert "标题：值" in answer.text
    assert "联系人 示例某" in answer.text
    assert f'value="{NUMBER}"' in answer.text
    answer = settle(visit, name, merge="word", duplex="1")
    assert "只用于合并的打印件" in answer.text
    assert begun == []


def test_a_common_value_that_cannot_be_read_is_told_by_its_title(desk: Desk, ledger: bytes) -> None:
    visit = desk.visit()
    answer = settle(visit, drafted(visit, ledger), **{"common:通知.限期": "不久以后"})
    assert answer.status_code == 422
    assert "限期" in answer.text


def test_with_people_a_reviewer_lets_a_numbered_run_out(
    desk: Desk, ledger: bytes, begun: list[str]
) -> None:
    keeper = desk.set_up()
    clerk = desk.add(keeper, "jingban", "示例经办", Role.CLERK)
    reviewer = desk.add(keeper, "shenhe", "示例审核", Role.REVIEWER)
    name = drafted(clerk, ledger)
    assert settle(clerk, name).status_code == 303
    assert begun == []
    page = clerk.get(f"/runs/{name}").text
    assert "待审核" in page
    assert "审核并打印" not in page
    assert clerk.post(f"/runs/{name}/begin", {}).status_code == 403
    page = reviewer.get(f"/runs/{name}").text
    seen = re.findall(r'name="seen" value="([0-9a-f]{64})"', page)[0]
    settle(clerk, name, duplex="1")
    refused = reviewer.post(f"/runs/{name}/begin", {"seen": seen})
    assert refused.status_code == 400
    assert "刚刚改过" in refused.text
    assert reviewer.post(f"/runs/{name}/begin", {}).status_code == 303
    assert begun == [name]


def test_who_prepared_a_numbered_run_does_not_let_it_out_whatever_their_role(
    desk: Desk, ledger: bytes, begun: list[str]
) -> None:
    keeper = desk.set_up()
    name = drafted(keeper, ledger)
    settle(keeper, name)
    page = keeper.get(f"/runs/{name}").text
    assert "请同事审核" in page
    assert keeper.post(f"/runs/{name}/begin", {}).status_code == 400
    assert begun == []


def test_without_numbers_a_clerk_prints_at_once(
    desk: Desk, ledger: bytes, begun: list[str]
) -> None:
    clerk = desk.add(desk.set_up(), "jingban", "示例经办", Role.CLERK)
    name = drafted(clerk, ledger)
    settle(clerk, name, number="")
    assert begun == [name]


def test_a_run_that_is_none_is_not_found(desk: Desk) -> None:
    visit = desk.visit()
    for name in ("2026-01-01-1", "x", "2026-01-01-1%2F..", "..%2f.."):
        for end in ("", "/options", "/papers", "/files/a", "/papers.zip", "/ledger"):
            assert visit.get(f"/runs/{name}{end}").status_code == 404, name + end


def test_only_what_a_run_delivered_is_handed_out(desk: Desk, ledger: bytes) -> None:
    visit = desk.visit()
    name = drafted(visit, ledger)
    (desk.settings.runs / name / "对账.xlsx").write_bytes(b"PK")
    (desk.settings.runs / name / "desk.json").write_bytes(b"{}")
    assert visit.get(f"/runs/{name}/files/对账.xlsx").content == b"PK"
    for other in ("desk.json", ".desk.lock", "in", "..%2F..%2Fregister.sqlite", "order.json"):
        assert visit.get(f"/runs/{name}/files/{other}").status_code == 404, other


def test_progress_stops_asking_when_the_run_is_over(desk: Desk, ledger: bytes) -> None:
    visit = desk.visit()
    name = drafted(visit, ledger)
    answer = visit.get(f"/runs/{name}/progress")
    assert answer.status_code == 204
    assert answer.headers["HX-Refresh"] == "true"


def test_a_run_put_aside_is_gone_from_the_list(desk: Desk, ledger: bytes) -> None:
    visit = desk.visit()
    name = drafted(visit, ledger)
    assert visit.post(f"/runs/{name}/discard", {}).status_code == 303
    assert name not in visit.get("/runs").text


def test_no_form_of_another_site_begins_or_stops_a_run(desk: Desk, ledger: bytes) -> None:
    visit = desk.visit()
    name = drafted(visit, ledger)
    for what in ("begin", "stop", "discard", "void", "give-up", "reprint", "service"):
        answer = visit.client.post(f"/runs/{name}/{what}", data={"csrf": "0" * 64})
        assert answer.status_code == 403, what
