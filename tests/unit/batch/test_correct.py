"""更正: a paper made anew from its case, under a number of its own, the two linked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from docgen.batch import finish as finish_module
from docgen.batch.again import reprint
from docgen.batch.correct import Corrected, correct
from docgen.batch.run import print_run
from docgen.batch.withdraw import stop_run, void_paper
from docgen.errors import AuditError, FindingsError, InputError, UsageError
from docgen.register.records import DocumentState, RunState
from tests.printedruns import ACT, WHY, a_folder, files, issued, number, options
from tests.runledger import write_ledger

RIGHT = {"受让人.名称": "示例新名称机械有限公司"}
STEM = f"偃自然资出〔2021〕2号-出让价款催缴通知书-更正{number(4)}"


def corrected(out: Path, settings: dict[str, str] = RIGHT, **more: object) -> Corrected:
    with issued(out) as papers:
        return correct(papers, number(4), settings, WHY, **more)  # type: ignore[arg-type]


def figures(out: Path) -> dict[str, str]:
    [path] = (out / "更正" / "文书").glob(f"{STEM}-*.receipt.json")
    receipt = json.loads(path.read_bytes())
    return {one["path"]: one["value"] for one in receipt["figures"]}


def test_the_corrected_paper_gets_a_number_of_its_own_and_each_names_the_other(
    tmp_path: Path,
) -> None:
    out = a_folder(tmp_path)
    done = corrected(out)
    assert (done.old.number, done.new.number) == (number(4), number(6))
    with issued(out) as papers:
        old, new = papers.find(number(4)), papers.find(number(6))
        run = papers.run_of(new)
        (event,) = [e for e in papers.register.trail(old) if e.what == "document.correct"]
    assert (old.state, old.superseded_by) == (DocumentState.SUPERSEDED, number(6))
    assert (new.state, run.order.corrects) == (DocumentState.VALID, old.id)
    assert event.act == WHY


def test_what_repeats_a_changed_field_follows_it(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    done = corrected(out, RIGHT | {"成文日期": "2022-03-12"})
    assert done.new.addressee == "示例新名称机械有限公司"
    assert str(done.new.dated) == "2022-03-12"
    told = figures(out)
    assert told["notice.addressee"] == "示例新名称机械有限公司"
    assert told["notice.date"] == "2022-03-12"
    assert told["notice.document_no"] == number(6)


def test_everything_else_stays_and_its_figures_add_up(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    before = files(out)
    done = corrected(out)
    after = files(out)
    assert {name: after[name] for name in before} == before
    found = done.reconciliation
    assert found is not None
    assert list(found.faults()) == []
    price = next(one for one in found.columns if "出让价款" in one.title)
    assert price.ledger == price.printed == 2_000_274
    book = openpyxl.load_workbook(out / "更正" / "对账.xlsx")
    assert "汇总" in book.sheetnames
    assert "示例新名称机械有限公司" in done.changes[0].after


def test_a_figure_that_is_changed_is_held_to_what_the_paper_says(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    done = corrected(out, {"出让.分期[2].已缴金额": "200000"})
    assert done.reconciliation is not None
    paid = next(one for one in done.reconciliation.columns if one.title == "出让.分期[2].已缴金额")
    assert paid.ledger == 200_000
    assert figures(out)["arrears.owed_yuan"] == "800137.00"


def test_the_same_correction_again_does_nothing(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    corrected(out)
    before = files(out)
    again = corrected(out)
    assert again.reconciliation is None
    assert again.new.number == number(6)
    assert files(out) == before


@pytest.mark.slow
def test_a_paper_that_was_corrected_is_not_corrected_otherwise(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    corrected(out)
    with pytest.raises(UsageError, match="已被更正"):
        corrected(out, {"限期": "2022-04-15"})


@pytest.mark.slow
def test_a_corrected_paper_can_be_corrected_and_printed_again(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    corrected(out)
    with issued(out) as papers:
        second = correct(papers, number(6), {"限期": "2022-04-15"}, WHY)
        assert second.new.number == number(7)
        assert len(reprint(papers, [number(7)], tmp_path / "补印", WHY)) == 1
    assert len(list((out / "更正" / "文书").glob("*.docx"))) == 2
    assert (out / "更正" / "对账-2.json").is_file()


@pytest.mark.slow
def test_the_row_of_the_ledger_is_not_printed_once_more(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    corrected(out)
    ledger = write_ledger(tmp_path / "催缴台账.xlsx", 4)
    found = print_run(options(out, ledger, number="偃自然资函〔2022〕号"), ACT).reconciliation
    assert found is not None
    assert [one.number for one in found.earlier] == [number(3), number(6), number(5)]
    assert found.numbers == (number(7),)


@pytest.mark.slow
def test_of_a_print_file_the_corrected_notice_gets_one_of_its_own(tmp_path: Path) -> None:
    out = a_folder(tmp_path, merge=True)
    done = corrected(out)
    assert done.reconciliation is not None
    assert done.reconciliation.print_file is not None
    assert sorted(files(out / "更正")) == ["回执.zip", "对账.json", "对账.xlsx", "打印件.pdf"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"没有这一项": "x"}, "没有「没有这一项」这一项"),
        ({"限期": "不知道"}, "--set 限期"),
        ({"名称": "示例新公司"}, "可以是几个字段。写全：当事人.出让人.名称、当事人.受让人.名称"),
        ({"出让价款": "很多"}, "--set 出让价款"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_title(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        corrected(a_folder(tmp_path), settings)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "没有可以更正的"),
        ({"通知.日率": "1.0"}, "没有可以更正的"),
        ({"限期": "2022-03-31"}, "没有可以更正的"),
        ({"文号": number(9)}, "--number"),
        ({"出让.分期[9].金额": "1"}, "没有第 9 项"),
    ],
)
def test_a_correction_that_is_none_is_refused(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        corrected(a_folder(tmp_path), settings)


def untouched(out: Path) -> None:
    with issued(out) as papers:
        assert papers.find(number(4)).state is DocumentState.VALID
        assert all(run.state is not RunState.RUNNING for run in papers.runs())
        assert len(papers.papers()) == 3
    assert not (out / "更正" / "文书").exists()


def test_what_the_checks_stop_is_not_issued_and_takes_no_number(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    with pytest.raises(FindingsError, match="各期合计"):
        corrected(out, {"出让.分期[2].金额": "1"})
    untouched(out)
    assert corrected(out).new.number == number(6)


def test_a_cleared_field_that_the_notice_needs_stops_it(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    with pytest.raises(FindingsError, match="联系人"):
        corrected(out, {"通知.联系人": ""})
    untouched(out)


def test_a_number_in_use_is_told_and_the_next_try_may_ask_for_another(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    with pytest.raises(UsageError, match="已经用过"):
        corrected(out, number=number(3))
    untouched(out)
    assert corrected(out, number=number(20)).new.number == number(20)


def test_without_a_reason_nothing_is_corrected(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    with issued(out) as papers, pytest.raises(UsageError, match="--why"):
        correct(papers, number(4), RIGHT, replace(WHY, why=" "))
    untouched(out)


def test_a_voided_paper_is_not_corrected(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    with issued(out) as papers:
        void_paper(papers, number(4), WHY)
    with pytest.raises(UsageError, match="已经作废"):
        corrected(out)


def test_after_a_death_before_the_end_the_same_correction_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = a_folder(tmp_path)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(finish_module, "write_all", die)
        with pytest.raises(KeyboardInterrupt):
            corrected(out)
    with issued(out) as papers:
        assert papers.find(number(4)).state is DocumentState.VALID
    assert corrected(out).new.number == number(6)


@pytest.mark.slow
def test_a_correction_that_was_begun_can_be_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = a_folder(tmp_path)

    def refuse(*_: object) -> bytes:
        raise AuditError("不符")

    with monkeypatch.context() as killed:
        killed.setattr(finish_module, "as_json", refuse)
        with pytest.raises(AuditError):
            corrected(out)
    with issued(out) as papers:
        stopped = stop_run(papers, WHY, keep=False)
    assert stopped.correction
    assert stopped.returned == (number(6),)
    assert corrected(out, {"限期": "2022-04-15"}).new.number == number(6)
