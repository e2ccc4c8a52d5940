"""``verify`` and ``compare``: what came back, and what two papers differ in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from docgen.audit.compare_values import Differences, FigureChange, Trace, WordChange
from docgen.cli import show
from docgen.cli.parcel import hold_folder
from docgen.errors import AuditError, DocgenError, UsageError
from docgen.pipeline import returned
from docgen.pipeline.parcel_folder import open_folder
from docgen.pipeline.returned_told import STATUS, TRACES, place_of, said_of, shortened

__all__ = ["compare", "verify"]

_CHANGED = AuditError.exit_code
_GONE = "（删去）"


def verify(
    file: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE|FOLDER",
            help="收回的 .docx 或 .pdf，可以有几个；文件夹则另外把里面各份文书互相核对。",
        ),
    ],
    receipt: Annotated[
        Path | None,
        typer.Option(
            "--receipt",
            metavar="R",
            help="出稿时的回执；不填用文件旁边的 .receipt.json，再没有用文件内嵌的。",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON。")] = False,
) -> int:
    """核对收回的文书：未改动、只是重新保存，还是改了哪些数字和条款。"""
    if receipt is not None and len(file) > 1:
        raise UsageError("--receipt 只能配一个文件。", fix="一个一个地核，或把回执放在各文件旁边。")
    worst = 0
    collected: list[dict[str, Any]] = []
    parcels: list[dict[str, Any]] = []
    for folder in [one for one in file if one.is_dir()]:
        code, held = _verify_folder(folder, receipt, collected, as_json=as_json)
        worst = max(worst, code)
        parcels += held
    code = _verify_files([one for one in file if not one.is_dir()], receipt, collected, as_json)
    worst = max(worst, code)
    if as_json:
        show.print_json({"files": collected, **({"parcels": parcels} if parcels else {})})
    return worst


def _verify_folder(
    path: Path, receipt: Path | None, collected: list[dict[str, Any]], *, as_json: bool
) -> tuple[int, list[dict[str, Any]]]:
    """Verify every file of a folder, and hold its papers against each other."""
    if receipt is not None:
        raise UsageError("--receipt 不能配文件夹。", fix="把各份回执放在各文件旁边。")
    folder = open_folder(path)
    worst = _verify_files(folder.files, None, collected, as_json)
    for error in folder.faults:
        worst = max(worst, error.exit_code)
        collected.append({"file": path.name, "status": "unreadable", "problems": str(error)})
        for problem in error.problems:
            typer.echo(f"错误 {problem}", err=True)
    code, held = hold_folder(path.name or str(path), folder, say=not as_json)
    return max(worst, code), held


def _verify_files(
    files: Sequence[Path],
    receipt: Path | None,
    collected: list[dict[str, Any]],
    as_json: bool,
) -> int:
    worst = 0
    for path in files:
        try:
            verdict = returned.verify(path, receipt=receipt)
        except DocgenError as error:
            worst = max(worst, error.exit_code)
            collected.append({"file": path.name, "status": "unreadable", "problems": str(error)})
            for problem in error.problems:
                typer.echo(f"错误 {problem}", err=True)
            continue
        worst = max(worst, _CHANGED if verdict.status == "changed" else 0)
        collected.append(_verdict_json(verdict))
        if not as_json:
            _say(verdict)
    return worst


def _say(verdict: returned.Verdict) -> None:
    typer.echo(f"{verdict.file}：{STATUS[verdict.status]}。")
    against = verdict.receipt or "文件内嵌的回执"
    typer.echo(f"  对照：《{verdict.title}》，{against}")
    if not verdict.receipt:
        typer.echo("  内嵌的回执在外面走过，可能被改；用 --receipt 指定本单位存档的那一份。")
    if verdict.is_pdf and verdict.status == "changed":
        typer.echo("  PDF 只按哈希核对：这不是交付的那一份，改了什么请核对 Word 文件。")
    _say_differences(verdict.differences)


def _say_differences(found: Differences) -> None:
    silent = any(one.silent for one in found.figures) or any(one.silent for one in found.words)
    for heading, lines in (
        ("数据", [_figure(one) for one in found.figures]),
        ("文字", [_words(one) for one in found.words]),
        ("文件里留着的修订和批注", [_trace(one) for one in found.traces]),
    ):
        if lines:
            typer.echo(f"{heading}（{len(lines)} 处）")
            for line in lines:
                typer.echo(f"  {line}")
    if silent:
        typer.echo("标有“未留痕”的，是没有用修订功能、直接改的。")


def _figure(one: FigureChange) -> str:
    form = f"（{one.form}）" if one.form else ""
    notes = "".join(f"；{note}" for note in one.notes)
    place = _led(place_of(one.clause, one.label, one.story))
    return f"{place}{one.title}{form}：{one.old} → {one.new or _GONE}{notes}{_silent(one.silent)}"


def _words(one: WordChange) -> str:
    place = _led(place_of(one.clause, one.label, one.story))
    return f"{place}{said_of(one)}{_silent(one.silent)}"


def _trace(one: Trace) -> str:
    place = _led(place_of(one.clause, "", one.story))
    about = f"（针对「{shortened(one.about)}」）" if one.about else ""
    text = f"：「{shortened(one.text)}」" if one.text else ""
    return f"{place}{one.author or '未署名'} {TRACES[one.kind]}{about}{text}"


def _led(place: str) -> str:
    return f"{place} " if place else ""


def _silent(silent: bool) -> str:
    return "［未留痕］" if silent else ""


def _verdict_json(verdict: returned.Verdict) -> dict[str, Any]:
    return {
        "file": verdict.file,
        "status": verdict.status,
        "document": verdict.title,
        "receipt": verdict.receipt or "embedded",
        **_differences_json(verdict.differences),
    }


def _differences_json(found: Differences) -> dict[str, Any]:
    return {
        "figures": [asdict(one) for one in found.figures],
        "words": [asdict(one) for one in found.words],
        "traces": [asdict(one) for one in found.traces],
    }


def compare(
    old: Annotated[Path, typer.Argument(metavar="A", help="原件（.docx）。")],
    new: Annotated[Path, typer.Argument(metavar="B", help="改稿（.docx）。")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="REDLINE", help="把差异写成带修订痕迹的 Word 文件。"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON。")] = False,
) -> int:
    """比较两份文书，逐条列出差异，数据在前；可写成带修订痕迹的 Word 文件。"""
    found = returned.compare(old, new, with_redline=out is not None)
    written = ""
    if out is not None and found.redline is not None:
        written = str(returned.write_redline(out, found.redline, inputs=(old, new)))
    if as_json:
        extra = {"redline": written or None, "unmarked": list(found.unmarked)}
        show.print_json({"old": old.name, "new": new.name, **_all(found), **extra})
        return 0
    for line in _comparison(found, old, new):
        typer.echo(line)
    _say_differences(found.differences)
    for one in found.unmarked:
        typer.echo(f"注意：{one}。", err=True)
    if written:
        typer.echo(f"修订稿：{written}（全部接受即改稿，全部拒绝即原件）")
    return 0


def _all(found: returned.Comparison) -> dict[str, Any]:
    return _differences_json(found.differences)


def _comparison(found: returned.Comparison, old: Path, new: Path) -> Iterator[str]:
    counts = found.differences
    if counts.none:
        yield f"{old.name} 与 {new.name}：文字一字不差。"
    else:
        yield (
            f"{old.name} → {new.name}：数据 {len(counts.figures)} 处，文字 {len(counts.words)} 处。"
        )
