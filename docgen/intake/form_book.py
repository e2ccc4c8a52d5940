"""A form as an Excel workbook: sheets by topic, drop-downs, checks, an example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from docgen.errors import Problem
from docgen.intake.form_cells import Lists, fill, format_of, guard, hint
from docgen.intake.form_dress import Looks, dress_fields, dress_table
from docgen.intake.form_fields import kept
from docgen.intake.form_guide import write_example, write_guide
from docgen.intake.form_layout import FormColumn, FormSheet, has_rows_below, sheets_of
from docgen.intake.form_names import general, known, of_path, path_of
from docgen.intake.form_plan import FormField, FormPlan, FormTable
from docgen.intake.form_read import read_form
from docgen.intake.form_values import unheld, values_of
from docgen.intake.form_words import form_words
from docgen.intake.naming import shown_path
from docgen.model.case import Case
from docgen.workbooks import as_text, saved

__all__ = ["FormBook", "form_book"]

#: Rows of an empty table, and rows left below those that are filled.
_ROWS, _SPARE = 6, 3
#: How far down Excel's checks reach: tables grow.
_LAST_ROW = 2_000
_HEAD_ROW = 3
_FIELD_COLUMNS = ("label", "value", "unit", "need", "note", "source")


@dataclass(frozen=True, slots=True)
class FormBook:
    """A workbook.

    Attributes:
        data: The file.
        left_out: What of the case it could not hold as it is; empty for a form without a case.
    """

    data: bytes
    left_out: tuple[Problem, ...] = ()


def form_book(
    plan: FormPlan,
    *,
    case: Case | None = None,
    sample: Case | None = None,
    given: Mapping[str, str] = MappingProxyType({}),
) -> FormBook:
    """Return the workbook of a form; the same bytes for the same form and case.

    Args:
        plan: The form; what its document does not use is left out where the case has nothing in it.
        case: What is filled in already.
        sample: What the example shows.
        given: Flat name → text of what is filled in where no case is.

    Returns:
        The workbook. It has been read again, and what came out otherwise than it was is named.
    """
    # A case stays as it is: what it does not say, its document will say by itself.
    own = {_KIND: plan.notice} if plan.notice else {}
    values = values_of(case) if case is not None else {**own, **given}
    held = {general(name) for name in values}
    tables = {of_path(f"{one.path}[]") for one in plan.tables()}
    filled = held | {row for path in held for row in _rows_on(path, tables)}
    numbered = {
        one.above
        for one in plan.tables()
        if one.above and (one.need != "unused" or of_path(f"{one.path}[]") in filled)
    }

    def is_shown(one: FormField | FormTable) -> bool:
        # Items of one table name those of another by their numbers: it must be there.
        table = one.path if isinstance(one, FormTable) else one.path.rpartition("[].")[0]
        return one.need != "unused" or _path_of(one) in filled or table in numbered

    shown = kept(plan, is_shown)
    data = _Writer(shown, values, sample).data()
    if case is None:
        return FormBook(data)
    return FormBook(data, _lost(data, case))


_KIND = "notice.kind"


def _path_of(one: FormField | FormTable) -> str:
    return of_path(one.path if isinstance(one, FormField) else f"{one.path}[]")


def _rows_on(path: str, tables: Iterable[str]) -> list[str]:
    return [row for row in tables if path == row or path.startswith(f"{row}.")]


def _lost(data: bytes, case: Case) -> tuple[Problem, ...]:
    """Return what the workbook, read again, does not hold as the case has it."""
    again = read_form(data, "").case
    if again == case:
        return ()
    before, after = values_of(case), values_of(again)
    told = {one.path: one for one in unheld(case)}
    for name in dict.fromkeys([*before, *after]):
        path = path_of(name)
        if path not in told and not _same(before.get(name), after.get(name)):
            told[path] = Problem("表单装不下这样的写法。", shown_path(path), path=path)
    return tuple(told.values())


def _same(one: str | None, other: str | None) -> bool:
    if one == other or one is None or other is None:
        return one == other
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False


class _Writer:
    """Writes one workbook."""

    def __init__(self, plan: FormPlan, values: Mapping[str, str], sample: Case | None) -> None:
        from openpyxl import Workbook  # only needed here

        self._plan, self._values = plan, values
        self._sample = values_of(sample) if sample is not None else {}
        book: Any = Workbook()
        book.remove(book.active)
        self._book = book
        self._lists, self._looks = Lists({}), Looks()

    def data(self) -> bytes:
        sheets = sheets_of(self._plan)
        write_guide(self._book, self._plan, sheets)
        self._lists = self._choices()
        for number, sheet in enumerate(sheets, start=1):
            made = self._book.create_sheet(sheet.name)
            if sheet.fields:
                self._fields(made, sheet)
            else:
                self._table(made, sheet, number)
        if self._sample:
            write_example(self._book, sheets, self._sample)
        self._book.move_sheet(form_words().words["choices"], len(self._book.sheetnames))
        return saved(self._book)

    def _choices(self) -> Lists:
        """Write the hidden sheet of the drop-downs, a column each."""
        name = form_words().words["choices"]
        sheet = self._book.create_sheet(name)
        sheet.sheet_state = "hidden"
        found: dict[tuple[str, ...], str] = {}
        from openpyxl.utils import get_column_letter

        for one in self._plan.fields():
            labels = tuple(label for _, label in one.choices)
            if not labels or labels in found:
                continue
            place = len(found) + 1
            letter = get_column_letter(place)
            for row, label in enumerate(labels, start=1):
                as_text(sheet.cell(row, place), label)
            found[labels] = f"'{name}'!${letter}$1:${letter}${len(labels)}"
        return Lists(found)

    # --- a topic's fields ------------------------------------------------------------------------

    def _fields(self, sheet: Any, plan: FormSheet) -> None:
        words = form_words()
        as_text(sheet.cell(1, 1), plan.topic.title)
        for place, word in enumerate(_FIELD_COLUMNS, start=1):
            as_text(sheet.cell(_HEAD_ROW, place), words.words[word])
        for row, one in enumerate(plan.fields, start=_HEAD_ROW + 1):
            need = "conditional" if one.conditional and one.need == "required" else one.need
            texts = (one.label, "", one.unit, words.needs[need], hint(one), one.source)
            for place, text in enumerate(texts, start=1):
                if text:
                    as_text(sheet.cell(row, place), text)
            cell = sheet.cell(row, 2)
            self._fill(cell, one, one.name())
            self._guard(sheet, one, cell.coordinate)
        dress_fields(sheet, plan, _HEAD_ROW, self._looks)

    def _fill(self, cell: Any, field: FormField, name: str) -> None:
        cell.number_format = format_of(field)
        if name in self._values:
            fill(cell, field, self._values[name])

    def _guard(self, sheet: Any, field: FormField, cells: str) -> None:
        rule = guard(field, cells, self._lists)
        if rule is not None:
            sheet.add_data_validation(rule)

    # --- tables ----------------------------------------------------------------------------------

    def _table(self, sheet: Any, plan: FormSheet, number: int) -> None:
        words = form_words().words
        as_text(sheet.cell(1, 1), plan.name)
        said = words["rows_of"] if plan.table is not None else words["columns_of"]
        note = plan.table.note if plan.table is not None else ""
        as_text(sheet.cell(2, 1), f"{said}。{note}".removesuffix("。") + "。")
        rows = self._rows(plan)
        last = _HEAD_ROW + max(_ROWS, len(rows) + _SPARE)
        for place, column in enumerate(plan.columns, start=1):
            as_text(sheet.cell(_HEAD_ROW, place), column.label)
            self._column(sheet, plan, column, place, rows, last)
        dress_table(sheet, plan, _HEAD_ROW, last, number, self._looks)

    def _column(
        self,
        sheet: Any,
        plan: FormSheet,
        column: FormColumn,
        place: int,
        rows: Sequence[tuple[int, ...]],
        last: int,
    ) -> None:
        field = column.field
        for row in range(_HEAD_ROW + 1, last + 1):
            cell, at = sheet.cell(row, place), row - _HEAD_ROW - 1
            if field is not None:
                cell.number_format = format_of(field)
                if at < len(rows) and (name := self._name(field, rows[at])):
                    fill(cell, field, self._values[name])
            elif plan.table is not None and plan.table.above:
                if at < len(rows):
                    cell.value = rows[at][0] + 1
            else:
                cell.value = at + 1
        if field is not None:
            from openpyxl.utils import get_column_letter

            letter = get_column_letter(place)
            self._guard(sheet, field, f"{letter}{_HEAD_ROW + 1}:{letter}{_LAST_ROW}")

    def _name(self, field: FormField, places: tuple[int, ...]) -> str:
        name = field.name(*places)
        return name if name in self._values else ""

    def _rows(self, plan: FormSheet) -> list[tuple[int, ...]]:
        """Return the places of the items that a table holds, in their order.

        A table whose items are numbered keeps an item's place even where it has no value of its
        own: items below it name the number.
        """
        heads = [of_path(f"{one.table.path}[]") for one in plan.columns if one.table]
        found: set[tuple[int, ...]] = set()
        for name in self._values:
            path = general(name)
            for head in heads:
                if path == head or path.startswith(f"{head}."):
                    steps = known(name) or ()
                    depth = head.count("#")
                    places = [step for step in steps if isinstance(step, int)]
                    found.add(tuple(places[:depth]))
        if plan.table is not None and has_rows_below(plan.table.path) and found:
            return [(place,) for place in range(max(found)[0] + 1)]
        return sorted(found)
