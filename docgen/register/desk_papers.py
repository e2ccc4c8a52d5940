"""Numbered papers of the desk: a number reserved, the paper confirmed with its files, or given up.

Each is a run of one row in the tables of the print runs, so that the one allocator gives out every
number. Number, paper, files and the case's own number become true in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from docgen.errors import DocgenError, Problem, UsageError
from docgen.register.desk_cases import head_of, save, version_of
from docgen.register.desk_files import keep
from docgen.register.desk_handed import (
    ROW,
    must_be,
    problems_of,
    problems_text,
    read_submissions,
    stop_run,
)
from docgen.register.desk_numbers import with_number
from docgen.register.desk_records import IssuedPaper, Submission, SubmissionState
from docgen.register.desk_tables import submissions
from docgen.register.papers import document_of, documents_of
from docgen.register.records import Act, Document, MadeRow, RowPlan, RunOrder
from docgen.register.reserve import reserve
from docgen.register.room import Room
from docgen.register.rows import confirm
from docgen.register.runs import begin, find_run, finish
from docgen.register.tables import documents
from docgen.register.trail import note

__all__ = ["Papers"]

_CHUNK = 1


class Papers(Room):
    """The papers that the desk issues."""

    def reserve_number(
        self,
        submission_id: int,
        kind: str,
        act: Act,
        *,
        number: str = "",
        template_sha256: str = "",
        options: Mapping[str, str] | None = None,
    ) -> str:
        """Reserve the number of an approved submission; asked again, it is the same one.

        Args:
            submission_id: The submission.
            kind: Code of the notice or document, for the register.
            act: Who, when.
            number: A number that the case brings with it; empty for one of the series asked for.
            template_sha256: Of the template.
            options: How it is made, as texts.

        Returns:
            The number; empty where none was asked for.

        Raises:
            UsageError: It is not approved, the number is in use, or the paper that it corrects
                does not stand any more.
            InputError: The number that the case brings is in use, or none.
        """
        with self._store.writing() as connection:
            known = must_be(connection, submission_id)
            if known.state is not SubmissionState.APPROVED:
                raise UsageError("这件文书没有批准，不编号。", fix="刷新页面，看它现在的状态。")
            order = RunOrder(
                key=f"desk:{submission_id}",
                kind=kind,
                folder=f"desk:{submission_id}",
                template_sha256=template_sha256,
                options=options or {},
                corrects=known.corrects,
            )
            run = begin(connection, order, act)
            connection.execute(
                update(submissions).where(submissions.c.id == known.id).values(run_id=run.id)
            )
            place = f"案卷第{known.case_id}号第{known.version}版"
            plan = RowPlan(ROW, _CHUNK, place, number)
            (row,) = reserve(connection, run, [plan], known.series, act)
            return row.number

    def file_paper(
        self,
        submission_id: int,
        made: MadeRow,
        files: Mapping[str, bytes],
        act: Act,
        *,
        stem: str,
        number_path: str = "",
    ) -> IssuedPaper:
        """Issue a paper: number, files and the case's own number, all at once or not at all.

        Args:
            submission_id: The submission; one that is issued stays as it is.
            made: The paper, as a row of a run (row 1).
            files: Its files by ending; they are those that ``made`` has the hashes of.
            act: Who, when.
            stem: File name without its ending.
            number_path: Where in the case its number is kept (``contract_no``), so that the case
                has it from now on; empty for nowhere.

        Raises:
            UsageError: It is not approved, or the case bears another number since.
            DocgenError: The files are not those of the paper.
        """
        with self._store.writing() as connection:
            known = must_be(connection, submission_id)
            if known.state is SubmissionState.ISSUED:
                return _paper(connection, known)
            if known.state is not SubmissionState.APPROVED:
                raise UsageError("这件文书在出稿时被撤回。", fix="要出的，重新送审。")
            _keep_all(connection, made, files)
            instead = _corrected_number(connection, known)
            document = _issue(connection, submission_id, made, act)
            connection.execute(
                update(submissions)
                .where(submissions.c.id == submission_id)
                .values(state=SubmissionState.ISSUED.value, document_id=document.id, stem=stem)
            )
            if number_path and document.number:
                _number_into_case(
                    connection, known.case_id, number_path, document.number, act, instead=instead
                )
            note(
                connection,
                "document.issue",
                act,
                run_id=document.run_id,
                document_id=document.id,
                about=f"submission/{submission_id}",
            )
            return _paper(connection, must_be(connection, submission_id))

    def fail(self, submission_id: int, problems: tuple[Problem, ...], act: Act) -> Submission:
        """Give up an approved submission that was stopped; its number is free again.

        Args:
            submission_id: The submission; one that is issued, or over, stays as it is.
            problems: What stopped it.
            act: Who, when.
        """
        with self._store.writing() as connection:
            known = must_be(connection, submission_id)
            if known.state is not SubmissionState.APPROVED:
                return known
            stop_run(connection, submission_id, act, reason=problems_of(problems))
            connection.execute(
                update(submissions)
                .where(submissions.c.id == submission_id)
                .values(state=SubmissionState.FAILED.value, problems=problems_text(problems))
            )
            note(connection, "submission.fail", act, about=f"submission/{submission_id}")
            return must_be(connection, submission_id)

    def issued(
        self, case_id: int | None = None, *, limit: int | None = 500, offset: int = 0
    ) -> tuple[IssuedPaper, ...]:
        """Return papers that the desk issued, the newest first; they may be void by now.

        Args:
            case_id: Only those of this case.
            limit: At most so many; None for all.
            offset: So many are passed over.
        """
        where: list[ColumnElement[bool]] = [submissions.c.document_id.is_not(None)]
        if case_id is not None:
            where.append(submissions.c.case_id == case_id)
        with self._store.reading() as connection:
            found = read_submissions(connection, *where, limit=limit, offset=offset)
            papers = documents_of(connection, [one.document_id or 0 for one in found])
            return tuple(_told(one, papers[one.document_id or 0]) for one in found)

    def issued_paper(self, submission_id: int) -> IssuedPaper | None:
        """Return the paper of a submission, None where it is not issued."""
        with self._store.reading() as connection:
            found = read_submissions(connection, submissions.c.id == submission_id)
            if not found or found[0].document_id is None:
                return None
            return _paper(connection, found[0])


def _keep_all(connection: Connection, made: MadeRow, files: Mapping[str, bytes]) -> None:
    kept = {ending: keep(connection, data) for ending, data in files.items()}
    if kept != _hashes(made):
        raise DocgenError("要登记的文件与文书对不上。")


def _hashes(one: MadeRow | Document) -> dict[str, str]:
    by_ending = {
        "docx": one.docx_sha256,
        "pdf": one.pdf_sha256,
        "receipt.json": one.receipt_sha256,
    }
    return {ending: sha256 for ending, sha256 in by_ending.items() if sha256}


def _issue(connection: Connection, submission_id: int, made: MadeRow, act: Act) -> Document:
    run_id = connection.scalar(
        select(submissions.c.run_id).where(submissions.c.id == submission_id)
    )
    if run_id is None:
        raise DocgenError("这件文书还没有编号。")
    run = find_run(connection, run_id)
    confirm(connection, run, _CHUNK, [made], act)
    finish(connection, run, act, {})
    found = connection.scalar(select(documents.c.id).where(documents.c.run_id == run_id))
    return document_of(connection, int(found or 0))


def _corrected_number(connection: Connection, known: Submission) -> str:
    """Return the number of the paper that is corrected, "" for none."""
    return document_of(connection, known.corrects).number if known.corrects is not None else ""


def _number_into_case(
    connection: Connection, case_id: int, path: str, number: str, act: Act, *, instead: str
) -> None:
    """Let the newest version of the case bear the number that its paper was issued under."""
    now, head = version_of(connection, case_id), head_of(connection, case_id)
    if now is None or head is None:
        raise DocgenError("登记簿里没有这份案卷。")
    data: dict[str, Any] = with_number(now.data, path, number, instead=instead)
    save(connection, data, None, act, case_id=case_id, based_on=head.version)


def _paper(connection: Connection, one: Submission) -> IssuedPaper:
    return _told(one, document_of(connection, one.document_id or 0))


def _told(one: Submission, document: Document) -> IssuedPaper:
    return IssuedPaper(one, document, _hashes(document))
