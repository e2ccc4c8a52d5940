"""Words on paper that must not stand there, or must."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.paper import PaperLine
from docgen.rules.look import Said
from docgen.rules.sheet import BODY, SheetBreach, SheetLook, sheet_rule

__all__ = ["citations_are_current", "nothing_is_left_over", "obligations_go_with_the_land"]

_MARKS = re.compile(r"[《》〈〉\s]|[（(][^（()）]*[)）]")
_EXCERPT = 12
_HINT = 3


@sheet_rule("R110")
def nothing_is_left_over(look: SheetLook) -> Iterator[SheetBreach]:
    """No tag, bracket to be filled in, stray blank or foreign word for nothing on the paper."""
    marks = [one for one in look.words("leftover_marks") if one in look.text]
    words = [one for one in look.words("leftover_words") if one in look.text]
    if not marks and not words:
        return
    lines = [line for line in look.paper.lines if any(one in line.text for one in (*marks, *words))]
    whole = [rf"(?<![0-9A-Za-z_]){re.escape(one)}(?![0-9A-Za-z_])" for one in words]
    pattern = re.compile("|".join([*(re.escape(one) for one in marks), *whole]))
    for line in lines:
        spans = [(one.start, one.end) for one in line.slots if one.blank or look.paper.template]
        left = [
            match
            for match in pattern.finditer(line.text)
            if not any(start <= match.start() and match.end() <= end for start, end in spans)
        ]
        if left:
            said: dict[str, Said] = {"around": _around(line, left[0].start())}
            found = dict.fromkeys(match[0] for match in left)
            yield SheetBreach("left", line, " ".join(found), said)


def _around(line: PaperLine, at: int) -> str:
    return line.text[max(0, at - _EXCERPT) : at + _EXCERPT]


@sheet_rule("R120")
def citations_are_current(look: SheetLook) -> Iterator[SheetBreach]:
    """Articles and names that a later law has changed are cited as they now are."""
    on = look.look.policy_on or look.look.on
    current = [one for one in look.look.pack.renamed_words() if on is None or on >= one.since]
    olds = [(one, _MARKS.sub("", one.old)) for one in current]
    # Brackets may part a name, so each word of it must be there before it is looked for.
    hints = {hint for hint in {old[-_HINT:] for _, old in olds} if hint in look.text}
    for line in look.paper.lines if hints else ():
        if not any(hint in line.text for hint in hints):
            continue
        bare = _MARKS.sub("", line.text)
        for renamed, old in olds:
            if old in bare and renamed.within in bare:
                said: dict[str, Said] = {"new": renamed.new, "since": renamed.since}
                yield SheetBreach("old", line, renamed.old, said, renamed)


@sheet_rule("R131")
def obligations_go_with_the_land(look: SheetLook) -> Iterator[SheetBreach]:
    """An agreement on 标准地 says that its duties go over to whoever takes or rents the land."""
    paper = look.paper
    if paper.document not in look.words("succession_documents"):
        return
    goes = look.words("succession_words")
    provisions = list(_provisions(paper.lines))
    for event in look.words("succession_event_words"):
        if not any(event in one and any(word in one for word in goes) for one in provisions):
            yield SheetBreach("silent", None, None, {"event": event, "words": "、".join(goes)})


def _provisions(lines: tuple[PaperLine, ...]) -> Iterator[str]:
    """Yield the text heading by heading: what is said under one heading is one provision."""
    held: list[str] = []
    for line in lines:
        if line.part != BODY:
            continue
        if line.heading and held:
            yield "".join(held)
            held = []
        held.append(line.text)
    yield "".join(held)
