"""What it costs to prove a Word paper: docgen's print, audit, rules and receipt beside docxtpl.

docxtpl prints and proves nothing. Every round prints papers of records of their own, so that nobody
profits from having seen the same figures; rounds are interleaved, and medians are compared.

    python -m benchmarks.papers [--rounds N] [--json]
"""

from __future__ import annotations

import io
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import Random
from types import MappingProxyType

from docxtpl import DocxTemplate

from benchmarks.jobs import JOBS, Job
from benchmarks.measure import arguments, medians, print_lines, print_table
from benchmarks.pdf import parcel
from docgen.audit.docx import Audited, audit_paper
from docgen.audit.papertext import Line
from docgen.delivery.receipt import Paper, receipt_of
from docgen.delivery.seal import seal
from docgen.figures.absence import settle
from docgen.figures.compose import compose
from docgen.figures.make import make
from docgen.model import Case, Stage
from docgen.packs import Pack, load_pack
from docgen.pipeline.proofread import proofread
from docgen.proof import Figure, Group, Kind, LayoutPromises, Series, Value
from docgen.render.docx import render
from docgen.templating.compiled import Compiled, compile_template
from docgen.templating.library import Library
from docgen.templating.manifest import Manifest
from docgen.templating.slot import with_receipt_slot

__all__: list[str] = []

_ROUNDS = 25
_TOOL, _PRINT, _AUDIT, _RECEIPT, _RULES = "docxtpl", "印", "印、审", "印、审、回执", "文书规则"
_REPEATS = 8
_KINDS: tuple[Kind, ...] = ("amount", "area", "date", "identifier", "count")
_CONTRACT = "land_grant_contract"


@dataclass(frozen=True, slots=True)
class Record:
    """One case with its figures, settled."""

    case: Case
    figures: Group


@dataclass(frozen=True, slots=True)
class Bench:
    """One paper: its template, the pack it stands under, and its records, each another one."""

    manifest: Manifest
    compiled: Compiled
    pack: Pack
    records: Iterator[Record]


def _figure(title: str, rng: Random) -> Figure:
    kind = _KINDS[rng.randrange(len(_KINDS))]
    number = rng.randint(1, 10**9)
    value: Value = f"示例{number}"
    if kind in ("amount", "area"):
        value = Decimal(number) / 100
    elif kind == "date":
        value = date(2021, 11, 5) + timedelta(days=number % 3000)
    elif kind == "count":
        value = number
    return make(f"bench.{title}", title, kind, value, basis=f"测量用.yaml 第{number % 999}行")


def _figures(job: Job, seed: int) -> Group:
    """Return a made-up record of a paper as figures."""
    rng = Random(seed)
    entries: dict[str, Figure | Series] = {name: _figure(name, rng) for name in job.scalars}
    for index, name in enumerate(job.flags):
        entries[name] = make(f"bench.{name}", name, "flag", index < 4)
    for (name, columns), rows in zip(job.loops, job.rows, strict=True):
        entries[name] = Series(
            tuple(
                Group({column: _figure(f"{name}[{row}].{column}", rng) for column in columns})
                for row in range(1, rows + 1)
            )
        )
    return Group(entries)


def _made_up(job: Job) -> Bench:
    """Return a paper of made-up figures, with docgen's own dialect and no county's rules."""
    promises = LayoutPromises()
    manifest = Manifest(
        "bench", job.name, job.name, "1", "contract", "", (), (), promises, MappingProxyType({})
    )
    compiled = compile_template(with_receipt_slot(job.template, name=job.name), name=job.name)
    records = (
        Record(Case(contract_no=f"示例〔2021〕{seed}号"), _figures(job, seed)) for seed in count()
    )
    return Bench(manifest, compiled, load_pack(None), records)


def _real(folder: Path) -> Bench:
    """Return the grant contract of a county, of one parcel after another."""
    shelf = Library().find(_CONTRACT)
    cases = (parcel(number, folder) for number in count())
    pack = load_pack(parcel(0, folder).jurisdiction)
    policies = shelf.manifest.policies(Stage.FINAL)
    records = (
        Record(
            case,
            settle(compose(case, stage=Stage.FINAL, origins=case.origins, pack=pack), policies),
        )
        for case in cases
    )
    return Bench(shelf.manifest, shelf.compiled(), pack, records)


class _Run:
    """Runs each stage on records that were made ready beforehand, and never seen before."""

    def __init__(self, bench: Bench, rounds: int) -> None:
        self._bench = bench
        wanted = (rounds + 1) * _REPEATS
        self._waiting = {name: self._take(wanted) for name in (_PRINT, _AUDIT, _RECEIPT)}
        audited = [(one, *self._audit(one)) for one in self._take(wanted)]
        self._audited = iter(audited)

    def _take(self, wanted: int) -> Iterator[Record]:
        return iter([next(self._bench.records) for _ in range(wanted)])

    def jobs(self) -> dict[str, Callable[[], object]]:
        """Return what is timed, by name; each runs so many papers as are made in a round."""
        stages: Mapping[str, Callable[[Record], object]] = {
            _PRINT: self._print,
            _AUDIT: self._audit,
            _RECEIPT: self._receipt,
        }
        return {
            **{name: self._repeat(name, stage) for name, stage in stages.items()},
            _RULES: self._rules,
        }

    def _repeat(self, name: str, stage: Callable[[Record], object]) -> Callable[[], object]:
        def run() -> None:
            for _ in range(_REPEATS):
                stage(next(self._waiting[name]))

        return run

    def _print(self, record: Record) -> bytes:
        return render(self._bench.compiled, record.figures)

    def _audit(self, record: Record) -> tuple[bytes, Audited, tuple[Line, ...]]:
        docx = self._print(record)
        audited = audit_paper(docx, self._bench.compiled.plan, record.figures)
        return docx, audited, audited.lines()

    def _receipt(self, record: Record) -> bytes:
        docx, audited, lines = self._audit(record)
        paper = Paper(
            case=record.case,
            file="测量用.yaml",
            pack=self._bench.pack,
            manifest=self._bench.manifest,
            compiled=self._bench.compiled,
            stage=Stage.FINAL,
            findings=(),
            placed=audited.placed,
            lines=lines,
            sheet=None,
            parts=audited.file.members.hashes(),
        )
        return seal(docx, receipt_of(paper, None), embed=True).docx

    def _rules(self) -> None:
        for _ in range(_REPEATS):
            record, docx, audited, lines = next(self._audited)
            proofread(
                docx, None, audited.placed, lines,
                audited=audited, manifest=self._bench.manifest, pack=self._bench.pack,
                case=record.case, stage=Stage.FINAL, file=None,
            )  # fmt: skip


def _docxtpl(job: Job) -> Callable[[], object]:
    template, seeds = DocxTemplate(io.BytesIO(job.template)), count()

    def run() -> bytes:
        template.render(job.record(next(seeds)), autoescape=True)
        out = io.BytesIO()
        template.save(out)
        return out.getvalue()

    return run


def _measure(bench: Bench, job: Job | None, rounds: int) -> dict[str, float]:
    """Return milliseconds a paper for each stage; docxtpl's where there is a template for it."""
    jobs = _Run(bench, rounds).jobs()
    if job is not None:
        jobs = {_TOOL: _docxtpl(job), **jobs}
    taken = medians(jobs, rounds=rounds)
    return {
        name: seconds * 1000 / (1 if name == _TOOL else _REPEATS) for name, seconds in taken.items()
    }


def _rows(taken: Mapping[str, float]) -> list[tuple[str, str, str]]:
    tool = taken.get(_TOOL)
    return [
        (name, f"{spent:.3f}", f"{tool / spent:.1f}" if tool else "")
        for name, spent in taken.items()
    ]


def main() -> None:
    """Measure and print."""
    options = arguments("审核、文书规则和回执的代价")
    rounds = options.rounds or _ROUNDS
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        papers: list[tuple[str, Bench, Job | None]] = [
            *((job.name, _made_up(job), job) for job in JOBS),
            ("偃师出让合同", _real(Path(folder)), None),
        ]
        for name, bench, job in papers:
            started = time.perf_counter()
            taken = _measure(bench, job, rounds)
            for stage, spent in taken.items():
                figures[f"{name} {stage} ms"] = round(spent, 4)
                if _TOOL in taken:
                    figures[f"{name} {stage} ×docxtpl"] = round(taken[_TOOL] / spent, 1)
            if not options.json:
                spent_in_all = time.perf_counter() - started
                title = f"{name}（{spent_in_all:.0f} 秒内交替测得，负载 {os.getloadavg()[0]:.1f}）"
                print_table(title, ("做到哪一步", "毫秒/份", "docxtpl 的倍数"), _rows(taken))
    if options.json:
        print_lines(figures)


if __name__ == "__main__":
    main()
