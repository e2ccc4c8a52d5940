"""``form``: an Excel form of a document, empty or filled in from a case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from docgen.cli.columns import wrapped
from docgen.errors import UsageError

__all__ = ["form"]


def form(
    document: Annotated[
        str | None,
        typer.Argument(metavar="DOC", help="文书或通知书，如 出让合同；不填就是整份案卷的表单。"),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="写到哪里（.xlsx）。")
    ] = Path("表单.xlsx"),
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="CASE", help="先填上这份案卷（也可以是旧的表单）里的内容。"),
    ] = None,
    jurisdiction: Annotated[
        str | None, typer.Option("--jurisdiction", metavar="J", help="辖区规则包，先填在表里。")
    ] = None,
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DIR", help="本单位的模板文件夹。")
    ] = None,
) -> None:
    """写出一张 Excel 表单：按题分表，要填的项标出来，填好后直接检查、出文书。"""
    # Workbooks and templates take a while to load; other commands need not wait for them.
    from docgen.delivery.write import write_all
    from docgen.intake import load_case
    from docgen.intake.form_book import form_book
    from docgen.pipeline.form import form_of, sample_of

    if output.suffix.lower() != ".xlsx":
        raise UsageError(f"「{output.name}」不是 .xlsx 文件名。", fix="写成 表单.xlsx。")
    if source is not None and output.exists() and output.samefile(source):
        raise UsageError("新表单不能写在原来的文件上。", fix="换一个文件名。")
    plan = form_of(document, jurisdiction=jurisdiction, templates=templates)
    case = load_case(source).case if source is not None else None
    if case is not None and jurisdiction is not None and case.jurisdiction is None:
        case = case.model_copy(update={"jurisdiction": jurisdiction})
    sample = sample_of(document, templates=templates) if document is not None else None
    given = {"jurisdiction": jurisdiction} if jurisdiction is not None else {}
    made = form_book(plan, case=case, sample=sample, given=given)
    write_all(output.parent, {output.name: made.data})
    required = sum(one.need == "required" and not one.conditional for one in plan.fields())
    said = f"，必填 {required} 项" if plan.document else ""
    typer.echo(f"已写出 {output}：{plan.title or '整份案卷'}的表单{said}。")
    for problem in made.left_out:
        for line in wrapped(f"没有装进表单 {problem}", 0, hang=2):
            typer.echo(line, err=True)
