"""Registers for tests: a new one quickly, runs printed without printing."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from docgen.register.records import Act, Document, MadeRow, RefusedRow, RowPlan, Run, RunOrder
from docgen.register.register import Register

ACT = Act("2026-11-24T21:33:00+08:00", "示例经办")
FIRST = "偃自然资函〔2026〕12号"
NEXT = "偃自然资函〔2026〕号"


def plans(how_many: int, *, per_chunk: int = 2) -> list[RowPlan]:
    return [
        RowPlan(row, (row - 1) // per_chunk, f"台账.xlsx 催缴 第{row + 1}行")
        for row in range(1, how_many + 1)
    ]


def made(row: int, **more: object) -> MadeRow:
    values: dict[str, object] = {
        "row": row,
        "docx_sha256": f"{row:064x}",
        "receipt_sha256": f"{row + 1:064x}",
        "case_json": b'{"contract_no": "%d"}' % row,
        "receipt_json": b"{}",
        "keys": (f"parcel-{row}", "contract-1"),
        "contract_no": "contract-1",
        "addressee": "示例甲公司",
        "dated": date(2026, 11, 24),
        "pages": 1,
        "sums": {"出让价款": Decimal("12345678.90")},
    }
    return MadeRow(**(values | more))  # type: ignore[arg-type]


def begin(register: Register, key: str = "k", *, folder: str = ".", **more: object) -> Run:
    return register.begin_run(RunOrder(key, "price_demand", folder, **more), ACT)  # type: ignore[arg-type]


def print_all(register: Register, run: Run, refused: Sequence[int] = ()) -> tuple[Document, ...]:
    rows = register.rows(run)
    for chunk in sorted({one.chunk for one in rows}):
        outcomes = [
            RefusedRow(one.row, "R060 定金超限") if one.row in refused else made(one.row)
            for one in rows
            if one.chunk == chunk
        ]
        register.confirm(run, chunk, outcomes, ACT)
    return register.finish(run, ACT)


def a_run(
    register: Register, key: str, how_many: int, number: str = NEXT, refused: Sequence[int] = ()
) -> list[str]:
    """Print a whole run and return the numbers of its papers."""
    run = begin(register, key)
    per_chunk = max(2, how_many // 10)
    register.reserve(run, plans(how_many, per_chunk=per_chunk), ACT, number=number)
    return [one.number for one in print_all(register, run, refused)]


def numbers(*values: int) -> list[str]:
    return [f"偃自然资函〔2026〕{value}号" for value in values]


@cache
def _blank() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.sqlite"
        Register.open(path).close()
        return path.read_bytes()


def fresh(folder: Path) -> Path:
    """Return the path of an empty register in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "register.sqlite"
    path.write_bytes(_blank())
    return path
