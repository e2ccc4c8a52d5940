"""Registers for tests: a new one quickly, runs printed without printing."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from docgen.register.records import (
    Act,
    Document,
    MadeRow,
    Outcome,
    RefusedRow,
    RowPlan,
    RowState,
    Run,
    RunOrder,
    RunState,
)
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


def print_run(register: Register, key: str, rows: int, number: str = NEXT) -> None:
    """Print a run of which some rows are refused; one begun by an earlier life goes on."""
    run = begin(register, key, folder=key)
    if run.state is RunState.FINISHED:
        return
    reserved = register.reserve(run, plans(rows, per_chunk=5), ACT, number=number)
    open_chunks = {one.chunk for one in reserved if one.state is RowState.RESERVED}
    for chunk in sorted(open_chunks):
        outcomes: list[Outcome] = [
            RefusedRow(one.row, "审核未过") if refuses(key, one.row) else made(one.row)
            for one in reserved
            if one.chunk == chunk
        ]
        register.confirm(run, chunk, outcomes, ACT)
    register.finish(run, ACT)


def refuses(key: str, row: int) -> bool:
    return random.Random(f"{key} {row}").random() < 0.1


def numbers_in(path: Path) -> dict[int, str]:
    """Hold what every register must hold, row by row, and return its numbers and their states."""
    with closing(sqlite3.connect(path)) as file:
        numbers = file.execute("SELECT series_id, value, state FROM numbers").fetchall()
        rows = file.execute(
            "SELECT r.series_id, r.value, r.state, u.state, d.state FROM rows r"
            " JOIN runs u ON u.id = r.run_id"
            " LEFT JOIN documents d ON d.run_id = r.run_id AND d.row = r.row"
        ).fetchall()
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
    live = Counter(
        (owner, value) for owner, value, row, _, _ in rows if row in ("reserved", "confirmed")
    )
    assert set(live.values()) <= {1}, "a number stands for two rows"
    of_papers = {"valid": "issued", "void": "void"}
    used = {(owner, value): of_papers[paper] for owner, value, _, _, paper in rows if paper}
    for owner, value, state in numbers:
        wanted = used.get((owner, value), "reserved" if live[owner, value] else "returned")
        assert state == wanted, f"{value}: {state} is not {wanted}"
    for _, _, row, run, paper in rows:
        assert (paper is not None) == (row == "confirmed" and run != "running")
    return {value: state for _, value, state in numbers}


def has_no_gap(numbers: dict[int, str]) -> bool:
    return sorted(numbers) == list(range(1, len(numbers) + 1))
