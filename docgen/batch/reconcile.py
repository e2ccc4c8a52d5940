"""The reconciliation of a run: what was printed is what was owed, or the run is not delivered.

Every row read was printed, refused, or printed before; what the ledger says in a column of money or
area (read by the ledger's reader) is what the papers say (read back from the papers by the audit).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from docgen.batch.rows import Column, Refused
from docgen.errors import Problem

__all__ = ["ColumnSums", "Earlier", "PrintFileFacts", "Printed", "Reconciliation", "sums_of"]

_PLACE = re.compile(r"\[\d+\]")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Printed:
    """A row that was printed.

    Attributes:
        row: Its place in the run.
        place: Where it stands in its ledger.
        number: Its 文号; "" for none.
        addressee: To whom it goes.
        stem: Name of its file without ending.
        first_page: Its first page in the print file; None without one.
        pages: How many it has there.
        amounts: Its money and areas as the ledger says, by path.
        totals: Those of them that the paper says, as the audit read them.
        blanks: Titles of what was left for the hand.
        warnings: Codes of warnings that nobody confirmed.
    """

    row: int
    place: str
    number: str
    addressee: str
    stem: str
    first_page: int | None
    pages: int
    amounts: Mapping[str, Decimal]
    totals: Mapping[str, Decimal]
    blanks: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A row of which a valid paper was printed before.

    Attributes:
        place: Where it stands in its ledger.
        number: The paper's number; "" for none.
        amounts: Its money and areas as the ledger says, by path.
    """

    place: str
    number: str
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class PrintFileFacts:
    """What is to be known of a print file.

    Attributes:
        name: Its name.
        pages: How many pages it has.
        notice_pages: How many of them are pages of notices.
        sha256: Its hash.
    """

    name: str
    pages: int
    notice_pages: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ColumnSums:
    """The sums of a column of money or area.

    Attributes:
        title: Its heading.
        unit: 元 or 平方米.
        ledger: Σ of the ledger.
        printed_rows: Σ of the ledger's rows that were printed.
        printed: Σ of what the papers say; None where they do not print this field.
        refused: Σ of the rows that were refused, as far as they could be read.
        earlier: Σ of the rows printed before.
    """

    title: str
    unit: str
    ledger: Decimal
    printed_rows: Decimal
    printed: Decimal | None
    refused: Decimal
    earlier: Decimal


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All that a run did, and whether it adds up.

    Attributes:
        notice: Name of the notice.
        key: Key of the run.
        ledgers: Names and hashes of the ledgers.
        rows: How many rows were read.
        printed: The rows that were printed, in the order of printing.
        refused: The rows that were not, in the order of the ledgers.
        earlier: The rows that had been printed before.
        columns: The sums of each column of money and area.
        print_file: The print file; None where there is none.
        notes: What the ledgers' readers said of columns and tables.
    """

    notice: str
    key: str
    ledgers: tuple[tuple[str, str], ...]
    rows: int
    printed: tuple[Printed, ...]
    refused: tuple[Refused, ...]
    earlier: tuple[Earlier, ...]
    columns: tuple[ColumnSums, ...]
    print_file: PrintFileFacts | None
    notes: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """What the command ends with: the worst of what became of a row."""
        return max((one.exit_code for one in self.refused), default=0)

    @property
    def blanks(self) -> Mapping[str, int]:
        """On how many papers each field was left for the hand, by its title."""
        return Counter(title for one in self.printed for title in one.blanks)

    @property
    def warnings(self) -> Mapping[str, int]:
        """On how many papers each warning was given that nobody confirmed, by its code."""
        return Counter(code for one in self.printed for code in one.warnings)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers used, in the order of printing."""
        return tuple(one.number for one in self.printed if one.number)

    def faults(self) -> Iterator[Problem]:
        """Yield everything that does not add up; a run of which there is any is not delivered."""
        told = len(self.printed) + len(self.refused) + len(self.earlier)
        if told != self.rows:
            yield _fault(f"读了{self.rows}行，印出、拒印、以前印过的共{told}行")
        if len(set(self.numbers)) != len(self.numbers):
            yield _fault("同一文号用在两份上")
        for column in self.columns:
            yield from _column_faults(column)
        for one in self.printed:
            for path, value in one.totals.items():
                if one.amounts.get(path) != value:
                    yield _fault(f"{one.place}：台账与文书的金额或者面积不同")
        if self.print_file is not None:
            pages = sum(one.pages for one in self.printed)
            if pages != self.print_file.notice_pages:
                yield _fault(f"各份共{pages}页，打印件里通知书有{self.print_file.notice_pages}页")


def _column_faults(column: ColumnSums) -> Iterator[Problem]:
    parts = column.printed_rows + column.refused + column.earlier
    if parts != column.ledger:
        yield _fault(f"「{column.title}」台账合计{column.ledger}{column.unit}，各行相加是{parts}")
    if column.printed is not None and column.printed != column.printed_rows:
        yield _fault(
            f"「{column.title}」应印{column.printed_rows}{column.unit}，印出的合计是{column.printed}"
        )


def _fault(message: str) -> Problem:
    return Problem(f"{message}。", "对账", "这一批不予交付；请报告给维护者。", "B001")


def sums_of(
    columns: Sequence[Column],
    printed: Sequence[Printed],
    refused: Sequence[Refused],
    earlier: Sequence[Earlier],
) -> tuple[ColumnSums, ...]:
    """Return the sums of each column.

    Args:
        columns: The columns with their sums over the whole ledger.
        printed: The rows printed.
        refused: The rows refused.
        earlier: The rows printed before.
    """
    known = frozenset(one.path for one in columns)
    owed = _by_column(known, (one.amounts for one in printed))
    told = _by_column(known, (one.totals for one in printed))
    lost = _by_column(known, (one.amounts for one in refused))
    before = _by_column(known, (one.amounts for one in earlier))
    return tuple(
        ColumnSums(
            one.title,
            one.unit,
            one.total,
            owed.get(one.path, _ZERO),
            told.get(one.path),
            lost.get(one.path, _ZERO),
            before.get(one.path, _ZERO),
        )
        for one in columns
    )


def _by_column(known: frozenset[str], rows: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """Return the sum of each column.

    Where rows say themselves which place of a list they are about, their column is that of the
    first place.
    """
    found: dict[str, Decimal] = {}
    for amounts in rows:
        for path, value in amounts.items():
            column = path if path in known else _PLACE.sub("[0]", path)
            found[column] = found.get(column, _ZERO) + value
    return found
