"""Which filed paper a returned file is: by its hash, its parts, its number; never by trust."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.errors import UsageError
from docgen.register.desk import Desk
from docgen.register.records import Document
from docgen.web.filed import find_filed
from tests.registers import ACT, NEXT, begin, fresh, made, plans
from tests.wordfiles import receipt_for

NOTHING = {
    "document": "price_demand", "title": "通知书", "number": "", "contract_no": "",
    "parcel_code": "", "supervision_no": "", "parts_sha256": "",
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(fresh(tmp_path)) as made_desk:
        yield made_desk


def printed(desk: Desk, how_many: int = 3) -> list[Document]:
    """Print a run whose receipts name the parts of their papers."""
    register = desk.register
    run = begin(register)
    register.reserve(run, plans(how_many), ACT, number=NEXT)
    for chunk in sorted({one.chunk for one in register.rows(run)}):
        rows = [one for one in register.rows(run) if one.chunk == chunk]
        outcomes = [made(one.row, receipt_json=receipt(one.row)) for one in rows]
        register.confirm(run, chunk, outcomes, ACT)
    return list(register.finish(run, ACT))


def receipt(row: int) -> bytes:
    whole = json.loads(receipt_for([{"text": f"第{row}份"}]))
    whole["document"] = {"id": "price_demand", "title": "通知书"}
    whole["outputs"] = {"docx": {"parts_sha256": f"parts-{row}"}}
    return json.dumps(whole).encode()


def test_a_paper_of_a_print_run_is_found_by_the_parts_that_its_receipt_names(desk: Desk) -> None:
    papers = printed(desk)
    inside = {**NOTHING, "contract_no": "contract-1", "parts_sha256": "parts-2"}
    filed = find_filed(desk, "0" * 64, inside)
    assert filed is not None
    assert filed.document.id == papers[1].id
    assert json.loads(filed.receipt)["text"][0]["text"] == "第2份"
    assert (filed.docx, filed.case_id, filed.same) == (None, None, True)


def test_its_number_finds_it_where_the_receipt_inside_was_tampered_with(desk: Desk) -> None:
    papers = printed(desk)
    inside = {**NOTHING, "number": papers[2].number, "parts_sha256": "forged"}
    filed = find_filed(desk, "0" * 64, inside)
    assert filed is not None
    assert filed.document.id == papers[2].id
    assert filed.same is False


def test_another_kind_of_paper_under_the_same_contract_is_not_taken_for_it(desk: Desk) -> None:
    printed(desk)
    inside = {**NOTHING, "document": "rectification", "contract_no": "contract-1",
              "parts_sha256": "parts-2"}  # fmt: skip
    assert find_filed(desk, "0" * 64, inside) is None


def test_a_contract_alone_does_not_say_which_paper_it_is(desk: Desk) -> None:
    printed(desk)
    inside = {**NOTHING, "contract_no": "contract-1", "parts_sha256": "parts-9"}
    assert find_filed(desk, "0" * 64, inside) is None


def test_without_a_receipt_nothing_is_guessed(desk: Desk) -> None:
    printed(desk)
    assert find_filed(desk, "0" * 64, None) is None


def test_a_paper_that_was_not_issued_cannot_be_chosen(desk: Desk) -> None:
    with pytest.raises(UsageError, match="没有发出"):
        find_filed(desk, "0" * 64, None, 7)
