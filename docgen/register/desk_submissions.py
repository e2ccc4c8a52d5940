"""Papers handed in for their numbers: submitted, then approved by a second pair of eyes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from docgen.errors import UsageError
from docgen.register.desk_cases import head_of
from docgen.register.desk_handed import must_be, read_submissions, stop_run
from docgen.register.desk_people import person_named
from docgen.register.desk_records import NewerVersion, Role, Submission, SubmissionState
from docgen.register.desk_tables import people, submissions
from docgen.register.records import Act, DocumentState
from docgen.register.room import Room
from docgen.register.series import asked_number
from docgen.register.tables import documents
from docgen.register.trail import note

__all__ = ["Submissions"]

_OPEN = (SubmissionState.SUBMITTED.value, SubmissionState.APPROVED.value)
_MAX_CODE, _MAX_LENGTH = 40, 200
_STATES = {
    SubmissionState.SUBMITTED: "还没有批准",
    SubmissionState.APPROVED: "已经批准",
    SubmissionState.ISSUED: "已经签发",
    SubmissionState.DECLINED: "已经退回",
    SubmissionState.WITHDRAWN: "已经撤回",
    SubmissionState.FAILED: "没有通过检查",
}


class Submissions(Room):
    """Papers on their way to a number."""

    def submit(
        self,
        case_id: int,
        version: int,
        document: str,
        series: str,
        act: Act,
        *,
        request: str = "",
        corrects: int | None = None,
    ) -> Submission:
        """Hand a paper in.

        Args:
            case_id: The case.
            version: The version that is to be printed; it must be the newest.
            document: Id of the template; of a notice, its kind.
            series: The number asked for, as for a print run; empty for none.
            act: Who, when, why.
            request: A key of the caller's; handed in again under the same key, it is the same
                submission, whatever became of it since.
            corrects: The paper (``Document.id``) of the same case and kind that it supersedes
                when it is issued, under a number of its own; the act then says why.

        Raises:
            NewerVersion: The case was saved in between.
            UsageError: There is no such case; the paper is handed in already, or issued from this
                very version and valid; the number is none; the key was used otherwise; what it
                corrects is none of the case's papers, or does not stand any more.
        """
        if series:
            asked_number(series)
        if not document or len(document) > _MAX_CODE or len(request) > _MAX_LENGTH:
            raise UsageError("没有写明要出哪一种文书。", fix="从文书列表里选。")
        with self._store.writing() as connection:
            if request:
                known = read_submissions(connection, submissions.c.request == request)
                if known:
                    return _the_same(known[0], (case_id, version, document, series, corrects))
            _may_be_handed_in(connection, case_id, version, document)
            if corrects is not None:
                _may_be_corrected(connection, case_id, document, corrects, act)
            made = connection.scalar(
                insert(submissions)
                .values(
                    case_id=case_id,
                    version=version,
                    document=document,
                    series=series,
                    request=request or None,
                    state=SubmissionState.SUBMITTED.value,
                    submitted_at=act.at,
                    submitted_by=act.who,
                    submitted_why=act.why,
                    submitter_id=person_named(connection, act.who),
                    corrects=corrects,
                )
                .returning(submissions.c.id)
            )
            note(connection, "submission.submit", act, about=f"submission/{made}")
            return must_be(connection, int(made or 0))

    def submissions(
        self,
        *,
        case_id: int | None = None,
        state: SubmissionState | None = None,
        limit: int | None = 500,
        offset: int = 0,
    ) -> tuple[Submission, ...]:
        """Return submissions, the newest first.

        Args:
            case_id: Only those of this case.
            state: Only those that stand there.
            limit: At most so many; None for all.
            offset: So many are passed over.
        """
        where = []
        if case_id is not None:
            where.append(submissions.c.case_id == case_id)
        if state is not None:
            where.append(submissions.c.state == SubmissionState(state).value)
        with self._store.reading() as connection:
            return read_submissions(connection, *where, limit=limit, offset=offset)

    def submission(self, submission_id: int) -> Submission | None:
        """Return a submission, None for none such."""
        with self._store.reading() as connection:
            found = read_submissions(connection, submissions.c.id == submission_id)
            return found[0] if found else None

    def decide(
        self, submission_id: int, act: Act, *, approve: bool, alone: bool = False
    ) -> Submission:
        """Approve or decline what was handed in; decided the same way again, it stays so.

        Args:
            submission_id: Which.
            act: Who, when; why, where it is declined.
            approve: Whether it is approved.
            alone: Whether nobody else is there to look at it: a desk without people. Where there
                are people, it does not count.

        Raises:
            UsageError: There is none such; it is decided already; who handed it in, or somebody
                who only drafts, approves it; the case was saved since; no reason is given.
        """
        wanted = SubmissionState.APPROVED if approve else SubmissionState.DECLINED
        with self._store.writing() as connection:
            known = must_be(connection, submission_id)
            if known.state is wanted:
                return known
            if known.state is not SubmissionState.SUBMITTED:
                raise _too_late(known)
            if approve:
                _second_pair_of_eyes(connection, known, act, alone=alone)
                _is_newest(connection, known)
            elif not act.why.strip():
                raise UsageError("没有写退回的原因。", fix="写明要改什么，经办人看得到。")
            what = "submission.approve" if approve else "submission.decline"
            return _decided(connection, submission_id, wanted, what, act)

    def withdraw(self, submission_id: int, act: Act) -> Submission:
        """Take a paper back before it is issued; a number reserved for it is free again.

        Raises:
            UsageError: There is none such, or it is issued or over.
        """
        with self._store.writing() as connection:
            known = must_be(connection, submission_id)
            if known.state is SubmissionState.WITHDRAWN:
                return known
            if known.state.value not in _OPEN:
                raise _too_late(known)
            stop_run(connection, submission_id, act, reason=act.why or "撤回")
            return _decided(
                connection, submission_id, SubmissionState.WITHDRAWN, "submission.withdraw", act
            )


def _the_same(known: Submission, asked: tuple[object, ...]) -> Submission:
    """Return what was handed in under a key, unless the key now comes with something else."""
    before = (known.case_id, known.version, known.document, known.series, known.corrects)
    if before != asked:
        raise UsageError("这个幂等键已经用于送审另一件文书。", fix="另一件换一个键。")
    return known


def _may_be_handed_in(connection: Connection, case_id: int, version: int, document: str) -> None:
    head = head_of(connection, case_id)
    if head is None:
        raise UsageError(f"没有第{case_id}号案卷。", fix="从案卷列表里选。")
    if head.version != version:
        raise NewerVersion(head)
    of_paper = submissions.c.case_id == case_id, submissions.c.document == document
    if read_submissions(connection, *of_paper, submissions.c.state.in_(_OPEN)):
        raise UsageError("这件文书已经送审，还没有办结。", fix="等它办结，或先撤回。")
    valid = documents.c.state == DocumentState.VALID.value
    issued = select(documents.c.id).where(valid)
    known = read_submissions(
        connection,
        *of_paper,
        submissions.c.version == version,
        submissions.c.document_id.in_(issued),
    )
    if known:
        number = known[0].number
        raise UsageError(
            f"这一版案卷已经出过这件文书{f'（{number}）' if number else ''}，仍然有效。",
            fix="直接下载它；要另出一件的，先作废它，或改案卷。",
        )


def _may_be_corrected(
    connection: Connection, case_id: int, document: str, corrects: int, act: Act
) -> None:
    if not act.why.strip():
        raise UsageError("没有写更正的原因。", fix="写明原因，它会留在登记簿里。")
    known = read_submissions(
        connection,
        submissions.c.case_id == case_id,
        submissions.c.document == document,
        submissions.c.document_id == corrects,
    )
    if not known:
        raise UsageError("要更正的不是这份案卷的这种文书。", fix="从这份案卷的文书里选。")
    state = connection.scalar(select(documents.c.state).where(documents.c.id == corrects))
    if state != DocumentState.VALID.value:
        raise UsageError("要更正的文书已经作废或已被更正。", fix="已更正的，更正最新的那一件。")


def _second_pair_of_eyes(
    connection: Connection, known: Submission, act: Act, *, alone: bool
) -> None:
    """Refuse an approval by who handed it in, or by who may not approve."""
    has_people = bool(connection.scalar(select(func.count()).select_from(people)))
    if alone and not has_people:
        return
    query = select(submissions.c.submitter_id).where(submissions.c.id == known.id)
    submitter, decider = connection.scalar(query), person_named(connection, act.who)
    # By number as well: a name may have been changed in between.
    if act.who == known.submitted.who or (decider is not None and decider == submitter):
        raise UsageError("送审人不能批准自己送审的文书。", fix="请另一名审核人员批准。")
    if has_people:
        role = connection.scalar(
            select(people.c.role).where(people.c.id == decider, people.c.active.is_(True))
        )
        if role not in (Role.REVIEWER.value, Role.ADMIN.value):
            raise UsageError("经办、停用和没有设立的人员不能批准文书。", fix="请审核人员批准。")


def _is_newest(connection: Connection, known: Submission) -> None:
    head = head_of(connection, known.case_id)
    if head is not None and head.version != known.version:
        raise UsageError(
            f"案卷送审以后又改到第{head.version}版，送审的是第{known.version}版，没有批准。",
            fix="退回，请经办人按新的一版重新送审。",
        )


def _decided(
    connection: Connection, submission_id: int, state: SubmissionState, what: str, act: Act
) -> Submission:
    values: dict[str, Any] = {
        "state": state.value,
        "decided_at": act.at,
        "decided_by": act.who,
        "decided_why": act.why,
    }
    connection.execute(
        update(submissions).where(submissions.c.id == submission_id).values(**values)
    )
    note(connection, what, act, about=f"submission/{submission_id}")
    return must_be(connection, submission_id)


def _too_late(known: Submission) -> UsageError:
    return UsageError(f"这件文书{_STATES[known.state]}。", fix="刷新页面，看它现在的状态。")
