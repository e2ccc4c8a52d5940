"""A print run: what is printed, numbered, reconciled, and what happens the second time."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pikepdf
import pytest

from docgen.batch import chunks as chunks_module
from docgen.batch.options import RunOptions
from docgen.batch.run import RunResult, print_run
from docgen.batch.work import Worker
from docgen.errors import AuditError, FindingsError, InputError, UsageError
from docgen.register.records import Act
from docgen.register.register import Register
from tests.runledger import HEADINGS, write_ledger
from tests.runledger import row as ledger_row

#: A run compiles its template and prints: a second or two each.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("runs")]

ACT = Act("2022-03-10T09:00:00+08:00", "示例经办")
NUMBER = "偃自然资函〔2022〕3号"


def printed(ledger: Path, out: Path, **options: object) -> RunResult:
    chosen: dict[str, object] = {
        "jurisdiction": "yanshi",
        "number": NUMBER,
        "workers": 1,
        **options,
    }
    return print_run(RunOptions("price_demand", (ledger,), out, **chosen), ACT)  # type: ignore[arg-type]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "register" not in path.name and "lock" not in path.name
    }


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("台账")
    return write_ledger(folder / "催缴台账.xlsx", 4, spoiled={2: {"出让价款（元）": "不知道"}})


@pytest.fixture(scope="module")
def words(ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    return printed(ledger, tmp_path_factory.mktemp("word"))


def test_a_bad_row_is_named_and_the_good_ones_are_printed(words: RunResult) -> None:
    found = words.reconciliation
    assert found is not None
    assert (found.rows, len(found.printed), len(found.refused)) == (4, 3, 1)
    (refused,) = found.refused
    assert refused.place == "催缴 第4行"
    assert "催缴!L4" in refused.problems[0].where
    assert found.exit_code == 3


def test_the_numbers_follow_the_good_rows_without_a_gap(words: RunResult) -> None:
    assert words.reconciliation is not None
    assert words.reconciliation.numbers == tuple(f"偃自然资函〔2022〕{no}号" for no in (3, 4, 5))


def test_each_paper_lies_there_with_its_receipt(words: RunResult) -> None:
    names = sorted(path.name for path in words.folder.papers.iterdir())
    assert len(names) == 6
    assert names[0] == "偃自然资出〔2021〕1号-出让价款催缴通知书-偃自然资函〔2022〕3号.docx"
    receipt = json.loads((words.folder.papers / names[1]).read_bytes())
    basis = {one["path"]: one["basis"] for one in receipt["figures"]}
    assert basis["grant.price_yuan"].endswith("催缴!L2")


def test_the_register_knows_every_paper(words: RunResult) -> None:
    with Register.open(words.folder.out / "register.sqlite") as register:
        papers = register.documents(kind="price_demand")
    assert [one.number for one in papers] == list(words.reconciliation.numbers)  # type: ignore[union-attr]
    assert papers[0].contract_no == "偃自然资出〔2021〕1号"


def test_what_the_papers_say_is_what_the_ledger_says(words: RunResult) -> None:
    assert words.reconciliation is not None
    columns = {one.title: one for one in words.reconciliation.columns}
    price = columns["出让价款（元）"]
    assert price.printed == price.printed_rows == price.ledger == 3 * 2_000_000 + (0 + 1 + 3) * 274
    paid = columns["出让.分期[2].已缴金额（元）"]
    assert (paid.ledger, paid.refused) == (400_006, 100_002)
    assert paid.printed == 300_004


def test_the_copy_of_the_ledger_names_the_cell(words: RunResult) -> None:
    import openpyxl

    book = openpyxl.load_workbook(words.folder.out / "催缴台账-批注.xlsx")
    comment = book["催缴"]["L4"].comment
    assert comment is not None
    assert "不知道" in comment.text


def test_the_same_command_again_does_nothing(words: RunResult, ledger: Path) -> None:
    before = files(words.folder.out)
    again = printed(ledger, words.folder.out)
    assert again.reconciliation is None
    assert files(words.folder.out) == before


def test_a_corrected_ledger_prints_only_what_was_not_printed(ledger: Path, tmp_path: Path) -> None:
    printed(ledger, tmp_path / "out")
    mended = write_ledger(tmp_path / "催缴台账.xlsx", 4)
    again = printed(mended, tmp_path / "out", number="偃自然资函〔2022〕号")
    found = again.reconciliation
    assert found is not None
    assert (len(found.printed), len(found.earlier), len(found.refused)) == (1, 3, 0)
    assert found.numbers == ("偃自然资函〔2022〕6号",)
    assert [one.number for one in found.earlier][:1] == [NUMBER]
    assert again.folder.reconciliation.name == "对账-2.json"


def test_a_number_in_use_is_refused_with_the_next_free_one(
    words: RunResult, tmp_path: Path
) -> None:
    other = write_ledger(tmp_path / "另一批.xlsx", 0, rows=[10, 11])
    with pytest.raises(UsageError, match="偃自然资函〔2022〕6号"):
        printed(other, tmp_path / "out", register=words.folder.out / "register.sqlite")


def test_one_bad_row_stops_the_run_where_that_was_asked_for(ledger: Path, tmp_path: Path) -> None:
    with pytest.raises(FindingsError, match="L4"):
        printed(ledger, tmp_path, stop_on_error=True)
    assert not (tmp_path / "register.sqlite").exists()
    assert not (tmp_path / "文书").exists()


def test_the_print_file_has_every_notice_in_order_each_on_its_own_sheet(
    ledger: Path, tmp_path: Path
) -> None:
    made = printed(
        ledger, tmp_path, merge=True, duplex=True, index=True, sort="乡镇", separators=True
    )
    found = made.reconciliation
    assert found is not None
    assert found.print_file is not None
    with pikepdf.open(made.folder.print_file) as file:
        titles = [str(item.title) for item in file.open_outline().root]
        assert len(file.pages) == found.print_file.pages
    assert titles == [f"{one.number} {one.addressee}" for one in found.printed]
    assert all(one.first_page is not None and one.first_page % 2 for one in found.printed)
    # 示例0镇 has the rows 0 and 3, 示例1镇 the row 1.
    assert [one.place[-3:] for one in found.printed] == ["第2行", "第5行", "第3行"]
    assert not made.folder.papers.exists()


def test_a_death_between_two_chunks_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.batch.run.CHUNK", 2)
    ledger = write_ledger(tmp_path / "台账.xlsx", 5)
    printed(ledger, tmp_path / "whole", merge=True)
    kept = chunks_module.Chunks._put_down
    calls = []

    def dies(self: chunks_module.Chunks, number: int, *rest: object) -> None:
        calls.append(number)
        if len(calls) == 2:
            raise MemoryError
        kept(self, number, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(chunks_module.Chunks, "_put_down", dies)
    with pytest.raises(MemoryError):
        printed(ledger, tmp_path / "twice", merge=True)
    assert not (tmp_path / "twice" / "打印件.pdf").exists()
    monkeypatch.setattr(chunks_module.Chunks, "_put_down", kept)
    made = printed(ledger, tmp_path / "twice", merge=True)
    assert made.resumed
    assert files(tmp_path / "twice") == files(tmp_path / "whole")


def test_a_row_that_the_audit_refuses_gives_its_number_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Worker._print

    def refuses(self: Worker, row: object) -> object:
        if row.no == 2:  # type: ignore[attr-defined]
            raise AuditError("印得不对。")
        return whole(self, row)  # type: ignore[arg-type]

    monkeypatch.setattr(Worker, "_print", refuses)
    ledger = write_ledger(tmp_path / "台账.xlsx", 3)
    made = printed(ledger, tmp_path / "out", merge=True)
    found = made.reconciliation
    assert found is not None
    assert found.numbers == ("偃自然资函〔2022〕3号", "偃自然资函〔2022〕5号")
    assert [one.place for one in found.refused] == ["催缴 第3行"]
    assert found.exit_code == 6
    monkeypatch.setattr(Worker, "_print", whole)
    again = printed(ledger, tmp_path / "out", merge=True, number="偃自然资函〔2022〕号")
    assert again.reconciliation is not None
    assert again.reconciliation.numbers == ("偃自然资函〔2022〕4号",)


@pytest.mark.parametrize("flag", ["duplex", "index", "separators"])
def test_what_belongs_to_a_print_file_needs_one(flag: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--merge"):
        RunOptions("price_demand", (tmp_path,), tmp_path, **{flag: True})  # type: ignore[arg-type]


def numbered(path: Path, own: list[str]) -> Path:
    """Write a ledger whose rows bring their own numbers."""
    write_ledger(path, len(own))
    book = openpyxl.load_workbook(path)
    sheet = book["催缴"]
    last = sheet.max_column + 1
    for row, text in enumerate(["文号", *own], start=1):
        sheet.cell(row, last).value = text
    book.save(path)
    return path


def test_numbers_that_the_ledger_gives_are_kept_and_known_to_the_register(tmp_path: Path) -> None:
    own = ["偃自然资函〔2022〕21号", "", "偃自然资函〔2022〕20号"]
    ledger = numbered(tmp_path / "台账.xlsx", own)
    result = printed(ledger, tmp_path / "out")
    wanted = ("偃自然资函〔2022〕21号", NUMBER, "偃自然资函〔2022〕20号")
    assert result.reconciliation is not None
    assert result.reconciliation.numbers == wanted
    with Register.open(tmp_path / "out" / "register.sqlite") as register:
        assert tuple(one.number for one in register.documents()) == wanted


def test_numbers_of_the_ledger_that_are_in_use_are_named_with_their_rows(tmp_path: Path) -> None:
    printed(numbered(tmp_path / "一.xlsx", ["偃自然资函〔2022〕21号"]), tmp_path / "out")
    twice = ["偃自然资函〔2022〕30号", "偃自然资函[2022]21号", "偃自然资函〔2022〕30号"]
    with pytest.raises(InputError) as refused:
        printed(numbered(tmp_path / "二.xlsx", twice), tmp_path / "out", number=None)
    told = [str(one) for one in refused.value.problems]
    assert any("第3行" in one and "已经用过" in one for one in told)
    assert any("第4行" in one and "相同" in one for one in told)


def test_a_print_file_is_set_by_the_engine_that_can(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="typst"):
        RunOptions("price_demand", (tmp_path,), tmp_path, merge=True, pdf_engine="weasyprint")


def test_what_rows_show_only_beside_each_other_is_told_and_with_strict_stops(
    tmp_path: Path,
) -> None:
    code = ledger_row(0)[HEADINGS.index("统一社会信用代码")]
    ledger = write_ledger(tmp_path / "台账.xlsx", 2, spoiled={1: {"统一社会信用代码": code}})
    told = printed(ledger, tmp_path / "out").reconciliation
    assert told is not None
    assert len(told.printed) == 2
    (note,) = [note for note in told.notes if code in note]
    assert "催缴 第3行：R" in note
    strict = printed(ledger, tmp_path / "strict", strict=True).reconciliation
    assert strict is not None
    assert [one.place for one in strict.refused] == ["催缴 第3行"]
