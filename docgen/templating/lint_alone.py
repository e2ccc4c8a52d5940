"""Tags that take their paragraph, row or cell with them: what stands beside them is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from docgen.templating.lint_tags import LintTag
from docgen.templating.lint_words import Fault, fault
from docgen.templating.places import Place, SeenParagraph

__all__ = ["check_alone"]

_ALONE = {"p": "一段", "tr": "一行", "tc": "一格"}
_SHOWN = 20
_Key: TypeAlias = tuple[int, ...]


def check_alone(
    seen: Sequence[SeenParagraph], tags: Sequence[Sequence[LintTag]]
) -> Iterator[Fault]:
    """Yield the tags of a part beside which something else stands, each paragraph or row once.

    Args:
        seen: The paragraphs of a part.
        tags: The tags of each.
    """
    texts: dict[_Key, str] = {}
    for one in seen:
        for scope in _ALONE:
            key = _key(scope, one.place)
            texts[key] = texts.get(key, "") + one.place.text
    told: set[_Key] = set()
    for one, held in zip(seen, tags, strict=True):
        for tag in held:
            if tag.scope not in _ALONE:
                continue
            if tag.scope != "p" and not one.place.table:
                yield fault("T224", tag.spot, tag=tag.source, source=tag.source)
                continue
            key = _key(tag.scope, one.place)
            beside = texts[key].replace(tag.source, "", 1).strip()
            if beside and key not in told:
                told.add(key)
                yield fault(
                    "T223", tag.spot, tag=tag.source, source=tag.source,
                    alone=_ALONE[tag.scope], text=beside[:_SHOWN],
                )  # fmt: skip


def _key(scope: str, place: Place) -> _Key:
    match scope:
        case "p":
            return (place.paragraph,)
        case "tr":
            return place.table, place.row
        case _:
            return place.table, place.row, place.cell
