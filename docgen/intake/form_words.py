"""What ``schemas/form.yaml`` says of forms: their topics, and limits of what is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from docgen.resources import schema_bytes

__all__ = ["Bounds", "FormWords", "PairColumn", "TopicWords", "form_words"]


@dataclass(frozen=True, slots=True)
class TopicWords:
    """A topic: its id, its Chinese title, and the key paths whose fields belong to it."""

    id: str
    title: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How fine and how large a figure may be; None where nothing is said."""

    decimals: int | None = None
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PairColumn:
    """One number of a pair: its Chinese title and unit."""

    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class FormWords:
    """The data of ``schemas/form.yaml``.

    Attributes:
        topics: The topics in their order.
        pairs: Key path of a list of pairs → its columns.
        long: ``Model.key`` of the texts of several lines.
        months: ``Model.key`` of the texts that name a month.
        numbers: Bounds of a figure by its unit.
        counts: Bounds of a whole number by its key or unit.
        lengths: Number of letters of a code, by its key.
        words: What a workbook says, by name; some have places to be filled.
        needs: What each need is called.
        hints: How each kind is filled in, where it needs saying.
        steps: What is to be done with a workbook, in order.
    """

    topics: tuple[TopicWords, ...]
    pairs: Mapping[str, tuple[PairColumn, ...]]
    long: frozenset[str]
    months: frozenset[str]
    numbers: Mapping[str, Bounds]
    counts: Mapping[str, Bounds]
    lengths: Mapping[str, int]
    words: Mapping[str, str]
    needs: Mapping[str, str]
    hints: Mapping[str, str]
    steps: tuple[str, ...]


@cache
def form_words() -> FormWords:
    """Return the data of ``schemas/form.yaml``."""
    import yaml

    data: dict[str, Any] = yaml.load(schema_bytes("form.yaml"), Loader=yaml.CBaseLoader)  # noqa: S506 - safe
    words = data["words"]
    return FormWords(
        topics=tuple(
            TopicWords(one["id"], one["title"], tuple(one["parts"])) for one in data["topics"]
        ),
        pairs=MappingProxyType(
            {
                path: tuple(PairColumn(one["title"], one["unit"]) for one in columns)
                for path, columns in data["pairs"].items()
            }
        ),
        long=frozenset(data["long"]),
        months=frozenset(data["months"]),
        numbers=MappingProxyType({key: _bounds(one) for key, one in data["numbers"].items()}),
        counts=MappingProxyType({key: _bounds(one) for key, one in data["counts"].items()}),
        lengths=MappingProxyType({key: int(one) for key, one in data["lengths"].items()}),
        words=MappingProxyType({key: one for key, one in words.items() if isinstance(one, str)}),
        needs=MappingProxyType(dict(words["needs"])),
        hints=MappingProxyType(dict(words["hints"])),
        steps=tuple(words["steps"]),
    )


def _bounds(entry: Mapping[str, str]) -> Bounds:
    return Bounds(
        decimals=int(entry["decimals"]) if "decimals" in entry else None,
        least=Decimal(entry["least"]) if "least" in entry else None,
        most=Decimal(entry["most"]) if "most" in entry else None,
    )
