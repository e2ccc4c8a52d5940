"""What a request asks for: a case, and what is to be made of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from fastapi import Request

from docgen.errors import InputError
from docgen.intake import Loaded, case_from_tree, tree_from_json
from docgen.intake.tree import Entries, Leaf, Node
from docgen.model.types import shown

__all__ = ["FILE", "Order", "read_options", "read_order"]

#: What messages and receipts call a case that came in a request's body.
FILE = "请求.json"
_CASE = "case"
_LONGEST_NAME = 120
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Order:
    """What a request asks for.

    Attributes:
        loaded: The case; None where the request brings none.
        options: The other members, each of the type that the API's contract names.
        file: What receipt and findings call the case's file.
    """

    loaded: Loaded | None
    options: Mapping[str, Any]
    file: str

    @property
    def case(self) -> Loaded:
        """The case.

        Raises:
            InputError: The request brings none.
        """
        if self.loaded is None:
            raise _fault(f"请求里没有 {_CASE}。", f"把案卷写在 {_CASE} 之下。", "S009")
        return self.loaded


class _Digits(str):
    """A number as it was written: no text, and never a float."""

    __slots__ = ()


def read_order(request: Request, body: bytes, known: Mapping[str, type]) -> Order:
    """Read a request's JSON with a case in it.

    Args:
        request: The request; ``state.file`` is set to what messages call the case's file.
        body: As it came.
        known: Members that it may have beside the case, each with its type: ``str``, ``bool``,
            ``int``, ``list`` (of texts), ``dict`` (of texts).

    Raises:
        InputError: Every problem of the case at once; or a member is unknown, stands twice, or is
            of another type.
    """
    nodes, options = _read(body, known, (_CASE, *known))
    file = request.state.file = _file_name(options)
    case = nodes.get(_CASE)
    given = case is not None and not (isinstance(case, Leaf) and case.value is None)
    loaded = case_from_tree(case, name=file) if case is not None and given else None
    return Order(loaded, options, file)


def read_options(request: Request, body: bytes, known: Mapping[str, type]) -> Mapping[str, Any]:
    """Read a request's JSON without a case.

    Args:
        request: The request.
        body: As it came.
        known: Members that it may have, each with its type.

    Raises:
        InputError: A member is unknown, stands twice, or is of another type.
    """
    request.state.file = FILE
    return _read(body, known, tuple(known))[1]


def _read(
    body: bytes, known: Mapping[str, type], names: tuple[str, ...]
) -> tuple[dict[str, Node], dict[str, Any]]:
    tree = tree_from_json(body, name=FILE)
    if not isinstance(tree, Entries):
        raise _fault("请求体应为若干“名称：值”。", "写成 {…} 的样子。", "S009")
    nodes = _members(tree, names)
    # Broken syntax, depth and size are refused above.
    plain = json.loads(body.decode("utf-8-sig"), parse_float=_Digits, parse_int=_Digits)
    options = {
        name: _typed(name, plain[name], kind)
        for name, kind in known.items()
        if plain.get(name) is not None
    }
    return nodes, options


def _members(tree: Entries, names: tuple[str, ...]) -> dict[str, Node]:
    members: dict[str, Node] = {}
    for entry in tree.entries:
        label = str(entry.label)
        if label in members:
            raise _fault(f"「{label}」写了两次。", "只留一处。", "S004")
        if label not in names:
            known = "、".join(names)
            raise _fault(f"请求里没有「{shown(label)}」这一项。", f"可用：{known}。", "S003")
        members[label] = entry.node
    return members


def _typed(name: str, value: object, kind: type) -> Any:
    made = _READERS[kind](value)
    if made is None:
        raise _fault(f"「{name}」应为{_WORDS[kind]}。", "改写后再发。", "S009")
    return made


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and not isinstance(value, _Digits) else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _list(value: object) -> list[str] | None:
    fits = isinstance(value, list) and all(_text(one) is not None for one in value)
    return value if fits and isinstance(value, list) else None


def _texts(value: object) -> dict[str, str] | None:
    fits = isinstance(value, dict) and all(_text(one) is not None for one in value.values())
    return value if fits and isinstance(value, dict) else None


def _whole(value: object) -> int | None:
    fits = isinstance(value, _Digits) and value.isdecimal() and len(value) <= _MOST_DIGITS
    return int(str(value)) if fits else None


_READERS: Mapping[type, Callable[[object], Any]] = {
    str: _text,
    bool: _flag,
    list: _list,
    int: _whole,
    dict: _texts,
}
_WORDS = {
    str: "文字",
    bool: "true 或 false",
    list: "一列文字",
    int: "整数",
    dict: "若干“名称：文字”",
}


def _file_name(options: Mapping[str, Any]) -> str:
    name = options.get("name")
    if name is None:
        return FILE
    if not name.isprintable() or PurePath(name).name != name or len(name) > _LONGEST_NAME:
        raise _fault(
            "name 不是文件名。", f"写一个不带路径的名字，不超过{_LONGEST_NAME}字。", "S009"
        )
    return str(name)


def _fault(message: str, fix: str, code: str) -> InputError:
    return InputError(message, where=FILE, fix=fix, code=code)
