"""The chain of notices is fed by the register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from docgen.batch.chain import Chain
from docgen.batch.job import RowData
from docgen.model import Case, NoticeKind
from docgen.model import Chain as ChainPart
from docgen.packs.notices import chain_kinds
from docgen.register.records import Document, RunOrder, Served
from docgen.register.register import Register
from tests.registers import ACT, NEXT, fresh, made, numbers, plans

SERVED = Served("mail", date(2026, 11, 30))
FED = {"document_no": numbers(1)[0], "date": "2026-11-24", "served_on": "2026-11-30"}


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(fresh(tmp_path)) as opened:
        yield opened


def issue(register: Register, kind: str, *, served: bool = True) -> Document:
    run = register.begin_run(RunOrder(f"{kind} {len(register.runs())}", kind, "."), ACT)
    register.reserve(run, plans(1), ACT, number=NEXT)
    register.confirm(run, 0, [made(1)], ACT)
    (paper,) = register.finish(run, ACT)
    if served:
        register.record_services([(paper, SERVED)], ACT)
    return paper


def fill(
    register: Register, data: dict[str, object], keys: tuple[str, ...] = ("contract-1", "parcel-1")
) -> tuple[dict[str, object], dict[str, str]]:
    given = RowData(1, "台账.xlsx", "第2行", 2, data, {}, {})
    (row,) = Chain(register, "deal_publicity").filled([(given, keys)])
    return dict(row.data), dict(row.origins)


def test_every_place_of_the_chain_and_every_kind_of_it_is_known() -> None:
    assert set(chain_kinds()) <= set(ChainPart.model_fields)
    assert set(chain_kinds().values()) <= {kind.value for kind in NoticeKind}


def test_number_day_and_service_of_the_paper_before_are_filled_in(register: Register) -> None:
    issue(register, "idle_investigation")
    data, origins = fill(register, {"contract_no": "1"})
    assert data == {"contract_no": "1", "chain": {"investigation": FED}}
    assert origins["chain.investigation.served_on"] == f"登记簿 {numbers(1)[0]}"
    assert Case.model_validate(data).chain is not None


def test_the_paper_issued_last_counts(register: Register) -> None:
    issue(register, "idle_investigation")
    issue(register, "idle_investigation", served=False)
    data, _ = fill(register, {})
    assert data == {
        "chain": {"investigation": {"document_no": numbers(2)[0], "date": "2026-11-24"}}
    }


def test_a_voided_paper_feeds_nothing(register: Register) -> None:
    register.void(issue(register, "idle_investigation"), replace(ACT, why="主送写错"))
    assert fill(register, {"contract_no": "1"}) == ({"contract_no": "1"}, {})


def test_a_paper_that_the_row_names_tells_the_rest_of_itself_only(register: Register) -> None:
    issue(register, "idle_investigation")
    issue(register, "idle_investigation", served=False)
    named = {"chain": {"investigation": {"document_no": "偃自然资函[2026]1号"}}}
    data, _ = fill(register, named)
    wanted = FED | {"document_no": "偃自然资函[2026]1号"}
    assert data == {"chain": {"investigation": wanted}}


@pytest.mark.parametrize(
    "own",
    [
        {"document_no": "许自然资函〔2025〕9号"},
        {"served_on": "2025-01-02"},
        {"document_no": "待定"},
    ],
)
def test_what_the_row_says_of_another_paper_is_not_mixed_with_the_registers(
    register: Register, own: dict[str, str]
) -> None:
    issue(register, "idle_investigation")
    data = {"chain": {"investigation": own}}
    assert fill(register, dict(data)) == (data, {})


def test_a_number_of_another_kind_of_paper_feeds_nothing(register: Register) -> None:
    issue(register, "idle_recognition")
    named = {"chain": {"investigation": {"document_no": numbers(1)[0]}}}
    data, _ = fill(register, named)
    assert data["chain"] == named["chain"] | {"recognition": FED}


def test_a_paper_of_another_parcel_of_the_same_contract_feeds_nothing(register: Register) -> None:
    issue(register, "idle_investigation")
    assert fill(register, {}, ("contract-1", "parcel-2")) == ({}, {})
    data, _ = fill(register, {}, ("contract-1",))
    assert data == {"chain": {"investigation": FED}}


def test_where_there_is_no_register_yet_rows_stay_as_they_are() -> None:
    row = RowData(1, "台账.xlsx", "第2行", 2, {"contract_no": "1"}, {}, {})
    assert Chain(None, "deal_publicity").filled([(row, ("1",))]) == [row]


def test_a_paper_of_the_kind_that_is_made_is_not_before_itself(register: Register) -> None:
    issue(register, "price_demand")
    row = RowData(1, "台账.xlsx", "第2行", 2, {"contract_no": "1"}, {}, {})
    assert Chain(register, "price_demand").filled([(row, ("contract-1",))]) == [row]
