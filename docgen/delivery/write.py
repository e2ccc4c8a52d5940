"""Writes files so that they appear all together and whole, or not at all.

The files are first written into a hidden folder beside their places. A journal there, written last,
is the point of no return: before it nothing has happened, after it the files only have to be moved.
Where the program is killed in between, the next delivery into the same folder finishes or undoes
what it finds. Receipts are moved first, so that no paper is ever seen without its receipt.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from docgen.delivery.lock import held
from docgen.errors import DeliveryError

__all__ = ["recover", "write_all"]

_PREFIX, _FRESH = ".docgen-", ".docgen.new-"
_JOURNAL = "journal.json"
_LOCK = "lock"
_FIRST = ".json"


def write_all(folder: Path, files: Mapping[str, bytes | Path]) -> tuple[Path, ...]:
    """Write files into a folder: all of them, or none.

    Args:
        folder: Where to; made when it is not there.
        files: Contents by file name, or the file that holds them: it lies below the folder, and is
            used up where the system knows no links. A file of the same name is replaced.

    Returns:
        The paths, in the order given.

    Raises:
        DeliveryError: The folder or a file cannot be written; what was there before still is.
    """
    made = False
    try:
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        recover(folder)
        with _staging(folder) as staging:
            names = _stage(staging, files)
            _move(folder, staging, names)
    except OSError as error:
        if made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise _refusal(folder, error) from error
    return tuple(folder / name for name in files)


def recover(folder: Path) -> None:
    """Finish or undo the deliveries into a folder that were cut off.

    Args:
        folder: The folder; deliveries of programs that still run are left alone.

    Raises:
        OSError: The folder cannot be read or written.
    """
    for staging in sorted(folder.glob(f"{_PREFIX}*")):
        if staging.is_dir() and not staging.is_symlink():
            # Another program may finish its own delivery at this moment.
            with contextlib.suppress(FileNotFoundError), held(staging / _LOCK) as free:
                if free:
                    _finish(folder, staging)


def _finish(folder: Path, staging: Path) -> None:
    for number, name in enumerate(_journal(staging)):
        kept = staging / str(number)
        if kept.is_file():
            kept.replace(folder / name)
    shutil.rmtree(staging, ignore_errors=True)


def _journal(staging: Path) -> list[str]:
    """Return the names that were being delivered; none where the point was not reached."""
    try:
        names = json.loads((staging / _JOURNAL).read_bytes())
    except (OSError, ValueError):
        return []
    plain = isinstance(names, list) and all(
        isinstance(one, str) and one not in ("", ".", "..") and Path(one).name == one
        for one in names
    )
    return list(names) if plain else []


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    fresh = Path(tempfile.mkdtemp(prefix=_FRESH, dir=folder))
    staging = fresh.with_name(_PREFIX + fresh.name.removeprefix(_FRESH))
    try:
        # It gets the name that others look for only when it is locked.
        with held(fresh / _LOCK):
            fresh.rename(staging)
            yield staging
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(staging, ignore_errors=True)


def _stage(staging: Path, files: Mapping[str, bytes | Path]) -> list[str]:
    """Write every file whole, and then the journal; return the names in the order of moving."""
    names = sorted(files, key=lambda name: not name.endswith(_FIRST))
    for number, name in enumerate(names):
        _put(staging / str(number), files[name])
    draft = staging / f"{_JOURNAL}.new"
    _write(draft, json.dumps(names, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    draft.replace(staging / _JOURNAL)
    _settle(staging)
    return names


def _put(path: Path, contents: bytes | Path) -> None:
    if isinstance(contents, bytes):
        _write(path, contents)
        return
    with contents.open("rb") as source:
        os.fsync(source.fileno())
    try:
        os.link(contents, path)
    except OSError:  # a file system without links
        contents.replace(path)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _move(folder: Path, staging: Path, names: Sequence[str]) -> None:
    """Move the files to their places; put the former ones back when one move fails."""
    moved: list[tuple[Path, Path]] = []
    try:
        for number, name in enumerate(names):
            target, former = folder / name, staging / f"{number}.former"
            _keep(target, former)
            moved.append((target, former))
            (staging / str(number)).replace(target)
    except BaseException:
        # Whoever finds this folder must not finish what failed.
        (staging / _JOURNAL).unlink(missing_ok=True)
        for target, former in reversed(moved):
            if former.exists():
                former.replace(target)
            elif not target.is_dir():
                target.unlink(missing_ok=True)
        raise
    _settle(folder)


def _keep(target: Path, former: Path) -> None:
    """Keep a file that is about to be replaced; it stays in its place as well if that can be."""
    if not target.is_file():
        return
    try:
        os.link(target, former)
    except OSError:  # a file system without links
        target.replace(former)


def _settle(folder: Path) -> None:
    """Have the names of a folder written to the disk, where the system can be asked to."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refusal(folder: Path, error: OSError) -> DeliveryError:
    reason = {
        13: "没有写入权限",
        28: "磁盘已满",
        30: "是只读的",
        20: "不是文件夹",
        17: "不是文件夹",
    }.get(error.errno or 0, "不能写入")
    return DeliveryError(
        f"输出文件夹「{folder.name or folder}」{reason}。",
        fix="换一个文件夹（-o），或改正它的权限。",
        code="D001",
    )
