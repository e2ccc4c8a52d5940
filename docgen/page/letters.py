"""Letters as the engines see them: which font draws them, and what is never parted.

Both engines cut texts by the same rules and gather the same needs, so that they ask the same fonts
for the same letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from docgen.errors import EngineError, Problem
from docgen.glossary import units
from docgen.page.fonts import FontBook, Stack, Substitution
from docgen.page.inline import Inline, LineBreak, PageField, Run, RunStyle, Tab

__all__ = [
    "IDEOGRAPH",
    "LATIN_RANGES",
    "FontUse",
    "drawn_with",
    "is_latin",
    "joined",
    "split",
    "width_of",
]

# Letters and digits that the Latin font draws; all else, quotation marks and × among it, is drawn
# by the Chinese font, as Word does in Chinese text.
LATIN_RANGES = ((0x20, 0x7E), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F))
#: A Chinese character.
IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_POWERS = "拾佰仟万亿元角分整点"
_HALF = 0.6  # at most so wide is a Latin letter or digit, in parts of its size
_FIELD = "0"  # a page number counts as one digit


@cache
def _unbroken() -> re.Pattern[str]:
    """Return the pattern of what no line parts.

    A number with the whole unit behind it, or with one more character where no unit of the
    glossary stands; in an amount in words, a numeral with its 仟, 佰, 万, 元.
    """
    unit = "|".join(map(re.escape, units()))
    return re.compile(
        rf"(?<![!-~])[0-9][0-9,.]{{0,24}}[%‰]?(?:{unit}|[\u4e00-\u9fff\u3300-\u33ff])"
        rf"|[{_FORMAL}](?:[{_POWERS}]+(?:{unit})?|(?:{unit}))"
    )


def joined(
    inlines: Sequence[Run | PageField], room: float
) -> Iterator[tuple[int, Run | PageField]]:
    """Yield what stands in a line, cut so that whatever no line may part has a number of its own.

    Args:
        inlines: Runs and page numbers that follow each other.
        room: Width of the line in points; what is surely wider is left free.

    Yields:
        The number of the group (0: stands free) and the piece.
    """
    text = "".join(one.text if isinstance(one, Run) else _FIELD for one in inlines)
    spans = [found.span() for found in _unbroken().finditer(text)]
    group, at = 0, 0
    for one in inlines:
        end = at + (len(one.text) if isinstance(one, Run) else 1)
        size = one.style.size
        while at < end:
            while group < len(spans) and spans[group][1] <= at:
                group += 1
            start, stop = spans[group] if group < len(spans) else (end, end)
            inside = start <= at
            until = min(end, stop if inside else start)
            fits = not inside or width_of(text[start:stop]) * size <= room
            number = group + 1 if inside and fits else 0
            if isinstance(one, Run):
                done = end - len(one.text)
                yield number, Run(one.text[at - done : until - done], one.style)
            else:
                yield number, one
            at = until


def width_of(text: str) -> float:
    """Return about how wide a text is, in parts of its size; rather too much."""
    latin = sum(map(str.isascii, text))
    return len(text) - latin * (1 - _HALF)


def split(inlines: Sequence[Inline], at: type[Tab | LineBreak]) -> list[list[Inline]]:
    """Return what stands before, between and behind the tabs or line ends."""
    parts: list[list[Inline]] = [[]]
    for one in inlines:
        if isinstance(one, at):
            parts.append([])
        else:
            parts[-1].append(one)
    return parts


def is_latin(character: str) -> bool:
    """Return whether the Latin font draws a character."""
    return any(first <= ord(character) <= last for first, last in LATIN_RANGES)


def drawn_with(latin: Stack, chinese: Stack) -> tuple[str, ...]:
    """Return the families to draw Latin letters with: what the Latin font lacks falls to the rest.

    Args:
        latin: The font named for Latin letters.
        chinese: The font named for Chinese.
    """
    return tuple(dict.fromkeys((latin.families[0], *chinese.families)))


class FontUse:
    """Gathers the texts of one document by the fonts that they name."""

    def __init__(self, fonts: FontBook) -> None:
        self._fonts = fonts
        self._texts: dict[tuple[str, str, bool], list[str]] = {}

    def note(self, style: RunStyle, text: str) -> None:
        """Note that a text is printed in a style."""
        self._texts.setdefault((style.latin, style.east_asia, style.bold), []).append(text)

    def add(self, other: FontUse) -> None:
        """Note all that another one noted."""
        for key, texts in other._texts.items():
            self._texts.setdefault(key, []).extend(texts)

    def substitutions(self) -> tuple[Substitution, ...]:
        """Return what was drawn with other fonts than those named, in a fixed order.

        Raises:
            EngineError: A character that no accepted font can draw; all of them at once.
        """
        found: set[Substitution] = set()
        problems: list[Problem] = []
        for (latin_name, chinese_name, bold), texts in self._texts.items():
            characters = set().union(*texts)
            latin = {c for c in characters if is_latin(c)}
            chinese_stack = self._fonts.stack(chinese_name)
            latin_stack = self._fonts.stack(latin_name)
            drawn = drawn_with(latin_stack, chinese_stack)
            stacks = (
                (replace(latin_stack, families=drawn), latin),
                (chinese_stack, characters - latin),
            )
            for stack, wanted in stacks:
                missing = self._check(stack, wanted, found, bold=bold)
                if missing:
                    problems.append(self._fonts.problem(missing, stack))
        if problems:
            raise EngineError(problems)
        return tuple(sorted(found))

    def _check(
        self, stack: Stack, wanted: set[str], found: set[Substitution], *, bold: bool
    ) -> set[str]:
        if not wanted:
            return set()
        if stack.substituted:
            found.add(Substitution(stack.name, stack.families[0]))
        left = self._fonts.uncovered(wanted, stack.families[:1], bold=bold)
        for family in stack.families[1:]:
            if not left:
                break
            still = self._fonts.uncovered(left, [family], bold=bold)
            if left - still:
                found.add(Substitution(stack.name, family, "".join(sorted(left - still))))
            left = still
        return left
