"""Submissions read from the register, and the run of one row that each numbered paper is."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from docgen.errors import Problem, UsageError
from docgen.register.desk_records import Submission, SubmissionState
from docgen.register.desk_tables import submissions
from docgen.register.records import Act, RefusedRow, RowState, RunState
from docgen.register.rows import refuse
from docgen.register.runs import find_run, stop
from docgen.register.tables import rows

__all__ = ["ROW", "must_be", "problems_of", "problems_text", "read_submissions", "stop_run"]

#: A paper of the desk is a run of one row.
ROW = 1
_BEARS = (SubmissionState.APPROVED, SubmissionState.ISSUED)


def read_submissions(
    connection: Connection, *where: ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> tuple[Submission, ...]:
    """Return submissions, the newest first.

    Args:
        connection: The connection.
        where: What they must be.
        limit: At most so many; None for all.
        offset: So many are passed over.
    """
    query = (
        select(submissions, rows.c.number, rows.c.state.label("row_state"))
        .outerjoin(rows, (rows.c.run_id == submissions.c.run_id) & (rows.c.row == ROW))
        .where(*where)
        .order_by(submissions.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(_submission(one) for one in connection.execute(query))


def must_be(connection: Connection, submission_id: int) -> Submission:
    """Return a submission.

    Raises:
        UsageError: There is none such.
    """
    found = read_submissions(connection, submissions.c.id == submission_id)
    if not found:
        raise UsageError("没有这件送审的文书。", fix="从送审列表里选。")
    return found[0]


def _submission(row: Row[Any]) -> Submission:
    state = SubmissionState(row.state)
    problems = tuple(Problem(**one) for one in json.loads(row.problems))
    reason = problems_of(problems) if problems else ""
    if state in (SubmissionState.DECLINED, SubmissionState.WITHDRAWN):
        reason = row.decided_why
    decided = Act(row.decided_at, row.decided_by, row.decided_why) if row.decided_at else None
    return Submission(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        document=row.document,
        series=row.series,
        state=state,
        submitted=Act(row.submitted_at, row.submitted_by, row.submitted_why),
        decided=decided,
        number=(row.number or "") if state in _BEARS else "",
        document_id=row.document_id,
        reason=reason,
        problems=problems,
        stem=row.stem,
        corrects=row.corrects,
    )


def problems_of(problems: tuple[Problem, ...]) -> str:
    """Return problems as lines, each with its code."""
    return "\n".join(f"{one.code} {one}".strip() for one in problems)


def problems_text(problems: tuple[Problem, ...]) -> str:
    """Return problems as they are kept."""
    return json.dumps([asdict(one) for one in problems], ensure_ascii=False)


def stop_run(connection: Connection, submission_id: int, act: Act, *, reason: str) -> None:
    """Give back the number that was reserved for a submission, if one was.

    Args:
        connection: Within a transaction that writes.
        submission_id: The submission; it is not issued.
        act: Who, when.
        reason: Why, kept with the row.
    """
    run_id = connection.scalar(
        select(submissions.c.run_id).where(submissions.c.id == submission_id)
    )
    if run_id is None:
        return
    run = find_run(connection, run_id)
    if run.state is not RunState.RUNNING:
        return
    state = connection.scalar(
        select(rows.c.state).where(rows.c.run_id == run_id, rows.c.row == ROW)
    )
    if state == RowState.RESERVED.value:
        refuse(connection, run, RefusedRow(ROW, reason), act)
    stop(connection, run, act, keep=False)
