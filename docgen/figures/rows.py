"""Tables that are worked out row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docgen.figures.make import make
from docgen.glossary import Derived, title_path
from docgen.proof import Group, Kind, Series, Value

__all__ = ["table"]


def table(entry: Derived, rows: Sequence[Mapping[str, tuple[Kind, Value, str, str]]]) -> Series:
    """Return a derived table as a series of figures.

    Args:
        entry: The table's entry in the glossary, with the names of its columns.
        rows: For each row, by the English key of the column: kind, value, unit and the English
            key path that the value comes from.
    """
    return Series(
        tuple(
            Group(
                {
                    title: make(
                        f"{entry.key}[{index}].{column}",
                        f"{entry.title}[{index + 1}].{title}",
                        *row[column][:2],
                        unit=row[column][2],
                        basis=title_path(row[column][3]),
                    )
                    for column, title in entry.rows.items()
                }
            )
            for index, row in enumerate(rows)
        )
    )
