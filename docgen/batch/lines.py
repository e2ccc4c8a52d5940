"""What is kept of each printed row beside its files, until the run is reconciled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from docgen.batch.job import Made
from docgen.errors import Problem

__all__ = ["Line", "line_of", "read_lines", "read_marks", "write_lines"]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a run after it was printed, or refused while printing.

    Attributes:
        row: Its place in the run.
        problems: Why it was refused; none where it was printed.
        exit_code: What the command ends with for a refused one.
        stem: Name of its file without ending.
        addressee: To whom it goes.
        pages: Its pages in the print file; 0 where none were set.
        totals: What the audit read on it of the row's money and areas, by path.
        blanks: Titles of what was left for the hand.
        warnings: Codes of the warnings that nobody confirmed.
    """

    row: int
    problems: tuple[Problem, ...]
    exit_code: int
    stem: str
    addressee: str
    pages: int
    totals: Mapping[str, Decimal]
    blanks: tuple[str, ...]
    warnings: tuple[str, ...]


def line_of(made: Made) -> Line:
    """Return what is kept of a row."""
    return Line(
        made.no,
        made.problems,
        made.exit_code,
        made.stem,
        made.addressee,
        made.pages,
        made.totals,
        made.blanks,
        made.warnings,
    )


def write_lines(lines: Sequence[Line], marks: Sequence[str]) -> bytes:
    """Return a chunk's lines and the marks of its audited pages as JSON, always the same bytes."""
    rows = [
        {
            "row": one.row,
            "problems": [
                [p.message, p.where, p.fix, p.code, p.path, p.value] for p in one.problems
            ],
            "exit_code": one.exit_code,
            "stem": one.stem,
            "addressee": one.addressee,
            "pages": one.pages,
            "totals": {path: str(value) for path, value in one.totals.items()},
            "blanks": one.blanks,
            "warnings": one.warnings,
        }
        for one in lines
    ]
    return orjson.dumps({"rows": rows, "marks": marks})


def read_lines(data: bytes) -> list[Line]:
    """Return the lines that :func:`write_lines` wrote."""
    return [_line(one) for one in orjson.loads(data)["rows"]]


def read_marks(data: bytes) -> list[str]:
    """Return the marks that :func:`write_lines` wrote."""
    return list(orjson.loads(data)["marks"])


def _line(read: Mapping[str, Any]) -> Line:
    return Line(
        read["row"],
        tuple(Problem(*texts) for texts in read["problems"]),
        read["exit_code"],
        read["stem"],
        read["addressee"],
        read["pages"],
        {path: Decimal(text) for path, text in read["totals"].items()},
        tuple(read["blanks"]),
        tuple(read["warnings"]),
    )
