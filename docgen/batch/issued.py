"""The papers that were issued into one folder: by its runs, and by the corrections made since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docgen.batch.folder import RunFolder, folder_seen_from
from docgen.errors import InputError, UsageError
from docgen.register.records import Document, DocumentState, Run, RunState
from docgen.register.register import Register

__all__ = ["CORRECTIONS", "REGISTER_CASE", "Issued", "issued_in"]

#: The folder of corrected papers, within the folder of the run.
CORRECTIONS = "更正"
#: What messages call the case that a paper was made from.
REGISTER_CASE = "登记簿里的案卷.json"
_REGISTER = "register.sqlite"
_NAMED = 6


class Issued:
    """The runs and papers of a folder.

    Args:
        register: The open register.
        path: Its file.
        out: The folder.
    """

    def __init__(self, register: Register, path: Path, out: Path) -> None:
        self.register, self.path, self.out = register, path, out
        self.folder = folder_seen_from(path, out)
        self.corrected = folder_seen_from(path, out / CORRECTIONS)

    def runs(self) -> tuple[Run, ...]:
        """Return the folder's runs and corrections, oldest first."""
        both = (*self.register.runs(self.folder), *self.register.runs(self.corrected))
        return tuple(sorted(both, key=lambda one: one.id))

    def papers(self, *, unserved: bool = False) -> tuple[Document, ...]:
        """Return the folder's papers in the order they were issued.

        Args:
            unserved: Only the valid ones of which no service is noted.
        """
        ours = {one.id for one in self.runs()}
        found = self.register.documents(unserved=unserved)
        return tuple(one for one in found if one.run_id in ours)

    def find(self, name: str) -> Document:
        """Return the one paper of the folder that a clerk means.

        Args:
            name: Its number; for a paper without one, a code or number that only it has.

        Raises:
            UsageError: There is none, several, or it is another folder's.
        """
        found = self.register.find(name)
        if found is None:
            return self._by_key(name)
        if found.run_id not in {one.id for one in self.runs()}:
            raise UsageError(
                f"文号「{found.number}」的文书不在文件夹「{self.out}」里。",
                fix="指明它所在的文件夹；docgen register show 文号 可以查看。",
            )
        return found

    def run_of(self, paper: Document) -> Run:
        """Return the run that a paper of the folder came from."""
        return next(one for one in self.runs() if one.id == paper.run_id)

    def folder_of(self, run: Run) -> RunFolder:
        """Return where a run that was not stopped delivers to."""
        same = self.register.runs(run.order.folder)
        live = [one.id for one in same if one.state is not RunState.STOPPED]
        out = self.out / CORRECTIONS if run.order.folder == self.corrected else self.out
        return RunFolder(out, live.index(run.id) + 1)

    def _by_key(self, name: str) -> Document:
        ours = {one.id for one in self.runs()}
        papers = [one for one in self.register.documents(key=name) if one.run_id in ours]
        valid = [one for one in papers if one.state is DocumentState.VALID] or papers
        if len(valid) == 1:
            return valid[0]
        if valid:
            told = "、".join(one.number or f"登记簿第{one.id}件" for one in valid[:_NAMED])
            raise UsageError(f"「{name}」有 {len(valid)} 件文书：{told}。", fix="写明文号。")
        raise UsageError(
            f"文件夹「{self.out}」里没有文号「{name}」的文书。",
            fix="用 docgen register list 查看；还没有做完的一批，先做完。",
        )


@contextmanager
def issued_in(out: Path, register: Path | None) -> Iterator[Issued]:
    """Open the register of a folder that was printed into.

    Args:
        out: The folder.
        register: The register; None: the one in the folder, as a run makes it.

    Raises:
        InputError: There is no such folder or register, or nothing was ever printed into it.
        DeliveryError: The register cannot be opened.
    """
    if not out.is_dir():
        what = f"「{out}」不是文件夹。" if out.exists() else f"没有文件夹「{out}」。"
        raise InputError(what, fix="写打印时的输出文件夹（docgen batch 的 -o）。")
    path = register or out / _REGISTER
    with Register.open(path, create=False) as opened:
        found = Issued(opened, path, out)
        if not found.runs():
            raise InputError(
                f"登记簿「{path}」里没有打印到「{out}」的批次。",
                fix="核对文件夹；登记簿放在别处的，用 --register 指明。",
            )
        yield found
