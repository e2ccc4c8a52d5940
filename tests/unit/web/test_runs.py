"""Print runs of the desk before anything is printed: kept, changed, let out by whom, named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from docgen.errors import DeliveryError, InputError, UsageError
from docgen.pipeline.limited import clean_name
from docgen.pipeline.limited_readers import READERS
from docgen.register.desk import Desk
from docgen.register.records import Act, RowPlan, RowState
from docgen.register.records import RunOrder as Ordered
from docgen.web import run_files, run_process, runs
from docgen.web.run_files import RunFiles
from docgen.web.run_issued import RunPapers
from docgen.web.run_order import RunOrder, RunWish
from docgen.web.run_progress import Ended, Progress
from docgen.web.run_state import Phase
from docgen.web.runs import Runs
from docgen.web.settings import Settings
from tests.runledger import write_ledger

CLERK = Act("2026-11-25T09:00:00+08:00", "示例经办")
REVIEWER = Act("2026-11-25T10:00:00+08:00", "示例审核")
WISH = RunWish("price_demand", jurisdiction="yanshi", number="偃自然资函〔2022〕3号")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "desk" / "register.sqlite") as opened:
        yield opened


@pytest.fixture
def office(tmp_path: Path, desk: Desk) -> Runs:
    return Runs(Settings(data=tmp_path / "desk"), desk)


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read ledgers in this process: the child that reads them has tests of its own."""

    def here(call: str, data: bytes, *, name: str, options: Mapping[str, Any]) -> Any:
        return READERS[call](data, clean_name(name), options)

    monkeypatch.setattr(runs, "limited", here)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let no process begin; return the names of the runs that would."""
    told: list[str] = []
    monkeypatch.setattr(runs, "start_process", lambda _, name, __: told.append(name))
    return told


@pytest.fixture
def ledger(tmp_path: Path) -> bytes:
    return write_ledger(tmp_path / "台账.xlsx", 3).read_bytes()


def prepared(office: Runs, ledger: bytes, wish: RunWish = WISH) -> str:
    return office.prepare(wish, ledger, "台账.xlsx", CLERK)


def files_of(office: Runs, name: str) -> RunFiles:
    return RunFiles(office.folder(name).parent, name)


def test_a_run_is_kept_with_its_ledger_and_waits_to_be_let_out(
    office: Runs, ledger: bytes, desk: Desk
) -> None:
    name = prepared(office, ledger)
    found = office.state(name)
    assert found.phase is Phase.PREPARED
    assert found.order.numbered
    assert found.order.wish == WISH
    assert office.ledger(name) == ("台账.xlsx", ledger)
    assert [one.what for one in desk.log()] == ["run.prepare"]


def test_a_number_that_is_common_to_a_run_needs_a_second_person_too(
    office: Runs, ledger: bytes, begun: list[str]
) -> None:
    wish = replace(WISH, number=None, common={"通知.文号": "偃自然资函〔2022〕3号"})
    name = prepared(office, ledger, wish)
    assert office.state(name).order.numbered
    with pytest.raises(UsageError, match="另一个人审核"):
        office.begin(name, CLERK)
    assert begun == []


def test_what_cannot_be_written_leaves_nothing_half_made(
    office: Runs, ledger: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr(run_files, "write_all", full)
    with pytest.raises(DeliveryError):
        prepared(office, ledger)
    assert list((tmp_path / "desk" / "runs").iterdir()) == []


def test_names_of_runs_count_on_within_a_day(office: Runs, ledger: bytes) -> None:
    first, second = prepared(office, ledger), prepared(office, ledger)
    assert first.rpartition("-")[2] == "1"
    assert second.rpartition("-")[2] == "2"
    assert office.names() == (second, first)


def test_a_run_with_numbers_is_let_out_by_somebody_else(
    office: Runs, ledger: bytes, begun: list[str]
) -> None:
    name = prepared(office, ledger)
    with pytest.raises(UsageError, match="另一个人审核"):
        office.begin(name, CLERK)
    office.begin(name, REVIEWER)
    assert begun == [name]
    assert office.state(name).approved == REVIEWER


def test_at_a_desk_without_people_one_person_does_both(
    office: Runs, ledger: bytes, begun: list[str]
) -> None:
    assert office.start(WISH, ledger, "台账.xlsx", CLERK, alone=True) in begun


def test_a_run_without_numbers_needs_no_second_person(
    office: Runs, ledger: bytes, begun: list[str]
) -> None:
    assert office.start(replace(WISH, number=None), ledger, "台账.xlsx", CLERK) in begun


def test_a_ledger_that_brings_numbers_makes_a_run_with_numbers(
    office: Runs, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    path = write_ledger(tmp_path / "带号.xlsx", 1)
    book = load_workbook(path)
    sheet = book["催缴"]
    sheet.cell(1, sheet.max_column + 1, "文号")
    sheet.cell(2, sheet.max_column, "偃自然资函〔2022〕3号")
    book.save(path)
    name = prepared(office, path.read_bytes(), replace(WISH, number=None))
    assert office.state(name).order.numbered


def test_what_was_changed_in_between_is_not_let_out(
    office: Runs, ledger: bytes, begun: list[str]
) -> None:
    name = prepared(office, ledger)
    seen = office.state(name).order_sha256
    office.change(name, replace(WISH, duplex=True), CLERK)
    with pytest.raises(UsageError, match="刚刚改过"):
        office.begin(name, REVIEWER, seen=seen)
    assert begun == []


def test_a_change_after_it_was_let_out_has_to_be_let_out_again(
    office: Runs, ledger: bytes, begun: list[str]
) -> None:
    name = prepared(office, ledger)
    office.begin(name, REVIEWER)
    office.change(name, replace(WISH, number="偃自然资函〔2022〕9号"), REVIEWER)
    assert office.state(name).approved is None
    with pytest.raises(UsageError, match="另一个人审核"):
        office.begin(name, REVIEWER)
    assert begun == [name]


def test_a_draft_is_not_printed(office: Runs, ledger: bytes, begun: list[str]) -> None:
    name = office.prepare(WISH, ledger, "台账.xlsx", CLERK, ready=False)
    assert office.state(name).phase is Phase.DRAFT
    with pytest.raises(UsageError, match="没有填完"):
        office.begin(name, REVIEWER)
    assert begun == []


def test_a_discarded_run_is_gone_from_the_list_and_stays_on_the_disk(
    office: Runs, ledger: bytes
) -> None:
    name = prepared(office, ledger)
    folder = office.folder(name)
    office.discard(name, CLERK)
    assert office.names() == ()
    assert (folder.parent / f".discarded-{name}" / "in" / "台账.xlsx").is_file()
    assert prepared(office, ledger) != name


@pytest.mark.parametrize("name", ["", "..", "../2026-11-25-1", "2026-11-25-1/in", "2026-11-25"])
def test_a_name_is_never_a_path(office: Runs, name: str) -> None:
    with pytest.raises(UsageError, match="没有这一批"):
        office.state(name)


def test_the_name_of_an_upload_never_leaves_the_folder(office: Runs, ledger: bytes) -> None:
    name = office.prepare(WISH, ledger, "../../etc/台账\x00.xlsx", CLERK)
    inside = office.folder(name) / "in"
    assert {one.name for one in inside.iterdir()} == {"台账.xlsx", "order.json"}


def test_a_ledger_that_cannot_be_read_makes_no_run(office: Runs) -> None:
    with pytest.raises(InputError):
        office.prepare(WISH, b"PK\x03\x04 nothing", "台账.xlsx", CLERK)
    assert office.names() == ()


def test_options_that_do_not_go_together_are_refused_in_words_of_the_page(
    office: Runs, ledger: bytes
) -> None:
    with pytest.raises(UsageError, match="合并的打印件"):
        prepared(office, ledger, replace(WISH, merge=False, duplex=True))
    with pytest.raises(UsageError, match="隔页"):
        prepared(office, ledger, replace(WISH, separators=True))


def test_a_process_that_was_killed_leaves_a_run_that_may_go_on(
    office: Runs, ledger: bytes, begun: list[str]
) -> None:
    name = prepared(office, ledger)
    office.begin(name, REVIEWER)
    files_of(office, name).tell(progress("打印", 40, 90))
    found = office.state(name)
    assert found.phase is Phase.STOPPED
    assert found.cut_off
    assert found.may_begin
    office.begin(name, CLERK)  # it was let out once, as it is
    assert begun == [name, name]


def test_a_failed_run_says_why_until_it_is_changed(office: Runs, ledger: bytes) -> None:
    name = prepared(office, ledger)
    files_of(office, name).end(Ended("failed", UsageError("文号用过。", fix="换一个。").problems))
    found = office.state(name)
    assert found.phase is Phase.FAILED
    assert [one.message for one in found.problems] == ["文号用过。"]
    office.change(name, replace(WISH, number="偃自然资函〔2022〕9号"), CLERK)
    assert office.state(name).phase is Phase.PREPARED


def test_a_run_that_is_held_is_alive_until_it_is_let_go(office: Runs, ledger: bytes) -> None:
    name = prepared(office, ledger)
    files = files_of(office, name)
    with files.only_process() as free:
        assert free
        files.tell(progress("打印", 40, 90))
        assert office.state(name).phase is Phase.RUNNING
        with pytest.raises(UsageError, match="正在打印"):
            office.begin(name, REVIEWER)
    assert not office.state(name).is_alive


def test_a_number_of_a_process_that_went_to_another_is_never_signalled(
    office: Runs, ledger: bytes
) -> None:
    name = prepared(office, ledger)
    files = files_of(office, name)
    with files.only_process():
        files.tell(replace(progress("打印", 40, 90), pid=os.getpid(), mark="1"))
        with pytest.raises(UsageError, match="刚刚开始"):
            office.stop(name, CLERK)


def test_nothing_is_stopped_that_does_not_print(office: Runs, ledger: bytes) -> None:
    with pytest.raises(UsageError, match="没有在打印"):
        office.stop(prepared(office, ledger), CLERK)


def test_the_rate_and_what_is_left_follow_from_one_step() -> None:
    told = replace(progress("打印", 40, 90), since=100.0, first=20, at=110.0)
    assert told.rate == 2.0
    assert told.left == 25
    assert replace(told, at=100.0).left is None


def test_progress_bears_neither_names_nor_amounts(office: Runs, ledger: bytes) -> None:
    name = prepared(office, ledger)
    files_of(office, name).tell(progress("打印", 40, 90))
    text = (office.folder(name) / "desk.json").read_text("utf-8")
    assert "示例" not in text
    assert "1000" not in text


def test_an_order_that_was_spoiled_is_named_and_the_list_goes_on(
    office: Runs, ledger: bytes
) -> None:
    first, second = prepared(office, ledger), prepared(office, ledger)
    (office.folder(first) / "in" / "order.json").write_text("{", "utf-8")
    with pytest.raises(InputError, match="读不出来"):
        office.state(first)
    assert [one.name for one in office.listing()] == [second]


def test_an_order_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    wish = replace(WISH, common={"通知.联系人": "示例某"})
    order = RunOrder(
        wish,
        ("台账.xlsx",),
        ("0" * 64,),
        True,
        True,
        CLERK,
    )
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "order.json"
    path.write_bytes(order.as_bytes())
    found = RunOrder.from_file(path)
    assert found.same_papers(order)
    assert found.prepared == CLERK


def test_a_process_knows_nothing_of_the_environment_of_the_server() -> None:
    assert "PATH" not in run_process._PASSED_ON
    assert "HOME" not in run_process._PASSED_ON


def progress(what: str, done: int, total: int) -> Progress:
    return Progress(what, done, total, 100.0, 0, 110.0, 90.0, 2**22 - 1, "")


def test_the_next_number_of_a_series_is_told_without_taking_it(desk: Desk) -> None:
    series = "偃自然资函〔2022〕号"
    assert desk.next_number(series) == "偃自然资函〔2022〕1号"
    assert desk.next_number(series) == "偃自然资函〔2022〕1号"
    order = Ordered("0" * 64, "price_demand", "runs/2026-11-25-1")
    run = desk.register.begin_run(order, CLERK)
    plans = [RowPlan(row, 0, f"第{row}行") for row in (1, 2, 3)]
    desk.register.reserve(run, plans, CLERK, number="偃自然资函〔2022〕7号")
    assert desk.next_number("偃自然资函〔2022〕1号") == "偃自然资函〔2022〕10号"
    count = desk.count_rows(run)
    assert count.states == {RowState.RESERVED: 3}
    assert (count.first, count.last) == ("偃自然资函〔2022〕7号", "偃自然资函〔2022〕9号")
    desk.register.refuse(run, 1, "不合", CLERK)
    assert desk.next_number(series) == "偃自然资函〔2022〕7号"
    assert desk.count_rows(run).first == "偃自然资函〔2022〕8号"


def test_a_run_given_up_is_over_and_its_numbers_are_free(
    office: Runs, ledger: bytes, desk: Desk, tmp_path: Path
) -> None:
    name = prepared(office, ledger)
    run = desk.register.begin_run(Ordered("1" * 64, "price_demand", f"runs/{name}"), CLERK)
    desk.register.reserve(run, [RowPlan(1, 0, "第2行")], CLERK, number="偃自然资函〔2022〕3号")
    assert office.state(name).phase is Phase.STOPPED
    settings = Settings(data=tmp_path / "desk")
    papers = RunPapers(settings, office, name)
    with pytest.raises(UsageError, match="没有写原因"):
        papers.give_up(CLERK, keep=False)
    done = papers.give_up(replace(REVIEWER, why="台账有误"), keep=False)
    assert done.returned == ("偃自然资函〔2022〕3号",)
    assert office.state(name).phase is Phase.GIVEN_UP
    with pytest.raises(UsageError, match="已经作罢"):
        office.begin(name, REVIEWER)
    assert desk.next_number("偃自然资函〔2022〕号") == "偃自然资函〔2022〕3号"
