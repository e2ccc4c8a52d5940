"""What every process of a run is given once, and what goes to and fro row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from docgen.errors import Problem
from docgen.page.engine import PdfEngine
from docgen.rules import Finding

__all__ = ["Chunk", "Examined", "Job", "Made", "RowData", "Totals"]

#: Figures by the English path of their field.
Totals = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for every paper of a run.

    Attributes:
        document: Id of the template.
        templates: A bureau's own folder of templates.
        jurisdiction: The pack; None where each row names its own, or none does.
        strict: Whether an unconfirmed warning stops a paper.
        merge: Whether pages for one print file are wanted, and no Word files.
        returns: Id of the paper that follows each notice (送达回证); None for none.
        embed: Whether Word files carry their receipts.
        pdf_engine: What sets the pages.
    """

    document: str
    templates: Path | None
    jurisdiction: str | None
    strict: bool
    merge: bool
    returns: str | None
    embed: bool
    pdf_engine: PdfEngine


@dataclass(frozen=True, slots=True)
class RowData:
    """A row on its way to a paper.

    Attributes:
        no: Its place over all ledgers, from 1.
        file: Name of its ledger.
        place: ``第5行``, with the sheet where there are several.
        number_in_sheet: Number of the row in its sheet.
        data: Its texts under English keys, as the model reads them.
        origins: Cell of each value by English path.
        amounts: Its figures of the columns of money and area, by the path of their field.
        stem: Name of its file without ending.
        number: Its 文号; "" for none.
        separator: Lines of a sheet to be laid before it; none for no sheet.
        findings: What the checks said of it, nothing that stops it; None where it was not examined.
    """

    no: int
    file: str
    place: str
    number_in_sheet: int
    data: Mapping[str, Any]
    origins: Mapping[str, str]
    amounts: Mapping[str, Decimal]
    stem: str = ""
    number: str = ""
    separator: tuple[str, ...] = ()
    findings: tuple[Finding, ...] | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """What the checks say of a row before anything is printed.

    Attributes:
        no: The row.
        problems: What keeps it from being printed; none for a good row.
        exit_code: What the command ends with for it.
        findings: All findings, also those that do not.
    """

    no: int
    problems: tuple[Problem, ...]
    exit_code: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A row that was printed and audited, or that the audit refused.

    Attributes:
        no: The row.
        problems: Why it was refused; none where it was made.
        exit_code: What the command ends with for a refused one.
        stem: Name of its file without ending.
        docx: The Word file; b"" where only pages are wanted.
        docx_sha256: Its hash.
        attached: The Word file that goes with it; b"" for none.
        receipt_json: Its receipt.
        case_json: The case that it was made from.
        keys: Codes and numbers that the parcel and its contract are found by.
        contract_no: Number of the contract, "" for none.
        addressee: To whom it goes.
        dated: Its day, ISO; "" where left for the hand.
        pages: Its pages in the print file; 0 where none were set.
        totals: What the audit read on it of the row's ``amounts``, by path.
        blanks: Titles of what was left for the hand.
        warnings: Codes of the warnings that nobody confirmed.
    """

    no: int
    problems: tuple[Problem, ...] = ()
    exit_code: int = 0
    stem: str = ""
    docx: bytes = b""
    docx_sha256: str = ""
    attached: bytes = b""
    receipt_json: bytes = b""
    case_json: bytes = b""
    keys: tuple[str, ...] = ()
    contract_no: str = ""
    addressee: str = ""
    dated: str = ""
    pages: int = 0
    totals: Totals = field(default_factory=dict)
    blanks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """What became of the rows of a chunk.

    Attributes:
        rows: Each row, in the order of the numbers.
        pdf: The pages of all that were made; b"" where no pages are wanted, or none was made.
        marks: The mark of each of these pages, as they were audited.
    """

    rows: tuple[Made, ...]
    pdf: bytes
    marks: tuple[str, ...]

    def with_refused(self, row: Made) -> Chunk:
        """Return the chunk with one more row that was refused.

        Args:
            row: The refused row.
        """
        rows = sorted((*self.rows, row), key=lambda one: one.no)
        return Chunk(tuple(rows), self.pdf, self.marks)
