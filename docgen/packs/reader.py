"""Reads a pack's YAML with the place of every key, so that each problem names file, line and key.

A pack may come from anybody: size, depth and number of nodes are bounded, anchors are refused, and
every scalar is taken as its text and typed by the key that holds it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

import yaml

from docgen.errors import PackError, Problem

__all__ = ["MAX_BYTES", "MapReader", "Notes", "read_document"]

MAX_BYTES = 1_000_000
_MAX_DEPTH = 20
# Newer releases of libyaml stop a bomb themselves, before its events reach our own count.
_TOO_DEEP = "exceeded maximum nesting depth"
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,10})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NULLS = ("", "null", "~")


class Notes:
    """Collects every problem of one file.

    Attributes:
        file: Name of the file as messages say it.
        problems: What was found so far.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, message: str, *, node: yaml.Node, key: str, fix: str, value: str = "") -> None:
        """Note a problem at a node.

        Args:
            message: What is wrong, in Chinese.
            node: The node, for its line.
            key: Dotted path of the key.
            fix: How to put it right, in Chinese.
            value: The value as it was read.
        """
        where = f"{self.file} 第{_line(node)}行 {key}".rstrip()
        self.problems.append(Problem(message, where, fix, path=key, value=value))

    def raise_if_any(self) -> None:
        """Raise everything found as one PackError."""
        if self.problems:
            raise PackError(self.problems)


class MapReader:
    """A mapping of the file, read key by key; what nobody asked for is a problem."""

    def __init__(self, node: yaml.MappingNode, *, path: str, notes: Notes) -> None:
        self.node = node
        self.path = path
        self.notes = notes
        self._seen: set[str] = set()
        self._nodes: dict[str, yaml.Node] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
            if not key:
                notes.add("键不是文字。", node=key_node, key=path, fix="键写成一个词。")
            elif key in self._nodes:
                notes.add(
                    f"键「{key}」写了两次。",
                    node=key_node,
                    key=self.under(key),
                    fix="只留一处。",
                )
            else:
                self._nodes[key] = value_node

    def under(self, key: str) -> str:
        """Return the dotted path of a key of this mapping."""
        return f"{self.path}.{key}" if self.path else key

    def names(self) -> tuple[str, ...]:
        """Return the keys in the order of the file."""
        return tuple(self._nodes)

    def at(self, key: str) -> yaml.Node:
        """Return the node of a key, or of the mapping where the key is absent."""
        return self._nodes.get(key, self.node)

    def problem(self, key: str, message: str, fix: str, value: str = "") -> None:
        """Note a problem of one key."""
        self.notes.add(message, node=self.at(key), key=self.under(key), fix=fix, value=value)

    def text(self, key: str, *, required: bool = True) -> str:
        """Return the text of a key, ``""`` when it is absent or null."""
        self._seen.add(key)
        node = self._nodes.get(key)
        if node is not None and not isinstance(node, yaml.ScalarNode):
            self.problem(key, f"「{key}」应是一个值。", "写成一个值，不要写成列表或映射。")
            return ""
        text = _scalar(node) if node is not None else ""
        if required and not text:
            self.problem(key, f"缺少「{key}」。", f"填写「{key}」。")
        return text

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Return the day of a key (2021-09-30), None when absent."""
        text = self.text(key, required=required)
        if not text:
            return None
        found = _day(text)
        if found is None:
            self.problem(key, f"「{text}」不是日期。", "写成 2021-09-30 的样子。", text)
        return found

    def year(self, key: str, *, required: bool = False) -> int | None:
        """Return the year of a key, None when absent."""
        text = self.text(key, required=required)
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{4}", text):
            self.problem(key, f"「{text}」不是年份。", "写四位数字的年份。", text)
            return None
        return int(text)

    def number(self, key: str) -> Decimal | None:
        """Return the number of a key, exactly as written; None after noting a problem."""
        text = self.text(key)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.problem(key, f"「{text}」不是数。", "只写数字和小数点，单位另写。", text)
            return None
        return Decimal(text)

    def choice(
        self, key: str, allowed: Collection[str], *, default: str = "", required: bool = True
    ) -> str:
        """Return the text of a key that must be one of a list; the default when absent."""
        text = self.text(key, required=required and not default) or default
        if text and text not in allowed:
            listed = "、".join(allowed)
            self.problem(key, f"「{text}」不是可用的值。", f"改为其中之一：{listed}。", text)
        return text

    def words(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """Return the texts of a list."""
        self._seen.add(key)
        node = self._nodes.get(key)
        if node is None:
            if required:
                self.problem(key, f"缺少「{key}」。", f"填写「{key}」。")
            return ()
        if not isinstance(node, yaml.SequenceNode) or not all(
            isinstance(item, yaml.ScalarNode) for item in node.value
        ):
            self.problem(key, f"「{key}」应是一列文字。", "写成 [甲, 乙] 的样子。")
            return ()
        return tuple(str(item.value) for item in node.value)

    def choices(
        self, key: str, allowed: Collection[str], *, required: bool = True
    ) -> tuple[str, ...]:
        """Return the texts of a list that must all be of another list; others are left out."""
        words = self.words(key, required=required)
        for word in words:
            if word not in allowed:
                near = difflib.get_close_matches(word[:80], sorted(allowed), n=1)
                listed = near[0] if near else "、".join(allowed)
                self.problem(key, f"「{word}」不是可用的值。", f"改为其中之一：{listed}。", word)
        return tuple(word for word in words if word in allowed)

    def mapping(self, key: str, *, required: bool = True) -> MapReader | None:
        """Return the mapping of a key, None when absent."""
        self._seen.add(key)
        node = self._nodes.get(key)
        if isinstance(node, yaml.MappingNode):
            return MapReader(node, path=self.under(key), notes=self.notes)
        if node is not None and not _is_null(node):
            self.problem(key, f"「{key}」应是一组键和值。", "每行写「键: 值」，并缩进。")
        elif required:
            self.problem(key, f"缺少「{key}」。", f"填写「{key}」。")
        return None

    def mappings(self, key: str) -> Iterator[MapReader]:
        """Yield every mapping of a list; an absent key is an empty list."""
        self._seen.add(key)
        node = self._nodes.get(key)
        if node is None or _is_null(node):
            return
        if not isinstance(node, yaml.SequenceNode):
            self.problem(key, f"「{key}」应是一列。", "每项以「- 」起行。")
            return
        for index, item in enumerate(node.value):
            path = f"{self.under(key)}[{index}]"
            if isinstance(item, yaml.MappingNode):
                yield MapReader(item, path=path, notes=self.notes)
            else:
                self.notes.add(
                    "此项应是一组键和值。", node=item, key=path, fix="写成「- 键: 值」的样子。"
                )

    def finish(self) -> None:
        """Note every key that nobody asked for, with the nearest known one."""
        for key in self._nodes:
            if key not in self._seen:
                self.unknown(key, self._seen)

    def unknown(self, key: str, known: Collection[str]) -> None:
        """Note an unknown key, with the nearest of the known ones."""
        near = difflib.get_close_matches(key[:80], sorted(known), n=1)
        fix = f"是否应为「{near[0]}」？" if near else "删去它，或核对键名。"
        self.problem(key, f"不认识的键「{key}」。", fix, key)


def read_document(data: bytes, *, file: str) -> MapReader:
    """Return the top mapping of a pack file.

    Args:
        data: The file's bytes, UTF-8 with or without a byte order mark.
        file: The file's name as messages say it.

    Raises:
        PackError: Not UTF-8, too large, too deep, not YAML, with anchors, or no mapping.
    """
    if len(data) > MAX_BYTES:
        raise PackError("文件过大，不像规则包。", where=file, fix="规则包不应超过 1 MB。")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PackError("文件不是 UTF-8 编码。", where=file, fix="另存为 UTF-8。") from error
    try:
        _check_events(text, file)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        place = _place(error, file)
        if _TOO_DEEP in str(error):
            raise PackError("层次过深。", where=place, fix="核对缩进与括号。") from error
        raise PackError("YAML 写法有误。", where=place, fix="核对缩进、冒号与引号。") from error
    if not isinstance(node, yaml.MappingNode):
        raise PackError("文件里没有键和值。", where=file, fix="每行写「键: 值」。")
    return MapReader(node, path="", notes=Notes(file))


def _check_events(text: str, file: str) -> None:
    # Events come one by one, so a bomb is seen before anything is built from it.
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = _line(event)
        if isinstance(event, yaml.AliasEvent):
            raise PackError(
                "不能使用锚点与引用（& 和 *）。", where=f"{file} 第{line}行", fix="照写一遍。"
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            raise PackError("层次过深。", where=f"{file} 第{line}行", fix="核对缩进与括号。")


def _line(node: yaml.Node | yaml.Event) -> int:
    mark = node.start_mark
    return mark.line + 1 if mark else 1


def _place(error: yaml.YAMLError, file: str) -> str:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return f"{file} 第{mark.line + 1}行" if mark else file


def _scalar(node: yaml.ScalarNode) -> str:
    return "" if _is_null(node) else str(node.value)


def _is_null(node: yaml.Node) -> bool:
    plain = isinstance(node, yaml.ScalarNode) and node.style is None
    return plain and node.value in _NULLS


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
