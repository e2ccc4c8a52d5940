"""Passwords: kept as Argon2 hashes, refused when too short, tried only so often."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from docgen.errors import UsageError
from docgen.web.office import Busy

__all__ = ["check_password", "hash_password", "locked_seconds"]

_LEAST = 10
_MOST = 200
_FREE_TRIES = 5
_FIRST_WAIT = 30
_LONGEST_WAIT = 900
#: Each check takes 64 MB: no more than two at once.
_AT_ONCE = threading.BoundedSemaphore(2)
#: So many may wait for one: whoever tries passwords must not keep the others from their pages.
_IN_LINE = threading.BoundedSemaphore(8)


@contextmanager
def _turn() -> Iterator[None]:
    """Hold one of the turns for a password.

    Raises:
        Busy: Too many wait for one.
    """
    if not _IN_LINE.acquire(blocking=False):
        raise Busy("同时登录的人太多。", fix="稍等几秒再试一次。")
    try:
        with _AT_ONCE:
            yield
    finally:
        _IN_LINE.release()


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """Return a hash that no password has, so that an unknown name takes as long as a known one."""
    return _hasher().hash("")


def hash_password(password: str, *, login: str) -> str:
    """Return what is kept of a new password.

    Raises:
        UsageError: It is too short, too long, or the login itself.
        Busy: Too many passwords are being looked at.
    """
    if len(password) < _LEAST:
        raise UsageError(f"密码至少 {_LEAST} 个字符。", fix="可以用几个不相干的词连成一句。")
    if len(password) > _MOST:
        raise UsageError(f"密码至多 {_MOST} 个字符。", fix="缩短一些。")
    if password.casefold() == login.casefold() or len(set(password)) == 1:
        raise UsageError("这个密码一猜就中。", fix="不要用登录名，也不要只用一个字符。")
    with _turn():
        return _hasher().hash(password)


def check_password(password: str, kept: str | None) -> bool:
    """Return whether a password is the one that was kept; None: there is no such person.

    Raises:
        Busy: Too many passwords are being looked at.
    """
    with _turn():
        try:
            return _hasher().verify(kept or _nobody(), password[: _MOST + 1]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def locked_seconds(failures: int) -> int:
    """Return how long no further try is allowed after so many failures in a row."""
    if failures < _FREE_TRIES:
        return 0
    return int(min(_FIRST_WAIT * 2 ** min(failures - _FREE_TRIES, 10), _LONGEST_WAIT))
