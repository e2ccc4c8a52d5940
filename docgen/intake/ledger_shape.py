"""The outer shape of a workbook: what is none, what is too large, what is hidden in a wrapping."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from docgen.intake.tree import fault

__all__ = ["Limits", "check_suffix", "opened_zip"]

_OLE = b"\xd0\xcf\x11\xe0"
_MOST_MEMBERS = 10_000
_NOT_XLSX = {
    ".xls": "这是旧的 .xls 格式。",
    ".xlsm": "这是带宏的工作簿（.xlsm）。",
    ".xltm": "这是带宏的模板（.xltm）。",
    ".xlsb": "这是二进制工作簿（.xlsb）。",
    ".et": "这是 WPS 的 .et 格式。",
    ".ods": "这是 .ods 格式。",
    ".numbers": "这是 Numbers 的格式。",
}
_SAVE = "在 Excel 或 WPS 里另存为“Excel 工作簿（*.xlsx）”再用。"


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be.

    Attributes:
        unpacked: Bytes of all its parts; a ledger of a hundred thousand rows and twenty columns
            unpacks to 110 MB.
        cells: Cells of a sheet that are laid out in memory, empty ones too.
    """

    unpacked: int = 1_000_000_000
    cells: int = 40_000_000


def check_suffix(name: str) -> None:
    """Refuse the names of other kinds of file.

    Raises:
        InputError: ``S012``.
    """
    suffix = f".{name.rpartition('.')[2].lower()}"
    if suffix in _NOT_XLSX:
        raise fault("S012", _NOT_XLSX[suffix], where=name, fix=_SAVE)


def opened_zip(data: bytes, name: str, most: int) -> zipfile.ZipFile:
    """Return the package of a workbook whose outer shape is sound.

    Args:
        data: The file.
        name: Its name for messages.
        most: Bytes that its parts may have together.

    Raises:
        InputError: ``S012``, ``S002`` or ``S011``.
    """
    if data.startswith(_OLE):
        # A workbook under a password lies in the same wrapping as the old format.
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        message = "工作簿设有打开密码。" if encrypted else "这是旧的 .xls 格式。"
        fix = "在 Excel 里去掉密码后另存再用。" if encrypted else _SAVE
        raise fault("S012", message, where=name, fix=fix)
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        message = "这不是 Excel 工作簿，或者文件已损坏。" if data else "文件是空的。"
        raise fault("S002", message, where=name, fix=_SAVE) from error
    infos = opened.infolist()
    if len(infos) > _MOST_MEMBERS or sum(one.file_size for one in infos) > most:
        fix = "分成几个文件；不是自己制作的文件，先查明来源。"
        raise fault("S011", "工作簿解压后太大。", where=name, fix=fix)
    if any(one.filename.lower().endswith("vbaproject.bin") for one in infos):
        raise fault("S012", "工作簿里有宏。", where=name, fix=_SAVE)
    if len({one.filename.lower() for one in infos}) < len(infos):
        raise fault("S002", "工作簿里有重名的部分。", where=name, fix=_SAVE)
    return opened
