"""Where the papers of a case stand, in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from docgen.register.desk_records import SubmissionState
from docgen.register.records import DocumentState
from docgen.web.office import Office

__all__ = ["STATES", "VALIDITY", "PaperCount", "paper_counts"]

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
