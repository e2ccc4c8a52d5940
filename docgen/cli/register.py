"""``register``: backed up, brought back, listed, one paper shown with its trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docgen import glossary
from docgen.cli import runs_words as words
from docgen.cli.clock import act_now
from docgen.cli.columns import cells, wrapped
from docgen.cli.show import print_json
from docgen.cli.words import ChineseCommand, ChineseGroup
from docgen.errors import UsageError
from docgen.register.records import Document, DocumentState, Event
from docgen.register.told import EVENTS

if TYPE_CHECKING:
    from docgen.register.copies import Copied
    from docgen.register.register import Register

__all__ = ["app"]

_DEFAULT = Path("out/register.sqlite")
_UNNUMBERED = "（无文号）"
_WIDTHS = (24, 20, 20, 10)
_STATES = {
    DocumentState.VALID: "有效",
    DocumentState.VOID: "已作废",
    DocumentState.SUPERSEDED: "已更正",
}
#: Noted only of papers that the desk issues one by one.
_ISSUED = "document.issue"
#: What the register notes of a run, as it is said of a paper that is one by itself.
_ALONE = {"run.begin": "开始出稿", "run.finish": "出稿完成，文号用讫"}
_Register = Annotated[
    Path, typer.Option("--register", metavar="FILE", help="登记簿。", show_default=True)
]
_Json = Annotated[bool, typer.Option("--json", help="输出 JSON。")]

app = typer.Typer(
    cls=ChineseGroup,
    help="登记簿：备份、恢复、列出、查看、作废。",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("backup", cls=ChineseCommand)
def backup_register(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份写到哪里；不能是已有的文件。")],
    register: _Register = _DEFAULT,
) -> None:
    """备份登记簿；正在打印时也可以备份，写完即核对。"""
    from docgen.register.copies import backup  # the database library is slow to import

    made = backup(register, file)
    typer.echo(f"已备份到 {file}，{_held(made)}。")


@app.command("restore", cls=ChineseCommand)
def restore_register(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份。")],
    register: _Register = _DEFAULT,
    lose_newer: Annotated[
        bool,
        typer.Option("--lose-newer", help="备份之后的文号（会被再次使用）、案卷、人员不要了。"),
    ] = False,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="原因，留在登记簿里。")] = "",
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="经办人；不填用登录名。")
    ] = None,
) -> None:
    """从备份恢复登记簿；原来的一份留在旁边。"""
    from docgen.register.copies import restore

    made = restore(file, register, act_now(by, why), lose_newer=lose_newer)
    typer.echo(f"已恢复 {register}，{_held(made)}。")
    if made.people:
        typer.echo(
            "人员、身份和密码回到备份时的样子，请管理人员逐一核对；撤销过的令牌仍然撤销。", err=True
        )
    if made.former is not None:
        typer.echo(f"原来的登记簿留作 {made.former.name}。", err=True)
    if made.damaged:
        typer.echo(
            "原来的登记簿已损坏，备份之后编出的文号无从得知：先查明最末一个，"
            "下一批用 --number 指明首号。",
            err=True,
        )


def _held(made: Copied) -> str:
    cases = f"、{made.cases} 份案卷" if made.cases else ""
    return f"共 {made.documents} 件文书{cases}"


@app.command("list", cls=ChineseCommand)
def list_documents(
    register: _Register = _DEFAULT,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="只列这一种文书。")
    ] = None,
    key: Annotated[
        str | None,
        typer.Option("--key", metavar="CODE", help="只列这宗地的：宗地代码、监管号或合同编号。"),
    ] = None,
    unserved: Annotated[
        bool, typer.Option("--unserved", help="只列有效而还没有登记送达的。")
    ] = False,
    as_json: _Json = False,
) -> None:
    """列出发出的文书。"""
    with _opened(register) as opened:
        found = opened.documents(kind=_kind(kind), key=key, unserved=unserved)
    if unserved:  # a contract is signed, not served
        found = tuple(one for one in found if _is_served(one))
    if as_json:
        print_json({"documents": [_plain(one) for one in found]})
        return
    for line in _table(found):
        typer.echo(line)
    typer.echo(f"共 {len(found)} 件。", err=True)


@app.command("show", cls=ChineseCommand)
def show_document(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="文号。")],
    register: _Register = _DEFAULT,
    as_json: _Json = False,
) -> None:
    """显示一件文书：效力、送达，和谁在什么时候做过什么。"""
    with _opened(register) as opened:
        found = _found(opened, number)
        trail = opened.trail(found)
    if as_json:
        print_json(_plain(found) | {"trail": [_event(one) for one in trail]})
        return
    for line in (*_sheet(found), *_trail(trail)):
        typer.echo(line)


@app.command("void", cls=ChineseCommand)
def void_document(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="文号。")],
    register: _Register = _DEFAULT,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="原因，留在登记簿里。")] = "",
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="经办人；不填用登录名。")
    ] = None,
) -> None:
    """作废一件文书；文号从此不再用，文件和登记都留着。"""
    from docgen.batch.withdraw import Voided, cited_by

    with _opened(register) as opened:
        paper = opened.void(_found(opened, number), act_now(by, why))
        done = Voided(paper, cited_by(opened, paper))
    words.say(words.voided_lines(done))
    words.say(words.void_warnings(done), err=True)


def _found(register: Register, number: str) -> Document:
    found = register.find(number)
    if found is None:
        raise UsageError(f"登记簿里没有文号「{number}」。", fix="用 docgen register list 查看。")
    return found


def _opened(path: Path) -> Register:
    from docgen.register.register import Register

    return Register.open(path, create=False)


def _kind(name: str | None) -> str | None:
    """Return the code of a kind of paper, named by code or in Chinese."""
    by_title = {title: code for code, title in words.titles().items()} if name else {}
    return name and (glossary.enum_value("NoticeKind", name) or by_title.get(name, name))


def _is_served(one: Document) -> bool:
    return one.kind in glossary.enum_labels("NoticeKind")


def _table(found: Iterable[Document]) -> Iterator[str]:
    for one in found:
        state = _STATES[one.state]
        if one.state is DocumentState.VALID and (one.service or _is_served(one)):
            state = "已送达" if one.service else "未送达"
        yield from cells(
            (one.number or _UNNUMBERED, words.kind_words(one.kind), one.addressee, state),
            _WIDTHS,
            gap=2,
        )


def _sheet(one: Document) -> Iterator[str]:
    served = one.service or _is_served(one)
    lines = [
        (glossary.title("Notice", "document_no"), one.number or _UNNUMBERED),
        (glossary.title("Notice", "kind"), words.kind_words(one.kind)),
        (glossary.title("Case", "contract_no"), one.contract_no),
        (glossary.title("Notice", "addressee"), one.addressee),
        (glossary.title("Notice", "date"), str(one.dated or "（手填）")),
        ("效力", _STATES[one.state] + (f"，见 {one.superseded_by}" if one.superseded_by else "")),
        (glossary.title("Notice", "service"), _service_words(one) if served else ""),
        ("SHA-256", one.docx_sha256),
    ]
    for heading, text in lines:
        if text:
            yield from cells((heading, text), (8, 70))


def _service_words(one: Document) -> str:
    if one.service is None:
        return "没有登记"
    told = one.service
    parts = [glossary.enum_label("ServiceMethod", told.method), str(told.served_on)]
    parts += [part for part in (told.signer, told.mail_no, told.place, told.server) if part]
    return "，".join(parts)


def _trail(trail: Iterable[Event]) -> Iterator[str]:
    events = list(trail)
    alone = any(one.what == _ISSUED for one in events)
    for one in events:
        what = EVENTS.get(one.what, one.what)
        if alone:
            what = _ALONE.get(one.what, what)
        elif not one.document_id:
            what += "（整批）"
        because = f"：{one.act.why}" if one.act.why else ""
        yield from wrapped(f"{one.act.at[:16].replace('T', ' ')} {one.act.who} {what}{because}", 2)


def _plain(one: Document) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in Document.__slots__}
    service = one.service
    values["dated"] = str(one.dated) if one.dated else None
    values["keys"], values["state"] = list(one.keys), one.state.value
    values["service"] = service and {
        name: str(value) if (value := getattr(service, name)) is not None else None
        for name in type(service).__slots__
    }
    return values


def _event(one: Event) -> dict[str, Any]:
    return {"at": one.act.at, "who": one.act.who, "what": one.what, "why": one.act.why}
