"""Every value that a case gives, with its path."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from docgen.model import Part

__all__ = ["leaves_of"]


class _Paths(dict[str, str]):
    """Paths of the fields below one prefix, each made once and its hash with it."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix

    def __missing__(self, name: str) -> str:
        path = self[name] = self._prefix + name
        return path


_below = lru_cache(maxsize=4096)(_Paths)
_PLAIN = frozenset({str, Decimal, date, int, bool})


def leaves_of(part: Part) -> tuple[tuple[str, str, object], ...]:
    """Return the values given in a part: path, path without places in lists, value.

    Args:
        part: A case, or any part of one; the paths start from it.

    Returns:
        The values in no particular order; absent ones are left out, empty texts are not.
    """
    found: list[tuple[str, str, object]] = []
    _gather(part, "", "", found)
    return tuple(found)


def _gather(part: Part, path: str, field: str, into: list[tuple[str, str, object]]) -> None:
    # Only what was given: a ledger's row gives twenty fields of the hundreds there are. Both
    # prefixes end with their point.
    held, paths, fields = part.__dict__, _below(path), _below(field)
    for name in part.__pydantic_fields_set__:
        value = held[name]
        # The kinds of value that are many are told by their class: asking of a model is slow.
        if type(value) in _PLAIN:
            into.append((paths[name], fields[name], value))
        elif value is not None:
            _gather_value(value, paths[name], fields[name], into)


def _gather_value(
    value: object, path: str, field: str, into: list[tuple[str, str, object]]
) -> None:
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            _gather_value(item, f"{path}[{index}]", field, into)
    elif isinstance(value, Part):
        inner = f"{path}."
        _gather(value, inner, f"{field}.", into)
    else:
        into.append((path, field, value))
