"""A ledger that docgen wrote as the inventory (清册) of a plan, with the plan's own sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from docgen import glossary
from docgen.errors import InputError, Problem
from docgen.intake.inventory_check import canonical
from docgen.intake.inventory_sheet import ReadLedger, read_ledger_sheet
from docgen.intake.ledger_book import Book
from docgen.intake.tree import fault
from docgen.model import InventoryKind, Scheme
from docgen.model.types import shown
from docgen.resources import schema_bytes

__all__ = ["ReadInventory", "plan_form", "plan_sheet", "read_inventory"]

_COUNTED = "宗"


@dataclass(frozen=True, slots=True)
class ReadInventory:
    """What a ledger gives a case.

    Attributes:
        data: A plain tree for :func:`docgen.intake.case_from_mapping`.
        origins: English key path → the cell it stands in.
    """

    data: Mapping[str, Any]
    origins: Mapping[str, str]


@cache
def _words() -> Mapping[str, Any]:
    import yaml  # only a ledger needs it

    words: Mapping[str, Any] = yaml.load(schema_bytes("ledgers/plan.yaml"), yaml.CBaseLoader)  # noqa: S506 - safe
    return words


def plan_sheet() -> str:
    """Return the name of the sheet in which the office says what a plan needs besides parcels."""
    return str(_words()["sheet"])


def plan_form() -> tuple[tuple[str, str, str], ...]:
    """Return the lines of that sheet: path of the field, its title, how it is filled in."""
    lines = []
    for path in _words()["fields"]:
        part, _, name = path.rpartition(".")
        model = "Scheme" if part else "Case"
        lines.append((path, glossary.title(model, name), glossary.note(model, name)))
    return tuple(lines)


def read_inventory(data: bytes, name: str) -> ReadInventory:
    """Return the inventory that a ledger holds.

    Args:
        data: A file for which :func:`~docgen.intake.inventory_check.is_inventory` is true.
        name: Its name for messages and origins.

    Raises:
        InputError: It cannot be read, was changed by hand, or is a ledger of which no plan is made.
    """
    ledger, book = read_ledger_sheet(data, name)
    if ledger.kind not in _words()["plans"]:
        known = {one.value for one in InventoryKind}
        title = InventoryKind(ledger.kind).label if ledger.kind in known else ledger.kind
        plans = "、".join(InventoryKind(kind).label for kind in _words()["plans"])
        message = f"「{shown(title)}」不能编制方案。"
        raise fault("S012", message, where=name, fix=f"能编制方案的是：{plans}。")
    inventory, origins = _inventory(ledger)
    case, more = _plan(book, name)
    case["inventory"] = inventory
    for key in ("jurisdiction", "zone"):
        if value := getattr(ledger, key):
            case[key] = value
    return ReadInventory(case, {**origins, **more})


def _inventory(ledger: ReadLedger) -> tuple[dict[str, Any], dict[str, str]]:
    origins: dict[str, str] = {}
    rows: list[dict[str, str]] = []
    for index, row in enumerate(ledger.rows):
        values: dict[str, str] = {}
        for key, name in zip(ledger.columns, ledger.fields, strict=True):
            if name and row.cells[key]:
                values[name] = row.cells[key]
                origins[f"inventory.rows[{index}].{name}"] = ledger.place(row.row, key)
        rows.append(values)
    found: dict[str, Any] = {"kind": ledger.kind, "rows": rows}
    origins["inventory.kind"] = f"{ledger.name} {ledger.sheet}"
    for name in ("as_of", "year"):
        if value := getattr(ledger, name):
            found[name] = value
            origins[f"inventory.{name}"] = f"{ledger.name} {ledger.sheet}"
    for name, (value, place) in _stated(ledger).items():
        found[name] = value
        origins[f"inventory.{name}"] = place
    return found, origins


def _stated(ledger: ReadLedger) -> dict[str, tuple[str, str]]:
    """Return the count and the area of the last row of sums, with their places."""
    if not ledger.totals:
        return {}
    total, stated = ledger.totals[-1], {}
    for key, text in total.cells.items():
        if text.endswith(_COUNTED) and text[: -len(_COUNTED)].isdecimal():
            stated["count"] = (text[: -len(_COUNTED)], ledger.place(total.row, key))
        if key == "area_m2" and text:
            stated[key] = (text, ledger.place(total.row, key))
    return stated


def _plan(book: Book, name: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what the plan's own sheet says; without the sheet, nothing."""
    case: dict[str, Any] = {}
    origins: dict[str, str] = {}
    sheet, problems = plan_sheet(), []
    paths = {title: path for path, title, _ in plan_form()}
    if sheet not in book.sheets:
        return case, origins
    for row, cells in book.table(sheet).rows():
        title, text = (canonical(one).strip() for one in [*cells, "", ""][:2])
        if row <= int(_words()["heading_rows"]) or not text:
            continue
        where = f"{name} {sheet}!B{row}"
        if title not in paths:
            message = f"没有「{shown(title)}」这一项。"
            fix = f"第一列写这些之一：{'、'.join(paths)}。"
            problems.append(Problem(message, where=where, fix=fix, code="S003"))
            continue
        _put(case, origins, paths[title], text, where)
    if problems:
        raise InputError(problems)
    return case, origins


def _put(case: dict[str, Any], origins: dict[str, str], path: str, text: str, where: str) -> None:
    part, _, name = path.rpartition(".")
    holder = case.setdefault(part, {}) if part else case
    many = part and str(Scheme.model_fields[name].annotation).startswith("tuple")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    holder[name] = lines if many else text
    origins[path] = where
    if many:
        origins.update({f"{path}[{index}]": where for index in range(len(lines))})
