"""``jurisdiction``: which packs there are and what they say, with their sources."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from docgen import glossary
from docgen.cli.words import ChineseCommand, ChineseGroup
from docgen.packs import Dated, Pack, list_packs, load_pack
from docgen.packs.dated import Scalar

__all__ = ["app"]

app = typer.Typer(
    cls=ChineseGroup, help="辖区规则包：列出、查看。", no_args_is_help=True, rich_markup_mode=None
)

_CERTAINTY = {
    "S": "见政策原文",
    "L": "见法规原文",
    "P": "见公开摘录",
    "C": "经计算",
    "G": "未见原文",
}
_STATUS = {"in_force": "施行", "draft": "征求意见稿，未施行", "expired-unknown": "已失效，日期不明"}


@app.command("list", cls=ChineseCommand)
def list_all() -> None:
    """列出全部规则包。"""
    for pack in list_packs():
        typer.echo(f"{pack.id}　{pack.names[0]}　{pack.code}　{_validity(pack)}")


@app.command("show", cls=ChineseCommand)
def show_pack(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="代号、名称、行政区划代码，或规则包的路径。")
    ],
) -> None:
    """显示一个规则包：每个值、起始日和出处。"""
    pack = load_pack(name)
    policy = pack.policy
    typer.echo(f"{pack.names[0]}（{pack.id}，{pack.code}）")
    typer.echo(f"政策：{policy.title}{f'（{policy.number}）' if policy.number else ''}")
    typer.echo(f"效力：{_validity(pack)}　{_CERTAINTY[policy.certainty]}")
    if policy.note:
        typer.echo(f"说明：{policy.note}")
    for former in pack.former_codes:
        typer.echo(f"旧代码：{former.code} {former.name}（至{former.until}年）")
    for one in pack.authorities:
        kind = glossary.enum_label("AuthorityKind", one.kind)
        role = glossary.authority_role(one.role)
        typer.echo(f"{role}：{one.name or '由案卷填写'}（{kind}，{_CERTAINTY[one.certainty]}）")
    for history in pack.values.values():
        for value in history:
            _value(value)


def _value(value: Dated) -> None:
    since = f"自{value.since.isoformat()}起　" if value.since else ""
    source = value.source
    number = f"（{source.number}）" if source.number else ""
    typer.echo(f"{value.key.title}：{_words(value.value)}{value.key.unit}")
    typer.echo(f"    {since}{source.title}{number} {source.article}　{_CERTAINTY[value.certainty]}")


def _words(value: Scalar) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else "、".join(value)


def _validity(pack: Pack) -> str:
    validity = pack.validity
    first = validity.valid_from.isoformat() if validity.valid_from else ""
    last = validity.valid_to.isoformat() if validity.valid_to else ""
    span = f"，{first} 至 {last or '未定'}" if first or last else ""
    return _STATUS[validity.status] + span
