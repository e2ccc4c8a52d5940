"""Interleaved rounds, medians and a table: how every benchmark measures and prints."""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence

__all__ = ["arguments", "medians", "print_lines", "print_table"]


def medians(jobs: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """Return the median seconds of each job; a round runs each once, so that all see one load.

    Args:
        jobs: Names to what is timed; each runs once before, so that it is warm.
        rounds: How many rounds.
    """
    for job in jobs.values():
        job()
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    gc.collect()
    for _ in range(rounds):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def arguments(description: str) -> argparse.Namespace:
    """Read the command line of a benchmark: ``--json`` and ``--rounds``."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="一个数字一行，供程序读取")
    parser.add_argument("--rounds", type=int, default=0, help="轮数，0 为各项自定")
    return parser.parse_args()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that lines up, Chinese letters counted as two columns."""
    lines = [list(head), *map(list, rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(head))]
    print(f"\n{title}")
    for line in lines:
        cells = []
        for column, text in enumerate(line):
            pad = " " * (widths[column] - _width(text))
            cells.append(text + pad if column == 0 else pad + text)
        print("  ".join(cells).rstrip())


def print_lines(figures: Mapping[str, object]) -> None:
    """Print one JSON object a figure, each on a line of its own."""
    for name, value in figures.items():
        print(json.dumps({"name": name, "value": value}, ensure_ascii=False))
    sys.stdout.flush()
