"""The papers of a case: which can be made, which wait, which are issued; made without a number."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.errors import DocgenError, Problem, UsageError
from docgen.figures.compose import compose
from docgen.model import Case, Stage
from docgen.pipeline.filing import audit_sheet
from docgen.pipeline.needs import applicable
from docgen.pipeline.run import check, generate, pack_of, stage_of
from docgen.pipeline.values import Document, Report
from docgen.register.desk_numbers import number_at
from docgen.register.desk_records import CaseVersion, IssuedPaper, Submission, SubmissionState
from docgen.register.records import DocumentState
from docgen.rules.run import MISSING_FIELD
from docgen.templating.library import Library, Shelf
from docgen.web.casework import case_of
from docgen.web.office import Office
from docgen.web.paper_states import same_versions

__all__ = [
    "FORMS",
    "PaperRow",
    "check_paper",
    "issued_files",
    "known_series",
    "made",
    "may_be_made",
    "paper_rows",
    "sheet_of",
    "with_sheet",
]

#: What a paper can be taken as: ending → its name.
FORMS = {"docx": "Word", "pdf": "PDF", "receipt.json": "回执", "sheet": "核验单"}
_SHEET = "sheet"
_SHEET_ENDING = "-核验单.pdf"
_OPEN = (SubmissionState.SUBMITTED, SubmissionState.APPROVED)
_SERIES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of a case as the page shows it.

    Attributes:
        document: Id of its template.
        title: Short title.
        lacking: Parts of the case that it is made of and that are empty.
        report: What the checks find; None where nothing could be checked, or nothing is there.
        problems: Why nothing could be checked.
        is_numbered: Whether it bears a number of its own, and so needs a second pair of eyes.
        number: The number that the case gives it; "" for none.
        waiting: What was handed in and is not over; None for nothing.
        last: What became of what was handed in last; None where nothing was, or it waits.
        issued: The papers issued, the newest first.
        current: Versions that say what the case says now, numbers of papers left aside.
    """

    document: str
    title: str
    lacking: tuple[str, ...]
    report: Report | None
    problems: tuple[Problem, ...]
    is_numbered: bool
    number: str
    waiting: Submission | None
    last: Submission | None
    issued: tuple[IssuedPaper, ...]
    current: frozenset[int]

    @property
    def is_shown(self) -> bool:
        """Whether the case has to do with it."""
        return not self.lacking or bool(self.issued) or self.waiting is not None

    @property
    def can_be_made(self) -> bool:
        """Whether nothing stops it."""
        return self.report is not None and self.report.ok

    @property
    def is_current(self) -> bool:
        """Whether a valid paper says what the case says now."""
        return any(
            one.document.state is DocumentState.VALID and one.submission.version in self.current
            for one in self.issued
        )


def paper_rows(shared: Office, version: CaseVersion, stage: Stage | None) -> tuple[PaperRow, ...]:
    """Return the papers that a case can have, contracts first, then the notice that it is for.

    Args:
        shared: The office.
        version: The case.
        stage: What they are checked for; None for the case's own.
    """
    case, templates = case_of(version), shared.settings.templates
    library = Library(templates)
    able = {one.folder.id for one in applicable(library, compose(case, pack=pack_of(case)))}
    notice = case.notice.kind if case.notice is not None else None
    shelves = [one for one in library.all() if one.manifest.kind in (None, notice)]
    handed = shared.desk.submissions(case_id=version.case_id)
    issued = shared.desk.issued(version.case_id)
    known = {one.document for one in handed}
    # A notice of another kind that was issued from this case stays in sight.
    shelves += [one for one in library.all() if one.folder.id in known and one not in shelves]
    current = same_versions(shared, version, issued, library)
    return tuple(
        _row(
            one,
            case,
            version,
            stage,
            handed,
            issued,
            able=able,
            current=current,
            templates=templates,
        )
        for one in shelves
    )


def _row(
    shelf: Shelf,
    case: Case,
    version: CaseVersion,
    stage: Stage | None,
    handed: Sequence[Submission],
    issued: Sequence[IssuedPaper],
    *,
    able: set[str],
    current: frozenset[int],
    templates: Path | None,
) -> PaperRow:
    document, manifest = shelf.folder.id, shelf.manifest
    lacks = manifest.kind is None and document not in able
    report, problems = (None, ()) if lacks else _checked(case, shelf, stage, templates)
    own = [one for one in handed if one.document == document]
    waiting = next((one for one in own if one.state in _OPEN), None)
    path = manifest.own_number
    return PaperRow(
        document,
        manifest.short_title,
        tuple(manifest.needs) if lacks else (),
        report,
        problems,
        is_numbered=bool(path),
        number=number_at(version.data, path) if path else "",
        waiting=waiting,
        last=own[0] if own and waiting is None else None,
        issued=tuple(one for one in issued if one.submission.document == document),
        current=current,
    )


def _checked(
    case: Case, shelf: Shelf, stage: Stage | None, templates: Path | None
) -> tuple[Report | None, tuple[Problem, ...]]:
    try:
        return check_paper(case, shelf, stage, templates), ()
    except DocgenError as error:
        return None, error.problems


def check_paper(case: Case, shelf: Shelf, stage: Stage | None, templates: Path | None) -> Report:
    """Return what the checks find for a paper; that its own number is still to be given is no lack.

    Args:
        case: The case.
        shelf: The paper's template.
        stage: Its stage; None for the case's own.
        templates: A bureau's own folder of templates.

    Raises:
        DocgenError: It cannot be checked.
    """
    found = check(case, [shelf.folder.id], stage=stage, templates=templates).findings
    number = shelf.manifest.own_number
    return Report(tuple(one for one in found if one.code != MISSING_FIELD or one.path != number))


def may_be_made(shelf: Shelf, case: Case, stage: Stage | None) -> None:
    """Let no final paper with a number of its own be made beside the register.

    Raises:
        UsageError: It would be one.
    """
    if shelf.manifest.own_number and stage_of(case, stage) is Stage.FINAL:
        raise UsageError(
            f"「{shelf.manifest.short_title}」的定稿要编号，经审核后由系统发出。",
            fix="在文书页送审；先看样子的，选公告或草稿阶段，或看预览。",
        )


def made(
    shared: Office, version: CaseVersion, documents: Sequence[str], stage: Stage | None
) -> tuple[Document, ...]:
    """Return papers made now, checked and audited; they are not kept.

    Args:
        shared: The office.
        version: The case.
        documents: Ids of the papers.
        stage: Their stage; None for the case's own.

    Raises:
        DocgenError: The checks or the audit stop one of them, or the machine is busy.
    """
    case, templates = case_of(version), shared.settings.templates
    library = Library(templates)
    for one in documents:
        may_be_made(library.find(one), case, stage)
    with shared.turn():
        return tuple(
            generate(
                case,
                documents,
                stage=stage,
                templates=templates,
                file=f"案卷{version.case_id}",
            )
        )


def sheet_of(files: Mapping[str, bytes], stem: str) -> bytes:
    """Return the audit sheet of a paper.

    Args:
        files: The paper's files by name.
        stem: What their names share.

    Raises:
        DocgenError: The files are not those of the receipt, or the sheet cannot be set.
    """
    with tempfile.TemporaryDirectory(prefix="docgen-") as folder:
        for name, data in files.items():
            Path(folder, name).write_bytes(data)
        out = Path(folder, f"{stem}{_SHEET_ENDING}")
        return audit_sheet(Path(folder, f"{stem}.docx"), out).path.read_bytes()


def with_sheet(files: Mapping[str, bytes], stem: str, form: str) -> tuple[str, bytes]:
    """Return name and bytes of a paper in one form.

    Args:
        files: The paper's files by name.
        stem: What their names share.
        form: One of :data:`FORMS`.

    Raises:
        UsageError: It does not come in that form.
    """
    if form == _SHEET:
        return f"{stem}{_SHEET_ENDING}", sheet_of(files, stem)
    name = f"{stem}.{form}"
    if form not in FORMS or name not in files:
        raise UsageError("这件文书没有这种格式。", fix="从文书页下载。")
    return name, files[name]


def issued_files(shared: Office, paper: IssuedPaper) -> dict[str, bytes]:
    """Return the files of an issued paper by name, byte for byte as they were issued."""
    stem = paper.submission.stem
    return {f"{stem}.{ending}": shared.desk.file(held) for ending, held in paper.files.items()}


def known_series(shared: Office, document: str) -> tuple[str, ...]:
    """Return the series that papers of a kind were numbered in, the one used last first."""
    used = (one.series for one in shared.desk.submissions() if one.document == document)
    return tuple(dict.fromkeys(one for one in used if one))[:_SERIES_SHOWN]
