"""The run's folder: what lies where, who may write, and what is kept until the run is done."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from docgen.delivery.lock import held
from docgen.delivery.write import write_all
from docgen.errors import DeliveryError, UsageError

__all__ = ["RunFolder", "folder_seen_from", "join_packages", "only_run", "packed"]

_PRINT_FILE, _RECONCILIATION, _RECEIPTS, _PAPERS = "打印件", "对账", "回执", "文书"
_WORK = ".batch-"
_LOCK = ".batch.lock"
#: The day that every member of a package bears: there is no clock.
_NO_DAY = (1980, 1, 1, 0, 0, 0)


class RunFolder:
    """Where a run delivers to, and where it keeps what is done of it.

    Args:
        out: The folder.
        ordinal: Which run of the folder it is, from 1; the first one's files have plain names.
    """

    def __init__(self, out: Path, ordinal: int) -> None:
        self.out = out
        self._suffix = "" if ordinal == 1 else f"-{ordinal}"
        self._work = out / f"{_WORK}{ordinal}"

    @property
    def papers(self) -> Path:
        """The folder of the Word files."""
        return self.out / _PAPERS

    def name(self, what: str, ending: str) -> str:
        """Return the name of one of the run's own files.

        Args:
            what: 打印件, 对账 or 回执.
            ending: ``.pdf``, ….
        """
        return f"{what}{self._suffix}{ending}"

    @property
    def print_file(self) -> Path:
        """The print file."""
        return self.out / self.name(_PRINT_FILE, ".pdf")

    @property
    def reconciliation(self) -> Path:
        """The reconciliation, as JSON."""
        return self.out / self.name(_RECONCILIATION, ".json")

    @property
    def reconciliation_sheet(self) -> Path:
        """The reconciliation, as an Excel sheet."""
        return self.out / self.name(_RECONCILIATION, ".xlsx")

    @property
    def receipts(self) -> Path:
        """The receipts of a run that makes one print file."""
        return self.out / self.name(_RECEIPTS, ".zip")

    def commented(self, ledger: Path) -> Path:
        """Return the copy of a ledger with comments at its cells.

        Args:
            ledger: The ledger.
        """
        return self.out / self.name(f"{ledger.stem}-批注", ".xlsx")

    def chunk(self, number: int, ending: str) -> Path:
        """Return where a part of a chunk is kept until the run is done.

        Args:
            number: The chunk.
            ending: ``.pdf`` or ``.zip``.
        """
        return self._work / f"{number:06d}{ending}"

    def keep(self, files: Mapping[Path, bytes]) -> None:
        """Keep parts of a chunk, whole.

        Raises:
            DeliveryError: The folder cannot be written.
        """
        named = {path.name: data for path, data in files.items()}
        write_all(self._work, named)

    def clear(self) -> None:
        """Take away what was kept."""
        shutil.rmtree(self._work, ignore_errors=True)

    def draft(self, name: str) -> Path:
        """Return where a file is put together before it is delivered.

        Args:
            name: Its name.
        """
        self._work.mkdir(parents=True, exist_ok=True)
        return self._work / f"{name}.new"


@contextmanager
def only_run(out: Path) -> Iterator[None]:
    """Hold a folder for one run at a time.

    Args:
        out: The folder; made when it is not there.

    Raises:
        UsageError: Another program prints into it at this moment.
        DeliveryError: The folder cannot be written.
    """
    with ExitStack() as stack:
        try:
            out.mkdir(parents=True, exist_ok=True)
            free = stack.enter_context(held(out / _LOCK))
        except OSError as error:
            raise DeliveryError(
                f"输出文件夹「{out.name or out}」不能写入。",
                fix="换一个文件夹（-o），或改正它的权限。",
                code="D001",
            ) from error
        if not free:
            raise UsageError(
                f"另一个程序正在往「{out.name or out}」里打印。",
                fix="等它做完，或换一个文件夹（-o）。",
            )
        yield


def folder_seen_from(register: Path, out: Path) -> str:
    """Return a folder as the register names it: the same wherever the two are moved together.

    Args:
        register: The register's file.
        out: The folder.
    """
    try:
        return Path(os.path.relpath(out.resolve(), register.resolve().parent)).as_posix()
    except ValueError:  # on another drive
        return out.resolve().as_posix()


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as one package, the same bytes for the same files.

    Args:
        files: Contents by name.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, data in files.items():
            package.writestr(_member(name), data)
    return buffer.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _NO_DAY)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


def join_packages(packages: Iterable[bytes], target: Path) -> None:
    """Write one package of the members of several.

    Args:
        packages: The packages in their order; no name stands in two of them.
        target: Where to.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as whole:
        for data in packages:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                for name in package.namelist():
                    whole.writestr(_member(name), package.read(name))
