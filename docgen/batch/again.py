"""Issued papers printed again: the same bytes as were issued, or not at all.

A paper is made from the case that the register kept, and held against the hash and the receipt that
were noted when it was issued. Where they part, what differs is named (another template, another
version, other rules), and nothing of it is delivered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from docgen.batch.chunks import ATTACHED
from docgen.batch.issued import Issued
from docgen.batch.job import Chunk, Made
from docgen.batch.kept import Kept, job_of, kept_of
from docgen.batch.watch import Silent, Watch
from docgen.batch.work import Worker
from docgen.delivery.receipt import canonical
from docgen.delivery.write import write_all
from docgen.errors import AuditError, Problem, UsageError
from docgen.register.records import Act, Document, DocumentState, RunRow
from docgen.templating.library import Library

__all__ = ["REPRINTS", "Reprinted", "reprint"]

#: The folder of papers printed again, within the folder of the run.
REPRINTS = "补印"
_SILENT = Silent()
_PRINTING = "补印"
_SAME_ENGINE = "用打印时的那个版本补印；或复印存档的那一份。"


@dataclass(frozen=True, slots=True)
class Reprinted:
    """A paper printed again.

    Attributes:
        paper: The paper.
        files: Its files in the folder, by name.
    """

    paper: Document
    files: tuple[str, ...]


def reprint(
    issued: Issued,
    names: Sequence[str],
    target: Path,
    act: Act,
    *,
    templates: Path | None = None,
    watch: Watch = _SILENT,
) -> tuple[Reprinted, ...]:
    """Print papers of a folder again, each with its receipt.

    Args:
        issued: The folder's papers.
        names: Their numbers; none for all that are valid.
        target: Folder that they are delivered into.
        act: Who, when and why.
        templates: The bureau's own folder of templates.
        watch: Is told of the progress.

    Raises:
        UsageError: There is no such paper, or it is not valid any more.
        AuditError: A paper is not what was issued; it is not delivered, those before it are.
        DeliveryError: Folder or register cannot be written.
    """
    papers = _chosen(issued, names)
    reprinter = _Reprinter(issued, templates)
    done: list[Reprinted] = []
    for place, paper in enumerate(papers, start=1):
        files = reprinter.files(paper)
        issued.register.note_reprints([paper], act)
        write_all(target, files)
        done.append(Reprinted(paper, tuple(files)))
        watch.step(_PRINTING, place, len(papers))
    return tuple(done)


def _chosen(issued: Issued, names: Sequence[str]) -> list[Document]:
    if not names:
        return [one for one in issued.papers() if one.state is DocumentState.VALID]
    papers = list({one.id: one for one in map(issued.find, names)}.values())
    for one in papers:
        if one.state is DocumentState.VOID:
            raise UsageError(f"「{one.number}」已经作废，不再补印。", fix="要存档的，复印原件。")
        if one.state is DocumentState.SUPERSEDED:
            raise UsageError(
                f"「{one.number}」已由「{one.superseded_by}」更正，不再补印。",
                fix="补印更正后的那一件。",
            )
    return papers


class _Reprinter:
    """Prints papers again; what the papers of a run share is made once."""

    def __init__(self, issued: Issued, templates: Path | None) -> None:
        self._issued, self._templates = issued, templates
        self._library = Library(templates)
        self._runs = {one.id: one for one in issued.runs()}
        self._rows: dict[int, dict[int, RunRow]] = {}
        self._workers: dict[int, tuple[Worker, bool]] = {}

    def files(self, paper: Document) -> dict[str, bytes | Path]:
        """Return a paper's files by name, proved to be what was issued."""
        kept = self._kept(paper)
        shelf = self._library.find(kept.run.order.kind)
        row = kept.again(shelf.manifest.short_title)
        worker, merge = self._worker(kept)
        chunk = worker.make([row])
        (made,) = chunk.rows
        self._prove(kept, made, shelf.compiled().sha256, merge=merge)
        return _files(made, chunk, kept, merge=merge)

    def _kept(self, paper: Document) -> Kept:
        run = self._runs[paper.run_id]
        if run.id not in self._rows:
            self._rows[run.id] = {one.row: one for one in self._issued.register.rows(run)}
        return kept_of(self._issued.register, paper, run, self._rows[run.id][paper.row])

    def _worker(self, kept: Kept) -> tuple[Worker, bool]:
        if kept.run.id not in self._workers:
            job = job_of(kept.run, self._library, self._templates)
            self._workers[kept.run.id] = Worker(job), job.merge
        return self._workers[kept.run.id]

    def _prove(self, kept: Kept, made: Made, template: str, *, merge: bool) -> None:
        """Refuse a paper that is not the one that was issued."""
        where = kept.paper.number or kept.row.place
        told = [Problem(f"{one}。", where, _SAME_ENGINE) for one in _causes(kept, template)]
        if made.problems:
            told += made.problems
            raise AuditError([Problem("现在印不出来了。", where), *told])
        receipt = orjson.loads(made.receipt_json)
        same = _shown(receipt, merge=merge) == _shown(kept.receipt, merge=merge)
        if made.docx_sha256 == kept.paper.docx_sha256 and same:
            return
        told += [
            Problem(f"{one}。", where, _SAME_ENGINE) for one in _differences(kept.receipt, receipt)
        ]
        raise AuditError([Problem("再印出来的与发出的不同，没有交付。", where), *told])


def _shown(receipt: Mapping[str, Any], *, merge: bool) -> bytes:
    """Return what of a receipt must be the same.

    Pages set many in one file are told the fonts of all of them; set singly, of their own.
    """
    told = dict(receipt)
    if merge:
        told.pop("fonts")
    return canonical(told)


def _causes(kept: Kept, template: str) -> Iterator[str]:
    """Yield what is known to be otherwise before anything is printed."""
    if kept.run.order.template_sha256 != template:
        before, now = kept.run.order.template_sha256[:12], template[:12]
        yield f"模板改动过：打印时是 {before}，现在是 {now}"


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yield what differs between two receipts, causes first."""
    for name, known in sorted(before["made_by"].items()):
        found = now["made_by"].get(name)
        if found != known:
            yield f"{name} 的版本不同：打印时是 {known}，现在是 {found}"
    if before["pack"] != now["pack"]:
        yield "辖区规则包改动过"
    if before["document"]["version"] != now["document"]["version"]:
        versions = [receipt["document"]["version"] for receipt in (before, now)]
        yield f"模板的版本不同：打印时是 {versions[0]}，现在是 {versions[1]}"
    yield from _figures(before["figures"], now["figures"])
    texts = [[one["text"] for one in receipt["text"]] for receipt in (before, now)]
    if texts[0] != texts[1]:
        yield "文书的文字不同"


def _figures(
    before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """Yield which figures differ, each field once."""
    shown = [{one["path"]: one for one in some} for some in (before, now)]
    for path in dict.fromkeys((*shown[0], *shown[1])):
        pair = [some.get(path) for some in shown]
        told = [one["printed"] if one else "没有印" for one in pair]
        if told[0] != told[1]:
            title = next(one["title"] for one in pair if one)
            yield f"「{title}」打印时是 {told[0]}，现在是 {told[1]}"


def _files(made: Made, chunk: Chunk, kept: Kept, *, merge: bool) -> dict[str, bytes | Path]:
    files: dict[str, bytes | Path] = {f"{made.stem}.receipt.json": canonical(kept.receipt)}
    if merge:
        files[f"{made.stem}.pdf"] = chunk.pdf
        return files
    files[f"{made.stem}.docx"] = made.docx
    if made.attached:
        files[f"{made.stem}{ATTACHED}.docx"] = made.attached
    return files
