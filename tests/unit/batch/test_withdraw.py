"""How runs stand, runs given up, papers voided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from docgen.batch.folder import only_run
from docgen.batch.issued import issued_in
from docgen.batch.run import print_run
from docgen.batch.status import statuses
from docgen.batch.withdraw import stop_run, void_paper
from docgen.batch.work import Worker
from docgen.errors import InputError, UsageError
from docgen.register.records import DocumentState, RunOrder, RunState, Served
from docgen.register.register import Register
from tests.printedruns import ACT, WHY, a_folder, issued, number, options
from tests.registers import begin, fresh, made, plans
from tests.runledger import write_ledger

NEXT = "偃自然资函〔2022〕号"


def an_unfinished_run(out: Path) -> Path:
    """Return a folder with a run of four rows: two printed, two waiting."""
    with Register.open(fresh(out)) as register:
        run = begin(register)
        register.reserve(run, plans(4), ACT, number=NEXT)
        register.confirm(run, 0, [made(1), made(2)], ACT)
    return out


def test_a_finished_run_tells_numbers_and_what_is_to_be_served(tmp_path: Path) -> None:
    with issued(a_folder(tmp_path)) as papers:
        void_paper(papers, number(5), WHY)
        served = papers.find(number(3))
        papers.register.record_services([(served, Served("direct", date(2022, 3, 11)))], ACT)
        (found,) = statuses(papers)
    assert (found.printed, found.refused, found.waiting) == (3, 0, 0)
    assert (found.numbers[0], found.numbers[-1]) == (number(3), number(5))
    assert found.states == {DocumentState.VALID: 2, DocumentState.VOID: 1}
    assert (found.unserved, found.next) == (1, "serve")


def test_an_unfinished_run_tells_what_waits_and_is_to_be_gone_on_with(tmp_path: Path) -> None:
    with issued(an_unfinished_run(tmp_path / "out")) as papers:
        (found,) = statuses(papers)
    assert (found.printed, found.waiting, found.unserved) == (2, 2, 0)
    assert found.next == "resume"


def test_a_run_given_up_returns_all_its_numbers(tmp_path: Path) -> None:
    with issued(an_unfinished_run(tmp_path / "out")) as papers:
        done = stop_run(papers, WHY, keep=False)
        assert done.returned == tuple(number(no) for no in (1, 2, 3, 4))
        assert done.kept == ()
        (found,) = statuses(papers)
        assert (found.run.state, found.dropped, found.next) == (RunState.STOPPED, 4, None)


def test_a_run_given_up_with_keep_issues_what_was_printed(tmp_path: Path) -> None:
    with issued(an_unfinished_run(tmp_path / "out")) as papers:
        done = stop_run(papers, WHY, keep=True)
        assert [one.number for one in done.kept] == [number(1), number(2)]
        assert done.returned == (number(3), number(4))
        (found,) = statuses(papers)
        assert (found.states[DocumentState.VALID], found.next) == (2, "serve")


def test_after_a_run_was_given_up_its_folder_and_numbers_are_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, out = write_ledger(tmp_path / "催缴台账.xlsx", 2), tmp_path / "out"

    def die(*_: object) -> object:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(Worker, "make", die)
        with pytest.raises(KeyboardInterrupt):
            print_run(options(out, ledger), ACT)
    with issued(out) as papers:
        stop_run(papers, WHY, keep=False)
    assert not list(out.glob(".batch-*"))
    found = print_run(options(out, ledger, jurisdiction="yanshi"), ACT).reconciliation
    assert found is not None
    assert found.numbers == (number(3), number(4))


def test_papers_whose_numbers_are_free_again_do_not_stay_among_the_issued_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = a_folder(tmp_path)
    ledger = write_ledger(tmp_path / "催缴台账.xlsx", 2, rows=[7, 8])

    def die(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(Register, "finish", die)
        with pytest.raises(KeyboardInterrupt):
            print_run(options(out, ledger, number=NEXT, returns=True), ACT)
    assert len(list((out / "文书").iterdir())) == 6 + 6
    with issued(out) as papers:
        done = stop_run(papers, WHY, keep=False)
    assert done.returned == (number(6), number(7))
    assert done.moved == out / "停止的文书"
    assert len(list((out / "文书").iterdir())) == 6
    assert len(list((out / "停止的文书").iterdir())) == 6 + 2  # its reconciliation too
    assert not (out / "对账-2.json").exists()
    assert (out / "对账.json").exists()


def test_a_number_in_use_does_not_bar_the_folder(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    ledger = write_ledger(tmp_path / "催缴台账.xlsx", 1, rows=[7])
    with pytest.raises(UsageError, match="已经用过"):
        print_run(options(out, ledger), ACT)
    found = print_run(options(out, ledger, number=number(40)), ACT).reconciliation
    assert found is not None
    assert found.numbers == (number(40),)


def test_a_run_is_not_given_up_while_it_prints_nor_without_a_reason(tmp_path: Path) -> None:
    out = an_unfinished_run(tmp_path / "out")
    with issued(out) as papers:
        with only_run(out), pytest.raises(UsageError, match="正在往"):
            stop_run(papers, WHY, keep=False)
        with pytest.raises(UsageError, match="--why"):
            stop_run(papers, replace(WHY, why=""), keep=False)
        stop_run(papers, WHY, keep=False)
        with pytest.raises(UsageError, match="没有还没做完的"):
            stop_run(papers, WHY, keep=False)


def test_a_voided_paper_stays_with_its_reason_and_is_voided_once(tmp_path: Path) -> None:
    with issued(a_folder(tmp_path)) as papers:
        done = void_paper(papers, number(3), WHY)
        assert (done.paper.state, done.cited_by) == (DocumentState.VOID, ())
        assert papers.register.trail(done.paper)[-1].act == WHY
        with pytest.raises(UsageError, match="已经作废"):
            void_paper(papers, number(3), WHY)
        with pytest.raises(UsageError, match="没有文号"):
            void_paper(papers, number(99), WHY)


def test_papers_that_name_a_voided_one_are_told(tmp_path: Path) -> None:
    with Register.open(fresh(tmp_path / "out")) as register:
        first = register.begin_run(RunOrder("a", "idle_investigation", "."), ACT)
        register.reserve(first, plans(1), ACT, number=NEXT)
        register.confirm(first, 0, [made(1)], ACT)
        register.finish(first, ACT)
        second = register.begin_run(RunOrder("b", "idle_recognition", "."), ACT)
        register.reserve(second, plans(2), ACT, number=NEXT)
        names = b'{"chain": {"investigation": {"document_no": "%s"}}}' % number(1).encode()
        rows = [made(1, case_json=names), made(2, keys=("parcel-1",), case_json=b"{}")]
        register.confirm(second, 0, rows, ACT)
        register.finish(second, ACT)
    with issued(tmp_path / "out") as papers:
        done = void_paper(papers, number(1), WHY)
    assert [one.number for one in done.cited_by] == [number(2)]


def test_a_contract_with_several_papers_does_not_say_which(tmp_path: Path) -> None:
    out = an_unfinished_run(tmp_path / "out")
    with issued(out) as papers:
        stop_run(papers, WHY, keep=True)
        with pytest.raises(UsageError, match=f"有 2 件文书：{number(1)}、{number(2)}"):
            papers.find("contract-1")


def test_a_paper_of_another_folder_is_not_taken_for_this_ones(tmp_path: Path) -> None:
    with Register.open(fresh(tmp_path)) as register:
        for folder in ("甲", "乙"):
            (tmp_path / folder).mkdir()
            run = begin(register, folder, folder=folder)
            register.reserve(run, plans(1), ACT, number=NEXT)
            register.confirm(run, 0, [made(1)], ACT)
            register.finish(run, ACT)
    with issued_in(tmp_path / "甲", tmp_path / "register.sqlite") as papers:
        assert papers.find(number(1)).number == number(1)
        with pytest.raises(UsageError, match="不在文件夹"):
            papers.find(number(2))


def test_a_wrong_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    fresh(tmp_path / "别处")
    (tmp_path / "文件").write_text("")
    for out, said in [("没有", "没有文件夹"), ("文件", "不是文件夹"), ("空", "没有登记簿")]:
        with pytest.raises(InputError, match=said), issued_in(tmp_path / out, None):
            pass
    elsewhere = tmp_path / "别处" / "register.sqlite"
    with pytest.raises(InputError, match="没有打印到"), issued_in(tmp_path / "空", elsewhere):
        pass
