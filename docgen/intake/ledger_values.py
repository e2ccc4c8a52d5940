"""One cell of a ledger → the value of its field, and what had to be put right or is wrong.

Most cells are what they ought to be; :meth:`ColumnReader.plain` takes them without more ado. All
others are looked at by :meth:`ColumnReader.look`, which says what it found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

from pydantic_core import PydanticCustomError

from docgen.intake.ledger_fields import Field, title_of
from docgen.intake.ledger_figures import (
    ABSENT,
    convertible,
    exact,
    factor_between,
    places_of,
    scaled,
)
from docgen.intake.ledger_notes import Column, Kind, LedgerNote, Severity
from docgen.intake.ledger_words import ledger_words, plain_label
from docgen.intake.problems import code_and_fix
from docgen.model.types import Quantity, Read, UnclearDate, shown

__all__ = ["ColumnReader", "Looked"]


_SPACES = " \t\r\n\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"
# Zero width letters, marks of direction, the byte order mark and Excel's own escape of a return:
# they come with copied text, print nothing, and make two equal names different.
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]|_x000[dD]_|\r"
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE_CODES = {code: low for code, low in _WIDE.items() if chr(low).isalnum() or chr(low) in "-./+"}
_FIGURE = re.compile(r"([-+(]?[0-9][0-9,.]*\)?)\s*(.*)", re.DOTALL)
_EXPONENT = re.compile(r"[0-9]\.[0-9]+[eE]\+[0-9]+")
_COMPACT_DAY = re.compile("(?:19|20)[0-9]{6}")
_SERIAL = re.compile("[0-9]{5}")
_FIGURES = frozenset({"money", "area", "number", "count"})
_REPEATED = frozenset({"day", "choice", "flag", "count"})
#: Words of a column that are kept with what they mean.
_MOST_KNOWN = 4096
_MOST_PLAIN = 10**15
_AREA_PLACES = 2
_AS_TEXT = "把整列设为文本格式，照原件重新填写。"
_QUANTITY = next(one for one in get_args(Quantity) if isinstance(one, Read)).read
_FIRST_DAY: Mapping[bool, date] = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_TEXT_LISTS = re.compile(r"[\n；;]+")


@dataclass(slots=True)
class Looked:
    """What a closer look at a cell gave.

    Attributes:
        value: The field's value; :data:`ABSENT` when there is none.
        notes: What is to be told.
        instead: The figure in the ledger's own unit, for the field that keeps it, where it makes
            no exact figure of this one.
    """

    value: Any = ABSENT
    notes: list[LedgerNote] = field(default_factory=list)
    instead: Any = ABSENT


class ColumnReader:
    """Reads the cells of one column.

    Args:
        column: The column.
        of: Its field.
        place: ``台账.xlsx 公示!``; the cell comes behind it.
        sheet: Name of the sheet.
        from_1904: Whether the workbook counts its days from 1904.
    """

    def __init__(
        self, column: Column, of: Field, *, place: str, sheet: str, from_1904: bool = False
    ) -> None:
        self.column, self.field = column, of
        self._place, self._sheet = place, sheet
        self._first_day = _FIRST_DAY[from_1904]
        self.factor = factor_between(column.unit, of.unit)
        self.keeps = ledger_words().kept.get((of.path, column.unit), "")
        self._words = ledger_words()
        self._never_negative = of.unit in self._words.never_negative
        self._nought_is_nothing = of.path in self._words.nought_is_nothing
        self._known: dict[str, Any] = {}
        #: Takes a cell that is what it ought to be; None for one that needs a closer look.
        self.plain: Callable[[object], Any] = getattr(self, f"_plain_{_PLAIN[of.kind]}")

    # --- what needs no second look ---------------------------------------------------------------

    def _plain_text(self, value: object) -> Any:
        if type(value) is str and value.isprintable() and value[0] != " " and value[-1] != " ":
            return value if len(value) > 2 else None
        return None

    def _plain_code(self, value: object) -> Any:
        if type(value) is str and len(value) > 2 and value.isascii() and value.isprintable():
            return value if " " not in value and "E+" not in value else None
        return None

    def _plain_number(self, value: object) -> Any:
        if type(value) is float:
            if not 0 < value < _MOST_PLAIN:
                return None
            number = exact(value)
        elif type(value) is str and value.isascii() and value.replace(".", "", 1).isdigit():
            if not value[0] != "." != value[-1] or len(value) > len(str(_MOST_PLAIN)):
                return None
            number = Decimal(value)
        else:
            return None
        if self.factor is None:
            return number if number else None
        if self.field.kind == "area" and self.factor.denominator != 1:
            return None
        return scaled(number, self.factor) if number else None

    def _plain_count(self, value: object) -> Any:
        if type(value) is float and value.is_integer() and 0 < value < _MOST_PLAIN:
            return int(value) if self.factor is None else None
        return self._known.get(value) if type(value) is str else None

    def _plain_known(self, value: object) -> Any:
        """Take a text that was read before: a column says the same few words in every row."""
        return self._known.get(value) if type(value) is str else None

    def _plain_day(self, value: object) -> Any:
        if type(value) is date:
            return value if value.year > self._words.day_years[0] else None
        return self._known.get(value) if type(value) is str else None

    def _plain_never(self, value: object) -> Any:
        return None

    # --- what does -------------------------------------------------------------------------------

    def note(
        self, code: str, severity: Severity, message: str, fix: str, *, row: int, value: object
    ) -> LedgerNote:
        """Return a note about one of the column's cells."""
        cell = f"{self.column.letter}{row}"
        return LedgerNote(
            code=code,
            severity=severity,
            message=message,
            fix=fix,
            where=f"{self._place}{cell}",
            cell=cell,
            sheet=self._sheet,
            path=self.column.path,
            value=shown(value),
        )

    def look(self, value: object, row: int, *, percent: bool = False) -> Looked:
        """Return the value of a cell and what is to be said of it.

        Args:
            value: What the cell holds: text, number, day, truth.
            row: Its row.
            percent: Whether it is shown as a percentage.
        """
        looked = Looked()
        at = _At(self, row, looked, value)
        if isinstance(value, str):
            text = self._cleaned(value, at)
            if not text or text in self._words.nothing:
                return looked
            if not self._lost_digits(text, at):
                looked.value = self._from_text(text, at)
            if not looked.notes and self.field.kind in _REPEATED:
                self._remember(value, looked.value)
        elif value is not None:
            looked.value = self._from_other(value, at, percent=percent)
        looked.value = self._in_bounds(looked.value, at)
        return looked

    def _remember(self, text: str, value: Any) -> None:
        # A column in which nothing repeats must not fill the memory.
        if len(self._known) < _MOST_KNOWN and value is not ABSENT:
            self._known[text] = value

    def _cleaned(self, text: str, at: _At) -> str:
        bare = _INVISIBLE.sub("", text).strip(_SPACES).replace("\N{NO-BREAK SPACE}", " ")
        kind = self.field.kind
        if kind == "text":
            bare = "".join(part.strip(_SPACES) for part in bare.split("\n"))
        elif kind not in ("text", "texts"):
            bare = bare if kind == "choice" else "".join(bare.split())
        if bare != text and (bare or kind in ("text", "code", "texts")) and text.strip(" "):
            at.warn("L021", "首尾空格、换行或者看不见的字符已去掉。", "在原表里删去它们。")
        if kind in ("text", "texts", "choice", "flag"):
            return bare
        narrow = bare.translate(_WIDE_CODES if kind == "code" else _WIDE)
        if narrow != bare:
            at.warn("L020", f"「{shown(bare)}」有全角字符，按半角读。", "在原表里改成半角。")
        return narrow

    def _lost_digits(self, text: str, at: _At) -> bool:
        if self.field.kind == "code" and _EXPONENT.fullmatch(text):
            at.fail("L010", f"「{shown(text)}」是科学计数法，号码的末几位已经丢失。", _AS_TEXT)
            return True
        return False

    def _from_text(self, text: str, at: _At) -> Any:
        kind = self.field.kind
        if kind == "texts":
            parts = [part.strip(_SPACES) for part in _TEXT_LISTS.split(text)]
            read = [self._read(part, at) for part in parts if part]
            return ABSENT if any(one is ABSENT for one in read) else tuple(read)
        if kind == "day":
            return self._day_from_text(text, at)
        if kind in _FIGURES:
            return self._figure_from_text(text, at)
        return self._read(text, at)

    def _read(self, text: object, at: _At) -> Any:
        """Return what the model's own reader makes of a text, its refusal told at the cell."""
        try:
            return self.field.reader(text)
        except PydanticCustomError as error:
            code, fix = code_and_fix(error.type, self.field.unit, dict(error.context or {}))
            at.fail(code, error.message(), fix)
            return ABSENT

    # --- figures ---------------------------------------------------------------------------------

    def _figure_from_text(self, text: str, at: _At) -> Any:
        found = _FIGURE.fullmatch(text)
        if found is None:
            return self._read(text, at)
        figure, unit = found[1], found[2].strip()
        if figure.startswith("(") and figure.endswith(")"):
            figure = f"-{figure[1:-1]}"
        factor = self.factor
        if unit:
            known = self._words.units.get(plain_label(unit))
            if known is None or not convertible(known, self.field.unit):
                return self._read(text, at)
            factor = factor_between(known, self.field.unit)
            if known != self.column.unit:
                said = f"单元格里写的单位是{known}，按它换算。"
                at.warn("L008", said, "同一列用同一个单位，写在列名里。")
        number = self._read_figure(figure, at)
        return number if number is ABSENT else self._converted(number, factor, at)

    def _read_figure(self, figure: str, at: _At) -> Any:
        """Return the number of a text; the field's own reader would refuse a share of a unit."""
        try:
            return _QUANTITY(figure)
        except PydanticCustomError as error:
            code, fix = code_and_fix(error.type, self.column.unit, dict(error.context or {}))
            at.fail(code, error.message(), fix)
            return ABSENT

    def _converted(self, number: Decimal, factor: Fraction | None, at: _At) -> Any:
        value: Decimal | None = number
        if factor is not None:
            value = scaled(number, factor)
            if value is None or self._is_too_fine(value, factor):
                return self._kept(number, at)
        if self.field.kind == "count":
            return self._read(value, at)
        return value

    def _is_too_fine(self, value: Decimal, factor: Fraction) -> bool:
        """Return whether an area comes from a rounded figure: 39.17 亩 is no area in ㎡."""
        return (
            factor.denominator != 1
            and self.field.kind == "area"
            and (places_of(value) > _AREA_PLACES)
        )

    def _kept(self, number: Decimal, at: _At) -> Any:
        unit, to = self.column.unit, self.field.unit
        said = f"{number:f}{unit}换不成精确的{to}数"
        fix = f"在台账里直接写{to}数。"
        if self.keeps:
            at.warn("L024", f"{said}，只作{title_of(self.keeps)}。", fix)
            at.looked.instead = number
        else:
            at.fail("L024", f"{said}。", fix)
        return ABSENT

    def _in_bounds(self, value: Any, at: _At) -> Any:
        if not isinstance(value, Decimal):
            return value
        if self._never_negative and value < 0:
            at.fail("L022", f"{title_of(self.field.path)}为负数。", "核对符号；退款另行制作文书。")
            return ABSENT
        return ABSENT if self._nought_is_nothing and value == 0 else value

    # --- days ------------------------------------------------------------------------------------

    def _day_from_text(self, text: str, at: _At) -> Any:
        if text in self._words.no_day:
            return ABSENT
        if _COMPACT_DAY.fullmatch(text):
            text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        elif _SERIAL.fullmatch(text):
            return self._day_from_serial(int(text), at)
        value = self._read(text.partition("T")[0] if text[:4].isdigit() else text, at)
        if isinstance(value, UnclearDate):
            at.fail("S007", f"「{shown(text)}」不是一个确定的日子。", "写作 2021-11-05。")
            return ABSENT
        if value is not ABSENT and value.isoformat() in self._words.no_day:
            return ABSENT
        return value

    def _day_from_serial(self, days: int, at: _At) -> Any:
        first, last = self._words.day_years
        try:
            day = self._first_day + timedelta(days=days)
        except OverflowError:
            day = date.min
        if not first <= day.year <= last:
            at.fail("S007", f"「{days}」是数，不是日期。", "把单元格设为日期格式后重新填写。")
            return ABSENT
        said = f"日期存成了数 {days}，按 {day.isoformat()} 读。"
        at.warn("L012", said, "核对这一天，并把单元格设为日期格式。")
        return day

    # --- cells that hold no text -----------------------------------------------------------------

    def _from_other(self, value: object, at: _At, *, percent: bool) -> Any:
        if isinstance(value, bool):
            return self._read("是" if value else "否", at)
        if isinstance(value, int | float):
            return self._from_number(value, at, percent=percent)
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date):
            return self._from_date(value, at)
        at.fail("S009", "单元格里是时刻，不是本列应有的内容。", "改成本列应有的内容。")
        return ABSENT

    def _from_date(self, value: date, at: _At) -> Any:
        if value.isoformat() in self._words.no_day:
            return ABSENT
        if self.field.kind == "day":
            return value
        if self.field.kind in ("text", "texts"):
            words = f"{value.year}年{value.month}月{value.day}日"
            return (words,) if self.field.kind == "texts" else words
        at.fail("S009", f"单元格里是日期 {value.isoformat()}，本列不是日期。", "改设单元格格式。")
        return ABSENT

    def _from_number(self, value: int | float, at: _At, *, percent: bool) -> Any:
        kind, most = self.field.kind, self._words.most_digits
        if value != value or abs(value) >= 10**most:
            if kind in ("code", "text"):
                message = f"号码按数值存放，第{most + 1}位起已被 Excel 改成 0。"
                at.fail("L010", message, _AS_TEXT)
            else:
                at.fail("L028", f"数超过 {most} 位，Excel 存不准。", "核对这个数。")
            return ABSENT
        number = exact(value)
        if kind == "day":
            return self._day_from_number(number, at)
        if kind in _FIGURES:
            return self._figure_from_number(number, at, percent=percent)
        if kind == "code":
            said = f"号码「{number:f}」按数值存放，前面的 0 会丢失。"
            at.warn("L011", said, "把整列设为文本格式后重新填写。")
        text = format(number, "f")
        return (self._read(text, at),) if kind == "texts" else self._read(text, at)

    def _day_from_number(self, number: Decimal, at: _At) -> Any:
        text = format(number, "f").partition(".")[0]
        if _COMPACT_DAY.fullmatch(text):
            return self._day_from_text(text, at)
        return ABSENT if number == 0 else self._day_from_serial(int(number), at)

    def _figure_from_number(self, number: Decimal, at: _At, *, percent: bool) -> Any:
        if not percent:
            return self._converted(number, self.factor, at)
        if not convertible("%", self.field.unit):
            at.fail(
                "L023", f"「{number * 100:f}%」是百分数，本列不是。", "改设单元格格式并核对数值。"
            )
            return ABSENT
        return self._converted(number * 100, factor_between("%", self.field.unit), at)


@dataclass(slots=True)
class _At:
    """The cell that is looked at: takes the notes about it."""

    reader: ColumnReader
    row: int
    looked: Looked
    value: object

    def warn(self, code: str, message: str, fix: str) -> None:
        self._add(code, "warning", message, fix)

    def fail(self, code: str, message: str, fix: str) -> None:
        self._add(code, "error", message, fix)

    def _add(self, code: str, severity: Severity, message: str, fix: str) -> None:
        told = self.reader.note(code, severity, message, fix, row=self.row, value=self.value)
        self.looked.notes.append(told)


#: Which cells of each kind need no closer look.
_PLAIN: Mapping[Kind, str] = {
    "money": "number",
    "area": "number",
    "number": "number",
    "count": "count",
    "day": "day",
    "flag": "known",
    "choice": "known",
    "text": "text",
    "texts": "never",
    "code": "code",
}
