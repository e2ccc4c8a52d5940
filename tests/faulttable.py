"""The table of injected faults: kind, number, caught, missed, false alarms.

``python -m tests.faulttable [NOTICES [CONTRACTS]]`` prints it as Markdown. Every record is audited
clean, then once with one fault of a kind drawn for it (two for a contract); 串户 prints the paper
of one record and holds it against another's.
"""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from random import Random

from docgen.audit.docx import audit_docx
from docgen.errors import AuditError
from docgen.proof import Group
from docgen.render.docx import render
from docgen.templating.compiled import Compiled
from tests import records
from tests.fault import FAULTS

FOREIGN = "foreign_record"
KINDS = (*FAULTS, FOREIGN)
PAGES = 3
_SHARE = 250
_PAPERS = ("notice", "contract")
_OTHER = 10_000_000


@dataclass(slots=True)
class Table:
    """What was seen, by kind."""

    put_in: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    false_alarms: int = 0

    def add(self, other: Table) -> None:
        """Take another table's counts in."""
        self.put_in += other.put_in
        self.caught += other.caught
        self.clean += other.clean
        self.false_alarms += other.false_alarms


def record(kind: str, seed: int) -> tuple[Compiled, Group]:
    """Return one random record of a paper."""
    if kind == "contract":
        return records.contract()[0], records.settled(records.contract_case(Random(seed)))
    made = records.notice(Random(seed))
    return made.compiled, made.figures


def refused(docx: bytes, compiled: Compiled, figures: Group) -> bool:
    """Return whether the audit refuses a file."""
    try:
        audit_docx(docx, compiled.plan, figures, pages=PAGES)
    except AuditError:
        return True
    return False


def share(kind: str, first: int, last: int) -> Table:
    """Audit the records of some seeds."""
    table = Table()
    for seed in range(first, last):
        rng = Random(seed)
        compiled, figures = record(kind, seed)
        docx = render(compiled, figures, pages=PAGES)
        table.clean += 1
        table.false_alarms += refused(docx, compiled, figures)
        for name in rng.sample(KINDS, 2 if kind == "contract" else 1):
            faulty = docx
            if name == FOREIGN:
                faulty = render(compiled, record(kind, seed + _OTHER)[1], pages=PAGES)
            else:
                faulty = FAULTS[name](docx, rng) or docx
            if faulty != docx:
                table.put_in[name] += 1
                table.caught[name] += refused(faulty, compiled, figures)
    return table


def whole(kind: str, number: int) -> Table:
    """Audit the records of a kind on both cores."""
    table = Table()
    with ProcessPoolExecutor(2) as pool:
        starts = range(0, number, _SHARE)
        ends = (min(start + _SHARE, number) for start in starts)
        for part in pool.map(share, [kind] * len(starts), starts, ends):
            table.add(part)
    return table


def _cells(put_in: int, caught: int) -> str:
    return f"{put_in:,} | {caught:,} | {put_in - caught}"


def main(arguments: list[str]) -> int:
    """Print the table; 1 when anything was missed or wrongly refused."""
    numbers = [int(one) for one in arguments] + [1_000, 50][len(arguments) :]
    tables = [
        whole(kind, number) for kind, number in zip(("notice", "contract"), numbers, strict=True)
    ]
    print("| 注入的错误 | 通知 | 查出 | 漏检 | 合同 | 查出 | 漏检 |\n|---|---|---|---|---|---|---|")
    for name in KINDS:
        cells = [_cells(table.put_in[name], table.caught[name]) for table in tables]
        print(f"| {name} | {' | '.join(cells)} |")
    total = [_cells(sum(t.put_in.values()), sum(t.caught.values())) for t in tables]
    print(f"| 合计 | {' | '.join(total)} |")
    for name, table in zip(("通知", "合同"), tables, strict=True):
        print(f"\n{name}原件 {table.clean:,} 份：误报 {table.false_alarms}。")
    missed = any(t.put_in != t.caught or t.false_alarms for t in tables)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
