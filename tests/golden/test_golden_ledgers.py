"""The ledgers of the examples as text. Renewed with ``UPDATE_GOLDEN=1 pytest tests/golden``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from docgen.intake import load_case
from docgen.ledgers.made import MadeLedger, as_text
from docgen.ledgers.run import make_ledger
from docgen.model import Case, InventoryKind
from tests.parcelcases import taxes

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent / "ledgers"
DAYS = {InventoryKind.SUPPLY: date(2022, 3, 10), InventoryKind.WATCH: date(2022, 6, 30)}
DAY = date(2021, 12, 31)


@cache
def cases() -> tuple[tuple[str, Case], ...]:
    paths = sorted((ROOT / "examples").glob("*/*.yaml"))
    return tuple((path.name, load_case(path).case) for path in paths)


def lines_of(made: MadeLedger) -> Iterator[str]:
    yield made.title
    for row in made.rows:
        cells = (as_text(row.values[column.key]).replace("\n", "／") for column in made.columns)
        yield " | ".join(cells)
    for total in made.totals:
        sums = " ".join(f"{key}={as_text(value)}" for key, value in total.sums.items())
        yield f"{total.group or '合计'} {total.count} {sums}".rstrip()
    for left in made.left_out:
        yield f"未列入 {left.case} {left.reason}"
    yield from made.notes


@pytest.mark.parametrize("kind", list(InventoryKind))
def test_the_ledger_of_the_examples_says_what_its_text_says(kind: InventoryKind) -> None:
    given = [*cases(), ("税款.yaml", taxes())] if kind is InventoryKind.WATCH else list(cases())
    lines = list(lines_of(make_ledger(kind, given, None, DAYS.get(kind, DAY))))
    file = FOLDER / f"{kind.value}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text("\n".join(lines) + "\n", "utf-8")
    assert file.read_text("utf-8").splitlines() == lines
