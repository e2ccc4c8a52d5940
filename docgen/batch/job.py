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

__all__ = ["Examined", "Job", "Made", "RowData", "Totals"]

#: Sum of the figures of each column, by the English path of its field.
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
        returns: Whether a 送达回证 follows each notice.
        embed: Whether Word files carry their receipts.
        pdf_engine: What sets the pages.
        summed: Paths of the money and area columns of the ledger.
    """

    document: str
    templates: Path | None
    jurisdiction: str | None
    strict: bool
    merge: bool
    returns: bool
    embed: bool
    pdf_engine: PdfEngine
    summed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowData:
    """A row on its way to a paper.

    Attributes:
        no: Its place in the run, from 1, over all ledgers.
        file: Name of its ledger.
        place: ``第5行``, with the sheet where there are several.
        data: Its texts under English keys, as the model reads them.
        origins: Cell of each value by English path.
        number: Its 文号; "" for none.
    """

    no: int
    file: str
    place: str
    data: Mapping[str, Any]
    origins: Mapping[str, str]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """What the checks say of a row before anything is printed.

    Attributes:
        no: The row.
        problems: What keeps it from being printed; none for a good row.
        findings: All findings, also those that do not.
    """

    no: int
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A row that was printed and audited, or that the audit refused.

    Attributes:
        no: The row.
        problems: Why it was refused; none where it was made.
        stem: Name of its file without ending.
        docx: The Word file; b"" where only pages are wanted.
        docx_sha256: Its hash.
        receipt_json: Its receipt.
        case_json: The case that it was made from.
        keys: Codes and numbers that the parcel and its contract are found by.
        contract_no: Number of the contract, "" for none.
        addressee: To whom it goes.
        dated: Its day, ISO; "" where left for the hand.
        pages: Its pages in the print file; 0 where none were set.
        totals: What it prints of the money and area columns.
        blanks: Titles of what was left for the hand.
        warnings: Codes of the warnings that nobody confirmed.
    """

    no: int
    problems: tuple[Problem, ...] = ()
    stem: str = ""
    docx: bytes = b""
    docx_sha256: str = ""
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
