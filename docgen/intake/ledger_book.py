"""An Excel workbook as tables, and everything that makes one unfit to be read.

Values come from calamine. It trusts a file, so nothing reaches it before every part that it will
read has been gone through here: unpacked to its end within limits, its sum of check right, the
sheet no wider and longer than it is safe to lay out.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import python_calamine
from lxml import etree

from docgen.errors import InputError
from docgen.intake.ledger_scan import Scan, scan_sheet
from docgen.intake.ledger_shape import Limits, check_suffix, opened_zip
from docgen.intake.ledger_table import Area, Table
from docgen.intake.tree import fault

__all__ = ["Book", "Limits", "open_book"]

_CHUNK = 1 << 20
_HEAD = 8192
_SHEET_NAME = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_PERCENT_BUILT_IN = frozenset({9, 10})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    member: str


class Book:
    """A workbook whose outer shape has been found sound.

    Args:
        data: The file.
        name: Its name for messages.
        limits: How large it may be.
        every: Whether hidden sheets are read too.

    Raises:
        InputError: It is no workbook that can be read.
    """

    def __init__(self, data: bytes, name: str, limits: Limits, *, every: bool = False) -> None:
        self.name, self.data, self._limits, self._every = name, data, limits, every
        self._zip = opened_zip(data, name, limits.unpacked)
        self._checked: set[str] = set()
        self._percent = self._percent_styles()
        #: The names of the sheets that are not shown.
        self.hidden: tuple[str, ...] = ()
        self.from_1904, self._sheets = self._workbook()
        for member in self._members():
            if member.lower() in ("xl/sharedstrings.xml",):
                self._go_through(member)
        self._values: python_calamine.CalamineWorkbook | None = None

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets that are shown, or of all where all are read."""
        return tuple(sheet.name for sheet in self._sheets)

    def member(self, sheet: str) -> str | None:
        """Return the part of the package that holds a sheet; None when there is no such sheet."""
        return next((one.member for one in self._sheets if one.name == sheet), None)

    def merged(self, sheet: str) -> tuple[Area, ...]:
        """Return the merged cells of a sheet.

        Args:
            sheet: One of :attr:`sheets`.

        Raises:
            InputError: It is damaged.
        """
        return tuple(self._scanned(sheet).merged)

    def table(self, sheet: str) -> Table:
        """Return a sheet as a table.

        Args:
            sheet: One of :attr:`sheets`.

        Raises:
            InputError: It is damaged, or larger than can be read.
        """
        scan = self._scanned(sheet)
        self._in_bounds(scan, sheet)
        values = self._laid_out(sheet)
        return Table(
            self.name,
            sheet,
            partial(_rows, values),
            odd=scan.odd,
            hidden_rows=frozenset(scan.hidden_rows),
            hidden_columns=frozenset(scan.hidden_columns),
            filtered=scan.filtered,
            merged=tuple(scan.merged),
            from_1904=self.from_1904,
        )

    def _scanned(self, sheet: str) -> Scan:
        member = self.member(sheet)
        scan = scan_sheet(self._chunks(member), self._percent) if member else None
        if scan is None:
            raise self._broken("工作表的内容不是 UTF-8 的 XML")
        return scan

    # --- the package -----------------------------------------------------------------------------

    def _members(self) -> list[str]:
        return self._zip.namelist()

    def _read(self, member: str, most: int = 50_000_000) -> bytes:
        parts, length = [], 0
        for chunk in self._chunks(member):
            length += len(chunk)
            if length > most:
                raise self._too_large("工作簿里有过大的部分")
            parts.append(chunk)
        return b"".join(parts)

    def _chunks(self, member: str) -> Iterator[bytes]:
        """Yield a member, unpacked; a wrong size or sum of check is told at its end."""
        length = 0
        try:
            with self._zip.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    length += len(chunk)
                    if length > self._limits.unpacked:
                        raise self._too_large("解压后太大")
                    if b"<!DOCTYPE" in chunk[:_HEAD] or b"<!ENTITY" in chunk[:_HEAD]:
                        raise self._broken("含有 DTD 声明")
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, RuntimeError) as error:
            raise self._broken("压缩包损坏或者加了密") from error

    def _go_through(self, member: str) -> None:
        for _ in self._chunks(member):
            pass

    def _tree(self, member: str) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(self._read(member), parser)
        except etree.XMLSyntaxError as error:
            raise self._broken(f"{member} 不是 XML") from error

    def _named(self, member: str) -> str | None:
        """Return a member by its name, whatever the case of its letters."""
        return next((one for one in self._members() if one.lower() == member.lower()), None)

    def _workbook(self) -> tuple[bool, tuple[_Sheet, ...]]:
        member, links = self._named("xl/workbook.xml"), self._named("xl/_rels/workbook.xml.rels")
        if member is None or links is None:
            raise self._broken("里面没有工作簿")
        targets = {
            one.get("Id"): str(one.get("Target"))
            for one in self._tree(links).iter("{*}Relationship")
        }
        tree = self._tree(member)
        sheets = []
        for one in tree.iter("{*}sheet"):
            target = targets.get(one.get(_RELATED) or one.get(_STRICT))
            found = self._named(_member_of(target)) if target else None
            if not found or not _SHEET_NAME.fullmatch(found):
                continue
            if self._every or one.get("state", "visible") == "visible":
                sheets.append(_Sheet(str(one.get("name")), found))
            else:
                self.hidden += (str(one.get("name")),)
        return any(
            one.get("date1904") in ("1", "true") for one in tree.iter("{*}workbookPr")
        ), tuple(sheets)

    def _percent_styles(self) -> frozenset[int]:
        member = self._named("xl/styles.xml")
        if member is None:
            return frozenset()
        tree = self._tree(member)
        percent = {
            int(one.get("numFmtId", "0"))
            for one in tree.iter("{*}numFmt")
            if "%" in _QUOTED.sub("", one.get("formatCode", ""))
        } | _PERCENT_BUILT_IN
        cells = next(tree.iter("{*}cellXfs"), None)
        return frozenset(
            place
            for place, one in enumerate(cells if cells is not None else ())
            if one.get("numFmtId", "0").isdigit() and int(one.get("numFmtId", "0")) in percent
        )

    def _in_bounds(self, scan: Scan, sheet: str) -> None:
        if scan.last_row * (scan.widest + 1) > self._limits.cells:
            where = f"{self.name} {sheet}"
            message = "工作表占的范围太大：最后一行或者最右一列远在数据之外。"
            fix = "删去数据下方和右侧的空行空列，另存后再用；数据确实太多的，分成几个文件。"
            raise fault("S011", message, where=where, fix=fix)

    def _laid_out(self, sheet: str) -> python_calamine.CalamineSheet:
        try:
            if self._values is None:
                stream = io.BytesIO(self.data)
                self._values = python_calamine.CalamineWorkbook.from_filelike(stream)
            return self._values.get_sheet_by_name(sheet)
        except (python_calamine.CalamineError, ValueError) as error:
            raise self._broken("工作表读不通") from error

    def _broken(self, meaning: str) -> InputError:
        message = f"工作簿读不通：{meaning}。"
        return fault("S002", message, where=self.name, fix="用 Excel 打开，另存为新的 .xlsx 再用。")

    def _too_large(self, message: str) -> InputError:
        fix = "分成几个文件；不是自己制作的文件，先查明来源。"
        return fault("S011", f"{message}。", where=self.name, fix=fix)


def open_book(data: bytes, name: str, *, limits: Limits | None = None) -> Book:
    """Return a workbook from the bytes of a file.

    Args:
        data: The file.
        name: Its name; its suffix is believed only as far as its bytes bear it out.
        limits: How large it may be; None for those of a ledger.

    Raises:
        InputError: ``S012`` for other kinds of file and workbooks with macros or a password,
            ``S002`` for a damaged one, ``S011`` for one that is too large.
    """
    check_suffix(name)
    return Book(data, name, limits or Limits())


def _rows(values: python_calamine.CalamineSheet) -> Iterator[tuple[int, list[object]]]:
    """Yield number and cells of every row from the first that has any.

    Which empty rows and columns before the first cell calamine gives back is not the same in all
    its versions; the first row with a cell and the last column are.
    """
    if values.start is None or values.end is None:
        return
    number, before = values.start[0], None
    for held in values.iter_rows():
        cells: list[object] = list(held)
        if before is None:
            if cells.count("") == len(cells):
                continue
            before = [""] * (values.end[1] + 1 - len(cells))
        number += 1
        yield number, [*before, *cells] if before else cells


def _member_of(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
