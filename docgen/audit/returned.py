"""Checks a Word file that came back: are its words those that went out?"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from docgen.audit.compare import compare_lines
from docgen.audit.compare_values import Differences, OldLine, WordChange
from docgen.audit.returned_labels import Ordinal
from docgen.audit.returned_package import Package
from docgen.audit.returned_read import Story, read_stories
from docgen.audit.returned_traces import read_traces

__all__ = ["check_returned", "shown_pictures"]


def check_returned(
    package: Package, printed: Sequence[OldLine], pictures: Sequence[str] | None, ordinal: Ordinal
) -> Differences:
    """Return what a returned file says otherwise than the paper that went out.

    It is read as if every tracked change were accepted; a change that would still be there if all
    were rejected was made without a trace, and is marked so.

    Args:
        package: The returned file.
        printed: Lines of the paper that went out.
        pictures: SHA-256 of the pictures that the paper shows; None when that is not known.
        ordinal: How a count is written in Chinese.

    Raises:
        InputError: The file cannot be read.
    """
    accepted = read_stories(package, "accepted", ordinal)
    found = compare_lines(printed, accepted)
    traces = read_traces(package, ordinal)
    if any(one.kind not in ("comment", "format") for one in traces):
        before = compare_lines(printed, read_stories(package, "rejected", ordinal))
        found = _mark_silent(found, before)
    shown = set(shown_pictures(package, accepted))
    strange = len(shown ^ set(pictures)) if pictures is not None else 0
    if strange:
        change = WordChange("picture", "", "", "body", "", "", strange)
        found = replace(found, words=(*found.words, change))
    return replace(found, traces=traces)


def shown_pictures(package: Package, stories: Sequence[Story]) -> Counter[str]:
    """Return the SHA-256 of every picture that a paper shows, with how often."""
    return Counter(
        hashlib.sha256(package.members.get(member, b"")).hexdigest()
        for story in stories
        for line in story.lines
        for member in line.pictures
    )


def _mark_silent(found: Differences, before: Differences) -> Differences:
    """Mark the changes that rejecting every tracked change would not undo."""
    figures = {(one.path, one.form, one.clause, one.old, one.new) for one in before.figures}
    words = {(one.kind, one.clause, one.old, one.new) for one in before.words}
    return replace(
        found,
        figures=tuple(
            replace(one, silent=(one.path, one.form, one.clause, one.old, one.new) in figures)
            for one in found.figures
        ),
        words=tuple(
            replace(one, silent=(one.kind, one.clause, one.old, one.new) in words)
            for one in found.words
        ),
    )
