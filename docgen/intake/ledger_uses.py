"""Several uses of one parcel with their years, as ledgers write them into one or two cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from docgen.intake.ledger_words import ledger_words

__all__ = ["UseTerms", "has_several", "uses_with_terms"]

_YEARS = re.compile("[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class UseTerms:
    """What the cells of uses and years say together.

    Attributes:
        pairs: Each use with its years, in their order; empty where there is one term for all.
        fault: A Chinese sentence where they cannot be put together; empty where they can.
    """

    pairs: tuple[tuple[str, int], ...] = ()
    fault: str = ""


def has_several(text: str) -> bool:
    """Return whether a cell of years holds more than one number or the names of uses."""
    return _number(text) is None and bool(_between().search(text) or _before_years().search(text))


def uses_with_terms(uses: str, terms: str) -> UseTerms:
    """Put uses and years together.

    Args:
        uses: ``工业用地,仓储用地`` or ``工业:50;商服:40``; may be empty.
        terms: ``50,40``, ``工业:50;商服:40``, ``50`` or nothing.

    Returns:
        The pairs; none where only one term or none is given, so that it is the parcel's.
    """
    named, within = _parts(uses)
    if any(years is not None for years in within):
        return _paired(named, within, "用途里有的写了年限，有的没有")
    if not has_several(terms):
        return UseTerms()
    labels, years = _parts(terms, numbers=True)
    if len(years) != len(named):
        if named or not all(labels):
            return UseTerms(fault=f"用途有{len(named)}种，年限有{len(years)}个，对不上")
        named = labels
    return _paired(named, years, "年限里有的不是数")


def _paired(named: list[str], years: list[int | None], otherwise: str) -> UseTerms:
    pairs = tuple(
        (use, one) for use, one in zip(named, years, strict=True) if use and one is not None
    )
    return UseTerms(pairs) if len(pairs) == len(years) else UseTerms(fault=otherwise)


def _parts(text: str, *, numbers: bool = False) -> tuple[list[str], list[int | None]]:
    """Return the names and the years of the parts of a cell.

    Args:
        text: The cell.
        numbers: Whether a part without a name is a number of years.
    """
    names: list[str] = []
    years: list[int | None] = []
    for part in _between().split(text):
        if not (part := part.strip()):
            continue
        pieces = [piece.strip() for piece in _before_years().split(part, maxsplit=1)]
        if len(pieces) > 1:
            names.append(pieces[0])
            years.append(_number(pieces[1]))
        else:
            names.append("" if numbers else part)
            years.append(_number(part) if numbers else None)
    return names, years


def _number(text: str) -> int | None:
    bare = text.strip().removesuffix(ledger_words().uses.years).strip()
    return int(bare) if _YEARS.fullmatch(bare) else None


@cache
def _between() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one) for one in ledger_words().uses.between))


@cache
def _before_years() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one) for one in ledger_words().uses.before_years))
