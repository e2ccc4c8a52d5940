"""Rows of a run between their ledger and the press: good ones packed, refused ones with why."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from docgen.batch.job import RowData
from docgen.errors import Problem
from docgen.rules import Finding

__all__ = ["Column", "Good", "Refused", "sorted_by"]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not printed.

    Attributes:
        no: Its place over all ledgers, from 1.
        file: Name of its ledger.
        place: Where it stands in it, ``第5行``.
        number: Number of the row in the sheet.
        problems: Why.
        exit_code: What the command ends with for it.
        amounts: Its money and areas by path, as far as they could be read.
    """

    no: int
    file: str
    place: str
    number: int
    problems: tuple[Problem, ...]
    exit_code: int
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Good:
    """A row that is to be printed, packed so that ten thousand of them take little room.

    Attributes:
        no: Its place over all ledgers.
        place: Where it stands, as a person would say it.
        content: Hash of what is printed of it, number apart.
        keys: What its parcel is found by.
        amounts: Its money and areas by path.
        order: What it is sorted by; "" where nothing is.
        packed: The row.
        findings: What the checks said of it; None before they did.
    """

    no: int
    place: str
    content: str
    keys: tuple[str, ...]
    amounts: Mapping[str, Decimal]
    order: str
    packed: bytes
    findings: tuple[Finding, ...] | None = None

    @property
    def own_number(self) -> str:
        """The 文号 that the ledger gives it; "" where the register is to give one."""
        notice = self.row("").data.get("notice") or {}
        return str(notice.get("document_no") or "").strip()

    @staticmethod
    def pack(row: RowData) -> bytes:
        """Return a row as :attr:`packed` holds it.

        Args:
            row: The row.
        """
        return zlib.compress(pickle.dumps(row), 1)

    def refused(self, problems: tuple[Problem, ...], exit_code: int) -> Refused:
        """Return the row as one that is not printed after all.

        Args:
            problems: Why.
            exit_code: What the command ends with for it.
        """
        data = self.row("")
        return Refused(
            self.no, data.file, data.place, data.number_in_sheet, problems, exit_code, self.amounts
        )

    def row(self, number: str) -> RowData:
        """Return the row under a number.

        Args:
            number: Its 文号; "" for none.
        """
        found: RowData = pickle.loads(zlib.decompress(self.packed))  # noqa: S301 - made in here
        return replace(found, number=number, findings=self.findings)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of money or area.

    Attributes:
        path: English path of its field, the first of a list for each.
        title: Its heading.
        unit: 元 or 平方米.
        total: Σ of all its rows as the ledger was read, by the ledger's own reader.
    """

    path: str
    title: str
    unit: str
    total: Decimal


def sorted_by(text: str) -> tuple[int, Decimal, str]:
    """Return what a text is sorted by: numbers by value, then all others by their letters.

    Args:
        text: What stands in the column.
    """
    try:
        number = Decimal(text)
    except ArithmeticError:
        return 1, Decimal(0), text
    return (0, number, "") if number.is_finite() else (1, Decimal(0), text)
