"""A run planned: which row is printed where, in which chunk, and what goes before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from docgen.batch.job import RowData
from docgen.batch.rows import Good
from docgen.register.records import RowPlan, RunRow

__all__ = ["RunPlan", "plan_run"]


@dataclass(frozen=True, slots=True)
class RunPlan:
    """The rows of a run in the order in which they are printed.

    Attributes:
        rows: The rows; their places in here, from 1, are their rows in the register.
        chunk_size: How many rows a chunk has.
        separators: Lines of the separator sheet before a row, by its place in here.
    """

    rows: tuple[Good, ...]
    chunk_size: int
    separators: Mapping[int, tuple[str, ...]]

    def for_register(self) -> list[RowPlan]:
        """Return the rows as the register wants them."""
        return [
            RowPlan(place, (place - 1) // self.chunk_size, good.place)
            for place, good in enumerate(self.rows, start=1)
        ]

    def chunk(self, rows: Sequence[RunRow]) -> list[RowData]:
        """Return the rows of a chunk with their numbers, each under its place in the run.

        Args:
            rows: The rows of the chunk, as the register has them.
        """
        return [
            replace(
                self.rows[one.row - 1].row(one.number),
                no=one.row,
                separator=self.separators.get(one.row, ()),
            )
            for one in rows
        ]


def plan_run(rows: Sequence[Good], chunk_size: int, *, separators: bool) -> RunPlan:
    """Return the plan of a run.

    Args:
        rows: The rows in the order of printing.
        chunk_size: How many rows are printed at a time.
        separators: Whether a sheet is laid before each group of rows that sort alike.
    """
    sheets: dict[int, tuple[str, ...]] = {}
    if separators:
        counts = Counter(row.order for row in rows)
        before = None
        for place, row in enumerate(rows, start=1):
            if row.order != before:
                sheets[place] = (row.order or "（空）", f"共{counts[row.order]}份")
            before = row.order
    return RunPlan(tuple(rows), chunk_size, sheets)
