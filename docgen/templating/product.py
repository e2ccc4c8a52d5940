"""What compiling a template gives: immutable, without any state of a print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jinja2

from docgen import proof
from docgen.templating.archive import Archive
from docgen.templating.numbering import Numbering
from docgen.templating.sources import Source

__all__ = ["Compiled", "CompiledPart"]


@dataclass(frozen=True, slots=True)
class CompiledPart:
    """A part that changes with the data.

    Attributes:
        name: Its name in the package.
        program: The Jinja program that prints it.
        source: What the program was made from, with the place of each tag.
        marked: Whether marks of our own must be filled after printing: clause numbers, page count.
        columns: Whether the number of a table's columns may change with the data.
        drawings: Whether drawings may be printed more than once, so that their ids must be counted.
        properties: Whether it holds the file's properties instead of paragraphs.
        restarts: Whether lists of it begin anew where the author says so.
    """

    name: str
    program: jinja2.Template
    source: Source
    marked: bool
    columns: bool = False
    drawings: bool = False
    properties: bool = False
    restarts: bool = False


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template compiled once; immutable, without any state of a render, safe to share.

    Attributes:
        name: The template's name for messages.
        members: Every member of the package in its order, as it lies in the template.
        archive: The members that no render changes, ready to be written.
        parts: The members that are printed anew, by name.
        pictures: Media members that a figure replaces, with the figure's expression.
        numbering: Word's list numbers of this template.
        plan: What the template says; for the audit.
        sha256: Hash of the template file.
        filters: The caller's own filters.
        general: Whether it was compiled for any plain values instead of figures.
    """

    name: str
    members: Mapping[str, bytes]
    archive: Archive
    parts: Mapping[str, CompiledPart]
    pictures: Mapping[str, proof.Expr]
    numbering: Numbering
    plan: proof.Plan
    sha256: str
    filters: Mapping[str, Callable[..., Any]]
    general: bool
