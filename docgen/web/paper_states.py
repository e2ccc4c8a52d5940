"""Where the papers of a case stand, in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from docgen.register.desk_numbers import without_numbers
from docgen.register.desk_records import CaseVersion, IssuedPaper, SubmissionState
from docgen.register.records import DocumentState
from docgen.templating.library import Library
from docgen.web.office import Office

__all__ = ["STATES", "VALIDITY", "PaperCount", "last_issued", "paper_counts", "same_versions"]

#: State of a submission → word and colour.
STATES: Mapping[SubmissionState, tuple[str, str]] = MappingProxyType(
    {
        SubmissionState.SUBMITTED: ("待审核", "info"),
        SubmissionState.APPROVED: ("已批准，正在出稿", "info"),
        SubmissionState.ISSUED: ("已签发", "ok"),
        SubmissionState.DECLINED: ("已退回", "warn"),
        SubmissionState.WITHDRAWN: ("已撤回", ""),
        SubmissionState.FAILED: ("没有通过检查", "err"),
    }
)
#: State of an issued paper → word and colour.
VALIDITY: Mapping[DocumentState, tuple[str, str]] = MappingProxyType(
    {
        DocumentState.VALID: ("有效", "ok"),
        DocumentState.VOID: ("已作废", "err"),
        DocumentState.SUPERSEDED: ("已更正", "warn"),
    }
)
_TOLD = (SubmissionState.SUBMITTED, SubmissionState.APPROVED)


@dataclass(frozen=True, slots=True)
class PaperCount:
    """How many papers stand somewhere.

    Attributes:
        text: Where, and how many.
        colour: Kind of the badge.
    """

    text: str
    colour: str


def paper_counts(shared: Office, case_id: int) -> Sequence[PaperCount]:
    """Return how many papers of a case wait and how many are issued and valid.

    Args:
        shared: The office.
        case_id: The case.
    """
    states = Counter(one.state for one in shared.desk.submissions(case_id=case_id))
    told = [
        PaperCount(f"{STATES[state][0]} {states[state]}", STATES[state][1])
        for state in _TOLD
        if states[state]
    ]
    issued = shared.desk.issued(case_id)
    valid = sum(one.document.state is DocumentState.VALID for one in issued)
    if valid:
        told.append(PaperCount(f"{STATES[SubmissionState.ISSUED][0]} {valid}", "ok"))
    return tuple(told)


def same_versions(
    shared: Office, version: CaseVersion, issued: Sequence[IssuedPaper], library: Library
) -> frozenset[int]:
    """Return the versions with papers that say what this one says; a number given changes nothing.

    Args:
        shared: The office.
        version: The case as it is now.
        issued: Its papers.
        library: The templates, which say where papers have their numbers.
    """
    paths = {one.manifest.own_number for one in library.all()} - {""}
    now = without_numbers(version.data, paths)
    seen = {one.submission.version for one in issued}
    earlier = (shared.desk.case(version.case_id, one) for one in seen)
    return frozenset(
        one.version for one in earlier if one and without_numbers(one.data, paths) == now
    )


def last_issued(
    shared: Office, case_id: int, document: str, before: int | None = None
) -> IssuedPaper | None:
    """Return the valid paper of a kind that was issued last, None for none.

    Args:
        shared: The office.
        case_id: The case.
        document: Id of the paper.
        before: Only those handed in before this submission.
    """
    return next(
        (
            one
            for one in shared.desk.issued(case_id)
            if one.submission.document == document
            and one.document.state is DocumentState.VALID
            and (before is None or one.submission.id < before)
        ),
        None,
    )
