"""Which words came, went or changed between two papers, clause by clause."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from docgen.audit.compare_figures import Fate
from docgen.audit.compare_tokens import Hunk, cut
from docgen.audit.compare_values import OldLine, Spot, WordChange
from docgen.audit.returned_labels import is_clause
from docgen.audit.returned_read import Line, unspaced

__all__ = ["filled", "grouped", "numbering", "odd_words", "reworded", "stale", "visible"]

_CONTEXT = 10
_FEW_HUNKS = 4
_LONG = 8
_EXCERPT = 60
_INVISIBLE = ("Cf", "Cc", "Co", "Cn")


def visible(text: str) -> str:
    """Return a text with the characters that no eye sees written out: 〔U+200B〕."""
    return "".join(
        f"〔U+{ord(letter):04X}〕"
        if unicodedata.category(letter) in _INVISIBLE and letter not in "\n\t"
        else letter
        for letter in text
    )


def reworded(
    line: OldLine, new: Line, found: Sequence[Hunk], done: Sequence[Fate]
) -> list[WordChange]:
    """Return the changed words of a line that are no figure's.

    Args:
        line: The earlier line.
        new: The later line.
        found: Where the two differ.
        done: What became of the line's figures.
    """
    text = unspaced(new.text)
    left = [
        hunk for hunk in found if not any(one.changed and _within(hunk, one.spot) for one in done)
    ]
    if len(left) > _FEW_HUNKS:
        left = [Hunk(left[0].a1, left[-1].a2, left[0].b1, left[-1].b2)]
    return [_one_reworded(line, new, text, hunk) for hunk in left]


def _within(hunk: Hunk, spot: Spot) -> bool:
    """Return whether a stretch lies in a figure; words beside it do not."""
    if hunk.a1 == hunk.a2:
        return spot.start < hunk.a1 < spot.end
    return spot.start <= hunk.a1 and hunk.a2 <= spot.end


def _one_reworded(line: OldLine, new: Line, text: str, hunk: Hunk) -> WordChange:
    shown = [shown for _, shown in new.references]
    old_part, new_part = line.text[hunk.a1 : hunk.a2], text[hunk.b1 : hunk.b2]
    is_reference = new_part in [unspaced(one) for one in shown] and bool(old_part)
    return WordChange(
        "reference" if is_reference else "reworded",
        line.clause,
        line.label,
        line.story,
        visible(_around(line.text, hunk.a1, hunk.a2)),
        visible(_around(text, hunk.b1, hunk.b2)),
    )


def _around(text: str, start: int, end: int) -> str:
    """Return a stretch with some letters on either side; no figure is cut in two."""
    first, last = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
    for one in cut(text):
        behind = one.start + len(one.text)
        if one.start < first < behind:
            first = one.start
        if one.start < last < behind:
            last = behind
    return text[first:last]


def filled(done: Sequence[Fate]) -> list[WordChange]:
    """Return the hand-fill lines that now say something."""
    return [
        WordChange(
            "filled", one.line.clause, one.line.label, one.line.story, one.spot.title,
            visible(one.new),
        )
        for one in done
        if one.changed and one.spot.absent
    ]  # fmt: skip


def grouped(
    dropped: Sequence[OldLine], added: Sequence[Line], order: Sequence[int]
) -> list[WordChange]:
    """Return lines that went and came, neighbours of one clause together.

    Args:
        dropped: Lines that only the earlier paper has.
        added: Lines that only the later paper has.
        order: Place of each added line among the later paper's lines.
    """
    went = [
        WordChange("dropped", one.clause, one.label, one.story, visible(one.text), "")
        for one in dropped
    ]
    came = [
        WordChange(
            "added", one.place.clause, one.label, one.place.story, "", visible(unspaced(one.text))
        )
        for one in added
    ]
    moved = {one.old for one in went if len(one.old) >= _LONG} & {one.new for one in came}
    changes = [
        WordChange("moved", one.clause, one.label, one.story, one.old, one.old)
        for one in went
        if one.old in moved
    ]
    places = [one.paragraph for one in dropped]
    changes += _neighbours(
        [(p, one) for p, one in zip(places, went, strict=True) if one.old not in moved]
    )
    changes += _neighbours(
        [(p, one) for p, one in zip(order, came, strict=True) if one.new not in moved]
    )
    return changes


def _neighbours(changes: Sequence[tuple[int, WordChange]]) -> list[WordChange]:
    """Join what follows one another in one clause into one change with a count."""
    joined: list[WordChange] = []
    last = -2
    for place, one in changes:
        before = joined[-1] if joined else None
        near = place - last <= 2
        if before is not None and near and (before.clause, before.story) == (one.clause, one.story):
            joined[-1] = replace(
                before,
                old=_run_on(before.old, one.old),
                new=_run_on(before.new, one.new),
                count=before.count + 1,
            )
        else:
            joined.append(one)
        last = place
    return joined


def _run_on(text: str, more: str) -> str:
    if len(text) >= _EXCERPT or not more:
        return text
    return f"{text} {more}"


def numbering(pairs: Sequence[tuple[OldLine, Line]]) -> list[WordChange]:
    """Return, as one change, the paragraphs whose words stayed and whose number did not."""
    found = [(old, new) for old, new in pairs if _count(old.label) != _count(new.label)]
    if not found:
        return []
    old, new = found[0]
    return [
        WordChange("renumbered", old.clause, old.label, old.story, old.label, new.label, len(found))
    ]


def _count(label: str) -> str:
    """Return a list number; a bullet is none, and programs change its sign."""
    return label if any(letter.isalnum() for letter in label) else ""


def stale(lines: Sequence[Line]) -> list[WordChange]:
    """Return, as one change, the references that show another number than their clause bears.

    Word writes them anew when it prints; a program that does not would print them as they are.
    """
    labels = {mark: line.label for line in lines for mark in line.bookmarks if line.label}
    found = [
        WordChange(
            "stale", line.place.clause, line.label, line.place.story, visible(shown), labels[mark]
        )
        for line in lines
        for mark, shown in line.references
        if is_clause(labels.get(mark, ""))
        and re.fullmatch(r"第.+条", shown.strip()) is not None
        and shown.strip() != labels[mark]
    ]
    return [replace(found[0], count=len(found))] if found else []


def odd_words(lines: Sequence[Line], known: frozenset[tuple[str, str]]) -> list[WordChange]:
    """Return words that print otherwise than they read, unless the earlier paper has them too."""
    return [
        WordChange(
            "odd", line.place.clause, line.label, line.place.story, "", visible(words), note=how
        )
        for line in lines
        for how, words in line.oddities
        if (how, words) not in known
    ]
