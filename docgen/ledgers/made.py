"""What a ledger is once it is made, in plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from docgen.ledgers.words import Column
from docgen.model import InventoryKind
from docgen.wording import plain_decimal

__all__ = ["LeftOut", "MadeLedger", "MadeRow", "Total", "Value", "as_text"]

#: What a cell of a ledger holds.
Value: TypeAlias = Decimal | date | int | str | None


@dataclass(frozen=True, slots=True)
class MadeRow:
    """One row.

    Attributes:
        case: Name of the case it was made of.
        group: Group it stands in; empty where there is one group.
        values: Its values by the keys of the columns; None where a case gives none.
    """

    case: str
    group: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Total:
    """The sums of a group, or of all rows.

    Attributes:
        group: Name of the group; empty for the whole.
        count: How many rows.
        sums: Exact sums by the keys of the columns of money and area, and the areas in 亩.
    """

    group: str
    count: int
    sums: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case that is not in the ledger, and why."""

    case: str
    reason: str


@dataclass(frozen=True, slots=True)
class MadeLedger:
    """A ledger that was written, read back and held against its cases.

    Attributes:
        kind: Which ledger.
        title: What it is called.
        data: The workbook.
        columns: Its columns in their order.
        rows: Its rows in their order.
        left_out: The cases that do not belong into it.
        totals: Sums of each group in their order, then those of all rows.
        notes: What else should be known.
        as_of: The day it is made for; None for none.
        year: Its year; None where it has none.
    """

    kind: InventoryKind
    title: str
    data: bytes
    columns: tuple[Column, ...]
    rows: tuple[MadeRow, ...]
    left_out: tuple[LeftOut, ...]
    totals: tuple[Total, ...]
    notes: tuple[str, ...] = ()
    as_of: date | None = None
    year: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return all but the workbook as plain JSON values; figures are texts."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "year": self.year,
            "columns": [
                {"key": one.key, "title": one.title, "unit": one.unit} for one in self.columns
            ],
            "rows": [
                {"case": row.case, "group": row.group, **_told(row.values)} for row in self.rows
            ],
            "totals": [
                {"group": one.group, "count": one.count, **_told(one.sums)} for one in self.totals
            ],
            "left_out": [{"case": one.case, "reason": one.reason} for one in self.left_out],
            "notes": list(self.notes),
        }


def _told(values: Mapping[str, Any]) -> dict[str, str]:
    return {key: as_text(value) for key, value in values.items() if value is not None}


def as_text(value: Value) -> str:
    """Return a value as plain text: figures without exponent, days as ISO, "" for none."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return plain_decimal(value) if isinstance(value, Decimal) else str(value)
