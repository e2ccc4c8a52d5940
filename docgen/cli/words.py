"""Help texts in Chinese: the few English words that typer writes by itself."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

__all__ = ["ChineseCommand", "ChineseGroup"]

_WORDS = (
    ("Usage:", "用法："),
    ("Options:", "选项："),
    ("Commands:", "命令："),
    ("Arguments:", "参数："),
    ("Show this message and exit.", "显示本说明。"),
    ("[required]", "（必填）"),
    ("[default: ", "（默认："),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]..."),
)
# The Python type behind an argument (CASE <list[Path]>) tells a clerk nothing.
_TYPES = re.compile(r" <[A-Za-z][\w\[\]|. ]*>")


def _chinese(text: str) -> str:
    text = _TYPES.sub("", text)
    for english, chinese in _WORDS:
        text = text.replace(english, chinese)
    return "\n".join(
        line[:-1] + "）" if "（默认：" in line and line.endswith("]") else line
        for line in text.splitlines()
    )


class ChineseCommand(TyperCommand):
    """A command whose help is in Chinese."""

    def get_help(self, ctx: Any) -> str:
        """Return the help with typer's own words in Chinese."""
        return _chinese(super().get_help(ctx))


class ChineseGroup(TyperGroup):
    """A group of commands whose help is in Chinese."""

    def get_help(self, ctx: Any) -> str:
        """Return the help with typer's own words in Chinese."""
        return _chinese(super().get_help(ctx))
