"""A ledger of 20 columns: how many rows a second are typed and checked, and in what memory.

    python -m benchmarks.ledger [--rows 100000] [--json]

Each row is given as a reader of spreadsheets gives it, twenty texts under their fields. It becomes
a ``Case`` (typed), and goes through every rule of a case that its data reach and the rules of the
ledger (checked). Nothing is kept of it but what those rules remember. Reading the cells from a
file comes on top. Seconds are of the processor, so that neighbours count less; the
empty loop beside them tells how fast the machine was at that time.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.measure import print_lines, print_table
from docgen.identifiers import complete_credit_code, complete_organization_code
from docgen.model import Case
from docgen.packs import Pack, load_pack
from docgen.rules import Row, Spot, run_rows

GATE_ROWS_PER_SECOND = 5_000
GATE_PEAK_MB = 400
COLUMNS = 20


def texts(no: int) -> dict[str, Any]:
    """Return row ``no`` as texts: its own codes, one body in four rows, all of it right."""
    body = no // 4 % 90_000
    organization = complete_organization_code(f"MA{body:06d}")
    return {
        "jurisdiction": "yanshi",
        "document_date": "2022-03-01",
        "contract_no": f"偃自然资出〔2021〕{no + 1}号",
        "parcel": {
            "parcel_code": f"410307{no // 99_999:06d}GB{no % 99_999 + 1:05d}",
            "supervision_no": f"4103072021B{no:06d}",
            "location": f"偃师区示例镇示例路{no}号",
            "granted_area_m2": "26114.20",
            "granted_area_mu": "39.1713",
            "use": "工业用地",
        },
        "parties": {
            "grantees": [
                {
                    "name": f"示例{body}号机械制造有限公司",
                    "credit_code": complete_credit_code(f"91410307{organization}"),
                    "address": f"河南省洛阳市偃师区示例路{body}号",
                    "legal_representative": "䶮某",
                    "phone": "0379-00000000",
                }
            ]
        },
        "grant": {
            "method": "挂牌",
            "signing_date": f"2021-11-{no % 26 + 1:02d}",
            "price_yuan": "6737463.60",
            "unit_price_yuan_per_m2": "258.00",
            "commencement_date": "2022-06-20",
            "completion_date": "2024-06-20",
        },
    }


class Clock:
    """Processor seconds by step."""

    def __init__(self) -> None:
        self.seconds = {"typed": 0.0, "checked": 0.0}
        self._since = time.process_time()

    def start(self) -> None:
        """Begin to count."""
        self._since = time.process_time()

    def lap(self, step: str) -> None:
        """Count what went by for a step, and begin anew."""
        now = time.process_time()
        self.seconds[step] += now - self._since
        self._since = now


def rows(count: int, pack: Pack, clock: Clock) -> Iterator[Row]:
    """Yield the rows one by one, each typed; the clock runs beside, while they are checked too."""
    for no in range(count):
        given = texts(no)
        clock.start()
        case = Case.model_validate(given)
        clock.lap("typed")
        yield Row(case, pack, Spot("台账.xlsx", f"第{no + 2}行"), no=no + 2)
        clock.lap("checked")


def measure(count: int) -> dict[str, float]:
    """Return the figures of one run of ``count`` rows."""
    clock, pack = Clock(), load_pack("yanshi")
    list(run_rows(rows(100, pack, Clock())))  # what is loaded on first use is loaded
    found = list(run_rows(rows(count, pack, clock)))
    clock.lap("checked")  # the last rows, and what only the whole ledger shows
    whole = sum(clock.seconds.values())
    figures = {f"{step}_us_per_row": used / count * 1e6 for step, used in clock.seconds.items()}
    figures["rows_per_second"] = count / whole
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures["findings"] = len(found)
    return figures


def empty_loop_ns() -> float:
    """Return what one turn of an empty loop takes, in nanoseconds of the processor."""
    turns = 2_000_000
    start = time.process_time()
    for _ in range(turns):
        pass
    return (time.process_time() - start) / turns * 1e9


def main() -> None:
    """Print the figures of a run."""
    parser = argparse.ArgumentParser(description="台账：每秒能检查多少行")
    parser.add_argument("--rows", type=int, default=100_000, help="行数")
    parser.add_argument("--json", action="store_true", help="一个数字一行，供程序读取")
    options = parser.parse_args()
    figures = {**measure(options.rows), "empty_loop_ns": empty_loop_ns()}
    if options.json:
        print_lines({f"ledger.{name}": round(value, 2) for name, value in figures.items()})
        return
    gates = {
        "rows_per_second": f"≥ {GATE_ROWS_PER_SECOND:,}",
        "peak_mb": f"≤ {GATE_PEAK_MB}",
        "findings": "0",
    }
    print_table(
        f"台账 {options.rows:,} 行，{COLUMNS} 列",
        ("项", "测得", "门槛"),
        [(TITLES[name], f"{value:,.1f}", gates.get(name, "")) for name, value in figures.items()],
    )


TITLES = {
    "typed_us_per_row": "成为案卷，微秒/行",
    "checked_us_per_row": "案卷规则与台账规则，微秒/行",
    "rows_per_second": "行/秒",
    "peak_mb": "内存峰值，MB",
    "findings": "发现（数据全对）",
    "empty_loop_ns": "空循环，纳秒/次",
}


if __name__ == "__main__":
    main()
