"""How findings and errors are put on the screen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import typer

from docgen.cli.columns import WIDTH, cells, columns, wrapped
from docgen.rules import MISSING_FIELD, Finding

__all__ = ["findings", "findings_json", "print_json"]

_FEW = 4
_HALF = 32
_NEEDED = "文书需要、案卷没有填写的"
_LEFT_BLANK = "没有填写、文书上留空的"
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
    """Say together what papers need and do not have; a screenful of it would hide the rest."""
    blanks = [one for one in group if one.code == MISSING_FIELD]
    if len(blanks) < _FEW:
        return list(group)
    what = _NEEDED if blanks[0].severity == "error" else _LEFT_BLANK
    places = "、".join(one.place for one in blanks)
    for line in wrapped(f"{MISSING_FIELD} {what}有 {len(blanks)} 项：{places}。", 2, hang=5):
        typer.echo(line, err=err)
    return [one for one in group if one not in blanks]


def _finding(one: Finding, *, err: bool, named: bool) -> None:
    for line in _lines(one, named=named):
        typer.echo(line, err=err)


def _lines(one: Finding, *, named: bool) -> Iterator[str]:
    place = one.place or one.title
    if named:
        place = " ".join(part for part in (one.file, one.row, place) if part)
    yield from wrapped(f"{one.code} {place}", 2, hang=5)
    yield from wrapped(one.message, 7, hang=0)
    if one.value or one.expected:
        value, expected = one.value or "（空）", one.expected or "（没有定值）"
        yield from _side_by_side(f"现为 {value}", f"应为 {expected}")
    if one.fix:
        yield from wrapped(f"改法 {one.fix}", 7, hang=5)
    yield from wrapped(f"依据 {_source(one)}", 7, hang=5)
    if one.lowered is not None:
        on, by, reason = one.lowered.on, one.lowered.by, one.lowered.reason
        yield from wrapped(f"已降为警告：{by}（{on}），{reason}", 7, hang=5)
    if one.confirmed is not None:
        yield from wrapped(f"已确认：{one.confirmed.by}，{one.confirmed.reason}", 7, hang=5)


def _side_by_side(left: str, right: str) -> Iterator[str]:
    """Yield value and expectation beside each other, below each other where they are long."""
    if columns(left) > _HALF:
        yield from wrapped(left, 7, hang=5)
        yield from wrapped(right, 7, hang=5)
        return
    yield from cells(["", left, right], [5, _HALF, WIDTH - _HALF - 9])


def _source(one: Finding) -> str:
    title, article = one.source.title, one.source.article
    return f"{title} {article}".strip()


def findings_json(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as ``check --json`` prints them."""
    return [one.as_dict() for one in found]


def print_json(value: Any) -> None:
    """Print a value as JSON on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
