"""What a sheet's XML tells that its values do not: hidden, merged, odd cells; in one pass.

The XML is gone through as bytes, some rows at a time, and never kept: a sheet of two million cells
has a hundred megabytes of it. Only rows in which something stands out are looked at cell by cell.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from docgen.intake.ledger_table import Area, Odd
from docgen.intake.ledger_words import ledger_words

__all__ = ["Scan", "place_of", "scan_sheet"]

_ROOT = re.compile(rb"<(\w+:)?worksheet\b")
_REF = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
# Behind Z columns have two letters: most ledgers have none, and need no look at every cell.
_FAR = re.compile(rb"""\br=["']([A-Z]{2,3})[0-9]""")
_NEAR = 25
_EXTERNAL = re.compile(r"\[[0-9]+\]|\[[^\]]+\.xls[xmb]?\]")


@dataclass(slots=True)
class Scan:
    """What one pass over a sheet found.

    Attributes:
        odd: Row → column → what is odd there.
        hidden_rows: Rows that are not shown.
        hidden_columns: Columns that are not shown.
        filtered: Whether a filter leaves rows out.
        merged: Cells shown as one.
        last_row: Highest number of a row with cells.
        widest: Place of the rightmost column in which a cell stands.
    """

    odd: dict[int, dict[int, Odd]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False
    merged: list[Area] = field(default_factory=list)
    last_row: int = 0
    widest: int = 0


def scan_sheet(chunks: Iterable[bytes], percent_styles: frozenset[int]) -> Scan | None:
    """Go through a sheet.

    Args:
        chunks: Its XML, a piece at a time.
        percent_styles: Numbers of the cell styles that show a percentage.

    Returns:
        What was found; None when it is no sheet in UTF-8.
    """
    scanner: _Scanner | None = None
    waiting = b""
    for chunk in chunks:
        waiting += chunk
        if scanner is None:
            root = _ROOT.search(waiting[:4096])
            if root is None:
                return None
            scanner = _Scanner(root[1] or b"", percent_styles)
        waiting = scanner.take(waiting)
    if scanner is None:
        return None
    scanner.end(waiting)
    return scanner.scan


def place_of(letters: str) -> int:
    """Return the place of a column from its letter: A is 0."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


class _Scanner:
    """A pass: whole rows are looked at as they come."""

    def __init__(self, prefix: bytes, percent_styles: frozenset[int]) -> None:
        self.scan = Scan()
        self._in_rows = False
        self._begin, self._row_end = b"<" + prefix + b"sheetData", b"</" + prefix + b"row>"
        self._row = re.compile(rb"<" + prefix + rb"row\b([^>]*)>")
        self._cell = re.compile(
            rb"<%(p)sc\b([^>]*?)(?:/>|>(.*?)</%(p)sc>)" % {b"p": prefix}, re.DOTALL
        )
        self._formula = re.compile(
            rb"<%(p)sf\b[^>]*?(?:/>|>(.*?)</%(p)sf>)" % {b"p": prefix}, re.DOTALL
        )
        self._value = re.compile(
            rb"<%(p)s(?:v|is)\b[^>]*?(?<!/)>(.*?)</" % {b"p": prefix}, re.DOTALL
        )
        self._element = re.compile(
            rb"<" + prefix + rb"(mergeCell|filterColumn|col|sheetFormatPr)\b([^>]*)>"
        )
        marks = [rb"<" + prefix + rb"f\b", rb"""\bt=["']e["']"""]
        if percent_styles:
            numbers = b"|".join(str(one).encode() for one in sorted(percent_styles))
            marks.append(rb"""\bs=["'](?:%s)["']""" % numbers)
        self._percent = percent_styles
        self._mark = re.compile(b"|".join(marks))
        self._quick = (b"<" + prefix + b"f", b't="e"', b"t='e'")

    def take(self, data: bytes) -> bytes:
        """Look at the whole rows of what is there and return the rest."""
        if not self._in_rows:
            begin = data.find(self._begin)
            if begin < 0:
                return data
            self._around(data[:begin])
            self._in_rows, data = True, data[begin:]
        cut = data.rfind(self._row_end)
        if cut < 0:
            return data
        self._rows(data[: cut + len(self._row_end)])
        return data[cut + len(self._row_end) :]

    def end(self, data: bytes) -> None:
        """Look at what stands behind the last row that has cells."""
        self._rows(data)
        self._around(data)

    def _rows(self, data: bytes) -> None:
        marked = bool(self._percent) or any(mark in data for mark in self._quick)
        found = list(self._row.finditer(data))
        for at, row in enumerate(found):
            tag = row[1]
            number = _number(tag, b"r") or self.scan.last_row + 1
            if b"hidden=" in tag or b"ht=" in tag:
                self._shown(tag, number)
            self.scan.last_row = max(self.scan.last_row, number)
            if marked and not tag.endswith(b"/"):
                end = found[at + 1].start() if at + 1 < len(found) else len(data)
                if self._mark.search(data, row.end(), end):
                    self._cells(data[row.end() : end], number)
        self._columns(data)

    def _columns(self, data: bytes) -> None:
        """Note the rightmost column: a reader of values lays out every cell to the left of it."""
        if _FAR.search(data) is None:
            self.scan.widest = max(self.scan.widest, _NEAR)
            return
        for letters in set(_FAR.findall(data)):
            self.scan.widest = max(self.scan.widest, place_of(letters.decode()))

    def _shown(self, tag: bytes, number: int) -> None:
        if _truth(tag, b"hidden") or _attribute(tag, b"ht") in (b"0", b"0.0"):
            self.scan.hidden_rows.add(number)

    def _cells(self, row: bytes, number: int) -> None:
        place = -1
        for cell in self._cell.finditer(row):
            tag, inside = cell[1], cell[2] or b""
            found = _REF.fullmatch((_attribute(tag, b"r") or b"").decode("ascii", "replace"))
            place = place_of(found[1]) if found else place + 1
            if (odd := self._odd(tag, inside)) is not None:
                self.scan.odd.setdefault(number, {})[place] = odd

    def _odd(self, tag: bytes, inside: bytes) -> Odd | None:
        value = self._value.search(inside)
        held = value[1] if value else b""
        if _attribute(tag, b"t") == b"e":
            return Odd("error", held.decode("utf-8", "replace")[:40])
        if formula := self._formula.search(inside):
            text = html.unescape((formula[1] or b"").decode("utf-8", "replace"))
            # A formula may well come to an empty text.
            return _formula(text, held=bool(held) or _attribute(tag, b"t") == b"str")
        style = _number(tag, b"s")
        return Odd("percent") if held and style in self._percent else None

    def _around(self, data: bytes) -> None:
        for found in self._element.finditer(data):
            name, tag = found[1], found[2]
            if name == b"filterColumn":
                self.scan.filtered = True
            elif name == b"mergeCell":
                self.scan.merged += _areas(_attribute(tag, b"ref"))
            elif name == b"col" and (_truth(tag, b"hidden") or _attribute(tag, b"width") == b"0"):
                first, last = _number(tag, b"min") or 1, _number(tag, b"max") or 1
                self.scan.hidden_columns.update(range(first - 1, min(last, 16_384)))


def _formula(text: str, *, held: bool) -> Odd | None:
    if not held:
        return Odd("uncached", text[:80])
    if _EXTERNAL.search(text):
        return Odd("external", text[:80])
    if any(f"{name}(" in text.upper() for name in ledger_words().total_functions):
        return Odd("total", text[:80])
    return None


def _areas(ref: bytes | None) -> Iterator[Area]:
    found = _REF.fullmatch((ref or b"").decode("ascii", "replace"))
    if found and found[3]:
        yield Area(int(found[2]), place_of(found[1]), int(found[4]), place_of(found[3]))


def _attribute(tag: bytes, name: bytes) -> bytes | None:
    found = _attribute_pattern(name).search(tag)
    return found[1] if found else None


_PATTERNS: Mapping[bytes, re.Pattern[bytes]] = {
    name: re.compile(rb"""(?:^|\s)%s\s*=\s*["']([^"']*)["']""" % name)
    for name in (b"r", b"s", b"t", b"ht", b"hidden", b"ref", b"min", b"max", b"width")
}


def _attribute_pattern(name: bytes) -> re.Pattern[bytes]:
    return _PATTERNS[name]


def _truth(tag: bytes, name: bytes) -> bool:
    return _attribute(tag, name) in (b"1", b"true")


def _number(tag: bytes, name: bytes) -> int:
    text = _attribute(tag, name)
    return int(text) if text and text.isdigit() and len(text) < 10 else 0
