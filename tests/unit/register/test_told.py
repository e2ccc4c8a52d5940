"""Every code that is noted has its words, and no words are left without a code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from docgen.register.told import EVENTS

CODE = re.compile(
    r"(case|person|login|token|submission|run|document|service|returned|register)\.[a-z]+"
)
#: Names of files that look alike.
FILES = {"login.html", "register.sqlite"}


def test_the_words_and_the_codes_are_the_same(root: Path) -> None:
    noted = set()
    for room in ("register", "batch", "pipeline", "web"):
        for path in (root / "docgen" / room).rglob("*.py"):
            if path.name == "told.py":
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    noted |= {node.value} if CODE.fullmatch(node.value) else set()
    assert noted - FILES == set(EVENTS)
