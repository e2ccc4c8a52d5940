"""The words of PDF: names, numbers, strings, arrays, dictionaries (ISO 32000-1, 7.2 and 7.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn, TypeAlias

from docgen.errors import AuditError

__all__ = [
    "SPACE",
    "STRING",
    "Dictionary",
    "Name",
    "Object",
    "PdfStream",
    "Ref",
    "parse",
    "refuse",
    "short_bytes",
    "string_bytes",
    "whole",
]


class Name(str):
    """A PDF name, without its slash."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to an object by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class PdfStream:
    """A stream: its dictionary, and its bytes as they lie in the file."""

    entries: Dictionary
    raw: bytes


Object: TypeAlias = (
    "Dictionary | list[Object] | Name | Ref | PdfStream | bytes | float | bool | None"
)
Dictionary: TypeAlias = dict[str, Object]


def _nested(depth: int) -> bytes:
    """Return the pattern of a string with parentheses in it, so many levels deep (7.3.4.2)."""
    inner = rb"|" + _nested(depth - 1) if depth else b""
    return rb"\((?:[^()\\]++|\\." + inner + rb")*+\)"


#: A string in parentheses, as a regular expression.
STRING = _nested(12)
SPACE = rb"[\x00\t\n\f\r ]"
_TOKEN = re.compile(
    rb"(?:" + SPACE + rb"|%[^\r\n]*+)*+"
    rb"(<<|>>|\[|\]|/[^\x00\t\n\f\r ()<>\[\]{}/%]*+|[0-9]+ [0-9]+ R(?![A-Za-z])|[-+0-9.]+"
    rb"|" + STRING + rb"|<[0-9A-Fa-f\s]*+>|true|false|null)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:[0-7]{1,3}|\r\n|.)", re.DOTALL)
_PLAIN = {
    b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f",
    b"\n": b"", b"\r": b"", b"\r\n": b"",
}  # fmt: skip
_NUMBERS = re.compile(rb"((?:[-+0-9.]++[\t\n\f\r ]*+)*+)\]")
_DEEPEST = 32


def refuse(what: str, where: str = "") -> NoReturn:
    """Stop the delivery of a PDF that cannot be read to the letter.

    Raises:
        AuditError: Always.
    """
    raise AuditError(
        f"生成的 PDF 不能逐字读回：{what}。",
        where=where or "PDF",
        fix="这份文书不予交付；请把案卷和模板一并报告给维护者。",
        code="A013",
    )


def parse(data: bytes, at: int, depth: int = 0) -> tuple[Object, int]:
    """Return the object that begins at a place, and the place behind it."""
    found = _TOKEN.match(data, at)
    if found is None or depth > _DEEPEST:
        refuse("有读不懂的对象")
    token, at = found[1], found.end()
    if token == b"<<":
        items = list(_until(data, at, b">>", depth))
        ends = items.pop()[1]
        if len(items) % 2 or not all(isinstance(key, Name) for key, _ in items[::2]):
            refuse("有读不懂的字典")
        pairs = zip(items[::2], items[1::2], strict=True)
        return {str(key): value for (key, _), (value, _) in pairs}, ends
    if token == b"[":
        numbers = _NUMBERS.match(data, at)
        if numbers is not None:  # widths of letters: many, and nothing but numbers
            try:
                return list(map(float, numbers[1].split())), numbers.end()
            except ValueError:
                refuse("有读不懂的数")
        items = list(_until(data, at, b"]", depth))
        return [value for value, _ in items[:-1]], items[-1][1]
    return _simple(token), at


def _until(data: bytes, at: int, end: bytes, depth: int) -> Iterator[tuple[Object, int]]:
    while True:
        found = _TOKEN.match(data, at)
        if found is None:
            refuse("有读不懂的对象")
        if found[1] == end:
            yield None, found.end()
            return
        if found[1] in (b"<<", b"["):
            value, at = parse(data, at, depth + 1)
        else:
            value, at = _simple(found[1]), found.end()
        yield value, at


def _simple(token: bytes) -> Object:
    first = token[:1]
    if first == b"/":
        text = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes.fromhex(m[1].decode()), token[1:])
        return Name(text.decode("latin-1"))
    if first in b"(<":
        return string_bytes(token)
    if token in (b"true", b"false", b"null"):
        return {b"true": True, b"false": False, b"null": None}[token]
    if token.endswith(b"R"):
        return Ref(int(token.split()[0]))
    try:
        return float(token)
    except ValueError:
        refuse("有读不懂的对象")


@lru_cache(maxsize=16384)
def short_bytes(token: bytes) -> bytes:
    """Return what a short string stands for; a justified line is one a letter, often the same."""
    return string_bytes(token)


def string_bytes(token: bytes) -> bytes:
    """Return what a string in parentheses or in hexadecimal digits stands for (7.3.4)."""
    if token.startswith(b"<"):
        digits = token[1:-1].decode()
        if len(digits) % 2:
            digits = "".join(digits.split())
            digits += "0" * (len(digits) % 2)
        try:
            return bytes.fromhex(digits)
        except ValueError:
            refuse("有读不懂的文字串")
    return _ESCAPE.sub(_unescaped, token[1:-1])


def _unescaped(match: re.Match[bytes]) -> bytes:
    return _ESCAPED[match[0]]


def _escaped(after: bytes) -> bytes:
    if after.isdigit() and after.strip(b"01234567") == b"":
        return bytes((int(after, 8) & 0xFF,))
    return _PLAIN.get(after, after)


#: What each escape stands for: looked up some thousand times a paper.
_ESCAPED = {
    b"\\" + after: _escaped(after)
    for after in [
        *(bytes((byte,)) for byte in range(256)),
        *(b"%0*o" % (digits, code) for digits in (2, 3) for code in range(8**digits)),
        b"\r\n",
    ]
}


def whole(value: Object) -> int:
    """Return a value that must be a whole number, not negative."""
    if not isinstance(value, float) or value < 0 or value != value // 1:
        refuse("应为整数的地方不是整数")
    return int(value)
