"""One case, from its file to its audited papers.

The command line, the web desk and other programs all come in here; nothing here touches a file but
through ``intake`` and ``delivery``. Names are loaded on first use: a child process that reads one
file (``limited``) needs little of this room.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docgen.pipeline.needs import Omission
    from docgen.pipeline.run import (
        check,
        check_together,
        deliver,
        generate,
        left_out,
        load_case,
        load_template,
    )
    from docgen.pipeline.values import FORMATS, Document, Report, Template

_HOMES = {
    **dict.fromkeys(
        (
            "check",
            "check_together",
            "deliver",
            "generate",
            "left_out",
            "load_case",
            "load_template",
        ),
        "run",
    ),
    **dict.fromkeys(("FORMATS", "Document", "Report", "Template"), "values"),
    "Omission": "needs",
}

__all__ = [
    "FORMATS",
    "Document",
    "Omission",
    "Report",
    "Template",
    "check",
    "check_together",
    "deliver",
    "generate",
    "left_out",
    "load_case",
    "load_template",
]


def __getattr__(name: str) -> object:
    """Load a public name from its module on first use."""
    if name in _HOMES:
        return getattr(import_module(f"docgen.pipeline.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'docgen.pipeline' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
