"""``verify FOLDER``: the papers of a parcel held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import typer

from docgen import glossary
from docgen.errors import AuditError
from docgen.pipeline import parcel
from docgen.pipeline.parcel_folder import Folder

__all__ = ["hold_folder"]


def hold_folder(name: str, folder: Folder, *, say: bool) -> tuple[int, list[dict[str, Any]]]:
    """Hold the papers of a folder against each other.

    Args:
        name: What to call the folder.
        folder: What lies in it.
        say: Whether to print what was found.

    Returns:
        The exit code, and what was found as plain JSON values.
    """
    parcels = parcel.hold(folder.papers)
    if say:
        for line in _lines(name, folder, parcels):
            typer.echo(line)
    parted = any(one.current for held in parcels for one in held.partings)
    return AuditError.exit_code if parted else 0, [_json(one) for one in parcels]


def _lines(name: str, folder: Folder, parcels: Sequence[parcel.Parcel]) -> Iterator[str]:
    yield f"{name}：{len(folder.papers)} 份文书，{len(parcels)} 宗地。"
    for held in parcels:
        yield f"宗地 {held.name or '（没有代码和编号）'}：{len(held.papers)} 份文书"
        for paper in held.papers:
            yield f"  {_paper(paper)}"
        current = [one for one in held.partings if one.current]
        former = [one for one in held.partings if not one.current]
        yield from _partings("各文书之间不一致", current)
        yield from _partings("只与已被替代的旧稿不同", former)
        if current and held.undated:
            pairs = "；".join(f"{one} 与 {other}" for one, other in held.undated)
            yield f"  是同一份文书的两稿、看不出先后（成文日期相同或没有）：{pairs}。"
        if not held.partings and len(held.papers) > 1:
            yield "  共有的字段各文书一致。"


def _paper(paper: parcel.Paper) -> str:
    receipt = paper.filed.receipt
    day = receipt.parcel.document_date or "没有成文日期"
    former = f"，已被 {paper.superseded_by} 替代" if paper.superseded_by else ""
    return f"{paper.filed.stem}：{glossary.enum_label('Stage', receipt.stage)}，{day}{former}"


def _partings(heading: str, partings: Sequence[parcel.Parting]) -> Iterator[str]:
    if partings:
        yield f"  {heading}（{len(partings)} 处）"
    for one in partings:
        yield f"    {one.title}"
        for saying in one.sayings:
            yield f"      {saying.value}"
            for stem, place in saying.places:
                yield f"        {stem}{f' {place}' if place else ''}"


def _json(held: parcel.Parcel) -> dict[str, Any]:
    return {
        "name": held.name,
        "papers": [
            {
                "stem": one.filed.stem,
                "document": one.filed.receipt.document.name,
                "stage": one.filed.receipt.stage,
                "document_date": one.filed.receipt.parcel.document_date,
                "superseded_by": one.superseded_by or None,
            }
            for one in held.papers
        ],
        "partings": [
            {
                "path": one.path,
                "title": one.title,
                "current": one.current,
                "sayings": [
                    {
                        "value": saying.value,
                        "places": [{"paper": stem, "place": at} for stem, at in saying.places],
                    }
                    for saying in one.sayings
                ],
            }
            for one in held.partings
        ],
    }
