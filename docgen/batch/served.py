"""送达登记.xlsx out and back in: which papers are to be served, and how each was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from docgen import intake
from docgen.batch.issued import Issued
from docgen.batch.service_read import (
    ServiceSheet,
    check_sheet,
    read_service_sheet,
    services_of,
)
from docgen.batch.service_sheet import service_sheet
from docgen.delivery.write import write_all
from docgen.errors import Problem, UsageError
from docgen.register.records import Act, Document, DocumentState, Recorded, Served

__all__ = ["ServicesNoted", "note_service_rows", "note_services", "write_service_sheet"]


@dataclass(frozen=True, slots=True)
class ServicesNoted:
    """What became of a filled-in sheet.

    Attributes:
        counts: How many services were noted, were noted before, or correct one noted before.
        faults: What is wrong, by cell; nothing of such a row was noted.
        open: Rows in which nothing is filled in yet.
        unserved: Valid papers of the folder of which no service is noted now.
    """

    counts: Counter[Recorded]
    faults: tuple[Problem, ...]
    open: int
    unserved: int


def write_service_sheet(issued: Issued, target: Path, *, every: bool = False) -> int:
    """Write the sheet in which is noted how the folder's papers were served.

    Args:
        issued: The folder's papers.
        target: The sheet; must not be there: it may be filled in.
        every: Whether papers served already stand in it too, to be put right.

    Returns:
        How many papers it names; nothing is written for none.

    Raises:
        UsageError: There is a file of that name.
        DeliveryError: It cannot be written.
    """
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"「{target.name}」不是 .xlsx 文件名。", fix="写成 送达登记.xlsx。")
    if target.exists():
        raise UsageError(
            f"「{target}」已经有了，没有改动它。",
            fix="填好了的先读回；要另写一份，用 -o 换一个文件名。",
        )
    papers = issued.papers(unserved=not every)
    standing = [one for one in papers if one.state is DocumentState.VALID]
    if standing:
        write_all(target.parent, {target.name: service_sheet(standing)})
    return len(standing)


def note_services(issued: Issued, sheet: Path, act: Act) -> ServicesNoted:
    """Read a filled-in sheet and note every row without a fault, all in one step.

    Args:
        issued: The folder's papers.
        sheet: The sheet.
        act: Who, when; why, where a service noted before is put right.

    Raises:
        InputError: It is no such sheet.
        UsageError: A service noted before is put right, and no reason is given.
        DeliveryError: The register cannot be written.
    """
    read = read_service_sheet(
        intake.read_bytes(sheet),
        name=sheet.name,
        register=issued.register,
        today=date.fromisoformat(act.at[:10]),
    )
    return _noted(issued, read, act)


def note_service_rows(
    issued: Issued, table: Mapping[str, Any] | None, name: str, act: Act
) -> ServicesNoted:
    """Note the rows without a fault of a sheet that a child process read.

    Args:
        issued: The folder's papers.
        table: The sheet as :func:`docgen.pipeline.limited.limited` tells it of the reader
            ``sheet``; None where the workbook has none of that name.
        name: Name of its file for messages.
        act: Who, when; why, where a service noted before is put right.

    Raises:
        DocgenError: As :func:`note_services`.
    """
    found = table or {"from_1904": False, "rows": []}
    check_sheet(name, found=table is not None, from_1904=found["from_1904"])
    read = services_of(
        [(number, [_cell(one) for one in cells]) for number, cells in found["rows"]],
        name=name,
        register=issued.register,
        today=date.fromisoformat(act.at[:10]),
    )
    return _noted(issued, read, act)


def _cell(told: Any) -> object:
    return date.fromisoformat(told["day"]) if isinstance(told, dict) else told


def _noted(issued: Issued, read: ServiceSheet, act: Act) -> ServicesNoted:
    _with_reason(read.services, act)
    done = issued.register.record_services(read.services, act)
    return ServicesNoted(Counter(done), read.faults, read.open, len(issued.papers(unserved=True)))


def _with_reason(services: Sequence[tuple[Document, Served]], act: Act) -> None:
    changed = [paper for paper, told in services if paper.service not in (None, told)]
    if changed and not act.why.strip():
        named = "、".join(one.number or f"登记簿第{one.id}件" for one in changed[:4])
        raise UsageError(
            f"有 {len(changed)} 件改了已经登记的送达（{named}{' 等' if changed[4:] else ''}）。",
            fix="确是更正的，加上 --why 原因；不是的，改回原来的。这次一件也没有登记。",
        )
