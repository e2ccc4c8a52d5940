"""YAML text into a tree, every scalar as its text.

libyaml's events are composed here: ``012345670``, ``12:30``, ``1e3``, ``yes`` and ``2021-11-05``
stay what was typed, no tag makes an object, and aliases count each time they are used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import yaml

from docgen.errors import InputError
from docgen.intake.tree import Entries, Entry, Items, Leaf, Node, Tally, fault

__all__ = ["read_yaml"]


class _Mark(Protocol):
    line: int
    column: int


_NULLS = frozenset({"", "~", "null"})
_TEXT_TAGS = frozenset({None, "!", "tag:yaml.org,2002:str"})
# Newer releases of libyaml stop a bomb themselves, before its events reach our own count.
_TOO_DEEP = "exceeded maximum nesting depth"
# libyaml's own words, in part, and what they mean for the person who typed the file.
_MEANINGS = (
    ("cannot start any token", "用了制表符，或以 @、`、% 开头的文字没有加引号"),
    ("mapping values are not allowed", "多了冒号，或缩进不对"),
    ("could not find expected ':'", "少了冒号，或冒号后没有空格"),
    ("did not find expected", "缩进没有对齐，或引号、括号没有配对"),
    ("unexpected end of stream", "引号没有配对"),
    ("undefined alias", "别名（*）没有对应的锚（&）"),
    ("control characters", "有控制字符"),
    ("unknown escape", "双引号中的反斜杠写法不对"),
)


def read_yaml(text: str, name: str) -> Node:
    """Return the tree of a YAML document.

    Args:
        text: The document.
        name: File name for messages.

    Raises:
        InputError: ``S002`` for broken syntax with line and column, ``S011`` for bombs.
    """
    events = yaml.parse(text, Loader=yaml.CBaseLoader)
    try:
        return _Composer(events, name).document()
    except yaml.MarkedYAMLError as error:
        place = _place(error.problem_mark or error.context_mark)
        if _TOO_DEEP in (error.problem or ""):
            where = f"{name}（第{place[0]}行第{place[1]}列）"
            fix = "按案卷的层次重写。"
            raise fault("S011", "层次太深。", where=where, fix=fix) from error
        raise _broken(name, _meaning(error.problem or ""), place) from error
    except yaml.YAMLError as error:
        raise _broken(name, _meaning(str(error)), (1, 1)) from error


class _Composer:
    def __init__(self, events: Iterator[yaml.Event], name: str) -> None:
        self._events = events
        self._name = name
        self._tally = Tally(name)
        self._anchors: dict[str, tuple[Node, int]] = {}

    def document(self) -> Node:
        node: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    raise self._refuse(event, "一个文件只能有一份文档（多了「---」）")
                node = self._node(next(self._events), depth=0)
        return node if node is not None else Leaf(None)

    def _node(self, event: yaml.Event, *, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth=depth)
        before = self._tally.count
        self._tally.add(depth=depth)
        node = self._fresh(event, depth=depth)
        if anchor := getattr(event, "anchor", None):
            self._anchors[anchor] = (node, self._tally.count - before)
        return node

    def _fresh(self, event: yaml.Event, *, depth: int) -> Node:
        line = _place(event.start_mark)[0]
        if isinstance(event, yaml.ScalarEvent):
            if event.tag not in _TEXT_TAGS:
                raise self._refuse(event, "不能使用类型标签（!）")
            plain = event.implicit[0] and event.value in _NULLS
            return Leaf(None if plain else event.value, line)
        if getattr(event, "tag", None) is not None:
            raise self._refuse(event, "不能使用类型标签（!）")
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(tuple(self._items(depth=depth + 1)), line)
        return Entries(tuple(self._entries(depth=depth + 1)), line)

    def _alias(self, event: yaml.AliasEvent, *, depth: int) -> Node:
        if event.anchor not in self._anchors:
            raise self._refuse(event, "别名（*）没有对应的锚（&），或引用了自己")
        node, weight = self._anchors[event.anchor]
        self._tally.add(weight, depth=depth)
        return node

    def _items(self, *, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth=depth)

    def _entries(self, *, depth: int) -> Iterator[Entry]:
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refuse(event, "键必须是一个词")
            self._tally.add(depth=depth)
            node = self._node(next(self._events), depth=depth)
            yield Entry(event.value, node, _place(event.start_mark)[0])

    def _refuse(self, event: yaml.Event, meaning: str) -> InputError:
        return _broken(self._name, meaning, _place(event.start_mark))


def _meaning(problem: str) -> str:
    for words, meaning in _MEANINGS:
        if words in problem:
            return meaning
    return "写法不合 YAML 语法"


def _place(mark: _Mark | None) -> tuple[int, int]:
    # libyaml marks every event; PyYAML's types allow for events made by hand.
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _broken(name: str, meaning: str, place: tuple[int, int]) -> InputError:
    where = f"{name}（第{place[0]}行第{place[1]}列）"
    return fault("S002", f"YAML 读不通：{meaning}。", where=where, fix="改正该处写法。")
