"""TOML text into a tree, every scalar as its text. The library keeps no lines."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time

from docgen.intake.tree import MAX_DEPTH, Leaf, Node, Tally, fault, from_python

__all__ = ["read_toml"]

_PLACE = re.compile(r"at line ([0-9]+), column ([0-9]+)")
# The library's time grows with the square of the parts of a dotted key.
_DEEP_KEY = re.compile(r"(?:[^\s.=\[\]{},]+[ \t]*\.[ \t]*)" + f"{{{MAX_DEPTH}}}")
# A whole number with more bits has more digits than any figure, and costs time to write out.
_MAX_BITS = 256


def read_toml(text: str, name: str) -> Node:
    """Return the tree of a TOML text.

    Args:
        text: The whole text.
        name: File name for messages.

    Raises:
        InputError: ``S002`` for broken syntax with line and column, ``S004`` for a repeated key,
            ``S011`` for bombs.
    """
    if _DEEP_KEY.search(text):
        raise fault("S011", "层次太深。", where=name, fix="按案卷的层次重写。")
    try:
        data = tomllib.loads(text, parse_float=str)
    except RecursionError as error:
        raise fault("S011", "层次太深。", where=name, fix="按案卷的层次重写。") from error
    except ValueError as error:
        found = _PLACE.search(str(error))
        where = f"{name}（第{found[1]}行第{found[2]}列）" if found else name
        if "overwrite" in str(error) or "twice" in str(error):
            raise fault("S004", "同一项写了两次。", where=where, fix="只留一处。") from error
        message = "TOML 读不通：写法不合 TOML 语法。"
        raise fault("S002", message, where=where, fix="改正该处写法。") from error
    if not data:
        return Leaf(None)
    return from_python(data, Tally(name), leaf=_as_text)


def _as_text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value.bit_length() <= _MAX_BITS else value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value
