"""What every PDF engine gives back, and the names of the engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from docgen.page.fonts import Substitution

__all__ = ["PDF_ENGINES", "PdfEngine", "Typeset"]

PdfEngine: TypeAlias = Literal["typst", "weasyprint"]

#: The engines that a page can be set by; the first one is the default.
PDF_ENGINES: tuple[PdfEngine, ...] = get_args(PdfEngine)


@dataclass(frozen=True, slots=True)
class Typeset:
    """A finished PDF.

    Attributes:
        pdf: Its bytes.
        page_count: How many pages it has.
        substitutions: Fonts and characters drawn with others than those named.
        made_by: Name and version of each program that had a hand in the bytes.
    """

    pdf: bytes
    page_count: int
    substitutions: tuple[Substitution, ...]
    made_by: Mapping[str, str] = field(default_factory=dict)
