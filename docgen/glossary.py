"""English key ↔ Chinese title ↔ unit, from ``schemas/glossary.yaml``.

The file is read through libyaml on first use and kept; importing this module reads nothing. Labels
are compared after Unicode NFKC without any white space, so that 镇（街道） and 镇(街道) are one.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from docgen.resources import schema_bytes

__all__ = [
    "Derived",
    "Term",
    "authority_role",
    "child",
    "derived",
    "enum_label",
    "enum_labels",
    "enum_value",
    "extra_unit",
    "key_for",
    "list_item",
    "model_at",
    "nearest",
    "note",
    "terms",
    "title",
    "title_path",
    "unit",
    "units",
]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
# Below this likeness a suggestion misleads more often than it helps.
_CUTOFF = 0.5


@dataclass(frozen=True, slots=True)
class Term:
    """One field of one model as the glossary gives it.

    Attributes:
        key: English key, the name of the model's field.
        title: The one Chinese title.
        also: Other names that are understood when read and never printed.
        unit: Chinese unit, empty when the field has none.
        note: How to fill it in, may be empty.
        of: Name of the model of the value (or of each item), empty for plain values.
    """

    key: str
    title: str
    also: tuple[str, ...] = ()
    unit: str = ""
    note: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Derived:
    """A name that is worked out from the case and never filled in.

    Attributes:
        key: English key, ``grant.term_end``.
        title: Dotted Chinese title, ``出让.终止日期``.
        unit: Chinese unit, empty when it has none.
        note: What it means.
        rows: For a table worked out row by row: the English keys and Chinese names of its columns.
    """

    key: str
    title: str
    unit: str
    note: str
    rows: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Glossary:
    models: Mapping[str, Mapping[str, Term]]
    labels: Mapping[str, Mapping[str, str]]
    enums: Mapping[str, Mapping[str, str]]
    choices: Mapping[str, Mapping[str, str]]
    derived: Mapping[str, Derived]
    beside: Mapping[str, str]
    list_item: Mapping[str, str]
    authority_roles: Mapping[str, str]
    extra_units: Mapping[str, str]


def terms(model: str) -> Mapping[str, Term]:
    """Return all fields of a model by key, in the glossary's order.

    Args:
        model: Name of a model, ``Grant``.

    Raises:
        KeyError: The glossary has no such model.
    """
    return _load().models[model]


def title(model: str, field: str) -> str:
    """Return the Chinese title of a field.

    Raises:
        KeyError: The glossary has no such model or field.
    """
    return terms(model)[field].title


def unit(model: str, field: str) -> str:
    """Return the Chinese unit of a field, ``""`` when it has none.

    Raises:
        KeyError: The glossary has no such model or field.
    """
    return terms(model)[field].unit


def note(model: str, field: str) -> str:
    """Return how a field is to be filled in, ``""`` when nothing needs saying.

    Raises:
        KeyError: The glossary has no such model or field.
    """
    return terms(model)[field].note


def child(model: str, field: str) -> str | None:
    """Return the name of the model that a field (or each of its items) holds, or None."""
    term = _load().models.get(model, {}).get(field)
    return term.of or None if term else None


def key_for(model: str, label: str) -> str | None:
    """Return the English key that a label stands for, or None.

    Args:
        model: Name of a model.
        label: English key, Chinese title or alias; brackets and digits may be full width, white
            space does not count.
    """
    return _load().labels.get(model, {}).get(_normal(label))


def nearest(model: str, label: str) -> str | None:
    """Return the key of the field whose name is most like an unknown label, or None.

    Args:
        model: Name of a model.
        label: What was written.
    """
    labels = _load().labels.get(model, {})
    # A label longer than any name cannot be near one; cutting it keeps hostile keys cheap.
    close = difflib.get_close_matches(_normal(label[:80]), labels, n=1, cutoff=_CUTOFF)
    return labels[close[0]] if close else None


def enum_label(enum: str, value: str) -> str:
    """Return the Chinese wording of an enumeration's code.

    Raises:
        KeyError: No such enumeration or code.
    """
    return _load().enums[enum][value]


def enum_labels(enum: str) -> Mapping[str, str]:
    """Return all codes of an enumeration with their Chinese wording, in the glossary's order.

    Raises:
        KeyError: No such enumeration.
    """
    return _load().enums[enum]


def enum_value(enum: str, text: str) -> str | None:
    """Return the code that a text stands for (a code, a Chinese wording, an alias), or None."""
    return _load().choices.get(enum, {}).get(_normal(text))


def model_at(path: str, root: str = "Case") -> str | None:
    """Return the name of the model that stands at a key path, None where a plain value stands.

    Args:
        path: English key path; ``""`` is the root itself.
        root: Name of the model the path starts from.
    """
    model: str | None = root
    for key, index in _STEP.findall(path):
        if not index:
            model = child(model, key) if model else None
    return model


def title_path(path: str, root: str = "Case") -> str:
    """Turn an English key path into the Chinese one.

    Args:
        path: ``grant.instalments[1].amount_yuan``; list places count from 0.
        root: Name of the model the path starts from.

    Returns:
        ``出让.分期[2].金额``: list places count from 1. A part that is no known key stays as it is.
    """
    if path in _load().derived:
        return _load().derived[path].title
    if path in _load().beside:
        return _load().beside[path]
    model: str | None = root
    parts: list[str] = []
    for key, index in _STEP.findall(path):
        if index:
            parts.append(f"[{int(index) + 1}]")
            continue
        term = _load().models.get(model or "", {}).get(key)
        parts.append(f"{'.' if parts else ''}{term.title if term else key}")
        model = term.of or None if term else None
    return "".join(parts)


def derived() -> Mapping[str, Derived]:
    """Return the names that ``figures`` adds for templates, by their English keys."""
    return _load().derived


def list_item() -> Mapping[str, str]:
    """Return the names of an item's number and text in a list of plain texts: ``no``, ``text``."""
    return _load().list_item


def authority_role(role: str) -> str:
    """Return the Chinese name of the role that an authority of a pack acts in.

    Raises:
        KeyError: The glossary has no such role.
    """
    return _load().authority_roles[role]


def extra_unit(kind: str) -> str:
    """Return the unit of the "1" of 3+N+1 by its kind, ``""`` when it has none."""
    return _load().extra_units.get(kind, "")


@cache
def units() -> tuple[str, ...]:
    """Return every Chinese unit that a field has, the longest first."""
    fields = [term for terms_of in _load().models.values() for term in terms_of.values()]
    named = {term.unit for term in fields} | {one.unit for one in _load().derived.values()}
    named |= set(_load().extra_units.values())
    return tuple(sorted(named - {""}, key=lambda name: (-len(name), name)))


@cache
def _load() -> _Glossary:
    # yaml costs a tenth of the import of the whole model; a model in use may never need it.
    import yaml

    # The base loader makes text of every scalar: a key ``no`` is no boolean.
    data = yaml.load(schema_bytes("glossary.yaml"), Loader=yaml.CBaseLoader)  # noqa: S506 - safe
    models = {name: _terms(fields) for name, fields in data["models"].items()}
    enums = {name: MappingProxyType(dict(values)) for name, values in data["enums"].items()}
    aliases = data.get("enum_aliases", {})
    return _Glossary(
        models=MappingProxyType(models),
        labels={name: _labels(fields) for name, fields in models.items()},
        enums=MappingProxyType(enums),
        choices={name: _choices(codes, aliases.get(name, {})) for name, codes in enums.items()},
        derived=MappingProxyType({key: _derived(key, e) for key, e in data["derived"].items()}),
        beside=MappingProxyType(dict(data["beside_a_case"])),
        list_item=MappingProxyType(dict(data["list_item"])),
        authority_roles=MappingProxyType(dict(data["authority_roles"])),
        extra_units=MappingProxyType(dict(data["extra_units"])),
    )


def _derived(key: str, entry: Mapping[str, Any]) -> Derived:
    return Derived(
        key=key,
        title=entry["zh"],
        unit=entry.get("unit", ""),
        note=entry.get("note", ""),
        rows=MappingProxyType(dict(entry.get("rows", {}))),
    )


def _terms(fields: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Term]:
    return MappingProxyType(
        {
            key: Term(
                key=key,
                title=entry["zh"],
                also=tuple(entry.get("also", ())),
                unit=entry.get("unit", ""),
                note=entry.get("note", ""),
                of=entry.get("of", ""),
            )
            for key, entry in fields.items()
        }
    )


def _labels(fields: Mapping[str, Term]) -> Mapping[str, str]:
    return {
        _normal(label): term.key
        for term in fields.values()
        for label in (term.key, term.title, *term.also)
    }


def _choices(codes: Mapping[str, str], aliases: Mapping[str, str]) -> Mapping[str, str]:
    known = {_normal(alias): code for alias, code in aliases.items()}
    known.update({_normal(label): code for code, label in codes.items()})
    known.update({_normal(code): code for code in codes})
    return known


def _normal(label: str) -> str:
    return "".join(unicodedata.normalize("NFKC", label).split()).casefold()
