"""一地一档: every paper of a parcel once, whoever knows of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from docgen.ledgers.made import MadeLedger, MadeRow
from docgen.ledgers.run import make_ledger
from docgen.model import Case
from docgen.register.records import Act, Document, RunOrder, Served
from docgen.register.register import Register
from tests.parcelcases import idle, inefficient
from tests.registers import ACT, fresh, made, plans

CODE = "410307001002GB00321"
NUMBER = "偃闲调〔2021〕3号"
ASKED = {
    "文书链": {"调查通知书": {"文号": NUMBER, "成文日期": "2021-07-19", "送达日期": "2021-07-20"}}
}


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(fresh(tmp_path)) as held:
        yield held


def issue(
    register: Register, number: str, *, kind: str = "idle_investigation", key: str = CODE
) -> Document:
    run = register.begin_run(RunOrder(number, kind, f"夹/{number}"), ACT)
    register.reserve(run, plans(1), ACT, number=number)
    told = made(1, keys=(key,), dated=date(2021, 7, 19), addressee="示例乙公司", pages=2)
    register.confirm(run, 0, [told], ACT)
    [paper] = register.finish(run, ACT)
    return paper


def index(register: Register | None, *cases: Case) -> MadeLedger:
    named = [(f"案卷{place}", case) for place, case in enumerate(cases, 1)]
    return make_ledger("一地一档", named, register)


def papers(ledger: MadeLedger) -> list[tuple[object, ...]]:
    keys = ("kind", "number", "state", "source")
    return [tuple(row.values[key] for key in keys) for row in ledger.rows]


def only(ledger: MadeLedger) -> MadeRow:
    return next(row for row in ledger.rows if row.values["number"] == NUMBER)


def test_a_case_alone_tells_of_its_papers_in_the_order_of_their_days() -> None:
    case = idle(**ASKED, **{"出让.签订日期": "2019-08-16"})
    assert papers(index(None, case)) == [
        ("国有建设用地使用权出让合同", "偃自然资出〔2019〕6号", "据案卷", "案卷"),
        ("闲置土地调查通知书", NUMBER, "据案卷", "案卷"),
    ]


def test_what_the_register_and_the_case_know_is_one_paper(register: Register) -> None:
    paper = issue(register, NUMBER)
    register.record_services([(paper, Served("mail", date(2021, 7, 20), signer="示例甲"))], ACT)
    row = only(index(register, idle(**ASKED)))
    assert row.values["source"] == "登记簿、案卷"
    assert row.values["method"] == "邮寄送达"
    assert (row.values["signer"], row.values["pages"]) == ("示例甲", 2)
    assert row.values["remark"] is None


def test_where_register_and_case_differ_the_register_stands_and_it_is_told(
    register: Register,
) -> None:
    paper = issue(register, NUMBER)
    register.record_services([(paper, Served("mail", date(2021, 7, 22)))], ACT)
    row = only(index(register, idle(**ASKED)))
    assert row.values["served_on"] == date(2021, 7, 22)
    assert "送达日期" in str(row.values["remark"])


def test_a_void_paper_stays_in_the_index(register: Register) -> None:
    paper = issue(register, NUMBER)
    register.void(paper, Act(ACT.at, ACT.who, "文号用错"))
    assert only(index(register, idle())).values["state"] == "已作废"


def test_papers_of_another_parcel_are_not_in_it(register: Register) -> None:
    issue(register, "偃闲调〔2021〕4号", key="410307001002GB00999")
    assert [row.values["number"] for row in index(register, idle()).rows] == [
        "偃自然资出〔2019〕6号"
    ]


def test_papers_are_found_by_any_code_or_number_of_the_parcel(register: Register) -> None:
    issue(register, NUMBER, key="偃自然资出〔2019〕6号")
    assert len(index(register, idle()).rows) == 2


def test_several_cases_of_one_parcel_make_one_list() -> None:
    ledger = index(None, idle(**ASKED), idle())
    assert len(ledger.rows) == 2
    assert ledger.left_out == ()


def test_a_case_without_code_or_paper_is_left_out() -> None:
    nameless = idle(**{"宗地.宗地代码": "null", "合同编号": "null"})
    ledger = index(None, nameless, inefficient())
    assert [one.reason[:2] for one in ledger.left_out] == ["案卷", "登记"]
