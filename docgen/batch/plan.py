"""A run planned: which row is printed where, in which chunk, and what goes before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from docgen.batch.job import RowData
from docgen.batch.rows import Good
from docgen.delivery.names import safe_name
from docgen.errors import InputError, UsageError
from docgen.register.records import Act, RowPlan, Run, RunRow
from docgen.register.register import Register

__all__ = ["RunPlan", "plan_run", "reserved"]


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
        """Return the rows as the register wants them, each with the number it brings."""
        return [
            RowPlan(place, (place - 1) // self.chunk_size, good.place, good.own_number)
            for place, good in enumerate(self.rows, start=1)
        ]

    def chunk(self, rows: Sequence[RunRow]) -> list[RowData]:
        """Return the rows of a chunk with their numbers, each under its place in the run.

        Args:
            rows: The rows of the chunk, as the register has them.
        """
        return [self._numbered(one) for one in rows]

    def _numbered(self, row: RunRow) -> RowData:
        data = self.rows[row.row - 1].row(row.number)
        # A second notice of the kind to the same parcel must not take the first one's name.
        told = not row.number or safe_name(row.number) in data.stem
        stem = data.stem if told else safe_name(f"{data.stem}-{row.number}")
        separator = self.separators.get(row.row, ())
        return replace(data, no=row.row, stem=stem, separator=separator)


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


def reserved(
    register: Register, run: Run, plan: RunPlan, act: Act, number: str
) -> tuple[RunRow, ...]:
    """Reserve a number for each row of a run; where that cannot be, the run is given up.

    Otherwise a run of which nothing was printed would bar its folder to the next try.

    Args:
        register: The register.
        run: The run; one that goes on keeps its numbers.
        plan: Its rows.
        act: Who, when.
        number: The number to begin with, or its series; "" for papers without.

    Raises:
        UsageError: The number is none, or in use.
        InputError: Rows bring numbers that cannot be had.
    """
    try:
        return register.reserve(run, plan.for_register(), act, number=number)
    except (InputError, UsageError):
        if not register.rows(run):
            register.stop(run, act, keep=False)
        raise
