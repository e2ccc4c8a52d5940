"""The kinds of plain values that a parcel's file holds, and how each is read from text.

A reader here refuses only what cannot be read; whether a figure is lawful is for the checks. The
error types that pydantic reports (``docgen_number`` and so on) are listed in :data:`ERROR_TYPES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

__all__ = [
    "ERROR_TYPES",
    "Count",
    "Day",
    "Flag",
    "Quantity",
    "Read",
    "Text",
    "UnclearDate",
    "illegal_character",
    "read_text",
    "shown",
    "wrong",
]

#: Every error type raised in this room.
ERROR_TYPES = (
    "docgen_number",
    "docgen_unit",
    "docgen_date",
    "docgen_choice",
    "docgen_shape",
    "docgen_character",
    "docgen_duplicate",
)

# 9,999 亿元 to the fen has 15 digits; beyond these a Decimal's exponent could exhaust memory.
_MAX_DIGITS = 40
_SHOWN = 40
_ISO_LENGTH = len("2021-11-05")

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－／", "0123456789.-/")
_NUMBER = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
# The last 2 is that of m2; any other digit after letters makes no unit (0x1F).
_LEADING_NUMBER = re.compile(r"[-+]?[0-9][0-9,.]*\s*(?P<unit>(?:[^\W\d_]|[%‰％㎡])[^0-9]*2?)")
_EXPONENT = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+")
_DATE = re.compile(
    r"(?P<y>[0-9]{4})(?:-(?P<m1>[0-9]{1,2})-(?P<d1>[0-9]{1,2})|/(?P<m2>[0-9]{1,2})/(?P<d2>[0-9]{1,2})"
    r"|\.(?P<m3>[0-9]{1,2})\.(?P<d3>[0-9]{1,2})|年(?P<m4>[0-9]{1,2})月(?P<d4>[0-9]{1,2})日)"
)
# Spreadsheet serials, half-filled blanks and dates in numerals we do not accept: worth keeping, so
# that the check can say which blank of which paper is still open.
_DATE_LIKE = re.compile(r"[0-9〇零一二三四五六七八九十\s年月日号\-/._×xX*?？—–－…○□]+")
_DATE_HINT = re.compile(r"[年月日×*?？—–…○□_/\-.]|[xX]{2}|^[0-9]{4,8}$")
_DATE_WORDS = frozenset({"待定", "待填", "未定", "未填", "暂无", "待补", "空", "无", "另定"})
# C0 and C1 controls, lone surrogates and non-characters cannot stand in a Word file; marks that
# turn the direction of writing could make a figure read otherwise than it is stored.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


class UnclearDate(str):
    """A date as it was written, kept because it is a placeholder, a serial or no real day.

    ``2021年 月 日``, ``44505``, ``2021-02-30``. A check reports it; nothing may compute with it.
    """

    __slots__ = ()


def shown(value: object) -> str:
    """Return a value for a message: one line, at most 40 characters, nothing unprintable."""
    text = value if isinstance(value, str) else type(value).__name__
    if isinstance(value, (int, float, Decimal, date)):
        text = "很长的数" if isinstance(value, int) and value.bit_length() > 256 else str(value)
    clean = "".join(c if c.isprintable() else "�" for c in text[:_SHOWN])
    return clean + ("…" if len(text) > _SHOWN else "")


def illegal_character(text: str) -> tuple[int, str] | None:
    """Return place (from 1) and name (``U+0007``) of the first character no paper can carry."""
    found = _ILLEGAL.search(text)
    return (found.start() + 1, f"U+{ord(found[0]):04X}") if found else None


def wrong(kind: str, message: str, value: object, **more: str | int) -> PydanticCustomError:
    """Return the error a reader raises.

    Args:
        kind: One of :data:`ERROR_TYPES`.
        message: Chinese sentence; ``{shown}`` and the names of ``more`` are filled in.
        value: What was read.
        more: Further values for the message.
    """
    context = {"shown": shown(value), **more}
    return PydanticCustomError(kind, message, context)


def _read_quantity(value: object) -> Decimal:
    if isinstance(value, str):
        return _quantity_from_text(value)
    if isinstance(value, bool | float):
        raise wrong("docgen_number", "「{shown}」不能作数：用文字或 Decimal 给出。", value)
    if isinstance(value, int):
        if value.bit_length() > 128:
            raise wrong("docgen_number", "「{shown}」位数太多。", value)
        return Decimal(value)
    if isinstance(value, Decimal):
        return _bounded(value)
    raise wrong("docgen_shape", "应为一个数，现在是「{shown}」。", value)


def _bounded(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise wrong("docgen_number", "「{shown}」不是数。", value)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -_MAX_DIGITS or value.adjusted() > _MAX_DIGITS:
        raise wrong("docgen_number", "「{shown}」位数太多。", value)
    # Written out, so that 1E+5 is stored, printed and read back as 100000; and no minus zero.
    text = format(value if value else abs(value), "f")
    # What is stored is this text: whatever is taken as a figure must be read back as a text.
    if len(text) > _MAX_DIGITS:
        raise wrong("docgen_number", "「{shown}」位数太多。", value)
    return Decimal(text)


def _quantity_from_text(value: str) -> Decimal:
    text = value.strip()
    text = text if text.isascii() else text.translate(_FULL_WIDTH)
    if len(text) <= _MAX_DIGITS and _NUMBER.fullmatch(text):
        number = Decimal(text.replace(",", "") if "," in text else text)
        return number if number else number.copy_abs()  # no minus zero
    if not text:
        raise wrong("docgen_number", "空文字不是数。", value)
    if len(text) > _MAX_DIGITS and _NUMBER.fullmatch(text):
        raise wrong("docgen_number", "「{shown}」位数太多。", value)
    if _EXPONENT.fullmatch(text):
        raise wrong("docgen_number", "「{shown}」用了科学计数法，应逐位写出。", value)
    if found := _LEADING_NUMBER.fullmatch(text):
        unit = shown(found["unit"].strip())
        raise wrong("docgen_unit", "「{shown}」带有「{unit}」，只写数字。", value, unit=unit)
    raise wrong("docgen_number", "「{shown}」不是数。", value)


def _read_count(value: object) -> int:
    number = _read_quantity(value)
    if number != number.to_integral_value():
        raise wrong("docgen_number", "「{shown}」不是整数。", value)
    return int(number)


def _read_day(value: object) -> date | UnclearDate:
    if type(value) is str and (plain := _iso_day(value)):
        return plain
    if isinstance(value, datetime):
        raise wrong("docgen_date", "「{shown}」带有时刻，只写年月日。", value)
    if isinstance(value, date | UnclearDate):
        return value
    if not isinstance(value, str):
        raise wrong("docgen_shape", "应为日期，现在是「{shown}」。", value)
    text = value.strip().translate(_FULL_WIDTH)
    if found := _DATE.fullmatch(text):
        year, month, day = (int(part) for part in found.groups() if part is not None)
        try:
            return date(year, month, day)
        except ValueError:
            return UnclearDate(text)
    looks_open = _DATE_LIKE.fullmatch(text) and _DATE_HINT.search(text)
    readable = len(text) <= _MAX_DIGITS and illegal_character(value) is None
    if readable and (text in _DATE_WORDS or looks_open):
        return UnclearDate(value)
    raise wrong("docgen_date", "「{shown}」不是日期。", value)


def _iso_day(text: str) -> date | None:
    """Return the day of a text as most are written, 2021-11-05; None for any other text.

    The columns of a ledger are full of them, and a pattern takes ten times as long.
    """
    if len(text) != _ISO_LENGTH or not text[4] == text[7] == "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_text(value: object) -> str:
    """Return a text letter for letter.

    Args:
        value: What was given.

    Raises:
        PydanticCustomError: It is no text, or holds a character that no paper may hold.
    """
    # No illegal character is printable, and asking that of a text is quicker than looking for one.
    if type(value) is str and value.isprintable():
        return value
    if not isinstance(value, str):
        raise wrong("docgen_shape", "应为文字，现在是「{shown}」。", value)
    if found := illegal_character(value):
        place, name = found
        raise wrong(
            "docgen_character",
            "第{place}个字符（{name}）不能写进文书。",
            value,
            place=place,
            name=name,
        )
    # A subclass could compare or print otherwise than the text that was checked.
    return value if type(value) is str else str.__str__(value)


def _read_flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and (text := value.strip().casefold()) in _FLAGS:
        return _FLAGS[text]
    raise wrong("docgen_choice", "「{shown}」不在可选值之内：{allowed}。", value, allowed="是、否")


_FLAGS = {"是": True, "true": True, "否": False, "false": False}


class Read:
    """Lets pydantic read a field through one function and describe it by one JSON Schema.

    Unlike ``PlainValidator`` it keeps nothing of the annotated type, so that a value is written out
    by what it is: a Decimal as text, a date as ISO text, an unclear date as it was written.
    """

    def __init__(self, reader: Callable[[object], object], **schema: object) -> None:
        self._reader = reader
        self._schema = schema

    @property
    def read(self) -> Callable[[object], object]:
        """The function: what a value stands for, or ``PydanticCustomError``."""
        return self._reader

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Read by the function alone."""
        return core_schema.no_info_plain_validator_function(self._reader)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, object]:
        """Describe what the function reads."""
        return dict(self._schema)


#: A figure: Decimal, whole number or text of plain digits (commas between thousands allowed).
Quantity: TypeAlias = Annotated[
    Decimal,
    Read(
        _read_quantity,
        type=["string", "integer"],
        pattern=r"^-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?$",
    ),
]
#: A whole number: days, copies, years.
Count: TypeAlias = Annotated[
    int, Read(_read_count, type=["string", "integer"], pattern=r"^-?[0-9]+$")
]
#: A day, or what was written where a day is still missing.
Day: TypeAlias = Annotated[
    date | UnclearDate, Read(_read_day, type="string", description="日期，如 2021-11-05")
]
#: Text, kept letter for letter.
Text: TypeAlias = Annotated[str, Read(read_text, type="string")]
#: 是 or 否.
Flag: TypeAlias = Annotated[bool, Read(_read_flag, enum=[True, False, "是", "否", "true", "false"])]
