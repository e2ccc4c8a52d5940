"""JSON text into a tree, every number as its text, repeated keys and lines kept."""

from __future__ import annotations

import json
import re
from bisect import bisect_left

from docgen.errors import InputError
from docgen.intake.tree import Entries, Entry, Items, Leaf, Node, Tally, fault

__all__ = ["read_json"]

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS = {"true": "true", "false": "false", "null": None}
_WORD = re.compile(r"[A-Za-z]+")


def read_json(text: str, name: str) -> Node:
    """Return the tree of a JSON text.

    Args:
        text: The whole text.
        name: File name for messages.

    Raises:
        InputError: ``S002`` for broken syntax with line and column, ``S011`` for bombs.
    """
    return _Reader(text, name).document()


class _Reader:
    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._tally = Tally(name)
        self._breaks = [found.start() for found in re.finditer("\n", text)]
        self._decoder = json.JSONDecoder()
        self._at = 0

    def document(self) -> Node:
        node = self._node(depth=0)
        if self._peek():
            raise self._broken("结尾之后还有内容")
        return node

    def _node(self, *, depth: int) -> Node:
        self._tally.add(depth=depth)
        start = self._peek()
        line = self._line()
        if start == "{":
            return Entries(tuple(self._entries(depth=depth + 1)), line)
        if start == "[":
            return Items(tuple(self._items(depth=depth + 1)), line)
        if start == '"':
            return Leaf(self._string(), line)
        if found := _NUMBER.match(self._text, self._at):
            self._at = found.end()
            return Leaf(found[0], line)
        found = _WORD.match(self._text, self._at)
        if found is None or found[0] not in _WORDS:
            raise self._broken("应为文字、数、true、false、null、{ 或 [")
        self._at = found.end()
        return Leaf(_WORDS[found[0]], line)

    def _entries(self, *, depth: int) -> list[Entry]:
        entries: list[Entry] = []
        self._at += 1
        while self._peek() != "}" or entries:
            if self._peek() != '"':
                raise self._broken("键应加双引号")
            line = self._line()
            label = self._string()
            if self._peek() != ":":
                raise self._broken("键之后少了冒号")
            self._at += 1
            entries.append(Entry(label, self._node(depth=depth), line))
            if not self._more("}"):
                return entries
        self._at += 1
        return entries

    def _items(self, *, depth: int) -> list[Node]:
        nodes: list[Node] = []
        self._at += 1
        while self._peek() != "]" or nodes:
            nodes.append(self._node(depth=depth))
            if not self._more("]"):
                return nodes
        self._at += 1
        return nodes

    def _more(self, end: str) -> bool:
        mark = self._peek()
        if mark not in (",", end):
            raise self._broken(f"少了逗号或「{end}」")
        self._at += 1
        return mark == ","

    def _string(self) -> str:
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            self._at = error.pos
            raise self._broken("引号没有配对，或文字中有换行、控制字符、不对的反斜杠") from error
        return str(value)

    def _peek(self) -> str:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._text[self._at : self._at + 1]

    def _line(self) -> int:
        return bisect_left(self._breaks, self._at) + 1

    def _broken(self, meaning: str) -> InputError:
        line = self._line()
        column = self._at - (self._breaks[line - 2] if line > 1 else -1)
        where = f"{self._name}（第{line}行第{column}列）"
        return fault("S002", f"JSON 读不通：{meaning}。", where=where, fix="改正该处写法。")
