"""Figures and days of cells that are not plainly what they ought to be."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

from docgen.intake.ledger_cell import AS_TEXT, Cell
from docgen.intake.ledger_fields import title_of
from docgen.intake.ledger_figures import (
    ABSENT,
    convertible,
    exact,
    factor_between,
    places_of,
    scaled,
)
from docgen.intake.ledger_words import ledger_words, plain_label
from docgen.model.types import Quantity, Read, UnclearDate, shown

__all__ = ["FIGURES", "day_from_text", "figure_from_text", "in_bounds", "is_too_fine", "other"]

#: The kinds that are figures.
FIGURES = frozenset({"money", "area", "number", "count"})
_FIGURE = re.compile(r"([-+(]?[0-9][0-9,.]*\)?)\s*(.*)", re.DOTALL)
_COMPACT_DAY = re.compile("(?:19|20)[0-9]{6}")
_SERIAL = re.compile("[0-9]{5}")
_AREA_PLACES = 2
_PERCENT = "%"
_QUANTITY = next(one for one in get_args(Quantity) if isinstance(one, Read)).read


def figure_from_text(text: str, cell: Cell) -> Any:
    """Return the figure that a text states, with a unit of its own or in the column's."""
    found = _FIGURE.fullmatch(text)
    if found is None:
        return cell.read_by(_QUANTITY, text)
    figure, unit, facts = found[1], found[2].strip(), cell.facts
    if figure.startswith("(") and figure.endswith(")"):
        figure = f"-{figure[1:-1]}"
    factor = facts.factor
    if unit:
        known = ledger_words().units.get(plain_label(unit))
        if known is None or not convertible(known, facts.field.unit):
            return cell.read_by(_QUANTITY, text)
        factor = factor_between(known, facts.field.unit)
        if known != facts.column.unit:
            message = f"单元格里写的单位是{known}，按它换算。"
            cell.warn("L008", message, "同一列用同一个单位，写在列名里。")
    number = cell.read_by(_QUANTITY, figure)
    return number if number is ABSENT else _converted(number, factor, cell)


def _converted(number: Decimal, factor: Fraction | None, cell: Cell) -> Any:
    value: Decimal | None = number
    if factor is not None:
        value = scaled(number, factor)
        if value is None or is_too_fine(value, factor, cell.facts.field.kind):
            return _kept(number, cell)
    # The field's own reader still refuses what no paper could hold.
    return cell.read(value)


def is_too_fine(value: Decimal, factor: Fraction, kind: str) -> bool:
    """Return whether an area comes of a rounded figure: 39.17 亩 is no area in ㎡."""
    return factor.denominator != 1 and kind == "area" and places_of(value) > _AREA_PLACES


def _kept(number: Decimal, cell: Cell) -> Any:
    facts = cell.facts
    unit, to = facts.column.unit, facts.field.unit
    said, fix = f"{number:f}{unit}换不成精确的{to}数", f"在台账里直接写{to}数。"
    if not facts.keeps:
        return cell.fail("L024", f"{said}。", fix)
    cell.looked.instead = cell.read(number)
    if cell.looked.instead is not ABSENT:
        cell.warn("L024", f"{said}，只作“{title_of(facts.keeps)}”。", fix)
    return ABSENT


def in_bounds(value: Any, cell: Cell, *, highest: int | None = None) -> Any:
    """Return a figure, ABSENT for a negative area or sum and for a nought that says nothing.

    Args:
        value: What was read.
        cell: The cell.
        highest: For places in a list, counted from 1: the last there may be.
    """
    if highest is not None and isinstance(value, int) and not 1 <= value <= highest:
        message = f"「{shown(value)}」不能作序号：应为 1 至 {highest}。"
        return cell.fail("S005", message, "改成正确的序号。")
    if not isinstance(value, Decimal):
        return value
    of, words = cell.facts.field, ledger_words()
    if value < 0 and of.unit in words.never_negative:
        message = f"“{title_of(of.path)}”为负数。"
        return cell.fail("L022", message, "核对符号；退款另行制作文书。")
    return ABSENT if value == 0 and of.path in words.nought_is_nothing else value


def day_from_text(text: str, cell: Cell) -> Any:
    """Return the day that a text states; ABSENT for one that stands for none."""
    no_day = ledger_words().no_day
    if text in no_day:
        return ABSENT
    if _COMPACT_DAY.fullmatch(text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    elif _SERIAL.fullmatch(text):
        return _day_from_serial(int(text), cell)
    value = cell.read(text.partition("T")[0])
    if isinstance(value, UnclearDate):
        return cell.fail("S007", f"「{shown(text)}」不是一个确定的日子。", "写作 2021-11-05。")
    return ABSENT if value is not ABSENT and value.isoformat() in no_day else value


def _day_from_serial(days: int, cell: Cell) -> Any:
    first, last = ledger_words().day_years
    try:
        day = cell.facts.first_day + timedelta(days=days)
    except OverflowError:
        day = date.min
    if not first <= day.year <= last:
        return cell.fail("S007", f"「{days}」是数，不是日期。", "把单元格设为日期格式后重新填写。")
    message = f"日期存成了数 {days}，按 {day.isoformat()} 读。"
    cell.warn("L012", message, "核对这一天，并把单元格设为日期格式。")
    return day


def other(value: object, cell: Cell, *, percent: bool) -> Any:
    """Return what a cell states that holds no text.

    Args:
        value: A number, a day, a truth.
        cell: The cell.
        percent: Whether it is shown as a percentage.
    """
    if isinstance(value, bool):
        return _as_listed(cell.read("是" if value else "否"), cell)
    if isinstance(value, int | float):
        return _from_number(value, cell, percent=percent)
    if isinstance(value, date):
        return _from_day(value.date() if isinstance(value, datetime) else value, cell)
    return cell.fail("S009", "单元格里是时刻，不是本列应有的内容。", "改成本列应有的内容。")


def _from_day(value: date, cell: Cell) -> Any:
    kind = cell.facts.field.kind
    if value.isoformat() in ledger_words().no_day:
        return ABSENT
    if kind == "day":
        return value
    if kind in ("text", "texts"):
        words = f"{value.year}年{value.month}月{value.day}日"
        return (words,) if kind == "texts" else words
    message = f"单元格里是日期 {value.isoformat()}，本列不是日期。"
    return cell.fail("S009", message, "改设单元格格式，重新填写。")


def _from_number(value: int | float, cell: Cell, *, percent: bool) -> Any:
    kind, most = cell.facts.field.kind, ledger_words().most_digits
    if value != value or abs(value) >= 10**most:
        if kind in ("code", "text"):
            message = f"号码按数值存放，第{most + 1}位起已被 Excel 改成 0。"
            return cell.fail("L010", message, AS_TEXT)
        return cell.fail("L028", f"数超过 {most} 位，Excel 存不准。", "核对这个数。")
    number = exact(value)
    if kind == "day":
        return _day_from_number(number, cell)
    if kind in FIGURES:
        return _figure_from_number(number, cell, percent=percent)
    if kind == "code":
        message = f"号码「{number:f}」按数值存放，前面的 0 会丢失。"
        cell.warn("L011", message, "核对号码，并把整列设为文本格式。")
    return _as_listed(cell.read(format(number, "f")), cell)


def _as_listed(value: Any, cell: Cell) -> Any:
    """Return a text as the only one of a list, where the field is one."""
    is_list = cell.facts.field.kind == "texts" and value is not ABSENT
    return (value,) if is_list else value


def _day_from_number(number: Decimal, cell: Cell) -> Any:
    text = format(number, "f").partition(".")[0]
    if _COMPACT_DAY.fullmatch(text):
        return day_from_text(text, cell)
    return ABSENT if number == 0 else _day_from_serial(int(number), cell)


def _figure_from_number(number: Decimal, cell: Cell, *, percent: bool) -> Any:
    facts = cell.facts
    if not percent:
        return _converted(number, facts.factor, cell)
    said = f"{(number * 100).normalize():f}%"
    if not convertible(_PERCENT, facts.field.unit):
        message = f"显示为百分数「{said}」，本列不是百分数。"
        return cell.fail("L023", message, "改设单元格格式并核对数值。")
    cell.looked.notes.append(
        facts.note("L023", "info", f"按百分数 {said} 读。", "", row=cell.row, value=cell.value)
    )
    return _converted(number * 100, factor_between(_PERCENT, facts.field.unit), cell)
