"""Text in the columns of a screen: a Chinese letter takes two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

__all__ = ["WIDTH", "cells", "columns", "wrapped"]

#: Columns of a screen.
WIDTH = 80
# A number, a code or a word of Latin letters stays whole; an opening mark stays with what follows.
_PIECE = re.compile(r"[（《“‘「〔]?(?:[!-~]+|.)", re.DOTALL)
_CLOSING = "，。；：、！？）》”’」〕%"


def columns(text: str) -> int:
    """Return how many columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def wrapped(text: str, indent: int, *, hang: int = 4, width: int = WIDTH) -> Iterator[str]:
    """Yield a text in lines that fit the screen.

    Args:
        text: One paragraph.
        indent: Columns before its first line.
        hang: Columns more before the lines that follow.
        width: Columns of a line.
    """
    line, used = " " * indent, indent
    for piece in _pieces(text, width - indent - hang):
        wide = columns(piece)
        # A closing mark hangs over rather than begin a line.
        if used + wide > width and piece not in _CLOSING and line.strip():
            yield line.rstrip()
            line, used = " " * (indent + hang), indent + hang
            if piece == " ":
                continue
        line, used = line + piece, used + wide
    yield line


def _pieces(text: str, room: int) -> Iterator[str]:
    """Yield what stays together; a run of letters that no line holds comes letter by letter."""
    for piece in _PIECE.findall(text):
        yield from (piece,) if columns(piece) <= room else piece


def cells(texts: Sequence[str], widths: Sequence[int], *, gap: int = 2) -> Iterator[str]:
    """Yield one row of a table, each cell wrapped within its own column.

    Args:
        texts: The cells.
        widths: Columns of each cell; the last one needs no more than its text.
        gap: Columns between two cells.
    """
    stacks = [
        list(wrapped(text, 0, hang=0, width=width))
        for text, width in zip(texts, widths, strict=True)
    ]
    for row in range(max(len(stack) for stack in stacks)):
        line = ""
        for stack, width in zip(stacks, widths, strict=True):
            cell = stack[row] if row < len(stack) else ""
            # A mark that hangs over takes from the gap.
            line += cell + " " * max(0, width + gap - columns(cell))
        yield line.rstrip()
