"""What a file says before anybody knows what it means: leaves, lists and entries with lines.

Every reader keeps all entries of a mapping, repeated keys too, so that repetition is reported in
one way for every kind of file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from docgen.errors import InputError, Problem

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "Entries",
    "Entry",
    "Items",
    "Leaf",
    "Node",
    "Tally",
    "fault",
    "from_python",
]

#: A case is a few kilobytes; boundary points may make it some hundred.
MAX_BYTES = 5_000_000
#: Values of one file, repetitions by YAML aliases counted each time.
MAX_NODES = 100_000
#: A case is five levels deep.
MAX_DEPTH = 32


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value: text as it was written, None, or a Python object from a caller."""

    value: object
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    nodes: tuple[Node, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A key as it was written, with its value and line."""

    label: object
    node: Node
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping, repeated keys kept."""

    entries: tuple[Entry, ...]
    line: int | None = None


Node: TypeAlias = Leaf | Items | Entries


def fault(code: str, message: str, *, where: str, fix: str) -> InputError:
    """Return the error for a file that cannot be read at all."""
    return InputError([Problem(message, where=where, fix=fix, code=code)])


class Tally:
    """Counts the values of one file and stops bombs; made anew for each file."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.count = 0

    def add(self, nodes: int = 1, *, depth: int = 0) -> None:
        """Count further values at a depth.

        Raises:
            InputError: ``S011``, the file holds too many values or is nested too deeply.
        """
        self.count += nodes
        if self.count > MAX_NODES:
            message = f"内容太多：超过 {MAX_NODES} 个值。"
            raise fault("S011", message, where=self._name, fix="一个文件只写一宗地的档案。")
        if depth > MAX_DEPTH:
            message = f"层次太深：超过 {MAX_DEPTH} 层。"
            raise fault("S011", message, where=self._name, fix="按案卷的层次重写。")


def from_python(
    value: object, tally: Tally, *, leaf: Callable[[object], object], depth: int = 0
) -> Node:
    """Return the tree of a plain Python value.

    Args:
        value: Mappings, lists and tuples, anything else is a leaf.
        tally: Counts values and depth, so that a value that holds itself ends in an error.
        leaf: Turns each leaf into what the model shall see.
        depth: Depth of ``value``.

    Raises:
        InputError: ``S011``.
    """
    tally.add(depth=depth)
    if isinstance(value, Mapping):
        return Entries(
            tuple(
                Entry(key, from_python(item, tally, leaf=leaf, depth=depth + 1))
                for key, item in value.items()
            )
        )
    if isinstance(value, list | tuple):
        return Items(tuple(from_python(item, tally, leaf=leaf, depth=depth + 1) for item in value))
    return Leaf(leaf(value))
