"""``ledger``: a ledger out of cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from docgen.cli.columns import wrapped
from docgen.delivery.write import write_all
from docgen.errors import InputError, Problem, UsageError
from docgen.intake import load_case
from docgen.model import Case
from docgen.templating.library import Library

__all__ = ["ledger"]


def ledger(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="通知书或其他文书，如 出让价款催缴通知书。")
    ],
    case: Annotated[list[Path], typer.Argument(metavar="CASE", help="案卷，一个一行。")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="写到哪里（.xlsx）。")
    ],
    brief: Annotated[bool, typer.Option("--brief", help="只写这种文书用到的列。")] = False,
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DIR", help="本单位的模板文件夹。")
    ] = None,
) -> None:
    """由案卷写出台账，一宗一行；写好后读回，与案卷一致才交付。"""
    from docgen.batch.ledger_sheet import ledger_sheet  # only this command needs it

    if output.suffix.lower() != ".xlsx":
        raise UsageError(f"「{output.name}」不是 .xlsx 文件名。", fix="写成 台账.xlsx。")
    shelf = Library(templates).find(kind)
    made = ledger_sheet(_cases(case), shelf.manifest, brief=brief)
    write_all(output.parent, {output.name: made.data})
    typer.echo(f"已写出 {output}：{len(case)} 行，{len(made.columns)} 列。")
    if made.left_out:
        for line in wrapped(f"台账里写不下，没有写：{'、'.join(made.left_out)}。", 0):
            typer.echo(line, err=True)


def _cases(paths: list[Path]) -> list[Case]:
    """Read the cases; what is wrong with any of them is told at once."""
    found: list[Case] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            found.append(load_case(path).case)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found
