"""A ledger with every trap: each is named with its cell and its remedy, and good rows go on."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from docgen.intake.ledger import LEDGER_CODES, Ledger, LedgerNote, annotate, read_ledger
from docgen.intake.problems import CODES
from docgen.model import Case
from docgen.packs import load_pack
from docgen.rules import Row, Spot, run_rows
from tests import ledgertraps as traps
from tests.ledgerbook import sheet, workbook

# openpyxl tells of merged cells and of styles that it makes up for; neither is ours.
pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")


@pytest.fixture
def trapped(tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(traps.trapped())
    return path


def all_notes(ledger: Ledger) -> list[LedgerNote]:
    of_rows = [note for row in ledger.rows for note in row.faults]
    return [*ledger.notes, *of_rows]


def test_every_trap_is_named_with_its_cell_and_nothing_else_is(trapped: Path) -> None:
    found = [(note.code, note.cell) for note in all_notes(read_ledger(trapped))]
    assert sorted(found) == sorted(traps.TRAPS)


def test_good_rows_go_on_and_bad_ones_are_named(trapped: Path) -> None:
    rows = list(read_ledger(trapped).rows)
    assert tuple(row.number for row in rows if row.ok) == traps.GOOD
    for row in rows:
        assert row.place == f"台账.xlsx 台账 第{row.number}行"
        errors = [note for note in row.faults if note.severity == "error"]
        assert bool(errors) is not row.ok
        assert all(note.where == f"台账.xlsx 台账!{note.cell}" for note in row.faults)


def test_every_note_says_what_is_wrong_and_an_error_how_to_put_it_right(trapped: Path) -> None:
    for note in all_notes(read_ledger(trapped)):
        assert note.code in LEDGER_CODES or note.code in CODES
        assert note.message.endswith(("。", "？"))
        if note.severity != "info":
            assert note.fix.endswith("。"), note


def test_a_row_with_errors_keeps_what_could_be_read(trapped: Path) -> None:
    row = next(row for row in read_ledger(trapped).rows if row.number == 8)
    assert row.case.grant is not None
    assert row.case.grant.price_yuan is None
    assert row.case.parcel is not None
    assert row.case.parcel.parcel_code == traps.code(6)


def test_a_row_is_the_same_case_as_its_texts(trapped: Path) -> None:
    for row in read_ledger(trapped).rows:
        assert Case.model_validate(row.data) == row.case


def test_the_same_parcel_twice_is_found_by_the_rules_and_its_cell_is_known(trapped: Path) -> None:
    ledger, pack = read_ledger(trapped), load_pack("yanshi")
    rows = (
        Row(row.case, pack, Spot(ledger.name, f"第{row.number}行"), no=row.number)
        for row in ledger.rows
    )
    found = [one for one in run_rows(rows) if one.code == "R020"]
    assert {one.path for one in found} == {"parcel.parcel_code"}
    assert any("第27行" in str(one) for one in found)
    assert ledger.cell("parcel.parcel_code", 27) == "B27"
    assert ledger.cell("parcel.unit_code", 27) == ""


def test_hidden_rows_are_read_when_asked_for(trapped: Path) -> None:
    numbers = [row.number for row in read_ledger(trapped, include_hidden=True).rows]
    assert {12, 13} <= set(numbers)
    assert not {12, 13} & {row.number for row in read_ledger(trapped).rows}


def test_a_total_that_is_wrong_is_held_against_the_sum_of_the_rows(trapped: Path) -> None:
    ledger = read_ledger(trapped)
    (area, price) = [note for note in all_notes(ledger) if note.code == "L019"]
    sums = {one.column.path: one for one in ledger.sums()}
    assert f"{sums['parcel.granted_area_m2'].total:f}" in area.message
    assert f"{sums['grant.price_yuan'].total:f}" in price.message


# --- the copy with comments ----------------------------------------------------------------------


def comments(data: bytes, name: str = "台账") -> dict[str, str]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = (cell for row in book[name].iter_rows() for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def test_the_copy_has_a_comment_at_every_cell_that_is_named(trapped: Path) -> None:
    notes = all_notes(read_ledger(trapped))
    said = comments(annotate(trapped, notes))
    # Of merged cells only the first can bear a comment.
    first = {"F15": "F14", "D16": "D15"}
    assert set(said) == {first.get(note.cell, note.cell) for note in notes}
    for note in notes:
        assert f"{note.code}：{note.message}{note.fix}" in said[first.get(note.cell, note.cell)]


def test_the_copy_loses_nothing_and_changes_no_cell(trapped: Path) -> None:
    before, after = trapped.read_bytes(), annotate(trapped, all_notes(read_ledger(trapped)))
    old, new = (zipfile.ZipFile(io.BytesIO(data)) for data in (before, after))
    assert set(old.namelist()) < set(new.namelist())
    sheet_name = "xl/worksheets/sheet1.xml"
    changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed == {sheet_name, "[Content_Types].xml"}
    drawing = re.compile(rb"<legacyDrawing[^>]*/>")
    assert drawing.sub(b"", new.read(sheet_name)) == old.read(sheet_name)
    assert len(drawing.findall(new.read(sheet_name))) == 1


def test_the_same_notes_make_the_same_copy(trapped: Path) -> None:
    notes = all_notes(read_ledger(trapped))
    assert annotate(trapped, notes) == annotate(trapped, notes)


def test_a_copy_can_be_commented_again_and_keeps_the_first_comments(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(workbook({"台账": sheet([["合同编号", "宗地坐落"], ["甲", "乙"]])}))
    one = LedgerNote("L021", "warning", "一。", cell="A2", sheet="台账")
    other = LedgerNote("L021", "warning", "二。", cell="B2", sheet="台账")
    path.write_bytes(annotate(path, [one]))
    path.write_bytes(annotate(path, [one, other]))
    said = comments(path.read_bytes())
    assert set(said) == {"A2", "B2"}
    assert said["A2"].count("一。") == 2
    assert "二。" in said["B2"]


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    texts = ["=1+1", "+86", "-5", "@SUM(A1)", '=HYPERLINK("http://example.com")']
    rows = [["合同编号", "宗地坐落"], *([text, "示例"] for text in texts)]
    path = tmp_path / "台账.csv"
    path.write_text("\n".join('"{}",{}'.format(a.replace('"', '""'), b) for a, b in rows), "utf-8")
    note = LedgerNote("L021", "warning", "=2+2", cell="A2", sheet="")
    book = openpyxl.load_workbook(io.BytesIO(annotate(path, [note])))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert cells[0].comment is not None


def test_no_note_leaves_the_cells_as_they_are(trapped: Path) -> None:
    copy = zipfile.ZipFile(io.BytesIO(annotate(trapped, ())))
    old = zipfile.ZipFile(trapped)
    assert {name: copy.read(name) for name in copy.namelist()} == {
        name: old.read(name) for name in old.namelist()
    }
