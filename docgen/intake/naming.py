"""From labels as they were written to the English keys of the model, with places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from docgen import glossary
from docgen.errors import Problem
from docgen.intake.tree import Entries, Entry, Items, Leaf, Node
from docgen.model.types import illegal_character, shown

__all__ = ["Named", "Places", "to_named"]


@dataclass(frozen=True, slots=True)
class Places:
    """Where each key path stands.

    Attributes:
        name: File name.
        lines: Line (from 1) of each path; empty for sources without lines.
    """

    name: str
    lines: Mapping[str, int]

    def where(self, path: str) -> str:
        """Return the place as a message says it: ``案卷.yaml: 出让.分期[2].金额（第31行）``."""
        title = shown_path(path)
        line = self._line(path)
        head = f"{self.name}: {title}" if title else self.name
        return head + (f"（第{line}行）" if line else "")

    def origin(self, path: str) -> str:
        """Return the place as a basis says it: ``案卷.yaml 第31行``."""
        line = self.lines.get(path)
        return f"{self.name} 第{line}行" if line else f"{self.name} {shown_path(path)}"

    def order(self, path: str) -> int:
        """Return a sort key that puts problems in the order of the file."""
        return self._line(path) or 0

    def _line(self, path: str) -> int | None:
        while path and path not in self.lines:
            # The nearest part around it that has a line.
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path)


@dataclass(frozen=True, slots=True)
class Named:
    """A tree with English keys.

    Attributes:
        data: Dicts, lists and leaves for the model.
        places: Where every path stands.
        leaves: Paths of all values that are not absent, in reading order.
        problems: What was wrong with the keys themselves.
    """

    data: object
    places: Places
    leaves: tuple[str, ...]
    problems: tuple[Problem, ...]


def shown_path(path: str) -> str:
    """Return the Chinese path of a key path, unprintable characters of unknown keys replaced."""
    return "".join(c if c.isprintable() else "�" for c in glossary.title_path(path))


def to_named(node: Node, name: str) -> Named:
    """Return the data under English keys.

    Args:
        node: What the file says.
        name: File name for messages.

    Returns:
        Unknown keys are kept, so that the model refuses them with everything else; a repeated key
        (``S004``), one with illegal characters (``S010``) and one that is no text (``S009``) are
        problems already.
    """
    walk = _Walk(name)
    data = walk.node(node, "Case", "")
    return Named(data, walk.places, tuple(walk.leaves), tuple(walk.problems))


@dataclass(slots=True)
class _Walk:
    name: str
    lines: dict[str, int] = field(default_factory=dict)
    leaves: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def places(self) -> Places:
        return Places(self.name, self.lines)

    def node(self, node: Node, model: str | None, path: str) -> object:
        if node.line is not None:
            self.lines.setdefault(path, node.line)
        if isinstance(node, Leaf):
            if node.value is not None:
                self.leaves.append(path)
            return node.value
        if isinstance(node, Items):
            return [
                self.node(item, model, f"{path}[{place}]") for place, item in enumerate(node.nodes)
            ]
        return self._entries(node, model, path)

    def _entries(self, node: Entries, model: str | None, path: str) -> dict[str, object]:
        data: dict[str, object] = {}
        for entry in node.entries:
            label = self._label(entry, path)
            if label is None:
                continue
            key = (glossary.key_for(model, label) if model else None) or label
            below = f"{path}.{key}" if path else key
            if key in data:
                self._add("S004", entry, below, f"「{shown(label)}」重复写了同一项。", "只留一处。")
                continue
            if entry.line is not None:
                self.lines[below] = entry.line
            data[key] = self.node(entry.node, glossary.child(model, key) if model else None, below)
        return data

    def _label(self, entry: Entry, path: str) -> str | None:
        label = entry.label
        if not isinstance(label, str):
            self._add("S009", entry, path, f"键「{shown(label)}」不是文字。", "键用文字写。")
            return None
        if found := illegal_character(label):
            message = f"键「{shown(label)}」第{found[0]}个字符（{found[1]}）不能用。"
            self._add("S010", entry, path, message, "删去该字符。")
            return None
        return label

    def _add(self, code: str, entry: Entry, path: str, message: str, fix: str) -> None:
        lines = {path: entry.line} if entry.line is not None else {}
        where = Places(self.name, lines).where(path)
        self.problems.append(Problem(message, where, fix, code, path))
