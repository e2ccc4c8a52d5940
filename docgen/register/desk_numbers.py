"""The place in a case's tree where a paper's own number stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docgen.errors import UsageError

__all__ = ["number_at", "with_number", "without_numbers"]


def number_at(data: Mapping[str, Any], path: str) -> str:
    """Return the number that stands in a case's tree, "" for none.

    Args:
        data: The plain tree under English keys.
        path: Where, ``contract_no`` or ``supervision.agreement_no``.
    """
    node: Any = data
    for key in path.split("."):
        node = node.get(key) if isinstance(node, Mapping) else None
    return node.strip() if isinstance(node, str) else ""


def with_number(
    data: Mapping[str, Any], path: str, number: str, *, instead: str = ""
) -> dict[str, Any]:
    """Return the tree with a number in its place; the given tree stays as it is.

    Args:
        data: The plain tree under English keys.
        path: Where.
        number: The number.
        instead: The number of the corrected paper, which may stand there and gives way.

    Raises:
        UsageError: Another number stands there.
    """
    there = number_at(data, path)
    if there and there not in (number, instead):
        raise UsageError(
            f"案卷里已经写了编号「{there}」，与编出的「{number}」不同。",
            fix="核对案卷里的编号；要另编的，先在案卷里删去它。",
        )
    return _put(data, path.split("."), number)


def without_numbers(data: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """Return the tree without the numbers of papers: what else it says.

    Args:
        data: The plain tree under English keys.
        paths: Where papers have their own numbers.
    """
    left = dict(data)
    for path in paths:
        left = _taken(left, path.split("."))
    return left


def _taken(node: Mapping[str, Any], keys: list[str]) -> dict[str, Any]:
    first, *rest = keys
    inner = node.get(first)
    others = {name: one for name, one in node.items() if name != first}
    if not rest or not isinstance(inner, Mapping):
        return others if not rest else dict(node)
    below = _taken(inner, rest)
    return {**node, first: below} if below else others


def _put(node: Mapping[str, Any], keys: list[str], number: str) -> dict[str, Any]:
    first, *rest = keys
    inner = node.get(first)
    below = inner if isinstance(inner, Mapping) else {}
    return {**node, first: _put(below, rest, number) if rest else number}
