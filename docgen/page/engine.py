"""What every PDF engine gives back, and the names of the engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias, get_args

from docgen.errors import UsageError
from docgen.page.fonts import Substitution

__all__ = ["PDF_ENGINES", "PdfEngine", "Typeset", "demand_date"]

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


def demand_date(day: date | None) -> None:
    """Refuse PDF/A without a document date: the standard demands it, and there is no clock.

    Raises:
        UsageError: There is none.
    """
    if day is None:
        raise UsageError(
            "PDF/A 必须写明日期，案卷里没有成文日期。",
            fix="在案卷里填写成文日期（document_date），或去掉 --pdf-a。",
        )
