"""Every rule there is, in the order of the codes."""

from __future__ import annotations

from types import ModuleType

from docgen.rules import (
    building,
    changes,
    dates,
    deadlines,
    disputes,
    indicators,
    instalments,
    investment,
    limits,
    measured,
    negotiated,
    occupied,
    parcel,
    parties,
    planning,
    precision,
    price,
    repeated,
    returns,
    tax_periods,
    term,
    uses,
    zones,
)
from docgen.rules.look import Check

__all__ = ["CHECKS"]


def _checks(*modules: ModuleType) -> tuple[Check, ...]:
    found = [item for module in modules for item in vars(module).values()]
    return tuple(sorted((c for c in found if isinstance(c, Check)), key=lambda check: check.code))


#: All rules that look at a case.
CHECKS = _checks(
    building,
    changes,
    dates,
    deadlines,
    disputes,
    indicators,
    instalments,
    investment,
    limits,
    measured,
    negotiated,
    occupied,
    repeated,
    parcel,
    parties,
    planning,
    precision,
    price,
    returns,
    tax_periods,
    term,
    uses,
    zones,
)
