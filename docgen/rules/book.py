"""Every rule there is, in the order of the codes."""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType

from docgen.rules import (
    announcement,
    building,
    changes,
    contacts,
    court,
    dates,
    deadlines,
    disputes,
    exemptions,
    idle_chain,
    idle_land,
    indicators,
    inefficient,
    instalments,
    inventory,
    investment,
    ledger_numbers,
    ledger_papers,
    ledger_parties,
    limits,
    lists,
    measured,
    negotiated,
    notice_items,
    notices,
    numbers,
    occupied,
    parcel,
    parties,
    party_codes,
    penalties,
    places,
    planning,
    precision,
    price,
    repeated,
    returns,
    service,
    tax_lines,
    tax_periods,
    term,
    tracks,
    uses,
    zones,
)
from docgen.rules.catalogue import rule_of
from docgen.rules.look import Check
from docgen.rules.rows import LedgerCheck

__all__ = ["CHECKS", "LEDGER_CHECKS", "checks_for"]


def _checks(*modules: ModuleType) -> tuple[Check, ...]:
    found = [item for module in modules for item in vars(module).values()]
    return tuple(sorted((c for c in found if isinstance(c, Check)), key=lambda check: check.code))


def _ledger_checks(*modules: ModuleType) -> tuple[LedgerCheck, ...]:
    found = [item for module in modules for item in vars(module).values()]
    return tuple(
        sorted((c for c in found if isinstance(c, LedgerCheck)), key=lambda check: check.code)
    )


#: All rules that look at a case.
CHECKS = _checks(
    announcement,
    building,
    changes,
    contacts,
    court,
    dates,
    deadlines,
    disputes,
    exemptions,
    idle_chain,
    idle_land,
    indicators,
    inefficient,
    instalments,
    inventory,
    investment,
    ledger_numbers,
    ledger_papers,
    ledger_parties,
    limits,
    lists,
    measured,
    negotiated,
    notice_items,
    notices,
    numbers,
    occupied,
    parcel,
    parties,
    party_codes,
    penalties,
    places,
    planning,
    precision,
    price,
    repeated,
    returns,
    service,
    tax_lines,
    tax_periods,
    term,
    tracks,
    uses,
    zones,
)

#: All rules that look at several cases together.
LEDGER_CHECKS = _ledger_checks(ledger_numbers, ledger_papers, ledger_parties)


@lru_cache(maxsize=4096)
def checks_for(given: frozenset[str], *, excerpt: bool = False) -> tuple[Check, ...]:
    """Return the rules that have what they need in a case of a certain shape.

    Args:
        given: ``Look.given`` of the case. The rows of a ledger are of few shapes.
        excerpt: Whether the case is a row of a ledger; then rules that only tell what is absent
            are left out, but for those of notices.
    """
    held = given | {f"*.{field.rpartition('.')[2]}" for field in given}
    asked = (
        check
        for check in CHECKS
        if all(not held.isdisjoint(need.split("|")) for need in check.needs)
    )
    return tuple(check for check in asked if not (excerpt and rule_of(check.code).spares_all_rows))
