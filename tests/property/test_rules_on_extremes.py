"""Whatever a case holds, the rules answer with findings: they never stumble.

Every field of the case is filled, by the published schema, with the least, the greatest or the
oddest value that can be read.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from docgen.intake import case_from_mapping
from docgen.model.schema import case_schema
from docgen.packs import list_packs
from docgen.rules import run

SCHEMA = case_schema()
DAYS = ("0001-01-01", "9999-12-30", "2026-02-28", "2021年 月 日")
NUMBERS = ("0", "-1", "1", "0.0000001", "99999999999999999999999999")
COUNTS = ("0", "-1", "1", "99999999999999")
WHOLE = r"^-?[0-9]+$"


def value_of(shape: dict[str, Any], odd: tuple[str, str, str], pick: int) -> Any:
    """Return a value for a property: ``odd`` is the day, the number and the count to use."""
    if "anyOf" in shape:
        shape = next(one for one in shape["anyOf"] if one.get("type") != "null")
    if "$ref" in shape:
        return part_of(shape["$ref"].rpartition("/")[2], odd, pick)
    if "enum" in shape:
        return shape["enum"][pick % len(shape["enum"])]
    kind, pattern = shape.get("type"), shape.get("pattern", "")
    if kind == "array":
        if "prefixItems" in shape:
            return [value_of(one, odd, pick) for one in shape["prefixItems"]]
        return [value_of(shape["items"], odd, pick), value_of(shape["items"], odd, pick + 1)]
    if kind == "object":
        return {"付款": "第十条"}
    if pattern:
        return odd[2] if pattern == WHOLE else odd[1]
    return odd[0] if shape.get("description", "").startswith("日期") else "示例"


def part_of(model: str, odd: tuple[str, str, str], pick: int) -> dict[str, Any]:
    shapes = SCHEMA["$defs"][model]["properties"] if model else SCHEMA["properties"]
    return {key: value_of(shape, odd, pick) for key, shape in shapes.items()}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.slow
def test_no_rule_stumbles_over_a_case_full_of_extremes(day: str) -> None:
    packs = list_packs()
    for turn, (number, count) in enumerate(product(NUMBERS, COUNTS)):
        pack = packs[turn % len(packs)]
        data = part_of("", (day, number, count), turn) | {"stage": "final", "zone": None}
        case = case_from_mapping(data | {"jurisdiction": pack.id}).case
        assert run(case, None, pack)
