"""``jurisdiction``: which packs there are, what they say with their sources, and a new one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from docgen.cli.pack_sheet import pack_sheet
from docgen.cli.words import ChineseCommand, ChineseGroup
from docgen.delivery.write import write_all
from docgen.errors import DeliveryError, UsageError
from docgen.packs import list_packs, load_pack, starter_pack
from docgen.pipeline.pack_told import validity_words

__all__ = ["app"]

_FILE = "pack.yaml"
_OWN_ID = "own"
_ID = re.compile(r"[a-z][a-z0-9_-]{0,30}")
_LONGEST_NAME = 40

app = typer.Typer(
    cls=ChineseGroup,
    help="辖区规则包：列出、查看、新建。",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list", cls=ChineseCommand)
def list_all() -> None:
    """列出全部规则包。"""
    for pack in list_packs():
        typer.echo(f"{pack.id}　{pack.names[0]}　{pack.code}　{validity_words(pack.validity)}")


@app.command("show", cls=ChineseCommand)
def show_pack(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="代号、名称、行政区划代码，或规则包的路径。")
    ],
) -> None:
    """显示一个规则包：每一项和它的出处。"""
    for line in pack_sheet(load_pack(name)):
        typer.echo(line)


@app.command("new", cls=ChineseCommand)
def new_pack(
    name: Annotated[str, typer.Argument(metavar="NAME", help="辖区的名称，如 示例县。")],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="放规则包的文件夹。")
    ] = Path(),
) -> None:
    """新建一个带说明的规则包，改成本地的内容即可使用。"""
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError("辖区的名称不合适。", fix=f"写成一行，不超过{_LONGEST_NAME}个字。")
    target = out / _FILE
    if target.exists():
        raise DeliveryError(
            f"「{target}」已经有了，没有改动它。", fix="换一个文件夹（-o），或先移走原来的文件。"
        )
    text = starter_pack(name, name if _ID.fullmatch(name) else _OWN_ID)
    write_all(out, {_FILE: text.encode("utf-8")})
    typer.echo(f"已写好 {target}，照里面的说明改成{name}的内容。")
    typer.echo(f"查看：docgen jurisdiction show {target}")
    typer.echo(f"使用：案卷里写 辖区: {target}")
