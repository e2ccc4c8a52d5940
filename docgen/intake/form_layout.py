"""Where the fields of a form stand in a workbook: its sheets, their columns, their labels.

The workbook is written and read by the same layout. A topic's fields stand on a sheet of its own,
one a row; each of its tables on another, one item a row; its lists of plain texts side by side on
one more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from docgen.intake.form_plan import FormField, FormPlan, FormTable, FormTopic, whole_plan
from docgen.intake.form_words import form_words
from docgen.intake.ledger_words import plain_label

__all__ = ["FormColumn", "FormSheet", "column_label", "has_rows_below", "sheets_of", "whole_sheets"]

_BETWEEN = "·"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a table.

    Attributes:
        label: Its heading, its unit included.
        field: The field that it feeds; None for the item's own number and for that of the item
            above.
        table: The list that its cells are items of; None with ``field``.
    """

    label: str
    field: FormField | None
    table: FormTable | None


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet.

    Attributes:
        name: Its name.
        topic: The topic that it belongs to.
        fields: Fields, one a row; empty for a table.
        columns: Columns of a table; empty for fields.
        table: The table whose items its rows are; None for fields, and where each column is a list
            of its own.
    """

    name: str
    topic: FormTopic
    fields: tuple[FormField, ...] = ()
    columns: tuple[FormColumn, ...] = ()
    table: FormTable | None = None


def sheets_of(plan: FormPlan) -> tuple[FormSheet, ...]:
    """Return the sheets of a form in their order."""
    return tuple(sheet for topic in plan.topics for sheet in _sheets(topic))


@cache
def whole_sheets() -> dict[str, FormSheet]:
    """Return every sheet that any form may have, by its name as names are compared."""
    return {plain_label(sheet.name): sheet for sheet in sheets_of(whole_plan())}


@cache
def has_rows_below(path: str) -> bool:
    """Return whether items of a table have tables of their own: their rows then bear numbers."""
    return any(table.above == path for table in whole_plan().tables())


def column_label(field: FormField) -> str:
    """Return how a column is headed: its label with its unit."""
    return f"{field.label}（{field.unit}）" if field.unit else field.label


def _sheets(topic: FormTopic) -> list[FormSheet]:
    made = [FormSheet(topic.title, topic, fields=topic.fields)] if topic.fields else []
    for table in topic.tables:
        if not table.plain:
            made.append(FormSheet(_name(topic, table.title), topic, (), _columns(table), table))
    lists = tuple(table for table in topic.tables if table.plain)
    if lists:
        columns = tuple(FormColumn(one.title, one.columns[0], one) for one in lists)
        # The name is that of the whole form's sheet, whatever of it a document uses.
        all_lists = [one for one in _whole(topic).tables if one.plain]
        title = lists[0].title if len(all_lists) == 1 else form_words().words["lists"]
        made.append(FormSheet(_name(topic, title), topic, (), columns))
    return made


def _whole(topic: FormTopic) -> FormTopic:
    return next(one for one in whole_plan().topics if one.id == topic.id)


def _name(topic: FormTopic, title: str) -> str:
    return title if title.startswith(topic.title) else f"{topic.title}{_BETWEEN}{title}"


def _columns(table: FormTable) -> tuple[FormColumn, ...]:
    words = form_words().words
    made = []
    if table.above:
        above = next(one for one in whole_plan().tables() if one.path == table.above)
        made.append(FormColumn(words["belongs"].format(title=above.title), None, None))
    elif has_rows_below(table.path):
        made.append(FormColumn(words["number"], None, None))
    made += [FormColumn(column_label(one), one, table) for one in table.columns]
    return tuple(made)
