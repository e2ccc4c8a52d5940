"""What the register knows of the notices before: numbers and days for the next of the chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from docgen.batch.job import RowData
from docgen.packs.notices import chain_kinds
from docgen.register.records import Document, DocumentState
from docgen.register.register import Register

__all__ = ["Chain"]

_PART, _NUMBER = "chain", "document_no"


class Chain:
    """Fills in the papers before, as far as a row does not tell of them and the register does.

    Where a row names a paper, only that very paper tells the rest; where it names none, the one
    issued last for its parcel does. What the row says stands.

    Args:
        register: The register; None where there is none yet.
        kind: Code of the notice to be made; one before of the same kind is not of its chain.
    """

    def __init__(self, register: Register | None, kind: str) -> None:
        self._register = register
        self._kinds = {field: one for field, one in chain_kinds().items() if one != kind}

    def filled(self, rows: Sequence[tuple[RowData, tuple[str, ...]]]) -> list[RowData]:
        """Return rows with number, day and day of service of the papers before.

        Args:
            rows: Rows, each with the codes and numbers that its parcel is found by.
        """
        if self._register is None or not rows:
            return [row for row, _ in rows]
        keys = {key for _, some in rows for key in some}
        last = self._register.latest(tuple(self._kinds.values()), keys)
        named = self._register.find_many(_named_by(row for row, _ in rows))
        return [_filled(row, some, self._kinds, last, named) for row, some in rows]


def _named_by(rows: Iterable[RowData]) -> set[str]:
    """Return the numbers of the papers before that rows name themselves."""
    parts = (part for row in rows for part in (row.data.get(_PART) or {}).values())
    return {number for part in parts if (number := _number_in(part))}


def _number_in(part: object) -> str:
    return str(part.get(_NUMBER) or "") if isinstance(part, Mapping) else ""


def _filled(
    row: RowData,
    keys: Sequence[str],
    kinds: Mapping[str, str],
    last: Mapping[str, Mapping[str, Document]],
    named: Mapping[str, Document],
) -> RowData:
    chain = dict(row.data.get(_PART) or {})
    origins: dict[str, str] = {}
    for field, kind in kinds.items():
        own: dict[str, Any] = dict(chain.get(field) or {})
        if number := _number_in(own):
            paper = _of_kind(named.get(number), kind)
        else:
            # It may tell of a paper without its number: which one cannot be known.
            paper = None if any(own.values()) else _last(last[kind], keys)
        told = _told(paper) if paper else {}
        new = {name: text for name, text in told.items() if not own.get(name)}
        if paper is not None and new:
            chain[field] = own | new
            place = f"登记簿 {paper.number or f'第{paper.id}件'}"
            origins |= {f"{_PART}.{field}.{name}": place for name in new}
    if not origins:
        return row
    return replace(row, data={**row.data, _PART: chain}, origins={**row.origins, **origins})


def _of_kind(paper: Document | None, kind: str) -> Document | None:
    valid = paper is not None and paper.state is DocumentState.VALID
    return paper if valid and paper is not None and paper.kind == kind else None


def _last(papers: Mapping[str, Document], keys: Sequence[str]) -> Document | None:
    """Return the paper issued last for a parcel."""
    found = [papers[key] for key in keys if key in papers and _same_parcel(papers[key], keys)]
    return max(found, key=lambda one: one.id, default=None)


def _same_parcel(paper: Document, keys: Sequence[str]) -> bool:
    """Return whether a paper is of the parcel, and not of another one of the same contract."""
    theirs, ours = set(paper.keys) - {paper.contract_no}, set(keys) - {paper.contract_no}
    return not theirs or not ours or bool(theirs & ours)


def _told(paper: Document) -> dict[str, Any]:
    served = paper.service.served_on if paper.service else None
    told = {
        "document_no": paper.number or None,
        "date": paper.dated.isoformat() if paper.dated else None,
        "served_on": served.isoformat() if served else None,
    }
    return {name: text for name, text in told.items() if text}
