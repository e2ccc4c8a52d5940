"""Drives Typst: the one module that loads it, on first use.

Typst draws with the machine's fonts and reads nothing else: its root is no folder, so that no file
is found below it, and a source with a word that opens something is refused before Typst sees it,
for packages it would fetch from the network.
"""

from __future__ import annotations

import os
import re
import threading
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from docgen.errors import EngineError

if TYPE_CHECKING:
    import typst

__all__ = ["Standard", "compile_pages", "compile_source"]

#: A standard that a PDF may keep.
Standard: TypeAlias = Literal["a-2b"]
#: Where Typst may look for files of its own accord: it is no folder, so that it finds none.
_NOWHERE = os.devnull
#: What opens a file, a package or code. Sources of ours use none of these words.
_DOORS = (
    "import", "include", "read", "plugin", "eval", "bibliography", "csv", "json", "toml", "yaml",
    "xml", "cbor",
)  # fmt: skip
_DOOR = re.compile(rf'"(?:[^"\\]|\\.)*+"|\b(?P<door>{"|".join(_DOORS)})\b')
_lock = threading.Lock()
_compilers: list[typst.Compiler] = []


def compile_source(
    text: str, document_date: date | None, standard: Standard | None = None
) -> bytes:
    """Return the PDF of a Typst source.

    Args:
        text: The source.
        document_date: The day written into the PDF's properties; None for none.
        standard: The standard that the file is to keep.

    Raises:
        EngineError: Typst refused the source or warned of it.
    """
    made = _compile(text, "pdf", document_date, standard)
    if not isinstance(made, bytes):
        raise EngineError("Typst 没有给出 PDF。", where="PDF", fix="请报告给维护者。")
    return made


def compile_pages(text: str, document_date: date | None) -> tuple[bytes, ...]:
    """Return the pages of a Typst source as SVG, as Typst writes them.

    Args:
        text: The source.
        document_date: The day in the properties, as for the PDF.

    Raises:
        EngineError: Typst refused the source or warned of it.
    """
    made = _compile(text, "svg", document_date, None)
    return (made,) if isinstance(made, bytes) else tuple(made or ())


def _compile(
    text: str, form: Literal["pdf", "svg"], document_date: date | None, standard: Standard | None
) -> bytes | list[bytes] | None:
    import typst  # loaded on first use: an engine that is not asked for costs nothing

    _demand_closed(text)
    stamp = None
    if document_date is not None:
        stamp = datetime(document_date.year, document_date.month, document_date.day, tzinfo=UTC)
    # One compiler keeps the fonts and its memory of earlier pages; it is not made for two at once.
    with _lock:
        if not _compilers:
            _compilers.append(
                typst.Compiler(root=_NOWHERE, package_path=_NOWHERE, package_cache_path=_NOWHERE)
            )
        try:
            made, warnings = _compilers[0].compile_with_warnings(
                text.encode(),
                format=form,
                pdf_standards=[standard] if standard else [],
                timestamp=stamp,
                pdf_tags=False,
            )
        except typst.TypstError as error:
            raise EngineError(
                f"Typst 排版失败：{error.message}。", where="PDF", fix="请把这份文件报告给维护者。"
            ) from error
    if warnings:
        told = "；".join(warning.message for warning in warnings)
        raise EngineError(f"Typst 排版时警告：{told}。", where="PDF", fix="请报告给维护者。")
    return made


def _demand_closed(text: str) -> None:
    """Refuse a source in which a word that opens something stands outside the texts.

    Raises:
        EngineError: Names the word.
    """
    if not any(word in text for word in _DOORS):
        return
    for found in _DOOR.finditer(text):
        if found["door"]:
            raise EngineError(
                f"排版源里有不允许的指令 {found['door']}。",
                where="PDF",
                fix="请把这份文件报告给维护者。",
            )
