"""An issued notice printed again is the notice that was issued, or nothing."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from docgen.batch.again import reprint
from docgen.batch.withdraw import void_paper
from docgen.delivery.receipt import sha256
from docgen.errors import AuditError, DeliveryError, UsageError
from docgen.register.register import Register
from tests.printedruns import WHY, a_folder, files, issued, number

STEM = "偃自然资出〔2021〕2号-出让价款催缴通知书"


def test_a_word_file_is_printed_again_byte_for_byte_with_its_receipt(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    with issued(out) as papers:
        (done,) = reprint(papers, [number(4)], tmp_path / "补印", WHY)
    again = files(tmp_path / "补印")
    assert (
        set(again)
        == set(done.files)
        == {f"{STEM}-{number(4)}{end}" for end in (".docx", ".receipt.json")}
    )
    for ending in (".docx", ".receipt.json"):
        assert (
            again[f"{STEM}-{number(4)}{ending}"]
            == (out / "文书" / f"{STEM}-{number(4)}{ending}").read_bytes()
        )


def test_a_number_may_be_written_otherwise_and_a_contract_stands_for_its_only_paper(
    tmp_path: Path,
) -> None:
    out = a_folder(tmp_path)
    with issued(out) as papers:
        names = ["偃自然资函[2022]4号", "偃自然资出〔2021〕2号", number(4)]
        assert len(reprint(papers, names, tmp_path / "补印", WHY)) == 1


def test_a_notice_of_a_print_file_is_set_singly(tmp_path: Path) -> None:
    out = a_folder(tmp_path, merge=True)
    with issued(out) as papers:
        (done,) = reprint(papers, [number(4)], tmp_path / "补印", WHY)
    assert [name.rpartition(".")[2] for name in done.files] == ["json", "pdf"]
    with (
        pikepdf.open(tmp_path / "补印" / f"{STEM}-{number(4)}.pdf") as single,
        pikepdf.open(out / "打印件.pdf") as whole,
    ):
        assert done.paper.pages is not None
        assert len(single.pages) == done.paper.pages + 1  # the notice and its 送达回证
        assert len(whole.pages) > len(single.pages)
    receipt = json.loads((tmp_path / "补印" / f"{STEM}-{number(4)}.receipt.json").read_bytes())
    assert receipt["document"]["number"] == number(4)


def test_all_valid_papers_are_printed_again_and_the_trail_tells_of_each(tmp_path: Path) -> None:
    out = a_folder(tmp_path)
    with issued(out) as papers:
        void_paper(papers, number(3), WHY)
        done = reprint(papers, (), tmp_path / "补印", WHY)
        assert [one.paper.number for one in done] == [number(4), number(5)]
        (event,) = [e for e in papers.register.trail(done[0].paper) if e.what == "document.reprint"]
    assert (event.act.who, event.act.why) == (WHY.who, WHY.why)


def test_a_voided_paper_is_not_printed_again(tmp_path: Path) -> None:
    with issued(a_folder(tmp_path)) as papers:
        void_paper(papers, number(3), WHY)
        with pytest.raises(UsageError, match="已经作废"):
            reprint(papers, [number(3)], tmp_path / "补印", WHY)
    assert not (tmp_path / "补印").exists()


def test_an_unknown_number_is_told_with_where_to_look(tmp_path: Path) -> None:
    with issued(a_folder(tmp_path)) as papers, pytest.raises(UsageError, match="register list"):
        reprint(papers, [number(99)], tmp_path / "补印", WHY)


def changed_templates(root: Path, folder: Path) -> Path:
    """Return a bureau's own folder in which the notice says something else."""
    shutil.copytree(root / "templates" / "notices" / "price_demand", folder / "price_demand")
    other = root / "templates" / "notices" / "penalty_payment" / "template.docx"
    shutil.copy(other, folder / "price_demand" / "template.docx")
    return folder


def test_another_template_is_named_and_nothing_is_delivered(root: Path, tmp_path: Path) -> None:
    own = changed_templates(root, tmp_path / "模板")
    with issued(a_folder(tmp_path)) as papers:
        with pytest.raises(AuditError, match="模板改动过") as told:
            reprint(papers, [number(4)], tmp_path / "补印", WHY, templates=own)
        trail = {one.what for one in papers.register.trail(papers.find(number(4)))}
    assert told.value.exit_code == 6
    assert not (tmp_path / "补印").exists()
    assert "document.reprint" not in trail


def test_a_figure_that_is_printed_otherwise_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = a_folder(tmp_path)
    with issued(out) as papers:
        real = Register.texts

        def tampered(self: Register, run_id: int, row: int) -> object:
            texts = real(self, run_id, row)
            return replace(
                texts, case_json=texts.case_json.replace(b"0379-00000001", b"0379-00000002")
            )

        monkeypatch.setattr(Register, "texts", tampered)
        with pytest.raises(AuditError) as told:
            reprint(papers, [number(4)], tmp_path / "补印", WHY)
    said = str(told.value)
    assert "打印时是 0379-00000001，现在是 0379-00000002" in said
    assert "模板改动过" not in said


def test_another_version_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with issued(a_folder(tmp_path)) as papers:
        monkeypatch.setattr("docgen.delivery.receipt.__version__", "9.9.9")
        with pytest.raises(AuditError, match=r"docgen 的版本不同：打印时是 .*，现在是 9\.9\.9"):
            reprint(papers, [number(4)], tmp_path / "补印", WHY)


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "补印").write_text("a file")
    with issued(a_folder(tmp_path)) as papers, pytest.raises(DeliveryError):
        reprint(papers, [number(4)], tmp_path / "补印", WHY)
    assert (tmp_path / "补印").read_text() == "a file"


def test_the_hash_of_what_is_printed_again_is_the_registers(tmp_path: Path) -> None:
    with issued(a_folder(tmp_path)) as papers:
        (done,) = reprint(papers, [number(5)], tmp_path / "补印", WHY)
    docx = next(tmp_path.glob("补印/*.docx")).read_bytes()
    assert sha256(docx) == done.paper.docx_sha256
