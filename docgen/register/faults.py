"""What the database says when it cannot, in words that a clerk can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from docgen.errors import DeliveryError, DocgenError, InputError, UsageError

__all__ = ["InUse", "not_a_register", "too_new", "translated"]


class InUse(DeliveryError):  # noqa: N818 - nothing is wrong with it
    """Another program writes into the register, and did so for longer than is waited for."""


_RESTORE = "用 docgen register restore 从备份恢复；没有备份的，先把这个文件另存一份再请维护者检查。"
_ROOM = "腾出空间，或换一个位置（--register），再用同样的命令继续；已登记的都还在。"
_RIGHTS = "改正文件和文件夹的权限，或换一个位置（--register）。"
_BUSY = "等那个程序做完，再用同样的命令继续。"
#: By the primary result code of SQLite: whether the file is at fault, what is said, what helps.
_SAID: dict[int, tuple[type[DocgenError], str, str]] = {
    sqlite3.SQLITE_BUSY: (InUse, "正被另一个程序占用", _BUSY),
    sqlite3.SQLITE_LOCKED: (InUse, "正被另一个程序占用", _BUSY),
    sqlite3.SQLITE_READONLY: (DeliveryError, "是只读的，不能登记", _RIGHTS),
    sqlite3.SQLITE_PERM: (DeliveryError, "没有写入权限", _RIGHTS),
    sqlite3.SQLITE_CANTOPEN: (DeliveryError, "打不开", _RIGHTS),
    sqlite3.SQLITE_FULL: (DeliveryError, "写不下了：磁盘已满", _ROOM),
    sqlite3.SQLITE_IOERR: (DeliveryError, "读写出错，多半是磁盘已满或网络盘断开", _ROOM),
    sqlite3.SQLITE_CORRUPT: (InputError, "已经损坏", _RESTORE),
    sqlite3.SQLITE_NOTADB: (InputError, "不是登记簿", "换成 docgen 的登记簿（register.sqlite）。"),
}
_PRIMARY = 0xFF


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Let the faults of the database leave as errors of docgen.

    Args:
        path: The register's file, for the message.

    Raises:
        DeliveryError: It cannot be written: rights, room, another program.
        InputError: It is damaged, or no register.
        UsageError: A number was asked for that no register could hold.
    """
    try:
        yield
    except OverflowError as error:
        raise UsageError("没有这么大的编号。", fix="从列表里选。") from error
    except DBAPIError as error:
        known = _known(path, error.orig)
        if known is None:
            raise
        raise known from error
    except sqlite3.Error as error:
        known = _known(path, error)
        if known is None:
            raise
        raise known from error


def _known(path: Path, error: object) -> DocgenError | None:
    code = getattr(error, "sqlite_errorcode", None)
    said = _SAID.get(code & _PRIMARY) if isinstance(code, int) else None
    if said is None:
        return None
    kind, what, fix = said
    return kind(f"登记簿「{path.name}」{what}。", fix=fix)


def not_a_register(path: Path) -> InputError:
    """Return the error for a file that something else made."""
    return InputError(
        f"「{path.name}」不是登记簿。", fix="换成 docgen 的登记簿（register.sqlite）。"
    )


def too_new(path: Path) -> InputError:
    """Return the error for a register that a later docgen has changed."""
    return InputError(
        f"登记簿「{path.name}」是更新版本的 docgen 写的，这个版本读不了。",
        fix="升级 docgen 再用同样的命令。",
    )
