"""Runs: numbers reserved, confirmed, given back, issued; a death costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from docgen.errors import DocgenError, InputError, UsageError
from docgen.register.records import (
    DocumentState,
    MadeRow,
    RefusedRow,
    RowPlan,
    RowState,
    RunState,
)
from docgen.register.register import Register
from tests.registers import ACT, FIRST, NEXT, a_run, begin, fresh, made, numbers, plans, print_all


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(fresh(tmp_path)) as opened:
        yield opened


def test_rows_get_numbers_in_ledger_order_from_the_one_asked_for(register: Register) -> None:
    run = begin(register)
    rows = register.reserve(run, plans(3), ACT, number=FIRST)
    assert [one.number for one in rows] == numbers(12, 13, 14)
    assert {one.state for one in rows} == {RowState.RESERVED}
    assert rows[0].place == "台账.xlsx 催缴 第2行"


def test_a_series_without_a_running_number_begins_with_one_and_goes_on(register: Register) -> None:
    assert a_run(register, "a", 2) == numbers(1, 2)
    assert a_run(register, "b", 2) == numbers(3, 4)


def test_each_year_and_each_authority_counts_for_itself(register: Register) -> None:
    a_run(register, "a", 2)
    assert a_run(register, "b", 1, "偃自然资函〔2027〕号") == ["偃自然资函〔2027〕1号"]
    assert a_run(register, "c", 1, "许自然资函〔2026〕号") == ["许自然资函〔2026〕1号"]


def test_a_first_number_in_use_is_refused_with_the_next_free_one(register: Register) -> None:
    a_run(register, "a", 3, FIRST)
    with pytest.raises(UsageError, match=r"12号」已经用过。下一个可用的是 偃自然资函〔2026〕15号"):
        register.reserve(begin(register, "b"), plans(1), ACT, number=FIRST)


def test_numbers_in_use_further_on_are_stepped_over(register: Register) -> None:
    a_run(register, "a", 1, "偃自然资函〔2026〕13号")
    assert a_run(register, "b", 3, FIRST) == numbers(12, 14, 15)


def test_numbers_before_the_first_asked_for_are_not_given_out_later(register: Register) -> None:
    a_run(register, "a", 1, FIRST)
    assert a_run(register, "b", 1) == numbers(13)


def test_the_number_of_a_refused_row_is_the_next_to_be_taken(register: Register) -> None:
    assert a_run(register, "a", 4, refused=[2, 3]) == numbers(1, 4)
    assert a_run(register, "b", 3) == numbers(2, 3, 5)


def test_a_refused_row_gives_its_number_back_before_the_run_ends(register: Register) -> None:
    run = begin(register)
    register.reserve(run, plans(4), ACT, number=NEXT)
    register.refuse(run, 2, "R060 定金超限", ACT)
    other = begin(register, "other", folder="另一批")
    assert [one.number for one in register.reserve(other, plans(1), ACT, number=NEXT)] == numbers(2)
    refused = register.rows(run)[1]
    assert (refused.state, refused.reason) == (RowState.REFUSED, "R060 定金超限")


def test_the_same_key_is_the_same_run_with_the_same_numbers(register: Register) -> None:
    run = begin(register)
    before = register.reserve(run, plans(4), ACT, number=NEXT)
    again = begin(register)
    assert (again.id, again.resumed, run.resumed) == (run.id, True, False)
    assert register.reserve(again, plans(4), ACT, number=NEXT) == before


def test_a_resumed_run_knows_what_is_done(register: Register) -> None:
    run = begin(register)
    register.reserve(run, plans(4), ACT, number=NEXT)
    register.confirm(run, 0, [made(1), RefusedRow(2, "审核未过")], ACT)
    states = [(one.row, one.state) for one in register.rows(begin(register))]
    assert states == [
        (1, RowState.CONFIRMED),
        (2, RowState.REFUSED),
        (3, RowState.RESERVED),
        (4, RowState.RESERVED),
    ]
    assert register.rows(run)[0].sums == {"出让价款": Decimal("12345678.90")}


def test_a_finished_run_stays_as_it_is(register: Register) -> None:
    run = begin(register)
    register.reserve(run, plans(2), ACT, number=NEXT)
    papers = print_all(register, run)
    again = begin(register)
    assert (again.state, again.resumed) == (RunState.FINISHED, True)
    assert register.finish(again, ACT) == papers
    assert register.reserve(again, plans(2), ACT, number=NEXT)[0].number == papers[0].number
    with pytest.raises(UsageError, match="已经做完"):
        register.confirm(again, 0, [made(1), made(2)], ACT)


def test_a_chunk_told_twice_is_noted_once_and_never_otherwise(register: Register) -> None:
    run = begin(register)
    register.reserve(run, plans(2), ACT, number=NEXT)
    chunk = [made(1), RefusedRow(2, "审核未过")]
    for _ in range(2):
        register.confirm(run, 0, chunk, ACT)
    for other in ([made(1, docx_sha256="f" * 64)], [RefusedRow(1, "x")], [made(2)]):
        with pytest.raises(DocgenError, match="两次打印的结果不同"):
            register.confirm(run, 0, other, ACT)
    assert [one.number for one in register.finish(run, ACT)] == numbers(1)


@pytest.mark.parametrize("outcomes", [[made(1)], [made(1), made(2), made(3)], []])
def test_a_chunk_that_lacks_rows_or_has_foreign_ones_is_not_noted(
    register: Register, outcomes: list[MadeRow]
) -> None:
    run = begin(register)
    register.reserve(run, plans(4), ACT, number=NEXT)
    with pytest.raises(DocgenError, match="对不上"):
        register.confirm(run, 0, outcomes, ACT)
    assert {one.state for one in register.rows(run)} == {RowState.RESERVED}


def test_a_run_with_open_rows_is_not_finished(register: Register) -> None:
    run = begin(register)
    register.reserve(run, plans(4), ACT, number=NEXT)
    register.confirm(run, 0, [made(1), made(2)], ACT)
    with pytest.raises(DocgenError, match="没有打印的行"):
        register.finish(run, ACT)
    assert register.documents() == ()


def test_other_rows_under_the_same_key_are_refused(register: Register) -> None:
    run = begin(register)
    register.reserve(run, plans(4), ACT, number=NEXT)
    with pytest.raises(DocgenError, match="与现在的台账不同"):
        register.reserve(run, plans(5), ACT, number=NEXT)


def test_another_run_does_not_begin_in_a_folder_with_an_unfinished_one(register: Register) -> None:
    run = begin(register)
    with pytest.raises(UsageError, match="还有一批没有做完（起于 2026-11-24T21:33"):
        begin(register, "other")
    begin(register, "other", folder="另一批")
    register.stop(run, ACT, keep=False)
    begin(register, "third")


def test_a_stopped_run_gives_back_every_number_when_nothing_left_the_house(
    register: Register,
) -> None:
    run = begin(register)
    register.reserve(run, plans(4), ACT, number=NEXT)
    register.confirm(run, 0, [made(1), made(2)], ACT)
    register.stop(run, ACT, keep=False)
    assert register.documents() == ()
    again = begin(register)
    assert (again.id != run.id, again.resumed) == (True, False)
    rows = register.reserve(again, plans(4), ACT, number=NEXT)
    assert [one.number for one in rows] == numbers(1, 2, 3, 4)


def test_a_stopped_run_may_keep_what_was_confirmed(register: Register) -> None:
    run = begin(register)
    register.reserve(run, plans(4), ACT, number=NEXT)
    register.confirm(run, 0, [made(1), made(2)], ACT)
    register.stop(run, ACT, keep=True)
    assert [one.number for one in register.documents()] == numbers(1, 2)
    assert a_run(register, "b", 3) == numbers(3, 4, 5)


def test_a_run_that_is_over_cannot_be_stopped_and_a_stopped_one_not_finished(
    register: Register,
) -> None:
    run = begin(register)
    register.reserve(run, plans(1), ACT, number=NEXT)
    print_all(register, run)
    with pytest.raises(UsageError, match="已经做完"):
        register.stop(run, ACT, keep=False)
    other = begin(register, "other")
    register.stop(other, ACT, keep=False)
    with pytest.raises(UsageError, match="已经停止"):
        register.finish(other, ACT)


def test_papers_may_go_without_a_number(register: Register) -> None:
    run = begin(register)
    assert [one.number for one in register.reserve(run, plans(2), ACT)] == ["", ""]
    assert [one.number for one in print_all(register, run, refused=[2])] == [""]


def test_rows_keep_the_numbers_that_the_ledger_gives_them(register: Register) -> None:
    run = begin(register)
    rows = [
        RowPlan(1, 0, "第2行", "偃自然资函〔2026〕7号"),
        RowPlan(2, 0, "第3行"),
        RowPlan(3, 0, "第4行", "偃自然资函〔2026〕3号"),
    ]
    given = register.reserve(run, rows, ACT, number=NEXT)
    assert [one.number for one in given] == numbers(7, 8, 3)


def test_every_row_whose_own_number_cannot_be_taken_is_named(register: Register) -> None:
    a_run(register, "a", 1, "偃自然资函〔2026〕7号")
    rows = [
        RowPlan(1, 0, "台账.xlsx 第2行", "偃自然资函[2026]007号"),
        RowPlan(2, 0, "台账.xlsx 第3行", "没有序号的文号"),
        RowPlan(3, 0, "台账.xlsx 第4行", "偃自然资函〔2026〕9号"),
        RowPlan(4, 0, "台账.xlsx 第5行", "偃自然资函〔2026〕9号"),
    ]
    run = begin(register, "b")
    with pytest.raises(InputError) as refused:
        register.reserve(run, rows, ACT)
    assert [one.where for one in refused.value.problems] == [
        "台账.xlsx 第2行",
        "台账.xlsx 第3行",
        "台账.xlsx 第5行",
    ]
    assert register.rows(run) == ()
    assert a_run(register, "b", 1) == numbers(8)


def test_pages_and_texts_of_a_paper_are_kept(register: Register) -> None:
    run = begin(register)
    register.reserve(run, plans(2), ACT, number=NEXT)
    register.confirm(run, 0, [made(1), made(2)], ACT)
    papers = register.finish(run, ACT, pages={1: (1, 2), 2: (3, 1)})
    assert [(one.first_page, one.pages) for one in papers] == [(1, 2), (3, 1)]
    texts = register.texts(run.id, 2)
    assert (texts.case_json, texts.receipt_json) == (b'{"contract_no": "2"}', b"{}")
    with pytest.raises(DocgenError, match="没有这一行"):
        register.texts(run.id, 9)


def test_a_correction_gets_a_number_of_its_own_and_both_papers_are_linked(
    register: Register,
) -> None:
    a_run(register, "a", 2)
    wrong = register.find(numbers(1)[0])
    assert wrong is not None
    run = begin(register, "correction", corrects=wrong.id)
    register.reserve(run, plans(1), ACT, number=NEXT)
    (right,) = print_all(register, run)
    old = register.find(numbers(1)[0])
    assert old is not None
    assert (right.number, right.state) == (numbers(3)[0], DocumentState.VALID)
    assert (old.state, old.superseded_by) == (DocumentState.SUPERSEDED, right.number)
    assert "document.correct" in [one.what for one in register.trail(old)]
    with pytest.raises(UsageError, match="已经作废或已被更正"):
        begin(register, "again", corrects=wrong.id)


def test_a_correction_whose_row_is_refused_leaves_the_paper_as_it_was(register: Register) -> None:
    a_run(register, "a", 1)
    (paper,) = register.documents()
    run = begin(register, "correction", corrects=paper.id)
    register.reserve(run, plans(1), ACT, number=NEXT)
    assert print_all(register, run, refused=[1]) == ()
    assert register.documents() == (paper,)


def test_a_correction_is_of_one_paper(register: Register) -> None:
    a_run(register, "a", 1)
    run = begin(register, "correction", corrects=register.documents()[0].id)
    with pytest.raises(UsageError, match="一次只更正一件"):
        register.reserve(run, plans(2), ACT, number=NEXT)


def test_the_trail_tells_who_did_what_to_a_run(register: Register) -> None:
    run = begin(register)
    register.reserve(run, plans(2), ACT, number=NEXT)
    print_all(register, run, refused=[2])
    assert [one.what for one in register.trail(run)] == [
        "run.begin",
        "run.reserve",
        "run.refuse",
        "run.finish",
    ]
    assert {one.act for one in register.trail(run)} == {ACT}
