"""Holds a template and its manifest against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.proof import Compare, Expr, Form, Logic, Not
from docgen.templating.lint_blocks import Loops, Visit, title_of
from docgen.templating.lint_names import printed_of
from docgen.templating.lint_schema import entries, nearest
from docgen.templating.lint_words import Fault, fault
from docgen.templating.manifest import Manifest
from docgen.templating.places import Place, Spot

__all__ = ["MANIFEST", "check_manifest"]

#: What a fault of the manifest gives as its part.
MANIFEST = "manifest.yaml"


def check_manifest(
    visits: Sequence[Visit], pictured: Sequence[str], manifest: Manifest
) -> Iterator[Fault]:
    """Yield the fields that manifest and template do not both speak of.

    Args:
        visits: All tags of the template.
        pictured: Titles that pictures stand for.
        manifest: The template's manifest.
    """
    printed: dict[str, Spot] = {}
    asked: set[str] = set(pictured)
    for one in visits:
        found = printed_of(one)
        if found is not None and found.entry.kind not in ("group", "series"):
            printed.setdefault(found.entry.title, one.tag.spot)
        if one.tag.expr is not None:
            asked.update(_titles(one.tag.expr, one.loops))
    for title, by_stage in manifest.fields.items():
        place = Place(MANIFEST, 0, title)
        if title not in entries():
            near = nearest(title)
            hint = f"是不是「{near}」？" if near else ""
            yield fault("T201", place, title=title, near=hint)
        elif (
            by_stage["absent"].what == "required" and title not in printed and title not in pictured
        ):
            yield fault("T202", place, title=title)
        elif title not in printed and title not in asked:
            yield fault("T203", place, title=title)
    for title, spot in printed.items():
        if (
            title not in manifest.fields
            and entries()[title].kind != "picture"
            and not _given(title)
        ):
            yield fault("T204", spot, tag=spot.text, title=title)


def _given(title: str) -> bool:
    """Whether a value is always there: the place of an item in a list of plain texts."""
    entry = entries()[title]
    return entry.derived and entry.kind == "count"


def _titles(expr: Expr, loops: Loops) -> Iterator[str]:
    match expr:
        case Compare() | Logic():
            yield from _titles(expr.left, loops)
            yield from _titles(expr.right, loops)
        case Form() | Not():
            yield from _titles(expr.of, loops)
        case _:
            yield title_of(expr, loops)
