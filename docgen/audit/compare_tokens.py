"""Cuts a text into pieces for comparing; a figure is one piece, never cut in two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Literal

from docgen.reading import (
    ReadingError,
    read_amount_words,
    read_date,
    read_decimal,
    read_number_words,
)

__all__ = ["Hunk", "Token", "TokenKind", "cut", "hunks", "value_of"]

#: ``words`` is an amount or number in 大写, ``numeral`` one in 一二三, ``clause`` a 第×条,
#: ``code`` letters and digits mixed, ``letter`` anything else.
TokenKind = Literal["date", "words", "clause", "number", "code", "numeral", "letter"]

_FORMAL = "零壹贰叁肆伍陆柒捌玖拾佰仟貳參叄陸萬億"
_SMALL = "〇零一二三四五六七八九十百千万亿两"
_PATTERN = re.compile(
    r"(?P<date>[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
    rf"|(?P<words>(?:人民币)?[{_FORMAL}万亿]*[{_FORMAL}][{_FORMAL}万亿元圆角分整正点]*)"
    rf"|(?P<clause>第[{_SMALL}0-9]+[章节条款项目])"
    r"|(?P<dashed>[A-Za-z0-9]+(?:-[A-Za-z0-9]+(?:\.[0-9]+)?)+)"
    r"|(?P<number>[-−+]?(?<![A-Za-z0-9])[0-9０-９]+(?:[,，][0-9０-９]{3})*(?:[.．][0-9０-９]+)?(?![A-Za-z0-9])[%％‰]?)"
    r"|(?P<code>[A-Za-z0-9]+(?:[-./@_][A-Za-z0-9]+)*)"
    rf"|(?P<numeral>[{_SMALL}]{{2,}}|[{_SMALL}](?=[年月日天份期倍个元亩户成]))"
    r"|(?P<letter>.)",
    re.DOTALL,
)
_KINDS: dict[str, TokenKind] = {
    "date": "date",
    "words": "words",
    "clause": "clause",
    "dashed": "code",
    "number": "number",
    "code": "code",
    "numeral": "numeral",
    "letter": "letter",
}
_WIDE = str.maketrans("０１２３４５６７８９．，％−", "0123456789.,%-")
#: Longer than any paragraph of a contract; comparing letter by letter would take minutes.
_MAX_TOKENS = 6_000


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text and where it stands in it."""

    text: str
    kind: TokenKind
    start: int

    @property
    def end(self) -> int:
        """The index behind it."""
        return self.start + len(self.text)

    @property
    def is_figure(self) -> bool:
        """Whether it is a number, an amount, a day or a code."""
        return self.kind not in ("letter", "clause")


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch in which two texts differ: ``old[a1:a2]`` became ``new[b1:b2]``."""

    a1: int
    a2: int
    b1: int
    b2: int


def cut(text: str) -> tuple[Token, ...]:
    """Return the pieces of a text in order; together they are the text."""
    return tuple(
        Token(match[0], _KINDS[match.lastgroup or "letter"], match.start())
        for match in _PATTERN.finditer(text)
    )


def hunks(old: str, new: str) -> tuple[Hunk, ...]:
    """Return where two texts differ, in order; a figure lies in a stretch whole or not at all."""
    if old == new:
        return ()
    before, after = cut(old), cut(new)
    if max(len(before), len(after)) > _MAX_TOKENS:
        return (Hunk(0, len(old), 0, len(new)),)
    matcher = SequenceMatcher(
        a=[one.text for one in before], b=[one.text for one in after], autojunk=False
    )
    found: list[Hunk] = []
    for what, a1, a2, b1, b2 in matcher.get_opcodes():
        if what == "equal":
            continue
        hunk = Hunk(
            _at(before, a1, old), _at(before, a2, old), _at(after, b1, new), _at(after, b2, new)
        )
        found.append(hunk)
    return _joined(found, old)


def _at(tokens: Sequence[Token], index: int, text: str) -> int:
    return tokens[index].start if index < len(tokens) else len(text)


def _joined(found: list[Hunk], old: str) -> tuple[Hunk, ...]:
    """Join stretches that only a single letter parts: it matched by chance."""
    joined: list[Hunk] = []
    for hunk in found:
        last = joined[-1] if joined else None
        gap = old[last.a2 : hunk.a1] if last else ""
        large = last is not None and max(last.a2 - last.a1, last.b2 - last.b1) > 2
        if last is not None and large and len(gap) == 1 and not cut(gap)[0].is_figure:
            joined[-1] = Hunk(last.a1, hunk.a2, last.b1, hunk.b2)
        else:
            joined.append(hunk)
    return tuple(joined)


def value_of(text: str) -> Decimal | date | None:
    """Return what a figure says: 元 for an amount in 大写, a number, a day; None if unreadable."""
    plain = text.translate(_WIDE).rstrip("%‰")
    for read in (read_decimal, read_amount_words, read_number_words, read_date):
        try:
            return read(plain)
        except ReadingError as error:
            if error.value is not None:
                return error.value
    return None
