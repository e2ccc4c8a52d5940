"""Amounts on paper: in words and in figures, and how they stand there."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from docgen.paper import PaperLine, PaperSlot
from docgen.reading import Fault
from docgen.rules.look import Said
from docgen.rules.sheet import SheetBreach, SheetLook, sheet_rule
from docgen.spotting import (
    GAP_IN_AMOUNT,
    Spotted,
    between_twins,
    is_figure,
    may_hold_words,
    twins,
    word_amounts,
)
from docgen.wording import amount_in_words

__all__ = ["amounts_are_written_properly", "amounts_stand_properly", "words_and_figures_agree"]

_WORDS = "大写"
_FIGURES = ("", "小写")
_RIGHT = "right"


@sheet_rule("R057")
def words_and_figures_agree(look: SheetLook) -> Iterator[SheetBreach]:
    """An amount or area in words is the one in figures beside it, to the fen; and one field's."""
    worded = may_hold_words(look.text)
    beside = _beside(look.paper.lines) if worded else {}
    for line in look.paper.lines:
        for twin in twins(line.text, beside.get(_cell(line), "")) if worded else ():
            words, digits = twin.words, twin.digits
            if words.value is None or digits.value is None or words.value == digits.value:
                continue
            said: dict[str, Said] = {"digits": digits.text, "read": _plain(words.value)}
            yield SheetBreach("differ", line, words.text, said)
        for first, second in _pairs(line):
            said = {"other": second.title, "title": first.title}
            yield SheetBreach("fields", line, first.title, said)


def _beside(lines: tuple[PaperLine, ...]) -> dict[tuple[str, int, int, int], str]:
    """Return what stands in the cell to the right of each cell."""
    found: dict[tuple[str, int, int, int], str] = {}
    for line in lines:
        if line.cell:
            key = (line.part, line.cell.table, line.cell.row, line.cell.column - 1)
            found[key] = found.get(key, "") + line.text
    return found


def _cell(line: PaperLine) -> tuple[str, int, int, int]:
    cell = line.cell
    return (line.part, cell.table, cell.row, cell.column) if cell else (line.part, 0, 0, 0)


def _pairs(line: PaperLine) -> Iterator[tuple[PaperSlot, PaperSlot]]:
    """Yield every field in words that stands beside another field in figures."""
    if len(line.slots) < 2 or not any(one.form == _WORDS for one in line.slots):
        return
    printed = [one for one in line.slots if one.title]
    for first, second in pairwise(printed):
        forms = (first.form, second.form)
        worded = [form == _WORDS for form in forms]
        figured = any(form in _FIGURES for form in forms)
        told = between_twins(line.text[first.end : second.start])
        if any(worded) and figured and told and first.title != second.title:
            yield first, second


@sheet_rule("R058")
def amounts_are_written_properly(look: SheetLook) -> Iterator[SheetBreach]:
    """《支付结算办法》附一: 人民币 before it, 整 behind it, capital numerals throughout."""
    for line in look.paper.lines if may_hold_words(look.text) else ():
        for found in word_amounts(line.text):
            if found.fault is None:
                continue
            said: dict[str, Said] = {"reason": found.reason}
            if found.value is None:
                branch = "unclear" if found.fault is Fault.MISSING_ZERO else "unreadable"
                yield SheetBreach(branch, line, found.text, said)
                continue
            said["suggestion"] = _suggestion(found)
            yield SheetBreach("form", line, found.text, said)


def _suggestion(found: Spotted) -> str:
    return amount_in_words(found.value) if found.value is not None else ""


@sheet_rule("R112")
def amounts_stand_properly(look: SheetLook) -> Iterator[SheetBreach]:
    """No gap behind 人民币, no amount in words over two lines, columns of amounts to the right."""
    gap = GAP_IN_AMOUNT.search(look.text) is not None
    for line in look.paper.lines if gap else ():
        for match in GAP_IN_AMOUNT.finditer(line.text):
            yield SheetBreach("gap", line, match[0])
    for one in look.paper.breaks:
        yield SheetBreach("broken", None, one.text, page=one.page)
    yield from _columns(look)


def _columns(look: SheetLook) -> Iterator[SheetBreach]:
    """One finding a column of amounts that does not stand to the right."""
    told = set()
    money = _money_columns(look)
    if not money:
        return
    for line in look.paper.lines:
        place = _column(line)
        if place not in money or place in told or line.cell is None or line.cell.header:
            continue
        if line.align != _RIGHT and (is_figure(line.text) or _whole(line)):
            told.add(place)
            yield SheetBreach("align", line, line.text)


def _money_columns(look: SheetLook) -> set[tuple[str, int, int]]:
    marks = look.words("amount_header_words")
    return {
        _column(line)
        for line in look.paper.lines
        if line.cell and line.cell.header and any(mark in line.text for mark in marks)
    }


def _column(line: PaperLine) -> tuple[str, int, int]:
    return (line.part, line.cell.table, line.cell.column) if line.cell else (line.part, 0, 0)


def _whole(line: PaperLine) -> bool:
    """Return whether a cell of a template holds one tag that prints an amount in figures."""
    only = line.slots[0] if len(line.slots) == 1 else None
    spans = only is not None and (only.start, only.end) == (0, len(line.text))
    return spans and only is not None and only.form in _FIGURES and not only.kind


def _plain(value: Decimal) -> str:
    return format(value, "f")
