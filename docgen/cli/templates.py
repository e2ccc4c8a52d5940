"""``template`` and ``schema``: what templates there are and what they need."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from docgen import intake
from docgen.cli import show
from docgen.cli.lint import lint_command
from docgen.cli.template_views import fields_command, show_command
from docgen.cli.words import ChineseCommand, ChineseGroup
from docgen.delivery.write import write_all
from docgen.errors import TemplateError, UsageError
from docgen.model.schema import case_schema
from docgen.resources import schema_bytes
from docgen.templating.build import build as build_docx
from docgen.templating.build import read_layout
from docgen.templating.library import Library
from docgen.templating.manifest import Manifest, read_manifest

__all__ = ["app", "schema"]

app = typer.Typer(
    cls=ChineseGroup,
    help="模板：列出、查看、字段、检查、由文本生成。",
    no_args_is_help=True,
    rich_markup_mode=None,
)

app.command("show", cls=ChineseCommand)(show_command)
app.command("fields", cls=ChineseCommand)(fields_command)
app.command("lint", cls=ChineseCommand)(lint_command)

_Own = Annotated[
    Path | None, typer.Option("--templates", metavar="DIR", help="本单位的模板文件夹。")
]


@app.command("list", cls=ChineseCommand)
def list_templates(templates: _Own = None) -> None:
    """列出全部模板。"""
    for shelf in Library(templates).all():
        manifest = shelf.manifest
        typer.echo(f"{manifest.short_title}　{manifest.id}　{manifest.version}　{manifest.title}")


@app.command("build", cls=ChineseCommand)
def build(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="模板文件夹，内有 template.md。")
    ],
    check_only: Annotated[
        bool, typer.Option("--check", help="只核对 template.docx 是否与 template.md 一致。")
    ] = False,
) -> int:
    """由 template.md 生成 template.docx；同样的文本得到同样的字节。"""
    text, manifest = _sources(folder)
    layout = read_layout(schema_bytes(f"layouts/{manifest.layout}.yaml"), name=manifest.layout)
    made = build_docx(text, layout, name=manifest.short_title)
    target = folder / "template.docx"
    if not check_only:
        write_all(folder, {target.name: made})
        typer.echo(f"已生成 {target}。")
        return 0
    if target.is_file() and target.read_bytes() == made:
        typer.echo(f"{target} 与文本一致。")
        return 0
    raise TemplateError(
        f"{target.name} 与 template.md 不一致。",
        where=folder.name,
        fix="运行 docgen template build。",
    )


def _sources(folder: Path) -> tuple[str, Manifest]:
    manifest = read_manifest(
        intake.read_bytes(folder / "manifest.yaml"), name=f"{folder.name}/manifest.yaml"
    )
    try:
        return intake.read_bytes(folder / "template.md").decode("utf-8"), manifest
    except UnicodeDecodeError as error:
        raise TemplateError(
            "template.md 不是 UTF-8 文本。", where=folder.name, fix="另存为 UTF-8。"
        ) from error


def schema(
    document: Annotated[str, typer.Argument(metavar="DOC", help="文书。")],
) -> None:
    """输出一种文书所用数据的 JSON Schema（2020-12）。"""
    shelf = Library().find(document)
    if not shelf.manifest.fields:
        raise UsageError(f"「{document}」没有写明字段。", fix="在 manifest.yaml 里补上 fields。")
    policies = {
        title: by_stage["absent"].what for title, by_stage in sorted(shelf.manifest.fields.items())
    }
    show.print_json(
        case_schema() | {"x-docgen-document": shelf.manifest.id, "x-docgen-fields": policies}
    )
