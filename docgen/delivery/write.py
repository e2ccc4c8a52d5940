"""Writes files so that they appear all together and whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from docgen.errors import DeliveryError

__all__ = ["write_all"]


def write_all(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files into a folder: all of them, or none.

    Args:
        folder: Where to; made when it is not there.
        files: Contents by file name. A file of the same name is replaced.

    Returns:
        The paths, in the order given.

    Raises:
        DeliveryError: The folder or a file cannot be written; what was there before still is.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staged = _stage(folder, files)
    except OSError as error:
        raise _refusal(folder, error) from error
    try:
        return _swap(folder, staged)
    except OSError as error:
        raise _refusal(folder, error) from error
    finally:
        for path in staged.values():
            path.unlink(missing_ok=True)


def _stage(folder: Path, files: Mapping[str, bytes]) -> dict[str, Path]:
    """Write every file under a hidden name; leave none behind when one fails."""
    staged: dict[str, Path] = {}
    try:
        for name, data in files.items():
            handle, path = tempfile.mkstemp(prefix=".docgen-", dir=folder)
            staged[name] = Path(path)
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            # mkstemp makes private files; a delivered paper is read by the whole office.
            staged[name].chmod(0o644)
    except BaseException:
        for left in staged.values():
            left.unlink(missing_ok=True)
        raise
    return staged


def _swap(folder: Path, staged: Mapping[str, Path]) -> tuple[Path, ...]:
    """Move the files to their names; put the former ones back when one move fails."""
    kept: dict[Path, Path] = {}
    placed: list[Path] = []
    try:
        for name, path in staged.items():
            target = folder / name
            if target.exists():
                backup = path.with_name(path.name + ".bak")
                target.replace(backup)
                kept[target] = backup
            path.replace(target)
            placed.append(target)
    except BaseException:
        for target in placed:
            target.unlink(missing_ok=True)
        for target, backup in kept.items():
            backup.replace(target)
        raise
    for backup in kept.values():
        with contextlib.suppress(OSError):
            backup.unlink()
    return tuple(placed)


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
