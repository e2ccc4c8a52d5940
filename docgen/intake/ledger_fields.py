"""Which fields of a case a column may feed, and by which names.

Built once from the models and the glossary: every plain value below ``Case`` with its path, titles,
unit and reader.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from docgen import glossary
from docgen.intake.ledger_notes import Kind
from docgen.intake.ledger_words import ledger_words, plain_label
from docgen.model.case import Case
from docgen.model.enums import Listed
from docgen.model.part import Part
from docgen.model.types import Read

__all__ = [
    "Below",
    "Field",
    "Found",
    "Plain",
    "field_at",
    "find_field",
    "kind_of",
    "model_at",
    "shape_of",
    "title_of",
]

_ORDINAL = re.compile(r"\[([0-9]{1,3})\]")
_NUMBERED = re.compile("[0-9]{1,3}|[一二三四五六七八九十]")
_DIGITS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Field:
    """A plain value of a case.

    Attributes:
        path: Key path; places in lists are ``[0]``.
        unit: Its Chinese unit; empty when it has none.
        kind: What it holds.
        reader: The model's own reader of it; a list of texts has the reader of one.
        model: Name of the model that holds it.
        key: Its own key.
    """

    path: str
    unit: str
    kind: Kind
    reader: Callable[[object], Any]
    model: str
    key: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a heading leads to.

    Attributes:
        field: The field; None when there is none or more than one.
        path: Its path with the places in lists that the heading names.
        others: The Chinese titles that an ambiguous heading may mean.
        left_out: Why no field takes it, where that is known.
    """

    field: Field | None = None
    path: str = ""
    others: tuple[str, ...] = ()
    left_out: str = ""


def title_of(path: str) -> str:
    """Return the Chinese title of a path, a first place in a list left out: 当事人.受让人.名称."""
    return glossary.title_path(path).replace("[1]", "")


def field_at(path: str) -> Field | None:
    """Return the field at a key path, whatever the places in its lists; None when none is there.

    Args:
        path: ``grant.instalments[3].amount_yuan``.
    """
    return _index().fields.get(_ORDINAL.sub("[0]", path))


def find_field(label: str, *, first: tuple[str, ...] = ()) -> Found:
    """Return the field that a heading means, its unit already taken off.

    Args:
        label: Chinese title, alias, dotted title or key path; ``[2]`` counts from 1.
        first: Key paths whose fields are meant before any other.
    """
    plain = plain_label(label)
    whole = plain in ledger_words().columns and "." not in ledger_words().columns[plain]
    if first and not whole and (near := [p for p in _by_label(plain) if p.startswith(first)]):
        return _one(sorted(near, key=lambda path: _rank(path, first))[:1], ())
    if known := _from_words(plain):
        return known
    if plain in ledger_words().left_out:
        return Found(left_out=ledger_words().left_out[plain])
    places = tuple(int(place) - 1 for place in _ORDINAL.findall(plain))
    return _one(_by_label(_ORDINAL.sub("", plain)), places)


def _rank(path: str, first: tuple[str, ...]) -> tuple[int, int]:
    return next(i for i, head in enumerate(first) if path.startswith(head)), path.count(".")


def _by_label(plain: str) -> tuple[str, ...]:
    return _index().labels.get(plain, ())


def _one(paths: Sequence[str], places: tuple[int, ...]) -> Found:
    if len(paths) != 1:
        return Found(others=tuple(title_of(path) for path in paths))
    field = _index().fields[paths[0]]
    most = ledger_words().most_in_a_list
    if len(places) > field.path.count("[0]") or not all(0 <= place < most for place in places):
        return Found()
    given = iter(places)
    return Found(field, _ORDINAL.sub(lambda _: f"[{next(given, 0)}]", field.path))


def _from_words(plain: str) -> Found | None:
    """Return what ``ledger.yaml`` says of a heading, also where it holds a number."""
    columns = ledger_words().columns
    if path := columns.get(plain):
        return _named(path)
    for found in _NUMBERED.finditer(plain):
        pattern = f"{plain[: found.start()]}{{n}}{plain[found.end() :]}"
        if path := columns.get(pattern):
            word = found[0]
            number = _DIGITS.index(word) + 1 if word in _DIGITS else int(word)
            if 1 <= number <= ledger_words().most_in_a_list:
                return _named(path.replace("{n}", str(number - 1)))
    return None


def _named(path: str) -> Found:
    field = field_at(path)
    # A field that a version of the model lacks is no field.
    return Found(field, path) if field else Found()


def model_at(path: str) -> type[Part]:
    """Return the model of the part, or of each part of the list, at a key path.

    Raises:
        KeyError: No part stands there.
    """
    return _index().models[_ORDINAL.sub("[0]", path)]


@dataclass(frozen=True, slots=True)
class _Index:
    fields: Mapping[str, Field]
    models: Mapping[str, type[Part]]
    labels: Mapping[str, tuple[str, ...]]


@cache
def _index() -> _Index:
    barred = ledger_words().not_in_ledgers
    fields: dict[str, Field] = {}
    labels: dict[str, dict[str, None]] = {}
    for field, names in _walk(Case, "", ((),), ""):
        if field.path.startswith(barred):
            continue
        fields[field.path] = field
        for label in {plain_label(".".join(name)) for name in names} | {
            field.path.replace("[0]", "")
        }:
            labels.setdefault(label, {})[field.path] = None
    models = dict(_models(Case, ""))
    return _Index(fields, models, {label: tuple(paths) for label, paths in labels.items()})


def _models(model: type[Part], path: str) -> Iterator[tuple[str, type[Part]]]:
    for key, one in model.model_fields.items():
        shape = shape_of(one.annotation)
        if isinstance(shape, Below):
            below = f"{path}.{key}" if path else key
            yield below, shape.model
            yield from _models(shape.model, f"{below}[0]" if shape.many else below)


def _walk(
    model: type[Part], path: str, above: tuple[tuple[str, ...], ...], unit: str
) -> Iterator[tuple[Field, list[tuple[str, ...]]]]:
    """Yield every plain value below a model with its names: own title or alias, and dotted ones."""
    name = model.__name__
    for key, term in glossary.terms(name).items():
        shape = shape_of(model.model_fields[key].annotation)
        below = f"{path}.{key}" if path else key
        own = (term.title, *term.also)
        if isinstance(shape, Below):
            # Aliases of a part count only right before its field, else names multiply.
            heads = ((), *((one,) for one in own), *((*head, term.title) for head in above if head))
            deeper = f"{below}[0]" if shape.many else below
            yield from _walk(shape.model, deeper, heads, term.unit)
        elif shape is not None:
            # A limit has the unit of its range.
            own_unit = term.unit or unit
            kind = kind_of(shape.kind, key, own_unit)
            field = Field(below, own_unit, kind, shape.reader, name, key)
            yield field, [(*head, one) for head in above for one in own]


@dataclass(frozen=True, slots=True)
class Below:
    """A field that holds a part, or several of them."""

    model: type[Part]
    many: bool


@dataclass(frozen=True, slots=True)
class Plain:
    """A field that one cell can hold: its kind and the model's own reader of it."""

    kind: Kind
    reader: Callable[[object], Any]


def shape_of(annotation: Any) -> Below | Plain | None:
    """Return what a field holds: a part, several, a value a cell can hold; None for neither.

    Args:
        annotation: The field's own, as the model has it.
    """
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        annotation = next(a for a in typing.get_args(annotation) if a is not type(None))
    many = typing.get_origin(annotation) is tuple
    inner = typing.get_args(annotation)[0] if many else annotation
    if isinstance(inner, type) and issubclass(inner, Part):
        return Below(inner, many)
    if isinstance(inner, type) and issubclass(inner, Listed):
        return None if many else Plain("choice", inner.read)
    read = next((a for a in typing.get_args(inner) if isinstance(a, Read)), None)
    if read is None:
        return None
    base = typing.get_args(inner)[0]
    if many:
        return Plain("texts", read.read) if base is str else None
    return Plain(_KINDS.get(base, "day"), read.read)


_KINDS: Mapping[object, Kind] = {
    Decimal: "number", int: "count", str: "text", bool: "flag", date: "day",
}  # fmt: skip


def kind_of(kind: Kind, key: str, unit: str) -> Kind:
    """Return the kind of a field by its key and unit too: a long number is a code, not a figure.

    Args:
        kind: What its type says.
        key: Its own key.
        unit: Its Chinese unit; empty when it has none.
    """
    if kind == "text" and key in ledger_words().codes:
        return "code"
    if kind == "number" and unit in ledger_words().money:
        return "money"
    return "area" if kind == "number" and unit in ledger_words().areas else kind
