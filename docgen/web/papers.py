"""Names of papers, as pages show them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from docgen.errors import UsageError
from docgen.templating.library import Library

__all__ = ["document_title"]


@lru_cache(maxsize=256)
def document_title(document: str, templates: Path | None) -> str:
    """Return the Chinese name of a document; its id where its template is gone.

    Args:
        document: Id of its template.
        templates: A bureau's own folder of templates.
    """
    try:
        return Library(templates).find(document).manifest.short_title
    except UsageError:
        return document
