"""Flat names of a form's values: ``grant.instalments.0.amount_yuan``, and what they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from docgen.intake.form_plan import whole_plan
from docgen.intake.form_words import form_words

__all__ = ["ITEM", "dotted", "flat", "general", "is_pair", "known", "of_path", "path_of", "rows_of"]

#: Stands for any place in a list.
ITEM = "#"
_MOST_DIGITS = 6


def path_of(name: str) -> str:
    """Return the key path of a flat name: ``grant.instalments[0].amount_yuan``."""
    path = ""
    for step in name.split("."):
        path += f"[{step}]" if step.isdigit() else f".{step}" if path else step
    return path


def dotted(path: str) -> str:
    """Return the flat name of a key path."""
    return path.replace("[", ".").replace("]", "")


@cache
def _fields() -> Mapping[str, Any]:
    """Return the fields of the whole form as a tree of steps, ``#`` for a place in a list."""
    root: dict[str, Any] = {}
    for one in whole_plan().fields():
        *steps, last = of_path(one.path).split(".")
        node = root
        for step in steps:
            node = node.setdefault(step, {})
        node[last] = one
    return root


def known(name: str) -> tuple[str | int, ...] | None:
    """Return the steps to a field by its flat name, places as numbers; None for no field.

    Args:
        name: As somebody gave it.
    """
    node: Any = _fields()
    steps: list[str | int] = []
    for step in name.split("."):
        if not isinstance(node, dict):
            return None
        if ITEM in node and step.isascii() and step.isdigit() and len(step) <= _MOST_DIGITS:
            steps.append(int(step))
            node = node[ITEM]
        elif step in node and step != ITEM:
            steps.append(int(step) if step.isdigit() else step)
            node = node[step]
        else:
            return None
    return None if isinstance(node, dict) else tuple(steps)


def general(name: str) -> str:
    """Return a flat name with ``#`` for the places in lists; empty for the name of no field."""
    steps, node = known(name) or (), _fields()
    said: list[str] = []
    for step in steps:
        found = ITEM if isinstance(step, int) and ITEM in node else str(step)
        said.append(found)
        node = node[found]
    return ".".join(said)


def of_path(path: str) -> str:
    """Return the general name of a form's path: ``grant.instalments.#.amount_yuan``.

    Args:
        path: As a form has it, ``grant.instalments[].amount_yuan``.
    """
    return path.replace("[]", f".{ITEM}")


def rows_of(name: str) -> Iterator[tuple[str, str]]:
    """Yield the rows that a value lies in, the outermost first, each with its general name."""
    steps, generals = name.split("."), general(name).split(".")
    for at, step in enumerate(generals, 1):
        if step == ITEM:
            yield ".".join(steps[:at]), ".".join(generals[:at])


def is_pair(path: str) -> bool:
    """Return whether a pair of numbers stands at a key path."""
    head, _, last = path.rpartition("[")
    return last.endswith("]") and head in form_words().pairs


def flat(node: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield flat names and texts of a plain tree as ``dump_case`` gives it.

    Args:
        node: The tree.
        name: Name of the tree itself.
    """
    if isinstance(node, Mapping):
        for key, one in node.items():
            yield from flat(one, f"{name}.{key}" if name else key)
    elif isinstance(node, list | tuple):
        for place, one in enumerate(node):
            yield from flat(one, f"{name}.{place}")
    elif isinstance(node, bool):
        yield name, "true" if node else "false"
    elif node is not None:
        yield name, str(node)
