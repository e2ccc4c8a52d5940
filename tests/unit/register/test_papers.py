"""Issued papers: found, voided, served; the trail keeps what was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from docgen.errors import DocgenError, UsageError
from docgen.register.records import Act, Document, DocumentState, Recorded, RunOrder, Served
from docgen.register.register import Register
from tests.registers import ACT, NEXT, a_run, begin, fresh, made, numbers, plans

SERVED = Served("mail", date(2026, 11, 30), signer="示例某", mail_no="EX000000001CN")
VOIDING = Act("2026-12-01T09:00:00+08:00", "示例科长", "主送写错")


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(fresh(tmp_path)) as opened:
        yield opened


def paper(register: Register, number: int = 1) -> Document:
    found = register.find(numbers(number)[0])
    assert found is not None
    return found


@pytest.mark.parametrize(
    "written", ["偃自然资函〔2026〕2号", "偃自然资函[2026]2号", " 偃自然资函（2026）第002号 "]
)
def test_a_paper_is_found_however_its_number_is_written(register: Register, written: str) -> None:
    a_run(register, "a", 3)
    found = register.find(written)
    assert found is not None
    assert (found.number, found.row, found.kind) == (numbers(2)[0], 2, "price_demand")
    assert (found.contract_no, found.addressee) == ("contract-1", "示例甲公司")
    assert (found.dated, found.keys) == (date(2026, 11, 24), ("contract-1", "parcel-2"))


@pytest.mark.parametrize("number", ["偃自然资函〔2026〕9号", "", "号", "许自然资函〔2026〕2号"])
def test_a_number_that_nobody_bears_finds_nothing(register: Register, number: str) -> None:
    a_run(register, "a", 3)
    assert register.find(number) is None


def test_a_number_of_a_run_that_is_not_done_finds_nothing(register: Register) -> None:
    register.reserve(begin(register), plans(1), ACT, number=NEXT)
    assert register.find(numbers(1)[0]) is None


def test_papers_are_found_by_parcel_contract_kind_and_run(register: Register) -> None:
    a_run(register, "a", 3)
    other = register.begin_run(RunOrder("b", "idle_investigation", "."), ACT)
    register.reserve(other, plans(1), ACT, number=NEXT)
    register.confirm(other, 0, [made(1)], ACT)
    register.finish(other, ACT)
    assert len(register.documents()) == 4
    assert [one.number for one in register.documents(key="parcel-1")] == numbers(1, 4)
    assert len(register.documents(key="contract-1")) == 4
    assert [one.number for one in register.documents(kind="idle_investigation")] == numbers(4)
    assert [one.number for one in register.documents(run=other)] == numbers(4)


def test_the_latest_valid_paper_of_each_parcel_feeds_the_next_notice(register: Register) -> None:
    a_run(register, "a", 3)
    a_run(register, "b", 2)
    register.void(paper(register, 5), VOIDING)
    register.record_services([(paper(register, 4), SERVED)], ACT)
    found = register.latest(["price_demand"], ["parcel-1", "parcel-2", "parcel-3", "parcel-9"])[
        "price_demand"
    ]
    assert {key: one.number for key, one in found.items()} == {
        "parcel-1": numbers(4)[0],
        "parcel-2": numbers(2)[0],
        "parcel-3": numbers(3)[0],
    }
    assert found["parcel-1"].service == SERVED
    assert register.latest(["idle_investigation"], ["parcel-1"]) == {"idle_investigation": {}}


def test_the_latest_papers_of_a_thousand_parcels_are_found_at_once(register: Register) -> None:
    a_run(register, "a", 1200)
    found = register.latest(["price_demand"], [f"parcel-{row}" for row in range(1, 1201)])[
        "price_demand"
    ]
    assert [found[f"parcel-{row}"].row for row in (1, 500, 501, 1200)] == [1, 500, 501, 1200]
    assert len(found) == 1200


def test_a_voided_paper_keeps_its_number_for_ever(register: Register) -> None:
    a_run(register, "a", 2)
    assert register.void(paper(register, 2), VOIDING).state is DocumentState.VOID
    assert a_run(register, "b", 1) == numbers(3)
    with pytest.raises(UsageError, match="已经用过"):
        register.reserve(begin(register, "c"), plans(1), ACT, number=numbers(2)[0])
    last = register.trail(paper(register, 2))[-1]
    assert (last.what, last.act) == ("document.void", VOIDING)


def test_a_paper_is_voided_once_and_with_a_reason(register: Register) -> None:
    a_run(register, "a", 1)
    with pytest.raises(UsageError, match="没有写作废的原因"):
        register.void(paper(register), ACT)
    register.void(paper(register), VOIDING)
    with pytest.raises(UsageError, match="已经作废"):
        register.void(paper(register), VOIDING)


def test_the_same_service_told_twice_is_noted_once(register: Register) -> None:
    a_run(register, "a", 2)
    services = [(paper(register, 1), SERVED), (paper(register, 2), SERVED)]
    assert register.record_services(services, ACT) == (Recorded.NEW, Recorded.NEW)
    assert register.record_services(services, ACT) == (Recorded.SAME, Recorded.SAME)
    assert [one.what for one in register.trail(paper(register))].count("service.record") == 1
    assert paper(register).service == SERVED


def test_a_changed_service_is_a_correction_with_a_trail(register: Register) -> None:
    a_run(register, "a", 1)
    register.record_services([(paper(register), SERVED)], ACT)
    later = replace(SERVED, served_on=date(2026, 12, 2))
    why = replace(ACT, why="回执补到")
    assert register.record_services([(paper(register), later)], why) == (Recorded.CORRECTED,)
    assert paper(register).service == later
    last = register.trail(paper(register))[-1]
    assert (last.what, last.act.why) == ("service.correct", "回执补到")


def test_services_are_noted_all_or_none(register: Register) -> None:
    a_run(register, "a", 2)
    register.void(paper(register, 2), VOIDING)
    with pytest.raises(UsageError, match="不再登记送达"):
        register.record_services([(paper(register, 1), SERVED), (paper(register, 2), SERVED)], ACT)
    assert paper(register, 1).service is None


def test_a_paper_is_not_served_twice_in_one_go(register: Register) -> None:
    a_run(register, "a", 1)
    with pytest.raises(DocgenError, match="登记了两次"):
        register.record_services([(paper(register), SERVED), (paper(register), SERVED)], ACT)
    assert paper(register).service is None


def test_papers_that_nobody_has_served_yet_are_listed(register: Register) -> None:
    a_run(register, "a", 3)
    register.record_services([(paper(register, 1), SERVED)], ACT)
    register.void(paper(register, 3), VOIDING)
    assert [one.number for one in register.documents(unserved=True)] == numbers(2)
