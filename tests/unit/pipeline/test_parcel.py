"""Papers of one parcel are held against each other, whenever they were made."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen import intake, pipeline
from docgen.cli.app import run
from docgen.delivery.filed import Filed
from docgen.delivery.shape import read_receipt
from docgen.errors import AuditError, InputError, UsageError
from docgen.pipeline.parcel import Parcel, hold
from docgen.pipeline.parcel_folder import open_folder

ROOT = Path(__file__).resolve().parents[3]
CASE = ROOT / "examples" / "yanshi.yaml"
Values = dict[str, Any]


def figure(path: str, value: str | None, **more: Any) -> Values:
    return {
        "path": path, "title": path, "kind": "text", "value": value, "printed": value or "",
        "form": "", "unit": "", "part": "word/document.xml", "clause": "第一条", "paragraph": 1,
        "page": 2, "basis": "案卷", "absent": "", **more,
    }  # fmt: skip


@cache
def receipt_text() -> str:
    case = pipeline.load_case(CASE)
    made = next(iter(pipeline.generate(case, ["信用承诺书"], formats=("docx",))))
    return made.receipt_json.decode()


def filed(
    stem: str,
    *figures: Values,
    document: str = "land_grant_contract",
    stage: str = "final",
    parcel: Mapping[str, str | None] | None = None,
    number: str | None = None,
) -> Filed:
    """Return a paper as it would lie on the disk; a notice has a number of its own."""
    values = json.loads(receipt_text())
    values["document"]["id"] = document
    values["document"]["number"] = number
    values["stage"] = stage
    values["parcel"].update(parcel or {})
    values["figures"] = list(figures)
    receipt = read_receipt(json.dumps(values).encode(), name=stem)
    return Filed(stem, receipt, f"{stem}.receipt.json", False, "0" * 64, ())


def one(*papers: Filed) -> Parcel:
    [parcel] = hold(papers)
    return parcel


def test_the_same_value_everywhere_is_no_parting() -> None:
    contract = filed("合同", figure("grant.price_yuan", "300.00", kind="amount", unit="元"))
    plan = filed("方案", figure("grant.price_yuan", "300", kind="amount"), document="disposal_plan")
    assert one(contract, plan).partings == ()


def test_a_field_that_two_papers_say_differently_is_named_with_both_papers_and_clauses() -> None:
    contract = filed("合同", figure("grant.price_yuan", "12345678.90", kind="amount", unit="元"))
    plan = filed(
        "方案",
        figure("grant.price_yuan", "12345687.90", kind="amount", unit="元", clause="三、", page=1),
        document="disposal_plan",
    )
    [parting] = one(contract, plan).partings
    assert parting.current
    assert [(said.value, said.places) for said in parting.sayings] == [
        ("12345678.90 元", (("合同", "第一条，第2页"),)),
        ("12345687.90 元", (("方案", "三、，第1页"),)),
    ]


@pytest.mark.parametrize(
    ("path", "shared"),
    [
        ("parcel.granted_area_m2", True),
        ("parties.grantees[0].name", True),
        ("grant.commencement_date", True),
        ("document.contract_no", True),
        ("document.date", False),
        ("notice.number", False),
        ("parcels", False),
    ],
)
def test_only_what_all_papers_share_is_compared(path: str, shared: bool) -> None:
    parcel = one(
        filed("甲", figure(path, "1")), filed("乙", figure(path, "2"), document="disposal_plan")
    )
    assert bool(parcel.partings) == shared


@pytest.mark.parametrize("absent", ["blank", "slash"])
def test_what_was_left_blank_contradicts_nothing(absent: str) -> None:
    announced = filed("公告", figure("grant.price_yuan", None, absent=absent), stage="announcement")
    signed = filed("合同", figure("grant.price_yuan", "5", kind="amount"))
    assert one(announced, signed).partings == ()


def test_another_unit_is_another_value() -> None:
    parcel = one(
        filed("甲", figure("parcel.granted_area_m2", "10", kind="area", unit="平方米")),
        filed("乙", figure("parcel.granted_area_m2", "10", kind="area", unit="亩")),
    )
    assert len(parcel.partings) == 1


def row(table: str, number: int, name: str, value: str, **more: Any) -> list[Values]:
    return [
        figure(f"indicators.{table}[{number}].name", name),
        figure(f"indicators.{table}[{number}].value", value, kind="number", **more),
    ]


def test_indicators_are_compared_by_their_names_and_not_by_their_rows() -> None:
    contract = filed("合同", *row("contract_table", 0, "亩均产值", "400"))
    rows = [*row("agreement_table", 0, "就业", "80"), *row("agreement_table", 1, "亩均产值", "400")]
    assert one(contract, filed("协议", *rows, document="supervision_agreement")).partings == ()
    rows[-1]["value"] = "450"
    [parting] = one(contract, filed("协议", *rows, document="supervision_agreement")).partings
    assert "亩均产值" in parting.title


def test_an_indicator_with_a_least_and_a_most_value_is_compared_as_a_whole() -> None:
    def table(name: str, most: str) -> list[Values]:
        rows = [*row(name, 0, "容积率", "1.0"), *row(name, 1, "容积率", most)]
        needs = enumerate(("不低于", "不高于"))
        return rows + [figure(f"indicators.{name}[{n}].requirement", said) for n, said in needs]

    contract = filed("合同", *table("contract_table", "2"))
    same = filed("协议", *table("agreement_table", "2.0"), document="x")
    assert one(contract, same).partings == ()
    other = filed("协议", *table("agreement_table", "3.0"), document="x")
    [parting] = one(contract, other).partings
    assert [said.value for said in parting.sayings] == ["不低于 1；不高于 2", "不低于 1；不高于 3"]


def test_an_indicator_of_a_table_is_compared_with_the_field_it_comes_from() -> None:
    field = figure("indicators.tax_wan_per_mu", "20", kind="number", title="指标.亩均税收")
    rows = row("contract_table", 0, "亩均税收", "30", basis="指标.亩均税收")
    [parting] = one(filed("合同", *rows), filed("协议", field, document="x")).partings
    assert parting.title == "指标.亩均税收"


# --- versions -------------------------------------------------------------------------------------


def dated(stem: str, day: str | None, value: str, **more: Any) -> Filed:
    price = figure("grant.price_yuan", value, kind="amount")
    return filed(stem, price, parcel={"document_date": day}, **more)


def test_a_later_version_takes_the_place_of_a_former_one() -> None:
    old, new = dated("旧", "2021-11-05", "1"), dated("新", "2021-12-01", "2")
    parcel = one(new, old)
    assert {paper.filed.stem: paper.superseded_by for paper in parcel.papers} == {
        "旧": "新",
        "新": "",
    }
    [parting] = parcel.partings
    assert not parting.current


def test_a_paper_that_still_follows_the_superseded_version_parts_from_the_later_one() -> None:
    old, new = dated("旧", "2021-11-05", "1"), dated("新", "2021-12-01", "2")
    plan = dated("方案", "2021-11-06", "1", document="disposal_plan")
    [parting] = one(old, new, plan).partings
    assert parting.current
    follows = dated("方案", "2021-11-06", "2", document="disposal_plan")
    [parting] = one(old, new, follows).partings
    assert not parting.current


@pytest.mark.parametrize("days", [("2021-11-05", "2021-11-05"), (None, "2021-11-05"), (None, None)])
def test_where_no_day_tells_the_later_version_both_stand(days: tuple[str | None, ...]) -> None:
    parcel = one(dated("甲", days[0], "1"), dated("乙", days[1], "2"))
    assert parcel.partings[0].current
    assert parcel.undated == (("甲", "乙"),)


def test_a_draft_gives_way_to_the_final_paper_even_before_it_had_a_number() -> None:
    draft = filed(
        "稿", figure("grant.price_yuan", "1"), stage="draft", parcel={"contract_no": None}
    )
    final = dated("合同", None, "2")
    assert not one(draft, final).partings[0].current


def test_what_was_announced_still_binds_the_contract() -> None:
    announced = dated("公告", "2021-10-01", "1", stage="announcement")
    assert one(announced, dated("合同", "2021-11-05", "2")).partings[0].current


# --- parcels --------------------------------------------------------------------------------------


NO_NUMBERS = {"contract_no": None, "parcel_code": None, "supervision_no": None}


def test_papers_of_two_parcels_are_not_held_against_each_other() -> None:
    first = dated("甲", None, "1")
    second = filed(
        "乙", figure("grant.price_yuan", "2"), parcel={**NO_NUMBERS, "parcel_code": "他宗"}
    )
    assert [len(parcel.papers) for parcel in hold([first, second])] == [1, 1]


def test_one_common_number_is_enough_and_a_chain_of_them_too() -> None:
    def numbered(stem: str, **numbers: str) -> Filed:
        return filed(stem, figure("grant.price_yuan", stem), parcel={**NO_NUMBERS, **numbers})

    papers = [
        numbered("甲", contract_no="一号"),
        numbered("丙", parcel_code="宗"),
        numbered("乙", contract_no="一号", parcel_code="宗"),
    ]
    [parcel] = hold(papers)
    assert [paper.filed.stem for paper in parcel.papers] == ["甲", "丙", "乙"]
    assert parcel.name == "一号"
    nameless = hold([filed("丁", parcel=NO_NUMBERS)])
    assert nameless[0].name == ""


# --- folders --------------------------------------------------------------------------------------


def deliver(folder: Path, change: Callable[[Values], None] | None = None, **more: Any) -> None:
    values = yaml.load(CASE.read_text("utf-8"), yaml.BaseLoader)
    if change:
        change(values)
    loaded = intake.case_from_mapping(values).case
    papers = list(pipeline.generate(loaded, ["信用承诺书"], formats=("docx",), **more))
    pipeline.deliver(papers, folder, formats=("docx",))


def rename(values: Values) -> None:
    values["parties"]["grantees"][0]["legal_representative"] = "改名某"


def test_papers_of_one_case_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deliver(tmp_path / "档")
    deliver(tmp_path / "档" / "再印")
    assert run(["verify", str(tmp_path / "档")]) == 0
    out = capsys.readouterr().out
    assert "档：1 份文书，1 宗地" in out
    assert "再印/" not in out


def test_papers_made_at_different_times_from_different_data_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(tmp_path / "档" / "一")
    deliver(tmp_path / "档" / "二", rename)
    assert run(["verify", str(tmp_path / "档")]) == AuditError.exit_code
    out = capsys.readouterr().out
    assert "各文书之间不一致（1 处）" in out
    assert "改名某" in out
    assert "看不出先后" in out
    assert "一/偃自然资出" in out
    assert "二/偃自然资出" in out
    assert run(["verify", "--json", str(tmp_path / "档")]) == AuditError.exit_code
    told = json.loads(capsys.readouterr().out)
    [parcel] = told["parcels"]
    assert [one["path"] for one in parcel["partings"]] == [
        "parties.grantees[0].legal_representative"
    ]
    assert len(told["files"]) == 2


def test_a_paper_without_receipt_is_said_to_have_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(tmp_path / "档", embed=False)
    [receipt] = (tmp_path / "档").glob("*.receipt.json")
    receipt.unlink()
    assert run(["verify", str(tmp_path / "档")]) == InputError.exit_code
    told = capsys.readouterr()
    assert "没有可以对照的回执" in told.err
    assert "0 份文书" in told.out


def test_a_receipt_alone_is_enough_to_compare_and_a_broken_one_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(tmp_path / "档")
    for path in (tmp_path / "档").glob("*.docx"):
        path.unlink()
    (tmp_path / "档" / "坏.receipt.json").write_bytes(b"{")
    assert run(["verify", str(tmp_path / "档")]) == InputError.exit_code
    told = capsys.readouterr()
    assert "坏.receipt.json" in told.err
    assert "1 份文书" in told.out


def test_audit_sheets_lock_files_and_hidden_files_are_left_aside(tmp_path: Path) -> None:
    deliver(tmp_path / "档")
    for name in ("~$合同.docx", ".x.docx", "合同-核验单.pdf", "说明.txt", ".藏/合同.docx"):
        path = tmp_path / "档" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    folder = open_folder(tmp_path / "档")
    assert len(folder.papers) == len(folder.files) == 1
    assert folder.faults == ()


def test_an_empty_folder_and_a_receipt_beside_a_folder_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", str(tmp_path)]) == InputError.exit_code
    assert "没有文书" in capsys.readouterr().err
    assert run(["verify", str(tmp_path), "--receipt", "x.json"]) == UsageError.exit_code


# --- notices ------------------------------------------------------------------------------------

DEMAND = "price_demand"


def demand(stem: str, number: str, day: str, *, stage: str = "final") -> Filed:
    return filed(stem, document=DEMAND, number=number, stage=stage, parcel={"document_date": day})


def test_two_notices_of_a_kind_with_numbers_of_their_own_both_stand() -> None:
    first, second = (
        demand("甲", "示函〔2026〕1号", "2026-03-02"),
        demand("乙", "示函〔2026〕2号", "2026-06-02"),
    )
    parcel = one(first, second)
    assert [paper.superseded_by for paper in parcel.papers] == ["", ""]
    assert parcel.undated == ()


def test_a_notice_made_anew_under_its_number_takes_the_place_of_the_former() -> None:
    parcel = one(
        demand("甲", "示函〔2026〕1号", "2026-03-02"), demand("乙", "示函〔2026〕1号", "2026-03-05")
    )
    assert [paper.superseded_by for paper in parcel.papers] == ["乙", ""]


def test_the_draft_of_a_notice_needs_no_number_to_be_superseded() -> None:
    parcel = one(
        demand("稿", "", "2026-03-01", stage="draft"), demand("定", "示函〔2026〕1号", "2026-03-02")
    )
    assert [paper.superseded_by for paper in parcel.papers] == ["定", ""]


def test_notices_whose_numbers_are_written_by_hand_are_no_versions_of_one() -> None:
    parcel = one(demand("甲", "", "2026-03-02"), demand("乙", "", "2026-06-02"))
    assert [paper.superseded_by for paper in parcel.papers] == ["", ""]
