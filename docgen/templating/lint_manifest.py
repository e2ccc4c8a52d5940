"""Holds a template and its manifest against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.proof import Member
from docgen.templating.lint_blocks import Visit, title_of
from docgen.templating.lint_names import named, printed_of, unknown_title
from docgen.templating.lint_schema import alike, entries, nearest
from docgen.templating.lint_words import Fault, fault
from docgen.templating.manifest import Manifest
from docgen.templating.places import Place, Spot

__all__ = ["MANIFEST", "Meant", "check_manifest", "meant"]

#: What a fault of the manifest gives as its part.
MANIFEST = "manifest.yaml"
_NOT_PRINTED = ("group", "series", "picture", "flag")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Meant:
    """What tags at fault were probably meant to name: told once, there, and not again as missing.

    Attributes:
        titles: Titles that misspelt ones are most like.
        names: Last names of titles (金额) in what cannot be read or belongs to no known list.
    """

    titles: frozenset[str]
    names: frozenset[str]

    def covers(self, title: str) -> bool:
        """Whether a title is probably named by a tag at fault."""
        return title in self.titles or title.rpartition(".")[2] in self.names


def meant(visits: Sequence[Visit], broken: Sequence[str]) -> Meant:
    """Return what the tags at fault were probably meant to name.

    Args:
        visits: All tags of the template.
        broken: Texts of the paragraphs whose tags cannot be told apart.
    """
    titles: set[str] = set()
    names: set[str] = {word for text in broken for word in _WORD.findall(text)}
    for one in visits:
        if one.tag.expr is None:
            names.update(_WORD.findall(one.tag.source) if one.tag.problem else ())
            continue
        for expr in named(one.tag.expr):
            title = unknown_title(expr, one)
            if title:
                titles |= alike(title)
                names.add(title.rpartition(".")[2])
            elif isinstance(expr, Member) and not title_of(expr, one.loops):
                names.add(expr.name)  # of a loop over nobody knows what
    return Meant(frozenset(titles), frozenset(names))


def check_manifest(
    visits: Sequence[Visit], pictured: Sequence[str], manifest: Manifest, faulty: Meant
) -> Iterator[Fault]:
    """Yield the fields that manifest and template do not both speak of.

    Args:
        visits: All tags of the template.
        pictured: Titles that pictures stand for.
        manifest: The template's manifest.
        faulty: What the tags at fault were probably meant to name.
    """
    printed: dict[str, Spot] = {}
    asked: set[str] = set()
    for one in visits:
        found = printed_of(one)
        if found is not None and found.entry.kind not in _NOT_PRINTED:
            printed.setdefault(found.entry.title, one.tag.spot)
        if one.tag.expr is not None:
            asked.update(title_of(expr, one.loops) for expr in named(one.tag.expr))
    for title, by_stage in manifest.fields.items():
        place = Place(MANIFEST, 0, title)
        if title not in entries():
            near = nearest(title)
            yield fault("T201", place, title=title, near=f"是不是「{near}」？" if near else "")
        elif title in printed or title in pictured or faulty.covers(title):
            continue
        elif by_stage["absent"].what == "required":
            yield fault("T202", place, title=title)
        elif title not in asked:
            yield fault("T203", place, title=title)
    for title, spot in printed.items():
        if title not in manifest.fields and not _given(title):
            yield fault("T204", spot, tag=spot.text, title=title)


def _given(title: str) -> bool:
    """Whether a value is always there: the place of an item in a list of plain texts."""
    entry = entries()[title]
    return entry.derived and entry.kind == "count"
