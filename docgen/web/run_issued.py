"""The papers that a print run issued: found, printed again, voided; services noted; a run given up.

Each does what the command of the same name does, over the desk's own register.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docgen.batch.again import reprint
from docgen.batch.folder import packed
from docgen.batch.issued import issued_in
from docgen.batch.served import ServicesNoted, note_service_rows, write_service_sheet
from docgen.batch.service_sheet import FILE_NAME, SHEET
from docgen.batch.withdraw import Stopped, Voided, stop_run, void_paper
from docgen.errors import UsageError
from docgen.pipeline.limited import limited
from docgen.register.records import Act
from docgen.web.runs import Runs
from docgen.web.settings import Settings

__all__ = ["RunPapers"]


class RunPapers:
    """The papers of one run of the desk.

    Args:
        settings: What the desk is started with.
        runs: Its runs.
        name: The run.

    Raises:
        UsageError: There is no such run.
    """

    def __init__(self, settings: Settings, runs: Runs, name: str) -> None:
        self._register, self._templates = settings.register_path, settings.templates
        self._runs, self._name, self._out = runs, name, runs.folder(name)

    def again(self, number: str, act: Act) -> tuple[str, bytes]:
        """Print one paper again; return the name of the file and the file.

        Raises:
            UsageError: There is no such paper, or it is not valid any more.
            AuditError: It would not be what was issued.
        """
        with self._scratch() as folder, issued_in(self._out, self._register) as issued:
            (done,) = reprint(issued, [number], folder, act, templates=self._templates)
            files = {name: (folder / name).read_bytes() for name in done.files}
        papers = {name: data for name, data in files.items() if not name.endswith(".json")}
        if len(papers) == 1:
            return next(iter(papers.items()))
        stem = next(iter(papers)).rpartition(".")[0]
        return f"{stem}.zip", packed(files)

    def void(self, number: str, act: Act) -> Voided:
        """Void a paper.

        Raises:
            UsageError: There is no such paper, it is not valid, or no reason is given.
        """
        _with_reason(act)
        with issued_in(self._out, self._register) as issued:
            return void_paper(issued, number, act)

    def give_up(self, act: Act, *, keep: bool) -> Stopped:
        """Give up a run that is not done.

        Args:
            act: Who, when and why.
            keep: Whether what was printed counts; else all its numbers are given back.

        Raises:
            UsageError: It is printing, done, or no reason is given.
        """
        _with_reason(act)
        with issued_in(self._out, self._register) as issued:
            return stop_run(issued, act, keep=keep)

    def service_sheet(self, *, every: bool) -> tuple[str, bytes]:
        """Return the sheet in which is noted how papers were served: its name and the file.

        Raises:
            UsageError: There is nothing to be served.
        """
        with self._scratch() as folder, issued_in(self._out, self._register) as issued:
            target = folder / FILE_NAME
            if not write_service_sheet(issued, target, every=every):
                raise UsageError(
                    "没有要登记送达的文书。", fix="已登记的要更正，选「含已登记送达的」。"
                )
            return FILE_NAME, target.read_bytes()

    def note_services(self, data: bytes, name: str, act: Act) -> ServicesNoted:
        """Read a filled-in sheet and note the rows without a fault.

        Raises:
            InputError: It is no such sheet.
            UsageError: A service noted before is put right, and no reason is given.
        """
        table = limited("sheet", data, name=name, options={"sheet": SHEET})
        with issued_in(self._out, self._register) as issued:
            return note_service_rows(issued, table, name, act)

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        """Yield a folder for what is handed out at once."""
        with tempfile.TemporaryDirectory(prefix="docgen-") as folder:
            yield Path(folder)


def _with_reason(act: Act) -> None:
    if not act.why.strip():
        raise UsageError("没有写原因。", fix="写明原因，它会留在登记簿里。")
