"""Folders that were printed into: each kind printed once, copied for every test."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from docgen.batch.issued import Issued, issued_in
from docgen.batch.options import RunOptions
from docgen.batch.run import print_run
from docgen.register.records import Act
from tests.runledger import write_ledger

ACT = Act("2022-03-10T09:00:00+08:00", "示例经办")
WHY = Act("2022-03-12T09:00:00+08:00", "示例经办", "主送写错")


def number(no: int) -> str:
    return f"偃自然资函〔2022〕{no}号"


def a_folder(where: Path, *, merge: bool = False) -> Path:
    """Return a folder with three demands under the numbers 3, 4 and 5."""
    return Path(shutil.copytree(_printed(merge), where / "out"))


def options(out: Path, ledger: Path, **more: object) -> RunOptions:
    chosen: dict[str, object] = {"jurisdiction": "yanshi", "number": number(3), "workers": 1}
    return RunOptions("price_demand", (ledger,), out, **(chosen | more))  # type: ignore[arg-type]


@cache
def _printed(merge: bool) -> Path:
    base = Path(tempfile.mkdtemp(prefix="docgen-tests-"))
    atexit.register(shutil.rmtree, base, ignore_errors=True)
    ledger = write_ledger(base / "催缴台账.xlsx", 3)
    print_run(options(base / "out", ledger, merge=merge, returns=merge, duplex=merge), ACT)
    return base / "out"


@contextmanager
def issued(out: Path) -> Iterator[Issued]:
    with issued_in(out, None) as found:
        yield found


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith((".", "register"))
    }
