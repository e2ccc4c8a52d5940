"""Ledgers out of cases: read again, they give the same cases."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from docgen.batch.ledger_sheet import LedgerSheet, ledger_sheet
from docgen.cli.app import run
from docgen.intake import case_from_bytes, dump_case, load_case
from docgen.intake.ledger import Ledger, read_ledger
from docgen.model import Case
from docgen.templating.library import Library, Shelf

EXAMPLES = ("yanshi", "xuchang", "fanxian", "baofeng", "jindong")
SHELVES = {shelf.folder.id: shelf for shelf in Library().all()}


def sample(shelf: Shelf) -> Case:
    data = shelf.folder.read("sample.yaml")
    assert data is not None
    return case_from_bytes(data, name="sample.yaml").case


def read(made: LedgerSheet, folder: Path) -> Ledger:
    path = folder / "台账.xlsx"
    path.write_bytes(made.data)
    return read_ledger(path)


def told(case: Case) -> dict[str, Any]:
    """Return a case as a run takes it: the run says the kind, and knows one day for two fields."""
    values = dump_case(case)
    notice = {key: value for key, value in values.pop("notice", {}).items() if key != "kind"}
    day = values.pop("document_date", None)
    if day is not None:
        notice.setdefault("date", day)
    return values | ({"notice": notice} if notice else {})


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SHELVES))
def test_the_sample_of_every_document_goes_through_a_ledger(name: str, tmp_path: Path) -> None:
    shelf = SHELVES[name]
    case = sample(shelf)
    made = ledger_sheet([case], shelf.manifest)
    (row,) = read(made, tmp_path).rows
    assert [str(fault) for fault in row.faults if fault.severity == "error"] == []
    again, wanted = told(row.case), told(case)
    if not made.left_out:
        assert Case.model_validate(again) == Case.model_validate(wanted)
    else:
        # What is left out are whole fields; nothing else is lost, and nothing is added.
        assert set(leaves(again)) < set(leaves(wanted))


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, dict):
        return {
            key: leaf
            for name, below in value.items()
            for key, leaf in leaves(below, f"{path}.{name}").items()
        }
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {
            key: leaf
            for place, below in enumerate(value)
            for key, leaf in leaves(below, f"{path}[{place}]").items()
        }
    return {path: value}


def test_the_examples_together_make_one_ledger(root: Path, tmp_path: Path) -> None:
    cases = [load_case(root / "examples" / f"{name}.yaml").case for name in EXAMPLES]
    made = ledger_sheet(cases, SHELVES["price_demand"].manifest)
    rows = list(read(made, tmp_path).rows)
    assert [row.case.contract_no for row in rows] == [case.contract_no for case in cases]
    assert [row.case.grant for row in rows] == [case.grant for case in cases]
    assert [row.case.parties for row in rows] == [case.parties for case in cases]
    assert "宗地.界址点" in made.left_out


def test_figures_days_and_codes_stand_in_the_cells_as_a_clerk_would_write_them(
    root: Path, tmp_path: Path
) -> None:
    case = load_case(root / "examples" / "yanshi.yaml").case
    made = ledger_sheet([case], SHELVES["price_demand"].manifest)
    sheet = openpyxl.load_workbook(io.BytesIO(made.data)).active
    assert sheet is not None
    cells = {cell.value: sheet.cell(2, cell.column) for cell in sheet[1]}
    price, code = cells["出让价款（元）"], cells["宗地代码"]
    assert (price.value, price.number_format) == (14000001, "0.00")
    assert (code.value, code.number_format) == ("410307001002GB00216", "@")
    assert cells["签订日期"].is_date
    assert made.columns[:3] == ("合同编号", "宗地代码", "受让人.名称")


def test_a_brief_ledger_holds_only_what_the_document_asks_for(root: Path, tmp_path: Path) -> None:
    case = load_case(root / "examples" / "yanshi.yaml").case
    manifest = SHELVES["price_demand"].manifest
    brief, full = ledger_sheet([case], manifest, brief=True), ledger_sheet([case], manifest)
    assert set(brief.columns) < set(full.columns)
    assert not any("亩均" in heading for heading in brief.columns)
    (row,) = read(brief, tmp_path).rows
    assert row.case.contract_no == case.contract_no
    assert row.case.indicators is None


def test_texts_in_several_lines_come_back_line_by_line(tmp_path: Path) -> None:
    facts = ["应于2022年1月1日开工；至今未开工。", "经实地核查，没有动土。"]
    case = Case.model_validate({"contract_no": "甲1号", "notice": {"facts": facts}})
    made = ledger_sheet([case], SHELVES["rectification"].manifest)
    (row,) = read(made, tmp_path).rows
    assert dump_case(row.case)["notice"]["facts"] == facts


def test_a_text_that_a_cell_would_break_up_is_left_out_and_named(tmp_path: Path) -> None:
    notice = {"facts": ["一处；两处"], "addressee": "示例甲公司"}
    case = Case.model_validate({"contract_no": "甲1号", "notice": notice})
    made = ledger_sheet([case], SHELVES["rectification"].manifest)
    assert made.left_out == ("通知.事实",)
    (row,) = read(made, tmp_path).rows
    assert dump_case(row.case) == {"contract_no": "甲1号", "notice": {"addressee": "示例甲公司"}}


def test_names_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    case = Case.model_validate({"contract_no": "甲1号", "notice": {"addressee": "=1+1"}})
    made = ledger_sheet([case], SHELVES["rectification"].manifest)
    (row,) = read(made, tmp_path).rows
    assert row.case.notice is not None
    assert row.case.notice.addressee == "=1+1"


def test_the_same_cases_give_the_same_bytes(root: Path) -> None:
    case = load_case(root / "examples" / "yanshi.yaml").case
    manifest = SHELVES["price_demand"].manifest
    assert ledger_sheet([case], manifest) == ledger_sheet([case], manifest)


def test_the_command_writes_a_ledger_and_names_what_it_cannot_hold(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, out = str(root / "examples" / "yanshi.yaml"), tmp_path / "新" / "台账.xlsx"
    assert run(["ledger", "出让价款催缴通知书", case, "-o", str(out)]) == 0
    said = capsys.readouterr()
    assert "1 行" in said.out
    assert "台账里写不下，没有写：宗地.界址点" in said.err
    assert out.is_file()


def test_wrong_names_and_bad_cases_are_told_and_nothing_is_written(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, out = str(root / "examples" / "yanshi.yaml"), tmp_path / "台账.xlsx"
    assert run(["ledger", "催缴通知", case, "-o", str(out)]) == 2
    assert run(["ledger", "price_demand", case, "-o", str(tmp_path / "台账.csv")]) == 2
    bad = tmp_path / "坏.yaml"
    bad.write_text("宗地: {面积: 大约}", "utf-8")
    nix = str(tmp_path / "无.yaml")
    assert run(["ledger", "price_demand", case, str(bad), nix, "-o", str(out)]) == 3
    said = capsys.readouterr().err
    assert "坏.yaml" in said
    assert "无.yaml" in said
    assert not out.exists()
