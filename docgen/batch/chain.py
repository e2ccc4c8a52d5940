"""What the register knows of the notices before: numbers and days for the next of the chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from docgen.batch.job import RowData
from docgen.packs.notices import chain_kinds
from docgen.register.records import Document
from docgen.register.register import Register

__all__ = ["Chain"]

_PART = "chain"


class Chain:
    """Fills in the papers before, where a row names none and the register has one.

    Args:
        register: The register; None where there is none yet.
    """

    def __init__(self, register: Register | None) -> None:
        self._register = register

    def filled(self, rows: Sequence[tuple[RowData, tuple[str, ...]]]) -> list[RowData]:
        """Return rows with number, day and day of service of the papers before.

        Args:
            rows: Rows, each with the codes and numbers that its parcel is found by.
        """
        if self._register is None or not rows:
            return [row for row, _ in rows]
        keys = sorted({key for _, some in rows for key in some})
        known = {field: self._register.latest(kind, keys) for field, kind in chain_kinds().items()}
        return [_filled(row, some, known) for row, some in rows]


def _filled(
    row: RowData, keys: Sequence[str], known: Mapping[str, Mapping[str, Document]]
) -> RowData:
    chain = dict(row.data.get(_PART) or {})
    origins: dict[str, str] = {}
    for field, papers in known.items():
        paper = next((papers[key] for key in keys if key in papers), None)
        if paper is None or chain.get(field):
            continue
        chain[field] = _told(paper)
        origins |= {
            f"{_PART}.{field}.{name}": f"登记簿 {paper.number or f'第{paper.id}件'}"
            for name in chain[field]
        }
    if not origins:
        return row
    return replace(row, data={**row.data, _PART: chain}, origins={**row.origins, **origins})


def _told(paper: Document) -> dict[str, Any]:
    served = paper.service.served_on if paper.service else None
    told = {
        "document_no": paper.number or None,
        "date": paper.dated.isoformat() if paper.dated else None,
        "served_on": served.isoformat() if served else None,
    }
    return {name: text for name, text in told.items() if text}
