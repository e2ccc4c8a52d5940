"""A run given up, and a paper voided: both leave their trail, and nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path

import orjson

from docgen import intake
from docgen.batch.chunks import ATTACHED
from docgen.batch.folder import RunFolder, only_run
from docgen.batch.issued import REGISTER_CASE, Issued
from docgen.errors import DeliveryError, UsageError
from docgen.packs.notices import chain_kinds
from docgen.register.records import Act, Document, DocumentState, RowState, Run, RunState
from docgen.register.register import Register

__all__ = ["GIVEN_UP", "Stopped", "Voided", "cited_by", "stop_run", "void_paper"]

#: The folder of papers that were printed for a run that was given up, within that of the run.
GIVEN_UP = "停止的文书"
_RECEIPT = ".receipt.json"
_HELD = (RowState.RESERVED, RowState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A run that was given up.

    Attributes:
        run: The run.
        kept: Numbers of the papers that were issued all the same.
        returned: Numbers that were given back.
        correction: Whether it was a correction.
        moved: Where the files were moved whose papers do not count; None for none.
    """

    run: Run
    kept: tuple[Document, ...]
    returned: tuple[str, ...]
    correction: bool
    moved: Path | None


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
        kept = issued.register.documents(run=run)
        left = {one.row for one in kept}
        gone = [one for one in before if one.row not in left and one.state in _HELD]
        returned = tuple(one.number for one in gone if one.number)
        moved = _set_aside(folder, frozenset(returned), whole=not keep)
        folder.clear()
    return Stopped(run, kept, returned, correction, moved)


def _set_aside(folder: RunFolder, numbers: Set[str], *, whole: bool) -> Path | None:
    """Move the files away of papers whose numbers will be given to others.

    Args:
        folder: The run's folder.
        numbers: The numbers.
        whole: Whether the run's own files go too (print file, reconciliation).

    Returns:
        Where to; None where there was none.
    """
    target = folder.out / GIVEN_UP
    try:
        files = [*_papers_of(folder.papers, numbers), *(_own_files(folder) if whole else ())]
        for path in files:
            target.mkdir(exist_ok=True)
            path.replace(target / path.name)
    except OSError as error:
        raise DeliveryError(
            "这一批已经停止，文号已经退回，但是它的文书移不走。",
            where=str(folder.out),
            fix=f"自己移走，不要发出：{'、'.join(sorted(numbers))}。",
        ) from error
    return target if files else None


def _papers_of(papers: Path, numbers: Set[str]) -> Iterator[Path]:
    """Yield the Word files and receipts that bear some numbers, as their receipts say."""
    for receipt in sorted(papers.glob(f"*{_RECEIPT}")):
        if _number_in(receipt) in numbers:
            stem = receipt.name.removesuffix(_RECEIPT)
            names = (receipt.name, f"{stem}.docx", f"{stem}{ATTACHED}.docx")
            yield from (papers / name for name in names if (papers / name).exists())


def _own_files(folder: RunFolder) -> Iterator[Path]:
    files = (
        folder.print_file,
        folder.receipts,
        folder.reconciliation,
        folder.reconciliation_sheet,
    )
    return (path for path in files if path.exists())


def _number_in(receipt: Path) -> str:
    """Return the number that a receipt names; "" where it is none that can be read."""
    try:
        return str(orjson.loads(receipt.read_bytes())["document"]["number"])
    except (KeyError, TypeError, ValueError):
        return ""


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
