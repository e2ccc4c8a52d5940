"""What a contract's PDF costs beside the typesetter's own time for the same kind of page.

Every round sets two contracts that were never set before, of parcels with names and figures of
their own: one is compiled by Typst from finished source and nothing else, the other goes all the
way from its Word file to an audited PDF. So neither profits from Typst's memory of the very same
page. Rounds are interleaved, and medians are compared.

    python -m benchmarks.pdf [--rounds N] [--json]
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal
from functools import partial
from pathlib import Path
from typing import TypeVar

import typst as engine

from benchmarks.measure import arguments, print_lines, print_table
from docgen import pipeline
from docgen.audit.pdf import audit_pdf
from docgen.model import Case
from docgen.page import typst
from docgen.page.fonts import system_fonts
from docgen.page.read import read

CASE = Path(__file__).resolve().parents[1] / "examples" / "yanshi.yaml"
NAMES = "甲丙丁戊己庚辛壬癸东南西北中华大兴盛荣昌明达远"
AREA_M2 = Decimal("46666.67")
FEN = Decimal("0.01")
OWN, READ, SET, AUDIT, ALL = "Typst 自身", "读 Word 版面", "排版", "读回 PDF", "合计"
_OPTIONS = {"format": "pdf", "pdf_standards": [], "timestamp": None, "pdf_tags": False}
_WARM = 3
_Made = TypeVar("_Made")


def parcel(number: int, folder: Path) -> Case:
    """Return the file of a parcel with names and figures of its own."""
    unit = Decimal("300.00") + number * Decimal("0.37")
    price = (unit * AREA_M2).quantize(FEN)
    half = (price / 2).quantize(FEN)
    deposit = (price / 5).quantize(Decimal(1), rounding=ROUND_FLOOR)
    name = NAMES[number % len(NAMES)] + NAMES[(number // len(NAMES) + number) % len(NAMES)]
    text = CASE.read_text("utf-8")
    for old, new in (
        ("00216", f"{216 + number:05d}"),
        ('"14000001.00"', f'"{price}"'),
        ('"300.00"', f'"{unit}"'),
        ('"2800000.00"', f'"{deposit}.00"'),
        ('no: 1, amount_yuan: "7000000.50"', f'no: 1, amount_yuan: "{half}"'),
        ('no: 2, amount_yuan: "7000000.50"', f'no: 2, amount_yuan: "{price - half}"'),
        ("示例乙", f"示例{name}"),
        ("示例三路", f"{name}三路"),
        ("示例四路", f"{name}四路"),
        ("〔2021〕21号", f"〔2021〕{21 + number}号"),
    ):
        text = text.replace(old, new)
    path = folder / f"{number}.yaml"
    path.write_text(text, "utf-8")
    return pipeline.load_case(path)


def contract(number: int, folder: Path) -> bytes:
    """Return the contract of a parcel of its own as a Word file."""
    case = parcel(number, folder)
    (paper,) = pipeline.generate(case, ["land_grant_contract"], formats=["docx"], embed=False)
    return paper.docx


def measure(rounds: int) -> dict[str, float]:
    """Set two contracts a round and return the medians in milliseconds."""
    times: dict[str, list[float]] = {}

    def take(name: str, work: Callable[[], _Made]) -> _Made:
        begin = time.perf_counter()
        made = work()
        times.setdefault(name, []).append((time.perf_counter() - begin) * 1000)
        return made

    def all_the_way(docx: bytes) -> None:
        model = take(READ, lambda: read(docx))
        made = take(SET, lambda: typst.typeset(model, document_date=None))
        take(AUDIT, lambda: audit_pdf(made.pdf, docx))

    with tempfile.TemporaryDirectory() as folder:
        papers = [contract(number, Path(folder)) for number in range(2 * (rounds + _WARM))]
    compiler = engine.Compiler()
    for own, ours in zip(papers[::2], papers[1::2], strict=True):
        source = typst.source(read(own), document_date=None, fonts=system_fonts())[0].encode()
        compiled = partial(compiler.compile_with_warnings, source, **_OPTIONS)
        take(OWN, compiled)
        take(ALL, partial(all_the_way, ours))
    return {name: statistics.median(taken[_WARM:]) for name, taken in times.items()}


def main() -> None:
    options = arguments("一份合同的 PDF（读版面、排版、读回核对）与 Typst 自身排同类一页的用时之比")
    figures = measure(options.rounds or 15)
    ratio = figures[ALL] / figures[OWN]
    if options.json:
        print_lines({**{f"pdf/{name} ms": round(figures[name], 2) for name in figures},
                     "pdf/ratio": round(ratio, 2)})  # fmt: skip
        return
    rows = [[name, f"{figures[name]:.1f}", f"{figures[name] / figures[OWN]:.2f}"]
            for name in (OWN, READ, SET, AUDIT, ALL)]  # fmt: skip
    print_table("合同 PDF，热，已核对", ["步骤", "毫秒", "倍"], rows)


if __name__ == "__main__":
    main()
