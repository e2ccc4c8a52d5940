"""The sheet of a topic's fields: a label and a value a row."""

from __future__ import annotations

from typing import Any

from docgen.intake.form_cell import cell_reader
from docgen.intake.form_layout import FormSheet, whole_sheets
from docgen.intake.form_plan import FormField
from docgen.intake.form_reading import Reading, SheetReading, at, labels_of, nearest_label
from docgen.intake.form_words import form_words
from docgen.intake.ledger_heading import cell_text
from docgen.intake.ledger_notes import Column
from docgen.intake.ledger_odd import merged_cells
from docgen.intake.ledger_table import Table, letter_of
from docgen.intake.ledger_words import plain_label
from docgen.model.types import shown

__all__ = ["read_fields"]

_KEYS = ("label", "value", "unit")


def read_fields(table: Table, sheet: FormSheet, into: Reading) -> None:
    """Read a sheet that has one field a row.

    Args:
        table: Its cells.
        sheet: What stands on it.
        into: Where it goes.
    """
    reader = _Fields(table, sheet, into)
    reader.read()


class _Fields(SheetReading):
    def read(self) -> None:
        words = form_words().words
        known = {plain_label(words[key]): key for key in _KEYS}
        head, cells = self.headings(known)
        places: dict[str, int] = {}
        for place, value in enumerate(cells):
            key = known.get(plain_label(cell_text(value)))
            if key is not None:
                places.setdefault(key, place)
        if "label" not in places or "value" not in places:
            message = f"找不到「{words['label']}」「{words['value']}」两栏的表头。"
            self.fail(0, 1, "L001", message, "照原样补上这两栏的表头。")
            return
        self._rows(head, places["label"], places["value"], places.get("unit"))

    def _rows(self, head: int, label_at: int, value_at: int, unit_at: int | None) -> None:
        known, seen = labels_of(self.sheet.fields), dict[str, int]()
        column = Column(letter_of(value_at), "", "", "", "text", value_at)
        merged = merged_cells(self.table, head + 1, {value_at: column})
        for row, cells in self.below(head):
            label = cell_text(at(cells, label_at)).strip()
            filled = self.is_filled(row, cells, value_at)
            found = known.get(plain_label(label))
            if found is None:
                if filled:
                    self._unknown(label, label_at, row)
            elif filled and row in self.table.hidden_rows:
                self.fail_hidden(value_at, row)
            elif filled and found.path in seen:
                message = f"「{found.label}」写了两次，第{seen[found.path]}行已有。"
                self.fail(value_at, row, "S004", message, "只留一处。")
            elif filled or found.name() not in self.into.cells:
                if filled:
                    seen[found.path] = row
                unit = cell_text(at(cells, unit_at)).strip()
                area = merged.get(row, {}).get(value_at)
                self._one(found, value_at, unit, row, cells, area)

    def _one(
        self, found: FormField, place: int, unit: str, row: int, cells: list[Any], area: Any
    ) -> None:
        reader, wrong = cell_reader(found, self.table, place, unit)
        if wrong is not None and at(cells, place) != "":
            self.fail(place, row, wrong.code, wrong.message, wrong.fix)
            return
        self.take(found.name(), reader, row, cells, area)

    def _unknown(self, label: str, place: int, row: int) -> None:
        if not label:
            message = "填了内容，前面却没有项目名。"
            self.fail(place, row, "S003", message, "补上项目名，或删去内容。")
            return
        near = nearest_label(label, [one.label for one in self.sheet.fields])
        message = f"表单的「{self.sheet.name}」没有「{shown(label)}」这一项。"
        if home := _elsewhere(label):
            fix = f"移到工作表「{home}」。"
        elif near:
            fix = f"可能是「{near}」，照原样改回；否则删去这一行。"
        else:
            fix = "删去这一行。"
        self.fail(place, row, "S003", message, fix)


def _elsewhere(label: str) -> str:
    """Return the sheet that has a label which this one does not; empty for none or several."""
    wanted = plain_label(label)
    found = [
        sheet.name
        for sheet in whole_sheets().values()
        if any(plain_label(one.label) == wanted for one in sheet.fields)
    ]
    return found[0] if len(found) == 1 else ""
