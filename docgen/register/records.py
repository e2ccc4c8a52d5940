"""The plain values that go into the register and come out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

__all__ = [
    "Act",
    "Document",
    "DocumentState",
    "Event",
    "MadeRow",
    "NumberState",
    "Outcome",
    "Recorded",
    "RefusedRow",
    "RowPlan",
    "RowState",
    "Run",
    "RunOrder",
    "RunRow",
    "RunState",
    "Served",
    "Texts",
]


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"


class RowState(StrEnum):
    """Where a row of a run stands."""

    RESERVED = "reserved"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    DROPPED = "dropped"  # of a run that was stopped


class NumberState(StrEnum):
    """Where a number stands; one that was never asked for is not in the register."""

    RESERVED = "reserved"
    RETURNED = "returned"  # free again, the next to be taken
    ISSUED = "issued"
    VOID = "void"


class DocumentState(StrEnum):
    """Where an issued paper stands."""

    VALID = "valid"
    VOID = "void"
    SUPERSEDED = "superseded"  # another paper, under a number of its own, corrects it


class Recorded(StrEnum):
    """What became of a service that was handed in."""

    NEW = "new"
    SAME = "same"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, when and why; the register has no clock of its own.

    Attributes:
        at: The moment, ISO 8601 with its offset (``2026-11-24T21:33:00+08:00``).
        who: Who, as the trail shall name them.
        why: The reason, where one is asked for.
    """

    at: str
    who: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What a run is to be. The same key is the same run.

    Attributes:
        key: Hash of all that decides what is printed.
        kind: Code of the notice or document.
        folder: Where it delivers to, as seen from the register's folder.
        ledger_sha256: Of the ledgers read.
        template_sha256: Of the template.
        options: All options, as texts, so that one paper can be made again.
        corrects: Number in the register (``Document.id``) of the paper that is corrected by it.
    """

    key: str
    kind: str
    folder: str
    ledger_sha256: str = ""
    template_sha256: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A run in the register."""

    id: int
    order: RunOrder
    state: RunState
    begun: Act
    resumed: bool = False  # whether it was there already when it was asked for


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A row that is to be printed.

    Attributes:
        row: Its place in the run, counted in ledger order.
        chunk: The chunk it is printed in.
        place: Where it stands, as a person would say it (``台账.xlsx 公示 第5行``).
        number: The number that the ledger gives it; empty to be given one.
    """

    row: int
    chunk: int
    place: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class MadeRow:
    """A row that was printed and audited.

    Attributes:
        row: Its place in the run.
        keys: What the parcel and its contract are found by (codes and numbers).
        contract_no: Number of the contract.
        addressee: To whom it goes.
        dated: 成文日期; None where it is left for the hand.
        docx_sha256: Of the Word file.
        receipt_sha256: Of the receipt.
        pdf_sha256: Of a PDF of its own; empty for none.
        pages: Pages of the paper; None where they were not counted.
        sums: Amounts and areas it states, by column, exactly as printed.
        case_json: The case it was made from, so that it can be made again.
        receipt_json: The receipt.
    """

    row: int
    docx_sha256: str
    receipt_sha256: str
    case_json: bytes
    receipt_json: bytes = b""
    keys: tuple[str, ...] = ()
    contract_no: str = ""
    addressee: str = ""
    dated: date | None = None
    pdf_sha256: str = ""
    pages: int | None = None
    sums: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not printed, and why."""

    row: int
    reason: str


#: What became of a row.
Outcome = MadeRow | RefusedRow


@dataclass(frozen=True, slots=True)
class RunRow:
    """A row of a run as the register has it; a refused one names the number it gave back."""

    row: int
    chunk: int
    place: str
    state: RowState
    number: str = ""
    reason: str = ""
    docx_sha256: str = ""
    pdf_sha256: str = ""
    receipt_sha256: str = ""
    first_page: int | None = None
    pages: int | None = None
    contract_no: str = ""
    addressee: str = ""
    sums: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Served:
    """How a paper was served. ``method`` is a code of the enumeration ServiceMethod."""

    method: str
    served_on: date
    signer: str = ""
    mail_no: str = ""
    place: str = ""
    server: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that was issued."""

    id: int
    run_id: int
    row: int
    kind: str
    number: str
    contract_no: str
    addressee: str
    dated: date | None
    keys: tuple[str, ...]
    docx_sha256: str
    pdf_sha256: str
    receipt_sha256: str
    first_page: int | None
    pages: int | None
    state: DocumentState
    superseded_by: str = ""  # number of the paper that corrects it
    superseded_by_id: int | None = None
    service: Served | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """What a paper was made from, and its receipt."""

    case_json: bytes
    receipt_json: bytes


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the trail; ``what`` is a code such as ``run.begin`` or ``document.void``."""

    act: Act
    what: str
    run_id: int | None = None
    document_id: int | None = None
