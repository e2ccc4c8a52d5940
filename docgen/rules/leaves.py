"""Every value that a case gives: which fields it has, its figures and its days with their paths."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from docgen.model import Part
from docgen.model.types import UnclearDate

__all__ = ["Leaves", "leaves_of"]


@dataclass(frozen=True, slots=True)
class Leaves:
    """The values of a case, in no particular order: findings are put in theirs at the end.

    Absent values are left out, empty texts are not.

    Attributes:
        fields: Field of every value: its path without places in lists; once for each value.
        figures: Path, field and value of every figure.
        days: Every day, and every text that stands for one, by its path.
    """

    fields: list[str] = field(default_factory=list)
    figures: list[tuple[str, str, Decimal]] = field(default_factory=list)
    days: dict[str, date | UnclearDate] = field(default_factory=dict)


class _Paths(dict[str, str]):
    """Paths of the fields below one prefix, each made once and its hash with it."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix

    def __missing__(self, name: str) -> str:
        path = self[name] = self._prefix + name
        return path


_below = lru_cache(maxsize=4096)(_Paths)
_PLAIN = frozenset({str, int, bool})


def leaves_of(part: Part) -> Leaves:
    """Return the values given in a part.

    Args:
        part: A case, or any part of one; the paths start from it.
    """
    found = Leaves()
    _gather(part, "", "", found)
    return found


def _gather(part: Part, path: str, place: str, into: Leaves) -> None:
    # Only what was given: a ledger's row gives twenty fields of the hundreds there are. Both
    # prefixes end with their point.
    held, paths, named = part.__dict__, _below(path), into.fields
    fields = paths if place is path else _below(place)
    for name in part.__pydantic_fields_set__:
        value = held[name]
        # The kinds of value that are many are told by their class: asking of a model is slow.
        kind = type(value)
        if kind in _PLAIN:
            named.append(fields[name])
        elif kind is Decimal:
            named.append(fields[name])
            into.figures.append((paths[name], fields[name], value))
        elif kind is date:
            named.append(fields[name])
            into.days[paths[name]] = value
        elif value is not None:
            _gather_value(value, paths[name], fields[name], into)


def _gather_value(value: object, path: str, place: str, into: Leaves) -> None:
    if isinstance(value, Part):
        inner = f"{path}."
        _gather(value, inner, inner if place is path else f"{place}.", into)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            _gather_value(item, f"{path}[{index}]", place, into)
    else:
        into.fields.append(place)
        if isinstance(value, Decimal):
            into.figures.append((path, place, value))
        elif isinstance(value, (date, UnclearDate)):
            into.days[path] = value
