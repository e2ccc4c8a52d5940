"""Holds two papers against each other: figures first, then words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from docgen.audit.compare_align import align, likeness
from docgen.audit.compare_figures import Fate, changes, fates
from docgen.audit.compare_tokens import hunks
from docgen.audit.compare_values import Differences, OldLine, WordChange
from docgen.audit.compare_words import (
    filled,
    grouped,
    numbering,
    odd_words,
    reworded,
    stale,
    visible,
)
from docgen.audit.returned_read import FIELD, Line, Story, unspaced

__all__ = ["as_old", "compare_lines", "story_of"]

_EDGES = ("header", "footer")
_STORY = re.compile(r"word/(header|footer|footnotes|endnotes)")


def story_of(part: str) -> str:
    """Return which story a part of one of our own papers is: ``body``, ``header`` and so on."""
    match = _STORY.match(part)
    return match[1] if match else "body"


def as_old(line: Line) -> OldLine:
    """Return a line that was read as the earlier side of a comparison."""
    place = line.place
    return OldLine(
        unspaced(line.text), line.label, place.clause, place.story, place.part, place.paragraph
    )


@dataclass(slots=True)
class _Found:
    fates: list[Fate]
    words: list[WordChange]
    kept: list[tuple[OldLine, Line]]


def compare_lines(
    old: Sequence[OldLine],
    new: Sequence[Story],
    *,
    known_odd: frozenset[tuple[str, str]] = frozenset(),
) -> Differences:
    """Return what differs between an earlier paper and a later one; white space is none.

    Args:
        old: Lines of the earlier paper, of all its stories, in reading order.
        new: Stories of the later one.
        known_odd: Words that print otherwise than they read in the earlier paper too.
    """
    found = _Found([], [], [])
    for left, right in _stories([one for one in old if one.text], new):
        _compare_story(left, right, found)
    lines = [line for story in new for line in story.lines]
    body = [pair for pair in found.kept if pair[0].story == "body"]
    words = found.words + numbering(body) + odd_words(lines, known_odd)
    words += stale(lines)
    figures = tuple(
        replace(one, old=visible(one.old), new=visible(one.new)) for one in changes(found.fates)
    )
    return Differences(figures, tuple(words))


def _stories(
    old: Sequence[OldLine], new: Sequence[Story]
) -> Iterable[tuple[list[OldLine], list[Line]]]:
    """Yield the stories that belong together; headers by what they say, whatever their names.

    Programs rename header parts and write one more for each section.
    """
    for kind in dict.fromkeys([one.story for one in old] + [one.kind for one in new]):
        left = [one for one in old if one.story == kind]
        right = [one for one in new if one.kind == kind]
        if kind not in _EDGES:
            yield left, [line for story in right for line in _said(story)]
            continue
        by_part: dict[str, list[OldLine]] = {}
        for one in left:
            by_part.setdefault(one.part, []).append(one)
        yield from _edges(list(by_part.values()), [_said(story) for story in right])


def _said(story: Story) -> list[Line]:
    """Return the lines with words; a receipt keeps no others."""
    return [line for line in story.lines if unspaced(line.text)]


def _edges(
    old: list[list[OldLine]], new: list[list[Line]]
) -> Iterable[tuple[list[OldLine], list[Line]]]:
    left = [one for one in old if not any(_same(one, other) for other in new)]
    right = [one for one in new if one and not any(_same(other, one) for other in old)]
    while left and right:
        scored = [
            (likeness("".join(line.text for line in a), "".join(line.text for line in b)), -i, -j)
            for i, a in enumerate(left)
            for j, b in enumerate(right)
        ]
        _, i, j = max(scored)
        yield left.pop(-i), right.pop(-j)
    yield from ((one, []) for one in left)
    yield from (([], one) for one in right)


def _same(old: Sequence[OldLine], new: Sequence[Line]) -> bool:
    return len(old) == len(new) and all(
        a.text == b for a, b in zip(old, _texts(old, new), strict=True)
    )


def _texts(old: Sequence[OldLine], new: Sequence[Line]) -> list[str]:
    """Return the later lines' texts; one that differs by a page number only is the earlier one."""
    known = {one.text for one in old}
    texts: list[str] = []
    for line in new:
        text = unspaced(line.text)
        if FIELD in line.pattern and text not in known:
            form = re.compile("[0-9]+".join(map(re.escape, unspaced(line.pattern).split(FIELD))))
            text = next((one for one in known if form.fullmatch(one)), text)
        texts.append(text)
    return texts


def _compare_story(old: list[OldLine], new: list[Line], found: _Found) -> None:
    texts = _texts(old, new)
    dropped: list[OldLine] = []
    added: list[int] = []
    for i, j in align([one.text for one in old], texts):
        if i is None and j is not None:
            added.append(j)
        elif i is not None and j is None:
            dropped.append(old[i])
        elif i is not None and j is not None:
            found.kept.append((old[i], new[j]))
            _compare_pair(old[i], replace(new[j], text=texts[j]), found)
    for line in dropped:
        found.fates.extend(_gone(line))
    found.words += grouped(
        dropped,
        [new[j] for j in added],
        [new[j].place.paragraph for j in added],
    )


def _gone(line: OldLine) -> list[Fate]:
    """Return the fates of the known figures of a dropped line; the drop itself is told in words."""
    return [
        replace(one, new=one.old) if not one.spot.known else one for one in fates(line, None, ())
    ]


def _compare_pair(old: OldLine, new: Line, found: _Found) -> None:
    parted = hunks(old.text, new.text)
    done = fates(old, new.text, parted)
    found.fates.extend(done)
    if parted:
        found.words += reworded(old, new, parted, done) + filled(done)
