"""The form of a case as the page lays it out: sections, groups of fields, tables and their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from docgen.intake.form_names import path_of, rows_of
from docgen.intake.form_plan import FormField, FormPlan, FormTable, FormTopic
from docgen.web.casework import pack_choices

__all__ = ["BLANK", "Box", "Grid", "Group", "Line", "Section", "rows_held", "sections"]

#: Place of a row that the page copies when one is added; each depth has its own.
BLANK = 999_999
#: A table of more columns is laid out as a block a row.
_MOST_COLUMNS = 9
_LONG = "longtext"
_JURISDICTION = "jurisdiction"


@dataclass(frozen=True, slots=True)
class Box:
    """One value to fill in.

    Attributes:
        field: What is filled in.
        name: Its flat name.
        text: What stands in it.
    """

    field: FormField
    name: str
    text: str

    @property
    def path(self) -> str:
        """Its key path, as findings and figures name it."""
        return path_of(self.name)

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        """What may be chosen, value and label; empty where it is written."""
        known = self.field.choices
        if self.name == _JURISDICTION:
            known = tuple((one.id, one.name) for one in pack_choices())
        if known and self.text and all(value != self.text for value, _ in known):
            return (*known, (self.text, self.text))
        return known

    @property
    def is_day(self) -> bool:
        """Whether a calendar can show it: a day, and none that was written some other way."""
        if self.field.kind != "day":
            return False
        try:
            return not self.text or date.fromisoformat(self.text).isoformat() == self.text
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading; "" for none."""

    title: str
    boxes: tuple[Box, ...]

    @property
    def is_used(self) -> bool:
        """Whether the document has to do with any of them."""
        return any(one.field.need != "unused" for one in self.boxes)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table.

    Attributes:
        name: Its flat name, ``grant.instalments.0``.
        groups: Its fields.
        grids: Tables within it.
    """

    name: str
    groups: tuple[Group, ...]
    grids: tuple[Grid, ...]

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Its fields in one."""
        return tuple(box for group in self.groups for box in group.boxes)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that grows.

    Attributes:
        table: What repeats.
        name: Its flat name.
        lines: Its rows.
        blank: A row to be copied when one is added.
        depth: In how many other tables it lies.
    """

    table: FormTable
    name: str
    lines: tuple[Line, ...]
    blank: Line
    depth: int

    @property
    def place(self) -> int:
        """The place that stands for a new row in ``blank``."""
        return BLANK - self.depth

    @property
    def path(self) -> str:
        """Its key path."""
        return path_of(self.name)

    @property
    def is_sheet(self) -> bool:
        """Whether its rows are rows of a sheet; else each is a block."""
        columns = self.table.columns
        narrow = all(one.kind != _LONG for one in columns) or self.table.plain
        return narrow and len(columns) <= _MOST_COLUMNS and not self.blank.grids


@dataclass(frozen=True, slots=True)
class Section:
    """A topic of the form."""

    topic: FormTopic
    groups: tuple[Group, ...]
    grids: tuple[Grid, ...]


def rows_held(values: Mapping[str, str]) -> dict[str, set[int]]:
    """Return the places of rows that values lie in, by the flat name of their table.

    Args:
        values: Flat name → text.
    """
    held: dict[str, set[int]] = {}
    for name in values:
        for row, _ in rows_of(name):
            table, _, place = row.rpartition(".")
            held.setdefault(table, set()).add(int(place))
    return held


def sections(
    plan: FormPlan, values: Mapping[str, str], further: Mapping[str, int] | None = None
) -> tuple[Section, ...]:
    """Return a form as the page lays it out.

    Args:
        plan: The form.
        values: Flat name → text of what is filled in.
        further: Blank rows to be added, by the flat name of their table.
    """
    held = rows_held(values)
    for name, count in (further or {}).items():
        known = held.setdefault(name, set())
        first = max(known, default=-1) + 1
        known |= set(range(first, first + count))
    layout = _Layout(plan, values, held)
    return tuple(layout.section(topic) for topic in plan.topics)


@dataclass(frozen=True, slots=True)
class _Layout:
    plan: FormPlan
    values: Mapping[str, str]
    held: Mapping[str, set[int]]

    def section(self, topic: FormTopic) -> Section:
        grids = tuple(self.grid(one, ()) for one in topic.tables if not one.above)
        return Section(topic, self.groups(topic.fields, ()), grids)

    def groups(self, fields: Sequence[FormField], places: tuple[int, ...]) -> tuple[Group, ...]:
        return tuple(
            Group(title, tuple(self.box(one, places) for one in together))
            for title, together in groupby(fields, key=lambda one: one.group)
        )

    def box(self, field: FormField, places: tuple[int, ...]) -> Box:
        name = field.name(*places)
        return Box(field, name, self.values.get(name, ""))

    def grid(self, table: FormTable, places: tuple[int, ...]) -> Grid:
        name, depth = table.name(*places), len(places)
        # A table that the paper needs begins with a row to be filled in.
        held = self.held.get(name) or ({0} if table.need == "required" else set())
        lines = tuple(self.line(table, (*places, place)) for place in sorted(held))
        return Grid(table, name, lines, self.line(table, (*places, BLANK - depth)), depth)

    def line(self, table: FormTable, places: tuple[int, ...]) -> Line:
        inner = (one for one in self._tables() if one.above == table.path)
        name = f"{table.name(*places[:-1])}.{places[-1]}"
        return Line(
            name,
            self.groups(table.columns, places),
            tuple(self.grid(one, places) for one in inner),
        )

    def _tables(self) -> Iterator[FormTable]:
        return self.plan.tables()
