"""What follows from an inventory: how many parcels and how much land, as a whole and by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from docgen import glossary
from docgen.figures.derive import Derivation
from docgen.figures.make import make
from docgen.model import Case, Inventory, InventoryKind, InventoryRow
from docgen.proof import Group, Kind, Series, Value

__all__ = ["class_of", "derive_inventory", "sum_of"]

_ROWS, _AREA, _COST = "inventory.rows", "area_m2", "cost_yuan"


def derive_inventory(case: Case) -> Iterator[Derivation]:
    """Yield counts and sums of the case's inventory; without one, figures without value."""
    yield from _derived(case.inventory) if case.inventory else _nothing()


@cache
def _nothing() -> tuple[Derivation, ...]:
    return tuple(_derived(Inventory()))


def _derived(inventory: Inventory) -> Iterator[Derivation]:
    rows = inventory.rows
    yield _figure("inventory.row_count", "count", len(rows) or None, _words("count", rows))
    yield _figure("inventory.row_area_m2", "area", sum_of(rows, _AREA), _words(_AREA, rows))
    yield _figure("inventory.row_cost_yuan", "amount", sum_of(rows, _COST), _words(_COST, rows))
    units = [name for row in rows for name in (row.lead_unit, *_split(row.unit_names)) if name]
    told = "、".join(dict.fromkeys(units)) or None
    yield _figure("inventory.unit_names", "text", told, glossary.title_path(_ROWS))
    inefficient = rows if inventory.kind is InventoryKind.INEFFICIENT else ()
    supplied = rows if inventory.kind is InventoryKind.SUPPLY else ()
    yield _table("inventory.class_table", "classification", "text", inefficient, class_of)
    yield _table("inventory.year_table", "year", "count", inefficient, _year)
    yield _table("inventory.use_table", "use", "text", rows, lambda row: row.use)
    yield _table("inventory.source_table", "source", "text", supplied, class_of)
    yield _table("inventory.mode_table", "mode", "text", supplied, _mode)


def _split(names: str | None) -> tuple[str, ...]:
    return tuple((names or "").split("、"))


def class_of(row: InventoryRow) -> str | None:
    """Return the class of a parcel as its ledger has it."""
    return row.classification


def _year(row: InventoryRow) -> int | None:
    return row.deadline.year if isinstance(row.deadline, date) else None


def _mode(row: InventoryRow) -> str | None:
    return row.mode.label if row.mode else None


def sum_of(rows: Sequence[InventoryRow], name: str) -> Decimal | None:
    """Return the exact sum of a field over rows; None where there is none or one is unknown.

    Args:
        rows: The rows.
        name: ``area_m2`` or ``cost_yuan``.
    """
    held = [getattr(row, name) for row in rows]
    if not held or any(one is None for one in held):
        return None
    return sum(held, Decimal(0))


def _words(name: str, rows: Sequence[InventoryRow]) -> str:
    """Return how a sum over rows came about: 清册.宗地[1]至[4].面积之和."""
    title = glossary.title_path(_ROWS)
    places = "、".join(f"[{place}]" for place in _places(rows))
    if name == "count":
        return f"{title}{places}的个数"
    return f"{title}{places}.{glossary.title('InventoryRow', name)}之和"


def _places(rows: Sequence[InventoryRow]) -> list[str]:
    return [str(row.no) for row in rows if row.no is not None]


def _figure(key: str, kind: Kind, value: Value, basis: str) -> Derivation:
    entry = glossary.derived()[key]
    return Derivation(
        entry.title, make(key, entry.title, kind, value, unit=entry.unit, basis=basis)
    )


def _table(
    key: str,
    column: str,
    kind: Kind,
    rows: Sequence[InventoryRow],
    group_of: Callable[[InventoryRow], str | int | None],
) -> Derivation:
    """Return counts and areas by group: in the order of the rows, years in that of time."""
    groups: dict[str | int, list[InventoryRow]] = {}
    for row in rows:
        group = group_of(row)
        if group is not None:
            groups.setdefault(group, []).append(row)
    ordered = sorted(groups.items(), key=lambda one: one[0]) if kind == "count" else groups.items()
    entry = glossary.derived()[key]
    unit = glossary.unit("InventoryRow", _AREA)
    items = []
    for index, (group, some) in enumerate(ordered):
        values: dict[str, tuple[Kind, Value, str, str]] = {
            column: (kind, group, "", _words("count", some)),
            "count": ("count", len(some), "", _words("count", some)),
            _AREA: ("area", sum_of(some, _AREA), unit, _words(_AREA, some)),
        }
        items.append(
            Group(
                {
                    title: make(
                        f"{key}[{index}].{name}",
                        f"{entry.title}[{index + 1}].{title}",
                        *values[name][:2],
                        unit=values[name][2],
                        basis=values[name][3],
                    )
                    for name, title in entry.rows.items()
                }
            )
        )
    return Derivation(entry.title, Series(tuple(items)))
