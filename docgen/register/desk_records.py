"""The plain values that go into the desk's part of the register and come out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from docgen.errors import Problem, UsageError
from docgen.register.records import Act, Document

__all__ = [
    "CaseHead",
    "CaseVersion",
    "IssuedPaper",
    "KeptAnswer",
    "LogEntry",
    "NewerVersion",
    "Person",
    "Role",
    "Session",
    "Submission",
    "SubmissionState",
    "Token",
]


class Role(StrEnum):
    """What somebody may do."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    ADMIN = "admin"


class SubmissionState(StrEnum):
    """Where a paper that was handed in for a number stands."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    ISSUED = "issued"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"  # approved, but the checks or the audit stopped it


@dataclass(frozen=True, slots=True)
class CaseHead:
    """A case as the list shows it.

    Attributes:
        id: Its number in the register.
        title: Names of the grantees, else of the owner, and the location.
        contract_no: Number of its contract; empty for none.
        parcel_code: 宗地代码; empty for none.
        jurisdiction: The pack it goes by; empty for none.
        version: Its newest version; the first is 1.
        changed: Who made that version, when and why.
    """

    id: int
    title: str
    contract_no: str
    parcel_code: str
    jurisdiction: str
    version: int
    changed: Act


@dataclass(frozen=True, slots=True)
class CaseVersion:
    """One version of a case.

    Attributes:
        case_id: The case.
        version: Which version.
        data: The plain tree under English keys, as ``dump_case`` gives it; empty in lists.
        act: Who made it, when and why.
    """

    case_id: int
    version: int
    data: Mapping[str, Any]
    act: Act


class NewerVersion(UsageError):  # noqa: N818 - an answer more than a fault
    """Somebody saved the case in between.

    Attributes:
        head: The case as it is now.
    """

    def __init__(self, head: CaseHead) -> None:
        self.head = head
        super().__init__(
            f"案卷已由{head.changed.who}改到第{head.version}版，没有保存。",
            fix="看过新的一版，再把要改的填进去保存。",
        )

    def __reduce__(self) -> tuple[type[NewerVersion], tuple[CaseHead]]:  # type: ignore[override]
        """Let it cross a process border."""
        return type(self), (self.head,)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may come in.

    Attributes:
        id: Number in the register.
        login: Name typed to come in, as it is compared (width and case folded).
        name: Name in the trail; no two persons bear the same.
        role: What they may do.
        active: Whether they may come in at all.
        password_hash: As the door made it.
        failures: Wrong passwords since the last right one.
        locked_until: Until when the door stays shut (UTC, ISO 8601); empty for not.
    """

    id: int
    login: str
    name: str
    role: Role
    active: bool
    password_hash: str = field(repr=False)
    failures: int = 0
    locked_until: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """An open session; ``person`` is None before anybody has come in. Times are UTC."""

    token_sha256: str = field(repr=False)
    person: Person | None
    csrf: str = field(repr=False)
    at: str
    expires: str


@dataclass(frozen=True, slots=True)
class Token:
    """A token of another system, which acts as a person."""

    id: int
    person: Person
    label: str
    made: Act
    revoked: Act | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A paper handed in for its number.

    Attributes:
        id: Its number.
        case_id: The case.
        version: The version that is printed, whatever is saved later.
        document: Id of the template; of a notice, its kind.
        series: The number asked for, as a print run is asked (``某函〔2026〕号`` for the next,
            ``某函〔2026〕12号`` for this one); empty for a paper without a number of its own.
        state: Where it stands.
        submitted: Who handed it in, when, why.
        decided: Who approved, declined or withdrew it, when, why.
        number: The number it bears; the reserved one while it is being made.
        document_id: The paper in the register, once it is issued.
        reason: Why it was declined, withdrawn or failed, Chinese.
        problems: What stopped it, with codes and places, when it failed.
        stem: File name of the paper without its ending, once it is issued.
        corrects: The paper in the register that it supersedes when it is issued; None for none.
    """

    id: int
    case_id: int
    version: int
    document: str
    series: str
    state: SubmissionState
    submitted: Act
    decided: Act | None = None
    number: str = ""
    document_id: int | None = None
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    stem: str = ""
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A paper that the desk issued.

    Attributes:
        submission: What it was made of.
        document: The paper as the register lists it.
        files: SHA-256 of its files by ending (``docx``, ``pdf``, ``receipt.json``).
    """

    submission: Submission
    document: Document
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was answered to a request, so that the same request gets the same answer."""

    key: str
    who: str
    request_sha256: str
    answer: bytes
    at: str


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the audit log, of the desk, of print runs and of papers alike.

    Attributes:
        id: Its number; larger is later.
        act: Who, when, why.
        what: Code of what was done (``case.save``, ``login.failed``, ``document.void``).
        about: What it was done to (``case/12``, ``person/3``, ``submission/7``); may be empty.
        run_id: The print run it was done to.
        document_id: The paper it was done to.
    """

    id: int
    act: Act
    what: str
    about: str = ""
    run_id: int | None = None
    document_id: int | None = None
