"""What a template may name: every field with its kind, unit and forms, before any data exists."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from docgen import glossary
from docgen.figures.compose import compose
from docgen.figures.make import make
from docgen.figures.shapes import shapes_of
from docgen.model import Case, Part
from docgen.proof import Figure, Group, Kind, Node, Value

__all__ = ["Entry", "EntryKind", "alike", "entries", "forms_of_kind", "nearest"]

#: ``any`` is the cell of a table that is worked out row by row: a text or a number.
EntryKind: TypeAlias = Kind | Literal["group", "series", "any"]
_SAMPLES: Mapping[str, Value] = MappingProxyType(
    {"amount": Decimal(1), "area": Decimal(1), "number": Decimal(1), "date": date(2000, 1, 1)}
)
_CUTOFF = 0.5


@dataclass(frozen=True, slots=True)
class Entry:
    """One name that a template may use.

    Attributes:
        title: Dotted Chinese title without list places.
        kind: What it holds; ``group`` for fields under one name, ``series`` for a list of groups.
        unit: Chinese unit, "" for none.
        choices: The texts that it can print, for a field with listed values; else empty.
        note: Where a value that nobody fills in comes from; else how to fill it in.
        derived: Whether it is worked out and never filled in.
    """

    title: str
    kind: EntryKind
    unit: str = ""
    choices: tuple[str, ...] = ()
    note: str = ""
    derived: bool = False


@cache
def entries() -> Mapping[str, Entry]:
    """Return every name by its dotted title."""
    found: dict[str, Entry] = {}
    for entry in _model(Case, ""):
        found[entry.title] = entry
    parties = f"{glossary.title('Case', 'parties')}."
    for title in [one for one in found if one.startswith(parties)]:
        held = found[title]
        short = title.removeprefix(parties)
        # A list of parties has no short name: its short name is worked out (glossary, derived).
        if not _in_series(title, found):
            found.setdefault(short, Entry(short, held.kind, held.unit, held.choices, held.note))
    for entry in _derived():
        found[entry.title] = entry
    return MappingProxyType(found)


def _in_series(title: str, found: Mapping[str, Entry]) -> bool:
    steps = title.split(".")
    above = (".".join(steps[: n + 1]) for n in range(len(steps)))
    return any(one in found and found[one].kind == "series" for one in above)


def _model(model: type[Part], prefix: str, unit: str = "") -> Iterator[Entry]:
    """Yield the entries below a model; a range's limits are in the unit of the range."""
    hints = typing.get_type_hints(model)
    for shape in shapes_of(model):
        title = f"{prefix}.{shape.title}" if prefix else shape.title
        note = glossary.note(model.__name__, shape.name)
        if shape.many:
            yield Entry(title, "series", note=note)
        elif shape.part is not None:
            yield Entry(title, "group", note=note)
        if shape.part is not None:
            yield from _model(shape.part, title, shape.unit)
        elif shape.many:
            names = glossary.list_item()
            yield Entry(f"{title}.{names['no']}", "count", derived=True)
            yield Entry(f"{title}.{names['text']}", "text", note=note)
        else:
            choices = _choices(hints[shape.name])
            yield Entry(title, shape.kind or "text", shape.unit or unit, choices, note)


def _choices(hint: Any) -> tuple[str, ...]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return tuple(glossary.enum_labels(hint.__name__).values())
    for inner in typing.get_args(hint):
        found = _choices(inner)
        if found:
            return found
    return ()


def _derived() -> Iterator[Entry]:
    """Yield what ``figures`` adds, its kinds read from the figures of an empty case."""
    figures = compose(Case.model_validate({}))
    for entry in glossary.derived().values():
        for depth in range(1, entry.title.count(".") + 1):
            above = ".".join(entry.title.split(".")[:depth])
            if isinstance(figures.find(above), Group):
                yield Entry(above, "group")
        node: Node | None = figures.find(entry.title)
        if entry.rows:
            yield Entry(entry.title, "series", note=entry.note, derived=True)
            for column in entry.rows.values():
                yield Entry(f"{entry.title}.{column}", "any", derived=True)
        elif isinstance(node, Figure):
            yield Entry(entry.title, node.kind, entry.unit, note=entry.note, derived=True)
        else:
            yield Entry(entry.title, "any", entry.unit, note=entry.note, derived=True)


@cache
def forms_of_kind(kind: EntryKind) -> tuple[str, ...]:
    """Return the forms in which a value of a kind can be printed besides its own."""
    sample = _SAMPLES.get(kind)
    if sample is None or kind == "group" or kind == "series" or kind == "any":
        return ()
    return tuple(make("", "", kind, sample).forms)


@lru_cache(maxsize=4096)
def alike(title: str) -> frozenset[str]:
    """Return the known titles that an unknown one may have been meant for.

    Args:
        title: Dotted title.
    """
    head, _, last = title.rpartition(".")
    siblings = {one.rpartition(".")[2]: one for one in entries() if one.rpartition(".")[0] == head}
    near = difflib.get_close_matches(last[:40], siblings, n=4, cutoff=_CUTOFF)
    return frozenset({nearest(title), *(siblings[one] for one in near)})


@lru_cache(maxsize=4096)
def nearest(title: str) -> str:
    """Return the known title that is most like an unknown one, "" when none is near.

    Args:
        title: Dotted title; what stands above its last name counts more than the name.
    """
    known = entries()
    head, _, last = title.rpartition(".")
    siblings = {one.rpartition(".")[2]: one for one in known if one.rpartition(".")[0] == head}
    near = difflib.get_close_matches(last[:40], siblings, n=1, cutoff=_CUTOFF)
    if near:
        return siblings[near[0]]
    same = [one for one in known if one.rpartition(".")[2] == last]
    close = difflib.get_close_matches(title[:80], same, n=1, cutoff=0) or (
        difflib.get_close_matches(title[:80], known, n=1, cutoff=_CUTOFF)
    )
    return close[0] if close else ""
