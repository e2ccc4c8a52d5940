"""Numbers of papers taken apart into their series and their running number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docgen.errors import UsageError
from docgen.identifiers import check_document_no

__all__ = ["Series", "asked_number", "number_of"]

_MAX_LENGTH = 100
#: 机关代字〔年份〕号: a number whose running number is still to be given.
_OPEN = re.compile(r"(.+[〔\[［(（【〖][0-9]{4}[〕\]］)）】〗])号")
#: Of any other number, the last run of digits counts.
_LAST_DIGITS = re.compile(r"(.*?)([0-9]{1,9})([^0-9]*)", re.DOTALL)
_EXAMPLE = "写成 某函〔2026〕12号（从第12号起）或 某函〔2026〕号（接着往下编）。"


@dataclass(frozen=True, slots=True)
class Series:
    """All of a number but its running number.

    Attributes:
        head: What stands before, ``偃自然资函〔2026〕``.
        tail: What stands behind, ``号``.
        width: Digits it is filled up to with noughts; 0 for none.
    """

    head: str
    tail: str
    width: int = 0

    def text(self, value: int) -> str:
        """Return the whole number, ``偃自然资函〔2026〕12号``."""
        return f"{self.head}{value:0{self.width}d}{self.tail}" if self.width else self._plain(value)

    def _plain(self, value: int) -> str:
        return f"{self.head}{value}{self.tail}"


def number_of(text: str) -> tuple[Series, int] | None:
    """Take apart a number that is there already.

    A 发文字号 written with other brackets, 第 or leading noughts is the same number as the one
    that is written as it should be.

    Args:
        text: The number as it stands.

    Returns:
        Its series and running number; None where it has no running number.
    """
    text = text.strip()
    if not text or len(text) > _MAX_LENGTH:
        return None
    known = check_document_no(text).value
    if known is not None:
        return Series(f"{known.agency}〔{known.year}〕", "号"), known.serial
    found = _LAST_DIGITS.fullmatch(text)
    if found is None:
        return None
    head, digits, tail = found.groups()
    return Series(head, tail, len(digits) if digits.startswith("0") else 0), int(digits)


def asked_number(text: str) -> tuple[Series, int | None]:
    """Take apart the number that a run is asked to begin with.

    Args:
        text: A whole number, or a 发文字号 without its running number.

    Returns:
        The series, and the running number to begin with; None to go on with the next free one.

    Raises:
        UsageError: It is no number, or a 发文字号 that is not written as it should be.
    """
    text = text.strip()
    opened = _OPEN.fullmatch(text)
    whole = f"{opened[1]}1号" if opened else text
    verdict = check_document_no(whole)
    if verdict.value is not None and not verdict.ok:
        right = verdict.suggestion.replace("〕1号", "〕号") if opened else verdict.suggestion
        fix = f"写成 {right}。" if right else _EXAMPLE
        raise UsageError(f"文号「{text}」写得不对：{verdict.reason}。", fix=fix)
    parts = number_of(whole)
    if parts is None or (opened and verdict.value is None):
        raise UsageError(f"认不出文号「{text[:_MAX_LENGTH]}」。", fix=_EXAMPLE)
    return parts[0], None if opened else parts[1]
