"""Which fields the papers of a parcel share, and under which name they are compared.

The list is data: ``schemas/parcel-fields.yaml``. A figure of the indicator tables is compared as
the field that it comes from, where its basis names one, else as its indicator and year.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from docgen.delivery.shape import FigureLine
from docgen.resources import schema_bytes

__all__ = ["Told", "titles_of", "told"]

_ROW = re.compile(r"^(?P<table>.+)\[(?P<row>[0-9]+)\]\.(?P<field>[a-z_]+)$")
#: The column of a row that may come from a field of its own.
_VALUE = "value"


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
    rows = _rows(figures)
    for line in figures:
        if line.absent or line.value is None:
            continue
        found = _in_table(line.path)
        if found is not None:
            yield from _of_row(line, *found, rows, titles)
        elif path := _fields().path(line.path):
            yield Told(path, line.title, line)


def _of_row(
    line: FigureLine,
    table: _Table,
    row: tuple[str, str],
    field: str,
    rows: Mapping[tuple[str, str], Mapping[str, str]],
    titles: Mapping[str, str],
) -> Iterator[Told]:
    key = [rows[row].get(one, "") for one in table.key]
    if field == _VALUE and line.basis in titles:
        yield Told(titles[line.basis], line.basis, line)
    elif field in table.fields and key[0]:
        name = "，".join(one for one in key if one)
        column = line.title.rpartition(".")[2]
        yield Told(f"{table.names[-1]}[{name}].{field}", f"{name}.{column}", line)


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


def _in_table(path: str) -> tuple[_Table, tuple[str, str], str] | None:
    """Return table, row and column of a figure in one of the indicator tables."""
    match = _ROW.match(path)
    if match is None:
        return None
    table = next((one for one in _fields().tables if match["table"] in one.names), None)
    return (table, (match["table"], match["row"]), match["field"]) if table else None


def _rows(figures: Iterable[FigureLine]) -> dict[tuple[str, str], dict[str, str]]:
    rows: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for line in figures:
        match = _ROW.match(line.path)
        if match and line.value is not None:
            rows[match["table"], match["row"]][match["field"]] = line.value
    return rows
