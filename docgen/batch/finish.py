"""The end of a run, whatever it came from: it adds up, everything appears at once, it is issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.batch.chunks import Chunks
from docgen.batch.folder import RunFolder, join_packages
from docgen.batch.merge import Merged
from docgen.batch.reconcile import Reconciliation
from docgen.batch.reconcile_json import as_json
from docgen.batch.reconcile_sheet import as_sheet
from docgen.delivery.write import write_all
from docgen.errors import AuditError
from docgen.register.records import Act, Document, Run, RunOrder, RunState
from docgen.register.register import Register

__all__ = ["Standing", "finish", "sheets_of", "standing_of"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands before anything is done.

    Attributes:
        before: The run under the same key, begun or finished before; None for none.
        folder: Where it delivers to.
    """

    before: Run | None
    folder: RunFolder

    @property
    def is_done(self) -> bool:
        """Whether everything of it was done before."""
        return self.before is not None and self.before.state is RunState.FINISHED


def standing_of(register: Register, order: RunOrder, out: Path) -> Standing:
    """Return whether a run was begun before, and which one of its folder it is.

    Args:
        register: The register.
        order: What the run is to be.
        out: Its folder.
    """
    runs = [one for one in register.runs(order.folder) if one.state is not RunState.STOPPED]
    before = next((one for one in runs if one.order.key == order.key), None)
    return Standing(before, RunFolder(out, runs.index(before) + 1 if before else len(runs) + 1))


def sheets_of(folder: RunFolder, found: Reconciliation) -> dict[str, bytes | Path]:
    """Return the reconciliation's files by name.

    Args:
        folder: The run's folder.
        found: The reconciliation.
    """
    return {
        folder.reconciliation.name: as_json(found),
        folder.reconciliation_sheet.name: as_sheet(found),
    }


def finish(
    register: Register,
    run: Run,
    act: Act,
    folder: RunFolder,
    chunks: Chunks,
    found: Reconciliation,
    merged: Merged | None,
    beside: Mapping[str, bytes | Path],
) -> Sequence[Document]:
    """Deliver what a run made, and issue its papers.

    Args:
        register: The register.
        run: The run; all its chunks are done.
        act: Who, when.
        folder: Where it delivers to.
        chunks: Its chunks.
        found: What was printed and what was not.
        merged: Its print file, put together; None without one.
        beside: What else is delivered, by name.

    Returns:
        The papers issued.

    Raises:
        AuditError: It does not add up; nothing is delivered.
        DeliveryError: Folder or register cannot be written.
    """
    if faults := list(found.faults()):
        raise AuditError(faults)
    files = {**sheets_of(folder, found), **beside}
    if merged is not None:
        receipts = folder.draft(folder.receipts.name)
        join_packages(chunks.receipts(), receipts)
        files |= {folder.print_file.name: merged.draft, folder.receipts.name: receipts}
    write_all(folder.out, files)
    pages = {one.row: (one.first_page, one.pages) for one in found.printed if one.first_page}
    papers = register.finish(run, act, pages=pages)
    folder.clear()
    return papers
