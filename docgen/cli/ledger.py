"""``ledger``: a ledger out of cases, for a print run or for keeping."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from docgen.cli import show
from docgen.cli.columns import wrapped
from docgen.cli.papers import day_of, names_of
from docgen.delivery.write import write_all
from docgen.errors import InputError, Problem, UsageError
from docgen.intake import load_case
from docgen.model import Case, InventoryKind
from docgen.templating.library import Library

__all__ = ["ledger"]


def ledger(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="台账，如 低效用地工作台账、闲置土地清单、一地一档；或者要批量出的文书，"
            "如 出让价款催缴通知书。",
        ),
    ],
    case: Annotated[list[Path], typer.Argument(metavar="CASE", help="案卷，可以有几个。")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="写到哪里（.xlsx）。")
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="只写这种文书用到的列（只用于文书的台账）。")
    ] = False,
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DIR", help="本单位的模板文件夹。")
    ] = None,
    register: Annotated[
        Path | None,
        typer.Option("--register", metavar="FILE", help="登记簿：一地一档取文书，其他取送达日期。"),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="基准日，如 2021-11-05。")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar="YEAR", help="年度可供土地清单的年度。")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON。")] = False,
) -> None:
    """由案卷写出台账；写好后读回，与案卷一致才交付。"""
    from docgen.ledgers.run import find_kind  # only this command needs it

    if output is None and not as_json:
        raise UsageError("没有指定写到哪里。", fix="加 -o 台账.xlsx，或者 --json。")
    if output is not None and output.suffix.lower() != ".xlsx":
        raise UsageError(f"「{output.name}」不是 .xlsx 文件名。", fix="写成 台账.xlsx。")
    found = find_kind(kind)
    if found is None:
        _of_a_notice(kind, case, output, brief=brief, templates=templates)
    else:
        _of_parcels(found, case, output, register, as_of, year, as_json=as_json)


def _of_a_notice(
    kind: str, case: list[Path], output: Path | None, *, brief: bool, templates: Path | None
) -> None:
    """Write the ledger from which a print run makes one kind of paper."""
    from docgen.batch.ledger_sheet import ledger_sheet

    try:
        shelf = Library(templates).find(kind)
    except UsageError as error:
        known = "、".join(one.label for one in InventoryKind)
        raise UsageError(
            f"没有「{kind}」这种台账，也没有叫这个名字的文书。",
            fix=f"台账有：{known}；文书用 docgen template list 查看。",
        ) from error
    if output is None:
        raise UsageError("文书的台账要写成文件。", fix="加 -o 台账.xlsx。")
    made = ledger_sheet(_cases(case), shelf.manifest, brief=brief)
    write_all(output.parent, {output.name: made.data})
    typer.echo(f"已写出 {output}：{len(case)} 行，{len(made.columns)} 列。")
    if made.left_out:
        _say(f"台账里写不下，没有写：{'、'.join(made.left_out)}。")


def _of_parcels(
    kind: InventoryKind,
    case: list[Path],
    output: Path | None,
    register: Path | None,
    as_of: str | None,
    year: int | None,
    *,
    as_json: bool,
) -> None:
    """Write a ledger that is kept: those cases that belong into it, and who was left out."""
    from docgen.ledgers.made import MadeLedger
    from docgen.ledgers.run import make_ledger

    cases = list(zip(names_of(case), _cases(case), strict=True))
    made: MadeLedger
    if register is None:
        made = make_ledger(kind, cases, None, day_of(as_of), year=year)
    else:
        from docgen.register.register import Register  # its library takes a while to load

        with Register.open(register, create=False) as held:
            made = make_ledger(kind, cases, held, day_of(as_of), year=year)
    if output is not None:
        write_all(output.parent, {output.name: made.data})
    if as_json:
        show.print_json(made.as_json())
        return
    whole = made.totals[-1]
    sums = "，".join(
        f"{column.title}{whole.sums[column.key]}{column.unit}"
        for column in made.columns
        if column.key in whole.sums
    )
    typer.echo(f"已写出 {output}：{made.title} {whole.count} 行{'，' if sums else ''}{sums}。")
    for left in made.left_out:
        _say(f"未列入：{left.case} {left.reason}")
    for note in made.notes:
        _say(f"注意：{note}")


def _say(text: str) -> None:
    for line in wrapped(text, 0):
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
