"""``template lint``: what is wrong with a template, on the screen, as JSON and in a marked copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from docgen import intake
from docgen.cli import show
from docgen.delivery.write import write_all
from docgen.errors import TemplateError, UsageError
from docgen.pipeline.lint import lint
from docgen.templating.library import Library
from docgen.templating.lint_marks import marked_copy
from docgen.templating.lint_words import Fault
from docgen.templating.manifest import Manifest, read_manifest

__all__ = ["Source", "lint_command", "source_of"]

_DOCX, _MANIFEST = "template.docx", "manifest.yaml"
_GROUPS = (("error", "错误"), ("warning", "警告"))


@dataclass(frozen=True, slots=True)
class Source:
    """A template as it was named: its file, what to call it, and its manifest if it has one."""

    data: bytes
    name: str
    manifest: Manifest | None
    path: Path | None = None


def source_of(target: str, templates: Path | None, schema: str | None = None) -> Source:
    """Return the template that a word of the command line names.

    Args:
        target: A template's folder, a ``.docx`` file, or a template's id or Chinese name.
        templates: The bureau's own folder of templates.
        schema: The template whose manifest it is held against instead of its own.

    Raises:
        UsageError: There is no such template.
        InputError: The file cannot be read.
        TemplateError: The folder lacks a file, or the manifest is at fault.
    """
    path = Path(target)
    named = Library(templates).find(schema).manifest if schema is not None else None
    if path.is_dir() and (path / _MANIFEST).is_file():
        return _of_file(path / _DOCX, named or _own_manifest(path))
    if path.suffix.lower() == ".docx" or path.is_file():
        # A bureau edits the template.docx of its copied folder: the manifest beside it is its own.
        beside = path.name == _DOCX and (path.parent / _MANIFEST).is_file()
        return _of_file(path, named or (_own_manifest(path.parent) if beside else None))
    return _of_library(target, templates, named)


def _of_library(target: str, templates: Path | None, named: Manifest | None) -> Source:
    try:
        shelf = Library(templates).find(target)
    except UsageError as error:
        if not Path(target).is_dir():
            raise
        message = f"文件夹「{Path(target).name}」里没有 {_MANIFEST}，不是模板文件夹。"
        raise UsageError(message, fix="写模板文件夹、.docx 文件或文书名。") from error
    data = shelf.folder.read(_DOCX)
    if data is None:
        raise TemplateError(
            f"模板文件夹里没有 {_DOCX}。",
            where=shelf.folder.id,
            fix="用 docgen template build 生成，或放入 Word 文件。",
            code="T021",
        )
    return Source(data, shelf.manifest.short_title, named or shelf.manifest)


def _of_file(path: Path, manifest: Manifest | None) -> Source:
    name = manifest.short_title if manifest and path.name == _DOCX else path.name
    return Source(intake.read_bytes(path), name, manifest, path)


def _own_manifest(folder: Path) -> Manifest:
    data = intake.read_bytes(folder / _MANIFEST)
    return read_manifest(data, name=f"{folder.resolve().name}/{_MANIFEST}")


def lint_command(
    target: Annotated[
        str, typer.Argument(metavar="TEMPLATE", help="文书名、模板文件夹或任何 .docx 文件。")
    ],
    schema: Annotated[
        str | None,
        typer.Option("--schema", metavar="DOC", help="按哪一种文书的字段和清单检查。"),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="在标准输出上只输出 JSON。")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="另存一份带批注的副本。")
    ] = None,
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DIR", help="本单位的模板文件夹。")
    ] = None,
) -> int:
    """检查模板：标记、字段、单位、条件、编号、字体，一次全部指出。"""
    source = source_of(target, templates, schema)
    faults = lint(source.data, name=source.name, manifest=source.manifest)
    if output is not None:
        _write_marked(source, faults, output)
    if json:
        show.print_json(
            {"template": source.name, "schema": source.manifest is not None,
             "findings": [one.as_dict() for one in faults]}
        )  # fmt: skip
    else:
        _say(source, faults)
    return TemplateError.exit_code if any(one.severity == "error" for one in faults) else 0


def _write_marked(source: Source, faults: Sequence[Fault], output: Path) -> None:
    if output.suffix.lower() != ".docx":
        raise UsageError(f"「{output.name}」不是 .docx 文件名。", fix="写成 标注.docx。")
    if source.path is not None and output.resolve() == source.path.resolve():
        raise UsageError("带批注的副本不能覆盖模板本身。", fix="换一个文件名。")
    marked = marked_copy(source.data, faults, name=source.name)
    write_all(output.parent, {output.name: marked})
    typer.echo(f"已写出带批注的副本 {output}，模板本身没有改动。", err=True)


def _say(source: Source, faults: Sequence[Fault]) -> None:
    typer.echo(f"检查模板「{source.name}」")
    if source.manifest is None:
        typer.echo(
            "没有清单：只检查标记、条件、编号、占位和字体；要对照字段，请加 --schema 文书名。"
        )
    for severity, heading in _GROUPS:
        group = [one for one in faults if one.severity == severity]
        if group:
            typer.echo(f"{heading}（{len(group)}）")
        for one in group:
            typer.echo(f"  {one.code} {one.spot.place}")
            typer.echo(f"      {one.message}")
            if one.fix:
                typer.echo(f"      改法：{one.fix}")
    counts = "，".join(
        f"{heading} {sum(one.severity == severity for one in faults)} 处"
        for severity, heading in _GROUPS
    )
    typer.echo(f"合计：{counts}。" if faults else "没有发现问题。")
