"""Flat names and texts into a plain tree: places in lists closed up, halves of pairs told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic_core import PydanticCustomError

from docgen.errors import Problem
from docgen.intake.form_names import is_pair, known
from docgen.intake.naming import shown_path
from docgen.model.clause_numbers import read_clause
from docgen.model.types import shown

__all__ = ["Tree", "bare", "tree_of"]

_PAIR = 2
_CLAUSES = "contract.clauses."
Tree: TypeAlias = dict[str, Any]


def bare(text: str) -> str:
    """Return a text as it counts: line ends alike, no white space around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def tree_of(
    values: Mapping[str, str], source: str
) -> tuple[Tree, dict[str, str], list[tuple[str, Problem]]]:
    """Return the tree of values, the name of each path, and what is wrong with names and pairs.

    Args:
        values: Flat name → text as it counts, none of them empty.
        source: What to call the form in messages.
    """
    root: dict[str | int, Any] = {}
    wrong: list[tuple[str, Problem]] = []
    for name, said in values.items():
        steps = known(name)
        if steps is None:
            message = f"表单里没有「{shown(name)}」这一项。"
            wrong.append((name, Problem(message, source, "重新打开表单再填。", "S003")))
            continue
        node = root
        for step in steps[:-1]:
            node = node.setdefault(step, {})
        node[steps[-1]] = name, said
    settling = _Settling(source, {}, wrong)
    return settling.node(root, ""), settling.names, wrong


@dataclass(frozen=True, slots=True)
class _Settling:
    """Makes the plain tree; places in lists are closed up in their order.

    Attributes:
        source: What to call the form.
        names: Key path → flat name, as they are found.
        wrong: Names at fault, as they are found.
    """

    source: str
    names: dict[str, str]
    wrong: list[tuple[str, Problem]]

    def node(self, node: Any, path: str) -> Any:
        if isinstance(node, tuple):
            return self._leaf(node[0], node[1], path)
        if node and all(isinstance(step, int) for step in node):
            items = [node[step] for step in sorted(node)]
            if is_pair(path) and len(items) < _PAIR:
                self._half(node, path)
            return [self.node(one, f"{path}[{place}]") for place, one in enumerate(items)]
        below = f"{path}." if path else ""
        return {step: self.node(one, f"{below}{step}") for step, one in node.items()}

    def _leaf(self, name: str, said: str, path: str) -> str:
        self.names[path] = name
        if path.startswith(_CLAUSES):
            # The model refuses the clauses as a whole; a form tells which of them it is.
            try:
                read_clause(path.removeprefix(_CLAUSES), said)
            except PydanticCustomError as error:
                where = f"{self.source}: {shown_path(path)}"
                fix = "照合同写出条号；没有就留空。"
                self.wrong.append((name, Problem(error.message(), where, fix, "S009", path)))
        return said

    def _half(self, node: Mapping[int, tuple[str, str]], path: str) -> None:
        (held, (name, _)) = next(iter(node.items()))
        absent = _PAIR - 1 - held
        named = f"{name.rpartition('.')[0]}.{absent}"
        where = f"{self.source}: {shown_path(path)}"
        problem = Problem("少了一个值。", where, "两个坐标都要填。", "S009", f"{path}[{absent}]")
        self.wrong.append((named, problem))
