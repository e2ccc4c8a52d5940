"""Letters as the engines see them: which font draws them, and what is never parted.

Both engines cut texts by the same rules and gather the same needs, so that they ask the same fonts
for the same letters.
"""

from __future__ import annotations

import re
from dataclasses import replace

from docgen.errors import EngineError, Problem
from docgen.page.fonts import FontBook, Stack, Substitution
from docgen.page.inline import RunStyle

__all__ = ["IDEOGRAPH", "LATIN_RANGES", "NUMBER_AND_UNIT", "FontUse", "drawn_with", "is_latin"]

# Letters and digits that the Latin font draws; all else, quotation marks and × among it, is drawn
# by the Chinese font, as Word does in Chinese text.
LATIN_RANGES = ((0x20, 0x7E), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F))
#: A Chinese character.
IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
#: A number with the unit behind it: no line parts them.
NUMBER_AND_UNIT = re.compile(r"(?<![!-~])[0-9][0-9,.]{0,24}[%‰]?[\u4e00-\u9fff\u3300-\u33ff]")


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
