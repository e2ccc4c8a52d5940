"""A numbered paper of the desk: its number reserved, the paper made, audited, filed and confirmed.

What decides the bytes lies in the register before the number is reserved: the version of the case
that was approved, the document, the number itself. So a death between any two steps is finished by
the next call: the same number, the same bytes, filed once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docgen import intake
from docgen.delivery.receipt import canonical, sha256
from docgen.errors import (
    AuditError,
    DocgenError,
    FindingsError,
    InputError,
    TemplateError,
    UsageError,
)
from docgen.model import Case, Stage
from docgen.pipeline.found_by import addressee_of, day_of, keys_of
from docgen.pipeline.notices import as_notice
from docgen.pipeline.run import generate
from docgen.pipeline.values import Document
from docgen.register.desk import Desk
from docgen.register.desk_handed import ROW
from docgen.register.desk_numbers import number_at, with_number
from docgen.register.desk_records import IssuedPaper, Submission, SubmissionState
from docgen.register.records import Act, MadeRow
from docgen.register.series import asked_number, number_of
from docgen.templating.library import Library, Shelf

__all__ = ["issue", "resume"]

#: What stops a paper for good. A full disk or a missing engine only makes it wait.
_STOPS = (FindingsError, InputError, TemplateError, AuditError, UsageError)
_NOTICE_NUMBER = "notice.document_no"
#: Where a number was read that the register gave out.
_REGISTER = "登记簿"


@dataclass(frozen=True, slots=True)
class _Paper:
    """A paper that was made, with the case that it was made from."""

    case: Case
    document: Document


def issue(
    desk: Desk,
    submission_id: int,
    act: Act,
    *,
    templates: Path | None = None,
    strict: bool = False,
) -> IssuedPaper:
    """Issue an approved paper; issued already, it is what is there.

    Args:
        desk: The open desk.
        submission_id: The approved submission.
        act: Who, when.
        templates: The bureau's own folder of templates.
        strict: Whether an unconfirmed warning stops it too.

    Returns:
        The paper with its number; its files are in the register.

    Raises:
        UsageError: There is none such, it is not approved, its number is in use or another than
            the case's own.
        FindingsError: The checks stop it. This and the following are kept with the submission,
            which has failed then, and its number is free again.
        InputError: The case cannot be read, or bears a number that is in use.
        TemplateError: The template is at fault.
        AuditError: What was made is not what the data say.
        EngineError: The PDF engine is absent; the submission waits, with its number.
        DeliveryError: The register cannot be written; likewise.
    """
    there = desk.issued_paper(submission_id)
    if there is not None:
        return there
    known = desk.submission(submission_id)
    if known is None:
        raise UsageError("没有这件送审的文书。", fix="从送审列表里选。")
    if known.state is not SubmissionState.APPROVED:
        raise UsageError("这件文书没有批准，不能签发。", fix="刷新页面，看它现在的状态。")
    try:
        return _Issue(desk, known, act, templates, strict=strict).make()
    except _STOPS as error:
        after = desk.fail(submission_id, error.problems, act)
        if after.state is SubmissionState.ISSUED:  # another program was faster
            return _there(desk, submission_id)
        raise


def resume(
    desk: Desk, act: Act, *, templates: Path | None = None, strict: bool = False
) -> tuple[Submission, ...]:
    """Finish every approved submission that a death left behind, in the order of handing in.

    Args:
        desk: The open desk.
        act: Who, when.
        templates: The bureau's own folder of templates.
        strict: Whether an unconfirmed warning stops a paper too.

    Returns:
        Those submissions as they stand now: issued, failed with their reasons, or still approved
        where an engine is absent or the register cannot be written.
    """
    left = desk.submissions(state=SubmissionState.APPROVED, limit=None)
    for one in reversed(left):
        # What stopped it is kept with it; whoever asked for it is not here any more.
        try:
            issue(desk, one.id, act, templates=templates, strict=strict)
        except DocgenError:
            continue
    now = (desk.submission(one.id) for one in reversed(left))
    return tuple(one for one in now if one is not None)


class _Issue:
    def __init__(
        self,
        desk: Desk,
        submission: Submission,
        act: Act,
        templates: Path | None,
        *,
        strict: bool,
    ) -> None:
        self._desk, self._submission, self._act = desk, submission, act
        self._templates, self._strict = templates, strict
        self._shelf: Shelf = Library(templates).find(submission.document)
        self._path = self._shelf.manifest.own_number
        self._old = self._corrected()

    def make(self) -> IssuedPaper:
        data = self._data()
        return self._filed(self._printed(data, self._reserved(data)))

    def _corrected(self) -> str:
        """Return the number of the paper that this one corrects; "" for none."""
        wanted = self._submission.corrects
        case_id = self._submission.case_id
        papers = self._desk.issued(case_id, limit=None) if wanted is not None else ()
        return next((one.document.number for one in papers if one.document.id == wanted), "")

    def _own(self, data: dict[str, Any]) -> str:
        """Return the number that the case brings; that of the paper to be corrected is none."""
        there = number_at(data, self._path) if self._path else ""
        return "" if there == self._old else there

    def _data(self) -> dict[str, Any]:
        """Return the tree that was approved."""
        version = self._desk.case(self._submission.case_id, self._submission.version)
        if version is None:
            raise UsageError("登记簿里没有送审的这一版案卷。", fix="重新送审。")
        return dict(version.data)

    def _reserved(self, data: dict[str, Any]) -> str:
        """Return the number that the paper will bear; "" for none."""
        asked = self._submission.series
        if asked and not self._path:
            raise UsageError(
                f"「{self._shelf.manifest.short_title}」没有自己的编号，不编号。",
                fix="送审时不填编号；它印的是别的文书的编号的，先在案卷里填好。",
            )
        own = self._own(data)
        if own and asked:
            _is_of(own, asked)
        compiled = self._shelf.compiled()
        return self._desk.reserve_number(
            self._submission.id,
            self._shelf.folder.id,
            self._act,
            number=own,
            template_sha256=compiled.sha256,
            options={"strict": json.dumps(self._strict)},
        )

    def _printed(self, data: dict[str, Any], number: str) -> _Paper:
        name = f"案卷第{self._submission.case_id}号第{self._submission.version}版"
        is_given = number and not self._own(data)
        whole = with_number(data, self._path, number, instead=self._old) if is_given else data
        loaded = intake.case_from_mapping(whole, name=name)
        origins = {**loaded.origins, self._path: _REGISTER} if is_given else loaded.origins
        case = loaded.case.read_from(origins)
        made = generate(
            case,
            [self._shelf.folder.id],
            stage=Stage.FINAL,
            strict=self._strict,
            templates=self._templates,
            file=name,
        )
        return _Paper(as_notice(case, self._shelf.manifest.kind), _only(made))

    def _filed(self, paper: _Paper) -> IssuedPaper:
        case, document = paper.case, paper.document
        files = {"docx": document.docx, "receipt.json": document.receipt_json}
        if document.pdf is not None:
            files["pdf"] = document.pdf
        made = MadeRow(
            row=ROW,
            docx_sha256=sha256(document.docx),
            receipt_sha256=sha256(document.receipt_json),
            case_json=canonical(intake.dump_case(case)),
            receipt_json=document.receipt_json,
            keys=keys_of(case),
            contract_no=case.contract_no or "",
            addressee=addressee_of(case),
            dated=day_of(case),
            pdf_sha256=sha256(document.pdf) if document.pdf is not None else "",
            pages=document.page_count,
        )
        return self._desk.file_paper(
            self._submission.id,
            made,
            files,
            self._act,
            stem=document.stem,
            number_path="" if self._path == _NOTICE_NUMBER else self._path,
        )


def _is_of(own: str, asked: str) -> None:
    """Refuse a number asked for that is not the one which the case bears already."""
    series, value = asked_number(asked)
    parts = number_of(own)
    if parts is None or parts[0] != series or value not in (None, parts[1]):
        raise UsageError(
            f"案卷里已经写了编号「{own}」，与要编的「{asked}」不同。",
            fix="照案卷的编号送审；要另编的，先在案卷里删去它。",
        )


def _only(made: Iterator[Document]) -> Document:
    (document,) = made
    return document


def _there(desk: Desk, submission_id: int) -> IssuedPaper:
    there = desk.issued_paper(submission_id)
    if there is None:
        raise DocgenError("登记簿里没有这件文书。")
    return there
