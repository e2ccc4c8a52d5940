"""送达登记.xlsx out and back in, and the next notice that is fed by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from docgen.batch.correct import correct
from docgen.batch.options import RunOptions
from docgen.batch.run import print_run
from docgen.batch.served import note_services, write_service_sheet
from docgen.errors import DeliveryError, InputError, UsageError
from docgen.register.records import Act, Recorded
from tests.printedruns import ACT, WHY, a_folder, issued, number
from tests.servedsheet import fill

TODAY = Act("2022-03-20T09:00:00+08:00", "示例经办")


def test_only_valid_papers_that_are_not_served_stand_in_the_sheet(tmp_path: Path) -> None:
    out, sheet = a_folder(tmp_path), tmp_path / "送达登记.xlsx"
    with issued(out) as papers:
        correct(papers, number(4), {"限期": "2022-04-15"}, WHY)
        assert write_service_sheet(papers, sheet) == 3
    rows = list(openpyxl.load_workbook(sheet).active.iter_rows(min_row=2, values_only=True))  # type: ignore[union-attr]
    assert [row[1] for row in rows] == [number(3), number(5), number(6)]


def test_what_is_filled_in_is_noted_and_read_again_stays_the_same(tmp_path: Path) -> None:
    out, sheet = a_folder(tmp_path), tmp_path / "送达登记.xlsx"
    with issued(out) as papers:
        write_service_sheet(papers, sheet)
        fill(sheet, {number(3): ("邮寄送达", date(2022, 3, 14), "示例某", "EX0001")})
        done = note_services(papers, sheet, TODAY)
        assert (done.counts, done.open, done.unserved) == ({Recorded.NEW: 1}, 2, 2)
        again = note_services(papers, sheet, TODAY)
        assert again.counts == {Recorded.SAME: 1}
        service = papers.find(number(3)).service
    assert service is not None
    assert (service.method, service.served_on) == ("mail", date(2022, 3, 14))
    assert (service.signer, service.mail_no) == ("示例某", "EX0001")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("邮寄送达", date(2022, 3, 1), "", ""), "早于文书的成文日期2022-03-10"),
        (("邮寄送达", date(2022, 3, 21), "", ""), "晚于今天"),
        (("邮寄送达", "下周", "", ""), "不是日期"),
        (("飞鸽传书", date(2022, 3, 14), "", ""), "不是送达方式"),
        (("邮寄送达", None, "示例某", ""), "没有填写"),
    ],
)
def test_a_fault_is_told_at_its_cell_and_nothing_of_its_row_is_noted(
    tmp_path: Path, row: tuple[str, object, str, str], said: str
) -> None:
    out, sheet = a_folder(tmp_path), tmp_path / "送达登记.xlsx"
    with issued(out) as papers:
        write_service_sheet(papers, sheet)
        fill(sheet, {number(4): row, number(5): ("直接送达", date(2022, 3, 15), "示例某", "")})
        done = note_services(papers, sheet, TODAY)
        assert papers.find(number(4)).service is None
        assert papers.find(number(5)).service is not None
    (fault,) = done.faults
    assert fault.where.startswith("送达登记.xlsx 送达登记!")
    assert fault.where.endswith("3")
    assert said in fault.message


def test_a_service_is_put_right_with_a_reason_only(tmp_path: Path) -> None:
    out, sheet = a_folder(tmp_path), tmp_path / "送达登记.xlsx"
    with issued(out) as papers:
        write_service_sheet(papers, sheet)
        fill(sheet, {number(3): ("邮寄送达", date(2022, 3, 14), "", "")})
        note_services(papers, sheet, TODAY)
        other = tmp_path / "更正.xlsx"
        assert write_service_sheet(papers, other, every=True) == 3
        fill(other, {number(3): ("邮寄送达", date(2022, 3, 15), "", "")})
        with pytest.raises(UsageError, match="--why"):
            note_services(papers, other, TODAY)
        assert papers.find(number(3)).service.served_on == date(2022, 3, 14)  # type: ignore[union-attr]
        done = note_services(papers, other, replace(TODAY, why="回证看错"))
        assert done.counts == {Recorded.CORRECTED: 1}


def test_a_sheet_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    sheet = tmp_path / "送达登记.xlsx"
    sheet.write_bytes(b"filled in by hand")
    with issued(a_folder(tmp_path)) as papers:
        with pytest.raises(UsageError, match="没有改动它"):
            write_service_sheet(papers, sheet)
        with pytest.raises(UsageError, match=r"\.xlsx"):
            write_service_sheet(papers, tmp_path / "送达登记.csv")
        with pytest.raises(DeliveryError):
            write_service_sheet(papers, sheet / "送达登记.xlsx")
    assert sheet.read_bytes() == b"filled in by hand"


def test_what_is_no_sheet_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "台账.xlsx"
    openpyxl.Workbook().save(wrong)
    with issued(a_folder(tmp_path)) as papers:
        for path in (wrong, tmp_path / "没有.xlsx"):
            with pytest.raises(InputError):
                note_services(papers, path, TODAY)


def test_the_recognition_takes_number_and_day_of_service_of_the_investigation(
    root: Path, tmp_path: Path
) -> None:
    out, sheet = tmp_path / "out", tmp_path / "送达登记.xlsx"
    common = {"通知.联系人": "示例经办", "通知.联系电话": "0379-00000051"}

    def printed(notice: str, name: str, no: str, day: str) -> object:
        chosen = RunOptions(
            notice,
            (root / "examples" / "ledgers" / name,),
            out,
            jurisdiction="yanshi",
            common=common | {"成文日期": day},
            number=no,
            workers=1,
        )
        return print_run(chosen, ACT).reconciliation

    printed("idle_investigation", "闲置调查.csv", "偃闲调〔2022〕11号", "2022-06-20")
    before = printed("idle_recognition", "闲置认定.csv", "偃闲认〔2022〕3号", "2022-08-22")
    assert len(before.refused) == 3  # type: ignore[attr-defined]
    with issued(out) as papers:
        write_service_sheet(papers, sheet)
        fill(
            sheet,
            {
                "偃闲调〔2022〕11号": ("直接送达", date(2022, 6, 21), "示例某", ""),
                "偃闲调〔2022〕12号": ("邮寄送达", date(2022, 6, 24), "", "EX0001"),
            },
        )
        note_services(papers, sheet, replace(TODAY, at="2022-07-01T09:00:00+08:00"))
    after = printed("idle_recognition", "闲置认定.csv", "偃闲认〔2022〕3号", "2022-08-22")
    assert after.numbers == ("偃闲认〔2022〕3号", "偃闲认〔2022〕4号")  # type: ignore[attr-defined]
    (refused,) = after.refused  # type: ignore[attr-defined]
    assert {"R082", "M001"} >= {one.code for one in refused.problems}
    with issued(out) as papers:
        receipt = papers.register.texts(papers.find("偃闲认〔2022〕4号").run_id, 2).receipt_json
    assert '"printed":"偃闲调〔2022〕12号"'.encode() in receipt
    assert '"printed":"2022年6月24日"'.encode() in receipt
    assert '"basis":"登记簿 偃闲调〔2022〕12号"'.encode() in receipt
