"""Files that are no ledger, or mean harm: a clear message, never a traceback."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.errors import InputError
from docgen.intake.ledger import annotate, read_ledger
from tests.counts import count
from tests.ledgerbook import MAIN, sheet, workbook
from tests.ledgertraps import trapped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
HEAD = ["位置", "合同编号"]


def book(*rows: list[object], **more: object) -> bytes:
    return workbook({"台账": sheet([HEAD, ["甲地", "甲"], *rows])}, **more)  # type: ignore[arg-type]


def with_sheet(xml: str) -> bytes:
    return workbook({"台账": xml})


def with_part(name: str, data: bytes) -> bytes:
    return book(extra={name: data})


def with_lying_size() -> bytes:
    """Return a workbook whose sheet says that it is smaller than it is."""
    data = bytearray(book())
    at = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, at + 24, 40)
    return bytes(data)


def bomb() -> bytes:
    packed = io.BytesIO(book())
    info = zipfile.ZipInfo("xl/media/image1.png")
    info.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(packed, "a") as out, out.open(info, "w", force_zip64=True) as part:
        for _ in range(1_100):
            part.write(bytes(1_000_000))
    return packed.getvalue()


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "old format": ("旧.xls", lambda: OLE, "旧的 .xls 格式"),
    "old format renamed": ("旧.xlsx", lambda: OLE, "旧的 .xls 格式"),
    "password": (
        "密.xlsx",
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
        "设有打开密码",
    ),
    "macros": ("宏.xlsm", book, "带宏"),
    "macros renamed": ("宏.xlsx", lambda: with_part("xl/vbaProject.bin", b"x"), "里有宏"),
    "binary": ("台账.xlsb", book, "xlsb"),
    "wps": ("台账.et", book, "WPS"),
    "empty": ("空.xlsx", lambda: b"", "文件是空的"),
    "no workbook": ("假.xlsx", lambda: "位置,合同编号".encode(), "不是 Excel 工作簿"),
    "cut off": ("断.xlsx", lambda: book()[:-200], "不是 Excel 工作簿，或者文件已损坏"),
    "no parts": ("缺.xlsx", lambda: _zip({"a.txt": b"x"}), "里面没有工作簿"),
    "sheet is no xml": ("坏.xlsx", lambda: with_sheet("你好"), "不是 UTF-8 的 XML"),
    "dtd": (
        "实体.xlsx",
        lambda: with_sheet(f'<!DOCTYPE x [<!ENTITY a "b">]><worksheet xmlns="{MAIN}"/>'),
        "DTD",
    ),
    "wrong size": ("谎.xlsx", with_lying_size, "损坏"),
    "far cell": (
        "远.xlsx",
        lambda: with_sheet(
            f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
        ),
        "范围太大",
    ),
    "merged from end to end": (
        "合.xlsx",
        lambda: with_sheet(
            sheet([HEAD, ["甲地", "甲"]], merged=("A2:XFD1048576", "A3:XFD1048576"))
        ),
        "合并的单元格太多",
    ),
    "empty sheet": ("无.xlsx", lambda: with_sheet(sheet([])), "没有内容"),
    "all sheets hidden": (
        "藏.xlsx",
        lambda: workbook({"台账": sheet([HEAD])}, states={"台账": "veryHidden"}),
        "没有可读的工作表",
    ),
    "text of another encoding": ("乱.csv", lambda: b"\xff\xfe\xfa\xfb\x00\x00\xd8", "不是 UTF-8"),
    "zero bytes": ("零.csv", lambda: "位置,合同编号\n甲\0,乙\n".encode(), "零字节"),
    "empty text": ("空.csv", lambda: b"", "没有内容"),
}


def _zip(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name, data in parts.items():
            out.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_ledger_is_refused_with_the_reason_and_the_remedy(
    case: str, tmp_path: Path
) -> None:
    name, made, said = REFUSED[case]
    file = tmp_path / name
    file.write_bytes(made())
    with pytest.raises(InputError) as caught:
        list(read_ledger(file).rows)
    assert caught.value.exit_code == 3
    assert said in str(caught.value)
    for problem in caught.value.problems:
        assert problem.code
        assert problem.fix
        assert name in problem.where


@pytest.mark.slow
def test_a_workbook_that_unpacks_to_a_gigabyte_is_not_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "炸.xlsx"
    file.write_bytes(bomb())
    assert file.stat().st_size < 3_000_000
    with pytest.raises(InputError, match="解压后太大"):
        read_ledger(file)


def test_no_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件"):
        read_ledger(tmp_path / "无.xlsx")
    with pytest.raises(InputError, match="不是文件"):
        read_ledger(tmp_path)
    with pytest.raises(InputError, match="没有这个文件"):
        annotate(tmp_path / "无.xlsx", ())


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_row(tmp_path: Path) -> None:
    file = tmp_path / "引.csv"
    file.write_text('位置,合同编号\n甲地,甲\n乙地,"' + "乙" * 40_000, "utf-8")
    with pytest.raises(InputError, match="第3行"):
        list(read_ledger(file).rows)


def test_a_damaged_workbook_is_read_or_refused_but_never_fails(tmp_path: Path) -> None:
    """Bytes turned at random: whatever becomes of it, nothing but InputError comes out."""
    whole, dice = trapped(), random.Random(7)
    parts = {name: zipfile.ZipFile(io.BytesIO(whole)).read(name) for name in _names(whole)}
    refused = 0
    for number in range(count(full=2_000, reduced=80)):
        name = dice.choice(sorted(parts))
        changed = bytearray(parts[name])
        for _ in range(dice.randrange(1, 6)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        file = tmp_path / f"{number}.xlsx"
        file.write_bytes(_zip({**parts, name: bytes(changed)}))
        try:
            ledger = read_ledger(file)
            notes = [*ledger.notes, *(note for row in ledger.rows for note in row.faults)]
            annotate(file, notes)
        except InputError as error:
            refused += 1
            assert str(error)
    assert refused


def _names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()
