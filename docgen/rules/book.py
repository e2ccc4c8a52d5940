"""Every rule there is, in the order of the codes."""

from __future__ import annotations

from types import ModuleType

from docgen.rules import (
    announcement,
    building,
    changes,
    dates,
    deadlines,
    disputes,
    exemptions,
    idle_chain,
    idle_land,
    indicators,
    inefficient,
    instalments,
    investment,
    limits,
    measured,
    negotiated,
    notices,
    occupied,
    parcel,
    parties,
    penalties,
    planning,
    precision,
    price,
    repeated,
    returns,
    service,
    tax_periods,
    term,
    tracks,
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
    announcement,
    building,
    changes,
    dates,
    deadlines,
    disputes,
    exemptions,
    idle_chain,
    idle_land,
    indicators,
    inefficient,
    instalments,
    investment,
    limits,
    measured,
    negotiated,
    notices,
    occupied,
    parcel,
    parties,
    penalties,
    planning,
    precision,
    price,
    repeated,
    returns,
    service,
    tax_periods,
    term,
    tracks,
    uses,
    zones,
)
