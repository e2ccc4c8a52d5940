"""A threshold moved by one step is noticed: some case of the officers' no longer comes out."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from docgen.packs.dated import Dated
from docgen.packs.model import Pack
from tests.unit import test_cases

#: Key of the threshold, the step, and the rules that hold a case against it.
THRESHOLDS = (
    ("idle_full_years", "1", "R081"),
    ("idle_area_under_one_in", "1", "R081 R087"),
    ("idle_investment_under_pct", "0.01", "R081 R087"),
    ("presumed_commencement_years", "1", "R081"),
    ("resumption_full_years", "1", "R086"),
    ("idle_materials_days", "1", "R082"),
    ("idle_fee_pct", "0.01", "R085"),
    ("stalled_area_over_one_in", "1", "R087"),
    ("stalled_investment_over_pct", "0.01", "R087"),
    ("no_profit_over_years", "1", "R087"),
    ("poor_rating_years", "1", "R089"),
    ("rectification_max_years", "1", "R093"),
    ("inefficient_deadline", "1", "R094"),
    ("occupied_unsupplied_deadline", "1", "R094"),
    ("penalty_tolerance_yuan", "0.01", "R095"),
    ("penalty_review_pct", "0.01", "R099"),
    ("rescission_max_years", "1", "R105"),
    ("tax_late_permille_per_day", "0.1", "R106"),
    ("late_rate_permille_per_day", "0.1", "R106"),
    ("payee_tax_since", "1", "R106"),
    ("idle_fee_payee_tax_since", "1", "R106"),
    ("reconsideration_days", "1", "R108"),
    ("litigation_months", "1", "R108"),
    ("public_service_days", "1", "R113"),
    ("public_service_overseas_days", "1", "R113"),
    ("tax_order_max_days", "1", "R121"),
    ("enforcement_wait_working_days", "1", "R128"),
    ("revitalization_plan_min_years", "1", "M011"),
    ("revitalization_plan_max_years", "1", "M011"),
)


def cases_of(codes: set[str]) -> list[tuple[str, dict[str, Any]]]:
    """Return the good and bad cases in which one of some rules is under test."""
    return [
        (folder, param.values[0])
        for folder in ("good", "bad")
        for param in test_cases.documents(folder)
        if codes & set(param.values[0]["rules"])
    ]


def holds(folder: str, item: dict[str, Any]) -> bool:
    """Return whether a case still finds exactly what it lists."""
    found = list(test_cases.findings_of(item))
    if len(found) != len(item.get("findings", ())):
        return False
    for one in item.get("findings", ()) if folder == "bad" else ():
        matching = [finding for finding in found if test_cases.agrees(finding, one)]
        if not matching:
            return False
        found.remove(matching[0])
    return True


def moved(pack: Pack, key: str, step: Decimal) -> Pack:
    """Return a pack, and the national one below it, with every value of a key moved."""
    history = tuple(_moved(one, step) for one in pack.values.get(key, ()))
    values = {**pack.values, key: history} if history else pack.values
    below = moved(pack.national, key, step) if pack.national else None
    return dataclasses.replace(pack, values=values, national=below)


def _moved(one: Dated, step: Decimal) -> Dated:
    if isinstance(one.value, date):
        return dataclasses.replace(one, value=one.value + timedelta(days=int(step)))
    return dataclasses.replace(one, value=one.number + step)


@pytest.mark.slow
@pytest.mark.parametrize("sign", [1, -1], ids=["up", "down"])
@pytest.mark.parametrize(("key", "step", "codes"), THRESHOLDS, ids=[one[0] for one in THRESHOLDS])
def test_a_step_is_noticed(
    key: str, step: str, codes: str, sign: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = cases_of(set(codes.split()))
    assert cases
    ask = test_cases.pack_of
    monkeypatch.setattr(
        test_cases, "pack_of", lambda name: moved(ask(name), key, sign * Decimal(step))
    )
    assert not all(holds(folder, item) for folder, item in cases)
