"""Fills in what is known only after printing: clause numbers and the page count."""

from __future__ import annotations

import re

from docgen.errors import TemplateError
from docgen.templating.numbering import Numbering
from docgen.templating.prepare import CLOSE, OPEN, PAGES

__all__ = ["fill_page_count", "fill_references"]

_MARK = re.compile(
    r"<\?n (?P<num>\d+):(?P<level>\d+)\?>"
    r'|<w:bookmarkStart [^>]*?w:name="(?P<bookmark>[^"]+)"[^>]*>'
    r"|(?P<end></w:p>)"
)
_REFERENCE = re.compile(f"{OPEN}R(.*?){CLOSE}")
_PARAGRAPH_MARK = re.compile(r"<\?n \d+:\d+\?>")


def fill_references(xml: str, numbering: Numbering, *, name: str) -> str:
    """Put the number of each referenced paragraph into the cached text of its REF field.

    Args:
        xml: The printed body with its paragraph marks.
        numbering: The template's list numbers.
        name: The template's name for messages.

    Raises:
        TemplateError: A reference leads to a paragraph that was dropped or has no number.
    """
    labels = _numbered_bookmarks(xml, numbering)

    def label(match: re.Match[str]) -> str:
        found = labels.get(match[1])
        if found is None:
            raise TemplateError(
                f"「条('{match[1]}')」所指的条款不在本文书里。",
                where=name,
                fix="给引用它的文字加上与该条款相同的条件，或改指其他条款。",
                code="T009",
            )
        return found

    return _REFERENCE.sub(label, _PARAGRAPH_MARK.sub("", xml))


def _numbered_bookmarks(xml: str, numbering: Numbering) -> dict[str, str]:
    counter = numbering.counter()
    labels: dict[str, str] = {}
    current = ""
    waiting: list[str] = []
    for match in _MARK.finditer(xml):
        if match["num"] is not None:
            current = counter.next(int(match["num"]), int(match["level"]))
            labels.update(dict.fromkeys(waiting, current))
            waiting.clear()
        elif match["bookmark"] is not None:
            if current:
                labels[match["bookmark"]] = current
            else:
                waiting.append(match["bookmark"])
        else:
            current = ""
            waiting.clear()
    return labels


def fill_page_count(xml: str, pages: int | None) -> str:
    """Put the page count into the cached result of NUMPAGES fields of the body.

    Args:
        xml: The printed body.
        pages: The count that a layout engine found; None before any layout.
    """
    return xml.replace(PAGES, str(pages) if pages is not None else "1")
