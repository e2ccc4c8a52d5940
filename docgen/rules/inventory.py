"""A plan for many parcels: its inventory adds up, is whole, and keeps to what the county says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.calendar import add_days, add_years
from docgen.figures.derive_inventory import sum_of
from docgen.model import Inventory, InventoryKind, InventoryRow, LandCategory, Scheme, SupplyMode
from docgen.model.proven import absent
from docgen.rules.look import Breach, Look, Said, rule
from docgen.rules.papers import is_given
from docgen.rules.reckon import reckoned
from docgen.rules.term import cap_of
from docgen.rules.uses import uses_in

__all__ = [
    "classes_are_of_the_county",
    "deadlines_lie_within_the_plan",
    "parcels_stand_once",
    "plan_lasts_as_the_county_says",
    "planning_comes_before_supply",
    "rows_are_complete",
    "supply_is_of_the_county",
    "supply_rests_on_a_review",
    "totals_are_sums",
]

#: What each row must have: the five elements of a plan, the four matters of a list of supply.
_ELEMENTS = {
    InventoryKind.INEFFICIENT: (
        "classification",
        "location",
        "holder",
        "area_m2",
        "use",
        "cause",
        "measures",
        "deadline",
        "unit_names",
    ),
    InventoryKind.SUPPLY: (
        "classification",
        "location",
        "area_m2",
        "use",
        "cost_yuan",
        "conditions",
        "procedure",
        "cycle_months",
    ),
}


def _rows(look: Look, kind: InventoryKind) -> Iterator[tuple[str, InventoryRow]]:
    """Yield path and row of the inventory where it is of a kind."""
    inventory = look.case.inventory
    if inventory is not None and inventory.kind is kind:
        for index, row in enumerate(inventory.rows):
            yield f"inventory.rows[{index}]", row


@rule("M006", "inventory")
def totals_are_sums(look: Look) -> Iterator[Breach]:
    """What the ledger states of itself is what its rows make."""
    inventory = look.case.inventory or absent(Inventory)
    rows = inventory.rows
    if inventory.count is not None and inventory.count != len(rows):
        yield Breach("count", "inventory.count", inventory.count, {"sum": len(rows)})
    area = sum_of(rows, "area_m2")
    if inventory.area_m2 is not None and area is not None and inventory.area_m2 != area:
        yield Breach("area", "inventory.area_m2", inventory.area_m2, {"sum": area})


@rule("M007", "inventory.kind")
def rows_are_complete(look: Look) -> Iterator[Breach]:
    """Five elements in a plan of revitalization, four matters in one of supply."""
    for kind, names in _ELEMENTS.items():
        for path, row in _rows(look, kind):
            for name in names:
                if not is_given(getattr(row, name)):
                    yield Breach("missing", f"{path}.{name}", None, {"no": row.no})


@rule("M008", "inventory")
def parcels_stand_once(look: Look) -> Iterator[Breach]:
    """A parcel that stands twice would be counted twice."""
    inventory = look.case.inventory or absent(Inventory)
    seen: dict[str, int] = {}
    for index, row in enumerate(inventory.rows):
        code = "".join((row.parcel_code or "").split())
        if code and code in seen:
            said: dict[str, Said] = {"first": seen[code] + 1}
            yield Breach("again", f"inventory.rows[{index}].parcel_code", code, said)
        elif code:
            seen[code] = index


@rule("M009", "inventory|scheme")
def deadlines_lie_within_the_plan(look: Look) -> Iterator[Breach]:
    """No deadline after the plan's end; one after the county's target says so."""
    scheme = look.case.scheme or absent(Scheme)
    start, end = look.day(scheme.start_date), look.day(scheme.end_date)
    if start and end and end < start:
        yield Breach("reversed", "scheme.end_date", end, {"start": start})
    target = look.threshold(f"{LandCategory.INEFFICIENT.value}_deadline")
    for path, row in _rows(look, InventoryKind.INEFFICIENT):
        day = look.day(row.deadline)
        if day is None:
            continue
        at = f"{path}.deadline"
        if start and day < start:
            yield Breach("before", at, day, {"start": start})
        if end and day > end:
            yield Breach("after", at, day, {"end": end})
        if target and day > target.day:
            yield Breach("target", at, day, {"target": target.day}, target)


@rule("M010", "inventory.kind")
def classes_are_of_the_county(look: Look) -> Iterator[Breach]:
    """A class of inefficient land is one that the county tells apart."""
    classes = look.pack.classes_of(LandCategory.INEFFICIENT.value)
    names = [one.name for one in classes]
    said: dict[str, Said] = {"classes": "、".join(names)}
    for path, row in _rows(look, InventoryKind.INEFFICIENT):
        if names and row.classification and row.classification not in names:
            yield Breach("unknown", f"{path}.classification", row.classification, said)


@rule("M011", "scheme.start_date", "scheme.end_date", "inventory.kind")
def plan_lasts_as_the_county_says(look: Look) -> Iterator[Breach]:
    """范县细则 6: a plan of three to five years, both included."""
    scheme = look.case.scheme or absent(Scheme)
    start, end = look.day(scheme.start_date), look.day(scheme.end_date)
    least = look.threshold("revitalization_plan_min_years")
    most = look.threshold("revitalization_plan_max_years")
    kind = look.case.inventory.kind if look.case.inventory else None
    if kind is not InventoryKind.INEFFICIENT or start is None or end is None:
        return
    after = reckoned(add_days, end, 1)
    if least and after and (limit := reckoned(add_years, start, least.number)) and after < limit:
        yield Breach("short", "scheme.end_date", end, {"years": least.number}, least)
    if most and after and (limit := reckoned(add_years, start, most.number)) and after > limit:
        yield Breach("long", "scheme.end_date", end, {"years": most.number}, most)


@rule("M012", "inventory.kind")
def supply_is_of_the_county(look: Look) -> Iterator[Breach]:
    """The way of supply is one the county names; the term is within county's and law's limits."""
    modes, usual = look.threshold("supply_modes"), look.threshold("term_unrecognised_max_years")
    for path, row in _rows(look, InventoryKind.SUPPLY):
        if row.mode is not None and row.mode is not SupplyMode.FULL and modes:
            said: dict[str, Said] = {"modes": "、".join(modes.words)}
            if row.mode.label not in modes.words:
                yield Breach("mode", f"{path}.mode", row.mode.label, said, modes)
        if row.term_years is None:
            continue
        at = f"{path}.term_years"
        if usual and row.term_years > usual.number:
            yield Breach("usual", at, row.term_years, {"limit": usual.number}, usual)
        for use in uses_in(row.use):
            cap = cap_of(look, use)
            if cap and row.term_years > cap.number:
                yield Breach("over", at, row.term_years, {"limit": cap.number, "use": use}, cap)


@rule("M013", "inventory.kind")
def supply_rests_on_a_review(look: Look) -> Iterator[Breach]:
    """许昌任务 22: another way of supply than the usual follows the review of the project."""
    wanted = look.threshold("differentiated_supply_basis")
    for path, row in _rows(look, InventoryKind.SUPPLY):
        if wanted is None or row.mode in (None, SupplyMode.FULL):
            continue
        if not is_given(row.review_no):
            yield Breach("missing", f"{path}.review_no", None, {"basis": str(wanted.value)}, wanted)
        reviewed, made = look.day(row.review_date), look.day(look.case.document_date)
        if reviewed and made and reviewed > made:
            yield Breach("later", f"{path}.review_date", reviewed, {"made": made}, wanted)


@rule("M014", "inventory.kind")
def planning_comes_before_supply(look: Look) -> Iterator[Breach]:
    """闲置土地处置办法 21(四): land without settled planning conditions is not supplied."""
    for path, row in _rows(look, InventoryKind.SUPPLY):
        if not is_given(row.planning_no):
            said: dict[str, Said] = {"no": row.no, "available": _day(row)}
            yield Breach("missing", f"{path}.planning_no", None, said)


def _day(row: InventoryRow) -> date | None:
    return row.available_on if isinstance(row.available_on, date) else None
