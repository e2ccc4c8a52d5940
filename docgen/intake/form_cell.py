"""One cell of a form → the text of its field's value, and what is to be said of the cell.

Excel's traps are those of a ledger, and so are the helpers; what differs: a nought is a nought, a
day that is still open (``2021年 月 日``) stays what was written, for the checks to tell of it.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from docgen.intake.form_fields import cell_fields
from docgen.intake.form_plan import FormField
from docgen.intake.ledger_cell import AS_TEXT, Cell, Facts, cleaned
from docgen.intake.ledger_fields import Field, title_of
from docgen.intake.ledger_figures import ABSENT, convertible, factor_between, text_of
from docgen.intake.ledger_looking import FIGURES, day_from_text, figure_from_text, other
from docgen.intake.ledger_notes import Column, LedgerNote
from docgen.intake.ledger_odd import odd_note
from docgen.intake.ledger_table import Area, Odd, Table, letter_of
from docgen.intake.ledger_words import ledger_words, plain_label
from docgen.model.types import UnclearDate, shown

__all__ = ["CellReader", "cell_reader"]

_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")
_COUNTED = re.compile("[0-9]{5}|(?:19|20)[0-9]{6}")
_SHORT_DAYS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}


class CellReader:
    """Reads the cells of one column, or the one cell of a field.

    Args:
        field: The form's field.
        facts: What is known of its cells.
    """

    def __init__(self, field: FormField, facts: Facts) -> None:
        self.field, self.facts = field, facts

    def read(
        self, value: object, row: int, *, odd: Odd | None = None, area: Area | None = None
    ) -> tuple[str, list[LedgerNote]]:
        """Return the text of a cell's value, empty for none, and what is to be said of it.

        Args:
            value: What the cell holds.
            row: Its row.
            odd: What is odd about it.
            area: The merged cells that it lies in without being their first.
        """
        note = odd_note(self.facts, odd, area, row=row, value=value)
        if note is not None:
            return "", [note]
        cell = Cell(self.facts, row, value)
        found = self._from_text(value, cell) if isinstance(value, str) else self._other(cell, odd)
        found = self._in_bounds(found, cell)
        failed = [one for one in cell.looked.notes if one.severity == "error"]
        text = "" if found is ABSENT else str(text_of(found))
        # How a cell that cannot be read was taken at first helps nobody.
        return text, failed or cell.looked.notes

    def _from_text(self, value: str, cell: Cell) -> Any:
        kind = self.facts.field.kind
        text = cleaned(value, cell, keep_lines=self.field.kind == "longtext")
        if not text or text in ledger_words().nothing:
            cell.looked.notes.clear()
            return ABSENT
        if kind == "code" and _EXPONENT.fullmatch(text):
            message = f"「{shown(text)}」是科学计数法，号码的末几位已经丢失。"
            return cell.fail("L010", message, AS_TEXT)
        if kind == "day":
            return self._day(text, value.strip(), cell)
        return figure_from_text(text, cell) if kind in FIGURES else cell.read(text)

    def _day(self, text: str, written: str, cell: Cell) -> Any:
        if _COUNTED.fullmatch(text):
            return day_from_text(text, cell)
        found = cell.read(text.partition("T")[0])
        if found is ABSENT:
            return ABSENT
        if not isinstance(found, UnclearDate):
            return day_from_text(text, cell)
        # A blank that is still open stays as it was written: 2021年 月 日.
        cell.looked.notes.clear()
        return cell.read(written)

    def _other(self, cell: Cell, odd: Odd | None) -> Any:
        value = cell.value
        if self.field.kind == "month" and isinstance(value, date):
            # Excel makes a day of 2021-12.
            return f"{value:%Y-%m}"
        if isinstance(value, datetime) and value.time() != datetime.min.time():
            return cell.fail("S007", f"「{shown(value)}」带有时刻。", "只写年月日。")
        return other(value, cell, percent=odd is not None and odd.kind == "percent")

    def _in_bounds(self, value: Any, cell: Cell) -> Any:
        of = self.facts.field
        if value is ABSENT or of.kind not in FIGURES or value >= 0:
            return value
        if of.unit not in ledger_words().never_negative:
            return value
        message = f"“{title_of(of.path.replace('[]', ''))}”为负数。"
        return cell.fail("L022", message, "核对符号；退款另行制作文书。")


def cell_reader(
    field: FormField, table: Table, place: int, unit: str
) -> tuple[CellReader, LedgerNote | None]:
    """Return what reads the cells of a field, and what is wrong with the unit beside them.

    Args:
        field: The form's field.
        table: The sheet.
        place: Place of the column.
        unit: The unit as it is written there now.
    """
    of = cell_fields()[field.path]
    known = ledger_words().units.get(plain_label(unit), "") if unit else of.unit
    wrong = bool(unit) and plain_label(unit) != plain_label(of.unit) and known != of.unit
    fits = not wrong or (bool(known) and convertible(known, of.unit))
    facts = _facts(field, of, table, place, known if fits and known else of.unit)
    if fits:
        return CellReader(field, facts), None
    wanted = f"{of.unit}" if of.unit else "没有单位"
    note = facts.note(
        "L005", "error", f"单位「{shown(unit)}」换算不成“{field.label}”的单位（{wanted}）。",
        "改回表单原来的单位，数值照它填。", row=0, value=unit,
    )  # fmt: skip
    return CellReader(field, facts), note


def _facts(field: FormField, of: Field, table: Table, place: int, unit: str) -> Facts:
    column = Column(letter_of(place), field.label, field.path, unit, of.kind, place)
    factor = factor_between(unit, of.unit) if unit != of.unit else None
    return Facts(column, of, factor, "", table.place, table.sheet, _SHORT_DAYS[table.from_1904])
