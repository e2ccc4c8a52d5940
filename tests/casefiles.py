"""The case files that an officer can read, and how a change is made in one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["changed", "read"]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@cache
def read(path: Path) -> list[dict[str, Any]]:
    """Return the documents of a file, every scalar as its text, as docgen itself reads a case."""
    text = path.read_text("utf-8")
    return [item for item in yaml.load_all(text, Loader=yaml.CBaseLoader) if item]


def changed(base: Any, path: str, value: Any) -> None:
    """Set what stands at a Chinese path (places count from 1); ``null`` takes it away."""
    steps = [int(index) - 1 if index else name for name, index in _STEP.findall(path)]
    node = base
    for step in steps[:-1]:
        node = node.setdefault(step, {}) if isinstance(node, dict) else node[step]
    last = steps[-1]
    if value == "null":
        del node[last]
    elif isinstance(node, list) and last == len(node):
        node.append(value)
    else:
        node[last] = value
