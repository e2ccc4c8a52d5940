"""Rows of a ledger together: seen once, not kept, and told with file and row."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.model import Case
from docgen.packs import load_pack
from docgen.rules import Finding, Row, Spot, Sums, run, run_ledger, run_rows
from tests.counts import count

NATIONAL = load_pack(None)


def row(no: int, **case: object) -> Row:
    return Row(Case.model_validate(case), NATIONAL, Spot("台账.xlsx", f"第{no}行"), no=no)


def test_a_finding_names_file_and_row_and_prints_the_row() -> None:
    rows = [row(2, contract_no="甲1号"), row(7, contract_no="甲1号")]
    (finding,) = run_ledger(rows)
    assert (finding.code, finding.file, finding.row) == ("R020", "台账.xlsx", "第7行")
    assert "台账.xlsx 第2行" in finding.message
    assert finding.as_dict()["row"] == "第7行"
    assert finding.place == "合同编号"


def test_a_finding_about_a_whole_file_prints_no_row() -> None:
    rows = [Row(Case(contract_no="甲"), NATIONAL, Spot(name)) for name in ("甲.yaml", "乙.yaml")]
    (finding,) = run_ledger(rows)
    assert finding.file == "乙.yaml" and "row" not in finding.as_dict()


def test_rows_without_any_place_are_still_told_apart() -> None:
    rows = [Row(Case(contract_no="甲"), NATIONAL) for _ in range(2)]
    assert [finding.code for finding in run_ledger(rows)] == ["R020"]


def test_findings_come_by_code_and_then_in_the_order_of_the_rows() -> None:
    codes = ["410307001002GB00001", "410307001002GB00002"] * 3
    rows = [
        row(no, contract_no=f"甲{no % 2}", parcel={"parcel_code": code})
        for no, code in enumerate(codes)
    ]
    found = [(finding.code, finding.row) for finding in run_ledger(rows)]
    assert found == [("R020", f"第{no}行") for no in (2, 2, 3, 3, 4, 4, 5, 5)]


@pytest.mark.slow
def test_no_row_is_kept_once_it_was_seen() -> None:
    alive: list[weakref.ref[Case]] = []

    def rows() -> Iterator[Row]:
        for no in range(8):
            case = Case.model_validate({"contract_no": f"甲{no}", "parcel": {"location": "某处"}})
            alive.append(weakref.ref(case))
            yield Row(case, NATIONAL, Spot("台账.xlsx", f"第{no}行"))
            del case
            gc.collect()
            assert sum(ref() is not None for ref in alive) <= 1

    assert run_ledger(rows()) == ()


def test_what_a_row_does_not_give_is_not_wrong_and_what_it_gives_is_checked() -> None:
    case = Case.model_validate({"grant": {"price_yuan": "1000.00", "deposit_yuan": "200.01"}})
    whole = {finding.code for finding in run(case, None, NATIONAL)}
    excerpt = run(case, None, NATIONAL, excerpt=True, file="台账.xlsx", row="第3行")
    assert {"R031", "R060"} <= whole
    assert "R060" in {finding.code for finding in excerpt}
    assert not {"R013", "R031", "R046"} & {finding.code for finding in excerpt}
    assert {finding.row for finding in excerpt} == {"第3行"}


#: What a row may give, right and wrong; several of them make rows of several shapes.
PARTS: tuple[dict[str, object], ...] = (
    {"contract_no": "偃自然资出[2021]1号"},
    {"zone": "无此片区"},
    {"grant": {"price_yuan": "100", "deposit_yuan": "21", "signing_date": "2021-02-30"}},
    {"grant": {"price_yuan": "1.001", "signing_date": "2021-11-05"}, "stage": "draft"},
    {"parcel": {"parcel_code": "410307001002JB00001", "granted_area_m2": "0"}},
    {"parcel": {"granted_area_m2": "26114.20", "granted_area_mu": "39.2"}},
    {"parties": {"grantees": [{"name": " 示例甲公司", "credit_code": "91410307MA40000000"}]}},
    {"parties": {"grantees": [{"name": "示例乙公司", "credit_code": "91410307MA40000000"}]}},
)
SHAPES = st.lists(st.sampled_from(range(len(PARTS))), max_size=3)


@settings(max_examples=count(400, 10), deadline=None)
@given(shapes=st.lists(SHAPES, max_size=40), stage=st.sampled_from([None, "draft", "final"]))
def test_rows_taken_some_at_a_time_show_what_each_shows_alone(
    shapes: list[list[int]], stage: str | None
) -> None:
    rows = [row(no, **_merged(shape)) for no, shape in enumerate(shapes)]
    wanted: list[Finding] = []
    for one in rows:
        spot = one.spot
        wanted += run(
            one.case, None, one.pack, stage=stage, file=spot.file, row=spot.row, excerpt=True
        )
    wanted += run_ledger(rows, stage=stage)
    assert list(run_rows(iter(rows), stage=stage)) == wanted


def _merged(shape: list[int]) -> dict[str, object]:
    return {key: value for place in shape for key, value in PARTS[place].items()}


def test_the_parts_of_those_rows_show_something() -> None:
    rows = [row(no, **part) for no, part in enumerate(PARTS)]
    found = list(run_rows(rows))
    places = [finding.row for finding in found if finding.code != "R009"]
    assert len(found) > len(PARTS)
    assert places == sorted(places)


def test_a_warning_of_a_row_is_confirmed_by_its_own_case_alone() -> None:
    part: dict[str, object] = {"parcel": {"granted_area_m2": "1.00"}}
    (loose,) = run_rows([row(2, **part)])
    said = {"code": loose.code, "path": loose.path, "value": loose.value, "by": "䶮某"}
    assert loose.severity == "warning" and loose.confirmed is None
    firm, other = run_rows([row(2, **part, acknowledgements=[said]), row(3, **part)])
    assert firm.confirmed is not None and firm.confirmed.by == "䶮某"
    assert other.confirmed is None


def test_few_rows_are_kept_while_a_ledger_is_checked() -> None:
    alive: list[weakref.ref[Case]] = []

    def rows() -> Iterator[Row]:
        for no in range(200):
            case = Case.model_validate({"contract_no": f"甲{no}", "parcel": {"location": "某处"}})
            alive.append(weakref.ref(case))
            yield Row(case, NATIONAL, Spot("台账.xlsx", f"第{no}行"))
        gc.collect()
        assert sum(ref() is not None for ref in alive) < 100

    assert list(run_rows(rows())) == []


def test_the_summary_is_held_against_the_papers_to_the_fen() -> None:
    rows = [
        Row(Case(contract_no=str(no)), NATIONAL, Spot("台账.xlsx"), amount_yuan=Decimal("0.10"))
        for no in range(3)
    ]
    assert run_ledger(rows, sums=Sums(Decimal("0.3"))) == ()
    (finding,) = run_ledger(rows, sums=Sums(Decimal("0.31")))
    assert (finding.code, finding.expected) == ("R109", "0.30")
    assert run_ledger([], sums=Sums(Decimal(1))) == ()


@pytest.mark.parametrize("order", [1, -1])
def test_a_renamed_body_is_excused_wherever_its_former_name_stands(order: int) -> None:
    code = "91410307MA9EXAMP8N"
    old = {"name": "示例甲机械有限公司", "credit_code": code}
    new = {"name": "示例甲装备有限公司", "credit_code": code, "former_name": old["name"]}
    rows = [row(no, parties={"grantees": [one]}) for no, one in enumerate([old, new][::order])]
    assert run_ledger(rows) == ()


def test_a_warning_of_the_ledger_is_confirmed_by_the_case_of_its_row() -> None:
    code = "91410307MA9EXAMP8N"
    said = {"code": "R009", "path": "当事人.受让人[1].名称", "value": "示例乙", "by": "䶮某"}
    parties = [{"grantees": [{"name": name, "credit_code": code}]} for name in ("示例甲", "示例乙")]
    (loose,) = run_ledger([row(no, parties=one) for no, one in enumerate(parties)])
    assert loose.severity == "warning" and loose.confirmed is None
    rows = [row(1, parties=parties[0]), row(2, parties=parties[1], acknowledgements=[said])]
    (firm,) = run_ledger(rows)
    assert firm.confirmed is not None and firm.confirmed.by == "䶮某"
    rows = [row(1, parties=parties[0], acknowledgements=[said]), row(2, parties=parties[1])]
    (other,) = run_ledger(rows)
    assert other.confirmed is None


@settings(max_examples=count(400, 40), deadline=None)
@given(st.lists(st.integers(0, 6), max_size=12))
def test_each_row_that_repeats_a_number_is_told_once(numbers: list[int]) -> None:
    rows = [row(no, contract_no=f"甲{number}") for no, number in enumerate(numbers)]
    repeated = [no for no, number in enumerate(numbers) if number in numbers[:no]]
    found = [finding.row for finding in run_ledger(rows) if finding.code == "R020"]
    assert found == [f"第{no}行" for no in repeated]


def test_the_work_of_a_ledger_grows_as_its_rows() -> None:
    """n against 2n, counted in calls, not in seconds; each row repeats what the first one bears."""
    rows = [
        Row(
            Case.model_validate(
                {
                    "contract_no": "甲1号",
                    "parcel": {"parcel_code": "410307001002GB00001"},
                    "parties": {"grantees": [{"name": f"示例{no}", "credit_code": "甲"}]},
                }
            ),
            NATIONAL,
            Spot("台账.xlsx", f"第{no}行"),
            amount_yuan=Decimal(1),
            stem=f"甲1号-{no}",
        )
        for no in range(120)
    ]
    few, many = _calls(rows[:60]), _calls(rows)
    assert few > 1000
    assert many < few * Decimal("2.1")


def _calls(rows: list[Row]) -> int:
    seen = 0

    def count_call(frame: object, event: str, argument: object) -> None:
        nonlocal seen
        seen += event == "call"

    run_ledger(rows[:2])
    sys.setprofile(count_call)
    try:
        run_ledger(rows)
    finally:
        sys.setprofile(None)
    return seen
