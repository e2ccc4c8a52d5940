"""Lays two lists of lines side by side: which became which, which came, which went."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

__all__ = ["Pair", "align", "likeness"]

#: Index of the old and of the new line; None on the side where there is none.
Pair = tuple[int | None, int | None]

_LIKE = 0.35
_SHORT = 16
#: Above this many comparisons lines are paired by place; a whole new text is no rewording.
_MAX_CELLS = 6_000
_MAX_COMPARED = 400


def align(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return the pairs of lines in reading order.

    Args:
        old: Lines of the earlier paper, blanks already taken out of account.
        new: Lines of the later one.
    """
    pairs: list[Pair] = []
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for what, a1, a2, b1, b2 in matcher.get_opcodes():
        if what == "equal":
            pairs.extend(zip(range(a1, a2), range(b1, b2), strict=True))
        else:
            pairs.extend(_pair_block(old, new, range(a1, a2), range(b1, b2)))
    return pairs


def _pair_block(old: Sequence[str], new: Sequence[str], left: range, right: range) -> list[Pair]:
    """Pair the lines of a stretch that differs, the likest ones, in order."""
    if not left or not right:
        return [*((i, None) for i in left), *((None, j) for j in right)]
    short = all(len(old[i]) <= _SHORT for i in left) and all(len(new[j]) <= _SHORT for j in right)
    if len(left) == len(right) and (short or len(left) == 1):
        return list(zip(left, right, strict=True))
    if len(left) * len(right) > _MAX_CELLS:
        return [*((i, None) for i in left), *((None, j) for j in right)]
    return _best([[likeness(old[i], new[j]) for j in right] for i in left], left, right)


def _best(scores: list[list[float]], left: range, right: range) -> list[Pair]:
    """Return the pairing in order with the greatest likeness in all."""
    rows, columns = len(left), len(right)
    total = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best = max(total[i + 1][j], total[i][j + 1])
            if scores[i][j] >= _LIKE:
                best = max(best, scores[i][j] + total[i + 1][j + 1])
            total[i][j] = best
    pairs: list[Pair] = []
    i = j = 0
    while i < rows and j < columns:
        score = scores[i][j]
        if score >= _LIKE and total[i][j] == score + total[i + 1][j + 1]:
            pairs.append((left[i], right[j]))
            i, j = i + 1, j + 1
        elif total[i][j] == total[i + 1][j]:
            pairs.append((left[i], None))
            i += 1
        else:
            pairs.append((None, right[j]))
            j += 1
    pairs.extend((left[one], None) for one in range(i, rows))
    pairs.extend((None, right[one]) for one in range(j, columns))
    return pairs


def likeness(old: str, new: str) -> float:
    """Return how much two lines have in common, from 0 to 1."""
    if old == new:
        return 1.0
    matcher = SequenceMatcher(a=old[:_MAX_COMPARED], b=new[:_MAX_COMPARED], autojunk=False)
    if matcher.real_quick_ratio() < _LIKE or matcher.quick_ratio() < _LIKE:
        return 0.0
    return matcher.ratio()
