"""How findings and errors are put on the screen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import typer

from docgen.errors import DocgenError
from docgen.rules import MISSING_FIELD, Finding

__all__ = ["findings", "findings_json", "print_json", "problems_json"]

_FEW = 4
_GROUPS = (("error", "错误"), ("warning", "警告"), ("info", "提示"))


def findings(found: Sequence[Finding], *, err: bool = False, named: bool = False) -> None:
    """Print findings by severity, value and expectation side by side, and their count.

    Args:
        found: The findings.
        err: Whether to print to stderr.
        named: Whether each finding names its file and row.
    """
    for severity, heading in _GROUPS:
        group = [one for one in found if one.severity == severity]
        if group:
            typer.echo(f"{heading}（{len(group)}）", err=err)
            for one in _without_blanks(group, err=err):
                _finding(one, err=err, named=named)
    counts = "，".join(
        f"{heading} {sum(one.severity == severity for one in found)} 条"
        for severity, heading in _GROUPS
    )
    confirmed = sum(one.confirmed is not None for one in found)
    typer.echo(f"合计：{counts}{f'，其中已确认 {confirmed} 条' if confirmed else ''}。", err=err)


def _without_blanks(group: Sequence[Finding], *, err: bool) -> list[Finding]:
    """Say in one line what a draft leaves blank; a screenful of blanks would hide the rest."""
    blanks = [one for one in group if one.code == MISSING_FIELD and one.severity == "warning"]
    if len(blanks) < _FEW:
        return list(group)
    places = "、".join(one.place for one in blanks)
    typer.echo(f"  {MISSING_FIELD} 没有填写、文书上留空的有 {len(blanks)} 项：{places}。", err=err)
    return [one for one in group if one not in blanks]


def _finding(one: Finding, *, err: bool, named: bool) -> None:
    place = one.place or one.title
    if named:
        place = " ".join(part for part in (one.file, one.row, place) if part)
    typer.echo(f"  {one.code} {place}：{one.message}", err=err)
    if one.value or one.expected:
        typer.echo(f"      现为：{one.value or '（空）'}　应为：{one.expected or '—'}", err=err)
    if one.fix:
        typer.echo(f"      改法：{one.fix}", err=err)
    typer.echo(f"      依据：{_source(one)}", err=err)
    if one.confirmed is not None:
        typer.echo(f"      已确认：{one.confirmed.by}，{one.confirmed.reason}", err=err)


def _source(one: Finding) -> str:
    title, article = one.source.title, one.source.article
    return f"{title} {article}".strip()


def findings_json(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as ``check --json`` prints them."""
    return [one.as_dict() for one in found]


def problems_json(error: DocgenError, file: str) -> list[dict[str, Any]]:
    """Return what could not be read in the shape of findings.

    Args:
        error: What was raised.
        file: Name of the file it was raised for.
    """
    return [
        {
            "code": one.code,
            "severity": "error",
            "path": one.path,
            "title": one.where,
            "value": one.value,
            "expected": "",
            "message": one.message,
            "fix": one.fix,
            "source": {"title": "产品约定", "article": one.code},
            "jurisdiction": None,
            "file": file,
        }
        for one in error.problems
    ]


def print_json(value: Any) -> None:
    """Print a value as JSON on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
