"""Every rule there is, in the order of the codes."""

from __future__ import annotations

from types import ModuleType

from docgen.rules import (
    dates,
    disputes,
    indicators,
    instalments,
    ledger_numbers,
    ledger_papers,
    ledger_parties,
    numbers,
    parcel,
    parties,
    planning,
    precision,
    price,
    term,
    zones,
)
from docgen.rules.look import Check
from docgen.rules.rows import LedgerCheck

__all__ = ["CHECKS", "LEDGER_CHECKS"]


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
    dates,
    disputes,
    indicators,
    instalments,
    numbers,
    parcel,
    parties,
    planning,
    precision,
    price,
    term,
    zones,
)

#: All rules that look at several cases together.
LEDGER_CHECKS = _ledger_checks(ledger_numbers, ledger_papers, ledger_parties)
