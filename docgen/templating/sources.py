"""Puts the tags of a part back into Jinja's form, each on a line of its own, and finds it there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from docgen.templating.expressions import RESTART, tidy
from docgen.templating.marks import BRACES, CLOSE, OPEN
from docgen.templating.planning import PLACEHOLDER
from docgen.templating.prepare import TagPlace

__all__ = ["Source", "source_of"]

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TOKEN_TAG = re.compile(r"\{([{%])(-?)\s*_T(\d+)\s*(-?)[}%]\}")
_MARK = re.compile(r"<\?([nb]) (.*?)\?>")
_LIST = re.compile(r'<w:numId w:val="(\d+)"/>')
_BRACES = {mark: f"{{{{ '{letter}' }}}}" for letter, mark in BRACES.items()}


@dataclass(frozen=True, slots=True)
class Source:
    """A program's source.

    Attributes:
        text: What Jinja compiles.
        places: Line of the source to the tag that stands there.
    """

    text: str
    places: Mapping[int, TagPlace]

    def place(self, line: int | None) -> TagPlace | None:
        """Return the tag on a line, None where no tag stands."""
        return self.places.get(line or 0)


def source_of(patched: str, places: Sequence[TagPlace], *, restarts: bool) -> Source:
    """Return the source of a part.

    Args:
        patched: The part after docxtpl's structural rewriting, tags holding tokens.
        places: The tags set aside, by number.
        restarts: Whether lists of the part begin anew, so that their ids are filled in later.
    """
    text = _MARK.sub(lambda match: f"{OPEN}{match[1]}{match[2]}{CLOSE}", patched)
    text = PLACEHOLDER.sub("图", text)
    if restarts:
        text = _LIST.sub(rf'<w:numId w:val="{OPEN}i\1{CLOSE}"/>', text)
    for mark, printed in _BRACES.items():
        text = text.replace(mark, printed)
    out = [_DECLARATION]
    lines: dict[int, TagPlace] = {}
    line, at = 1 + _DECLARATION.count("\n"), 0
    for match in _TOKEN_TAG.finditer(text):
        place = places[int(match[3])]
        between = text[at : match.start()]
        at = match.end()
        if place.control and tidy(place.source) == RESTART:
            out += (between, f"{OPEN}s{CLOSE}")
            line += between.count("\n")
            continue
        opener, closer = ("{{", "}}") if match[1] == "{" else ("{%", "%}")
        inner = tidy(place.source)
        if place.through:
            inner = f"({inner})|{place.through}"
        # A line end within the tag prints nothing, and gives the tag a line of its own.
        tag = f"{opener}{match[2]}\n{inner} {match[4]}{closer}"
        line += between.count("\n") + 1
        lines[line] = place
        line += inner.count("\n")
        out += (between, tag)
    out.append(text[at:])
    return Source("".join(out), MappingProxyType(lines))
