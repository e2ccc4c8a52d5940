"""Which paper of the register a returned file is, and what the register keeps of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from docgen.errors import UsageError
from docgen.pipeline.returned_head import receipt_head
from docgen.register.desk import Desk
from docgen.register.desk_records import IssuedPaper
from docgen.register.records import Document, DocumentState

__all__ = ["Filed", "find_filed"]

_AT_ONCE = 500
_RECEIPT, _DOCX = "receipt.json", "docx"


@dataclass(frozen=True, slots=True)
class Filed:
    """A paper as the register keeps it.

    Attributes:
        document: The paper.
        receipt: Its receipt.
        docx: Its Word file; None for a paper of a print run, whose files lie in the run's folder.
        case_id: The case that it was made from; None for a paper of a print run.
        version: The version of the case.
        same: Whether the receipt inside the returned file is of this very paper; None without one.
    """

    document: Document
    receipt: bytes
    docx: bytes | None = None
    case_id: int | None = None
    version: int | None = None
    same: bool | None = None


def find_filed(
    desk: Desk, sha256: str, inside: Mapping[str, str] | None, submission_id: int | None = None
) -> Filed | None:
    """Return the filed paper that a returned file is, or says it is; None for none.

    What the file says of itself is only where to look: by the hash of the very file, by the hashes
    of its parts, by its number.

    Args:
        desk: The open desk.
        sha256: Of the returned file.
        inside: What the receipt inside it says, as ``receipt_head`` gives it.
        submission_id: The paper that somebody chose; it goes before all else.

    Raises:
        UsageError: The chosen paper was not issued.
    """
    if submission_id is not None:
        paper = desk.issued_paper(submission_id)
        if paper is None:
            raise UsageError("选的文书还没有发出。", fix="从案卷的文书列表里选。")
        return _of_desk(desk, paper, inside)
    document = _by_receipt(desk, inside) if inside else None
    for paper in _issued(desk):
        if sha256 in paper.files.values() or (document and paper.document.id == document.id):
            return _of_desk(desk, paper, inside)
    if document is None:
        return None
    receipt = desk.register.texts(document.run_id, document.row).receipt_json
    return Filed(document, receipt, same=_is_same(receipt, inside))


def _of_desk(desk: Desk, paper: IssuedPaper, inside: Mapping[str, str] | None) -> Filed:
    receipt = desk.file(paper.files[_RECEIPT])
    return Filed(
        paper.document,
        receipt,
        desk.file(paper.files[_DOCX]),
        paper.submission.case_id,
        paper.submission.version,
        _is_same(receipt, inside),
    )


def _is_same(receipt: bytes, inside: Mapping[str, str] | None) -> bool | None:
    return None if inside is None else _parts(receipt) == inside["parts_sha256"]


def _parts(receipt: bytes) -> str:
    return receipt_head(receipt, name="存档的回执")["parts_sha256"]


def _by_receipt(desk: Desk, inside: Mapping[str, str]) -> Document | None:
    """Return the paper whose parts the receipt names, else the one that bears its number."""
    alike = [one for one in _candidates(desk, inside) if one.kind == inside["document"]]
    for one in alike:
        if _parts(desk.register.texts(one.run_id, one.row).receipt_json) == inside["parts_sha256"]:
            return one
    numbers = {inside["number"], inside["contract_no"]} - {""}
    numbered = [one for one in alike if one.number in numbers]
    valid = [one for one in numbered if one.state is DocumentState.VALID]
    return next(reversed(valid or numbered), None)


def _candidates(desk: Desk, inside: Mapping[str, str]) -> Iterable[Document]:
    found: dict[int, Document] = {}
    for key in ("contract_no", "parcel_code", "supervision_no"):
        if inside[key]:
            found |= {one.id: one for one in desk.register.documents(key=inside[key])}
    numbers = [inside[key] for key in ("number", "contract_no") if inside[key]]
    found |= {one.id: one for one in desk.register.find_many(numbers).values()}
    return found.values()


def _issued(desk: Desk) -> Iterator[IssuedPaper]:
    offset = 0
    while some := desk.issued(limit=_AT_ONCE, offset=offset):
        yield from some
        offset += len(some)
