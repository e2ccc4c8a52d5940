"""``template show`` and ``template fields``: what a template says and which fields it names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from docgen.cli.lint import source_of
from docgen.delivery.write import write_all
from docgen.errors import TemplateError, UsageError
from docgen.templating.library import Library
from docgen.templating.places import BODY, part_title
from docgen.templating.show import Line, Shown, printed_lines, show_template
from docgen.templating.show_fields import FieldRow, all_fields, fields_of
from docgen.templating.show_sheet import fields_sheet

__all__ = ["fields_command", "show_command"]

_Own = Annotated[
    Path | None, typer.Option("--templates", metavar="DIR", help="本单位的模板文件夹。")
]
_WIDTH = 80
_HEADINGS = ("字段", "单位", "种类", "没有值时", "写法")


def show_command(
    document: Annotated[
        str, typer.Argument(metavar="DOC", help="文书、模板文件夹或任何 .docx 文件。")
    ],
    paragraphs: Annotated[
        bool, typer.Option("--paragraphs", help="行首写段落的序号（template lint 所说的第几段）。")
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="显示 template.md 的原文。")] = False,
    templates: _Own = None,
) -> None:
    """逐行显示模板：编号已数出，标记在原处，条件和循环单独成行。"""
    if markdown:
        _show_markdown(document, templates)
        return
    source = source_of(document, templates)
    if source.manifest is not None:
        typer.echo(f"《{source.manifest.title}》{source.manifest.version}")
        typer.echo(source.manifest.notice)
    shown = show_template(source.data, name=source.name)
    for line in _by_parts(shown, paragraphs=paragraphs):
        typer.echo(line)


def _by_parts(shown: Shown, *, paragraphs: bool) -> Iterator[str]:
    part = ""
    lines: Sequence[Line] = shown.lines
    for line, said in zip(lines, printed_lines(shown, paragraphs_numbered=paragraphs), strict=True):
        if line.part != part:
            part = line.part
            if part != BODY:
                yield f"—— {part_title(part)}（{part}）"
        yield said


def _show_markdown(document: str, templates: Path | None) -> None:
    shelf = Library(templates).find(document)
    text = shelf.folder.read("template.md")
    if text is None:
        raise TemplateError(
            "这个模板没有可读文本 template.md。",
            where=shelf.folder.id,
            fix="去掉 --markdown，由 template.docx 显示。",
        )
    typer.echo(text.decode("utf-8"))


def fields_command(
    document: Annotated[
        str | None,
        typer.Argument(metavar="DOC", help="文书、模板文件夹或 .docx 文件；不填列出全部字段。"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="写成 Excel 表（.xlsx）。")
    ] = None,
    templates: _Own = None,
) -> None:
    """列出模板用到的字段：单位、没有值时怎么办、印在哪一条；不填文书列出全部字段。"""
    if output is not None and output.suffix.lower() != ".xlsx":
        raise UsageError(f"「{output.name}」不是 .xlsx 文件名。", fix="写成 字段.xlsx。")
    if document is None:
        name, rows = "全部", all_fields()
    else:
        source = source_of(document, templates)
        name, rows = source.name, fields_of(source.data, name=source.name, manifest=source.manifest)
    if output is not None:
        write_all(output.parent, {output.name: fields_sheet(rows, title=name)})
        typer.echo(f"已写出 {output}，共 {len(rows)} 个字段。", err=True)
        return
    for line in _table(rows):
        typer.echo(line)


def _table(rows: Sequence[FieldRow]) -> Iterator[str]:
    """Yield the rows in columns; where each is printed stands below it, within 80 columns."""
    cells = [_HEADINGS, *((r.title, r.unit, r.kind, r.absent, r.written) for r in rows)]
    widths = [min(max(map(_wide, column)), 40) for column in zip(*cells, strict=True)]
    for number, row in enumerate(cells):
        line = "  ".join(
            text + " " * max(0, width - _wide(text))
            for text, width in zip(row, widths, strict=True)
        )
        yield line.rstrip()
        if number and rows[number - 1].where:
            yield from _wrapped(rows[number - 1].where)


def _wrapped(text: str) -> Iterator[str]:
    line = "    "
    for word in text.split("、"):
        if _wide(line) + _wide(word) + 2 > _WIDTH and line.strip():
            yield line
            line = "    "
        line += f"{word}、"
    yield line.removesuffix("、")


def _wide(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
