"""Finds clause and attachment numbers that were typed by hand; citations of a law are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["typed_item", "typed_numbers"]

_COUNT = r"[0-9０-９零〇一二三四五六七八九十百千两]+"
_CITED = rf"第{_COUNT}[编章节条](?:之{_COUNT})?(?:第{_COUNT}[款项])*(?:第（{_COUNT}）项)?"
#: An article of a law: behind 》, perhaps with the law's number, perhaps several in a row.
_CITATION = re.compile(
    rf"》(?:（[^（）]*）)?{_CITED}(?:(?:[、，和与及至或]|以及|或者|—|－)?(?:{_CITED}))*"
)
_TYPED = re.compile(rf"第{_COUNT}[条章]|附件{_COUNT}")
_TYPED_ITEM = re.compile(rf"^(?:（{_COUNT}）|\({_COUNT}\)|{_COUNT}[.．、])")
#: A number with decimals at the head of a text (3.5 米) is no item.
_DECIMAL = re.compile(r"^[0-9]+[.．][0-9]")


def typed_numbers(text: str) -> Iterator[re.Match[str]]:
    """Yield each 第三条, 第二章, 附件1 of a text outside citations of a law.

    Args:
        text: Text of a paragraph; the matches' places are places in it.
    """
    return _TYPED.finditer(_CITATION.sub(lambda cited: "\ufffc" * len(cited[0]), text))


def typed_item(text: str) -> re.Match[str] | None:
    """Return the number at the head of a text (（二）, 3.), None where there is none."""
    return None if _DECIMAL.match(text) else _TYPED_ITEM.match(text)
