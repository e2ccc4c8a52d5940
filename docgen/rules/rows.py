"""Several cases at once: what a rule of the ledger sees and how it answers.

Such a rule is a :class:`Watch`: it is shown one row after another, keeps what it must remember of
them and no more (a ledger may have a hundred thousand rows), and is asked once more at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from docgen.model import Case
from docgen.packs.model import Pack
from docgen.rules.look import Breach, Look

__all__ = ["LedgerCheck", "Row", "RowBreach", "Spot", "Sums", "Watch", "ledger_rule"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a case stands.

    Attributes:
        file: Name of its file; None when it came from no file.
        row: Its place in the file, ``第17行``; empty when the file holds one case.
    """

    file: str | None = None
    row: str = ""

    def __str__(self) -> str:
        """Return file and row as a person would say them."""
        return " ".join(part for part in (self.file, self.row) if part)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a ledger, or one of several files: a case and what stands beside it.

    Attributes:
        case: The parcel's file, as far as the row gives it. The ledger's own 亩 and the like are
            fields of it.
        pack: The pack of its jurisdiction.
        spot: Where it stands.
        no: Number of the row in its ledger; None for a file.
        document_no: 发文字号 of the paper that is made of it; None when it has none.
        amount_yuan: Amount in 元 that this paper demands; None when it demands none.
        stem: Name of the paper's file without its ending; None when none is made.
    """

    case: Case
    pack: Pack
    spot: Spot = Spot()
    no: int | None = None
    document_no: str | None = None
    amount_yuan: Decimal | None = None
    stem: str | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """What the summary of a print run says of all its papers together.

    Attributes:
        amount_yuan: Its total in 元; None when there is no summary.
    """

    amount_yuan: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RowBreach:
    """A breach and the row that it is found at.

    Attributes:
        spot: Where the row stands.
        pack: The pack of its jurisdiction.
        breach: What is wrong there.
    """

    spot: Spot
    pack: Pack
    breach: Breach


class Watch(Protocol):
    """A rule at work on one ledger."""

    def see(self, row: Row, look: Look) -> Iterable[RowBreach]:
        """Look at the next row; breaches that are certain by now may be told at once.

        Args:
            row: The row.
            look: Its case with the days whose law is asked.
        """

    def end(self, sums: Sums) -> Iterable[RowBreach]:
        """Tell the breaches that only the whole ledger shows."""


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """A rule of the ledger: its code and what begins a watch."""

    code: str
    begin: Callable[[], Watch]


def ledger_rule(code: str) -> Callable[[Callable[[], Watch]], LedgerCheck]:
    """Make a class of watches the rule of a code.

    Args:
        code: Number of the rule in the catalogue, ``R020``.
    """

    def make(begin: Callable[[], Watch]) -> LedgerCheck:
        return LedgerCheck(code, begin)

    return make
