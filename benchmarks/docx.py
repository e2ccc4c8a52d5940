"""Printing Word files: docgen beside docxtpl, docx-mailmerge2 and the bare floor.

``python -m benchmarks.docx`` prints the table, ``--json`` one line a figure. The floor is what no
Word engine can go below: Jinja prints the changed parts and they are deflated.
"""

from __future__ import annotations

import gc
import io
import resource
import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import count
from typing import Any

import jinja2
from docxtpl import DocxTemplate

from benchmarks.jobs import JOBS, Job, merge_fields
from benchmarks.measure import arguments, medians, print_lines, print_table
from docgen import load_template
from docgen.templating.archive import deflate

__all__: list[str] = []

_ROUNDS = 15
_REPEATS = {"docgen": 40, "floor": 40}


def _docxtpl(job: Job) -> Callable[[], object]:
    template = DocxTemplate(io.BytesIO(job.template))
    seeds = count()

    def run() -> bytes:
        template.render(job.record(next(seeds)), autoescape=True)
        out = io.BytesIO()
        template.save(out)
        return out.getvalue()

    return run


def _mailmerge(job: Job) -> Callable[[], object]:
    from mailmerge import MailMerge

    data, seeds = merge_fields(job.name), count()

    def run() -> bytes:
        values = job.record(next(seeds))
        with MailMerge(io.BytesIO(data)) as document:
            for name, columns in job.loops:
                rows = [{f"{name}{c}": row[c] for c in columns} for row in values.pop(name)]
                document.merge_rows(f"{name}{columns[0]}", rows)
            document.merge(**{name: str(value) for name, value in values.items()})
            out = io.BytesIO()
            document.write(out)
        return out.getvalue()

    return run


def _docgen(job: Job, records: list[dict[str, Any]]) -> Callable[[], object]:
    template = load_template(job.template)

    def run() -> None:
        for record in records:
            template.render(record)

    return run


def _floor(job: Job, records: list[dict[str, Any]]) -> Callable[[], object]:
    compiled = load_template(job.template).compiled
    plain = jinja2.Environment(autoescape=True)
    programs = [plain.from_string(part.source.text) for part in compiled.parts.values()]

    def run() -> None:
        for record in records:
            for program in programs:
                deflate(program.render(record).encode("utf-8"))

    return run


def _measure(job: Job, rounds: int) -> dict[str, float]:
    """Return milliseconds a document for each tool."""
    records = [job.record(seed) for seed in range(_REPEATS["docgen"])]
    jobs: dict[str, Callable[[], object]] = {
        "docgen": _docgen(job, records),
        "floor": _floor(job, records),
        "docxtpl": _docxtpl(job),
    }
    if find_spec("mailmerge"):
        jobs["docx-mailmerge2"] = _mailmerge(job)
    taken = medians(jobs, rounds=rounds)
    return {name: seconds * 1000 / _REPEATS.get(name, 1) for name, seconds in taken.items()}


def _linear() -> dict[str, float]:
    """Return seconds for a table of 2,500 and of 5,000 rows."""
    template = load_template(JOBS[1].template)
    record = JOBS[1].record(0)
    row = record["分期"][0]
    runs = {
        f"{rows} 行": (lambda values={**record, "分期": [row] * rows}: template.render(values))
        for rows in (2_500, 5_000)
    }
    return medians(runs, rounds=7)


def _memory() -> tuple[int, int]:
    """Return the peak memory in MB after 100 and after 10,000 notices."""
    template = load_template(JOBS[0].template)
    peaks = []
    for documents in (100, 9_900):
        for seed in range(documents):
            template.render(JOBS[0].record(seed))
        gc.collect()
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    return peaks[0], peaks[1]


def main() -> None:
    """Measure and print."""
    options = arguments("Word 文件的生成速度")
    figures: dict[str, object] = {}
    before, after = _memory()
    for job in JOBS:
        started = time.perf_counter()
        taken = _measure(job, options.rounds or _ROUNDS)
        rows = []
        for name, milliseconds in taken.items():
            times = taken["docxtpl"] / milliseconds
            rows.append(
                (
                    name,
                    f"{milliseconds:.3f}",
                    f"{times:.1f}",
                    f"{milliseconds / taken['floor']:.2f}",
                )
            )
            figures[f"{job.name} {name} ms"] = round(milliseconds, 4)
            figures[f"{job.name} {name} ×docxtpl"] = round(times, 1)
        figures[f"{job.name} docgen/floor"] = round(taken["docgen"] / taken["floor"], 2)
        if not options.json:
            title = f"{job.name}（{time.perf_counter() - started:.0f} 秒内交替测得）"
            print_table(title, ("工具", "毫秒/份", "docxtpl 的倍数", "与底限之比"), rows)
    linear = _linear()
    figures.update({f"表格 {name} 秒": round(seconds, 4) for name, seconds in linear.items()})
    figures["内存峰值 100 份 MB"], figures["内存峰值 10,000 份 MB"] = before, after
    if options.json:
        print_lines(figures)
        return
    few, many = linear.values()
    print(f"\n表格 2,500 行 {few:.3f} 秒，5,000 行 {many:.3f} 秒：{many / few:.2f} 倍")
    print(f"内存峰值：100 份后 {before} MB，10,000 份后 {after} MB")


if __name__ == "__main__":
    main()
