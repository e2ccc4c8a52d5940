"""Seeds faults in templates and sees whether lint tells each, there and nowhere else.

``python -m tests.lintcorpus 300 [SEED]`` prints the table of ``docs/proofs/lint.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from docgen.pipeline.lint import lint
from docgen.templating.lint_words import Fault
from docgen.templating.manifest import Manifest, read_manifest
from tests import lintfaults
from tests.lintfaults import Seeded, Sheet
from tests.linttemplates import Base, bases, field_words

__all__ = ["Result", "all_bases", "clean", "main", "run"]

_ROOT = Path(__file__).resolve().parent.parent
_SEED = 20211105
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Result:
    """One seeded fault and what lint said.

    Attributes:
        base: Name of the template.
        seeded: The fault.
        found: Whether it was told with its code at its paragraph.
        elsewhere: What was told at other places.
    """

    base: str
    seeded: Seeded
    found: bool
    elsewhere: tuple[Fault, ...]

    def __str__(self) -> str:
        one = self.seeded
        told = "；".join(f"{f.code} {f.spot.place} {f.message}" for f in self.elsewhere)
        return (
            f"{self.base} {one.kind}（{one.did}）{one.part} 第{one.paragraph}段 "
            f"{'查出' if self.found else '漏检'}{f'，别处：{told}' if told else ''}"
        )


@cache
def all_bases() -> tuple[Base, ...]:
    return tuple(bases(_ROOT, Random(_SEED)))


@cache
def _manifest(data: bytes) -> Manifest:
    return read_manifest(data, name="清单")


def clean(base: Base) -> tuple[Fault, ...]:
    """Return what lint says of a template without faults."""
    return lint(base.data, name=base.name, manifest=_manifest(base.manifest))


def run(count: int, *, seed: int = _SEED, names: Sequence[str] = ()) -> list[Result]:
    """Seed faults of every kind in turn and lint each.

    Args:
        count: Number of faults.
        seed: Of the choices of templates and places.
        names: Names of the templates to take; by default all.
    """
    random = Random(seed)
    chosen = [one for one in all_bases() if not names or one.name in names]
    kinds = list(lintfaults.KINDS)
    return [_one(kinds[n % len(kinds)], chosen, random) for n in range(count)]


def _one(kind: str, chosen: Sequence[Base], random: Random) -> Result:
    titles = field_words(_ROOT)
    for _ in range(_TRIES):
        base = random.choice(chosen)
        seeded = lintfaults.seed(kind, Sheet(base.data, base.manifest, titles), random)
        if seeded is None:
            continue
        told = lint(seeded.data, name=base.name, manifest=_manifest(base.manifest))
        here = [one for one in told if _at(one, seeded)]
        found = any(one.code in seeded.codes for one in here)
        elsewhere = tuple(one for one in told if not _at(one, seeded))
        return Result(base.name, seeded, found, elsewhere)
    raise AssertionError(f"{kind}：没有模板有它的位置")


def _at(one: Fault, seeded: Seeded) -> bool:
    place = one.spot.place
    return (place.part, place.paragraph) == (seeded.part, seeded.paragraph)


def main(count: int, seed: int = _SEED) -> None:
    """Print the table by kind."""
    results = run(count, seed=seed)
    print("| 错误 | 编号 | 注入 | 查出且位置对 | 别处多报 |")
    print("|---|---|---|---|---|")
    for kind in lintfaults.KINDS:
        group = [one for one in results if one.seeded.kind == kind]
        codes = "、".join(sorted({code for one in group for code in one.seeded.codes}))
        found = sum(one.found for one in group)
        wrong = sum(len(one.elsewhere) for one in group)
        print(f"| {kind} | {codes} | {len(group)} | {found} | {wrong} |")
    found = sum(one.found for one in results)
    print(f"| 合计 |  | {len(results)} | {found} | {sum(len(o.elsewhere) for o in results)} |")
    for one in results:
        if not one.found or one.elsewhere:
            print(one, file=sys.stderr)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
