"""What a notice of a print run costs beside LibreOffice and WeasyPrint, in time and in memory.

A run is the whole of ``docgen batch … --merge``: the ledger read, every row checked, numbered,
printed, audited, its pages set, one print file put together and audited again. LibreOffice converts
one Word file of the very notices that docgen printed; WeasyPrint lays out the same page models in
one HTML. Neither of them checks or audits anything. Rounds are interleaved, and medians are
compared.

    python -m benchmarks.print_run [--rounds N] [--rows N …] [--paper one|demand] [--json]
    python -m benchmarks.print_run --chunks
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import print_lines, print_table
from benchmarks.run_notices import RunPaper, papers, write_paper
from docgen.page import weasy
from docgen.page.model import PageModel
from docgen.page.read import read
from docgen.page.run import Piece, set_run
from tests.runledger import write_ledger

__all__: list[str] = []

_EVERY_S = 0.1
_WEASY_SHARE = 5  # WeasyPrint lays out every so many-th notice: its time grows with their number
_CHUNKS = (10, 25, 40, 50, 100)
_BODY = re.compile(rb"<w:body>(.*?)(<w:sectPr.*?</w:sectPr>)</w:body>", re.DOTALL)
_BREAK = b'<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


@dataclass(frozen=True, slots=True)
class Taken:
    """What one process, with its children, took: seconds by the clock, and memory at its peak."""

    seconds: float
    peak_mb: float


def _take(command: Sequence[str]) -> Taken:
    """Run a command and watch the memory of it and all its children together."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = [0.0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_EVERY_S):
            peak[0] = max(peak[0], sum(map(_proportional_mb, _family(process.pid))))

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    _, told = process.communicate()
    done.set()
    watching.join()
    if process.returncode:
        raise SystemExit(f"{command[0]}：{told.decode('utf-8', 'replace')[-800:]}")
    return Taken(time.perf_counter() - begin, peak[0])


def _family(parent: int) -> list[int]:
    """Return a process and all that came of it."""
    found = [parent]
    for one in found:
        with contextlib.suppress(OSError):
            tasks = Path(f"/proc/{one}/task")
            for task in tasks.iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def _proportional_mb(process: int) -> float:
    """Return the memory of a process, what it shares with others counted in part."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _ours(folder: Path, paper: RunPaper, rows: int, workers: int | None = None) -> Taken:
    """Print a run from a ledger of its own, into a folder of its own."""
    ledger = write_ledger(folder / f"台账{rows}.xlsx", rows)
    with tempfile.TemporaryDirectory(dir=folder) as out:
        command = [
            sys.executable, "-m", "docgen", "batch", paper.notice, str(ledger), "-o", out,
            "--jurisdiction", "yanshi", "--number", "偃自然资函〔2022〕1号", "--merge",
            "--templates", str(paper.folder), *(["--workers", str(workers)] if workers else []),
        ]  # fmt: skip
        return _take(command)


def _merged(docx: Sequence[bytes]) -> bytes:
    """Return one Word file of many: each begins on a new page."""
    bodies = []
    for one in docx:
        with zipfile.ZipFile(io.BytesIO(one)) as package:
            document = package.read("word/document.xml")
        found = _BODY.search(document)
        assert found is not None
        bodies.append(found[1])
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx[0])) as package,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in package.namelist():
            data = package.read(name)
            if name == "word/document.xml":
                data = _BODY.sub(lambda m: b"<w:body>" + _BREAK.join(bodies) + m[2]
                                 + b"</w:body>", data)  # fmt: skip
            made.writestr(name, data)
    return out.getvalue()


def _office(folder: Path, docx: Sequence[bytes]) -> Taken:
    source = folder / "merged.docx"
    source.write_bytes(_merged(docx))
    profile = f"-env:UserInstallation=file://{folder}/office"
    return _take(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder),
         str(source)]
    )  # fmt: skip


def _weasy(models: Sequence[PageModel]) -> float:
    whole = PageModel(tuple(section for model in models for section in model.sections))
    begin = time.perf_counter()
    weasy.typeset(whole, document_date=None)
    return time.perf_counter() - begin


def measure(paper: RunPaper, rows: int, rounds: int, folder: Path) -> dict[str, float]:
    """Print, convert and lay out the same number of notices in turn; milliseconds a notice."""
    docx = papers(paper, rows)
    models = [read(one) for one in docx[::_WEASY_SHARE]]
    taken: dict[str, list[float]] = {}
    _office(folder, docx[:2])  # lays out its profile
    for _ in range(rounds):
        ours = _ours(folder, paper, rows)
        office = _office(folder, docx)
        taken.setdefault("docgen ms", []).append(ours.seconds / rows * 1000)
        taken.setdefault("docgen 内存 MB", []).append(ours.peak_mb)
        taken.setdefault("LibreOffice ms", []).append(office.seconds / rows * 1000)
        taken.setdefault("LibreOffice 内存 MB", []).append(office.peak_mb)
        taken.setdefault("WeasyPrint ms", []).append(_weasy(models) / len(models) * 1000)
    return {name: statistics.median(values) for name, values in taken.items()}


def chunk_table(paper: RunPaper, rows: int) -> list[list[str]]:
    """Return what the pages cost by size of chunk: milliseconds a notice, bytes, memory."""
    models = [read(one) for one in papers(paper, rows)]
    table = []
    for size in _CHUNKS:
        begin, used, made = time.perf_counter(), time.process_time(), 0
        for at in range(0, rows, size):
            pieces = [Piece(model) for model in models[at : at + size]]
            made += len(set_run(pieces, document_date=None).pdf)
        wall, cpu = time.perf_counter() - begin, time.process_time() - used
        table.append(
            [str(size), f"{wall / rows * 1000:.2f}", f"{cpu / rows * 1000:.2f}",
             f"{made / rows:.0f}", f"{_proportional_mb(os.getpid()):.0f}"]
        )  # fmt: skip
    return table


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="批量打印每份的用时和内存，与同行同一轮测得")
    parser.add_argument("--json", action="store_true", help="一个数字一行，供程序读取")
    parser.add_argument("--rounds", type=int, default=3, help="轮数")
    parser.add_argument("--rows", type=int, nargs="*", default=[1000], help="每批几份")
    parser.add_argument("--paper", choices=("one", "demand"), default="one", help="一页的，或催缴")
    parser.add_argument("--chunks", action="store_true", help="只比较每段几份")
    options = parser.parse_args()
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paper = write_paper(folder, options.paper)
        if options.chunks:
            head = ["每段份数", "毫秒/份", "处理器毫秒/份", "字节/份", "内存 MB"]
            print_table(f"{paper.title}：一段里排几份", head, chunk_table(paper, 400))
            return
        for rows in options.rows:
            found = measure(paper, rows, options.rounds, folder)
            for peer in ("LibreOffice", "WeasyPrint"):
                found[f"{peer} 倍"] = found[f"{peer} ms"] / found["docgen ms"]
            figures |= {f"{paper.title} {rows}份 {name}": round(v, 2) for name, v in found.items()}
            if not options.json:
                lines = [[name, f"{value:.2f}"] for name, value in found.items()]
                print_table(f"{paper.title} {rows}份", ["项目", "数值"], lines)
    if options.json:
        print_lines(figures)


if __name__ == "__main__":
    main()
