"""A run given up, and a paper voided: both leave their trail, and nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass

from docgen import intake
from docgen.batch.folder import only_run
from docgen.batch.issued import REGISTER_CASE, Issued
from docgen.errors import UsageError
from docgen.packs.notices import chain_kinds
from docgen.register.records import Act, Document, DocumentState, RowState, Run, RunState
from docgen.register.register import Register

__all__ = ["Stopped", "Voided", "cited_by", "stop_run", "void_paper"]

_HELD = (RowState.RESERVED, RowState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A run that was given up.

    Attributes:
        run: The run.
        kept: Numbers of the papers that were issued all the same.
        returned: Numbers that were given back.
        correction: Whether it was a correction.
    """

    run: Run
    kept: tuple[Document, ...]
    returned: tuple[str, ...]
    correction: bool


@dataclass(frozen=True, slots=True)
class Voided:
    """A paper that was voided.

    Attributes:
        paper: The paper as it is now.
        cited_by: Valid papers that name its number as a paper before them.
    """

    paper: Document
    cited_by: tuple[Document, ...]


def stop_run(issued: Issued, act: Act, *, keep: bool) -> Stopped:
    """Give up the folder's run that is not done; where there is none, its correction.

    Args:
        issued: The folder's papers.
        act: Who, when and why.
        keep: Whether what was printed is issued all the same. If not, all its numbers are given
            back: only for papers of which none has left the house.

    Raises:
        UsageError: No reason is given, every run is done, or one is printing at this moment.
        DeliveryError: Folder or register cannot be written.
    """
    if not act.why.strip():
        raise UsageError("没有写停止的原因。", fix="加上 --why 原因；它会留在登记簿里。")
    running = [one for one in issued.runs() if one.state is RunState.RUNNING]
    # A correction has a folder of its own, and may wait beside a run.
    running.sort(key=lambda one: one.order.folder != issued.folder)
    if not running:
        raise UsageError(
            f"「{issued.out}」里没有还没做完的批次。", fix="要收回的文书用 docgen run void 作废。"
        )
    run = running[0]
    correction = run.order.folder == issued.corrected
    folder = issued.folder_of(run)
    with only_run(folder.out):
        before = issued.register.rows(run)
        issued.register.stop(run, act, keep=keep)
        folder.clear()
    kept = issued.register.documents(run=run)
    left = {one.row for one in kept}
    returned = (one.number for one in before if one.row not in left and one.state in _HELD)
    return Stopped(run, kept, tuple(number for number in returned if number), correction)


def void_paper(issued: Issued, name: str, act: Act) -> Voided:
    """Void a paper of the folder; its number is used up for ever.

    Args:
        issued: The folder's papers.
        name: Its number, or a code or number that only it has.
        act: Who, when and why.

    Raises:
        UsageError: No reason is given, there is no such paper, or it is not valid.
        DeliveryError: The register cannot be written.
    """
    paper = issued.register.void(issued.find(name), act)
    return Voided(paper, cited_by(issued.register, paper))


def cited_by(register: Register, paper: Document) -> tuple[Document, ...]:
    """Return the valid papers of the same parcel that name a paper as one before them.

    Args:
        register: The register.
        paper: The paper; one without a number is named by none.
    """
    if not paper.number:
        return ()
    near = {one.id: one for key in paper.keys for one in register.documents(key=key)}
    others = (near[no] for no in sorted(near) if no != paper.id)
    return tuple(
        one
        for one in others
        if one.state is DocumentState.VALID and paper.number in _cites(register, one)
    )


def _cites(register: Register, paper: Document) -> set[str]:
    """Return the numbers of the papers before that a paper names."""
    texts = register.texts(paper.run_id, paper.row)
    chain = intake.case_from_bytes(texts.case_json, name=REGISTER_CASE).case.chain
    links = (getattr(chain, field) for field in chain_kinds()) if chain else ()
    return {link.document_no for link in links if link and link.document_no}
