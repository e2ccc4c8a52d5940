"""What is owed of the price, as figures: a table of the instalments due, and its sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from docgen import glossary
from docgen.figures.arrears import Arrear, arrears_of, counted_until
from docgen.figures.derive import Derivation
from docgen.figures.make import make
from docgen.figures.rows import table
from docgen.model import Case
from docgen.proof import Kind, Value

__all__ = ["derive_arrears"]

_Cell = tuple[Kind, Value, str, str]


def derive_arrears(case: Case) -> Iterator[Derivation]:
    """Yield what is owed of the price; sums are known when every part of them is."""
    entry, held = glossary.derived()["arrears.table"], arrears_of(case)
    yield Derivation(entry.title, table(entry, [_arrear(one) for one in held]))
    grant = case.grant
    yield _figure("arrears.until", "date", counted_until(case), glossary.title_path("as_of"))
    yield _figure("arrears.by_instalments", "flag", bool(grant and grant.instalments), entry.title)
    owed = [one.owed_yuan for one in held]
    late = [one.penalty for one in held if one.owed_yuan != 0]
    yield _figure("arrears.owed_yuan", "amount", _sum(owed), f"Σ {entry.title}")
    worked = [one.value if one else None for one in late]
    yield _figure("arrears.penalty_yuan", "amount", _sum(worked), f"Σ {entry.title}")


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None


def _arrear(one: Arrear) -> dict[str, _Cell]:
    worked = one.penalty
    basis = worked.text if worked else one.path
    agreed = f"{one.path}.{'amount_yuan' if one.number is not None else 'price_yuan'}"
    return {
        "no": ("count", one.number, "", one.path),
        "due_date": ("date", one.due, "", one.path),
        "amount_yuan": ("amount", one.amount_yuan, "元", agreed),
        "paid_yuan": ("amount", one.paid_yuan, "元", f"{one.path}.paid_yuan"),
        "owed_yuan": ("amount", one.owed_yuan, "元", one.path),
        "late_from": ("date", one.late_from if one.owed_yuan else None, "", one.path),
        "overdue_days": ("count", one.days if one.owed_yuan else None, "日", one.path),
        "working": ("text", worked.text if worked else None, "", basis),
        "penalty_yuan": ("amount", worked.value if worked else None, "元", basis),
    }


def _figure(key: str, kind: Kind, value: Value, basis: str) -> Derivation:
    entry = glossary.derived()[key]
    return Derivation(
        entry.title, make(key, entry.title, kind, value, unit=entry.unit, basis=basis)
    )
