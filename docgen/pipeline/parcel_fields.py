"""Which fields the papers of a parcel share, and under which name they are compared.

The list is data: ``schemas/parcel-fields.yaml``. A figure of the indicator tables is compared as
the field that it comes from, where its basis names one, else as its indicator and year.
"""

from __future__ import annotations

import contextlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

import yaml

from docgen.delivery.shape import FigureLine
from docgen.resources import schema_bytes

__all__ = ["Told", "plain_worth", "titles_of", "told"]

_ROW = re.compile(r"^(?P<table>.+)\[(?P<row>[0-9]+)\]\.(?P<field>[a-z_]+)$")
#: The column of a row that may come from a field of its own.
_VALUE = "value"
_NUMBERS = ("amount", "area", "number", "count")


@dataclass(frozen=True, slots=True)
class Told:
    """One figure under the name that it is compared by.

    Attributes:
        path: The name.
        title: Its Chinese name.
        line: The figure.
    """

    path: str
    title: str
    line: FigureLine


def titles_of(figures: Iterable[FigureLine]) -> dict[str, str]:
    """Return the shared fields that some figures are of: Chinese title to name."""
    return {
        line.title: path
        for line in figures
        if (path := _fields().path(line.path)) and not _in_table(line.path)
    }


def told(figures: tuple[FigureLine, ...], titles: Mapping[str, str]) -> Iterator[Told]:
    """Yield the figures that other papers of the parcel may be held against.

    Args:
        figures: The figures of one paper; blanks and struck-out ones are passed over.
        titles: :func:`titles_of` all papers of the parcel.
    """
    for line in figures:
        if line.absent or line.value is None:
            continue
        found = _in_table(line.path)
        if found is None and (path := _fields().path(line.path)):
            yield Told(path, line.title, line)
        elif found is not None and found.field == _VALUE and line.basis in titles:
            yield Told(titles[line.basis], line.basis, line)
    yield from _indicators(figures, titles)


def _indicators(figures: Iterable[FigureLine], titles: Mapping[str, str]) -> Iterator[Told]:
    """Yield each indicator of the tables once, with all that its rows ask for.

    An indicator may have two rows, a least and a most value.
    """
    gathered: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in _rows(figures):
        name = "，".join(row.text(one) for one in row.table.key if row.text(one))
        if row.text(row.table.key[0]):
            gathered[row.table.names[-1], name].append(row)
    for (table, name), rows in gathered.items():
        said = sorted({row.words(titles) for row in rows})
        first = rows[0].cells[rows[0].table.key[0]]
        line = first.model_copy(update={"value": "；".join(said), "kind": "text", "unit": ""})
        yield Told(f"{table}[{name}]", name, line)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of an indicator table: its cells by column."""

    table: _Table
    cells: Mapping[str, FigureLine]

    def text(self, column: str) -> str:
        """Return what a cell says, "" for none; 300 and 300.00 are the same."""
        cell = self.cells.get(column)
        return plain_worth(cell) if cell is not None else ""

    def words(self, titles: Mapping[str, str]) -> str:
        """Return what the row asks for; a value that is a field of its own is held as that."""
        told = (one for one in self.table.fields if not (one == _VALUE and self._known(titles)))
        return " ".join(text for one in told if (text := self.text(one)))

    def _known(self, titles: Mapping[str, str]) -> bool:
        cell = self.cells.get(_VALUE)
        return cell is not None and cell.basis in titles


def _rows(figures: Iterable[FigureLine]) -> list[_Row]:
    rows: dict[tuple[str, str], _Row] = {}
    cells: dict[tuple[str, str], dict[str, FigureLine]] = defaultdict(dict)
    for line in figures:
        found = _in_table(line.path)
        if found is not None and line.value is not None and not line.absent:
            place = found.name, found.row
            cells[place][found.field] = line
            rows.setdefault(place, _Row(found.table, cells[place]))
    return list(rows.values())


def plain_worth(line: FigureLine) -> str:
    """Return what a value is worth as text: 300 and 300.00 are the same."""
    value = line.value or ""
    if line.kind in _NUMBERS:
        with contextlib.suppress(InvalidOperation):
            return format(Decimal(value).normalize(), "f")
    return value


@dataclass(frozen=True, slots=True)
class _Table:
    names: tuple[str, ...]
    key: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Fields:
    shared: tuple[str, ...]
    tables: tuple[_Table, ...]

    def path(self, path: str) -> str:
        """Return a field's name when all papers share it, "" for a paper's own."""
        whole = any(path == one or (one[-1] == "." and path.startswith(one)) for one in self.shared)
        return path if whole else ""


@cache
def _fields() -> _Fields:
    data = yaml.load(schema_bytes("parcel-fields.yaml"), yaml.CSafeLoader)
    return _Fields(
        shared=tuple(data["shared"]),
        tables=tuple(
            _Table(tuple(one["names"]), tuple(one["key"]), tuple(one["fields"]))
            for one in data["tables"]
        ),
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    table: _Table
    name: str
    row: str
    field: str


def _in_table(path: str) -> _Cell | None:
    """Return where a figure stands in one of the indicator tables; None for any other."""
    match = _ROW.match(path)
    if match is None:
        return None
    table = next((one for one in _fields().tables if match["table"] in one.names), None)
    return _Cell(table, match["table"], match["row"], match["field"]) if table else None
